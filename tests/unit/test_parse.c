/* SPDX-License-Identifier: ISC */
/* Statements that are wrong: each message, its place, and all in one run. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/macro.h"
#include "conf/parse.h"
#include "conf/schema.h"

#define SYNTAX(place, text) \
	"f:" place ": error: conf-syntax: " text "\n"
#define VALUE(place, text) \
	"f:" place ": error: conf-value: " text "\n"
#define TWICE(place, text) \
	"f:" place ": error: conf-twice: " text "\n"
#define MACRO(place, text) \
	"f:" place ": error: conf-macro: " text "\n"

/* As many octets as the name of a template may have. */
#define LABEL_63 \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char	*text;
	const char	*findings;
} cases[] = {
	/* Words. */
	{"wrokers 2", SYNTAX("1:1", "expected a directive, found \"wrokers\"; "
	    "did you mean \"workers\"?")},
	{"xyzzy 2", SYNTAX("1:1", "expected a directive, found \"xyzzy\"")},
	{"Workers 2", SYNTAX("1:1", "expected a directive, found \"Workers\"; "
	    "did you mean \"workers\"?")},
	{"\"workers\" 2", SYNTAX("1:1", "expected a directive, which has no "
	    "quotes, found \"workers\"")},
	/* Out of named.conf. */
	{"options {\ndirectory \"/x\"; };\nworkers 0",
	    SYNTAX("1:1", "\"options\" is a word of BIND's named.conf; mxd "
	    "needs only: zone \"NAME\" { file \"FILE\" }")
	    VALUE("3:9", "expected a number from 1 to 256 after \"workers\", "
	    "found \"0\"")},
	{"zone \"a\" { type primary; file \"x\"; };",
	    SYNTAX("1:12", "\"type\" is a word of BIND's named.conf; mxd "
	    "needs only: zone \"NAME\" { file \"FILE\" }")},
	{"// workers\n/* more */",
	    SYNTAX("1:1", "comments begin with #, not with \"//\"")
	    SYNTAX("2:1", "comments begin with #, not with \"/*\"")},
	{"log", SYNTAX("1:4", "expected \"to\", \"level\" or \"queries\" "
	    "after \"log\", found end of file")},
	{"log levle info", SYNTAX("1:5", "expected \"to\", \"level\" or "
	    "\"queries\" after \"log\", found \"levle\"; did you mean "
	    "\"level\"?")},
	{"tcp\nudp", SYNTAX("1:4", "expected \"connections\", \"client\", "
	    "\"idle\" or \"total\" after \"tcp\", found end of line")
	    SYNTAX("2:4", "expected \"size\" after \"udp\", found end of "
	    "file")},
	{"log \"level\" \"xyzzy\"", VALUE("1:13", "expected \"error\", "
	    "\"warning\", \"notice\", \"info\" or \"debug\" after \"log "
	    "level\", found \"xyzzy\"")},
	{"{", SYNTAX("1:1", "expected a directive, found \"{\"")},
	{"}", SYNTAX("1:1", "expected a directive, found \"}\" where no block "
	    "is open")},
	{"workers 2 }", SYNTAX("1:11", "expected a directive, found \"}\" "
	    "where no block is open")},
	{"workers 2 3", SYNTAX("1:11", "expected the end of the line, found "
	    "\"3\"")},
	{"workers 2,", SYNTAX("1:10", "expected the end of the line, found "
	    "\",\"")},
	{"user \"a\" \"b", SYNTAX("1:10", "this quote is not closed on its "
	    "line; expected \" before the line's end")},
	{"file \"x\"", SYNTAX("1:1", "\"file\" belongs into the block of a "
	    "zone: zone \"name\" { ... }")},
	{"include from \"x\"", SYNTAX("1:14", "expected the end of the line, "
	    "found \"x\"")},
	/* Numbers. */
	{"workers", SYNTAX("1:8", "expected a number from 1 to 256 after "
	    "\"workers\", found end of file")},
	{"workers 0", VALUE("1:9", "expected a number from 1 to 256 after "
	    "\"workers\", found \"0\"")},
	{"workers 257", VALUE("1:9", "expected a number from 1 to 256 after "
	    "\"workers\", found \"257\"")},
	{"workers -1", VALUE("1:9", "expected a number from 1 to 256 after "
	    "\"workers\", found \"-1\"")},
	{"workers \"\"", VALUE("1:9", "expected a number from 1 to 256 after "
	    "\"workers\", found \"\"")},
	{"workers 18446744073709551617", VALUE("1:9", "expected a number from "
	    "1 to 256 after \"workers\", found \"18446744073709551617\"")},
	{"cookie secret \"e5e973e5a6b2a43f48e7dc849e37bfc\"", VALUE("1:15",
	    "expected 32 to 32 octets after \"cookie secret\", found 31")},
	{"cookie secret \"e5e973e5a6b2a43f48e7dc849e37bfcg\"", VALUE("1:15",
	    "expected 32 hexadecimal digits after \"cookie secret\", found "
	    "\"e5e973e5a6b2a43f48e7dc849e37bfcg\"")},
	{"report agent \"a..b\"", VALUE("1:14", "expected a domain name after "
	    "\"report agent\", found \"a..b\"")},
	{"any all", VALUE("1:5", "expected \"minimal\" or \"full\" after "
	    "\"any\", found \"all\"")},
	{"udp size 511", VALUE("1:10", "expected a number from 512 to 4096 "
	    "after \"udp size\", found \"511\"")},
	{"udp size 4097", VALUE("1:10", "expected a number from 512 to 4096 "
	    "after \"udp size\", found \"4097\"")},
	{"tcp connections 0", VALUE("1:17", "expected a number from 1 to "
	    "100000 after \"tcp connections\", found \"0\"")},
	{"tcp connections 100001", VALUE("1:17", "expected a number from 1 to "
	    "100000 after \"tcp connections\", found \"100001\"")},
	/* Keywords. */
	{"log level verbose", VALUE("1:11", "expected \"error\", \"warning\", "
	    "\"notice\", \"info\" or \"debug\" after \"log level\", found "
	    "\"verbose\"")},
	{"rotate yes", VALUE("1:8", "expected \"on\" or \"off\" after "
	    "\"rotate\", found \"yes\"")},
	{"rotate of", VALUE("1:8", "expected \"on\" or \"off\" after "
	    "\"rotate\", found \"of\"; did you mean \"off\"?")},
	{"log to stdout", VALUE("1:8", "expected \"syslog\", \"stderr\" or "
	    "\"file\" after \"log to\", found \"stdout\"")},
	{"log to file", SYNTAX("1:12", "expected a path in quotes after \"log "
	    "to file\", found end of file")},
	/* Shares. */
	{"log queries", SYNTAX("1:12", "expected \"all\", \"off\" or a share "
	    "from 1/1 to 1/1000000 after \"log queries\", found end of "
	    "file")},
	{"log queries on", VALUE("1:13", "expected \"all\", \"off\" or a share "
	    "from 1/1 to 1/1000000 after \"log queries\", found \"on\"")},
	{"log queries 1/0", VALUE("1:13", "expected \"all\", \"off\" or a "
	    "share from 1/1 to 1/1000000 after \"log queries\", found "
	    "\"1/0\"")},
	{"dnstap sample 1/1000001", VALUE("1:15", "expected \"all\" or a share "
	    "from 1/1 to 1/1000000 after \"dnstap sample\", found "
	    "\"1/1000001\"")},
	{"dnstap sample 1/", VALUE("1:15", "expected \"all\" or a share "
	    "from 1/1 to 1/1000000 after \"dnstap sample\", found \"1/\"")},
	{"dnstap sample off", VALUE("1:15", "expected \"all\" or a share "
	    "from 1/1 to 1/1000000 after \"dnstap sample\", found \"off\"")},
	{"dnstap sample 2/3", VALUE("1:15", "expected \"all\" or a share "
	    "from 1/1 to 1/1000000 after \"dnstap sample\", found \"2/3\"")},
	{"lint", SYNTAX("1:5", "expected \"strict\" or the id of a check "
	    "after \"lint\", found end of file")},
	{"lint strict maybe", VALUE("1:13", "expected \"on\" or \"off\" "
	    "after \"lint strict\", found \"maybe\"")},
	{"lint mx-single", SYNTAX("1:15", "expected \"off\", \"info\", "
	    "\"warning\" or \"error\" after \"lint mx-single\", found end "
	    "of file")},
	{"lint mx-singel off", VALUE("1:6", "\"mx-singel\" is no check; "
	    "mxcheck -l lists them; did you mean \"mx-single\"?")},
	{"lint parse-error off", VALUE("1:6", "\"parse-error\" keeps a zone "
	    "from being served, so it stays an error")},
	/* Twice. */
	{"workers 1\nworkers 2", TWICE("2:1", "\"workers\" is said twice; "
	    "first at f:1")},
	{"log to stderr\nlog level info\nlog to syslog", TWICE("3:1", "\"log "
	    "to\" is said twice; first at f:1")},
	{"user \"a\"; user \"b\"; user \"\"", TWICE("1:11", "\"user\" is said "
	    "twice; first at f:1") TWICE("1:21", "\"user\" is said twice; "
	    "first at f:1") VALUE("1:26", "expected 1 to 32 octets after "
	    "\"user\", found 0")},
	{"zone \"a\" { file \"x\"\nfile \"y\"; rotate on; rotate on }",
	    TWICE("2:1", "\"file\" is said twice; first at f:1")
	    TWICE("2:22", "\"rotate\" is said twice; first at f:2")},
	/* Zones. */
	{"zone", SYNTAX("1:5", "expected the name of a zone in quotes after "
	    "\"zone\", found end of file")},
	{"zone { file \"x\" }", SYNTAX("1:6", "expected the name of a zone in "
	    "quotes after \"zone\", found \"{\"")},
	{"zone \"a\"", SYNTAX("1:9", "expected \"{\" in the same line after "
	    "\"zone\", found end of file")},
	{"zone \"a\"\n\n{ file \"x\"\nfoo }\nbar", SYNTAX("1:9", "expected "
	    "\"{\" in the same line after \"zone\", found end of line")
	    SYNTAX("4:1", "expected a directive, found \"foo\"")
	    SYNTAX("5:1", "expected a directive, found \"bar\"")},
	{"zone \"a\" b {\nfoo }\nbar", VALUE("1:10", "expected \"{\" in the "
	    "same line after \"zone\", found \"b\"")
	    SYNTAX("3:1", "expected a directive, found \"bar\"")},
	{"zone \"a\" { }", VALUE("1:6", "zone \"a\" has no file; add to its "
	    "block: file \"NAME.zone\"")},
	{"zone \"a..b\" { file \"x\"; foo 1 }", VALUE("1:6", "the name of a "
	    "zone, \"a..b\", has an empty label") SYNTAX("1:25",
	    "expected a directive, found \"foo\"")},
	{"zone \"\" { file \"x\" }", VALUE("1:6", "the name of a zone, \"\", "
	    "is empty")},
	{"zone \"a\" { file \"x\"", SYNTAX("1:20", "expected \"}\" before the "
	    "end of the file; the block begins in line 1")},
	{"zone \"a\" { file \"x\" } zone", SYNTAX("1:23", "expected the end "
	    "of the line, found \"zone\"")},
	{"zone \"a\" {\nfile \"x\"\nzone \"b\" { file \"y\" }\n}",
	    SYNTAX("3:1", "\"zone\" cannot stand in the block that begins in "
	    "line 1; is the \"}\" of that block missing?")},
	{"zone \"a\" { file \"x\"; x = 1 }", MACRO("1:22", "\"x\" is defined "
	    "in a block; define macros outside")},
	{"zone \"a\" { file \"x\" }\nzone \"b\" { file \"x\" }\n"
	    "zone \"A.\" { file \"y\" }\nzone \"a\" { file \"z\" }",
	    TWICE("3:6", "zone \"a.\" is there twice; first at f:1")
	    TWICE("4:6", "zone \"a.\" is there twice; first at f:1")},
	{"zones in", SYNTAX("1:9", "expected a path in quotes after \"zones "
	    "in\", found end of file")},
	{"zones in \"\"", VALUE("1:10", "expected a path after \"zones in\", "
	    "found \"\"")},
	{"zones in \"d\" { file \"x\" }", SYNTAX("1:16", "\"file\" belongs "
	    "into the block of a zone: zone \"name\" { ... }")},
	{"zones in \"d\" { rotate on", SYNTAX("1:25", "expected \"}\" before "
	    "the end of the file; the block begins in line 1")},
	{"zones in \"d\"\nzones in \"e\"\nzones in \"d//\" { rotate off }",
	    TWICE("3:10", "directory \"d\" is there twice; first at f:1")},
	/* Templates. */
	{"template", SYNTAX("1:9", "expected the name of a template in quotes "
	    "after \"template\", found end of file")},
	{"template \"\" { file \"x\"; domains \"y\" }", VALUE("1:10",
	    "expected a name of 1 to 63 letters, digits, \"-\", \"_\" and "
	    "\".\" after \"template\", found \"\"")},
	{"template \"a b\" { file \"x\"; foo }", VALUE("1:10",
	    "expected a name of 1 to 63 letters, digits, \"-\", \"_\" and "
	    "\".\" after \"template\", found \"a b\"")
	    SYNTAX("1:28", "expected a directive, found \"foo\"")},
	{"template " LABEL_63 "x { file x; domains y }", VALUE("1:10",
	    "expected a name of 1 to 63 letters, digits, \"-\", \"_\" and "
	    "\".\" after \"template\", found "
	    "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...\"")},
	{"template \"a\"", SYNTAX("1:13", "expected \"{\" in the same line "
	    "after \"template\", found end of file")},
	{"template \"a\" { }", VALUE("1:10", "template \"a\" has no file; "
	    "add to its block: file \"NAME.zone\"") VALUE("1:10", "template "
	    "\"a\" has no list of domains; add to its block: domains "
	    "\"FILE\"")},
	{"template \"a\" { file \"x\" }", VALUE("1:10", "template \"a\" has "
	    "no list of domains; add to its block: domains \"FILE\"")},
	{"template \"a\" { domains \"x\" }", VALUE("1:10", "template \"a\" "
	    "has no file; add to its block: file \"NAME.zone\"")},
	{"template \"a\" { domains \"x\"; domains \"x\"; file \"y\" }",
	    TWICE("1:29", "\"domains\" is said twice; first at f:1")},
	{"template \"a\" { domain \"x\"; file \"\" }", SYNTAX("1:16",
	    "expected a directive, found \"domain\"; did you mean "
	    "\"domains\"?") VALUE("1:33", "expected a path after \"file\", "
	    "found \"\"")},
	{"template \"a\" {\ndomains \"x\"\nzone \"b\" { file \"y\" }\n}",
	    SYNTAX("3:1", "\"zone\" cannot stand in the block that begins in "
	    "line 1; is the \"}\" of that block missing?")},
	{"domains \"x\"", SYNTAX("1:1", "\"domains\" belongs into the block "
	    "of a template: template \"name\" { ... }")},
	{"zone \"a\" { file \"x\"; domains \"y\" }", SYNTAX("1:22",
	    "\"domains\" belongs into the block of a template: template "
	    "\"name\" { ... }")},
	{"template a { file x; domains y }\ntemplate b { file x; domains y }"
	    "\ntemplate \"a\" { file \"z\"; domains \"z\" }",
	    TWICE("3:10", "template \"a\" is there twice; first at f:1")},
	/* Macros. */
	{"x =", SYNTAX("1:4", "expected the value of macro \"x\" after \"=\", "
	    "found end of file")},
	{"x = {", SYNTAX("1:5", "expected the value of macro \"x\" after "
	    "\"=\", found \"{\"")},
	{"x = \"", SYNTAX("1:5", "this quote is not closed on its line; "
	    "expected \" before the line's end")},
	{"9x = 1", MACRO("1:1", "\"9x\" is no name for a macro; expected "
	    "letters, digits and _")},
	{"user = \"x\"", MACRO("1:1", "\"user\" is a directive, not a macro; "
	    "write it without \"=\"")},
	{"x = 1\nworkers $x\nx = 1", MACRO("3:1", "macro \"x\" is defined "
	    "twice; first at f:1")},
	{"workers $n\nn = 2\nudp size $n", MACRO("1:9", "macro \"$n\" is not "
	    "defined; define it above with NAME = \"value\"")
	    VALUE("3:10", "expected a number from 512 to 4096 after \"udp "
	    "size\", found \"2\"")},
	{"count = 2\nworkers $conut", MACRO("2:9", "macro \"$conut\" is not "
	    "defined; did you mean \"$count\"?")},
	{"include \"x\" $y", MACRO("1:13", "macro \"$y\" is not defined; "
	    "define it above with NAME = \"value\"")},
	/* Text that is none. */
	{"workers 2 \x01", SYNTAX("1:11", "control character; is this a text "
	    "file?")},
	{"workers \\2\nfoo", SYNTAX("1:9", "a backslash stands at the end of "
	    "a line or in quotes") SYNTAX("2:1", "expected a directive, found "
	    "\"foo\"")},
	{"\xff\xfew\0", "f:1:1: error: conf-encoding: the file is UTF-16; "
	    "save it as UTF-8 without a byte order mark\n"},
	/* One statement, one complaint; the next one is judged. */
	{"foo { a { b }\nc } \"\nworkers x", SYNTAX("1:1", "expected a "
	    "directive, found \"foo\"") VALUE("3:9", "expected a number from "
	    "1 to 256 after \"workers\", found \"x\"")},
	{"foo }\nbar", SYNTAX("1:1", "expected a directive, found \"foo\"")
	    SYNTAX("1:5", "expected a directive, found \"}\" where no block "
	    "is open") SYNTAX("2:1", "expected a directive, found \"bar\"")}
};

/* Load a text that is wrong; rep has what was found. */
static void
load_wrong(const char *text, size_t len, struct report *rep)
{
	struct conf	*cf = NULL;

	report_clear(rep);
	assert_int_equal(conf_load_text("f", text, len, rep, &cf), -1);
	assert_null(cf);
	assert_true(report_count(rep, SEV_ERROR) > 0);
	/* Without a report it is as wrong. */
	assert_int_equal(conf_load_text("f", text, len, NULL, &cf), -1);
}

static void
test_cases(void **state)
{
	struct report	*rep = report_new(100);
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		load_wrong(cases[i].text, strlen(cases[i].text), rep);
		expect_findings(rep, cases[i].findings);
	}
	report_free(rep);
}

/* One error on each of n lines; how many are reported? */
static size_t
count_errors(size_t n, struct report *rep)
{
	char	*text = calloc(n, 2);
	size_t	 i;

	assert_non_null(text);
	for (i = 0; i < 2 * n; i++)
		text[i] = "x\n"[i % 2];
	load_wrong(text, 2 * n, rep);
	free(text);
	return report_count(rep, SEV_ERROR);
}

static void
test_error_limit(void **state)
{
	struct report	*rep = report_new(PARSE_ERRORS_MAX + 2);

	(void)state;
	assert_int_equal(count_errors(PARSE_ERRORS_MAX - 1, rep),
	    PARSE_ERRORS_MAX - 1);
	/* Nothing but the last line end follows the last error. */
	assert_int_equal(count_errors(PARSE_ERRORS_MAX, rep),
	    PARSE_ERRORS_MAX);
	assert_int_equal(count_errors(PARSE_ERRORS_MAX + 1, rep),
	    PARSE_ERRORS_MAX + 1);
	assert_string_equal(report_at(rep, PARSE_ERRORS_MAX)->text,
	    "too many errors; what follows was not read");
	assert_int_equal(count_errors(PARSE_ERRORS_MAX + 2, rep),
	    PARSE_ERRORS_MAX + 1);
	report_free(rep);
}

/* A block does not evade the limit. */
static void
test_error_limit_in_block(void **state)
{
	static const char	 head[] = "zone \"a\" {\n";
	const size_t		 n = 3 * PARSE_ERRORS_MAX;
	struct report		*rep = report_new(1);
	char			*text = malloc(sizeof(head) + 2 * n);
	size_t			 len = sizeof(head) - 1;
	size_t			 i;

	(void)state;
	assert_non_null(text);
	memcpy(text, head, len);
	for (i = 0; i < 2 * n; i++)
		text[len++] = "x\n"[i % 2];
	load_wrong(text, len, rep);
	assert_int_equal(report_count(rep, SEV_ERROR),
	    PARSE_ERRORS_MAX + 1);
	free(text);
	report_free(rep);
}

/* The value of a macro of n octets, made of two words. */
static void
expect_macro_value(size_t n, const char *findings)
{
	struct report	*rep = report_new(10);
	struct conf	*cf = NULL;
	char		*text = NULL;
	int		 len;
	int		 rc;

	len = asprintf(&text, "x = %0*d y\nzone \"a\" { file \"a\" }\n"
	    "version $x", (int)n - 2, 0);
	assert_true(len > 0);
	rc = conf_load_text("f", text, (size_t)len, rep, &cf);
	assert_int_equal(rc, -1);
	expect_findings(rep, findings);
	free(text);
	report_free(rep);
}

static void
test_macro_value_limit(void **state)
{
	(void)state;
	expect_macro_value(MACRO_VALUE_MAX, VALUE("3:9", "expected 1 to 255 "
	    "octets after \"version\", found 16384"));
	expect_macro_value(MACRO_VALUE_MAX + 1, MACRO("1:16389", "the value "
	    "of this macro is longer than 16384 octets") MACRO("3:9", "macro "
	    "\"$x\" is not defined; define it above with NAME = \"value\""));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_error_limit),
		cmocka_unit_test(test_error_limit_in_block),
		cmocka_unit_test(test_macro_value_limit)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
