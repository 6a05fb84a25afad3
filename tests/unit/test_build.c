/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/rdata.h"
#include "zones/rrtype.h"

#define ROWS_MAX	8
#define NS		{"@", TYPE_NS, 60, "ns.b."}

/* A zone, whether it can be served (records, or -1), and what is said. */
static const struct {
	const char	*apex;
	struct row	 rows[ROWS_MAX];
	int		 records;
	const char	*findings;
} cases[] = {
	{"a.", {ROW_SOA, NS}, 2, ""},
	/* SOA */
	{"Example.org.", {NS}, -1,
	    "t: error: soa-missing: example.org.: the zone has no SOA at its "
	    "own name; add: example.org. 3600 IN SOA ns.b. "
	    "hostmaster.example.org. 1 14400 3600 1209600 3600\n"},
	{".", {{"x", TYPE_NS, 60, "y"}}, -1,
	    "t: error: soa-missing: .: the zone has no SOA at its own name; "
	    "add: . 3600 IN SOA ns1. hostmaster. 1 14400 3600 1209600 3600\n"},
	/* It stands elsewhere: that is what is told. */
	{"a.", {NS, {"x", TYPE_SOA, 3600, SOA_RDATA}}, -1,
	    "t:2:1: error: soa-missing: x.a.: the SOA does not stand at the "
	    "zone's own name, a.; write a. (or @, where that is the origin) "
	    "as its owner\n"},
	{"a.", {NS, {"b.", TYPE_SOA, 3600, SOA_RDATA}}, -1,
	    "t:2:1: error: soa-missing: a.: the SOA stands at b., not at the "
	    "zone's own name; load the file as that zone, or write: a. 3600 "
	    "IN SOA ns.b. hostmaster.a. 1 14400 3600 1209600 3600\n"},
	{"a.", {ROW_SOA, {"b.", TYPE_SOA, 3600, SOA_RDATA}}, -1,
	    "t:2:1: error: out-of-zone: b.: the owner lies outside the zone "
	    "a.; its final dot is probably one too many, write: b.a.\n"},
	{"a.", {{NULL, 0, 0, NULL}}, -1,
	    "error: soa-missing: a.: the zone has no SOA at its own name; "
	    "add: a. 3600 IN SOA ns1.a. hostmaster.a. 1 14400 3600 1209600 "
	    "3600\n"},
	{"a.", {ROW_SOA, NS, {"@", TYPE_SOA, 3600, "x x =" "00000001"
	    "0000000100000001" "0000000100000001"}}, -1,
	    "t:3:1: error: soa-multiple: a.: a second SOA; a zone has one "
	    "only: keep that of line 1, whose serial 7 is higher than 1\n"},
	{"a.", {ROW_SOA, {"@", TYPE_SOA, 3600, "x x =" "80000006"
	    "0000000100000001" "0000000100000001"}, {"@", TYPE_SOA, 3600,
	    "x x =" "00000007" "0000000100000001" "0000000100000001"}}, -1,
	    "t:2:1: error: soa-multiple: a.: a second SOA; a zone has one "
	    "only: keep this one, whose serial 2147483654 is higher than 7\n"
	    "t:3:1: error: soa-multiple: a.: a second SOA, with the serial of "
	    "the first, 7; a zone has one only: keep this or that of line "
	    "1\n"},
	{"a.", {ROW_SOA, ROW_SOA}, 1,
	    "t:2:1: warning: duplicate-rr: a.: the same SOA record stands at "
	    "line 1 already; remove one of them\n"},
	{"a.", {ROW_SOA, {"x", TYPE_SOA, 3600, SOA_RDATA}}, -1,
	    "t:2:1: error: soa-multiple: x.a.: an SOA below the apex; a zone "
	    "has one SOA, at its own name: remove it, or serve this name as a "
	    "zone of its own\n"},
	/* Owners */
	{"a.", {ROW_SOA, {"A.", TYPE_A, 60, "=01"}, {"x.A.", TYPE_A, 60,
	    "=01"}}, 3, ""},
	{"a.", {ROW_SOA, {"x.b.", TYPE_A, 60, "=01"}, {"xa.", TYPE_A, 60,
	    "=01"}, {".", TYPE_A, 60, "=01"}, {"x.info.", TYPE_A, 60, "=01"}},
	    -1,
	    "t:2:1: error: out-of-zone: x.b.: the owner lies outside the zone "
	    "a.; its final dot is probably one too many, write: x.b.a.\n"
	    "t:3:1: error: out-of-zone: xa.: the owner lies outside the zone "
	    "a.; its final dot is probably one too many, write: xa.a.\n"
	    "t:4:1: error: out-of-zone: .: the owner lies outside the zone "
	    "a.; its final dot is probably one too many, write: a.\n"
	    "t:5:1: error: out-of-zone: x.info.: the owner lies outside the "
	    "zone a.; move the record to the zone that it belongs to, or, if "
	    "a name in this zone is meant, leave out the final dot\n"},
	{".", {ROW_SOA, {"x.b", TYPE_A, 60, "=01"}}, 2, ""},
	{"a.", {ROW_SOA, {"x", 0, 60, "=01"}}, -1,
	    "t:2:1: error: parse-error: type 0 is reserved and never in a "
	    "zone; remove the record\n"},
	/* CNAME */
	{"a.", {ROW_SOA, {"x", TYPE_CNAME, 60, "y"}}, 2, ""},
	{"a.", {ROW_SOA, {"x", TYPE_CNAME, 60, "y"}, {"x", TYPE_RRSIG, 60,
	    "=01"}, {"x", TYPE_NSEC, 60, "=01"}, {"x", 24, 60, "=01"}, {"x",
	    25, 60, "=01"}}, 6, ""},
	{"a.", {ROW_SOA, {"x", TYPE_TXT, 60, "=00"}, {"x", TYPE_CNAME, 60,
	    "y"}}, -1,
	    "t:3:1: error: cname-and-other-data: x.a.: a CNAME stands beside "
	    "TXT (line 2); an alias has no other data: write the A and AAAA "
	    "records of y.a. instead of the CNAME, or remove the other "
	    "records\n"},
	{"a.", {ROW_SOA, {"x", TYPE_CNAME, 60, "y"}, {"x", 65280, 60, "="},
	    {"x", TYPE_MX, 60, "1 y"}, {"x", TYPE_MX, 60, "2 y"}, {"x",
	    TYPE_RRSIG, 60, "=01"}}, -1,
	    "t:2:1: error: mx-owner-cname: x.a.: a CNAME stands beside MX, "
	    "TYPE65280 (line 4), and resolvers drop one of them; write the A "
	    "and AAAA records of y.a. here instead of the CNAME, or remove "
	    "the MX: mail then follows the alias to the MX of y.a.\n"},
	{"a.", {ROW_SOA, NS, {"@", TYPE_CNAME, 60, "y"}}, -1,
	    "t:3:1: error: cname-at-apex: a.: a CNAME at the apex clashes "
	    "with SOA, NS, which a zone cannot do without; write the A and "
	    "AAAA records of y.a. here instead of the CNAME\n"},
	{"a.", {ROW_SOA, NS, {"@", TYPE_CNAME, 60, "y"}, {"@", TYPE_CNAME,
	    60, "z"}, {"@", TYPE_MX, 60, "1 y"}}, -1,
	    "t:3:1: error: cname-at-apex: a.: a CNAME at the apex clashes "
	    "with SOA, NS, MX, which a zone cannot do without; write the A "
	    "and AAAA records of y.a. here instead of the CNAME\n"},
	{"a.", {{"@", TYPE_CNAME, 60, "y"}}, -1,
	    "t:1:1: error: cname-at-apex: a.: a CNAME at the apex clashes "
	    "with SOA and NS, which a zone cannot do without; write the A and "
	    "AAAA records of y.a. here instead of the CNAME\n"
	    "t: error: soa-missing: a.: the zone has no SOA at its own name; "
	    "add: a. 3600 IN SOA ns1.a. hostmaster.a. 1 14400 3600 1209600 "
	    "3600\n"},
	{"a.", {ROW_SOA, {"x", TYPE_CNAME, 60, "y"}, {"x", TYPE_CNAME, 60,
	    "z"}, {"x", TYPE_CNAME, 60, "Y"}}, -1,
	    "t:4:1: warning: duplicate-rr: x.a.: the same CNAME record stands "
	    "at line 2 already; remove one of them\n"
	    "t:3:1: error: cname-multiple: x.a.: a second CNAME; a name has "
	    "one only: keep this or that of line 2\n"},
	/* DNAME */
	{"a.", {ROW_SOA, {"x", TYPE_DNAME, 60, "b."}, {"x", TYPE_A, 60,
	    "=01"}, {"y.xx", TYPE_A, 60, "=01"}}, 4, ""},
	{"a.", {ROW_SOA, {"x", TYPE_DNAME, 60, "b."}, {"x", TYPE_DNAME, 60,
	    "c."}}, -1,
	    "t:3:1: error: dname-multiple: x.a.: a second DNAME; a name has "
	    "one only: keep this or that of line 2\n"},
	{"a.", {ROW_SOA, {"z.y.x", TYPE_A, 60, "=01"}, {"x", TYPE_DNAME, 60,
	    "b."}, {"y.x", TYPE_DNAME, 60, "c."}}, -1,
	    "t:4:1: error: dname-occludes: y.x.a.: this lies below the DNAME "
	    "of x.a. (line 3), which replaces all names there; remove this "
	    "record or the DNAME\n"
	    "t:2:1: error: dname-occludes: z.y.x.a.: this lies below the "
	    "DNAME of x.a. (line 3), which replaces all names there; remove "
	    "this record or the DNAME\n"},
	{"a.", {ROW_SOA, NS, {"@", TYPE_DNAME, 60, "b."}, {"y.x", TYPE_A, 60,
	    "=01"}}, -1,
	    "t:4:1: error: dname-occludes: y.x.a.: this lies below the DNAME "
	    "of a. (line 3), which replaces all names there; remove this "
	    "record or the DNAME\n"},
	/* Below a cut anything may stand, above one it may not. */
	{"a.", {ROW_SOA, {"x", TYPE_NS, 60, "b."}, {"y.x", TYPE_DNAME, 60,
	    "b."}, {"z.y.x", TYPE_A, 60, "=01"}}, 4, ""},
	{"a.", {ROW_SOA, {"x", TYPE_NS, 60, "b."}, {"x", TYPE_DNAME, 60,
	    "b."}, {"z.x", TYPE_A, 60, "=01"}}, 4, ""},
	{"a.", {ROW_SOA, {"x", TYPE_DNAME, 60, "b."}, {"y.x", TYPE_NS, 60,
	    "b."}, {"z.y.x", TYPE_A, 60, "=01"}}, -1,
	    "t:3:1: error: dname-occludes: y.x.a.: this lies below the DNAME "
	    "of x.a. (line 2), which replaces all names there; remove this "
	    "record or the DNAME\n"},
	/* The same twice: names without regard to case, octets with it. */
	{"a.", {ROW_SOA, {"x", TYPE_MX, 60, "1 Mail"}, {"x", TYPE_MX, 60,
	    "1 mail.A."}, {"x", TYPE_MX, 60, "2 mail"}, {"X", TYPE_MX, 60,
	    "1 mAil"}}, 3,
	    "t:3:1: warning: duplicate-rr: x.a.: the same MX record stands at "
	    "line 2 already; remove one of them\n"
	    "t:5:1: warning: duplicate-rr: x.a.: the same MX record stands at "
	    "line 2 already; remove one of them\n"},
	{"a.", {ROW_SOA, {"x", TYPE_TXT, 60, "=0141"}, {"x", TYPE_TXT, 60,
	    "=0161"}, {"x", 65280, 60, "y"}, {"x", 65280, 60, "Y"}, {"x",
	    TYPE_NAPTR, 60, "1 2 =0141 =0142 =0143 y"}, {"x", TYPE_NAPTR, 60,
	    "1 2 =0161 =0142 =0143 y"}}, 7, ""},
	{"a.", {ROW_SOA, {"x", TYPE_NAPTR, 60, "1 2 =0141 =0142 =0143 y"},
	    {"x", TYPE_NAPTR, 60, "1 2 =0141 =0142 =0143 Y"}}, 2,
	    "t:3:1: warning: duplicate-rr: x.a.: the same NAPTR record stands "
	    "at line 2 already; remove one of them\n"},
	{"a.", {ROW_SOA, {"x", 14, 60, "y z"}, {"x", 14, 60, "Y Z"}, {"x", 14,
	    60, "z y"}}, 3,
	    "t:3:1: warning: duplicate-rr: x.a.: the same MINFO record stands "
	    "at line 2 already; remove one of them\n"},
	/* One TTL a set, but for signatures. */
	{"a.", {ROW_SOA, {"x", TYPE_A, 60, "=01"}, {"x", TYPE_A, 60, "=02"},
	    {"x", TYPE_A, 30, "=03"}, {"x", TYPE_A, 20, "=04"}}, 5,
	    "t:4:1: warning: ttl-mismatch: x.a.: TTL 30 here, 60 at line 2, "
	    "for A records of one name; 20 is served for all: give them the "
	    "same TTL\n"},
	/* The later line is told, whatever the preferences are. */
	{"a.", {ROW_SOA, {"x", TYPE_MX, 60, "20 a"}, {"x", TYPE_MX, 30,
	    "10 b"}}, 3,
	    "t:3:1: warning: ttl-mismatch: x.a.: TTL 30 here, 60 at line 2, "
	    "for MX records of one name; 30 is served for all: give them the "
	    "same TTL\n"},
	{"a.", {ROW_SOA, {"x", TYPE_RRSIG, 60, "=01"}, {"x", TYPE_RRSIG, 61,
	    "=02"}, {"x", TYPE_A, 62, "=02"}}, 4, ""},
};

static void
test_zones(void **state)
{
	struct report	*rep;
	struct content	*c;
	size_t		 i, n;
	int		 rc;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (n = 0; n < ROWS_MAX && cases[i].rows[n].owner; n++)
			continue;
		rep = report_new(20);
		c = (struct content *)(void *)&rep;	/* must be set */
		rc = freeze_rows(cases[i].apex, cases[i].rows, n, rep, &c,
		    NULL);
		assert_findings(rep, cases[i].findings, cases[i].apex);
		assert_int_equal(rc, cases[i].records == -1 ? -1 : 0);
		if (rc == 0)
			assert_int_equal(content_records(c),
			    cases[i].records);
		else
			assert_null(c);
		content_unref(c);
		report_free(rep);
	}
}

/* The least TTL is sent with each record, RFC 2181 5.2. */
static void
test_ttl_is_levelled(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"x", TYPE_A, 60, "=01"}, {"x", TYPE_A, 30, "=02"},
		{"x", TYPE_A, 90, "=03"}, {"x", TYPE_RRSIG, 7, "=01"},
		{"x", TYPE_RRSIG, 5, "=02"}
	};
	struct content		*c = content_of("a.", ROWS(rows));
	const struct rrset	*set = set_of(c, "x", TYPE_A);
	unsigned		 i;

	(void)state;
	assert_int_equal(rrset_ttl(set), 30);
	for (i = 0; i < 3; i++)
		assert_int_equal(load_be32(rrset_wire(set) +
		    rrset_start(set, i) + 6), 30);
	set = set_of(c, "x", TYPE_RRSIG);
	for (i = 0; i < 2; i++)
		assert_int_equal(load_be32(rrset_wire(set) +
		    rrset_start(set, i) + 6), i == 0 ? 7 : 5);
	content_unref(c);
}

/* The first of equal records stays, with its case. */
static void
test_first_of_equals_stays(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"x", TYPE_MX, 60, "1 zz"}, {"x", TYPE_MX, 60, "1 AB"},
		{"x", TYPE_MX, 60, "1 ab"}, {"x", TYPE_MX, 60, "1 b"},
		{"x", TYPE_MX, 60, "1 ZZ"}
	};
	static const char	*order[] = {"\2zz", "\2AB", "\1b"};
	struct content		*c = content_of("a.", ROWS(rows));
	const struct rrset	*set = set_of(c, "x", TYPE_MX);
	unsigned		 i;
	size_t			 len;

	(void)state;
	assert_int_equal(set->count, 3);
	for (i = 0; i < 3; i++)
		assert_memory_equal(rrset_rdata(set, i, &len) + 2, order[i],
		    strlen(order[i]));
	content_unref(c);
}

/* Places follow the records through order, dropping and freezing. */
static void
test_places_follow(void **state)
{
	static const struct row	rows[] = {
		{"x", TYPE_MX, 60, "20 b."}, {"x", TYPE_MX, 60, "10 b."},
		{"@", TYPE_NS, 60, "b."}, {"x", TYPE_MX, 60, "20 B."},
		ROW_SOA, {"\\000", TYPE_A, 60, "=01"}, {"x", TYPE_A, 60, "=01"}
	};
	static const uint32_t	lines[] = {5, 3, 6, 7, 2, 1};
	struct places		*places;
	struct content		*c;
	size_t			 i;

	(void)state;
	assert_int_equal(freeze_rows("a.", ROWS(rows), NULL, &c, &places), 0);
	assert_int_equal(content_records(c), 6);
	for (i = 0; i < 6; i++) {
		assert_string_equal(places_at(places, i).file, "t");
		assert_int_equal(places_at(places, i).line, lines[i]);
	}
	assert_null(places_at(places, 6).file);
	places_free(places);
	content_unref(c);
}

/* A zone with n records of len octets at one name; what is said of it. */
static int
freeze_many(uint32_t n, size_t len, struct report *rep, struct content **out)
{
	struct name	 apex = name_of("a.");
	struct place	 at = {"t", 1, 1, false};
	struct row	 soa = ROW_SOA;
	struct build	*b = build_new(&apex, 1, rep);
	uint8_t		*rdata = calloc(1, len);
	uint32_t	 i;
	int		 rc;

	assert_non_null(b);
	assert_non_null(rdata);
	assert_int_equal(add_row(b, "a.", &soa, 1), 0);
	for (i = 0; i < n; i++) {
		store_be32(rdata, i);
		assert_int_equal(build_add(b, &apex, 65280, 60, rdata, len,
		    &at), 0);
	}
	rc = build_freeze(b, out, NULL);
	build_free(b);
	free(rdata);
	return rc;
}

#define TOO_LARGE(octets)						\
	"t:1:1: warning: rrset-too-large: a.: the TYPE65280 records of " \
	"this name take " octets " octets before names are compressed, " \
	"and a DNS message has room for 65253; if they do not fit they " \
	"are not answered: spread them over several names\n"

/* 65535 records a set; 65253 octets fit beside the longest question. */
static void
test_set_limits(void **state)
{
	static const struct {
		uint32_t	 n;
		int		 rc;
		size_t		 len;
		const char	*finding;
	} sets[] = {
		{1, 0, 65240, ""}, {1, 0, 65241, ""},
		{1, 0, 65242, TOO_LARGE("65254")},
		{4078, 0, 4, ""}, {4079, 0, 4, TOO_LARGE("65264")},
		{65535, 0, 4, TOO_LARGE("1048560")},
		{65536, -1, 4, "t:1:1: error: rrset-too-large: a.: 65536 "
		    "TYPE65280 records at one name; no DNS message can carry "
		    "them: spread them over several names\n"},
	};
	struct report	*rep;
	struct content	*c;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		rep = report_new(5);
		assert_int_equal(freeze_many(sets[i].n, sets[i].len, rep, &c),
		    sets[i].rc);
		assert_findings(rep, sets[i].finding, "set");
		if (sets[i].rc == 0)
			assert_int_equal(set_of(c, "@", 65280)->count,
			    sets[i].n);
		content_unref(c);
		report_free(rep);
	}
}

/* What stands in another file is told with its name. */
static void
test_other_files(void **state)
{
	static const struct {
		const char	*first, *second, *finding;
	} files[] = {
		{"f", "f", "f:7:1: warning: duplicate-rr: a.: the same A "
		    "record stands at line 3 already; remove one of them\n"},
		{"f", "g", "g:7:1: warning: duplicate-rr: a.: the same A "
		    "record stands at line 3 of f already; remove one of "
		    "them\n"},
		{NULL, "g", "g:7:1: warning: duplicate-rr: a.: the same A "
		    "record stands at line 3 already; remove one of them\n"}
	};
	struct name	 apex = name_of("a.");
	struct row	 soa = ROW_SOA;
	struct report	*rep;
	struct build	*b;
	struct content	*c;
	size_t		 i;

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_non_null(rep = report_new(5));
		assert_non_null(b = build_new(&apex, 1, rep));
		assert_int_equal(add_row(b, "a.", &soa, 1), 0);
		assert_int_equal(build_add(b, &apex, TYPE_A, 60, apex.wire, 3,
		    &(struct place){files[i].first, 3, 1, false}), 0);
		assert_int_equal(build_add(b, &apex, TYPE_A, 60, apex.wire, 3,
		    &(struct place){files[i].second, 7, 1, false}), 0);
		assert_int_equal(build_freeze(b, &c, NULL), 0);
		assert_findings(rep, files[i].finding, "files");
		build_free(b);
		content_unref(c);
		report_free(rep);
	}
}

/* A name with more types than the message has room for. */
static void
test_many_types_beside_cname(void **state)
{
	struct name		 apex = name_of("a.");
	struct place		 at = {"t", 1, 1, false};
	struct report		*rep = report_new(100);
	struct build		*b = build_new(&apex, 1, rep);
	struct content		*c;
	uint16_t		 type;

	(void)state;
	for (type = 60000; type < 60100; type++)
		assert_int_equal(build_add(b, &apex, type, 0, apex.wire, 1,
		    &at), 0);
	assert_int_equal(build_add(b, &apex, TYPE_CNAME, 0, apex.wire, 3,
	    &at), 0);
	assert_int_equal(build_freeze(b, &c, NULL), -1);
	assert_string_equal(report_at(rep, 0)->id, "cname-at-apex");
	assert_non_null(strstr(report_at(rep, 0)->text,
	    "clashes with TYPE60000, TYPE60001, "));
	build_free(b);
	report_free(rep);
}

/* Nobody wants to know: it works all the same. */
static void
test_without_report(void **state)
{
	static const struct row	bad[] = {{"x", TYPE_A, 60, "=01"},
	    {"x", TYPE_A, 61, "=01"}, {"b.", TYPE_A, 61, "=01"}};
	struct content		*c;

	(void)state;
	assert_int_equal(freeze_rows("a.", ROWS(bad), NULL, &c, NULL), -1);
	assert_null(c);
	build_free(NULL);
}

/*
 * Whichever allocation fails: said, or done; nothing is lost.  A report
 * that could not keep a finding has counted it.
 */
static void
test_without_memory(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"y.x", TYPE_MX, 60, "1 m"}, {"y.x", TYPE_MX, 50,
		"2 M"}, {"y.x", TYPE_MX, 60, "1 M"}, {"@", TYPE_NS, 60, "n"}
	};
	struct report		*rep;
	struct content		*c;
	struct places		*places;
	long			 held = failing_held();
	size_t			 n, bad = 0;
	bool			 has_failed;
	int			 rc;

	(void)state;
	for (n = 0, has_failed = true; has_failed; n++) {
		assert_non_null(rep = report_new(10));
		c = NULL;
		places = NULL;
		failing_arm(n);
		rc = freeze_rows("a.", ROWS(rows), rep, &c, &places);
		has_failed = failing_disarm();
		if (rc == 0) {
			assert_int_equal(content_records(c), 4);
			assert_string_equal(places_at(places, 3).file, "t");
		} else {
			assert_null(c);
			assert_null(places);
			bad++;
		}
		content_unref(c);
		places_free(places);
		report_free(rep);
		assert_int_equal(failing_held(), held);
	}
	assert_true(bad > 10);
	assert_int_equal(rc, 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_zones),
		cmocka_unit_test(test_ttl_is_levelled),
		cmocka_unit_test(test_first_of_equals_stays),
		cmocka_unit_test(test_places_follow),
		cmocka_unit_test(test_set_limits),
		cmocka_unit_test(test_other_files),
		cmocka_unit_test(test_many_types_beside_cname),
		cmocka_unit_test(test_without_report),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
