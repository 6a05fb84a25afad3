/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "zones/load.h"
#include "zones/rdata.h"

#define SOA	"@ 60 SOA ns h 1 2 3 4 5\n"
#define SOA_IS	"example. 60 SOA ns.example. h.example. 1 2 3 4 5\n"

struct text {
	char	at[100000];
	size_t	used;
};

static void add(struct text *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
add(struct text *t, const char *fmt, ...)
{
	va_list	ap;

	va_start(ap, fmt);
	t->used += (size_t)vsnprintf(t->at + t->used,
	    sizeof(t->at) - t->used, fmt, ap);
	va_end(ap);
	assert_true(t->used < sizeof(t->at));
}

static void
add_record(struct text *t, const char *owner, const struct rrset *set,
    unsigned i, const struct name *apex)
{
	static uint8_t	rdata[RDATA_MAX_BYTES];
	static char	text[50000];
	char		type[RRTYPE_TEXT_MAX];
	int		len;

	len = rrset_rdata_absolute(set, i, apex->wire, apex->len, rdata);
	assert_true(len >= 0);
	assert_true(rdata_to_text(set->type, rdata, (size_t)len, text,
	    sizeof(text)) >= 0);
	add(t, "%s %u %s %s\n", owner, set->ttl_s,
	    rrtype_to_text(set->type, type), text);
}

/* All records, "owner ttl type rdata\n", in the order of the content. */
static void
dump(struct text *t, const struct content *c, const struct name *apex)
{
	const struct node	*node;
	const struct rrset	*set;
	struct name_parts	 parts;
	struct name		 name;
	char			 owner[NAME_TEXT_MAX];
	size_t			 i;
	unsigned		 k;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		parts = node_name(node, apex->wire, apex->len);
		assert_int_equal(name_join(&name, &parts), 0);
		name_to_text(name.wire, owner);
		for (set = node_first(node); set != NULL;
		    set = node_next(node, set)) {
			for (k = 0; k < set->count; k++)
				add_record(t, owner, set, k, apex);
		}
	}
}

/* So that one run shows all that is wrong. */
static unsigned	mismatches;

static int
start(void **state)
{
	(void)state;
	mismatches = 0;
	return 0;
}

static int
no_mismatch(void **state)
{
	(void)state;
	return mismatches > 0 ? -1 : 0;
}

/* Each finding must begin with its line of expected, and vice versa. */
static void
check_findings(const struct report *rep, const char *expected,
    const char *what)
{
	char	line[2000];
	size_t	i;
	size_t	len;

	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		len = strcspn(expected, "\n");
		if (len == 0 || strncmp(line, expected, len) != 0) {
			print_error("of \"%s\"\nfound    \"%s\"\nexpected"
			    " \"%.*s\"\n", what, line, (int)len, expected);
			mismatches++;
		}
		expected += len + (expected[len] == '\n');
	}
	if (*expected != '\0') {
		print_error("of \"%s\"\nnot found: \"%s\"\n", what, expected);
		mismatches++;
	}
}

static void
check_records(const char *found, const char *expected, const char *what)
{
	if (strcmp(found, expected) == 0)
		return;
	print_error("of \"%s\"\nfound    \"%s\"\nexpected \"%s\"\n", what,
	    found, expected);
	mismatches++;
}

static struct name
apex_of(const char *text)
{
	struct name	 apex;
	const char	*why;

	assert_int_equal(name_from_text(&apex, text, strlen(text), NULL, &why),
	    0);
	return apex;
}

/* Load a text as zone "example."; compare what comes with what should. */
static void
check_text(const char *zone, size_t len, const char *records,
    const char *findings)
{
	static struct text	 t;
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {.apex = &apex};
	struct report		*rep = report_new(100);
	struct loaded		 out;
	int			 rc;

	t.used = 0;
	t.at[0] = '\0';
	rc = load_text(&src, zone, len, rep, &out);
	report_sort(rep);
	check_findings(rep, findings, zone);
	assert_int_equal(rc, report_count(rep, SEV_ERROR) > 0 ? -1 : 0);
	assert_int_equal(out.content != NULL, rc == 0);
	assert_int_equal(out.places != NULL, rc == 0);
	assert_int_equal(out.nfiles, 0);
	if (rc == 0)
		dump(&t, out.content, &apex);
	check_records(t.at, records, zone);
	loaded_clear(&out);
	report_free(rep);
}

struct good {
	const char	*zone;
	const char	*records;
	const char	*findings;
};

static void
check_all(const struct good *cases, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		check_text(cases[i].zone, strlen(cases[i].zone),
		    cases[i].records,
		    cases[i].findings == NULL ? "" : cases[i].findings);
}
#define CHECK_ALL(cases)	\
	check_all(cases, sizeof(cases) / sizeof((cases)[0]))

/* Owner, TTL, class and type in all the ways that are allowed. */
static const struct good lines[] = {
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
	{"@ SOA ns h 1 2 3 4 5\na TXT a\n",
	    "example. 5 SOA ns.example. h.example. 1 2 3 4 5\n"
	    "a.example. 5 TXT \"a\"\n",
	    "-:1:1: info: ttl-missing-default: there is neither $TTL nor a TTL"
	    " at the SOA, so that its last number, 5, is taken; put $TTL 5"},
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
	CHECK_ALL(lines);
}

static const struct good faults[] = {
	{"", "", "error: soa-missing"},
	/* Types. */
	{SOA "a MXX 10 b\n", "", "-:2:3: error: parse-error: a.example.:"
	    " \"MXX\" is no record type; did you mean MX?"},
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
	{SOA " $TTL 5\n", "", "-:2:2: error: parse-error: example.: \"$TTL\" is"
	    " no record type"},
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
	CHECK_ALL(faults);
}

static const struct good generates[] = {
	{SOA "$GENERATE 1-3 host$ A 192.0.2.$\n", SOA_IS
	    "host1.example. 60 A 192.0.2.1\nhost2.example. 60 A 192.0.2.2\n"
	    "host3.example. 60 A 192.0.2.3\n", NULL},
	{SOA "$generate 0-10/5 ${10,3,d} 7 IN MX \"$ h${-0,2,x}\"\n", SOA_IS
	    "010.example. 7 MX 0 h00.example.\n"
	    "015.example. 7 MX 5 h05.example.\n"
	    "020.example. 7 MX 10 h0a.example.\n", NULL},
	{SOA "$GENERATE 10-10 a CNAME ${1,0,o}.${1,4,X}.${246,5,n}.${-2,0,N}\n",
	    SOA_IS "a.example. 60 CNAME 13.000B.0.0.1.8.example.\n", NULL},
	{SOA "$GENERATE 171-171 a CNAME ${0,5,n}.${0,4,N}x\n",
	    SOA_IS "a.example. 60 CNAME b.a.0.B.A.x.example.\n", NULL},
	{SOA "$GENERATE 1-1 a TXT \"a $ \\$ $$\"\n", SOA_IS
	    "a.example. 60 TXT \"a 1 $ $\"\n", NULL},
	{SOA "$GENERATE 1-2 a\\$ TXT $ b\n", SOA_IS
	    "a\\$.example. 60 TXT \"1\" \"b\"\na\\$.example. 60 TXT \"2\" \"b\"\n",
	    NULL},
	/* The owner of the line before it still holds. */
	{SOA "$GENERATE 1-1 a$ TXT b\n TXT c\n",
	    "example. 60 SOA ns.example. h.example. 1 2 3 4 5\n"
	    "example. 60 TXT \"c\"\na1.example. 60 TXT \"b\"\n", NULL},
	/* Faults, each told once. */
	{SOA "$GENERATE 1 a A 1.2.3.4\n$GENERATE 3-1 a A 1.2.3.4\n"
	    "$GENERATE 1-3/0 a A 1.2.3.4\n$GENERATE 1-3/x a A 1.2.3.4\n"
	    "$GENERATE -1 a A 1.2.3.4\n$GENERATE 1-3x a A 1.2.3.4\n", "",
	    "-:2:11: error: parse-error: example.: \"1\" is no range; expected"
	    " first-last or first-last/step\n"
	    "-:3:11: error: parse-error: example.: \"3-1\" ends before it\n"
	    "-:4:11: error: parse-error: example.: \"1-3/0\" has step 0\n"
	    "-:5:11: error: parse-error: example.: \"1-3/x\" is no range\n"
	    "-:6:11: error: parse-error: example.: \"-1\" is no range\n"
	    "-:7:11: error: parse-error: example.: \"1-3x\" is no range"},
	{SOA "$GENERATE 1-3 a$ A\n", "", "-:2:19: error: parse-error:"
	    " example.: a word is missing; expected $GENERATE"},
	{SOA "$GENERATE 0-65536 a$ A 1.2.3.4\n", "", "-:2:11: error:"
	    " parse-error: example.: \"0-65536\" makes more than 65536"},
	{SOA "$GENERATE 1-3 a${1 A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${1\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${1,256} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${1,256}\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${0,0,z} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${0,0,z}\" has a malformed ${...}"},
	{SOA "$GENERATE 1-3 a${-2} A 1.2.3.4\n", "", "-:2:15: error:"
	    " parse-error: example.: \"a${-2}\" has an offset that makes a"
	    " number below 0; begin the range higher or choose a greater"
	    " offset (in the record that $GENERATE makes of 1)"},
	{SOA "$GENERATE 254-300 a$ A 192.0.2.$\n", "", "-:2:19: error:"
	    " parse-error: a256.example.: "},
	{SOA "$GENERATE 1-3 a$ MX \"10 (\"\n", "", "-:2:15: error:"
	    " parse-error: example.: quotes or parentheses do not match"},
};

static void
test_generate(void **state)
{
	(void)state;
	CHECK_ALL(generates);
}

/* The bound of one line at n (n+1 is in the table), and of all lines. */
static void
test_generate_limits(void **state)
{
	static const char	 one[] = SOA
	    "$GENERATE 0-65535 a$ TXT x\n";
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {.apex = &apex};
	struct report		*rep = report_new(10);
	struct loaded		 out;

	(void)state;
	assert_int_equal(load_text(&src, one, sizeof(one) - 1, rep, &out), 0);
	assert_int_equal(content_records(out.content), 65536 + 1);
	loaded_clear(&out);
	report_free(rep);
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

/* Files. */

static char	dir[64];

static void
put_file(const char *name, const char *text)
{
	char	 path[200];
	FILE	*f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_non_null(f = fopen(path, "w"));
	assert_int_equal(fputs(text, f) < 0, 0);
	assert_int_equal(fclose(f), 0);
}

static int
set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/test_load.XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : chdir(dir);
}

static int
tear_down(void **state)
{
	char	command[100];

	(void)state;
	(void)snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	return chdir("/") == -1 || system(command) != 0 ? -1 : 0;
}

/* Load a file as zone "example."; findings as above. */
static void
check_file(const char *path, const char *root, const char *records,
    const char *findings)
{
	static struct text	 t;
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, path, root};
	struct report		*rep = report_new(100);
	struct loaded		 out;
	int			 rc;

	t.used = 0;
	t.at[0] = '\0';
	rc = load_zone(&src, rep, &out);
	report_sort(rep);
	check_findings(rep, findings, path);
	assert_int_equal(rc, report_count(rep, SEV_ERROR) > 0 ? -1 : 0);
	assert_true(out.nfiles > 0);
	assert_string_equal(out.files[0].path, path);
	if (rc == 0)
		dump(&t, out.content, &apex);
	check_records(t.at, records, path);
	loaded_clear(&out);
	report_free(rep);
}

static void
test_include(void **state)
{
	(void)state;
	assert_int_equal(mkdir("parts", 0700), 0);
	/* Origin and owner are as before behind it; its TTL goes on. */
	put_file("z", SOA "a TXT 1\n$INCLUDE parts/p sub\n 60 TXT 4\nb TXT 5\n"
	    "$INCLUDE \"parts/q\" ; x\n");
	put_file("parts/p", " TXT 2\nc TXT 3\n$ORIGIN deep\n$INCLUDE q\n"
	    "$TTL 9");
	put_file("parts/q", "d TXT q\n");
	check_file("z", NULL, SOA_IS
	    "a.example. 60 TXT \"1\"\na.example. 60 TXT \"2\"\n"
	    "a.example. 60 TXT \"4\"\nb.example. 9 TXT \"5\"\n"
	    "d.example. 9 TXT \"q\"\nc.sub.example. 60 TXT \"3\"\n"
	    "d.deep.sub.example. 60 TXT \"q\"\n",
	    "");
}

static void
test_include_faults(void **state)
{
	char	path[200];
	int	i;

	(void)state;
	assert_int_equal(mkdir("zones", 0700), 0);
	assert_int_equal(mkdir("zones/sub", 0700), 0);
	assert_int_equal(mkfifo("zones/fifo", 0600), 0);
	put_file("outside", "o TXT outside\n");
	put_file("zones-too", "o TXT outside\n");
	assert_int_equal(symlink("../outside", "zones/link"), 0);
	assert_int_equal(symlink("loop", "zones/loop"), 0);
	put_file("zones/good", "g TXT x\n");
	assert_int_equal(symlink("../good", "zones/sub/inner"), 0);
	put_file("zones/z", SOA "$INCLUDE nothere\n$INCLUDE sub\n"
	    "$INCLUDE fifo\n$INCLUDE ../outside\n$INCLUDE link\n"
	    "$INCLUDE loop\n$INCLUDE /etc/passwd\n$INCLUDE z\n"
	    "$INCLUDE sub/inner\n$INCLUDE good/x\n$INCLUDE ../zones-too\n"
	    "$INCLUDE \"\"\na FOO\n");
	check_file("zones/z", NULL, "",
	    "zones/z:2:10: error: include-error: example.: file"
	    " \"zones/nothere\" cannot be read: No such file or directory; put"
	    " the file there, or correct the path\n"
	    "zones/z:3:10: error: include-error: example.: file \"zones/sub\""
	    " cannot be read: Is a directory; name a file, not a directory\n"
	    "zones/z:4:10: error: include-error: example.: file \"zones/fifo\""
	    " is a device, socket or pipe; name a regular file\n"
	    "zones/z:5:10: error: include-error: example.: file \"/tmp/test_l\n"
	    "zones/z:6:10: error: include-error: example.: file \"/tmp/test_l\n"
	    "zones/z:7:10: error: include-error: example.: file \"zones/loop\""
	    " cannot be read: Too many levels of symbolic links\n"
	    "zones/z:8:10: error: include-error: example.: file \"/etc/passwd\""
	    " lies outside of\n"
	    "zones/z:9:10: error: include-error: example.: file \"zones/z\" is"
	    " being read already: it would include itself\n"
	    "zones/z:11:10: error: include-error: example.: file"
	    " \"zones/good/x\" cannot be read: Not a directory\n"
	    "zones/z:12:10: error: include-error: example.: file \"/tmp/test_\n"
	    "zones/z:13:10: error: include-error: example.: the name of"
	    " the file is empty\n"
	    "zones/z:14:3: error: parse-error: a.example.: \"FOO\" is no");
	/* The same tree wider: what was outside is allowed. */
	put_file("zones/y", SOA "$INCLUDE ../outside\n$INCLUDE link\n");
	check_file("zones/y", ".", SOA_IS "o.example. 60 TXT \"outside\"\n",
	    "zones/link:1:1: warning: duplicate-rr\n");
	/* 16 levels are read, 17 are not. */
	for (i = 1; i <= 17; i++) {
		char	text[100];

		(void)snprintf(path, sizeof(path), "zones/%d", i);
		(void)snprintf(text, sizeof(text), "%s$INCLUDE %d\n",
		    i == 1 ? SOA : "", i + 1);
		put_file(path, i < 16 ? text : "x TXT x\n");
	}
	check_file("zones/1", NULL, SOA_IS "x.example. 60 TXT \"x\"\n", "");
	put_file("zones/16", "$INCLUDE 17\n");
	check_file("zones/1", NULL, "", "zones/16:1:10: error: include-error:"
	    " example.: files are included more than 16 levels deep");
}

static void
test_zone_file(void **state)
{
	(void)state;
	check_file("absent", NULL, "", "absent: error: file-unreadable: file"
	    " \"absent\" cannot be read: No such file or directory; put the"
	    " file there, or correct the path");
	check_file(dir, NULL, "", dir);
	if (geteuid() != 0) {
		put_file("secret", SOA);
		assert_int_equal(chmod("secret", 0), 0);
		check_file("secret", NULL, "", "secret: error:"
		    " file-unreadable: file \"secret\" cannot be read:"
		    " Permission denied; let the user");
	}
	put_file("empty", "");
	check_file("empty", NULL, "", "error: soa-missing");
}

/* Which files were read, and whether they changed since. */
static void
test_changed(void **state)
{
	static const struct file_id	 none;
	struct name			 apex = apex_of("example.");
	struct load_source		 src = {&apex, "w", NULL};
	struct loaded			 out;

	(void)state;
	put_file("w", SOA "$INCLUDE v\n$INCLUDE u\n");
	put_file("v", "");
	assert_int_equal(load_zone(&src, NULL, &out), -1);
	assert_null(out.content);
	assert_int_equal(out.nfiles, 3);
	assert_string_equal(out.files[0].path, "w");
	assert_string_equal(out.files[1].path, "v");
	assert_string_equal(out.files[2].path, "u");
	assert_memory_equal(&out.files[2].id, &none, sizeof(none));
	assert_false(zone_files_changed(out.files, out.nfiles));
	put_file("u", "");
	assert_true(zone_files_changed(out.files, out.nfiles));
	assert_false(zone_files_changed(out.files, 2));
	loaded_clear(&out);
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	assert_false(zone_files_changed(out.files, out.nfiles));
	put_file("v", ";");
	assert_true(zone_files_changed(out.files, out.nfiles));
	put_file("v2", "");
	loaded_clear(&out);
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	assert_int_equal(unlink("u"), 0);
	assert_true(zone_files_changed(out.files, out.nfiles));
	loaded_clear(&out);
}

/* Where records stood, also those of an include. */
static void
test_places(void **state)
{
	struct name		 apex = apex_of("example.");
	struct load_source	 src = {&apex, "p1", NULL};
	struct loaded		 out;
	struct place		 at;

	(void)state;
	put_file("p1", SOA "\n  TXT a\n$INCLUDE p2\n");
	put_file("p2", "; x\nb A 1.2.3.4\n$GENERATE 1-1 c TXT $\n");
	assert_int_equal(load_zone(&src, NULL, &out), 0);
	at = places_at(out.places, 0);
	assert_string_equal(at.file, "p1");
	assert_int_equal(at.line, 1);
	assert_int_equal(at.column, 1);
	at = places_at(out.places, 1);
	assert_int_equal(at.line, 3);
	assert_int_equal(at.column, 3);
	at = places_at(out.places, 2);
	assert_string_equal(at.file, "p2");
	assert_int_equal(at.line, 2);
	at = places_at(out.places, 3);
	assert_int_equal(at.line, 3);
	assert_int_equal(at.column, 15);
	assert_null(places_at(out.places, 4).file);
	loaded_clear(&out);
}

#define TEST(f)	cmocka_unit_test_setup_teardown(f, start, no_mismatch)

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		TEST(test_lines),
		TEST(test_faults),
		TEST(test_generate),
		TEST(test_generate_limits),
		TEST(test_octets),
		TEST(test_large),
		TEST(test_include),
		TEST(test_include_faults),
		TEST(test_zone_file),
		TEST(test_changed),
		TEST(test_places),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
