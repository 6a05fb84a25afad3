/* SPDX-License-Identifier: ISC */
/* What is kept of findings: the worst first, as long as it is true. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "server/notices.h"

static struct report *
report(unsigned errors, unsigned warnings)
{
	struct report	*rep = report_new(100);
	struct place	 at = {.file = "a.zone", .line = 7};
	unsigned	 i;

	assert_non_null(rep);
	for (i = 0; i < warnings; i++)
		report_add(rep, SEV_WARNING, &at, "mx-single", "a.", "w%u",
		    i);
	at.line = 0;
	for (i = 0; i < errors; i++)
		report_add(rep, SEV_ERROR, i == 0 ? &at : NULL, "parse-error",
		    NULL, "e%u", i);
	report_add(rep, SEV_INFO, NULL, "mx-single", NULL, "nobody looks");
	return rep;
}

static void
note(struct notices *all, unsigned key, enum notice_part part,
    unsigned errors, unsigned warnings)
{
	struct report	*rep = report(errors, warnings);
	char		 title[32];

	(void)snprintf(title, sizeof(title), "zone %u", key);
	notices_note(all, key, title, part, rep);
	report_free(rep);
}

static void
expect(const struct notices *all, const char *titles)
{
	char	 found[200] = "";
	size_t	 i;

	for (i = 0; i < notices_count(all); i++) {
		(void)strlcat(found, notices_at(all, i)->title + 5,
		    sizeof(found));
		(void)strlcat(found, " ", sizeof(found));
	}
	assert_string_equal(found, titles);
}

static void
test_order(void **state)
{
	struct notices	*all = notices_new();

	(void)state;
	note(all, 1, NOTICE_CHECK, 0, 1);
	note(all, 2, NOTICE_CHECK, 1, 0);
	note(all, 3, NOTICE_LOAD, 1, 0);
	note(all, 4, NOTICE_CHECK, 0, 1);
	note(all, 5, NOTICE_CHECK, 0, 0);
	note(all, 6, NOTICE_LIST, 1, 1);
	note(all, 7, NOTICE_LOAD, 0, 1);
	expect(all, "3 6 2 1 4 7 ");
	note(all, 1, NOTICE_LOAD, 1, 0);	/* it got worse */
	expect(all, "3 6 1 2 4 7 ");
	note(all, 1, NOTICE_LOAD, 0, 0);	/* and is mended */
	expect(all, "3 6 2 4 7 1 ");
	notices_drop_part(all, 1, NOTICE_CHECK);
	notices_drop(all, 3);
	notices_drop(all, 99);
	notices_drop_part(all, 99, NOTICE_LOAD);
	expect(all, "6 2 4 7 ");
	notices_free(all);
}

static void
expect_line(const struct notice *e, size_t i, const char *line)
{
	char	 buf[100];

	finding_format(report_at(e->part[NOTICE_CHECK].findings, i), buf,
	    sizeof(buf));
	assert_string_equal(buf, line);
}

static void
test_texts(void **state)
{
	struct notices		*all = notices_new();
	const struct notice	*e;

	(void)state;
	note(all, 1, NOTICE_CHECK, 2, 4);
	e = notices_find(all, 1);
	assert_ptr_equal(e, notices_at(all, 0));
	assert_null(notices_find(all, 2));
	assert_int_equal(notice_kept(e, NOTICE_LOAD), 0);
	assert_int_equal(notice_kept(e, NOTICE_CHECK), NOTICE_FINDINGS_MAX);
	assert_int_equal(e->part[NOTICE_CHECK].errors, 2);
	assert_int_equal(e->part[NOTICE_CHECK].warnings, 4);
	expect_line(e, 0, "a.zone: error: parse-error: e0");
	expect_line(e, 1, "error: parse-error: e1");
	expect_line(e, 2, "a.zone:7: warning: mx-single: a.: w0");
	notices_free(all);
}

/* Full: errors take the place of a warning, warnings that of nothing. */
static void
test_limit(void **state)
{
	struct notices	*all = notices_new();
	struct report	*warning = report(0, 1), *error = report(1, 0);
	unsigned	 i;

	(void)state;
	for (i = 1; i < NOTICES_MAX; i++)
		note(all, i, NOTICE_CHECK, 0, 1);
	assert_true(notices_want(all, NOTICES_MAX, warning));
	note(all, i, NOTICE_CHECK, 0, 1);
	assert_int_equal(notices_count(all), NOTICES_MAX);
	assert_false(notices_want(all, NOTICES_MAX + 1, warning));
	assert_true(notices_want(all, NOTICES_MAX, warning));
	for (i = 1; i <= NOTICES_MAX; i++) {
		assert_true(notices_want(all, 100 + i, error));
		note(all, 100 + i, NOTICE_CHECK, 1, 0);
		assert_int_equal(notices_count(all), NOTICES_MAX);
	}
	assert_false(notices_want(all, 999, error));
	assert_string_equal(notices_at(all, 0)->title, "zone 101");
	notices_free(all);
	report_free(warning);
	report_free(error);
}

static void
test_keys(void **state)
{
	(void)state;
	assert_true(notices_key("\1a", 2) != notices_key("\1b", 2));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_keys)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
