/* SPDX-License-Identifier: ISC */
#ifndef MXD_TLSA_H
#define MXD_TLSA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"

/* DANE: what a TLSA record says, and for whom.  RFC 6698, 7218, 7671. */

enum tlsa_usage { TLSA_PKIX_TA, TLSA_PKIX_EE, TLSA_DANE_TA, TLSA_DANE_EE };
enum tlsa_selector { TLSA_CERTIFICATE, TLSA_KEY };
enum tlsa_matching { TLSA_WHOLE, TLSA_SHA256, TLSA_SHA512 };

#define TLSA_SHA256_BYTES	32
#define TLSA_SHA512_BYTES	64

struct tlsa {
	uint8_t		 usage;		/* may be none of the enums */
	uint8_t		 selector;
	uint8_t		 matching;
	const uint8_t	*data;		/* in the RDATA */
	size_t		 len;		/* octets */
};

/* Read RDATA.  -1 if its three numbers are not whole. */
int tlsa_read(const uint8_t *rdata, size_t len, struct tlsa *);

/* Do the three numbers mean something?  RFC 6698 7. */
bool tlsa_is_known(const struct tlsa *);

/* Octets that the matching type needs; 0 if any number will do. */
size_t tlsa_data_bytes(uint8_t matching);

/*
 * Is the digest one of nothing: of an empty file or an empty line, or all
 * octets alike?  Somebody's script had no certificate.
 */
bool tlsa_is_empty_digest(const struct tlsa *);

/* What the owner of a TLSA record is. */
enum tlsa_owner_kind {
	TLSA_OWNER_GOOD,	/* _port._tcp.host */
	TLSA_OWNER_SHARED,	/* some other name below an underscore, or a
				   wildcard: CNAMEs may lead to it, RFC 7671
				   7 */
	TLSA_OWNER_BARE,	/* no underscore in it */
	TLSA_OWNER_WRONG	/* meant to be the first, but is not */
};

struct tlsa_owner {
	enum tlsa_owner_kind	kind;
	uint16_t		port;	/* 0: any, by a wildcard; if WRONG,
					   the one that was meant, or 25 */
	const char		*proto;	/* "_tcp" and its like; static */
	struct name		host;	/* if GOOD or WRONG */
	const char		*why;	/* if WRONG; static */
};

/*
 * Read an owner: RFC 6698 3.
 * name		lower case
 */
void tlsa_read_owner(const struct name *name, struct tlsa_owner *);

/* _port._proto before a host; port 0 is "*".  -1 if it is too long. */
int tlsa_make_owner(const struct name *host, uint16_t port, const char *proto,
    struct name *out);

#endif
