/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/rdata.h"
#include "zones/rrtype.h"

#define READY		RRSET_READY
#define ROTATES		RRSET_ROTATES
#define TARGETS		RRSET_TARGETS
#define PREFERENCE	RRSET_PREFERENCE
/* Of the slot, shown beside the flags of the set. */
#define FOREIGN		(SLOT_FOREIGN << 8)

/*
 * One set of one record: how its RDATA is stored, and its flags.  C00C
 * points to a question that is the apex, C00E to the apex in one of "x".
 */
static const struct {
	struct row	row;
	const char	*stored;
	unsigned	flags;
} stored[] = {
	{{"@", TYPE_A, 60, NET4 "01"}, "c0000201", READY},
	{{"@", TYPE_NS, 60, "x"}, "0178 c00c", READY | TARGETS},
	{{"@", TYPE_NS, 60, "@"}, "c00c", READY | TARGETS},
	{{"@", TYPE_NS, 60, "X.A."}, "0158 c00c", READY | TARGETS},
	{{"@", TYPE_NS, 60, "x.b."}, "0178016200",
	    READY | TARGETS | FOREIGN},
	{{"@", TYPE_NS, 60, "xa."}, "02786100", READY | TARGETS | FOREIGN},
	{{"@", TYPE_NS, 60, "none"}, "046e6f6e65 c00c",
	    READY | TARGETS | FOREIGN},
	{{"x", TYPE_CNAME, 60, "@"}, "c00e", READY},
	{{"x", TYPE_CNAME, 60, "x"}, "0178 c00e", READY},
	{{"x", TYPE_CNAME, 60, "."}, "00", READY},
	{{"y.x", TYPE_PTR, 60, "Y.x"}, "0159 0178 c010", READY},
	{{"@", TYPE_MX, 60, "10 x"}, "000a 0178 c00c",
	    READY | TARGETS | PREFERENCE},
	{{"@", TYPE_MX, 60, "0 ."}, "0000 00", READY | TARGETS | PREFERENCE},
	{{"x", 14, 60, "@ b."}, "c00e 016200", READY},
	{{"x", 14, 60, "b. y.x"}, "016200 01790178c00e", READY},
	{{"x", 17, 60, "b. x"}, "016200 0178c00e", 0},
	{{"x", 17, 60, "b. c."}, "016200 016300", READY},
	{{"@", TYPE_SRV, 60, "1 2 25 x"}, "0001 0002 0019 0178c00c",
	    TARGETS | PREFERENCE},
	{{"@", TYPE_SRV, 60, "1 2 25 b."}, "0001 0002 0019 016200",
	    READY | TARGETS | PREFERENCE | FOREIGN},
	{{"x", TYPE_DNAME, 60, "y.@.b."}, "0179 0140 016200", READY},
	{{"x", TYPE_DNAME, 60, "z"}, "017a c00e", 0},
	{{"@", TYPE_NAPTR, 60, "1 2 =0173 =00 =0121 x"},
	    "0001 0002 0173 00 0121 0178c00c", 0},
	{{"@", TYPE_NAPTR, 60, "1 2 =0173 =00 =0121 ."},
	    "0001 0002 0173 00 0121 00", READY},
	{{"@", TYPE_HTTPS, 60, "1 x =0001000102"},
	    "0001 0178c00c 0001000102", TARGETS | PREFERENCE},
	/* Names that are signed as they are, and octets like names. */
	{{"x", TYPE_NSEC, 60, "y.x =0001"}, "017901780161000001", READY},
	{{"x", 65280, 60, "x"}, "0178016100", READY},
	{{"x", TYPE_TXT, 60, "="}, "", READY},
};

/* The flags of a set and its slot. */
static unsigned
flags_of(const struct content *c, const char *rel, uint16_t type)
{
	const struct rrset_slot	*slot = slot_of(c, rel, type);
	const struct rrset	*set = set_of(c, rel, type);

	assert_int_equal((slot->flags & SLOT_ROTATES) != 0,
	    (set->flags & RRSET_ROTATES) != 0);
	return set->flags | (unsigned)(slot->flags & SLOT_FOREIGN) << 8;
}

static void
test_stored_form(void **state)
{
	static const struct row	soa = ROW_SOA;
	struct row		rows[4];
	struct content		*c;
	const struct rrset	*set;
	const uint8_t		*rdata;
	uint8_t			 want[100];
	size_t			 i, len;

	(void)state;
	for (i = 0; i < sizeof(stored) / sizeof(stored[0]); i++) {
		rows[0] = soa;
		rows[1] = stored[i].row;
		rows[2] = (struct row){"ns", TYPE_A, 60, NET4 "09"};
		/* So that x exists; beside a CNAME this may stand. */
		rows[3] = (struct row){"x", TYPE_RRSIG, 60, "=00"};
		c = content_of("a.", rows, 4);
		set = set_of(c, stored[i].row.owner, stored[i].row.type);
		assert_int_equal(set->count, 1);
		rdata = rrset_rdata(set, 0, &len);
		assert_int_equal(len, octets_of(stored[i].stored, want,
		    sizeof(want)));
		assert_memory_equal(rdata, want, len);
		if (flags_of(c, stored[i].row.owner, stored[i].row.type) !=
		    stored[i].flags)
			fail_msg("%s: flags are not %u", stored[i].row.rdata,
			    stored[i].flags);
		content_unref(c);
	}
}

/* Below the root nothing is said relative: there is nothing to gain. */
static void
test_root_zone(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"@", TYPE_NS, 60, "x."}, {"x", TYPE_A, 60, "=01"},
		{"y", TYPE_SRV, 60, "1 2 3 x."}, {"z", TYPE_MX, 60, "1 ."}
	};
	struct content		*c = content_of(".", ROWS(rows));
	const struct rrset	*set;
	size_t			 len;

	(void)state;
	set = set_of(c, "@", TYPE_NS);
	assert_memory_equal(rrset_rdata(set, 0, &len), "\1x", 3);
	assert_int_equal(len, 3);
	assert_int_equal(flags_of(c, "@", TYPE_NS), READY | TARGETS | FOREIGN);
	set = set_of(c, "y", TYPE_SRV);
	assert_memory_equal(rrset_rdata(set, 0, &len), "\0\1\0\2\0\3\1x", 9);
	assert_int_equal(flags_of(c, "y", TYPE_SRV),
	    READY | TARGETS | PREFERENCE | FOREIGN);
	assert_int_equal(flags_of(c, "z", TYPE_MX),
	    READY | TARGETS | PREFERENCE);
	content_unref(c);
}

/* The whole wire of a set: two MX in order of preference, not of the file. */
static void
test_wire(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"m", TYPE_MX, 0x01020304, "20 x"},
		{"m", TYPE_MX, 0x01020304, "10 y.b."},
		{"m", TYPE_MX, 0x01020304, "10 z"}
	};
	struct content		*c = content_of("a.", ROWS(rows));
	const struct rrset	*set = set_of(c, "m", TYPE_MX);
	uint8_t			 want[100];
	size_t			 len;

	(void)state;
	len = octets_of("c00c 000f 0001 01020304 0007 000a 0179 016200"
	    "c00c 000f 0001 01020304 0006 000a 017a c00e"
	    "c00c 000f 0001 01020304 0006 0014 0178 c00e", want, 100);
	assert_int_equal(set->wire_len, len);
	assert_memory_equal(rrset_wire(set), want, len);
	assert_int_equal(rrset_ttl(set), 0x01020304);
	assert_int_equal(rrset_start(set, 0), 0);
	assert_int_equal(rrset_end(set, 0), 19);
	assert_int_equal(rrset_start(set, 1), 19);
	assert_int_equal(rrset_end(set, 1), 37);
	assert_int_equal(rrset_end(set, 2), len);
	assert_int_equal(rrset_preference(set, 0), 10);
	assert_int_equal(rrset_preference(set, 1), 10);
	assert_int_equal(rrset_preference(set, 2), 20);
	content_unref(c);
}

/* Each set that rotates has a counter of its own; addresses two. */
static void
test_rotations(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"@", TYPE_NS, 60, "ns"}, {"@", TYPE_NS, 60, "x"},
		{"a", TYPE_A, 60, "=01"}, {"a", TYPE_A, 60, "=02"},
		{"a", TYPE_MX, 60, "1 a"}, {"a", TYPE_MX, 60, "1 b"},
		{"b", TYPE_AAAA, 60, "=01"}, {"b", TYPE_AAAA, 60, "=02"},
		{"b", TYPE_A, 60, "=01"}, {"b", TYPE_TXT, 60, "=01"},
		{"b", TYPE_TXT, 60, "=02"}, {"c", TYPE_MX, 60, "1 a"},
		{"c", TYPE_PTR, 60, "a"}, {"c", TYPE_PTR, 60, "b"}
	};
	struct content	*c = content_of("a.", ROWS(rows));

	(void)state;
	assert_int_equal(content_rotations(c), 1 + 2 + 1 + 2 + 1);
	assert_int_equal(slot_rotation(c, slot_of(c, "@", TYPE_NS)), 0);
	assert_int_equal(slot_rotation(c, slot_of(c, "a", TYPE_A)), 1);
	assert_int_equal(slot_rotation(c, slot_of(c, "a", TYPE_MX)), 3);
	assert_int_equal(slot_rotation(c, slot_of(c, "b", TYPE_AAAA)), 4);
	assert_int_equal(slot_rotation(c, slot_of(c, "c", TYPE_PTR)), 6);
	assert_true(set_of(c, "b", TYPE_AAAA)->flags & ROTATES);
	assert_false(set_of(c, "b", TYPE_A)->flags & ROTATES);
	assert_false(set_of(c, "b", TYPE_TXT)->flags & ROTATES);
	assert_false(set_of(c, "c", TYPE_MX)->flags & ROTATES);
	content_unref(c);
}

/* Where the addresses of an exchanger are. */
static void
test_targets(void **state)
{
	static const struct row	zone[] = {
		ROW_SOA, {"h", TYPE_A, 60, "=01"}, {"y.ent", TYPE_A, 60, "=1f"},
		{"cut", TYPE_NS, 60, "ns.cut"}, {"ns.cut", TYPE_A, 60, "=01"},
		{"al", TYPE_CNAME, 60, "h"}, {"*.w", TYPE_A, 60, "=01"},
		{"dn", TYPE_DNAME, 60, "b."}, {"@", TYPE_A, 60, "=01"}
	};
	static const struct {
		const char	*mx, *node;
		bool		 is_foreign;
	} cases[] = {
		{"1 h", "h", false}, {"1 H.A.", "h", false},
		{"1 @", "@", false}, {"1 ent", "ent", false},
		{"1 al", "al", false}, {"1 *.w", "*.w", false},
		{"1 dn", "dn", false}, {"1 .", NULL, false},
		{"1 cut", "cut", true}, {"1 ns.cut", "ns.cut", true},
		{"1 x.cut", NULL, true}, {"1 none", NULL, true},
		{"1 x.w", NULL, true}, {"1 x.dn", NULL, true},
		{"1 h.b.", NULL, true}, {"1 ha.", NULL, true}
	};
	struct row		rows[10];
	const struct node	*node;
	struct content		*c;
	bool			 is_foreign;
	size_t			 i;

	(void)state;
	memcpy(rows, zone, sizeof(zone));
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rows[9] = (struct row){"m", TYPE_MX, 60, cases[i].mx};
		c = content_of("a.", rows, 10);
		node = slot_target(c, slot_of(c, "m", TYPE_MX), 0,
		    &is_foreign);
		assert_int_equal(is_foreign, cases[i].is_foreign);
		if (cases[i].node == NULL)
			assert_null(node);
		else
			assert_ptr_equal(node, node_of(c, cases[i].node));
		content_unref(c);
	}
}

/* One target of several is foreign; the others are found all the same. */
static void
test_mixed_targets(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"h", TYPE_A, 60, "=01"}, {"i", TYPE_A, 60, "=01"},
		{"m", TYPE_MX, 60, "1 h"}, {"m", TYPE_MX, 60, "2 b."},
		{"m", TYPE_MX, 60, "3 i"}
	};
	struct content		*c = content_of("a.", ROWS(rows));
	const struct rrset_slot	*slot = slot_of(c, "m", TYPE_MX);
	bool			 is_foreign;

	(void)state;
	assert_int_equal(flags_of(c, "m", TYPE_MX),
	    READY | TARGETS | PREFERENCE | ROTATES | FOREIGN);
	assert_ptr_equal(slot_target(c, slot, 0, &is_foreign),
	    node_of(c, "h"));
	assert_false(is_foreign);
	assert_null(slot_target(c, slot, 1, &is_foreign));
	assert_true(is_foreign);
	assert_ptr_equal(slot_target(c, slot, 2, &is_foreign),
	    node_of(c, "i"));
	assert_false(is_foreign);
	content_unref(c);
}

/* TTL and MINIMUM of the SOA, and the TTL of denial, RFC 2308 3. */
static void
test_soa(void **state)
{
	static const struct {
		uint32_t	 ttl_s;
		uint32_t	 negative_ttl_s;
		const char	*minimum;
	} cases[] = {
		{3600, 299, "0000012b"}, {300, 300, "0000012c"},
		{299, 299, "0000012c"}, {301, 300, "0000012c"},
		{0, 0, "0000012c"}, {60, 0, "00000000"},
		{INT32_MAX, INT32_MAX, "7fffffff"},
		{INT32_MAX, INT32_MAX - 1, "7ffffffe"},
		{INT32_MAX, 0, "80000000"}, {60, 0, "ffffffff"}
	};
	char		 rdata[100];
	struct row	 row = {"@", TYPE_SOA, 0, rdata};
	struct content	*c;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(rdata, sizeof(rdata), "ns.b. x "
		    "=f0f1f2f3 =00003840 =00000e10 =00127500 =%s",
		    cases[i].minimum);
		row.ttl_s = cases[i].ttl_s;
		c = content_of("a.", &row, 1);
		assert_int_equal(content_serial(c), 0xf0f1f2f3);
		assert_int_equal(content_negative_ttl(c),
		    cases[i].negative_ttl_s);
		content_unref(c);
	}
}

/* The longest RDATA, and one octet less. */
static void
test_longest_rdata(void **state)
{
	static uint8_t		 rdata[RDATA_MAX_BYTES];
	struct name		 apex = name_of("a."), at;
	struct place		 place = {"t", 1, 1, false};
	struct row		 soa = ROW_SOA;
	struct build		*b = build_new(&apex, 1, NULL);
	struct content		*c;
	const struct rrset	*set;
	size_t			 len, i;

	(void)state;
	assert_int_equal(add_row(b, "a.", &soa, 1), 0);
	memset(rdata, 0xaa, sizeof(rdata));
	for (i = 0; i < 2; i++) {
		at = name_of(i == 0 ? "x.a." : "y.a.");
		assert_int_equal(build_add(b, &at, 65280, 0, rdata,
		    sizeof(rdata) - i, &place), 0);
	}
	assert_int_equal(build_freeze(b, &c, NULL), 0);
	for (i = 0; i < 2; i++) {
		set = set_of(c, i == 0 ? "x" : "y", 65280);
		assert_memory_equal(rrset_rdata(set, 0, &len), rdata,
		    sizeof(rdata) - i);
		assert_int_equal(len, sizeof(rdata) - i);
		assert_int_equal(set->wire_len, 12 + len);
	}
	build_free(b);
	content_unref(c);
}

/* The longest owner: the apex stands 252 octets behind its beginning. */
static void
test_longest_owner(void **state)
{
	char		 owner[300];
	struct row	 rows[2] = {ROW_SOA, {owner, TYPE_MX, 60, "1 @"}};
	struct content	*c;
	const uint8_t	*rdata;
	size_t		 i, len;

	(void)state;
	for (i = 0; i < 126; i++) {
		owner[2 * i] = 'x';
		owner[2 * i + 1] = i < 125 ? '.' : '\0';
	}
	c = content_of("b.", rows, 2);
	assert_int_equal(content_longest(c), 252);
	rdata = rrset_rdata(set_of(c, owner, TYPE_MX), 0, &len);
	assert_int_equal(len, 4);
	assert_int_equal(load_be16(rdata + 2), 0xc000 | (12 + 252));
	content_unref(c);
}

/* Enough for large chunks of a draft, which are given back on the way. */
#define FAR_NAMES	30000
#define FAR_ROWS	(1 + 4 * FAR_NAMES)

/* Record i of many, in canonical order: a host with an address and an MX, a
   name below it, and one below a name that has no records. */
static void
far_row(struct row *row, size_t i, char text[2][40])
{
	size_t		n = (i - 1) / 4;

	if (i == 0) {
		*row = (struct row)ROW_SOA;
		return;
	}
	*row = (struct row){text[0], TYPE_A, 60, text[1]};
	(void)snprintf(text[1], 40, "=%08zx", n);
	(void)snprintf(text[0], 40, "%sh%05zu", i % 4 == 3 ? "a." :
	    i % 4 == 0 ? "c.b." : "", n);
	if (i % 4 == 2) {
		row->type = TYPE_MX;
		(void)snprintf(text[1], 40, "10 h%05zu", (n * 7) %
		    (FAR_NAMES + 9));
	}
}

/* In the order given by a step that has no factor in common with all. */
static struct content *
far_content(size_t step, struct places **places)
{
	struct name	 apex = name_of("a.");
	struct build	*b = build_new(&apex, 1, NULL);
	struct content	*c;
	struct row	 row;
	char		 text[2][40];
	size_t		 i, k = 0;

	for (i = 0; i < FAR_ROWS; i++, k = (k + step) % FAR_ROWS) {
		far_row(&row, k, text);
		assert_int_equal(add_row(b, "a.", &row, (uint32_t)k + 1), 0);
	}
	assert_int_equal(build_freeze(b, &c, places), 0);
	build_free(b);
	return c;
}

/* In whatever order records were read, the zone and its places are the same
   octet for octet. */
static void
test_order_read(void **state)
{
	static const size_t	steps[] = {FAR_ROWS - 1, 11, 4001};
	struct places		*want_places, *places;
	struct content		*want = far_content(1, &want_places), *c;
	size_t			 i, k, len = content_bytes(want) - sizeof(*c);

	(void)state;
	assert_int_equal(content_records(want), FAR_ROWS);
	assert_int_equal(content_nodes(want), 1 + 4 * FAR_NAMES);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		c = far_content(steps[i], &places);
		assert_int_equal(content_bytes(c), len + sizeof(*c));
		assert_memory_equal(c->shape, want->shape, len);
		for (k = 0; k < FAR_ROWS; k++)
			assert_int_equal(places_at(places, k).line,
			    places_at(want_places, k).line);
		places_free(places);
		content_unref(c);
	}
	places_free(want_places);
	content_unref(want);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_stored_form),
		cmocka_unit_test(test_root_zone),
		cmocka_unit_test(test_wire),
		cmocka_unit_test(test_rotations),
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_mixed_targets),
		cmocka_unit_test(test_soa),
		cmocka_unit_test(test_longest_rdata),
		cmocka_unit_test(test_longest_owner),
		cmocka_unit_test(test_order_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
