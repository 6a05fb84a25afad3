/* SPDX-License-Identifier: ISC */
/* Lists of domains: what is read of a line, and what is said of a wrong one. */
#include "tests/unit/findings.h"
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/domains.h"

#define ERROR(place, text) \
	"f:" place ": error: domain-error: " text "\n"
#define NO_NAME	"expected a domain of letters, digits, \"-\", \"_\", \"/\" " \
	"and dots"
#define NO_KEY	"expected a key of at most 63 letters, digits, \"-\" and " \
	"\"_\" before \"=\""

#define X9	"xxxxxxxxx"
#define X63	X9 X9 X9 X9 X9 X9 X9
#define D62	X9 X9 X9 X9 X9 X9 "xxxxxxxx."	/* with its length: 63 */

#define ZONE_FILE	"f: error: domain-error: this is a zone file, not a " \
	"list of domains; have the template and its list been exchanged?\n"

#define EMPTY(domain)	"the domain \"" domain "\" has an empty label"

static const struct {
	const char	*text;
	const char	*domains;	/* "line:column name key=<value>!" each
					   with a newline; ! if faulty */
	const char	*findings;
} cases[] = {
	{"", "", ""},
	{"\n\n", "", ""},
	{"example.com", "1:1 example.com.\n", ""},
	{"example.com.\n", "1:1 example.com.\n", ""},
	{"com\r\nnet\r\n", "1:1 com.\n2:1 net.\n", ""},
	{"com\r\n\r\n \t\r\nnet\r", "1:1 com.\n", ERROR("4:4", NO_NAME)},
	{"\xef\xbb\xbf" "com\n", "1:1 com.\n", ""},
	{"com\n\xef\xbb\xbfnet\n", "1:1 com.\n", ERROR("2:1", "the domain is "
	    "not ASCII; write its labels in the form xn--...")},
	{"# com\n; net\n \t# org\nde # x\nat\t;x\n", "4:1 de.\n5:1 at.\n", ""},
	{"  Example.COM \n\tA-b_C/9.z\t\n", "1:3 example.com.\n"
	    "2:2 a-b_c/9.z.\n", ""},
	{"com;\nnet#\norg,\nat*\n", "", ERROR("1:4", "a comment needs a blank "
	    "before it") ERROR("2:4", "a comment needs a blank before it")
	    ERROR("3:4", NO_NAME) ERROR("4:3", NO_NAME)},
	{".\n..\n.a\na..b\na..\n", "", ERROR("1:1", EMPTY("."))
	    ERROR("2:1", EMPTY("..")) ERROR("3:1", EMPTY(".a"))
	    ERROR("4:3", EMPTY("a..b")) ERROR("5:3", EMPTY("a.."))},
	/* What is shown of it ends. */
	{"a.." X63 X63 X63 X63, "", ERROR("1:3", EMPTY("a.." X63 X63 X63
	    X63))},
	{"a.." X63 X63 X63 X63 "x", "", ERROR("1:3", EMPTY("a.." X63 X63 X63
	    X63))},
	{" a..b x=1", "", ERROR("1:4", EMPTY("a..b"))},
	{"m\xc3\xbcller.de\n", "", ERROR("1:2", "the domain is not ASCII; "
	    "write its labels in the form xn--...")},
	{"a\\.b\n\"a\"\n*.a\n@\n", "", ERROR("1:2", NO_NAME)
	    ERROR("2:1", NO_NAME) ERROR("3:1", NO_NAME)
	    ERROR("4:1", NO_NAME)},
	{"serial=1\nde serial=1", "2:1 de. serial=<1>\n", ERROR("1:7",
	    "expected a domain at the start of the line; its values come "
	    "behind it")},
	{X63 ".x\nx." X63 ".\n", "1:1 " X63 ".x.\n2:1 x." X63 ".\n", ""},
	{X63 "x.x\nx.x" X63 "\nx\n", "3:1 x.\n", ERROR("1:1", "a label of "
	    "the domain is longer than 63 octets") ERROR("2:3", "a label of "
	    "the domain is longer than 63 octets")},
	/* 255 octets: four labels of 62 and one of one, or of nothing. */
	{D62 D62 D62 D62 "x\n", "1:1 " D62 D62 D62 D62 "x.\n", ""},
	{D62 D62 D62 D62 "x.\n", "1:1 " D62 D62 D62 D62 "x.\n", ""},
	{D62 D62 D62 D62 "\n", "1:1 " D62 D62 D62 D62 "\n", ""},
	{D62 D62 D62 D62 "xx\nx\n", "2:1 x.\n", ERROR("1:254", "the domain is "
	    "longer than 255 octets")},
	{D62 D62 D62 D62 "x.x\nx\n", "2:1 x.\n", ERROR("1:255", "the domain "
	    "is longer than 255 octets")},
	{D62 D62 D62 D62 D62 "\nx\n", "2:1 x.\n", ERROR("1:254", "the domain "
	    "is longer than 255 octets")},
	/* Values. */
	{"de a=1 b=two\tc=\"x y\"  d= e=\"\" # f=1", "1:1 de. a=<1> b=<two> "
	    "c=<x y> d=<> e=<>\n", ""},
	{"de A=1 a=2 a-b_9=3;4 x==", "1:1 de. A=<1> a=<2> a-b_9=<3;4> "
	    "x=<=>\n", ""},
	{"de a=\"v=DKIM1; k=rsa; p=MII#\"", "1:1 de. a=<v=DKIM1; k=rsa; "
	    "p=MII#>\n", ""},
	{"de a=1\r\nat a=\"1\"\r\n", "1:1 de. a=<1>\n2:1 at. a=<1>\n", ""},
	{"de x\nat =1\nch a.b=1\nfr a\n", "1:1 de.!\n2:1 at.!\n3:1 ch.!\n"
	    "4:1 fr.!\n", ERROR("1:4", "expected key=value behind the domain")
	    ERROR("2:4", NO_KEY) ERROR("3:4", NO_KEY)
	    ERROR("4:4", "expected key=value behind the domain")},
	{"de a=1 b=2 a=3\nat", "1:1 de. a=<1> b=<2>!\n2:1 at.\n",
	    ERROR("1:12", "this key has a value already")},
	{"de a=\"1\nat a=\"1\r\nch a=\"", "1:1 de.!\n2:1 at.!\n3:1 ch.!\n",
	    ERROR("1:6", "this quote is not closed on its line")
	    ERROR("2:6", "this quote is not closed on its line")
	    ERROR("3:6", "this quote is not closed on its line")},
	{"de a=\"1\"2\nat a=1\"2\"\nch a=\"1\\\"2\"\nfr a=\\n\n",
	    "1:1 de.!\n2:1 at.!\n3:1 ch.!\n4:1 fr.!\n",
	    ERROR("1:9", "expected a blank behind the quote that closes the "
	    "value") ERROR("2:7", "a value cannot have double quotes")
	    ERROR("3:8", "a value cannot have backslashes")
	    ERROR("4:6", "a value cannot have backslashes")},
	{"de a=x\x01y\nat a=\"x\ty\"\nch a=x\x7f\nfr a=\"x\ry\"\n",
	    "1:1 de.!\n2:1 at.!\n3:1 ch.!\n4:1 fr.!\n",
	    ERROR("1:7", "a value cannot have control characters")
	    ERROR("2:8", "a value cannot have control characters")
	    ERROR("3:7", "a value cannot have control characters")
	    ERROR("4:8", "a value cannot have control characters")},
	{"de " X63 "=1\nat x" X63 "=1\n", "1:1 de. " X63 "=<1>\n2:1 at.!\n",
	    ERROR("2:4", NO_KEY)},
	{"de a=v=DKIM1; k\n", "1:1 de. a=<v=DKIM1;>!\n", ERROR("1:15",
	    "expected key=value; a value that has blanks stands in double "
	    "quotes")},
	{"\xff\xfe" "d\0", "", "f: error: domain-error: the list is UTF-16; "
	    "save it as plain text (ASCII)\n"},
	/* A zone file in the list's place. */
	{"$TTL 1h\n", "", ZONE_FILE},
	{"; example.com\n\n \t; x\n# x\r\n@\tSOA ns h 1 2 3 4 5\n", "",
	    ZONE_FILE},
	{"@ MX 1 a\nexample.com\n", "", ZONE_FILE},
	{"@\na\n", "2:1 a.\n", ERROR("1:1", NO_NAME)},
	{"a\n$TTL 1\n", "1:1 a.\n", ERROR("2:1", NO_NAME)},
	{"; x", "", ""},
	{"$", "", ERROR("1:1", NO_NAME)}
};

static const struct {
	const char	*text;
	bool		 is_list;
} lists[] = {
	{"", false}, {"# a\n", false}, {"a\n", true}, {"a b=1 # c\n", true},
	{"a\nb..c\n", false}, {"a b\n", false}, {"$TTL 1\na\n", false},
	{"a SOA ns h 1 2 3 4 5\n", false}, {"a. MX 10 b\n", false}
};

/* What a template cannot be. */
static void
test_is_list(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		assert_int_equal(domains_is_list(lists[i].text,
		    strlen(lists[i].text)), lists[i].is_list);
}

/* A list as text. */
static char *
read_all(const char *text, size_t len, struct report *rep)
{
	static struct domain	 domain;
	struct domains		 d;
	char			 name[NAME_TEXT_MAX];
	char			*out;
	size_t			 out_len;
	unsigned		 i;
	FILE			*to;

	assert_non_null(to = open_memstream(&out, &out_len));
	if (domains_start(&d, "f", text, len, rep) == 0) {
		while (domains_next(&d, &domain)) {
			assert_true(fprintf(to, "%u:%u %s", domain.line,
			    domain.column, name_to_text(domain.apex.wire,
			    name)) > 0);
			for (i = 0; i < domain.nvalues; i++)
				assert_true(fprintf(to, " %.*s=<%.*s>",
				    (int)domain.values[i].key_len,
				    domain.values[i].key,
				    (int)domain.values[i].len,
				    domain.values[i].text) > 0);
			assert_true(fputs(domain.is_faulty ? "!\n" : "\n",
			    to) >= 0);
		}
		assert_int_equal(d.faults, report_count(rep, SEV_ERROR));
	}
	assert_int_equal(fclose(to), 0);
	return out;
}

static void
test_cases(void **state)
{
	struct report	*rep = report_new(100);
	char		*found;
	char		*copy;
	size_t		 len;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		/* In memory of its own size, for sanitizers. */
		len = strlen(cases[i].text);
		assert_non_null(copy = strdup(cases[i].text));
		found = read_all(copy, len, rep);
		assert_string_equal(found, cases[i].domains);
		expect_findings(rep, cases[i].findings);
		report_clear(rep);
		free(found);
		free(copy);
	}
	report_free(rep);
}

/* The name's own parts, which look-ups use. */
static void
test_name(void **state)
{
	static struct domain	 domain;
	static const char	 text[] = "Mail.Example.COM";
	struct domains		 d;
	struct name		 n;
	const char		*why;

	(void)state;
	assert_int_equal(domains_start(&d, "f", text, strlen(text), NULL), 0);
	assert_true(domains_next(&d, &domain));
	assert_int_equal(name_from_text(&n, "mail.example.com", 16, NULL,
	    &why), 0);
	assert_int_equal(domain.apex.len, n.len);
	assert_int_equal(domain.apex.labels, n.labels);
	assert_memory_equal(domain.apex.wire, n.wire, n.len);
	assert_memory_equal(domain.apex.offset, n.offset, n.labels + 1u);
	assert_false(domains_next(&d, &domain));
	assert_false(domains_next(&d, &domain));
}

/*
 * The ways through a name: alone in its line with more behind, before a
 * blank, at the end of the text, and the general one, name_from_text().
 */
static void
compare_ways(const char *text, size_t len)
{
	static const char *const	 behind[] = {"\nexample.org\n",
	    " # more\n", "\r\nexample.org\n", "\n", ""};
	static struct domain	 domain;
	struct domains		 d;
	struct name		 n;
	const char		*why;
	char			*copy;
	size_t			 i, more;
	bool			 is_name;

	is_name = name_from_text(&n, text, len, NULL, &why) == 0 &&
	    n.labels > 0;
	name_lower(&n);
	for (i = 0; i < sizeof(behind) / sizeof(behind[0]); i++) {
		/* In memory of its own size, for sanitizers. */
		more = strlen(behind[i]);
		assert_non_null(copy = malloc(len + more + 1));
		memcpy(copy, text, len);
		memcpy(copy + len, behind[i], more + 1);
		assert_int_equal(domains_start(&d, "f", copy, len + more,
		    NULL), 0);
		assert_int_equal(domains_next(&d, &domain) &&
		    domain.line == 1, is_name);
		if (is_name) {
			assert_int_equal(domain.column, 1);
			assert_int_equal(domain.nvalues, 0);
			assert_false(domain.is_faulty);
			assert_int_equal(domain.apex.labels, n.labels);
			assert_int_equal(domain.apex.len, n.len);
			assert_memory_equal(domain.apex.wire, n.wire, n.len);
			assert_memory_equal(domain.apex.offset, n.offset,
			    n.labels + 1u);
		}
		free(copy);
	}
}

static void
test_random_names(void **state)
{
	static const char	 octets[] = "abcyzABCYZ0189-/_....";
	uint64_t		 rolls = 1;
	char			 text[300];
	size_t			 len, i, k;

	(void)state;
	for (i = 0; i < 20000; i++) {
		len = 1 + (size_t)roll(&rolls) %
		    (i % 100 == 0 ? 300 : 40);
		for (k = 0; k < len; k++)
			text[k] = octets[roll(&rolls) % (sizeof(octets) - 1)];
		compare_ways(text, len);
	}
}

/* Labels and names of all lengths, with a dot at the end and without. */
static void
test_long_names(void **state)
{
	static const size_t	 labels[] = {1, 2, 6, 7, 8, 9, 15, 31, 61, 62,
	    63, 64};
	char			 text[260];
	size_t			 len, i;

	(void)state;
	for (i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		for (len = 0; len < sizeof(text); len++) {
			text[len] = (char)((len + 1) % (labels[i] + 1) == 0 ?
			    '.' : 'A' + len % 26);
			compare_ways(text, len + 1);
		}
}

/* Is a value of some octets and this one understood?  All but those that
   end it or are refused: told one by one. */
static bool
is_value_octet(int octet, bool is_quoted)
{
	if (octet == '"' || octet == '\\' || octet == 0x7f)
		return false;
	return octet > ' ' || (octet == ' ' && is_quoted);
}

/* Each octet at each place of a value, which is read eight at once. */
static void
test_value_octets(void **state)
{
	static struct domain	 domain;
	struct domains		 d;
	char			 text[64];
	int			 octet, at, quotes, len;

	(void)state;
	for (octet = 1; octet < 256; octet += octet == '\n' - 1 ? 2 : 1)
		for (at = 0; at < 30; at++)
			for (quotes = 0; quotes < 2; quotes++) {
				len = snprintf(text, sizeof(text),
				    "d k=%s%.*s%c%.*sz%s\nx=1\n",
				    quotes ? "\"" : "", at,
				    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", octet,
				    30 - at, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
				    quotes ? "\"" : "");
				assert_int_equal(domains_start(&d, "f", text,
				    (size_t)len, NULL), 0);
				assert_true(domains_next(&d, &domain));
				assert_int_equal(domain.is_faulty,
				    !is_value_octet(octet, quotes));
				if (!domain.is_faulty)
					assert_int_equal(
					    domain.values[0].len, 32);
			}
}

/* An octet of value 0 is no end. */
static void
test_nul(void **state)
{
	static const char	 text[] = "a\0b\nc x=1\0 y=2\nd\n";
	struct report		*rep = report_new(10);
	char			*found = read_all(text, sizeof(text) - 1, rep);

	(void)state;
	assert_string_equal(found, "2:1 c.!\n3:1 d.\n");
	expect_findings(rep, ERROR("1:2", NO_NAME) ERROR("2:6", "a value "
	    "cannot have control characters"));
	free(found);
	report_free(rep);
}

/* A line with one value of n octets. */
static void
expect_one(size_t n, const char *quote, const char *findings)
{
	struct report	*rep = report_new(10);
	char		*text = NULL;
	char		*found;

	assert_true(asprintf(&text, "de a=%s%0*d%s\n", quote, (int)n, 0,
	    quote) > 0);
	found = read_all(text, strlen(text), rep);
	assert_int_equal(found[strlen(found) - 2] == '!', *findings != '\0');
	expect_findings(rep, findings);
	free(found);
	free(text);
	report_free(rep);
}

static void
test_value_limit(void **state)
{
	(void)state;
	expect_one(DOMAINS_VALUE_MAX - 1, "", "");
	expect_one(DOMAINS_VALUE_MAX, "", "");
	expect_one(DOMAINS_VALUE_MAX, "\"", "");
	expect_one(DOMAINS_VALUE_MAX + 1, "", ERROR("1:6", "the value is "
	    "longer than 4096 octets"));
	expect_one(DOMAINS_VALUE_MAX + 1, "\"", ERROR("1:7", "the value is "
	    "longer than 4096 octets"));
}

/* A line with n values. */
static void
expect_many(int n, const char *findings)
{
	struct report	*rep = report_new(10);
	char		*text;
	char		*found;
	size_t		 len;
	int		 i;
	FILE		*to;

	assert_non_null(to = open_memstream(&text, &len));
	assert_true(fputs("de", to) >= 0);
	for (i = 0; i < n; i++)
		assert_true(fprintf(to, " k%02d=1", i) > 0);
	assert_int_equal(fclose(to), 0);
	found = read_all(text, len, rep);
	expect_findings(rep, findings);
	free(found);
	free(text);
	report_free(rep);
}

static void
test_values_limit(void **state)
{
	(void)state;
	expect_many(DOMAINS_VALUES_MAX - 1, "");
	expect_many(DOMAINS_VALUES_MAX, "");
	expect_many(DOMAINS_VALUES_MAX + 1, ERROR("1:388", "the line has "
	    "more than 64 values"));
}

static void
test_key(void **state)
{
	(void)state;
	assert_true(domains_is_key("a", 1));
	assert_true(domains_is_key("A-z_09", 6));
	assert_true(domains_is_key(X63, 63));
	assert_false(domains_is_key(X63 "x", 64));
	assert_false(domains_is_key("", 0));
	assert_false(domains_is_key("a/b", 3));
	assert_false(domains_is_key("a.b", 3));
	assert_false(domains_is_key("a b", 3));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_is_list),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_random_names),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_value_octets),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_value_limit),
		cmocka_unit_test(test_values_limit),
		cmocka_unit_test(test_key)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
