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

/* What a query's OPT record said. */
struct edns {
	bool		is_present;
	bool		has_do;		/* RFC 3225 */
	bool		wants_nsid;	/* RFC 5001 */
	uint8_t		version;
	uint16_t	udp_size;	/* that the client takes, octets */
};

/* What goes into the OPT record of the answer. */
struct edns_reply {
	uint16_t	udp_size;	/* that we take, octets */
	uint16_t	rcode;		/* all 12 bits; the upper 8 go here */
	const char	*nsid;		/* NULL: none */
};

/*
 * Read an OPT record behind its owner and type.
 * -1: FORMERR.  Unknown options are passed over, RFC 6891 6.1.2.
 */
int edns_parse(struct reader *, struct edns *);

/* Octets of the OPT record that answers; 0 if the query had none. */
size_t edns_len(const struct edns *, const struct edns_reply *);

/* Write it; nothing if the query had none.  RFC 6891 6.1.1. */
void edns_write(struct writer *, const struct edns *,
    const struct edns_reply *);

#endif
