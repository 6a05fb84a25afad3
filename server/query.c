/* SPDX-License-Identifier: ISC */
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
enum verdict
query_judge_type(uint16_t qtype)
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
		return query_judge_type(q->qtype);
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

enum verdict
query_parse(struct query *q, const uint8_t *packet, size_t len)
{
	if (!plain_parse(q, packet, len))
		return query_parse_any(q, packet, len);
	return is_plain_type(q->qtype) ? VERDICT_ANSWER :
	    query_judge_type(q->qtype);
}
