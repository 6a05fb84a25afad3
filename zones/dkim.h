/* SPDX-License-Identifier: ISC */
#ifndef MXD_DKIM_H
#define MXD_DKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/dkim_key.h"

/*
 * A DKIM key record, RFC 6376 3.6.1 with 8301 and 8463, read from its joined
 * text.  Positions count octets from 0 in the text.
 */
enum dkim_fault {
	DKIM_SOUND,		/* withdrawn keys and those of unknown type
				   too */
	DKIM_SYNTAX,		/* no list of tags, or no key record */
	DKIM_SPLIT,		/* pieces of a key, put together wrongly */
	DKIM_BASE64,		/* data that are no base64 */
	DKIM_TRUNCATED,		/* an RSA key that ends too early */
	DKIM_BAD_KEY,		/* no RSA key */
	DKIM_ED25519_LENGTH	/* no Ed25519 key */
};

enum dkim_type { DKIM_RSA, DKIM_ED25519, DKIM_OTHER };

struct dkim {
	enum dkim_fault	 fault;
	const char	*why;		/* DKIM_SYNTAX: what is wrong, static */
	size_t		 at;		/* SYNTAX, SPLIT, BASE64: where */
	enum dkim_type	 type;
	size_t		 type_at;	/* value of "k=" */
	size_t		 type_len;
	bool		 is_revoked;	/* "p=" is empty */
	bool		 is_test;	/* "t=y" */
	bool		 is_strict;	/* "t=s" */
	bool		 is_sha1_only;
	bool		 is_for_mail;	/* "s=" allows it */
	bool		 has_granularity; /* "g=", of RFC 4871 */
	struct base64	 base64;	/* of "p="; positions within it */
	struct key_facts facts;		/* what the key looks like */
	const uint8_t	*key;		/* octets of "p=", in the buffer */
	size_t		 key_len;
};

/*
 * buf	room for len octets; out->key lies in it
 * returns whether the key can be used: sound, of a known type, not revoked
 */
bool dkim_read(const uint8_t *text, size_t len, uint8_t *buf,
    struct dkim *out);

/* "k=" with the type that the key looks like, or NULL. */
const char *dkim_fitting_type(const struct dkim *);

/*
 * Put a key that was split by hand together again.
 *
 * out		room for len octets
 * buf		likewise, for dkim_read()
 * returns	the length of the sound text; 0 if none can be made
 */
size_t dkim_mend(const uint8_t *text, size_t len, uint8_t *out, uint8_t *buf);

#endif
