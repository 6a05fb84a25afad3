/* SPDX-License-Identifier: ISC */
#ifndef MXD_RDATA_H
#define MXD_RDATA_H

#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/rrtype.h"
#include "zones/text.h"

/* RFC 1035 3.2.1: RDLENGTH has 16 bits. */
#define RDATA_MAX_BYTES	65535

/* Why a text is no RDATA. */
struct rdata_error {
	size_t	token;		/* index of the token that is at fault, or
				   the number of tokens: one is missing */
	char	text[256];	/* what was found and what was expected */
};

/*
 * RDATA from the words after the type, also in the form "\# len hex" of
 * RFC 3597 5 (checked against the type's layout where that is known).
 * Names are made absolute with origin, case kept, uncompressed.
 *
 * out		room for RDATA_MAX_BYTES
 * returns	its length, or -1 with err filled
 */
int rdata_from_tokens(uint16_t type, const struct token *tokens, size_t n,
    const struct name *origin, uint8_t *out, struct rdata_error *err);

/*
 * Is this sound RDATA of its type: every field whole, nothing left over,
 * names uncompressed?  Types without a row are always sound.
 * returns 0, or -1 with *why set to a static text
 */
int rdata_check(uint16_t type, const uint8_t *rdata, size_t len_bytes,
    const char **why);

/*
 * Room for any text of rdata_to_text().  The longest is a set of all 65536
 * types, "TYPE65535" and a space each; the rest takes 4 for an octet.
 */
#define RDATA_TEXT_MAX	(10 * 65536 + NAME_TEXT_MAX)

/*
 * RDATA (sound, absolute names) as presentation text that
 * rdata_from_tokens() reads back to the same octets; "\# len hex" for
 * types without a row, for octets that no text of the type can say, and
 * for unsound ones.
 *
 * returns the length written without the NUL, or -1 if buf is too small
 */
int rdata_to_text(uint16_t type, const uint8_t *rdata, size_t len_bytes,
    char *buf, size_t buf_bytes);

/*
 * Octets before the first name of sound RDATA, for a type that has names.
 * Holds for stored RDATA too (content.h), whose names may be relative.
 */
size_t rdata_name_at(const struct rrtype *, const uint8_t *rdata);

#endif
