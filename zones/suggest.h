/* SPDX-License-Identifier: ISC */
#ifndef MXD_SUGGEST_H
#define MXD_SUGGEST_H

#include <stdbool.h>
#include <stddef.h>

#include "zones/name.h"

/*
 * A corrected text in the making, and the record that holds it, ready to be
 * pasted into a zone file.  What is too long for a message is left out, not
 * cut.
 */
#define SUGGEST_BYTES	2048		/* half of a message at most */

struct suggest {
	char	text[SUGGEST_BYTES];	/* terminated */
	size_t	len;			/* octets, without the NUL */
	bool	is_full;		/* something was left out */
};

void suggest_init(struct suggest *);
void suggest_add(struct suggest *, const void *text, size_t len);
void suggest_word(struct suggest *, const char *);

/*
 * "lead owner TXT "value"", in strings of at most 255 octets (RFC 1035
 * 3.3), or nothing if it is too long.
 * returns out->text
 */
const char *suggest_txt(struct suggest *out, const char *lead,
    const struct name *owner, const struct suggest *value);

#endif
