/* SPDX-License-Identifier: ISC */
/*
 * Values as text, for messages and conf_print(), and how long they may be;
 * how they are read is shown by test_parse.c and test_conf.c.
 */
#include "tests/unit/findings.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/value.h"

static void
test_time_text(void **state)
{
	static const struct {
		uint32_t	 ms;
		const char	*text;
	} cases[] = {
		{1, "1ms"}, {999, "999ms"}, {1000, "1s"}, {1001, "1001ms"},
		{59000, "59s"}, {60000, "1m"}, {90000, "90s"},
		{3600000, "1h"}, {5400000, "90m"}, {86400000, "24h"}
	};
	char	buf[VALUE_TEXT_MAX];
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(value_time_text(cases[i].ms, buf),
		    cases[i].text);
}

static void
test_list(void **state)
{
	static const char *const words[] = {"a", "b", "c"};
	char			 buf[VALUE_TEXT_MAX];

	(void)state;
	assert_string_equal(value_list(words, 0, buf), "");
	assert_string_equal(value_list(words, 1, buf), "\"a\"");
	assert_string_equal(value_list(words, 2, buf), "\"a\" or \"b\"");
	assert_string_equal(value_list(words, 3, buf),
	    "\"a\", \"b\" or \"c\"");
}

/* More words than there is room for are cut, not written beyond. */
static void
test_list_is_cut(void **state)
{
	const char	*words[SCHEMA_MAX];
	char		 buf[VALUE_TEXT_MAX];
	size_t		 i;

	(void)state;
	for (i = 0; i < SCHEMA_MAX; i++)
		words[i] = "twelve-bytes";
	(void)value_list(words, SCHEMA_MAX, buf);
	assert_int_equal(strlen(buf), VALUE_TEXT_MAX - 1);
}

static void
test_hint(void **state)
{
	static const char *const words[] = {"workers", "zones"};
	struct lexeme		 near = {.text = "wrokers", .len = 7};
	struct lexeme		 far = {.text = "xyzzy", .len = 5};
	char			 buf[VALUE_TEXT_MAX];

	(void)state;
	assert_string_equal(value_hint(&near, words, 2, buf),
	    "; did you mean \"workers\"?");
	assert_string_equal(value_hint(&far, words, 2, buf), "");
}

static void
test_keyword_text(void **state)
{
	const struct directive	*row;

	(void)state;
	row = schema_find_second(IN_FILE, "log", "level", 5);
	assert_string_equal(value_keyword_text(row, LEVEL_DEBUG), "debug");
	assert_string_equal(value_keyword_text(row, LEVEL_ERROR), "error");
}

/* A text of n octets for a directive; is it taken? */
static bool
takes(const char *directive, size_t n)
{
	struct conf	*cf = NULL;
	char		*value = calloc(1, n + 1);
	char		*text = NULL;
	int		 len;
	int		 rc;

	assert_non_null(value);
	memset(value, 'x', n);
	if (n > 0)
		value[0] = '/';
	len = asprintf(&text, "%s \"%s\"", directive, value);
	assert_true(len > 0);
	rc = conf_load_text(NULL, text, (size_t)len, NULL, &cf);
	conf_free(cf);
	free(text);
	free(value);
	return rc == 0;
}

static void
expect_lengths(const char *directive, size_t max)
{
	assert_false(takes(directive, 0));
	assert_true(takes(directive, 1));
	assert_true(takes(directive, max - 1));
	assert_true(takes(directive, max));
	assert_false(takes(directive, max + 1));
}

static void
test_lengths(void **state)
{
	(void)state;
	expect_lengths("identity", 255);
	expect_lengths("version", 255);
	expect_lengths("user", 32);
	expect_lengths("control", 107);
	expect_lengths("chroot", PATH_MAX - 1);
	expect_lengths("pidfile", PATH_MAX - 1);
	expect_lengths("log to file", PATH_MAX - 1);
	expect_lengths("zones in", PATH_MAX - 1);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_time_text),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_list_is_cut),
		cmocka_unit_test(test_hint),
		cmocka_unit_test(test_keyword_text),
		cmocka_unit_test(test_lengths)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
