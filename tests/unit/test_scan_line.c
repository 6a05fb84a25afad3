/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "zones/scan.h"

/*
 * The quick ways to read a line and the general one, asked the same: words
 * with their places, faults, what comments permit.
 */

#define TEXTS		4000
#define TEXT_MOST	400
#define DUMP_BYTES	(1 << 17)

static uint64_t	seed = 0x5eed;

static uint32_t
draw(uint32_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)(seed >> 32) % below;
}

struct dump {
	char	*text;
	size_t	 used;
};

static void put(struct dump *, const char *, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct dump *d, const char *fmt, ...)
{
	va_list	ap;
	int	n;

	va_start(ap, fmt);
	n = vsnprintf(d->text + d->used, DUMP_BYTES - d->used, fmt, ap);
	va_end(ap);
	assert_true(n >= 0 && (size_t)n < DUMP_BYTES - d->used);
	d->used += (size_t)n;
}

static void
put_entry(struct dump *d, const char *text, const struct entry *e)
{
	const struct token	*tok;

	put(d, "%d %d", e->is_owner_blank, e->is_broken);
	for (tok = e->tokens; tok < e->tokens + e->n; tok++)
		put(d, " %td+%u %u:%u %d", tok->text - text, tok->len,
		    tok->line, tok->column, tok->is_quoted);
	put(d, "\n");
}

/* All that the scanner says of a text, read in this way. */
static void
dump_text(struct dump *d, const char *text, size_t len,
    const struct scan_way *way)
{
	struct report	*rep = report_new(1000);
	struct allows	 allows = {NULL, 0, 0};
	struct scan	 s;
	struct entry	 e;
	char		 line[400];
	size_t		 i;

	d->used = 0;
	scan_init(&s, text, len, 1, "f", rep);
	s.way = way;
	s.allows = &allows;
	while (scan_next(&s, &e) == 1)
		put_entry(d, text, &e);
	put(d, "line %u faults %zu\n", s.line, s.faults);
	for (i = 0; i < report_kept(rep); i++) {
		finding_format(report_at(rep, i), line, sizeof(line));
		put(d, "%s\n", line);
	}
	for (i = 0; i < allows.n; i++)
		put(d, "%u:%u %s\n", allows.all[i].line, allows.all[i].column,
		    allows.all[i].id);
	scan_clear(&s);
	allows_clear(&allows);
	report_free(rep);
}

/* Texts as they are, and such as nobody would write. */
static size_t
make_text(char *text)
{
	static const char	*const pieces[] = {
		"a", "example.com.", "3600", "IN", "MX", "TXT", "192.0.2.1",
		"a-word-that-is-longer-than-others", " ", " ", " ", "\t", "  ",
		"\n", "\n", "\n", "\"", "\"quoted\"", "\"a b; (c)\"", "\"\"",
		"; a comment\n", ";", "\"k=\"", "k=\"v w\"", "SVCB",
		"; mxcheck: allow mx-single\n", "(", ")", "\\", "\r\n", "\r",
		"\xef\xbb\xbf", "\xef", "\xff", "=", "$", "\n ", "\"x=\"",
	};
	/* Only some of them in most texts, so that lines become whole. */
	size_t		some = draw(3) == 0 ? 38 : 8 + draw(18);
	size_t		most = draw(TEXT_MOST);
	size_t		used = 0;
	const char	*piece;

	while (used < most) {
		piece = draw(400) == 0 ? "" : pieces[draw((uint32_t)some)];
		memcpy(text + used, piece, strlen(piece) + 1);
		/* One of them is a NUL. */
		used += *piece == '\0' ? 1 : strlen(piece);
	}
	text[used] = '\0';
	return used;
}

static void
compare_ways(const char *text, size_t len)
{
	static char	general[DUMP_BYTES], quick[DUMP_BYTES];
	struct dump	a = {general, 0}, b = {quick, 0};
	unsigned	i;

	dump_text(&a, text, len, NULL);
	for (i = 0; scan_way_at(i) != NULL; i++) {
		dump_text(&b, text, len, scan_way_at(i));
		assert_string_equal(b.text, a.text);
	}
}

static void
test_ways(void **state)
{
	char	 made[TEXT_MOST + 64];
	char	*text;
	size_t	 len;
	int	 i;

	(void)state;
	for (i = 0; i < TEXTS; i++) {
		len = make_text(made);
		/* So that a sanitizer sees what is read behind the end. */
		assert_non_null(text = malloc(len + 1));
		memcpy(text, made, len + 1);
		compare_ways(text, len);
		free(text);
	}
}

/*
 * Each octet that means something, and neighbours, at each place of a line
 * as long as one block and a half; all octets at one place.
 */
static void
test_octets(void **state)
{
	static const char	line[] = "a-name 3600 IN TXT \"some words in"
	    " quotes\" \"and again some\" more words behind them and a"
	    " word\nb A 1\n";
	static const char	octets[] = "\0\t\n\r \"();\\=$\xef\x80"
	    "\x01\x0b#:]\x1f\x2a\x89\xa0\xbb\xff";
	char			text[sizeof(line)];
	size_t			i, k;

	(void)state;
	memcpy(text, line, sizeof(line));
	for (i = 0; i < sizeof(line) - 1; i++) {
		for (k = 0; k < sizeof(octets) - 1; k++) {
			text[i] = octets[k];
			compare_ways(text, sizeof(line) - 1);
		}
		text[i] = line[i];
	}
	for (k = 0; k <= UINT8_MAX; k++) {
		text[40] = (char)k;
		compare_ways(text, sizeof(line) - 1);
	}
}

/* Words and quotes that end at each place around the blocks' ends. */
static void
test_blocks(void **state)
{
	static const char	*const shapes[] = {
		"%.*s b\n", "a %.*s\n", "a \"%.*s\" b\n", "a \"%.*s\"\n",
		"a %.*s;c\nb\n", "a \"%.*s\"\"\"\n", " %.*s\n", "%.*s\"x\"\n",
	};
	char			fill[300];
	char			text[320];
	size_t			i;
	int			len, n;

	(void)state;
	memset(fill, 'x', sizeof(fill));
	for (i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		for (n = 1; n < (int)sizeof(fill); n++) {
			len = snprintf(text, sizeof(text), shapes[i], n, fill);
			compare_ways(text, (size_t)len);
			/* The same without its last octet. */
			text[len - 1] = '\0';
			compare_ways(text, (size_t)len - 1);
		}
	}
}

/* What lines the quick way takes, so that it is not left out unseen. */
static void
test_is_quick(void **state)
{
	static const struct {
		const char	*text;
		size_t		 n;	/* tokens; 99: not quick */
	} rows[] = {
		{"\n", 0}, {"  \n", 0}, {"; x \\ (\n", 0}, {"a\n", 1},
		{"a b\tc ; (\n", 3}, {"a \"b c\" \"\" d\n", 4},
		{"a \"v=DKIM1; p=x=\"\n", 2}, {"a\"b\"c\n", 3}, {"", 99},
		{"a b", 99}, {"a ( b )\n", 99}, {"a \\b\n", 99},
		{"a \"b\n", 99}, {"a b\r\n", 99}, {"a k=\"v\"\n", 99},
		{"\xef\xbb\xbf" "a b\n", 99}, {"a ; b", 99},
	};
	struct token		tokens[SCAN_LINE_TOKENS];
	struct scan_line	line;
	const struct scan_way	*way;
	const char		*text;
	unsigned		i;
	size_t			k;

	(void)state;
	for (i = 0; (way = scan_way_at(i)) != NULL; i++) {
		for (k = 0; k < sizeof(rows) / sizeof(rows[0]); k++) {
			text = rows[k].text;
			if (!way->read(text, text + strlen(text), 1, tokens,
			    SCAN_LINE_TOKENS, &line))
				line.n = 99;
			assert_int_equal(line.n, rows[k].n);
		}
		/* No room. */
		text = "a\n";
		assert_false(way->read(text, text + 2, 1, tokens,
		    SCAN_LINE_TOKENS - 1, &line));
	}
	assert_true(i >= 1);
	assert_string_equal(scan_way_at(i - 1)->name, "words");
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_ways),
		cmocka_unit_test(test_octets),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_is_quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
