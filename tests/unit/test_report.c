/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "zones/report.h"

/* A finding and the line it makes. */
static const struct {
	struct finding	f;
	const char	*line;
} lines[] = {
	{{{"z", 3, 7, false}, SEV_ERROR, "soa-missing", "a.b.", "is bad"},
	    "z:3:7: error: soa-missing: a.b.: is bad"},
	{{{"z", 3, 0, false}, SEV_WARNING, "x", "a.", "t"},
	    "z:3: warning: x: a.: t"},
	{{{"z", 0, 0, false}, SEV_INFO, "x", "a.", "t"}, "z: info: x: a.: t"},
	{{{"z", 0, 7, false}, SEV_INFO, "x", "a.", "t"}, "z: info: x: a.: t"},
	{{{NULL, 3, 7, false}, SEV_INFO, "x", "a.", "t"}, "info: x: a.: t"},
	{{{NULL, 0, 0, false}, SEV_ERROR, "x", NULL, "t"}, "error: x: t"},
	{{{NULL, 0, 0, false}, SEV_ERROR, NULL, "a.", "t"}, "error: a.: t"},
	{{{NULL, 0, 0, false}, SEV_ERROR, NULL, NULL, ""}, "error: "},
	{{{"z", UINT32_MAX, UINT32_MAX, false}, SEV_ERROR, NULL, NULL, "%s%n"},
	    "z:4294967295:4294967295: error: %s%n"},
	/* A terminal shall not obey what a file says. */
	{{{"z\n", 1, 1, false}, SEV_ERROR, "x", "a\r.", "\033[2J\t\177\001 b"},
	    "z?:1:1: error: x: a?.: ?[2J??? b"},
	{{{NULL, 0, 0, false}, SEV_ERROR, NULL, NULL,
	    "\302\2332J\302\200\302\237"},
	    "error: ??2J????"},
	{{{NULL, 0, 0, false}, SEV_ERROR, NULL, NULL, "caf\303\251"
	    " \302\240\303\200"},
	    "error: caf\303\251 \302\240\303\200"},
	{{{NULL, 0, 0, false}, SEV_ERROR, NULL, NULL, "\302"}, "error: \302"},
};

static void
test_lines(void **state)
{
	char	buf[200];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		finding_format(&lines[i].f, buf, sizeof(buf));
		assert_string_equal(buf, lines[i].line);
	}
}

/* Any room: the beginning of the line, a NUL, and nothing behind. */
static void
test_lines_are_cut(void **state)
{
	const char	*line = lines[0].line;
	char		 buf[100];
	size_t		 room, len = strlen(line);

	(void)state;
	for (room = 0; room <= len + 2; room++) {
		memset(buf, '#', sizeof(buf));
		finding_format(&lines[0].f, buf, room);
		assert_int_equal(buf[room], '#');
		if (room == 0)
			continue;
		assert_int_equal(strlen(buf),
		    room - 1 < len ? room - 1 : len);
		assert_memory_equal(buf, line, strlen(buf));
	}
}

/* The limit of findings that are kept, at n-1, n, n+1. */
static void
test_keep(void **state)
{
	struct report	*rep;
	size_t		 keep, n, i;

	(void)state;
	for (keep = 0; keep < 20; keep++)
		for (n = keep == 0 ? 0 : keep - 1; n <= keep + 1; n++) {
			assert_non_null(rep = report_new(keep));
			for (i = 0; i < n; i++)
				report_add(rep, SEV_ERROR, NULL, "x", NULL,
				    "%zu", i);
			assert_int_equal(report_count(rep, SEV_ERROR), n);
			assert_int_equal(report_count(rep, SEV_WARNING), 0);
			assert_int_equal(report_kept(rep),
			    n < keep ? n : keep);
			assert_null(report_at(rep, report_kept(rep)));
			report_free(rep);
		}
}

static void
test_first_error(void **state)
{
	struct report		*rep = report_new(5);
	const struct place	 at = {.file = "f"};

	(void)state;
	assert_null(report_first_error(rep));
	report_add(rep, SEV_WARNING, &at, "x", NULL, "a");
	assert_null(report_first_error(rep));
	report_add(rep, SEV_ERROR, NULL, "x", NULL, "b");
	report_add(rep, SEV_ERROR, NULL, "x", NULL, "c");
	assert_string_equal(report_first_error(rep)->text, "b");
	report_add(rep, SEV_ERROR, &at, "x", NULL, "d");
	report_add(rep, SEV_ERROR, &at, "x", NULL, "e");
	assert_string_equal(report_first_error(rep)->text, "d");
	report_free(rep);
}

/* As much of the place as there is; else what it is. */
static void
test_place(void **state)
{
	static const struct {
		struct finding	 f;
		const char	*place;
	} rows[] = {
		{{{"f", 1, 2, false}, SEV_ERROR, "id", NULL, "t"}, "at f:1:2"},
		{{{"f", 1, 0, false}, SEV_ERROR, "id", NULL, "t"}, "at f:1"},
		{{{"f\n", 0, 2, false}, SEV_ERROR, "id", NULL, "t"},
		    "at f?"},
		{{{NULL, 1, 2, false}, SEV_ERROR, "id", NULL, "t"}, "(id)"},
		{{{NULL, 0, 0, false}, SEV_ERROR, NULL, NULL, "t"}, "(t)"}
	};
	char	 path[FINDING_PLACE_MAX + 1], buf[FINDING_PLACE_MAX];
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(finding_place(&rows[i].f, buf),
		    rows[i].place);
	memset(path, 'p', sizeof(path) - 1);
	for (i = FINDING_PLACE_MAX - 5; i <= FINDING_PLACE_MAX - 3; i++) {
		struct finding	 f = {.at = {.file = path}};

		path[i] = '\0';
		assert_int_equal(strlen(finding_place(&f, buf)),
		    i + 3 < FINDING_PLACE_MAX ? i + 3 : FINDING_PLACE_MAX - 1);
		path[i] = 'p';
	}
}

/* How names are told if they are those of a file for many domains. */
static void
test_related(void **state)
{
	static const struct {
		const char	*owner, *text, *line;
	} rows[] = {
		{NULL, "x", "error: id: x"},
		{"d.invalid.", "no SOA", "error: id: @: no SOA"},
		{"www.d.invalid.", "www.d.invalid. and d.invalid.",
		    "error: id: www: www and @"},
		{"a.b.d.invalid.", "\"a.d.invalid.\", (d.invalid.)",
		    "error: id: a.b: \"a\", (@)"},
		{"bad.invalid.", "d.invalid.example. and d.invalid",
		    "error: id: bad.invalid.: d.invalid.example. and "
		    "d.invalid"},
		{"d.invalid.d.invalid.", "-d.invalid. d.invalid.-x",
		    "error: id: d.invalid: -d.invalid. d.invalid.-x"}
	};
	struct report	*rep = report_new(1);
	char		 line[256];
	size_t		 i;

	(void)state;
	report_relate(NULL, "d.invalid.");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		report_relate(rep, "d.invalid.");
		report_clear(rep);
		report_add(rep, SEV_ERROR, NULL, "id", rows[i].owner, "%s",
		    rows[i].text);
		finding_format(report_at(rep, 0), line, sizeof(line));
		assert_string_equal(line, rows[i].line);
	}
	report_relate(rep, NULL);
	report_clear(rep);
	report_add(rep, SEV_ERROR, NULL, "id", "d.invalid.", "d.invalid.");
	finding_format(report_at(rep, 0), line, sizeof(line));
	assert_string_equal(line, "error: id: d.invalid.: d.invalid.");
	report_free(rep);
}

static void
test_texts_are_copies(void **state)
{
	struct report		*rep = report_new(5);
	char			 file[] = "f", owner[] = "o", text[] = "t";
	struct place		 at = {file, 1, 2, false};
	const struct finding	*f;

	(void)state;
	report_add(rep, SEV_INFO, &at, "x", owner, "%s", text);
	report_add(rep, SEV_INFO, &at, "x", NULL, "%s", text);
	file[0] = owner[0] = text[0] = '#';
	f = report_at(rep, 0);
	assert_string_equal(f->at.file, "f");
	assert_string_equal(f->owner, "o");
	assert_string_equal(f->text, "t");
	/* One file, one copy of its name. */
	assert_ptr_equal(f->at.file, report_at(rep, 1)->at.file);
	report_free(rep);
}

/* Texts are cut at 2047 octets. */
static void
test_long_texts(void **state)
{
	struct report	*rep = report_new(5);
	char		 text[2049];
	size_t		 len;

	(void)state;
	for (len = 2046; len <= 2048; len++) {
		memset(text, 'x', len);
		text[len] = '\0';
		report_add(rep, SEV_INFO, NULL, "x", NULL, "%s", text);
	}
	assert_int_equal(strlen(report_at(rep, 0)->text), 2046);
	assert_int_equal(strlen(report_at(rep, 1)->text), 2047);
	assert_int_equal(strlen(report_at(rep, 2)->text), 2047);
	report_free(rep);
}

/* By file, line, column; what is equal keeps its order. */
static void
test_sort(void **state)
{
	static const struct place places[] = {
		{"b", 1, 1, false}, {"a", 2, 2, false}, {"a", 2, 1, false},
		{NULL, 9, 9, false}, {"a", 10, 0, false}, {"a", 2, 1, false},
		{"a", 0, 0, false}, {"b", 1, 1, false}
	};
	static const char	order[] = "36251407";
	struct report		*rep = report_new(100);
	size_t			 i;

	(void)state;
	report_sort(rep);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		report_add(rep, SEV_INFO, &places[i], "x", NULL, "%zu", i);
	report_sort(rep);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		assert_int_equal(report_at(rep, i)->text[0], order[i]);
	/* Files are found again after sorting. */
	report_add(rep, SEV_INFO, &places[0], "x", NULL, "y");
	assert_string_equal(report_at(rep, i)->at.file, "b");
	report_free(rep);
}

static void
test_clear(void **state)
{
	struct report	*rep = report_new(1);
	struct place	 at = {"f", 1, 1, false};
	int		 i;

	(void)state;
	for (i = 0; i < 3; i++) {
		report_add(rep, SEV_ERROR, &at, "x", "o", "t%d", i);
		report_add(rep, SEV_ERROR, &at, "x", "o", "t%d", i);
		assert_int_equal(report_kept(rep), 1);
		assert_int_equal(report_at(rep, 0)->text[1], '0' + i);
		report_clear(rep);
		assert_int_equal(report_kept(rep), 0);
		assert_int_equal(report_count(rep, SEV_ERROR), 0);
	}
	report_free(rep);
	report_free(NULL);
	report_add(NULL, SEV_ERROR, &at, "x", "o", "nobody listens");
}

static void
test_severity_names(void **state)
{
	(void)state;
	assert_string_equal(severity_name(SEV_INFO), "info");
	assert_string_equal(severity_name(SEV_WARNING), "warning");
	assert_string_equal(severity_name(SEV_ERROR), "error");
	assert_true(SEV_INFO < SEV_WARNING && SEV_WARNING < SEV_ERROR);
}

/* Whatever fails: all is counted, what is stored is whole. */
static void
test_without_memory(void **state)
{
	struct place	 at[] = {{"f", 2, 1, false}, {"g", 1, 1, false},
	    {"f", 1, 1, false}};
	struct report	*rep;
	long		 held = failing_held();
	size_t		 n, i, k;
	bool		 has_failed;

	(void)state;
	for (n = 0, has_failed = true; has_failed; n++) {
		failing_arm(n);
		if ((rep = report_new(30)) != NULL) {
			for (i = 0; i < 30; i++)
				report_add(rep, SEV_ERROR, &at[i % 3], "x",
				    "o", "%0200zu", i);
			report_sort(rep);
			assert_int_equal(report_count(rep, SEV_ERROR), 30);
			assert_in_range(report_kept(rep), 29, 30);
		}
		has_failed = failing_disarm();
		for (k = 0; rep != NULL && k < report_kept(rep); k++)
			assert_true(strlen(report_at(rep, k)->text) == 200 &&
			    report_at(rep, k)->at.file != NULL);
		report_free(rep);
		assert_int_equal(failing_held(), held);
	}
	assert_true(n > 5);
}

/* Kept or only counted, of a severity and above. */
static void
test_append(void **state)
{
	static const struct place	 at = {.file = "z", .line = 3};
	struct report			*from = report_new(3), *to, *few;

	(void)state;
	report_add(from, SEV_INFO, &at, "i", NULL, "advice");
	report_add(from, SEV_ERROR, &at, "e", "o.", "100%%");
	report_add(from, SEV_WARNING, NULL, "w", NULL, "one");
	report_add(from, SEV_WARNING, NULL, "w", NULL, "two");
	to = report_copy(from, SEV_WARNING);
	assert_int_equal(report_count(to, SEV_INFO), 0);
	assert_int_equal(report_count(to, SEV_WARNING), 2);
	assert_int_equal(report_count(to, SEV_ERROR), 1);
	assert_int_equal(report_kept(to), 2);
	assert_string_equal(report_at(to, 0)->text, "100%");
	assert_string_equal(report_at(to, 0)->owner, "o.");
	assert_int_equal(report_at(to, 0)->at.line, 3);
	report_append(to, from, SEV_ERROR);
	report_append(to, NULL, SEV_INFO);
	assert_int_equal(report_count(to, SEV_WARNING), 2);
	assert_int_equal(report_count(to, SEV_ERROR), 2);
	/* Less room: what is not kept counts. */
	few = report_new(1);
	report_append(few, from, SEV_INFO);
	assert_int_equal(report_kept(few), 1);
	assert_int_equal(report_count(few, SEV_INFO), 1);
	assert_int_equal(report_count(few, SEV_WARNING), 2);
	assert_int_equal(report_count(few, SEV_ERROR), 1);
	report_free(few);
	report_free(to);
	report_free(from);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_lines_are_cut),
		cmocka_unit_test(test_keep),
		cmocka_unit_test(test_first_error),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_related),
		cmocka_unit_test(test_texts_are_copies),
		cmocka_unit_test(test_long_texts),
		cmocka_unit_test(test_sort),
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_severity_names),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
