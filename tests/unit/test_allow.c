/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tests/unit/checked.h"
#include "tests/unit/failing.h"
#include "zones/allow.h"

/* Ids in the order of the alphabet, joined by a blank; ? before a word that
   stands where allow should. */
static const struct {
	const char	*text;
	const char	*ids;
} cases[] = {
	{"", ""},
	{" a comment", ""},
	{" mxcheck", ""},
	{" see mxcheck: allow mx-single", ""},
	{" mxcheck: allow mx-single", "mx-single"},
	{"mxcheck:allow mx-single\r", "mx-single"},
	{" MXCHECK:\tAllow\tmx-single", "mx-single"},
	{" mxcheck: allow mx-single, mx-no-ipv6,ns-single",
	    "mx-no-ipv6 mx-single ns-single"},
	{" mxcheck: allow mx-single one box only, mx-no-ipv6", "mx-single"},
	{" mxcheck: allow mx-single (mx-no-ipv6)", "mx-single"},
	{" mxcheck: allow mx-single - as-is", "mx-single"},
	{" mxcheck: allow", ""},
	{" mxcheck: allow MX-single", "MX-single"},
	{" mxcheck: allow single", "single"},
	{" mxcheck: ignore mx-single", "?ignore"},
	{" mxcheck:", "?"},
};

static void
test_texts(void **state)
{
	const struct place	 at = {"f", 3, 9, false};
	struct allows		 a;
	char			 found[200];
	size_t			 used;
	size_t			 i;
	size_t			 k;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		memset(&a, 0, sizeof(a));
		assert_int_equal(allows_note(&a, &at, cases[i].text,
		    strlen(cases[i].text)), 0);
		used = 0;
		found[0] = '\0';
		for (k = 0; k < a.n; k++) {
			assert_string_equal(a.all[k].file, "f");
			assert_int_equal(a.all[k].line, 3);
			assert_int_equal(a.all[k].column, 9);
			used += (size_t)snprintf(found + used,
			    sizeof(found) - used, "%s%s%s", k > 0 ? " " : "",
			    a.all[k].is_strange ? "?" : "", a.all[k].id);
		}
		assert_string_equal(found, cases[i].ids);
		allows_clear(&a);
	}
}

static void
test_take(void **state)
{
	static const char	text[] = "mxcheck: allow mx-single";
	const struct place	at = {"f", 3, 9, false};
	const struct place	record = {"f", 3, 1, false};
	const struct place	others[] = {{"g", 3, 1, false},
				    {"f", 4, 1, false}, {NULL, 3, 0, false}};
	struct allows		a = {.n = 0};
	size_t			i;

	(void)state;
	assert_int_equal(allows_note(&a, &at, text, strlen(text)), 0);
	for (i = 0; i < 3; i++)
		assert_false(allows_take(&a, &others[i], "mx-single"));
	assert_false(allows_take(&a, &record, "mx-self"));
	assert_false(a.all[0].is_used);
	assert_true(allows_take(&a, &record, "mx-single"));
	assert_true(a.all[0].is_used);
	assert_true(allows_take(&a, &record, "mx-single"));
	allows_clear(&a);
	assert_false(allows_take(&a, &record, "mx-single"));
}

/* Each is found at any time, whatever has come, and no other is. */
static void
test_many(void **state)
{
	static const char	text[] = "mxcheck: allow ns-single mx-single";
	struct place		at = {"f", 0, 9, false};
	struct allows		a = {.n = 0};
	uint32_t		i;
	size_t			k;
	size_t			used = 0;

	(void)state;
	for (i = 0; i < 100; i++) {
		/* Lines fall where a file is included. */
		at.file = i % 3 == 0 ? "g" : "f";
		at.line = i * 37 % 100;
		assert_false(allows_take(&a, &at, "mx-single"));
		assert_int_equal(allows_note(&a, &at, text, strlen(text)), 0);
		assert_true(allows_take(&a, &at, "mx-single"));
	}
	assert_int_equal(a.n, 200);
	for (k = 0; k < a.n; k++) {
		assert_int_equal(a.all[k].is_used,
		    strcmp(a.all[k].id, "mx-single") == 0);
		used += a.all[k].is_used;
	}
	assert_int_equal(used, 100);
	for (i = 0; i < 100; i++) {
		at.file = i % 3 == 0 ? "f" : "g";
		at.line = i * 37 % 100;
		assert_false(allows_take(&a, &at, "ns-single"));
		at.file = i % 3 == 0 ? "g" : "f";
		assert_true(allows_take(&a, &at, "ns-single"));
	}
	allows_clear(&a);
}

/* The same word twice in a line: both are used. */
static void
test_twice(void **state)
{
	static const char	text[] = "mxcheck: allow mx-single, mx-single";
	const struct place	at = {"f", 3, 9, false};
	struct allows		a = {.n = 0};

	(void)state;
	assert_int_equal(allows_note(&a, &at, text, strlen(text)), 0);
	assert_int_equal(allows_note(&a, &at, text, strlen("mxcheck: allow"
	    " mx-single")), 0);
	assert_true(allows_take(&a, &at, "mx-single"));
	assert_true(a.all[0].is_used && a.all[1].is_used && a.all[2].is_used);
	allows_clear(&a);
}

/* Whatever allocation fails, it says so, and nothing is half there. */
static void
test_without_memory(void **state)
{
	static const char	text[] = "mxcheck: allow mx-single ns-single";
	const struct place	at = {"f", 3, 9, false};
	struct allows		a;
	size_t			n;
	int			rc = -1;

	(void)state;
	for (n = 0; rc == -1; n++) {
		memset(&a, 0, sizeof(a));
		failing_arm(n);
		rc = allows_note(&a, &at, text, strlen(text));
		failing_disarm();
		assert_true(rc == 0 || a.n < 2);
		allows_clear(&a);
	}
	assert_int_equal(n, 6);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
