/* SPDX-License-Identifier: ISC */
#ifndef MXD_TESTS_WORDS_H
#define MXD_TESTS_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "zones/scan.h"
#include "zones/text.h"

/* Type and RDATA of one record, as the scanner of zone files splits it. */
struct words {
	char		*line;		/* an owner stands before them */
	const struct token *tokens;	/* good until words_clear() */
	size_t		 n;
	struct scan	 scan;
};

/* -1 if this is no sound entry of a zone file, or without memory. */
int words_read(struct words *, const char *record, size_t len_bytes);
void words_clear(struct words *);

/* Octets from sound hexadecimal digits; returns how many. */
size_t hex_read(const char *hex, uint8_t *out);

#endif
