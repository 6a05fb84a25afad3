/* SPDX-License-Identifier: ISC */
#ifndef MXD_BIMI_H
#define MXD_BIMI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A BIMI assertion record: draft-brand-indicators-for-message-identification
 * 4.3.  Readers do not mend spelling or capitals, so nor does this.
 * Positions count octets from 0 in the text.
 */
enum bimi_tag {
	BIMI_V,
	BIMI_L,			/* where the logo is */
	BIMI_A,			/* where its certificate is */
	BIMI_AVP,		/* whose picture is preferred */
	BIMI_LPS,		/* selectors made from local parts */
	BIMI_TAGS
};

struct bimi_piece {
	const uint8_t	*text;		/* borrowed */
	size_t		 len;		/* octets */
	size_t		 at;
};

struct bimi {
	bool		 is_bimi;	/* begins with v=BIMI1 and a semicolon,
					   or nothing more; else nothing but
					   the fault is set */
	bool		 has[BIMI_TAGS];
	struct bimi_piece value[BIMI_TAGS];	/* of the first of its name */
	const char	*fault;		/* the first: static, said of the
					   piece, "is no ..."; NULL: sound */
	int		 fault_tag;	/* whose value it is in; -1: none */
	struct bimi_piece fault_piece;
	bool		 is_http;	/* the fault is http: for https: */
};

void bimi_parse(struct bimi *, const uint8_t *text, size_t len);

/* "l" ... */
const char *bimi_tag_name(enum bimi_tag);

/* Does the record refuse a logo?  Draft 4.3.1. */
bool bimi_declines(const struct bimi *);

#endif
