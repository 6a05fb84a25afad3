/* SPDX-License-Identifier: ISC */
#ifndef MXD_QUERY_H
#define MXD_QUERY_H

#include <stddef.h>
#include <stdint.h>

#include "server/edns.h"
#include "zones/name.h"

/* The second 16 bits of a header. */
enum header_flags {
	FLAG_QR = 0x8000, FLAG_OPCODE = 0x7800, FLAG_AA = 0x0400,
	FLAG_TC = 0x0200, FLAG_RD = 0x0100, FLAG_RA = 0x0080,
	FLAG_AD = 0x0020, FLAG_CD = 0x0010, FLAG_RCODE = 0x000f
};

enum rcode {
	RCODE_NOERROR = 0, RCODE_FORMERR = 1, RCODE_SERVFAIL = 2,
	RCODE_NXDOMAIN = 3, RCODE_NOTIMP = 4, RCODE_REFUSED = 5,
	RCODE_YXDOMAIN = 6, RCODE_BADVERS = 16
};

/* What becomes of a packet. */
enum verdict {
	VERDICT_DROP,		/* no answer: not a query at all */
	VERDICT_ANSWER,		/* a question for the zones */
	VERDICT_CHAOS,		/* a question about the server itself */
	VERDICT_EMPTY,		/* no question, but a cookie to be told */
	VERDICT_FORMERR,
	VERDICT_NOTIMP,
	VERDICT_REFUSED,
	VERDICT_BADVERS
};

/* A query, understood. */
struct query {
	uint16_t	 id;
	uint16_t	 flags;		/* as they came */
	uint16_t	 qtype;
	uint16_t	 qclass;
	const uint8_t	*question;	/* as it came, to be echoed; NULL: there
					   is none, or it is unsound */
	size_t		 question_len;	/* octets */
	struct name	 qname;		/* lower case */
	struct edns	 edns;
};

/*
 * Understand a packet.  Looks at all of it: what is cut off or left over
 * is a FORMERR, however early the question was clear.
 *
 * RFC 1035 4.1, 6891 6.1.1, 9619 (one question).
 */
enum verdict query_parse(struct query *, const uint8_t *packet,
    size_t len_bytes);

/*
 * The same, step by step, of any packet: query_parse() has a shorter way for
 * the shape that almost all have.  They agree in all members that mean
 * something, which a test compares.
 */
enum verdict query_parse_any(struct query *, const uint8_t *packet,
    size_t len_bytes);

#endif
