/* SPDX-License-Identifier: ISC */
#ifndef MXD_INQUIRY_H
#define MXD_INQUIRY_H

#include <stdbool.h>
#include <stddef.h>

#include "server/listing.h"
#include "server/rounds.h"
#include "server/rows.h"
#include "server/survey.h"

/*
 * What somebody wants to know of the loader, and how far he has been told:
 * long answers are made in parts, between which it does other things.
 */
enum inquiry_kind {
	INQUIRE_ZONES,		/* name is a pattern, or NULL */
	INQUIRE_ZONE,
	INQUIRE_RELOAD,		/* name has names, or is NULL: all; not for
				   inquiry_answer() */
	INQUIRE_CHECK,		/* name: of one; or NULL */
	INQUIRE_SPREAD
};

/* May be copied between two parts, but for name. */
struct inquiry {
	enum inquiry_kind	 kind;
	enum rows_form		 form;
	char			*name;		/* as an operator writes it */
	struct listing		 listing;	/* of INQUIRE_ZONES */
	struct survey		 survey;	/* of INQUIRE_CHECK */

	/* Set by inquiry_answer(). */
	bool			 has_more;	/* ask for the next part */
	int			 rc;		/* or -1: the text says why */
	int			 status;	/* for mxctl to exit with */
};

/*
 * The next part of an answer.  The loader's.
 *
 * status	changed by checks that go on
 * *len		its octets
 * returns	it, with a NUL behind, for free(); NULL without memory, and
 *		then rc is -1
 */
char *inquiry_answer(struct inquiry *, struct rounds *,
    const struct loader_setup *, struct loader_status *, size_t *len);

/* The same of an answer that is there: what came of a reload, or why none
   was done (NULL: for want of memory). */
char *inquiry_account(struct inquiry *, const struct account *, size_t *len);
char *inquiry_refuse(struct inquiry *, const char *why, size_t *len);

#endif
