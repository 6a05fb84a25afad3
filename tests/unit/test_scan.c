/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "zones/scan.h"

/*
 * Entries as text: words joined by "|", quoted ones in <>, a blank owner as
 * "_", "!" behind a broken entry, entries ended by "\n".
 */
static void
dump(const char *text, size_t len, struct report *rep, char *out, size_t room)
{
	struct scan	 s;
	struct entry	 e;
	size_t		 used = 0;
	size_t		 i;
	int		 rc;

	out[0] = '\0';
	scan_init(&s, text, len, 1, "f", rep);
	while ((rc = scan_next(&s, &e)) == 1) {
		if (e.is_owner_blank)
			used += (size_t)snprintf(out + used, room - used, "_");
		for (i = 0; i < e.n; i++)
			used += (size_t)snprintf(out + used, room - used,
			    e.tokens[i].is_quoted ? "%s<%.*s>" : "%s%.*s",
			    i > 0 || e.is_owner_blank ? "|" : "",
			    (int)e.tokens[i].len, e.tokens[i].text);
		used += (size_t)snprintf(out + used, room - used, "%s\n",
		    e.is_broken ? "!" : "");
		assert_true(used < room);
	}
	assert_int_equal(rc, 0);
	assert_int_equal(s.faults, report_count(rep, SEV_ERROR));
	scan_clear(&s);
}

static const struct {
	const char	*text;
	const char	*entries;
	const char	*faults;	/* "line:column words" joined by "\n" */
} cases[] = {
	/* Words, comments, line ends. */
	{"", "", ""},
	{"\n\n", "", ""},
	{"a MX 10 b\n", "a|MX|10|b\n", ""},
	{"a MX 10 b", "a|MX|10|b\n", ""},
	{"a MX 10 b\r\nc A 1\r\n", "a|MX|10|b\nc|A|1\n", ""},
	{"a MX 10 b\r", "a|MX|10|b\n", ""},
	{"\tMX 10 b\n  A 1", "_|MX|10|b\n_|A|1\n", ""},
	{"a;b\n;c\n d ; e", "a\n_|d\n", ""},
	{"   \n  ; x\n\t\nb", "b\n", ""},
	{" \n a\n", "_|a\n", ""},
	{"; c\n\n a", "_|a\n", ""},
	{"a ;\"(\n;(\nb", "a\nb\n", ""},
	{"\001\377 b\n", "\001\377|b\n", ""},
	/* Quotes and escapes. */
	{"a TXT \"b c\" \"\"\n", "a|TXT|<b c>|<>\n", ""},
	{"a \"b;(\" c\n", "a|<b;(>|c\n", ""},
	{"a \"b\\\"c\" d\n", "a|<b\\\"c>|d\n", ""},
	{"a \"b\\\\\" d\n", "a|<b\\\\>|d\n", ""},
	{"a b\"c\"d\n", "a|b|<c>|d\n", ""},
	{"a k=\"v w\" x=\n", "a|k=|<v w>|x=\n", ""},
	{"a 5 IN svcb k=\"v w\" x=\n", "a|5|IN|svcb|k=\"v w\"|x=\n", ""},
	{" HTTPS k=\"v\"w k\"x\"\n", "_|HTTPS|k=\"v\"w|k|<x>\n", ""},
	{"https TXT k=\"v w\"\n", "https|TXT|k=|<v w>\n", ""},
	{"a TYPE64 1 . k=\"v w\"\n", "a|TYPE64|1|.|k=\"v w\"\n", ""},
	{" IN 5 type65 1 . k=\"v w\"\n", "_|IN|5|type65|1|.|k=\"v w\"\n", ""},
	{"a TYPE66 k=\"v w\"\n", "a|TYPE66|k=|<v w>\n", ""},
	{"a b c d SVCB k=\"v w\"\n", "a|b|c|d|SVCB|k=|<v w>\n", ""},
	{"a TXT SVCB k=\"v w\"\n", "a|TXT|SVCB|k=|<v w>\n", ""},
	{"$GENERATE 1-2 a 5 IN SVCB $ . k=\"v w\"\n",
	    "$GENERATE|1-2|a|5|IN|SVCB|$|.|k=\"v w\"\n", ""},
	{"a\\ b c\\;d e\\(f\\\"\n", "a\\ b|c\\;d|e\\(f\\\"\n", ""},
	{"a\\\nb\\", "a\\\nb\\\n", ""},
	{"a\\\r\nb", "a\\\nb\n", ""},
	/* Parentheses. */
	{"a ( b\n c\n) d\ne", "a|b|c|d\ne\n", ""},
	{"a(b)c\n", "a|b|c\n", ""},
	{"a ( ( b )\n ) c\nd\n", "a|b|c\nd\n", ""},
	{"(\na b )\nc\n", "a|b\nc\n", ""},
	{"a ( ; )\n b ; )\n)\nc\n", "a|b\nc\n", ""},
	{" ( a\nb )\n", "_|a|b\n", ""},
	/* Faults: what is left of the entry, and that the rest is read. */
	{"a TXT \"b c\nd A 1\n", "a|TXT|<b c>!\nd|A|1\n",
	    "1:7 quote \" is not closed"},
	{"a TXT \"b", "a|TXT|<b>!\n", "1:7 quote \" is not closed"},
	{"a TXT \"b\\\nd A 1\n", "a|TXT|<b\\>!\nd|A|1\n",
	    "1:7 quote \" is not closed"},
	{" SVCB k=\"b\nd A 1\n", "_|SVCB|k=\"b!\nd|A|1\n",
	    "1:9 quote \" is not closed"},
	{"a ( \"b\n \"c\" )\nd A 1\n", "a|<b>|<c>!\nd|A|1\n",
	    "1:5 quote \" is not closed"},
	{"a b )\nc d\n", "a|b!\nc|d\n", "1:5 parenthesis ) was never opened"},
	{")\n)\nc d\n", "!\n!\nc|d\n", "1:1 parenthesis ) was never opened\n"
	    "2:1 parenthesis ) was never opened"},
	{"a ( b\n c\n", "a|b|c!\n", "1:3 parenthesis ( is never closed"},
	{"a SOA (\n 1\n 2 3\nb MX 1 c\n d\n", "a|SOA|1|2|3!\nb|MX|1|c\n_|d\n",
	    "1:7 parenthesis ( is never closed"},
	{"a SOA (\n1 ; serial\n2\nb MX 1 c\n", "a|SOA|1|2!\nb|MX|1|c\n",
	    "1:7 parenthesis ( is never closed"},
	{"a (\nb (\nc 1\nd ( 2 )\n", "a|b!\nc|1\nd|2\n",
	    "1:3 parenthesis ( is never closed"},
	{"a ( x\nb 1\nc ( y\nd 2\ne 3\n", "a|x!\nb|1\nc|y!\nd|2\ne|3\n",
	    "1:3 parenthesis ( is never closed\n"
	    "3:3 parenthesis ( is never closed"},
	{"a ( \"x )\nb 1\n", "a|<x )>!\nb|1\n", "1:5 quote \" is not closed"},
	{"a b\rc d\ne f\n", "a|b|c|d!\ne|f\n",
	    "1:4 carriage return inside a line"},
	{"a b\r\r\nc", "a|b!\nc\n", "1:4 carriage return inside a line"},
	/* A byte order mark in the middle; as text it is none. */
	{"a b\n\xef\xbb\xbf$c d\n\xef\xbb\xbf e \xef\xbb\xbf\n",
	    "a|b\n$c|d\n_|e|\xef\xbb\xbf\n",
	    "2:1 a byte order mark stands before this line\n"
	    "3:1 a byte order mark stands before this line"},
	{"a b\n\xef\xbb\xbf\n\xef\xbb", "a|b\n\xef\xbb\n",
	    "2:1 a byte order mark stands before this line"},
};

/* All faults as "line:column " and the beginning that expected has. */
static void
check_faults(const struct report *rep, const char *expected)
{
	const struct finding	*f;
	char			 line[600];
	size_t			 i;
	size_t			 len;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		len = strcspn(expected, "\n");
		(void)snprintf(line, sizeof(line), "%u:%u %s", f->at.line,
		    f->at.column, f->text);
		assert_true(len > 0);
		if (strncmp(line, expected, len) != 0)
			fail_msg("found \"%s\", expected \"%.*s\"", line,
			    (int)len, expected);
		assert_string_equal(f->id, "parse-error");
		assert_string_equal(f->at.file, "f");
		expected += len + (expected[len] == '\n');
	}
	if (*expected != '\0')
		fail_msg("not found: \"%s\"", expected);
}

static void
test_entries(void **state)
{
	struct report	*rep;
	char		 out[2000];
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		rep = report_new(100);
		dump(cases[i].text, strlen(cases[i].text), rep, out,
		    sizeof(out));
		if (strcmp(out, cases[i].entries) != 0)
			fail_msg("of \"%s\" came \"%s\"", cases[i].text, out);
		check_faults(rep, cases[i].faults);
		report_free(rep);
	}
}

/* Octets of value 0 are told, inside and outside of quotes. */
static void
test_nul(void **state)
{
	static const char	text[] = "a \0 b\nc \"d\0e\" f\ng ; \0\nh 1\n";
	struct report		*rep = report_new(100);
	char			 out[200];

	(void)state;
	dump(text, sizeof(text) - 1, rep, out, sizeof(out));
	assert_string_equal(out, "a|b!\nc|<d>|e|< f>!\ng\nh|1\n");
	check_faults(rep, "1:3 octet of value 0\n2:5 octet of value 0");
	report_free(rep);
}

static void
test_positions(void **state)
{
	static const char	text[] =
	    "\n; x\n  a (\n\"b\"\tc=\"d\"\n\\e )\nf";
	static const uint32_t	lines[] = {3, 4, 4, 4, 5, 6};
	static const uint32_t	columns[] = {3, 1, 5, 7, 1, 1};
	struct scan		 s;
	struct entry		 e;
	size_t			 i;
	size_t			 n = 0;

	(void)state;
	scan_init(&s, text, sizeof(text) - 1, 1, "f", NULL);
	while (scan_next(&s, &e) == 1) {
		for (i = 0; i < e.n; i++, n++) {
			assert_int_equal(e.tokens[i].line, lines[n]);
			assert_int_equal(e.tokens[i].column, columns[n]);
		}
	}
	assert_int_equal(n, 6);
	scan_restart(&s, "\nz", 2, 7);
	assert_int_equal(scan_next(&s, &e), 1);
	assert_int_equal(e.tokens[0].line, 8);
	scan_clear(&s);
}

/* The limit of words in one record, at n-1, n, n+1. */
static void
test_token_limit(void **state)
{
	struct report	*rep;
	struct scan	 s;
	struct entry	 e;
	char		*text;
	size_t		 n;
	size_t		 len;

	(void)state;
	for (n = SCAN_TOKENS_MAX - 1; n <= SCAN_TOKENS_MAX + 1; n++) {
		rep = report_new(10);
		len = 2 * n + 3;
		assert_non_null(text = malloc(len + 1));
		memset(text, ' ', len);
		text[len] = '\0';
		text[0] = '(';
		text[len - 1] = ')';
		for (size_t i = 0; i < n; i++)
			text[2 * i + 1] = 'w';
		scan_init(&s, text, len, 1, "f", rep);
		assert_int_equal(scan_next(&s, &e), 1);
		assert_int_equal(e.is_broken, n > SCAN_TOKENS_MAX);
		assert_int_equal(e.n, n > SCAN_TOKENS_MAX ? SCAN_TOKENS_MAX :
		    n);
		check_faults(rep, n > SCAN_TOKENS_MAX ? "1:1 this record has"
		    " more words" : "");
		assert_int_equal(scan_next(&s, &e), 0);
		scan_clear(&s);
		free(text);
		report_free(rep);
	}
}

/* A file full of open parentheses takes no quadratic time. */
static void
test_many_open(void **state)
{
	enum { LINES = 200000 };
	struct report	*rep = report_new(10);
	struct scan	 s;
	struct entry	 e;
	char		*text;
	size_t		 i;
	size_t		 n = 0;

	(void)state;
	assert_non_null(text = malloc(6 * LINES + 1));
	for (i = 0; i < LINES; i++)
		memcpy(text + 6 * i, "a b (\n", 6);
	text[6 * LINES] = '\0';
	scan_init(&s, text, 6 * LINES, 1, "f", rep);
	while (scan_next(&s, &e) == 1)
		n++;
	assert_int_equal(n, LINES);
	assert_int_equal(report_count(rep, SEV_ERROR), LINES);
	scan_clear(&s);
	free(text);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_entries),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_token_limit),
		cmocka_unit_test(test_many_open),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
