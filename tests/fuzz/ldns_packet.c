/* SPDX-License-Identifier: ISC */
/*
 * A query, as mxd and as ldns read it.  What mxd answers ldns can read, and
 * both see the same question and the same EDNS; what only one of them
 * refuses, it refuses for one of the reasons below.
 */
/* Or ldns would make a bool of its own. */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <ldns/ldns.h>

#include "server/query.h"
#include "tests/fuzz/judge.h"
#include "tests/fuzz/mutate.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);
size_t LLVMFuzzerCustomMutator(uint8_t *, size_t, size_t, unsigned);

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return mutate_packet(data, size, max, seed, 0);
}

/* What ldns finds, record by record: it keeps none of this in a packet. */
struct walk {
	bool		 is_whole;	/* all records were read */
	size_t		 end;		/* where the last one ends */
	unsigned	 opts;		/* anywhere */
	bool		 has_odd_opt;	/* not of the root, or not in the
					   additional section */
	bool		 is_bare;	/* no record but OPT */
};

static void
note(struct walk *w, const ldns_rr *rr, ldns_pkt_section section)
{
	if (ldns_rr_get_type(rr) != LDNS_RR_TYPE_OPT) {
		w->is_bare = false;
		return;
	}
	w->opts++;
	if (section != LDNS_SECTION_ADDITIONAL ||
	    ldns_dname_label_count(ldns_rr_owner(rr)) != 0)
		w->has_odd_opt = true;
}

static void
walk(struct walk *w, const uint8_t *data, size_t size)
{
	static const ldns_pkt_section sections[] = {
	    LDNS_SECTION_QUESTION, LDNS_SECTION_ANSWER,
	    LDNS_SECTION_AUTHORITY, LDNS_SECTION_ADDITIONAL};
	ldns_rr	*rr;
	unsigned i, k;

	*w = (struct walk){.end = LDNS_HEADER_SIZE, .is_bare = true};
	for (i = 0; i < 4; i++) {
		for (k = load_be16(data + 4 + 2 * i); k > 0; k--) {
			if (ldns_wire2rr(&rr, data, size, &w->end,
			    sections[i]) != LDNS_STATUS_OK)
				return;
			if (i > 0)
				note(w, rr, sections[i]);
			ldns_rr_free(rr);
		}
	}
	w->is_whole = true;
}

/* RFC 1035 4.1.4: nothing stands before the question to point to. */
static bool
has_pointer(const uint8_t *data, size_t size)
{
	size_t	at = HEADER_BYTES;

	while (at < size && data[at] != 0 && data[at] < 0xc0)
		at += 1u + data[at];
	return at < size && data[at] >= 0xc0;
}

/* Options whose length RFCs forbid: 7873 5.2.2, 7828 3.2.1, 9660 3.1; and
   those that end behind their end, which ldns does not look at. */
static bool
has_bad_option(const ldns_pkt *pkt)
{
	const ldns_rdf	*rdf = ldns_pkt_edns_data(pkt);
	struct reader	 r;
	uint16_t	 code, len;

	if (rdf == NULL || ldns_rdf_size(rdf) == 0)
		return false;
	r = reader_of(ldns_rdf_data(rdf), ldns_rdf_size(rdf));
	while (reader_left(&r) > 0) {
		code = reader_u16(&r);
		len = reader_u16(&r);
		if (reader_bytes(&r, len) == NULL)
			return true;
		if (code == 10 && len != 8 && (len < 16 || len > 40))
			return true;
		if ((code == 11 || code == 19) && len != 0)
			return true;
	}
	return false;
}

/* Types that no question can have: those of OPT, TSIG and TKEY. */
static bool
is_no_question(uint16_t type)
{
	return type == 0 || (type >= 128 && type < 256);
}

/* ldns reads it: may mxd call it malformed? */
static bool
may_refuse(const ldns_pkt *pkt, const struct walk *w, const struct query *q,
    const uint8_t *data, size_t size)
{
	if (ldns_pkt_qdcount(pkt) != 1 || ldns_pkt_ancount(pkt) != 0)
		return true;	/* RFC 9619; a query has no answer */
	if (ldns_pkt_nscount(pkt) != 0 && q->qtype != TYPE_IXFR)
		return true;	/* RFC 1995 3 */
	return w->opts > 1 || w->has_odd_opt ||	/* RFC 6891 6.1.1 */
	    w->end != size ||	/* ldns ignores what is left over */
	    has_pointer(data, size) ||
	    (ldns_pkt_edns_version(pkt) == 0 && has_bad_option(pkt)) ||
	    q->qtype == TYPE_OPT || is_no_question(q->qtype);
}

static void
compare_question(const struct query *q, const ldns_pkt *pkt)
{
	const ldns_rr	*rr = ldns_rr_list_rr(ldns_pkt_question(pkt), 0);
	const ldns_rdf	*owner = ldns_rr_owner(rr);

	require(ldns_rr_get_type(rr) == (ldns_rr_type)q->qtype);
	require(ldns_rr_get_class(rr) == (ldns_rr_class)q->qclass);
	require(ldns_rdf_size(owner) == q->qname.len);
	require(bytes_equal_nocase(ldns_rdf_data(owner), q->qname.wire,
	    q->qname.len));
	require(ldns_dname_label_count(owner) == q->qname.labels);
}

static void
compare_edns(const struct edns *e, const ldns_pkt *pkt, const struct walk *w)
{
	uint16_t	size = ldns_pkt_edns_udp_size(pkt);

	require(e->is_present == (w->opts == 1));
	if (!e->is_present)
		return;
	require(e->udp_size == (size < EDNS_SIZE_LEAST ? EDNS_SIZE_LEAST :
	    size));
	require(e->version == ldns_pkt_edns_version(pkt));
	require(e->has_do == ldns_pkt_edns_do(pkt));
	if (e->version == 0)
		require(e->has_options == (ldns_pkt_edns_data(pkt) != NULL &&
		    ldns_rdf_size(ldns_pkt_edns_data(pkt)) > 0));
}

static void
compare(const struct query *q, enum verdict v, const ldns_pkt *pkt,
    const uint8_t *data, size_t size)
{
	struct walk	w;

	walk(&w, data, size);
	require(q->id == ldns_pkt_id(pkt));
	require((v == VERDICT_DROP) == ldns_pkt_qr(pkt));
	if (v == VERDICT_DROP)
		return;
	require((q->flags & FLAG_OPCODE) >> 11 ==
	    (unsigned)ldns_pkt_get_opcode(pkt));
	if (ldns_pkt_get_opcode(pkt) != LDNS_PACKET_QUERY) {
		require(v == VERDICT_NOTIMP);
		return;
	}
	/* ldns does not hold the RDATA that it knows to RDLENGTH: where the
	   next record begins is then another question. */
	if (v == VERDICT_FORMERR) {
		require(!w.is_bare || may_refuse(pkt, &w, q, data, size));
		return;
	}
	if (q->question != NULL)
		compare_question(q, pkt);
	else
		require(v == VERDICT_EMPTY && ldns_pkt_qdcount(pkt) == 0);
	if (!w.is_bare)
		return;
	require(w.is_whole && w.end == size);
	compare_edns(&q->edns, pkt, &w);
}

/*
 * mxd reads it: may ldns refuse it?  Only for what stands in records that
 * mxd passes over: their RDATA, and where pointers in their owners lead.
 */
static bool
ldns_may_refuse(const struct query *q, enum verdict v, const uint8_t *data,
    size_t size)
{
	struct walk	w;

	if (v == VERDICT_DROP || v == VERDICT_NOTIMP || v == VERDICT_FORMERR)
		return true;
	walk(&w, data, size);
	return !w.is_whole && load_be16(data + 8) + load_be16(data + 10) >
	    q->edns.is_present;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	ldns_pkt	*pkt = NULL;
	struct query	 q;
	enum verdict	 v;

	if (size == 0 || size > UINT16_MAX)
		return 0;
	v = query_parse(&q, data, size);
	if (size < HEADER_BYTES) {
		require(v == VERDICT_DROP);
		return 0;
	}
	if (ldns_wire2pkt(&pkt, data, size) == LDNS_STATUS_OK) {
		compare(&q, v, pkt, data, size);
		ldns_pkt_free(pkt);
	} else {
		require(ldns_may_refuse(&q, v, data, size));
	}
	return 0;
}
