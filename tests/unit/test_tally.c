/* SPDX-License-Identifier: ISC */
/*
 * Findings of many lines: what is the same is told once, with its lines.
 */
#include "tests/unit/findings.h"

#include <stdlib.h>
#include <string.h>

#include "tests/unit/failing.h"
#include "zones/lint.h"
#include "zones/tally.h"

#define BAD(line, text)	"f:" line ": error: bad: " text "\n"

static void
add(struct tally *t, uint32_t line, const char *text)
{
	const struct place	at = {.file = "f", .line = line};

	report_add(tally_report(t), SEV_ERROR, &at, "bad", NULL, "%s", text);
	tally_fold(t);
}

static void
test_lines(void **state)
{
	static const struct {
		unsigned	 lines;	/* from 1 on that have the fault */
		const char	*wanted;
	} rows[] = {
		{0, ""},
		{1, BAD("1", "x")},
		{2, BAD("1", "x; the same in 1 more line: 2")},
		{3, BAD("1", "x; the same in 2 more lines: 2, 3")},
		{8, BAD("1", "x; the same in 7 more lines: 2, 3, 4, 5, 6, 7, "
		    "8")},
		{9, BAD("1", "x; the same in 8 more lines: 2, 3, 4, 5, 6, 7, "
		    "8, 9")},
		{10, BAD("1", "x; the same in 9 more lines: 2, 3, 4, 5, 6, "
		    "7, 8, 9, ...")},
		{100000, BAD("1", "x; the same in 99999 more lines: 2, 3, 4, "
		    "5, 6, 7, 8, 9, ...")}
	};
	struct report	*rep = report_new(10);
	struct tally	*t = tally_new(rep);
	uint32_t	 line;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (line = 1; line <= rows[i].lines; line++)
			add(t, line, "x");
		expect_findings(rep, "");
		tally_tell(t);
		expect_findings(rep, rows[i].wanted);
		report_clear(rep);
	}
	tally_free(t);
	report_free(rep);
}

/* Anything that differs makes it another; so does no line.  Not the domain:
   each line is of another one. */
static void
test_differences(void **state)
{
	struct report		*rep = report_new(10);
	struct tally		*t = tally_new(rep);
	const struct place	 at = {.file = "f", .line = 2};
	const struct place	 other = {.file = "g", .line = 2};
	const struct place	 whole = {.file = "f"};
	const struct place	 next = {.file = "f", .line = 3};

	(void)state;
	add(t, 1, "x");
	add(t, 2, "y");
	report_add(tally_report(t), SEV_WARNING, &at, "bad", NULL, "x");
	report_add(tally_report(t), SEV_ERROR, &at, "worse", NULL, "x");
	report_add(tally_report(t), SEV_ERROR, &other, "bad", NULL, "x");
	report_add(tally_report(t), SEV_ERROR, &whole, "bad", NULL, "z");
	report_add(tally_report(t), SEV_ERROR, &at, "bad", NULL, "z");
	report_add(tally_report(t), SEV_ERROR, &at, "bad", "a.", "w");
	report_add(tally_report(t), SEV_ERROR, &next, "bad", "b.", "w");
	tally_tell(t);
	expect_findings(rep, "f: error: bad: z\n" BAD("1", "x")
	    BAD("2", "y") "f:2: warning: bad: x\nf:2: error: worse: x\n"
	    BAD("2", "z") "f:2: error: bad: a.: w; the same in 1 more line: "
	    "3\n" "g:2: error: bad: x\n");
	tally_free(t);
	report_free(rep);
}

static void
add_kinds(struct tally *t, int n)
{
	char	text[16];
	int	i;

	for (i = 0; i < n; i++) {
		assert_true(snprintf(text, sizeof(text), "%d", i) > 0);
		add(t, 1, text);
	}
}

/* Too many different ones are told before the end, and none is lost. */
static void
test_kinds(void **state)
{
	struct report	*rep = report_new(10);
	struct tally	*t = tally_new(rep);

	(void)state;
	add_kinds(t, TALLY_KINDS_MAX - 1);
	add(t, 1, "last");
	add(t, 2, "last");
	assert_int_equal(report_count(rep, SEV_ERROR), 0);
	add(t, 2, "more");
	assert_int_equal(report_count(rep, SEV_ERROR), TALLY_KINDS_MAX);
	add(t, 3, "more");
	add(t, 3, "last");
	tally_tell(t);
	assert_int_equal(report_count(rep, SEV_ERROR), TALLY_KINDS_MAX + 2);
	tally_free(t);
	report_free(rep);
}

/* Who is asked is asked for each line, and not again. */
static void
test_judge(void **state)
{
	struct lint	 lint = {.words = NULL};
	struct judge	 judge = {&lint, NULL, NULL};
	struct report	*rep = report_new(10);
	struct tally	*t = tally_new(rep);
	const char	*why, *near;
	const struct place at = {.file = "f", .line = 1};

	(void)state;
	assert_int_equal(lint_say(&lint, "value-unused", 12, LINT_INFO, &why,
	    &near), 0);
	assert_int_equal(lint_say(&lint, "domain-unused", 13, LINT_OFF, &why,
	    &near), 0);
	lint_judge(tally_report(t), &judge);
	report_add(tally_report(t), SEV_WARNING, &at, "value-unused", NULL,
	    "x");
	report_add(tally_report(t), SEV_WARNING, &at, "domain-unused", NULL,
	    "x");
	tally_tell(t);
	expect_findings(rep, "f:1: info: value-unused: x\n");
	tally_free(t);
	lint_clear(&lint);
	report_free(rep);
}

/* What there is no memory to keep is told at once, or counted. */
static void
test_no_memory(void **state)
{
	struct report	*rep;
	struct tally	*t;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed;

	(void)state;
	for (good = 0;; good++) {
		rep = report_new(10);
		failing_arm(good);
		if ((t = tally_new(rep)) != NULL) {
			add(t, 1, "x");
			add(t, 2, "y");
			add(t, 3, "y");
			tally_tell(t);
		}
		has_failed = failing_disarm();
		tally_free(t);
		if (!has_failed)
			break;
		report_free(rep);
	}
	expect_findings(rep, BAD("1", "x")
	    BAD("2", "y; the same in 1 more line: 3"));
	report_free(rep);
	/* What expect_findings() had of the library was not counted. */
	assert_true(failing_held() <= held);
	assert_true(good > 6);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
