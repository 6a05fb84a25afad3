/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCAN_LINE_H
#define MXD_SCAN_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/text.h"

/*
 * The quick way to read a line: one that holds words, quoted ones too, and
 * perhaps a comment, and ends with LF.  That is nearly all of most files.
 * scan.c reads all others, and those of this kind just the same.
 */
struct scan_line {
	const char	*next;		/* behind the line end */
	const char	*comment;	/* its semicolon, or NULL */
	size_t		 n;		/* tokens; 0: nothing stands there */
};

/* So many tokens may begin in one block: room for them is needed. */
#define SCAN_LINE_TOKENS	64

/* A longer line is not looked at to its end in vain. */
#define SCAN_LINE_MOST_BYTES	65536

/* One way to do it: with these vectors, or on any machine. */
struct scan_way {
	const char	*name;

	/*
	 * at		begin of a line, outside of parentheses
	 * end		of the text; there stands a NUL
	 * line		number of this line
	 * tokens	room for cap of them; written in any case
	 * returns	false: not of this kind, or not enough room
	 */
	bool		(*read)(const char *at, const char *end,
			    uint32_t line, struct token *tokens, size_t cap,
			    struct scan_line *out);
};

/* The fastest of those that this machine can. */
const struct scan_way *scan_way_best(void);

/* The i-th of them, the fastest first; NULL past the last. */
const struct scan_way *scan_way_at(unsigned i);

#endif
