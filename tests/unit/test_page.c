/* SPDX-License-Identifier: ISC */
/* The status page: what it says, and that nothing in it is markup. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/chart.h"
#include "server/html.h"
#include "server/page.h"
#include "server/style.h"

/* What was written; for one call at a time. */
static char	*text;
static size_t	 len;

static FILE *
begin(void)
{
	FILE	*to = open_memstream(&text, &len);

	assert_non_null(to);
	return to;
}

static void
expect(FILE *to, const char *wanted)
{
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void
test_text(void **state)
{
	static const char *const	rows[][2] = {
		{"", ""},
		{"mx.example", "mx.example"},
		{"<script>alert(1)</script>",
		    "&lt;script&gt;alert(1)&lt;/script&gt;"},
		{"a&amp;\"b'", "a&amp;amp;&quot;b&#39;"},
		{"a\1\x7f\tb", "a&#xfffd;&#xfffd;&#xfffd;b"},
		{"\xc3\xa9\xff", "&#xfffd;&#xfffd;&#xfffd;"}
	};
	FILE	*to;
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		to = begin();
		html_text(to, rows[i][0]);
		expect(to, rows[i][1]);
	}
}

static void
test_count(void **state)
{
	static const struct {
		double		 n;
		const char	*wanted;
	} rows[] = {
		{0, "0"}, {0.04, "0.0"}, {0.25, "0.2"}, {1, "1"},
		{9.94, "9.9"}, {9.96, "10"}, {999, "999"},
		{999.4, "999"}, {999.6, "1&#8239;000"},
		{1000, "1&#8239;000"}, {9999, "9&#8239;999"},
		{10000, "10.0&#8239;k"}, {99940, "99.9&#8239;k"},
		{123456, "123&#8239;k"}, {1e6, "1.00&#8239;M"},
		{12.34e6, "12.3&#8239;M"}, {5e9, "5.00&#8239;G"}
	};
	FILE	*to;
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		to = begin();
		html_count(to, rows[i].n);
		expect(to, rows[i].wanted);
	}
}

static void
test_words(void **state)
{
	static const struct {
		uint64_t	 s;
		const char	*wanted;
	} rows[] = {
		{0, "0 s"}, {59, "59 s"}, {60, "1 min"}, {3599, "59 min"},
		{3600, "1 h 0 min"}, {86399, "23 h 59 min"},
		{86400, "1 d 0 h"}, {200000, "2 d 7 h"}
	};
	FILE	*to;
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		to = begin();
		html_duration(to, rows[i].s);
		expect(to, rows[i].wanted);
	}
	to = begin();
	html_number_of(to, 0, "zone", NULL);
	html_number_of(to, 1, "zone", NULL);
	html_number_of(to, 2, "zone is", "zones are");
	html_share(to, 0, 0);
	html_share(to, 1, 3000);
	html_share(to, 1, 3);
	expect(to, "0 zones1 zone2 zones are0.0&#8239;%&lt;&#8239;0.1&#8239;%"
	    "33.3&#8239;%");
}

static void
test_bar(void **state)
{
	FILE	*to = begin();

	(void)state;
	html_bar(to, 1, 0, "x");
	html_bar(to, 1, 3, "x");
	html_bar(to, 4, 3, "x");
	assert_int_equal(fclose(to), 0);
	assert_non_null(strstr(text, "width=\"0.0\""));
	assert_non_null(strstr(text, "width=\"33.3\""));
	assert_non_null(strstr(text, "width=\"100.0\""));
	free(text);
}

/* The steps end at the right edge, and are as high as their mean. */
static void
test_rate(void **state)
{
	static const struct {
		unsigned	 n;		/* samples of 0, 5, 10 ... */
		const char	*path;
	} rows[] = {
		{1, "d=\"M719 200.0H720\""},
		{3, "d=\"M717 0.0H720\""},
		{4, "d=\"M716 50.0H720\""},
		{5, "d=\"M715 200.0H716V100.0H720\""}
	};
	struct history	*h;
	struct stats	 sum = {.took_ns = 0};
	FILE		*to;
	unsigned	 i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		sum.n[STAT_QUERIES_UDP] = 0;
		h = history_new(0);
		for (k = 0; k < rows[i].n; k++) {
			sum.n[STAT_QUERIES_UDP] += 5 * k;
			history_add(h, (k + 1) * 5000, &sum);
		}
		to = begin();
		chart_rate(to, h);
		assert_int_equal(fclose(to), 0);
		if (strstr(text, rows[i].path) == NULL)
			fail_msg("no %s in %s", rows[i].path, text);
		free(text);
		history_free(h);
	}
}

/* Of one busy sample the curve shows the mean of its step, and so does what
   is said of it. */
static void
test_peak(void **state)
{
	struct history	*h = history_new(0);
	struct stats	 sum = {.took_ns = 0};
	FILE		*to;
	unsigned	 k;

	(void)state;
	for (k = 0; k < 8; k++) {
		if (k == 2 || k == 7)
			sum.n[STAT_QUERIES_UDP] += k == 2 ? 80 : 40;
		history_add(h, (k + 1) * 5000, &sum);
	}
	assert_true(chart_now(h) == 2);
	to = begin();
	chart_rate(to, h);
	assert_int_equal(fclose(to), 0);
	assert_non_null(strstr(text, ">Now 2, mean 3, peak 4<"));
	assert_non_null(strstr(text, "d=\"M712 40.0H716V120.0H720\""));
	free(text);
	history_free(h);
}

static void
test_no_rate(void **state)
{
	struct history	*h = history_new(0);
	FILE		*to = begin();

	(void)state;
	chart_rate(to, h);
	assert_int_equal(fclose(to), 0);
	assert_null(strstr(text, "<svg"));
	assert_non_null(strstr(text, "within 5 seconds"));
	free(text);
	history_free(h);
}

/* The most frequent first; what is rare is one. */
static void
test_mixes(void **state)
{
	struct stats	 now = {.took_ns = 0}, base = now;
	const char	*a, *mx, *other;
	unsigned	 i;
	FILE		*to;

	(void)state;
	for (i = STAT_TYPE_OTHER; i < STAT_COUNT; i++)
		now.n[i] = 1;
	base.n[STAT_TYPE_A] = 100;
	now.n[STAT_TYPE_A] = 110;
	now.n[STAT_TYPE_MX] = 20;
	to = begin();
	chart_mixes(to, &now, &base);
	assert_int_equal(fclose(to), 0);
	a = strstr(text, ">A</th><td class=\"num\">10<");
	mx = strstr(text, ">MX</th><td class=\"num\">20<");
	other = strstr(text, ">other</th>");
	assert_true(a != NULL && mx != NULL && mx < a && other > a);
	/* 16 rows: two and six are told, the other eight are one. */
	assert_non_null(strstr(text, ">other</th><td class=\"num\">8<"));
	assert_non_null(strstr(text, "None yet."));
	free(text);
}

static char *
page_of(const struct loader_status *st, const char *host, const char *board)
{
	struct exposure	 now = {.status = *st, .workers = 1,
			    .started = 1000};
	struct history	*h = history_new(0);
	struct page	 page = {.now = &now, .history = h, .host = host,
			    .board = board, .board_at = 2000, .at = 2031};
	char		*html = page_make(&page);

	assert_non_null(html);
	history_free(h);
	return html;
}

static void
test_verdict(void **state)
{
	static const struct {
		struct loader_status	 st;
		const char		*wanted;
	} rows[] = {
		{{.generation = 0}, "Loading zones; no queries are answered "
		    "yet."},
		{{.generation = 1}, "</span> Answering queries."},
		{{.generation = 1, .rc = -1}, "Answering queries; the last "
		    "reload failed."},
		{{.generation = 1, .failing = 3, .dead = 1, .rc = -1},
		    "Answering queries; 1 zone is not served; 2 zones have "
		    "old content, because the new has errors."},
		{{.generation = 1, .rc = -1, .faulty = 1, .lost = 1,
		    .why = "zones in /<d>: no"}, "bad\"><span aria-hidden=\""
		    "true\">&#10006;</span> Answering queries; zones in "
		    "/&lt;d&gt;: no."},
		{{.generation = 1, .rc = -1, .faulty = 3, .why = "w"},
		    "warn\"><span aria-hidden=\"true\">&#9650;</span> "
		    "Answering queries; w, and 2 more."},
		{{.generation = 1, .rc = -1, .faulty = 1, .why = "w"},
		    "not all that are configured"},
		{{.generation = 1, .rounds = 1}, "all as their files say"}
	};
	char	*html;
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		html = page_of(&rows[i].st, "ns1", NULL);
		if (strstr(html, rows[i].wanted) == NULL)
			fail_msg("no \"%s\"", rows[i].wanted);
		free(html);
	}
}

static void
test_page(void **state)
{
	static const struct loader_status	st = {
		.generation = 1, .text = "<i>"
	};
	char	*html = page_of(&st, "<b>", "<p>board</p>");

	(void)state;
	assert_memory_equal(html, "<!DOCTYPE html>\n<html lang=\"en\">", 32);
	assert_null(strstr(html, "<b>"));
	assert_null(strstr(html, "<i>"));
	assert_null(strstr(html, "style=\""));
	assert_null(strstr(html, "http://"));
	assert_non_null(strstr(html, "mxd on &lt;b&gt;</title>"));
	assert_non_null(strstr(html, style_sheet));
	assert_non_null(strstr(html, "<p>board</p>"));
	assert_non_null(strstr(html, "is of 31 s ago"));
	assert_non_null(strstr(html, "1970-01-01 00:33:51"));
	free(html);
}

/* The digest is that of the style sheet, as openssl dgst -sha256 | base64
   says; a browser compares it, see tests/e2e/test_page.py. */
static void
test_policy(void **state)
{
	char	 policy[STYLE_POLICY_MAX];

	(void)state;
	assert_int_equal(style_policy(policy), 0);
	assert_memory_equal(policy, "default-src 'none'; style-src 'sha256-",
	    38);
	assert_int_equal(strcspn(policy + 38, "'"), 44);
	assert_non_null(strstr(policy, "frame-ancestors 'none'"));
	assert_null(strstr(policy, "unsafe"));
	assert_null(strstr(style_sheet, "url("));
	assert_null(strstr(style_sheet, "</"));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_count),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_bar),
		cmocka_unit_test(test_rate),
		cmocka_unit_test(test_peak),
		cmocka_unit_test(test_no_rate),
		cmocka_unit_test(test_mixes),
		cmocka_unit_test(test_verdict),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_policy)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
