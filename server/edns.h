/* SPDX-License-Identifier: ISC */
#ifndef MXD_EDNS_H
#define MXD_EDNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/wire.h"

/* RFC 6891 6.2.3: whoever says less means 512. */
#define EDNS_SIZE_LEAST		512

/* Owner, type, size, extended RCODE and flags, RDLENGTH. */
#define EDNS_FIXED_BYTES	11

/* Code and length of an option. */
#define EDNS_OPTION_BYTES	4

/* Info-codes of RFC 8914 4 that we give; others may follow. */
enum ede {
	EDE_NONE = -1,
	EDE_STALE = 3,
	EDE_NOT_READY = 14,
	EDE_PROHIBITED = 18,
	EDE_STALE_NXDOMAIN = 19,
	EDE_NOT_AUTHORITATIVE = 20,
	EDE_NOT_SUPPORTED = 21
};

/* What a query's OPT record said. */
struct edns {
	bool		is_present;
	bool		has_do;		/* RFC 3225 */
	bool		has_options;
	bool		wants_nsid;	/* RFC 5001 */
	bool		wants_keepalive; /* RFC 7828 */
	bool		wants_version;	/* RFC 9660 */
	uint8_t		version;
	uint8_t		cookie_len;	/* octets; 0: no cookie */
	uint16_t	udp_size;	/* that the client takes, octets */
	const uint8_t	*cookie;	/* RFC 7873; borrowed from the packet */
};

/* What goes into the OPT record of the answer. */
struct edns_reply {
	uint16_t	udp_size;	/* that we take, octets */
	uint16_t	rcode;		/* all 12 bits; the upper 8 go here */
	const char	*nsid;		/* NULL: none */
	const uint8_t	*cookie;	/* COOKIE_BYTES; NULL: none */
	const uint8_t	*agent;		/* name in wire form that wants reports,
					   RFC 9567; NULL: none */
	uint8_t		 agent_len;	/* octets */
	uint8_t		 version_labels; /* of the zone, RFC 9660 2 */
	bool		 has_version;	/* the answer is from a zone */
	bool		 is_tcp;
	uint32_t	 serial;	/* of that zone */
	uint16_t	 idle_ds;	/* TCP may idle, tenths of a second */
	enum ede	 ede;
	const char	*ede_text;	/* for people, UTF-8; NULL: none */
};

/*
 * Read an OPT record behind its owner and type.
 * -1: FORMERR.  Unknown options are passed over, RFC 6891 6.1.2.
 */
int edns_parse(struct reader *, struct edns *);

/* The same of its RDATA alone, of version 0. */
int edns_parse_options(struct edns *, const uint8_t *options, size_t len_bytes);

/* Octets of the OPT record that answers; 0 if the query had none. */
size_t edns_len(const struct edns *, const struct edns_reply *);

/* Write it; nothing if the query had none.  RFC 6891 6.1.1. */
void edns_write(struct writer *, const struct edns *,
    const struct edns_reply *);

#endif
