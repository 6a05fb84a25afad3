/* SPDX-License-Identifier: ISC */
#ifndef MXD_ALLOW_H
#define MXD_ALLOW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * Comments in zone files that permit what a check would tell:
 *
 *	@ MX 10 mail	; mxcheck: allow mx-single, mx-no-ipv6 one box only
 *
 * Ids stand behind "allow", with commas or blanks between; the first word
 * that cannot be an id ends them.  The comment counts for the record in
 * whose lines it stands.
 */
struct allow {
	char		*file;		/* owned, as struct place has it */
	uint32_t	 line;		/* where the record begins */
	uint32_t	 column;	/* of the comment */
	bool		 is_strange;	/* behind "mxcheck:" stands another
					   word than allow; id has it */
	bool		 is_used;
	char		*id;		/* owned */
};

struct allows {
	struct allow	*all;		/* in no order that matters */
	size_t		 n;
	size_t		 cap;
};

/* All zero is empty. */
void allows_clear(struct allows *);

/*
 * Note what a comment says, if it says something to us.
 *
 * at		of the comment, but the line is that of its record
 * text		behind the semicolon
 * returns	0; -1 without memory
 */
int allows_note(struct allows *, const struct place *at, const char *text,
    size_t len_bytes);

/* Is this permitted here?  It then counts as used. */
bool allows_take(struct allows *, const struct place *at, const char *id);

#endif
