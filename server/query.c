/* SPDX-License-Identifier: ISC */
#include <stddef.h>

#include "server/query.h"
#include "zones/rrtype.h"

/* The counts of a header. */
struct counts {
	uint16_t	questions;
	uint16_t	answers;
	uint16_t	authority;
	uint16_t	additional;
};

/* -1: not one sound question. */
static int
parse_question(struct query *q, struct reader *r, uint16_t questions)
{
	const uint8_t	*start = r->at;

	if (questions != 1)	/* RFC 9619 */
		return -1;
	if (name_parse(r, &q->qname) == -1)
		return -1;
	q->qtype = reader_u16(r);
	q->qclass = reader_u16(r);
	if (r->failed)
		return -1;
	q->question = start;
	q->question_len = (size_t)(r->at - start);
	return 0;
}

/* Pass over a record; an OPT is read.  -1: FORMERR. */
static int
parse_record(struct query *q, struct reader *r, bool may_be_opt)
{
	const uint8_t	*owner = r->at;
	uint16_t	 type;

	if (name_skip(r) == -1)
		return -1;
	type = reader_u16(r);
	if (type == TYPE_OPT) {
		/* RFC 6891 6.1.1: one, of the root, in additional only. */
		if (!may_be_opt || *owner != 0 || q->edns.is_present)
			return -1;
		return edns_parse(r, &q->edns);
	}
	(void)reader_u16(r);	/* class */
	(void)reader_u32(r);	/* TTL */
	(void)reader_bytes(r, reader_u16(r));
	return r->failed ? -1 : 0;
}

static int
parse_records(struct query *q, struct reader *r, const struct counts *n)
{
	unsigned	i;

	/* An IXFR has its SOA in the authority section, RFC 1995 3. */
	if (n->answers != 0 ||
	    (n->authority != 0 && q->qtype != TYPE_IXFR))
		return -1;
	for (i = 0; i < n->authority; i++)
		if (parse_record(q, r, false) == -1)
			return -1;
	for (i = 0; i < n->additional; i++)
		if (parse_record(q, r, true) == -1)
			return -1;
	return reader_left(r) > 0 ? -1 : 0;
}

/* Types that are no data; asked like data they mean something else. */
static enum verdict
judge_type(uint16_t qtype)
{
	const struct rrtype	*t = rrtype_find(qtype);

	switch (qtype) {
	case TYPE_ANY:
		return VERDICT_ANSWER;
	case TYPE_AXFR:
	case TYPE_IXFR:
		return VERDICT_REFUSED;	/* RFC 5936 2.2.1: not allowed */
	case TYPE_MAILA:
	case TYPE_MAILB:
		return VERDICT_NOTIMP;	/* obsolete since RFC 973, 1035 */
	}
	if (t != NULL && t->flags & RR_META)
		return VERDICT_FORMERR;
	return VERDICT_ANSWER;
}

static enum verdict
judge_class(const struct query *q)
{
	switch (q->qclass) {
	case CLASS_IN:
		return judge_type(q->qtype);
	case CLASS_CH:
		return VERDICT_CHAOS;
	default:
		return VERDICT_REFUSED;
	}
}

enum verdict
query_parse_any(struct query *q, const uint8_t *packet, size_t len)
{
	struct reader	r = reader_of(packet, len);
	struct counts	n;

	q->id = reader_u16(&r);
	q->flags = reader_u16(&r);
	n.questions = reader_u16(&r);
	n.answers = reader_u16(&r);
	n.authority = reader_u16(&r);
	n.additional = reader_u16(&r);
	q->question = NULL;
	q->question_len = 0;
	q->qtype = 0;
	q->edns = (struct edns){0};
	/* An answer is never answered: two servers would never stop. */
	if (r.failed || q->flags & FLAG_QR)
		return VERDICT_DROP;
	/* Other opcodes may put anything behind the header. */
	if (q->flags & FLAG_OPCODE) {
		if (parse_question(q, &r, n.questions) == 0)
			(void)parse_records(q, &r, &n);	/* for the OPT */
		return VERDICT_NOTIMP;
	}
	/* RFC 7873 5.4: who wants a cookie need not ask anything else. */
	if (n.questions == 0)
		return parse_records(q, &r, &n) == 0 && q->edns.cookie_len > 0 ?
		    VERDICT_EMPTY : VERDICT_FORMERR;
	if (parse_question(q, &r, n.questions) == -1)
		return VERDICT_FORMERR;
	if (parse_records(q, &r, &n) == -1)
		return VERDICT_FORMERR;
	if (q->edns.is_present && q->edns.version > 0)
		return VERDICT_BADVERS;	/* RFC 6891 6.1.3 */
	return judge_class(q);
}

/*
 * What almost every query is: one question of class IN, and no record but
 * an OPT, which is the last.  The steps below know that much of the shape,
 * and say so if it is another: then the general way decides.
 */
#define PLAIN_COUNTS		0x00010000u	/* QDCOUNT, ANCOUNT */
#define PLAIN_LEAST_BYTES	(HEADER_BYTES + 1 + 4)
/* Lower case is made by sixteens, from the name's end backwards; shorter
   than this they all fall into struct name. */
#define PLAIN_NAME_BYTES	240

/*
 * The labels of the question's name.  end is where it must have ended; its
 * octets, the root's included, or 0.
 */
static inline size_t
plain_labels(struct name *n, const uint8_t *name, const uint8_t *end)
{
	const uint8_t	*at = name;
	unsigned	 labels = 0;
	uint8_t		 len;

	if (end > name + PLAIN_NAME_BYTES)
		end = name + PLAIN_NAME_BYTES;
	for (; at < end; at += len + 1) {
		len = *at;
		n->offset[labels] = (uint8_t)(at - name);
		if (len == 0) {
			n->labels = (uint8_t)labels;
			n->len = (uint8_t)(at - name + 1);
			return n->len;
		}
		if (len > LABEL_MAX_BYTES)
			return 0;
		labels++;
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

/* The OPT record at `at`, which must be all that is left.  -1: it is not. */
static inline int
plain_opt(struct edns *e, const uint8_t *at, size_t left)
{
	size_t	len;

	if (left < EDNS_FIXED_BYTES || at[0] != 0 ||
	    load_be16(at + 1) != TYPE_OPT || at[6] != 0)
		return -1;
	e->is_present = true;
	e->udp_size = load_be16(at + 3);
	if (e->udp_size < EDNS_SIZE_LEAST)
		e->udp_size = EDNS_SIZE_LEAST;
	e->has_do = at[7] >> 7;
	len = load_be16(at + 9);
	if (left - EDNS_FIXED_BYTES != len)
		return -1;
	return len == 0 ? 0 :
	    edns_parse_options(e, at + EDNS_FIXED_BYTES, len);
}

/* Types that need no look at the table: those of data below 64, which are
   all but OPT (41). */
static inline bool
is_plain_type(uint16_t type)
{
	return type < 64 && type != TYPE_OPT;
}

enum verdict
query_parse(struct query *q, const uint8_t *packet, size_t len)
{
	const uint8_t	*name = packet + HEADER_BYTES, *at;
	uint32_t	 more;
	size_t		 name_len;

	if (len < PLAIN_LEAST_BYTES ||
	    load_be32(packet + 4) != PLAIN_COUNTS ||
	    (more = load_be32(packet + 8)) > 1)
		return query_parse_any(q, packet, len);
	q->flags = load_be16(packet + 2);
	name_len = plain_labels(&q->qname, name, packet + len - 4);
	at = name + name_len;
	if (name_len == 0 || q->flags & (FLAG_QR | FLAG_OPCODE) ||
	    load_be16(at + 2) != CLASS_IN)
		return query_parse_any(q, packet, len);
	plain_lower(&q->qname, name, name_len);
	q->id = load_be16(packet);
	q->question = name;
	q->question_len = name_len + 4;
	q->qtype = load_be16(at);
	q->qclass = CLASS_IN;
	q->edns = (struct edns){0};
	at += 4;
	if (more == 0 ? at != packet + len :
	    plain_opt(&q->edns, at, (size_t)(packet + len - at)) == -1)
		return query_parse_any(q, packet, len);
	return is_plain_type(q->qtype) ? VERDICT_ANSWER :
	    judge_type(q->qtype);
}
