/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/account.h"

static const uint8_t	apex_a[] = {1, 'a', 0}, apex_b[] = {1, 'b', 0};

static const struct finding	fault = {
	.at = {.file = "/z/b.zone", .line = 4, .column = 2},
	.severity = SEV_ERROR, .id = "parse-error", .text = "no"
};

static char *
tell(const struct account *a, enum rows_form form)
{
	struct rows	 r;
	char		*text;
	size_t		 len;
	FILE		*to = open_memstream(&text, &len);

	rows_begin(&r, to, form);
	account_tell(a, &r);
	rows_end(&r);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void
check(const struct account *a, enum rows_form form, const char *expected)
{
	char	*text = tell(a, form);

	assert_string_equal(text, expected);
	free(text);
}

/* The round of test_told(), both ways. */
static const char	told_text[] =
    "zone a added serial 7 errors 3, see `mxctl zone a'\n"
    "zone b failed: /z/b.zone:4:2: error: parse-error: no\n"
    "template t faulty: error: e: o.: bad\n"
    "directory /d faulty: error: gone\n"
    "setting workers waits: warning: later\nso it is\n";
static const char	told_json[] =
    "{\"results\":[\n"
    "{\"kind\":\"zone\",\"name\":\"a\",\"result\":\"added\","
    "\"serial\":7,\"errors\":3,\"why\":null}\n"
    ",{\"kind\":\"zone\",\"name\":\"b\",\"result\":\"failed\","
    "\"serial\":null,\"errors\":null,\"why\":{"
    "\"file\":\"/z/b.zone\",\"line\":4,"
    "\"column\":2,\"severity\":\"error\",\"id\":\"parse-error\","
    "\"owner\":null,\"text\":\"no\"}}\n"
    ",{\"kind\":\"template\",\"name\":\"t\",\"result\":\"faulty\","
    "\"serial\":null,\"errors\":null,\"why\":{"
    "\"file\":null,\"line\":null,"
    "\"column\":null,\"severity\":\"error\",\"id\":\"e\","
    "\"owner\":\"o.\",\"text\":\"bad\"}}\n"
    ",{\"kind\":\"directory\",\"name\":\"/d\",\"result\":\"faulty\","
    "\"serial\":null,\"errors\":null,\"why\":{"
    "\"file\":null,\"line\":null,"
    "\"column\":null,\"severity\":\"error\",\"id\":null,"
    "\"owner\":null,\"text\":\"gone\"}}\n"
    ",{\"kind\":\"setting\",\"name\":\"workers\",\"result\":\"waits\","
    "\"serial\":null,\"errors\":null,\"why\":{"
    "\"file\":null,\"line\":null,"
    "\"column\":null,\"severity\":\"warning\",\"id\":null,"
    "\"owner\":null,\"text\":\"later\"}}\n"
    "],\"not_shown\":0,\"added\":1,\"changed\":2,\"removed\":3,"
    "\"kept\":4,\"failed\":5,\"unchanged\":6,\"ok\":false,"
    "\"summary\":\"so it is\"}\n";

static void
test_told(void **state)
{
	const struct account_sum sum = {1, 2, 3, 4, 5, 6};
	struct account		*a = account_new();
	struct report		*rep = report_new(10);
	uint32_t		 serial = 7;

	(void)state;
	account_begin(a);
	account_zone(a, apex_a, ACCOUNT_ADDED, &serial, NULL);
	account_zone(a, apex_b, ACCOUNT_FAILED, NULL, &fault);
	report_add(rep, SEV_WARNING, NULL, "w", NULL, "not an error");
	report_add(rep, SEV_ERROR, NULL, "e", "o.", "bad");
	account_report(a, "template", "t", rep);
	account_findings(a, apex_a, 3);
	account_findings(NULL, apex_a, 3);
	account_error(a, "directory", "/d", NULL, "gone");
	account_restart(a, "setting", "workers", "later");
	account_restart(NULL, "setting", "workers", "later");
	account_end(a, -1, "so it is", &sum);
	assert_int_equal(account_rc(a), -1);
	check(a, ROWS_TEXT, told_text);
	check(a, ROWS_JSON, told_json);
	/* What is said last of a zone counts. */
	account_zone(a, apex_b, ACCOUNT_CHANGED, &serial, NULL);
	account_end(a, 0, "s", &sum);
	check(a, ROWS_TEXT,
	    "zone a added serial 7 errors 3, see `mxctl zone a'\n"
	    "template t faulty: error: e: o.: bad\n"
	    "directory /d faulty: error: gone\n"
	    "setting workers waits: warning: later\n"
	    "zone b changed serial 7\ns\n");
	account_begin(a);
	account_end(a, 0, "nothing", &sum);
	check(a, ROWS_TEXT, "nothing\n");
	report_free(rep);
	account_free(a);
	account_free(NULL);
}

/* Nobody asks: nothing is kept, and nothing fails. */
static void
test_nobody(void **state)
{
	const struct account_sum sum = {0, 0, 0, 0, 0, 0};
	struct report		*rep = report_new(1);

	(void)state;
	account_begin(NULL);
	account_zone(NULL, apex_a, ACCOUNT_ADDED, NULL, NULL);
	account_error(NULL, "conf", "c", NULL, "no");
	account_report(NULL, "conf", "c", rep);
	account_end(NULL, 0, "", &sum);
	report_free(rep);
}

static size_t
lines(const struct account *a, const char *word)
{
	char	*text = tell(a, ROWS_TEXT), *at = text;
	size_t	 n = 0;

	while ((at = strstr(at, word)) != NULL) {
		at += strlen(word);
		n++;
	}
	free(text);
	return n;
}

/* n - 1, n, n + 1 of what went well; then there is still room for what did
   not. */
static void
test_bound(void **state)
{
	struct account	*a = account_new();
	uint8_t		 apex[] = {2, 0, 0, 0};
	unsigned	 i;

	(void)state;
	for (i = 0; i < 2 * (ACCOUNT_MAX + 1); i++) {
		apex[1] = (uint8_t)('a' + i / 26);
		apex[2] = (uint8_t)('a' + i % 26);
		if (i < ACCOUNT_MAX + 1)
			account_zone(a, apex, ACCOUNT_ADDED, NULL, NULL);
		else
			account_zone(a, apex, ACCOUNT_KEPT, NULL, &fault);
		if (i == ACCOUNT_MAX - 2)
			assert_int_equal(lines(a, " added\n"), ACCOUNT_MAX - 1);
		if (i == ACCOUNT_MAX - 1)
			assert_int_equal(lines(a, "not_shown"), 0);
		if (i == ACCOUNT_MAX)
			assert_int_equal(lines(a, "not_shown 1\n"), 1);
	}
	assert_int_equal(lines(a, " added\n"), ACCOUNT_MAX);
	assert_int_equal(lines(a, " kept: "), ACCOUNT_MAX);
	assert_int_equal(lines(a, "not_shown 2\n"), 1);
	account_free(a);
}

static void
test_without_memory(void **state)
{
	struct account	*a;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	failing_arm(0);
	assert_null(account_new());
	assert_true(failing_disarm());
	for (good = 0; has_failed; good++) {
		a = account_new();
		failing_arm(good);
		account_zone(a, apex_b, ACCOUNT_FAILED, NULL, &fault);
		has_failed = failing_disarm();
		account_free(a);
		assert_int_equal(failing_held(), held);
	}
	assert_in_range(good, 3, 20);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_nobody),
		cmocka_unit_test(test_bound),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
