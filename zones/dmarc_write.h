/* SPDX-License-Identifier: ISC */
#ifndef MXD_DMARC_WRITE_H
#define MXD_DMARC_WRITE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/dmarc.h"
#include "zones/suggest.h"

/* What to change in a DMARC record. */
struct dmarc_edit {
	int		 tag;		/* DMARC_TAGS: the first unknown tag */
	const char	*value;		/* NULL: leave the tag out; for the
					   unknown one its new name */
};

/*
 * Write a record again, as RFC 9989 4.8 wants it: v first, one space behind
 * each semicolon, no tag twice, known names in lower case.
 *
 * edits	n of them.  A tag that is not there is added: p behind v, any
 *		other at the end.
 */
void dmarc_write(struct suggest *out, const uint8_t *text, size_t len,
    const struct dmarc_edit *edits, size_t n);

/*
 * The list of rua or ruf as it should be: with mailto: where only that is
 * missing, without size limits.
 * returns	0; -1 if something else is wrong with it
 */
int dmarc_write_uris(struct suggest *out, const struct dmarc *,
    enum dmarc_tag);

/*
 * Two records as one: the addresses of both, the weaker policy, and of all
 * other tags that of the first record.
 */
void dmarc_merge(struct suggest *out, const uint8_t *a, size_t a_len,
    const uint8_t *b, size_t b_len);

#endif
