/* SPDX-License-Identifier: ISC */
#ifndef MXD_CAST_H
#define MXD_CAST_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/domains.h"
#include "zones/lint.h"
#include "zones/report.h"
#include "zones/template.h"

/*
 * Domains made from a template, one after the other, as a list names them.
 */
struct cast {
	struct template	*template;	/* sound; borrowed, as all here */
	const char	*list;		/* its path, for messages */
	const struct lint *lint;	/* what is said of the template; or
					   NULL */
	const struct lint *lint_all;	/* of all zones; or NULL */
	struct report	*rep;		/* what is wrong with lines: in the
					   same words where it is the same */
	struct report	*scratch;	/* what the last load said */
	/* Takes the hold on a new content, gives one on what is to be served
	   instead: one that is equal.  NULL: none is. */
	struct content	*(*share)(void *arg, struct content *);
	void		*share_arg;
	size_t		 made;		/* domains that were */
	size_t		 failed;	/* that could not be, though their
					   lines can be read */
};

/*
 * What a domain serves.
 *
 * out		filled in both cases.  The content is held for the caller;
 *		places and permissions are there if it was made just now, and
 *		then scratch has the findings of the load
 * returns	0; -1 if it cannot be made, which was reported at its line
 */
int cast_domain(struct cast *, const struct domain *, struct loaded *out);

/*
 * There are no more lines.  If none of several domains could be made, it is
 * likely the template that is wrong, not each of them: that is reported.
 * The template rests.
 */
void cast_end(const struct cast *);

#endif
