/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/reply.h"
#include "server/rotate.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

#define ROOM	65535

/* A message in the making; one more octet tells of writing too far. */
static uint8_t		out[ROOM + 1];
static struct reply	reply;
static struct query	query;
static uint8_t		packet[300];

/* Begin the answer to a question; its case is kept. */
static void
begin(const char *qname, size_t limit)
{
	struct name	n = name_of(qname);
	struct writer	w = writer_of(packet, sizeof(packet));

	writer_u16(&w, 0x1234);
	writer_u16(&w, 0);
	writer_u32(&w, 0x00010000);
	writer_u32(&w, 0);
	writer_bytes(&w, n.wire, n.len);
	writer_u32(&w, 0x00010001);
	assert_int_equal(query_parse(&query, packet, writer_len(&w)),
	    VERDICT_ANSWER);
	memset(out, '#', sizeof(out));
	reply_begin(&reply, out, limit, &query);
}

/* The set of a name relative to the zone, as answer_general() has it. */
static struct reply_set
set_at(const struct zone *z, const char *rel, uint16_t type)
{
	const struct node	*node = node_of(z->content, rel);

	assert_non_null(node);
	return (struct reply_set){.set = set_of(z->content, rel, type),
	    .zone = z, .owner = node_name(node, z->apex, z->apex_len),
	    .ttl_s = 0x3c};
}

/* Read a record and hold it against record i of a set. */
static void
check_record(struct reader *r, const struct reply_set *rs, unsigned i)
{
	static uint8_t		 got[RDATA_MAX_BYTES], want[RDATA_MAX_BYTES];
	const struct rrtype	*t = rrtype_find(rs->set->type);
	struct writer		 w = writer_of(got, sizeof(got));
	struct reader		 in;
	struct name		 name, owner;
	unsigned		 k;
	size_t			 at;

	assert_int_equal(name_expand(r, &name), 0);
	assert_int_equal(name_join(&owner, &rs->owner), 0);
	assert_true(name_equal(&name, &owner));
	assert_int_equal(reader_u16(r), rs->set->type);
	assert_int_equal(reader_u16(r), CLASS_IN);
	assert_int_equal(reader_u32(r), rs->ttl_s);
	at = reader_u16(r);
	in = *r;
	assert_non_null(reader_bytes(r, at));
	in.end = r->at;
	if (t != NULL && t->names > 0) {
		at = rdata_name_at(t, in.at);
		writer_bytes(&w, reader_bytes(&in, at), at);
		for (k = 0; k < t->names; k++) {
			assert_int_equal(name_expand(&in, &name), 0);
			writer_bytes(&w, name.wire, name.len);
		}
	}
	writer_bytes(&w, in.at, reader_left(&in));
	assert_int_equal(rrset_rdata_absolute(rs->zone->content, rs->set,
	    i, rs->zone->apex, rs->zone->apex_len, want), writer_len(&w));
	assert_true(bytes_equal_nocase(got, want, writer_len(&w)));
}

/* Read a whole set, in the order of its turn. */
static void
check_set(struct reader *r, const struct reply_set *rs)
{
	struct rotation_run	run;
	unsigned		i, k;

	for (i = 0; i < rs->set->count; i = run.end) {
		run = rotation_run(rs->set, i, rs->turn);
		for (k = run.start; k < run.end; k++)
			check_record(r, rs, k);
		for (k = run.first; k < run.start; k++)
			check_record(r, rs, k);
	}
}

/* What has been written behind the question. */
static struct reader
written(void)
{
	struct reader	r = reader_of(out, writer_len(&reply.w));

	(void)reader_bytes(&r, HEADER_BYTES + query.question_len);
	return r;
}

static const struct row	zone[] = {
	ROW_SOA, {"@", TYPE_MX, 60, "10 Mail"}, {"@", TYPE_MX, 60, "20 b.x."},
	{"@", TYPE_MX, 60, "30 c.X."}, {"@", TYPE_MX, 60, "40 ."},
	{"@", TYPE_NS, 60, "a."}, {"@", TYPE_NS, 60, "x."},
	{"mail", TYPE_A, 60, NET4 "01"}, {"mail", TYPE_A, 60, NET4 "02"},
	{"q", TYPE_SRV, 60, "1 2 3 y.w.x."}, {"q", TYPE_PTR, 60, "w.x."},
	{"q2", TYPE_CNAME, 60, "."}, {"s", TYPE_RRSIG, 1, "=01"},
	{"s", TYPE_RRSIG, 2, "=02"}, {"t", TYPE_TXT, 60, "=0178c00c"},
	{"u", 65280, 60, "=0178c00c"}, {"v", 17, 60, "b.x. mail"},
	{"w", 14, 60, "d.w w"}
};

/*
 * A question, sets that answer it, and the octets behind the question.
 * "a." begins at 12, and a question of one label ends at 19.
 */
static const struct {
	const char	*qname;
	struct {
		const char	*rel;
		uint16_t	 type;
	} sets[2];
	const char	*hex;
} wires[] = {
	{"a.", {{"@", TYPE_MX}},
	    "c00c 000f 0001 0000003c 0009 000a 044d61696c c00c"
	    "c00c 000f 0001 0000003c 0007 0014 0162 0178 00"
	    "c00c 000f 0001 0000003c 0006 001e 0163 c038"
	    "c00c 000f 0001 0000003c 0003 0028 00"},
	/* To the question's case, and to what RDATA said before. */
	{"a.", {{"@", TYPE_NS}, {"mail", TYPE_A}},
	    "c00c 0002 0001 0000003c 0002 c00c"
	    "c00c 0002 0001 0000003c 0003 0178 00"
	    "046d61696c c00c 0001 0001 0000003c 0004 c0000201"
	    "c030 0001 0001 0000003c 0004 c0000202"},
	{"mAil.A.", {{"mail", TYPE_A}, {"@", TYPE_MX}},
	    "c00c 0001 0001 0000003c 0004 c0000201"
	    "c00c 0001 0001 0000003c 0004 c0000202"
	    "c011 000f 0001 0000003c 0004 000a c00c"
	    "c011 000f 0001 0000003c 0007 0014 0162 0178 00"
	    "c011 000f 0001 0000003c 0006 001e 0163 c058"
	    "c011 000f 0001 0000003c 0003 0028 00"},
	/* RFC 3597 4: names of SRV are whole; they may be pointed to. */
	{"a.", {{"q", TYPE_SRV}, {"q", TYPE_PTR}},
	    "0171 c00c 0021 0001 0000003c 000d 0001 0002 0003"
	    "0179 0177 0178 00"
	    "c013 000c 0001 0000003c 0002 c029"},
	{"a.", {{"q", TYPE_PTR}, {"q", TYPE_SRV}},
	    "0171 c00c 000c 0001 0000003c 0005 0177 0178 00"
	    "c013 0021 0001 0000003c 000d 0001 0002 0003"
	    "0179 0177 0178 00"},
	{"a.", {{"v", 17}},
	    "0176 c00c 0011 0001 0000003c 000d 0162017800 046d61696c016100"},
	{"a.", {{"w", 14}},
	    "0177 c00c 000e 0001 0000003c 0006 0164c013 c013"},
	{"q2.a.", {{"q2", TYPE_CNAME}}, "c00c 0005 0001 0000003c 0001 00"},
	/* Octets that look like names are none. */
	{"a.", {{"t", TYPE_TXT}, {"u", 65280}},
	    "0174 c00c 0010 0001 0000003c 0004 0178c00c"
	    "0175 c00c ff00 0001 0000003c 0004 0178c00c"},
	/* RFC 4034 3: a signature keeps its TTL. */
	{"s.a.", {{"s", TYPE_RRSIG}},
	    "c00c 002e 0001 00000001 0001 01 c00c 002e 0001 00000002 0001 02"},
	{".", {{"@", TYPE_NS}},
	    "016100 0002 0001 0000003c 0002 c011"
	    "c011 0002 0001 0000003c 0003 0178 00"},
	{"x.", {{"@", TYPE_NS}},
	    "016100 0002 0001 0000003c 0002 c013"
	    "c013 0002 0001 0000003c 0002 c00c"},
};

static void
test_octets(void **state)
{
	struct zone		*z = zone_of("a.", ROWS(zone), 0);
	struct reply_set	 rs;
	uint8_t			 want[300];
	size_t			 i, k, len;

	(void)state;
	for (i = 0; i < sizeof(wires) / sizeof(wires[0]); i++) {
		begin(wires[i].qname, ROOM);
		for (k = 0; k < 2 && wires[i].sets[k].rel != NULL; k++) {
			rs = set_at(z, wires[i].sets[k].rel,
			    wires[i].sets[k].type);
			assert_true(reply_put_set(&reply, SECTION_ANSWER,
			    &rs));
		}
		len = octets_of(wires[i].hex, want, sizeof(want));
		if (writer_len(&reply.w) != 16 + query.qname.len + len ||
		    memcmp(out + 16 + query.qname.len, want, len) != 0)
			fail_msg("case %zu: octets differ", i);
	}
	zone_unref(z);
}

/*
 * Any limit: a set is there whole or not at all, and what stood there
 * before stays: octets, counts, and what names may point to.
 */
static void
test_whole_or_nothing(void **state)
{
	static uint8_t		 before[ROOM];
	struct zone		*z = zone_of("a.", ROWS(zone), 0);
	struct reply_set	 first = set_at(z, "@", TYPE_NS);
	struct reply_set	 second = set_at(z, "@", TYPE_MX);
	struct reply_set	 third = set_at(z, "mail", TYPE_A);
	struct reader		 r;
	size_t			 limit, len, full;
	unsigned		 nsuffixes;

	(void)state;
	begin("a.", ROOM);
	assert_true(reply_put_set(&reply, SECTION_ANSWER, &first));
	len = writer_len(&reply.w);
	assert_true(reply_put_set(&reply, SECTION_ANSWER, &second));
	full = writer_len(&reply.w);
	for (limit = len; limit <= full + 1; limit++) {
		begin("a.", limit);
		assert_true(reply_put_set(&reply, SECTION_ANSWER, &first));
		memcpy(before, out, len);
		nsuffixes = reply.nsuffixes;
		assert_int_equal(reply_put_set(&reply, SECTION_AUTHORITY,
		    &second), limit >= full);
		assert_int_equal(out[limit], '#');
		assert_memory_equal(out, before, len);
		assert_int_equal(reply.counts[SECTION_ANSWER], 2);
		assert_int_equal(reply.counts[SECTION_AUTHORITY],
		    limit >= full ? 4 : 0);
		if (limit >= full)
			continue;
		assert_int_equal(writer_len(&reply.w), len);
		assert_int_equal(reply.nsuffixes, nsuffixes);
		assert_false(reply.w.failed);
		/* Smaller ones may follow, and find no trace of it. */
		reply.w.end = out + ROOM;
		assert_true(reply_put_set(&reply, SECTION_ADDITIONAL,
		    &third));
		r = written();
		check_set(&r, &first);
		check_set(&r, &third);
		assert_int_equal(reader_left(&r), 0);
	}
	zone_unref(z);
}

/* A CNAME made on the spot: the same, and its octets. */
static void
test_cname(void **state)
{
	struct name	owner = name_of("x.A."), target = name_of("Y.x.a.");
	uint8_t		want[100];
	size_t		len, limit;

	(void)state;
	len = octets_of("0178 c00c 0005 0001 00000007 0004 0159 c013", want,
	    sizeof(want));
	for (limit = 19; limit <= 19 + len + 1; limit++) {
		begin("a.", limit);
		assert_int_equal(reply_put_cname(&reply, &owner, &target, 7),
		    limit >= 19 + len);
		assert_int_equal(out[limit], '#');
		assert_int_equal(reply.counts[SECTION_ANSWER],
		    limit >= 19 + len);
		assert_int_equal(writer_len(&reply.w),
		    limit >= 19 + len ? 19 + len : 19);
	}
	assert_memory_equal(out + 19, want, len);
	name_root(&target);
	begin("a.", ROOM);
	assert_true(reply_put_cname(&reply, &target, &target, 7));
	len = octets_of("00 0005 0001 00000007 0001 00", want, sizeof(want));
	assert_memory_equal(out + 19, want, len);
	assert_int_equal(writer_len(&reply.w), 19 + len);
}

/* The question's case comes back, and all that points to it has it. */
static void
test_case_of_question(void **state)
{
	struct zone		*z = zone_of("a.", ROWS(zone), 0);
	struct reply_set	 rs = set_at(z, "mail", TYPE_A);
	struct reader		 r;
	struct name		 n;

	(void)state;
	begin("mAIl.A.", ROOM);
	assert_memory_equal(out + 12, "\4mAIl\1A\0\0\1\0\1", 12);
	assert_true(reply_put_set(&reply, SECTION_ANSWER, &rs));
	r = written();
	assert_int_equal(name_expand(&r, &n), 0);
	assert_memory_equal(n.wire, "\4mAIl\1A", 8);
	zone_unref(z);
}

/* Flags of the query and of the answer, and the header. */
static void
test_header(void **state)
{
	static const struct {
		uint16_t	query;
		unsigned	flags;
		const char	*header;
	} headers[] = {
		{0x0000, 0, "1234 8000 0001 0000 0000 0000"},
		{0x0100, FLAG_AA, "1234 8500 0001 0000 0000 0000"},
		{0x07ff, 0, "1234 8100 0001 0000 0000 0000"},
		{0x7900, FLAG_TC | RCODE_NOTIMP,
		    "1234 fb04 0001 0000 0000 0000"},
	};
	uint8_t	want[12];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		begin("a.", ROOM);
		query.flags = headers[i].query;
		assert_int_equal(reply_end(&reply, &query, headers[i].flags),
		    19);
		(void)octets_of(headers[i].header, want, sizeof(want));
		assert_memory_equal(out, want, 12);
	}
	/* A question that is unsound is not echoed. */
	query.question = NULL;
	query.question_len = 0;
	reply_begin(&reply, out, 512, &query);
	reply.counts[SECTION_ANSWER] = 0x0102;
	reply.counts[SECTION_AUTHORITY] = 0x0304;
	reply.counts[SECTION_ADDITIONAL] = 0x0506;
	assert_int_equal(reply_end(&reply, &query, RCODE_FORMERR), 12);
	(void)octets_of("1234 f901 0000 0102 0304 0506", want, sizeof(want));
	assert_memory_equal(out, want, 12);
}

/* Names at and around the reach of pointers, RFC 1035 4.1.4. */
static void
test_reach_of_pointers(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"f", 65280, 60, "="}, {"n", TYPE_PTR, 60, "b.c."},
		{"n", TYPE_PTR, 60, "d.b.c."}
	};
	struct zone		*z = zone_of("a.", ROWS(rows), 0);
	struct reply_set	 rs = set_at(z, "n", TYPE_PTR);
	struct reader		 r;
	size_t			 at;

	(void)state;
	for (at = 0x3fe0; at <= 0x4008; at++) {
		begin("n.a.", ROOM);
		(void)writer_room(&reply.w, at - writer_len(&reply.w));
		assert_true(reply_put_set(&reply, SECTION_ANSWER, &rs));
		/* The names of the first record stand 12 octets further. */
		assert_int_equal(writer_len(&reply.w) - at, 24 + 5 +
		    (at + 12 < 0x4000 ? 4 : at + 14 < 0x4000 ? 6 : 7));
		r = reader_of(out, writer_len(&reply.w));
		r.at += at;
		check_set(&r, &rs);
		assert_int_equal(reader_left(&r), 0);
	}
	zone_unref(z);
}

/* More names than are remembered: longer, and still right. */
static void
test_many_names(void **state)
{
	enum { NAMES = 2 * REPLY_SUFFIXES_MAX };
	static struct row	 rows[1 + 2 * NAMES] = {ROW_SOA};
	static char		 owners[NAMES][12], targets[NAMES][20];
	struct zone		*z;
	struct reply_set	 rs[NAMES];
	struct reader		 r;
	unsigned		 i, k;

	(void)state;
	for (i = 0; i < NAMES; i++) {
		(void)snprintf(owners[i], sizeof(owners[i]), "n%u", i);
		(void)snprintf(targets[i], sizeof(targets[i]), "x.n%u.b.", i);
		rows[1 + 2 * i] = (struct row){owners[i], TYPE_PTR, 60,
		    targets[i]};
		rows[2 + 2 * i] = (struct row){owners[i], TYPE_PTR, 60, "n1"};
	}
	z = zone_of("a.", ROWS(rows), 0);
	for (i = 0; i < NAMES; i++)
		rs[i] = set_at(z, owners[i], TYPE_PTR);
	begin("a.", ROOM);
	for (k = 0; k < 2; k++)
		for (i = 0; i < NAMES; i++)
			assert_true(reply_put_set(&reply, SECTION_ANSWER,
			    &rs[i]));
	assert_int_equal(reply.nsuffixes, REPLY_SUFFIXES_MAX);
	r = written();
	for (k = 0; k < 2; k++)
		for (i = 0; i < NAMES; i++)
			check_set(&r, &rs[i]);
	assert_int_equal(reader_left(&r), 0);
	zone_unref(z);
}

/* A random name of few labels, any case, now and then long. */
static void
random_name(uint64_t *rnd, const char *end, char *text, size_t room)
{
	static const char *const labels[] = {"a", "B", "b", "ab", "\\000",
	    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "*"};
	unsigned		 depth = (unsigned)(roll(rnd) % 6);
	size_t			 used = 0;

	while (depth-- > 0)
		used += (size_t)snprintf(text + used, room - used, "%s.",
		    labels[roll(rnd) % 7]);
	(void)snprintf(text + used, room - used, "%s", end);
}

/* Under the zone, or not. */
static const char *
random_end(uint64_t *rnd)
{
	return roll(rnd) % 2 == 0 ? "a." : "b.";
}

#define RANDOM_ROWS	16

/* Random records of types that have names, and one that has none. */
static struct zone *
random_zone(uint64_t *rnd)
{
	static const struct {
		uint16_t	 type;
		const char	*format;
	} types[] = {
		{TYPE_PTR, "%s"}, {TYPE_MX, "1 %s"}, {TYPE_SRV, "1 2 3 %s"},
		{TYPE_NAPTR, "1 2 =00 =00 =00 %s"}, {14, "%s %s"},
		{17, "%s %s"}, {TYPE_TXT, "=0162c00c"}
	};
	static char	owner[RANDOM_ROWS][400], rdata[RANDOM_ROWS][900];
	char		one[400], two[400];
	struct row	rows[RANDOM_ROWS + 1] = {ROW_SOA};
	unsigned	i, k;

	for (i = 0; i < RANDOM_ROWS; i++) {
		k = (unsigned)(roll(rnd) % 7);
		random_name(rnd, "a.", owner[i], sizeof(owner[i]));
		random_name(rnd, random_end(rnd), one, sizeof(one));
		random_name(rnd, random_end(rnd), two, sizeof(two));
		(void)snprintf(rdata[i], sizeof(rdata[i]), types[k].format,
		    one, two);
		rows[i + 1] = (struct row){owner[i], types[k].type, 60,
		    rdata[i]};
	}
	return zone_of("a.", ROWS(rows), 0);
}

/* All sets of random zones in one message: read back, each is itself. */
static void
test_random_messages(void **state)
{
	struct zone		*z;
	const struct node	*node;
	struct reply_set	 rs[100];
	struct reader		 r;
	char			 qname[400];
	uint64_t		 rnd = 20;
	unsigned		 round, k, n;
	size_t			 i;

	(void)state;
	for (round = 0; round < 500; round++) {
		z = random_zone(&rnd);
		random_name(&rnd, random_end(&rnd), qname, sizeof(qname));
		begin(qname, ROOM);
		for (i = 0, n = 0; i < content_nodes(z->content); i++) {
			node = content_node(z->content, i);
			for (k = 0; k < node->rrsets; k++, n++) {
				rs[n].set = node_set(z->content, node, k);
				rs[n].sigs = NULL;
				rs[n].zone = z;
				rs[n].owner = node_name(node, z->apex,
				    z->apex_len);
				rs[n].ttl_s = (uint32_t)roll(&rnd);
				rs[n].turn = (uint32_t)roll(&rnd);
				assert_true(reply_put_set(&reply,
				    SECTION_ANSWER, &rs[n]));
			}
		}
		r = written();
		for (k = 0; k < n; k++)
			check_set(&r, &rs[k]);
		assert_int_equal(reader_left(&r), 0);
		zone_unref(z);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_whole_or_nothing),
		cmocka_unit_test(test_cname),
		cmocka_unit_test(test_case_of_question),
		cmocka_unit_test(test_header),
		cmocka_unit_test(test_reach_of_pointers),
		cmocka_unit_test(test_many_names),
		cmocka_unit_test(test_random_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
