/* SPDX-License-Identifier: ISC */
#ifndef MXD_FIELDS_H
#define MXD_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/taglist.h"

/*
 * The records of MTA-STS and TLSRPT have one grammar: a version, then
 * fields "name=value" between semicolons, the last one with a semicolon or
 * without.  Blanks may stand around semicolons and nowhere else.
 * RFC 8461 3.1, RFC 8460 3.
 */

/* Where a text is wrong, and why. */
struct fields_fault {
	size_t		 at;	/* octets from 0; the length: at its end */
	const char	*why;	/* static; a sentence without its stop */
};

struct fields {
	struct taglist	list;
	bool		is_first;	/* the version comes next */
};

void fields_init(struct fields *, const uint8_t *text, size_t len);

/*
 * The next field, after the version; its name is one to 32 letters, digits,
 * "_", "-", "." and its value is not empty.
 *
 * version	what the version field must say: "STSv1"
 * returns	1; 0 at the end; -1 with the fault filled
 */
int fields_next(struct fields *, const char *version, struct tag *out,
    struct fields_fault *);

/* The value of a field that is not known: no blank, no "=".  -1 if not. */
int fields_check_extension(const struct tag *, struct fields_fault *);

#endif
