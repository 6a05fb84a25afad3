/* SPDX-License-Identifier: ISC */
/* Words of a configuration: each kind, each place, each complaint. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/lex.h"

#define QUOTE_OPEN(place) \
	place ": error: conf-syntax: this quote is not closed on its line; " \
	"expected \" before the line's end\n"
#define BAD_ESCAPE(place) \
	place ": error: conf-syntax: only \\\" and \\\\ are escapes in a " \
	"string; write \\\\ for a backslash\n"
#define BAD_SLASH(place) \
	place ": error: conf-syntax: a backslash stands at the end of a line " \
	"or in quotes\n"
#define BAD_CONTROL(place) \
	place ": error: conf-syntax: control character; is this a text file?\n"
#define BAD_MACRO(place) \
	place ": error: conf-syntax: expected the name of a macro behind " \
	"'$'; if '$' itself is meant, put it into quotes\n"
#define GLUED_MACRO(place) \
	place ": error: conf-syntax: a macro stands alone; if '$' is part of " \
	"this word, put the word into quotes\n"
#define MARKED \
	"f:1:1: warning: conf-encoding: the file begins with a byte order " \
	"mark, which is skipped; save it as UTF-8 without one\n"
#define UTF16 \
	"f:1:1: error: conf-encoding: the file is UTF-16; save it as UTF-8 " \
	"without a byte order mark\n"

/*
 * Lexemes are written LINE:COLUMN and a sign for the kind with the text:
 * w'word' s'string' m'macro' { } = , ; (END) . (EOF) ! (BAD).
 */
static const struct {
	const char	*text;
	const char	*lexemes;
	const char	*findings;
} cases[] = {
	{"", "1:1.", ""},
	{"a b", "1:1w'a' 1:3w'b' 1:4.", ""},
	{" \ta\n\nb\n", "1:3w'a' 1:4; 2:1; 3:1w'b' 3:2; 4:1.", ""},
	{"a\r\nb\r\n", "1:1w'a' 1:2; 2:1w'b' 2:2; 3:1.", ""},
	{"a;b", "1:1w'a' 1:2; 1:3w'b' 1:4.", ""},
	{"{}=,", "1:1{ 1:2} 1:3= 1:4, 1:5.", ""},
	{"a{b}c=d,e", "1:1w'a' 1:2{ 1:3w'b' 1:4} 1:5w'c' 1:6= 1:7w'd' 1:8, "
	    "1:9w'e' 1:10.", ""},
	{"# a\nb # c;\"\nd#e", "1:4; 2:1w'b' 2:8; 3:1w'd' 3:4.", ""},
	{"# no continuation \\\nb", "1:20; 2:1w'b' 2:2.", ""},
	{"fe80::1%eth0 */[]().-_@!", "1:1w'fe80::1%eth0' "
	    "1:14w'*/[]().-_@!' 1:25.", ""},
	{"\xc3\xa9", "1:1w'\xc3\xa9' 1:3.", ""},
	/* Continued lines. */
	{"a \\\n b", "1:1w'a' 2:2w'b' 2:3.", ""},
	{"a\\\r\nb", "1:1w'a' 2:1w'b' 2:2.", ""},
	{"a \\ \nb", "1:1w'a' 1:3! 1:5; 2:1w'b' 2:2.", BAD_SLASH("f:1:3")},
	{"a\\b", "1:1w'a' 1:2! 1:3w'b' 1:4.", BAD_SLASH("f:1:2")},
	{"\\", "1:1! 1:2.", BAD_SLASH("f:1:1")},
	/* Strings. */
	{"\"\"", "1:1s'' 1:3.", ""},
	{"\"a b;{}#$=,\t\xc3\xa9\"x", "1:1s'a b;{}#$=,\t\xc3\xa9' 1:16w'x' "
	    "1:17.", ""},
	{"\"a\\\"b\\\\\"", "1:1s'a\"b\\' 1:9.", ""},
	{"\"a \\\n b\" c", "1:1s'a  b' 2:5w'c' 2:6.", ""},
	{"\"a\\\r\nb\"", "1:1s'ab' 2:3.", ""},
	{"\"a", "1:1! 1:3.", QUOTE_OPEN("f:1:1")},
	{"\"", "1:1! 1:2.", QUOTE_OPEN("f:1:1")},
	{"b \"a\nc", "1:1w'b' 1:3! 1:5; 2:1w'c' 2:2.", QUOTE_OPEN("f:1:3")},
	{"\"a\\\nb\nc", "1:1! 2:2; 3:1w'c' 3:2.", QUOTE_OPEN("f:1:1")},
	{"\"a\\", "1:1! 1:4.", BAD_ESCAPE("f:1:3")},
	{"\"a\\n\\\"x\" y", "1:1! 1:10w'y' 1:11.", BAD_ESCAPE("f:1:3")},
	{"\"a\\\n\\x\" y", "1:1! 2:5w'y' 2:6.", BAD_ESCAPE("f:2:1")},
	{"\"a\x01;b\" y", "1:1! 1:8w'y' 1:9.",
	    "f:1:3: error: conf-syntax: control character in a string\n"},
	{"\"a\x7f\"", "1:1! 1:5.",
	    "f:1:3: error: conf-syntax: control character in a string\n"},
	/* A carriage return that ends no line. */
	{"a\rb", "1:1w'a' 1:2! 1:3w'b' 1:4.", BAD_CONTROL("f:1:2")},
	{"a\x7f", "1:1w'a' 1:2! 1:3.", BAD_CONTROL("f:1:2")},
	/* Macros. */
	{"$a_9Z b", "1:1m'a_9Z' 1:7w'b' 1:8.", ""},
	{"$a.b", "1:1m'a' 1:3w'.b' 1:5.", ""},
	{"$", "1:1! 1:2.", BAD_MACRO("f:1:2")},
	{"$ a", "1:1! 1:3w'a' 1:4.", BAD_MACRO("f:1:2")},
	{"$$a", "1:1! 1:2m'a' 1:4.", BAD_MACRO("f:1:2")},
	{"a$b", "1:1! 1:3w'b' 1:4.", GLUED_MACRO("f:1:2")},
	/* Byte order marks. */
	{"\xef\xbb\xbf" "a", "1:1w'a' 1:2.", MARKED},
	{"\xff\xfe" "a", "1:4.", UTF16},
	{"\xfe\xff" "a", "1:4.", UTF16}
};

static char
sign_of(enum lex_kind kind)
{
	/* In the order of enum lex_kind. */
	return "wsm{}=,;.!"[kind];
}

static void
describe(FILE *out, const struct lexeme *lm)
{
	assert_true(fprintf(out, "%s%u:%u%c",
	    lm->at.line == 1 && lm->at.column == 1 ? "" : " ", lm->at.line,
	    lm->at.column, sign_of(lm->kind)) > 0);
	if (lm->kind <= LEX_MACRO)
		assert_true(fprintf(out, "'%.*s'", (int)lm->len,
		    lm->text) > 0);
}

/* All lexemes of a text as the table writes them; caller frees. */
static char *
lex_all(const char *text, size_t len, struct arena *arena,
    struct report *rep)
{
	struct lexer	 lx;
	struct lexeme	 lm;
	char		*lexemes;
	size_t		 size;
	FILE		*out;

	assert_non_null(out = open_memstream(&lexemes, &size));
	lex_start(&lx, "f", text, len, arena, rep);
	do {
		lex_next(&lx, &lm);
		describe(out, &lm);
	} while (lm.kind != LEX_EOF);
	lex_next(&lx, &lm);
	assert_int_equal(lm.kind, LEX_EOF);
	assert_int_equal(fclose(out), 0);
	return lexemes;
}

static void
test_cases(void **state)
{
	struct arena	*arena = arena_new();
	struct report	*rep = report_new(100);
	char		*lexemes;
	const char	*found;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		lexemes = lex_all(cases[i].text, strlen(cases[i].text), arena,
		    rep);
		found = lexemes[0] == ' ' ? lexemes + 1 : lexemes;
		assert_string_equal(found, cases[i].lexemes);
		expect_findings(rep, cases[i].findings);
		report_clear(rep);
		free(lexemes);
	}
	report_free(rep);
	arena_free(arena);
}

static void
test_nul(void **state)
{
	static const char	 text[] = "a\0b \"\0\"";
	struct arena		*arena = arena_new();
	struct report		*rep = report_new(100);
	char			*lexemes;

	(void)state;
	lexemes = lex_all(text, sizeof(text) - 1, arena, rep);
	assert_string_equal(lexemes, "1:1w'a' 1:2! 1:3w'b' 1:5! 1:8.");
	expect_findings(rep, BAD_CONTROL("f:1:2")
	    "f:1:6: error: conf-syntax: control character in a string\n");
	free(lexemes);
	report_free(rep);
	arena_free(arena);
}

static void
test_quiet(void **state)
{
	static const char	 text[] = "\"a $ \\ \x01";
	struct arena		*arena = arena_new();
	struct report		*rep = report_new(100);
	struct lexer		 lx;
	struct lexeme		 lm;

	(void)state;
	lex_start(&lx, "f", text, sizeof(text) - 1, arena, rep);
	lx.is_quiet = true;
	do
		lex_next(&lx, &lm);
	while (lm.kind != LEX_EOF);
	expect_findings(rep, "");
	report_free(rep);
	arena_free(arena);
}

static void
expect_show(enum lex_kind kind, const char *text, const char *wanted)
{
	struct lexeme	lm = {.kind = kind, .text = text,
			    .len = strlen(text)};
	char		buf[LEX_SHOW_MAX];

	assert_string_equal(lex_show(&lm, buf), wanted);
}

static void
test_show(void **state)
{
	(void)state;
	expect_show(LEX_WORD, "word", "\"word\"");
	expect_show(LEX_STRING, "", "\"\"");
	expect_show(LEX_MACRO, "m", "\"$m\"");
	expect_show(LEX_OPEN, "{", "\"{\"");
	expect_show(LEX_END, "", "end of line");
	expect_show(LEX_END, ";", "\";\"");
	expect_show(LEX_EOF, "", "end of file");
	expect_show(LEX_WORD, "1234567890123456789012345678901234567890",
	    "\"1234567890123456789012345678901234567890\"");
	expect_show(LEX_WORD, "12345678901234567890123456789012345678901",
	    "\"1234567890123456789012345678901234567890...\"");
}

static void
test_is(void **state)
{
	struct lexeme	lm = {.kind = LEX_WORD, .text = "only!", .len = 4};

	(void)state;
	assert_true(lex_is(&lm, "only"));
	assert_false(lex_is(&lm, "Only"));
	assert_false(lex_is(&lm, "onl"));
	assert_false(lex_is(&lm, "only!"));
	lm.kind = LEX_STRING;
	assert_true(lex_is(&lm, "only"));
	lm.kind = LEX_BAD;
	assert_false(lex_is(&lm, "only"));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_nul),
		cmocka_unit_test(test_quiet),
		cmocka_unit_test(test_show),
		cmocka_unit_test(test_is)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
