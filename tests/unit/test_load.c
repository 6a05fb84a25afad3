/* SPDX-License-Identifier: ISC */
#include "tests/unit/zonetext.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/load.h"

/* Owner, TTL, class and type in all the ways that are allowed. */
static const struct zone_text lines[] = {
	{SOA, SOA_IS, NULL},
	{SOA "a 1 IN A 1.2.3.4\nb IN 1 A 1.2.3.4\nc 1 A 1.2.3.4\n"
	    "d IN A 1.2.3.4\ne A 1.2.3.4\n",
	    SOA_IS "a.example. 1 A 1.2.3.4\nb.example. 1 A 1.2.3.4\n"
	    "c.example. 1 A 1.2.3.4\nd.example. 1 A 1.2.3.4\n"
	    "e.example. 1 A 1.2.3.4\n", NULL},
	{SOA "a in a 1.2.3.4\nB TYPE1 \\# 4 01020304\nc CLASS1 aaaa ::1\n",
	    SOA_IS "a.example. 60 A 1.2.3.4\nb.example. 60 A 1.2.3.4\n"
	    "c.example. 60 AAAA ::1\n", NULL},
	{SOA "a A 1.2.3.4\n\tA 1.2.3.5\n 60 IN TXT x\n\n; c\n A 1.2.3.6\n",
	    SOA_IS "a.example. 60 A 1.2.3.4\na.example. 60 A 1.2.3.5\n"
	    "a.example. 60 A 1.2.3.6\na.example. 60 TXT \"x\"\n", NULL},
	{SOA "a.example. A 1.2.3.4\nexample. NS a\n@ NS b.\n",
	    SOA_IS "example. 60 NS a.example.\nexample. 60 NS b.\n"
	    "a.example. 60 A 1.2.3.4\n", NULL},
	{SOA "a\\.b TXT \"c\\\"d\" \\101 e\\;f\n", SOA_IS
	    "a\\.b.example. 60 TXT \"c\\\"d\" \"e\" \"e;f\"\n", NULL},
	{SOA "a MX ( 10\n ; c\n b\n )\r\nc MX 0 .", SOA_IS
	    "a.example. 60 MX 10 b.example.\nc.example. 60 MX 0 .\n", NULL},
	{SOA "mx 5 MX 1 mx\nin TXT in\nsoa 5 TXT 5\n", SOA_IS
	    "in.example. 5 TXT \"in\"\nmx.example. 5 MX 1 mx.example.\n"
	    "soa.example. 5 TXT \"5\"\n", NULL},
	{SOA "a TYPE65280 \\# 2 0102\nb TYPE65280 \\# 0\n", SOA_IS
	    "a.example. 60 TYPE65280 \\# 2 0102\n"
	    "b.example. 60 TYPE65280 \\# 0\n", NULL},
	/* TTLs. */
	{"$TTL 1h30m\n@ SOA ns h 1 2 3 4 5\na 1W2d3H4M5s A 1.2.3.4\nb TXT x\n",
	    "example. 5400 SOA ns.example. h.example. 1 2 3 4 5\n"
	    "a.example. 788645 A 1.2.3.4\nb.example. 5400 TXT \"x\"\n", NULL},
	{SOA "a 7 TXT a\nb TXT b\n$TTL 9\nc TXT c\nd 8 TXT d\ne TXT e\n",
	    SOA_IS "a.example. 7 TXT \"a\"\nb.example. 7 TXT \"b\"\n"
	    "c.example. 9 TXT \"c\"\nd.example. 8 TXT \"d\"\n"
	    "e.example. 9 TXT \"e\"\n", NULL},
	{"$TTL 0\n@ 2147483647 SOA ns h 1 2 3 4 5\n",
	    "example. 2147483647 SOA ns.example. h.example. 1 2 3 4 5\n",
	    NULL},
	/* Origins. */
	{"$ORIGIN example.\n" SOA "$ORIGIN sub\na 60 TXT @\n$origin .\n"
	    "b.example CNAME example\n", SOA_IS
	    "b.example. 60 CNAME example.\na.sub.example. 60 TXT \"@\"\n",
	    NULL},
};

static void
test_lines(void **state)
{
	(void)state;
	CHECK_TEXTS(lines);
}

#define SOA_TTL_5	"example. 5 SOA ns.example. h.example. 1 2 3 4 5\n"
#define TOLD_TTL_5	"-:1:1: info: ttl-missing-default: there is neither" \
	" $TTL nor a TTL at the SOA, so that its last number, 5, is taken;" \
	" put $TTL 5 at the top of the file"

/* Records without TTL get what named-compilezone 9.18 gives them. */
static const struct zone_text defaults[] = {
	/* The SOA has a TTL: the last one stated, wherever it stands. */
	{SOA "a TXT a\nb 7 TXT b\nc TXT c\nd 0 TXT d\ne TXT e\n", SOA_IS
	    "a.example. 60 TXT \"a\"\nb.example. 7 TXT \"b\"\n"
	    "c.example. 7 TXT \"c\"\nd.example. 0 TXT \"d\"\n"
	    "e.example. 0 TXT \"e\"\n", NULL},
	{SOA "$GENERATE 1-1 a 7 TXT a\nb TXT b\n", SOA_IS
	    "a.example. 7 TXT \"a\"\nb.example. 7 TXT \"b\"\n", NULL},
	{"a 8 TXT a\n@ SOA ns h 1 2 3 4 5\nb TXT b\n",
	    "example. 8 SOA ns.example. h.example. 1 2 3 4 5\n"
	    "a.example. 8 TXT \"a\"\nb.example. 8 TXT \"b\"\n", NULL},
	/* No TTL at all: the MINIMUM of the SOA, as if it were $TTL. */
	{"@ SOA ns h 1 2 3 4 5\na TXT a\n", SOA_TTL_5
	    "a.example. 5 TXT \"a\"\n", TOLD_TTL_5},
	{"@ SOA ns h 1 2 3 4 5\na 7 TXT a\nb TXT b\n$GENERATE 1-1 c 9 TXT c\n"
	    "d TXT d\n", SOA_TTL_5
	    "a.example. 7 TXT \"a\"\nb.example. 5 TXT \"b\"\n"
	    "c.example. 9 TXT \"c\"\nd.example. 5 TXT \"d\"\n", TOLD_TTL_5},
	{"@ SOA ns h 1 2 3 4 5\na 7 TXT a\n$TTL 50\nb TXT b\n", SOA_TTL_5
	    "a.example. 7 TXT \"a\"\nb.example. 50 TXT \"b\"\n", TOLD_TTL_5},
	{"@ SOA ns h 1 2 3 4 2147483647\na TXT a\n",
	    "example. 2147483647 SOA ns.example. h.example. 1 2 3 4"
	    " 2147483647\na.example. 2147483647 TXT \"a\"\n",
	    "-:1:1: info: ttl-missing-default: there is neither $TTL nor a TTL"
	    " at the SOA, so that its last number, 2147483647, is taken; put"
	    " $TTL 2147483647 at"},
	{"@ SOA ns h 1 2 3 4 2147483648\na TXT a\n",
	    "example. 0 SOA ns.example. h.example. 1 2 3 4 2147483648\n"
	    "a.example. 0 TXT \"a\"\n",
	    "-:1:1: info: ttl-missing-default: there is neither $TTL nor a TTL"
	    " at the SOA, and its last number, 2147483648, counts as 0 (RFC"
	    " 2181 8); put a line such as $TTL 3600 at the top of the file"},
	/* $TTL, also one that comes late: for all behind it. */
	{"$TTL 9\n" SOA "a 7 TXT a\nb TXT b\n", SOA_IS
	    "a.example. 7 TXT \"a\"\nb.example. 9 TXT \"b\"\n", NULL},
	{SOA "a 7 TXT a\n$TTL 9\nb TXT b\nc 8 TXT c\nd TXT d\n", SOA_IS
	    "a.example. 7 TXT \"a\"\nb.example. 9 TXT \"b\"\n"
	    "c.example. 8 TXT \"c\"\nd.example. 9 TXT \"d\"\n", NULL},
};

static void
test_defaults(void **state)
{
	(void)state;
	CHECK_TEXTS(defaults);
}

static const struct zone_text faults[] = {
	{"", "", "-: error: soa-missing"},
	/* Types. */
	{SOA "a MXX 10 b\n", "", "-:2:3: error: parse-error: a.example.:"
	    " \"MXX\" is no record type; did you mean MX?"},
	/* Slips, and what is pasted. */
	{SOA "# two words\n#\n// x\n  $TTL 5\na 1x A 1.2.3.4\nh 1.2.3.4\n", "",
	    "-:2:1: error: parse-error: #.example.: comments in zone files"
	    " begin with ;, not with \"#\"\n"
	    "-:3:1: error: parse-error: #.example.: comments in zone files\n"
	    "-:4:1: error: parse-error: //.example.: comments in zone files"
	    " begin with ;, not with \"//\"\n"
	    "-:5:3: error: parse-error: //.example.: a directive such as"
	    " \"$TTL\" must begin in the first column; remove the white\n"
	    "-:6:3: error: parse-error: a.example.: \"1x\" is neither a TTL,"
	    " such as 3600 or 1h, nor a record type\n"
	    "-:7:3: error: parse-error: h.example.: \"1.2.3.4\" is no record"},
	{SOA "\xc2\xa0MX 10 b\n \xc2\xa0MX 10 b\nb\xc2\xa0 A 1.2.3.4\n"
	    "a\xc2\xa0" "A 1.2.3.4\n", "",
	    "-:2:1: error: parse-error: \\194\\160MX.example.: a non-breaking"
	    " space is no white space in a zone file; replace it by a blank\n"
	    "-:3:2: error: parse-error: \\194\\160MX.example.: a non-breaking\n"
	    "-:5:1: error: parse-error: a\\194\\160A.example.: a non-br"},
	{SOA "a IN 60 FROBNICATE b\n", "", "-:2:9: error: parse-error:"
	    " a.example.: \"FROBNICATE\" is no record type; expected one such"
	    " as MX or A, or TYPE and its number"},
	{SOA "MX 10 mail\n", "", "-:2:1: error: parse-error: MX.example.:"
	    " \"mail\" is no record type; the line begins in column 1, so"
	    " \"MX\" was read as its owner: put white space before it"},
	{SOA "NS ns.example.com.\n", "", "-:2:1: error: parse-error:"
	    " NS.example.: \"ns.example.com.\" is no record type; the line"
	    " begins in column 1"},
	{SOA "A 192.0.2.1\na MXX 1 b\n", "", "-:2:1: error: parse-error:"
	    " A.example.: \"192.0.2.1\" is no record type; the line begins\n"
	    "-:3:3: error: parse-error: a.example.: \"MXX\" is no record type;"
	    " did you mean MX?"},
	{SOA "a 60 IN\n", "", "-:2:8: error: parse-error: a.example.: the"
	    " record ends without a type"},
	{SOA "a\n", "", "-:2:2: error: parse-error: a.example.: the record"
	    " ends without a type"},
	{SOA "a ANY x\n", "", "-:2:3: error: parse-error: a.example.: type ANY"
	    " is for questions"},
	{SOA "a TYPE200 \\# 0\na TYPE0 \\# 0\na TYPE41 \\# 0\n", "",
	    "-:2:3: error: parse-error: a.example.: type TYPE200 is for\n"
	    "-:3:3: error: parse-error: a.example.: type TYPE0 is for\n"
	    "-:4:3: error: parse-error: a.example.: type TYPE41 is for"},
	{SOA "x \"MX\" 10 b\n", "", "-:2:3: error: parse-error: x.example.:"
	    " \"MX\" is no record type"},
	/* Classes and TTLs. */
	{SOA "a CH TXT x\na CLASS3 TXT x\na 5 hs TXT x\n", "",
	    "-:2:3: error: parse-error: a.example.: class CH is not served,"
	    " only IN is\n"
	    "-:3:3: error: parse-error: a.example.: class CLASS3 is not\n"
	    "-:4:5: error: parse-error: a.example.: class hs is not"},
	{SOA "a IN IN TXT x\na 5 6 TXT x\na 5 IN 6 TXT x\n", "",
	    "-:2:6: error: parse-error: a.example.: \"IN\" is a second class\n"
	    "-:3:5: error: parse-error: a.example.: \"6\" is a second TTL\n"
	    "-:4:8: error: parse-error: a.example.: \"6\" is a second TTL"},
	{SOA "a 2147483648 TXT x\nb 99999999999999999999 TXT x\n", "",
	    "-:2:3: error: ttl-out-of-range: a.example.: TTL 2147483648 is"
	    " above 2147483647 (RFC 2181 8)\n"
	    "-:3:3: error: ttl-out-of-range: b.example.: TTL 999999999"},
	{SOA "a 1h30 TXT x\nb 9999w TXT x\n", "",
	    "-:2:3: error: parse-error: a.example.: \"1h30\" is no TTL;"
	    " expected seconds\n"
	    "-:3:3: error: parse-error: b.example.: \"9999w\" is no TTL"},
	{"a A 1.2.3.4\n" SOA "b A 1.2.3.4\n", "",
	    "-:1:1: error: parse-error: a.example.: the record has no TTL and"
	    " none was stated before; put a line such as $TTL 3600"},
	/* Owners. */
	{" 60 SOA ns h 1 2 3 4 5\n A 1.2.3.4\n", "",
	    "-:1:2: error: parse-error: the line begins with white space,"
	    " which means the owner of the record above, but there is none"},
	{SOA "a..b A 1.2.3.4\n A 1.2.3.5\n A x\nc A 1.2.3.4\n", "",
	    "-:2:1: error: parse-error: owner \"a..b\" is no domain name:\n"
	    "-:4:4: error: parse-error: "},
	{SOA "0123456789012345678901234567890123456789012345678901234567890123"
	    " A 1.2.3.4\n", "", "-:2:1: error: parse-error: owner \"01234567"},
	{SOA "a.example.org. A 1.2.3.4\n", "",
	    "-:2:1: error: out-of-zone: a.example.org.: the owner lies"
	    " outside"},
	/* RDATA: the word at fault, or where one is missing. */
	{SOA "a MX mail\n", "", "-:2:6: error: parse-error: a.example.: "},
	{SOA "a MX 10\n", "", "-:2:8: error: parse-error: a.example.: "},
	{SOA "a MX 10 b c\n", "", "-:2:11: error: parse-error: a.example.: "},
	{SOA "a A \"1.2.3\" ; x\n", "",
	    "-:2:5: error: parse-error: a.example.: "},
	{SOA "a MX ( 10\n\n  b..c )\n", "",
	    "-:4:3: error: parse-error: a.example.: "},
	/* The SOA in a line that cannot be read is not missing as well. */
	{"@ 60 SOA ns h 1 2 3 4\n", "", "-:1:22: error: parse-error: example.:"
	    " "},
	{"@ 60 SAO ns h 1 2 3 4 5\n", "", "-:1:6: error: parse-error:"
	    " example.: \"SAO\" is no record type; did you mean SOA?"},
	{"@ 60 SOA ns h ( 1 2 3\n 4 5\na TXT b\n", "",
	    "-:1:15: error: parse-error: parenthesis ( is never closed"},
	{"@ 60 SOA ns h 1 2 3 4 \"5\na TXT b\n", "",
	    "-:1:23: error: parse-error: quote"},
	/* The owner of a broken line holds for the next. */
	{SOA "a TXT \"x\n MX 10 b..\n", "", "-:2:7: error: parse-error: quote\n"
	    "-:3:8: error: parse-error: a.example.: "},
	/* All in one run, and what build finds too. */
	{SOA "a CNAME b\na A 1.2.3.4\nb MX x\nc FOO\n", "",
	    "-:2:1: error: cname-and-other-data: a.example.:\n"
	    "-:4:6: error: parse-error: b.example.: \n"
	    "-:5:3: error: parse-error: c.example.: \"FOO\" is no record type"},
	/* Directives. */
	{SOA "$TTL\n$TTL x\n$TTL 2147483648\n$TTL 5 6\n$ttl \"5\"\n", "",
	    "-:2:5: error: parse-error: example.: a word is missing; expected"
	    " $TTL seconds\n"
	    "-:3:6: error: parse-error: example.: \"x\" is no TTL; expected\n"
	    "-:4:6: error: ttl-out-of-range: example.: TTL 2147483648 is\n"
	    "-:5:8: error: parse-error: example.: \"6\" is one word too many;"
	    " expected $TTL seconds\n"
	    "-:6:6: error: parse-error: example.: \"5\" is no TTL"},
	{SOA "$ORIGIN\n$ORIGIN a..b\n$ORIGIN a b\n", "",
	    "-:2:8: error: parse-error: example.: a word is missing; expected"
	    " $ORIGIN name\n"
	    "-:3:9: error: parse-error: example.: origin \"a..b\" is no domain"
	    " name: \n"
	    "-:4:11: error: parse-error: example.: \"b\" is one word too many"},
	{SOA "$ORIGN a\n$frobnicate\n$\n", "",
	    "-:2:1: error: parse-error: example.: \"$ORIGN\" is no directive;"
	    " did you mean $ORIGIN?\n"
	    "-:3:1: error: parse-error: example.: \"$frobnicate\" is no"
	    " directive; expected $ORIGIN, $TTL, $INCLUDE or $GENERATE\n"
	    "-:4:1: error: parse-error: example.: \"$\" is no directive"},
	{SOA " $TTL 5\n", "", "-:2:2: error: parse-error: example.: a directive"
	    " such as \"$TTL\" must begin in the first column"},
	{SOA "$INCLUDE x\n$INCLUDE\n$INCLUDE x y z\n$INCLUDE x a..b\n", "",
	    "-:2:10: error: include-error: example.: this text is no file, so"
	    " it cannot include \"x\"\n"
	    "-:3:9: error: parse-error: example.: a word is missing; expected"
	    " $INCLUDE file [origin]\n"
	    "-:4:14: error: parse-error: example.: \"z\" is one word too\n"
	    "-:5:12: error: parse-error: example.: origin \"a..b\""},
	/* Encodings. */
	{"\xef\xbb\xbf" SOA, "", "-:1:1: error: parse-error: the file begins"
	    " with a byte order mark"},
	{"\xff\xfe@", "", "-:1:1: error: parse-error: the file is UTF-16"},
};

static void
test_faults(void **state)
{
	(void)state;
	CHECK_TEXTS(faults);
}

/* Octets of value 0, and a text without end octet. */
static void
test_octets(void **state)
{
	static const char	zone[] = SOA "a TXT \0\nb TXT x\nzzz";

	(void)state;
	check_text(zone, sizeof(zone) - 5, "",
	    "-:2:7: error: parse-error: octet of value 0");
}

/* 256 strings, the last of n octets, between four megabytes of blanks. */
static char *
large_record(unsigned n, size_t *len)
{
	enum { BLANKS = 4 << 20 };
	char		*zone;
	size_t		 used;
	unsigned	 i;

	assert_non_null(zone = malloc(BLANKS + 256 * 260 + 200));
	used = (size_t)sprintf(zone, "%sa TXT (", SOA);
	memset(zone + used, ' ', BLANKS);
	used += BLANKS;
	for (i = 0; i < 256; i++)
		used += (size_t)sprintf(zone + used, "\"%0*d\"\n",
		    i < 255 ? 255 : (int)n, 0);
	*len = used + (size_t)sprintf(zone + used, ")\n");
	return zone;
}

/* RDATA of 65534, 65535 and 65536 octets. */
static void
test_large(void **state)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {.apex = &apex};
	struct report		*rep = report_new(10);
	struct loaded		 out;
	char			*zone;
	size_t			 len;
	unsigned		 n;

	(void)state;
	for (n = 253; n <= 255; n++) {
		zone = large_record(n, &len);
		assert_int_equal(load_text(&src, zone, len, rep, &out),
		    n == 255 ? -1 : 0);
		assert_int_equal(report_count(rep, SEV_ERROR), n == 255);
		loaded_clear(&out);
		free(zone);
	}
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		ZONE_TEST(test_lines),
		ZONE_TEST(test_defaults),
		ZONE_TEST(test_faults),
		ZONE_TEST(test_octets),
		ZONE_TEST(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
