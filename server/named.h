/* SPDX-License-Identifier: ISC */
#ifndef MXD_NAMED_H
#define MXD_NAMED_H

#include <stddef.h>

#include "server/recheck.h"
#include "server/round.h"

/*
 * The files of zones that an operator names, for a round that looks at no
 * others.
 */
struct named {
	struct touched	*touched;
	size_t		 n;
	/* Private. */
	struct name	*apexes;
};

/*
 * words	names of zones, of domains of templates (whose template is
 *		meant) and of templates, between blanks.  Also of a zone that
 *		is not yet there, if a directory of zones has a file for it
 * *out		for named_clear(), also if this fails
 * returns	0; -1 if there is no such thing: then *why, for free(), says
 *		so, or is NULL without memory.  The loader's
 */
int named_find(const struct recheck_world *, const char *words,
    struct named *out, char **why);

void named_clear(struct named *);

#endif
