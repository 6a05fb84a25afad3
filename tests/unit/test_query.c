/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"
#include "tests/unit/tries.h"

#include <stdlib.h>
#include <string.h>

#include "server/query.h"
#include "zones/rrtype.h"

/* Counts of questions, answers, authority, additional. */
#define ONE		"0001 0000 0000 0000 "
#define ONE_AND_OPT	"0001 0000 0000 0001 "
#define Q_MX		"014100 000f 0001 "
#define OPT		"00 0029 04d0 00 00 0000 0000 "
#define OPT_V1		"00 0029 04d0 00 01 0000 0000 "
/* The longest name there is. */
#define Y15		"797979797979797979797979797979 "
#define Y60		Y15 Y15 Y15 Y15

/*
 * A packet behind its ID, and what becomes of it.  `echoed` says that the
 * question can be sent back, `opt` that the answer has an OPT.
 */
static const struct {
	const char	*hex;
	enum verdict	 verdict;
	bool		 echoed;
	bool		 opt;
	const char	*what;
} cases[] = {
	{"0100 " ONE Q_MX, VERDICT_ANSWER, true, false, "a question"},
	{"0000 " ONE_AND_OPT Q_MX OPT, VERDICT_ANSWER, true, true, "EDNS"},
	{"07ff " ONE Q_MX, VERDICT_ANSWER, true, false, "all other flags"},
	{"0000 " ONE "00 0002 0001", VERDICT_ANSWER, true, false, "the root"},
	{"0000 " ONE "014100 00ff 0001", VERDICT_ANSWER, true, false, "ANY"},
	{"0000 " ONE "014100 0000 0001", VERDICT_ANSWER, true, false,
	    "type 0"},
	{"0000 " ONE "014100 ff00 0001", VERDICT_ANSWER, true, false,
	    "unknown type"},
	{"0000 " ONE "3f" Y60 "797979" "3f" Y60 "797979" "3f" Y60 "797979"
	    "3d" Y60 "79" "00 0001 0001", VERDICT_ANSWER, true, false,
	    "255 octets"},
	/* Not a query at all */
	{"8000 " ONE Q_MX, VERDICT_DROP, false, false, "an answer"},
	{"8400 0000", VERDICT_DROP, false, false, "a cut answer"},
	{"0000 0001 0000 0000 00", VERDICT_DROP, false, false, "11 octets"},
	{"", VERDICT_DROP, false, false, "2 octets"},
	{"0000 0000 0000 0000 0000", VERDICT_FORMERR, false, false,
	    "header only"},
	/* Questions */
	{"0000 0000 0000 0000 0000" OPT, VERDICT_FORMERR, false, false,
	    "no question, something behind"},
	{"0000 0000 0000 0000 0001" OPT, VERDICT_FORMERR, false, true,
	    "no question"},
	{"0000 0002 0000 0000 0000" Q_MX Q_MX, VERDICT_FORMERR, false, false,
	    "two questions"},
	{"0000 0002 0000 0000 0000" Q_MX, VERDICT_FORMERR, false, false,
	    "one of two"},
	{"0000 " ONE, VERDICT_FORMERR, false, false, "none of one"},
	{"0000 " ONE "014100 000f 00", VERDICT_FORMERR, false, false,
	    "class cut"},
	{"0000 " ONE "014100 00", VERDICT_FORMERR, false, false, "type cut"},
	{"0000 " ONE "0141", VERDICT_FORMERR, false, false, "name cut"},
	{"0000 " ONE "c00c 000f 0001", VERDICT_FORMERR, false, false,
	    "pointer to itself"},
	{"0000 " ONE "0141c000 000f 0001", VERDICT_FORMERR, false, false,
	    "pointer to the header"},
	{"0000 " ONE "40" Y60 "79797979 00 0001 0001", VERDICT_FORMERR, false,
	    false, "64 octets a label"},
	{"0000 " ONE "3f" Y60 "797979" "3f" Y60 "797979" "3f" Y60 "797979"
	    "3e" Y60 "7979" "00 0001 0001", VERDICT_FORMERR, false, false,
	    "256 octets"},
	/* What stands behind it */
	{"0000 " ONE Q_MX "00", VERDICT_FORMERR, true, false,
	    "an octet too many"},
	{"0000 " ONE_AND_OPT Q_MX OPT "00", VERDICT_FORMERR, true, true,
	    "an octet behind OPT"},
	{"0000 " ONE_AND_OPT Q_MX, VERDICT_FORMERR, true, false,
	    "OPT missing"},
	{"0000 0001 0000 0000 0002" Q_MX OPT, VERDICT_FORMERR, true, true,
	    "a record missing"},
	{"0000 0001 0000 0000 0002" Q_MX OPT OPT, VERDICT_FORMERR, true, true,
	    "two OPT"},
	{"0000 0001 0000 0001 0000" Q_MX OPT, VERDICT_FORMERR, true, false,
	    "OPT in authority"},
	{"0000 0001 0001 0000 0000" Q_MX OPT, VERDICT_FORMERR, true, false,
	    "OPT in answer"},
	{"0000 0001 0001 0000 0000" Q_MX "00 0001 0001 00000000 0000",
	    VERDICT_FORMERR, true, false, "an answer in a query"},
	{"0000 0001 0000 0001 0000" Q_MX "00 0001 0001 00000000 0000",
	    VERDICT_FORMERR, true, false, "authority in a query"},
	{"0000 " ONE_AND_OPT Q_MX "0141" "00 0029 04d0 00 00 0000 0000",
	    VERDICT_FORMERR, true, false, "OPT that is not the root's"},
	{"0000 " ONE_AND_OPT Q_MX "c00e 0029 04d0 00 00 0000 0000",
	    VERDICT_FORMERR, true, false, "the root as pointer"},
	{"0000 " ONE_AND_OPT Q_MX "c00c 0029 04d0 00 00 0000 0000",
	    VERDICT_FORMERR, true, false, "OPT of the question's name"},
	{"0000 " ONE_AND_OPT Q_MX "00 0029 04d0 00 00 0000 0001",
	    VERDICT_FORMERR, true, true, "OPT that lies of its length"},
	{"0000 " ONE_AND_OPT Q_MX "00 0029 04d0 00 00 0000 0004 00030001",
	    VERDICT_FORMERR, true, true, "option that lies of its length"},
	{"0000 " ONE_AND_OPT Q_MX "00 0029 04d0", VERDICT_FORMERR, true, true,
	    "OPT cut"},
	{"0000 0001 0000 0000 0002" Q_MX "c00c 00fa 00ff 00000000 0002 aaaa"
	    OPT, VERDICT_ANSWER, true, true, "TSIG, not looked at"},
	{"0000 0001 0000 0000 0002" Q_MX "c00c 00fa 00ff 00000000 ffff aaaa"
	    OPT, VERDICT_FORMERR, true, false, "record that lies"},
	{"0000 " ONE_AND_OPT Q_MX "c013 0001 0001 00000000 0000",
	    VERDICT_ANSWER, true, false, "a pointer that is not followed"},
	{"0000 " ONE_AND_OPT Q_MX OPT_V1, VERDICT_BADVERS, true, true,
	    "version 1"},
	{"0000 " ONE_AND_OPT "014100 000f 0003" OPT_V1, VERDICT_BADVERS, true,
	    true, "version 1, CH"},
	{"0000 0001 0000 0000 0002" Q_MX OPT_V1 OPT, VERDICT_FORMERR, true,
	    true, "two OPT, version 1"},
	/* Opcodes: also what could not be a query. */
	{"0800 " ONE Q_MX, VERDICT_NOTIMP, true, false, "IQUERY"},
	{"1000 " ONE_AND_OPT Q_MX OPT, VERDICT_NOTIMP, true, true, "STATUS"},
	{"2000 0001 0001 0000 0000" Q_MX "00 0001 0001 00000000 0000",
	    VERDICT_NOTIMP, true, false, "NOTIFY"},
	{"2800 0000 0000 0000 0000", VERDICT_NOTIMP, false, false, "UPDATE"},
	{"7800 0001 0000 0000 0000 c00c", VERDICT_NOTIMP, false, false,
	    "opcode 15"},
	{"f800 " ONE Q_MX, VERDICT_DROP, false, false, "answer, opcode 15"},
	/* Types and classes */
	{"0000 " ONE "014100 00fc 0001", VERDICT_REFUSED, true, false,
	    "AXFR"},
	{"0000 " ONE "014100 00fb 0001", VERDICT_REFUSED, true, false,
	    "IXFR"},
	{"0000 0001 0000 0001 0001" "014100 00fb 0001"
	    "c00c 0006 0001 00000000 0002 aaaa" OPT, VERDICT_REFUSED, true,
	    true, "IXFR with its SOA"},
	{"0000 0001 0000 0001 0000" "014100 00fb 0001" OPT, VERDICT_FORMERR,
	    true, false, "IXFR with OPT in authority"},
	{"0000 0001 0000 0001 0000" "014100 00fc 0001"
	    "c00c 0006 0001 00000000 0002 aaaa", VERDICT_FORMERR, true, false,
	    "AXFR with an SOA"},
	{"0000 " ONE "014100 00fd 0001", VERDICT_NOTIMP, true, false,
	    "MAILB"},
	{"0000 " ONE "014100 00fe 0001", VERDICT_NOTIMP, true, false,
	    "MAILA"},
	{"0000 " ONE "014100 0029 0001", VERDICT_FORMERR, true, false,
	    "OPT asked for"},
	{"0000 " ONE "014100 00fa 0001", VERDICT_FORMERR, true, false,
	    "TSIG asked for"},
	{"0000 " ONE "014100 00f9 0001", VERDICT_FORMERR, true, false,
	    "TKEY asked for"},
	{"0000 " ONE "014100 0010 0003", VERDICT_CHAOS, true, false, "CH"},
	{"0000 " ONE "014100 0010 0000", VERDICT_REFUSED, true, false,
	    "class 0"},
	{"0000 " ONE "014100 0010 0004", VERDICT_REFUSED, true, false, "HS"},
	{"0000 " ONE "014100 0010 00fe", VERDICT_REFUSED, true, false,
	    "class NONE"},
	{"0000 " ONE "014100 0010 00ff", VERDICT_REFUSED, true, false,
	    "class ANY"},
};

static void
test_verdicts(void **state)
{
	uint8_t		 wire[600] = {0xab, 0xcd}, *copy;
	struct query	 q;
	enum verdict	 verdict;
	size_t		 i, len;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		len = 2 + octets_of(cases[i].hex, wire + 2, 598);
		assert_non_null(copy = malloc(len));
		memcpy(copy, wire, len);
		memset(&q, 0xee, sizeof(q));	/* all is set anew */
		verdict = query_parse(&q, copy, len);
		if (verdict != cases[i].verdict)
			fail_msg("%s: verdict %d", cases[i].what, verdict);
		if (verdict != VERDICT_DROP)
			assert_int_equal(q.id, 0xabcd);
		assert_int_equal(q.question != NULL, cases[i].echoed);
		if (q.edns.is_present != cases[i].opt)
			fail_msg("%s: OPT", cases[i].what);
		if (q.question != NULL) {
			assert_ptr_equal(q.question, copy + 12);
			assert_int_equal(q.question_len, q.qname.len + 4);
		} else {
			assert_int_equal(q.question_len, 0);
		}
		free(copy);
	}
}

/* Name in lower case, question as it came, flags and types. */
static void
test_fields(void **state)
{
	uint8_t		wire[100];
	struct query	q;
	size_t		len = octets_of("1234 0110" ONE_AND_OPT
			    "034d785a 024f7200 001c 0001 "
			    "00 0029 1000 00 00 8000 0004 00030000", wire,
			    sizeof(wire));

	(void)state;
	assert_int_equal(query_parse(&q, wire, len), VERDICT_ANSWER);
	assert_int_equal(q.id, 0x1234);
	assert_int_equal(q.flags, 0x0110);
	assert_int_equal(q.qtype, TYPE_AAAA);
	assert_int_equal(q.qclass, CLASS_IN);
	assert_int_equal(q.qname.labels, 2);
	assert_memory_equal(q.qname.wire, "\3mxz\2or", 8);
	assert_memory_equal(q.question, "\3MxZ\2Or\0\0\34\0\1", 12);
	assert_int_equal(q.question_len, 12);
	assert_true(q.edns.has_do && q.edns.wants_nsid);
	assert_int_equal(q.edns.udp_size, 4096);
	assert_int_equal(q.edns.version, 0);
}

/* Cut anywhere: dropped within the header, FORMERR behind it. */
static void
test_cut_anywhere(void **state)
{
	uint8_t		 wire[100], *copy;
	struct query	 q;
	size_t		 len, cut;

	(void)state;
	len = octets_of("1234 0000" ONE_AND_OPT Q_MX
	    "00 0029 1000 00 00 8000 0008 000300020101fff0", wire, 100);
	len -= 2;	/* make the OPT's length true */
	wire[len - 7] = 6;
	for (cut = 0; cut <= len; cut++) {
		assert_non_null(copy = malloc(cut + 1));
		memcpy(copy, wire, cut);
		assert_int_equal(query_parse(&q, copy, cut), cut < 12 ?
		    VERDICT_DROP : cut < len ? VERDICT_FORMERR :
		    VERDICT_ANSWER);
		free(copy);
	}
}

/* Any octets behind a header: a verdict, and never a wrong question. */
static void
test_noise(void **state)
{
	static const uint8_t	likely[] = {0, 0, 0, 1, 1, 2, 41, 0xc0, 12,
	    255};
	uint8_t			wire[48], *copy;
	struct query		q;
	uint64_t		rnd = 8;
	size_t			i, k, len;
	const size_t		n = (size_t)tries(200000);

	(void)state;
	for (i = 0; i < n; i++) {
		for (k = 0; k < sizeof(wire); k++)
			wire[k] = likely[roll(&rnd) % sizeof(likely)];
		wire[2] = 0;
		wire[4] = wire[6] = wire[8] = wire[10] = 0;
		wire[5] = 1;
		len = (size_t)roll(&rnd) % sizeof(wire);
		assert_non_null(copy = malloc(len + 1));
		memcpy(copy, wire, len);
		(void)query_parse(&q, copy, len);
		if (q.question != NULL) {
			assert_true(q.question + q.question_len <=
			    copy + len);
			assert_int_equal(q.question_len, q.qname.len + 4);
		}
		free(copy);
	}
}

/* The short way and the step by step way, of a packet that ends where its
   memory does. */
static enum verdict
assert_same(const uint8_t *wire, size_t len)
{
	uint8_t		*copy = malloc(len == 0 ? 1 : len);
	struct query	 a = {.qclass = 0}, b = {.qclass = 0};
	enum verdict	 verdict;

	assert_non_null(copy);
	memcpy(copy, wire, len);
	verdict = query_parse(&a, copy, len);
	assert_int_equal(query_parse_any(&b, copy, len), verdict);
	assert_int_equal(a.id, b.id);
	assert_int_equal(a.flags, b.flags);
	assert_ptr_equal(a.question, b.question);
	assert_int_equal(a.question_len, b.question_len);
	assert_int_equal(a.qtype, b.qtype);
	assert_int_equal(a.edns.is_present, b.edns.is_present);
	assert_int_equal(a.edns.has_do, b.edns.has_do);
	assert_int_equal(a.edns.has_options, b.edns.has_options);
	assert_int_equal(a.edns.wants_nsid, b.edns.wants_nsid);
	assert_int_equal(a.edns.wants_keepalive, b.edns.wants_keepalive);
	assert_int_equal(a.edns.wants_version, b.edns.wants_version);
	assert_int_equal(a.edns.version, b.edns.version);
	assert_int_equal(a.edns.udp_size, b.edns.udp_size);
	assert_int_equal(a.edns.cookie_len, b.edns.cookie_len);
	assert_ptr_equal(a.edns.cookie, b.edns.cookie);
	if (a.question != NULL) {
		assert_int_equal(a.qclass, b.qclass);
		assert_int_equal(a.qname.len, b.qname.len);
		assert_int_equal(a.qname.labels, b.qname.labels);
		assert_memory_equal(a.qname.offset, b.qname.offset,
		    a.qname.labels + 1u);
		assert_memory_equal(a.qname.wire, b.qname.wire, a.qname.len);
	}
	free(copy);
	return verdict;
}

/* A name of len octets, labels of random length and content; returns its
   end.  len 2 is no name. */
static size_t
put_random_name(uint8_t *wire, size_t len, uint64_t *rnd)
{
	size_t	at = 0, label;

	while (len - at > 2) {
		label = 1 + (size_t)(roll(rnd) % (at % 2 == 0 ? 63 : 9));
		if (label > len - at - 2)
			label = len - at - 2;
		for (wire[at++] = (uint8_t)label; label > 0; label--)
			wire[at++] = (uint8_t)roll(rnd);
	}
	wire[at++] = 0;
	return at;
}

/* Names of each length, of many labels and few, upper case and not. */
static void
test_ways_names(void **state)
{
	uint8_t		wire[600];
	uint64_t	rnd = 4;
	size_t		len, i, at, answers = 0;

	(void)state;
	for (len = 1; len <= 300; len++)
		for (i = 0; i < 64; i++) {
			memset(wire, 0, sizeof(wire));
			wire[5] = 1;
			wire[11] = i % 2;
			at = 12 + put_random_name(wire + 12, len, &rnd);
			memcpy(wire + at, "\0\17\0\1\0\0\51\4\320\0\0\200\0\0",
			    15);
			answers += assert_same(wire, at + 4 + 11 * (i % 2)) ==
			    VERDICT_ANSWER;
		}
	assert_true(answers > 254 * 64);
}

/* All types, with nothing and with each class nearby. */
static void
test_ways_types(void **state)
{
	uint8_t		wire[100];
	size_t		len;
	unsigned	type, kind;
	/* A prime, so that it meets both kinds of most bits. */
	unsigned	step = is_under_valgrind() ? 17 : 1;

	(void)state;
	len = octets_of("1234 0100" ONE "0141 0162 00 0000 0001", wire, 100);
	for (type = 0; type <= UINT16_MAX; type += step)
		for (kind = 0; kind < 5; kind++) {
			store_be16(wire + len - 4, (uint16_t)type);
			store_be16(wire + len - 2, (uint16_t)kind);
			(void)assert_same(wire, len);
		}
}

/* What the cases above are made of, bits turned, octets added or lost. */
static void
test_ways_mutants(void **state)
{
	static const char *const options[] = {
		"", "0003 0000", "000a 0008 2464c4abcf10c957",
		"000a 0018 2464c4abcf10c957010000005cf79f111f8130c3eee29480",
		"000a 0007 2464c4abcf10c9", "000b 0000", "0013 0000",
		"0008 0004 00010000 000a 0008 2464c4abcf10c957",
		"fde9 0000 0003 0000", "000f 0002 0000"
	};
	uint8_t		base[600], wire[600];
	uint64_t	rnd = 4;
	size_t		len, at, i, k, same = 0;
	const size_t	n = (size_t)tries(300000);

	(void)state;
	for (i = 0; i < n; i++) {
		if (i % 2 == 0) {
			k = i / 2 % (sizeof(cases) / sizeof(cases[0]));
			base[0] = base[1] = 0;
			len = 2 + octets_of(cases[k].hex, base + 2, 500);
		} else {
			k = i / 2 % (sizeof(options) / sizeof(options[0]));
			len = octets_of("1234 0100" ONE_AND_OPT "0578634d5869"
			    "03434f6d 00 000f 0001 00 0029 04d0 0000 8000 00",
			    base, 600);
			at = len++;
			len += octets_of(options[k], base + len, 100);
			base[at] = (uint8_t)(len - at - 1);
		}
		memcpy(wire, base, len);
		for (k = (size_t)(roll(&rnd) % 4); k > 0 && len > 0; k--)
			wire[roll(&rnd) % len] ^=
			    (uint8_t)(1 << roll(&rnd) % 8);
		if (roll(&rnd) % 8 == 0)
			len = (size_t)(roll(&rnd) % (len + 3));
		same += assert_same(wire, len) == VERDICT_ANSWER;
	}
	assert_true(same > n / 6);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_verdicts),
		cmocka_unit_test(test_ways_names),
		cmocka_unit_test(test_ways_types),
		cmocka_unit_test(test_ways_mutants),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_noise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
