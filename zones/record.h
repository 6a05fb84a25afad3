/* SPDX-License-Identifier: ISC */
#ifndef MXD_RECORD_H
#define MXD_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/text.h"

/*
 * What stands between the owner and the RDATA of a record: TTL and class,
 * in any order, both may be absent, then the type.  RFC 1035 5.1, 3597 5.
 */
struct record {
	uint16_t	type;
	bool		has_ttl;
	uint32_t	ttl_s;		/* 0 without has_ttl */
	size_t		rdata_at;	/* index of the token behind the type */
};

/* Why some tokens are no record. */
struct record_error {
	const char	*id;		/* static, for the report */
	size_t		 token;		/* index of the token at fault; the
					   number of tokens: one is missing */
	uint16_t	 type;		/* what was probably meant; 0: who
					   knows */
	char		 text[512];	/* what was found, what to do */
};

/* So much of a word is told in messages. */
#define RECORD_TOLD_BYTES	80

/* RFC 2181 8: a TTL has 31 bits. */
#define TTL_MAX_S		2147483647

/*
 * has_owner	the first token is the owner; it is not looked at, unless to
 *		find out whether a type was taken for it
 * scratch	room for RDATA_MAX_BYTES
 * returns	0, or -1 with err filled
 */
int record_head(const struct token *tokens, size_t n, bool has_owner,
    uint8_t *scratch, struct record *out, struct record_error *err);

/*
 * The quick way of record_head(), for most records as they are written.
 * returns	false: ask record_head()
 */
bool record_quick(const struct token *tokens, size_t n, bool has_owner,
    struct record *out);

/*
 * A TTL.
 * returns 0, or -1 with err filled but for the token
 */
int record_ttl(const struct token *, uint32_t *out_s,
    struct record_error *err);

/*
 * Is one of the first words the type SOA?  For entries that cannot be
 * read, so that a missing SOA is not reported on top.
 */
bool record_may_be_soa(const struct token *tokens, size_t n);

#endif
