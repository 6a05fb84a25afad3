/* SPDX-License-Identifier: ISC */
#ifndef MXD_QUERY_H
#define MXD_QUERY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/edns.h"
#include "zones/name.h"
#include "zones/rrtype.h"
#include "zones/wire.h"

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
	VERDICT_BADVERS,
	VERDICT_PROHIBITED	/* who asks may not: permit.h */
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

/* What becomes of a question of class IN for this type. */
enum verdict query_judge_type(uint16_t qtype);

/*
 * What almost every query is: one question of class IN, and no record but an
 * OPT, which is the last.  The steps below know that much of the shape, and
 * say so if it is another: then query_parse_any() decides.  In place for the
 * query road; others call query_parse().
 */

/* QDCOUNT and ANCOUNT; NSCOUNT and ARCOUNT without OPT and with one. */
#define PLAIN_COUNTS		0x00010000u
#define PLAIN_MORE_MAX		1
/* Header, root, type, class. */
#define PLAIN_LEAST_BYTES	(HEADER_BYTES + 1 + 4)
/* Lower case is made by sixteens, from the name's end backwards; shorter
   than this they all fall into struct name. */
#define PLAIN_NAME_BYTES	240

/* Types of data that need no look at the table: those below 64, but OPT
   (41); and DS (43), which is not answered as others are. */
static inline bool
is_plain_type(uint16_t type)
{
	return type < 64 && ((uint64_t)1 << type &
	    ((uint64_t)1 << TYPE_OPT | (uint64_t)1 << TYPE_DS)) == 0;
}

/*
 * The labels of the question's name.  end is where it must have ended; its
 * octets, the root's included, or 0.
 */
static inline size_t
plain_labels(struct name *n, const uint8_t *name, const uint8_t *end)
{
	uint8_t		*offset = n->offset;
	size_t		 at = 0, limit = (size_t)(end - name);
	unsigned	 len;

	if (limit > PLAIN_NAME_BYTES)
		limit = PLAIN_NAME_BYTES;
	while (at < limit) {
		len = name[at];
		*offset = (uint8_t)at++;
		if (len - 1u >= LABEL_MAX_BYTES) {
			if (len != 0)
				return 0;
			n->labels = (uint8_t)(offset - n->offset);
			n->len = (uint8_t)at;
			return at;
		}
		offset++;
		at += len;
	}
	return 0;
}

/*
 * The name in lower case.  What stands around it may be read: header before
 * it, type and class behind it.  And written: 11 octets before n->wire are
 * the places of labels that so short a name has not, and behind the name
 * there is room.
 */
static inline void
plain_lower(struct name *n, const uint8_t *name, size_t len)
{
	uint8_t	*to = (uint8_t *)n + offsetof(struct name, wire);
	size_t	 i;

	for (i = 0; i + 12 < len; i += 16)
		lower16(to + i, name + i);
	if (i < len)
		lower16(to + len - 12, name + len - 12);
}

/* The OPT record at `at`, which must be all that is left. */
static inline bool
plain_opt(struct edns *e, const uint8_t *at, size_t left)
{
	size_t		len;
	unsigned	size;

	if (left < EDNS_FIXED_BYTES || load_be32(at) >> 8 != TYPE_OPT ||
	    at[6] != 0)
		return false;
	e->is_present = true;
	size = load_be16(at + 3);
	e->udp_size = (uint16_t)(size < EDNS_SIZE_LEAST ? EDNS_SIZE_LEAST :
	    size);
	e->has_do = at[7] >> 7;
	len = load_be16(at + 9);
	if (left - EDNS_FIXED_BYTES != len)
		return false;
	return len == 0 ||
	    edns_parse_options(e, at + EDNS_FIXED_BYTES, len) == 0;
}

/*
 * Understand a packet of that shape; false if it has another, or an unsound
 * one.  The type is not judged.
 */
static inline bool
plain_parse(struct query *q, const uint8_t *packet, size_t len)
{
	const uint8_t	*name = packet + HEADER_BYTES, *end = packet + len;
	const uint8_t	*at;
	uint32_t	 more;
	size_t		 name_len;

	if (len < PLAIN_LEAST_BYTES ||
	    load_be32(packet + 4) != PLAIN_COUNTS ||
	    (more = load_be32(packet + 8)) > PLAIN_MORE_MAX)
		return false;
	q->flags = load_be16(packet + 2);
	name_len = plain_labels(&q->qname, name, end - 4);
	at = name + name_len;
	if (name_len == 0 || q->flags & (FLAG_QR | FLAG_OPCODE) ||
	    load_be16(at + 2) != CLASS_IN)
		return false;
	plain_lower(&q->qname, name, name_len);
	q->id = load_be16(packet);
	q->question = name;
	q->question_len = name_len + 4;
	q->qtype = load_be16(at);
	q->qclass = CLASS_IN;
	q->edns = (struct edns){0};
	at += 4;
	return more == 0 ? at == end :
	    plain_opt(&q->edns, at, (size_t)(end - at));
}

#endif
