/* SPDX-License-Identifier: ISC */
/* Macros: names, the one definition, the nearest one, the limit. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <string.h>

#include "conf/macro.h"

static struct lexeme
word(const char *text, uint32_t line)
{
	return (struct lexeme){.kind = LEX_WORD, .text = text,
	    .len = strlen(text), .at = {.file = "f", .line = line,
	    .column = 1}};
}

static void
test_names(void **state)
{
	(void)state;
	assert_true(macro_is_name("a", 1));
	assert_true(macro_is_name("_", 1));
	assert_true(macro_is_name("aZ_09", 5));
	assert_false(macro_is_name("", 0));
	assert_false(macro_is_name("0a", 2));
	assert_false(macro_is_name("a-b", 3));
	assert_false(macro_is_name("a.b", 3));
	assert_false(macro_is_name("\xc3\xa4", 2));
}

static void
test_define(void **state)
{
	struct macros		 ms = {.all = NULL};
	struct arena		*arena = arena_new();
	struct report		*rep = report_new(10);
	struct lexeme		 hosts = word("hosts", 1);
	struct lexeme		 again = word("hosts", 3);
	struct lexeme		 longer = word("hosts2", 4);
	struct lexeme		 shorter = word("host", 5);
	struct lexeme		 value = word("a b", 1);
	const struct macro	*m;

	(void)state;
	assert_null(macro_find(&ms, &hosts));
	assert_null(macro_nearest(&ms, &hosts));
	assert_int_equal(macro_define(&ms, &hosts, &value, arena, rep), 0);
	assert_int_equal(macro_define(&ms, &again, &value, arena, rep), -1);
	assert_int_equal(macro_define(&ms, &longer, &value, arena, rep), 0);
	assert_null(macro_find(&ms, &shorter));
	assert_string_equal(macro_nearest(&ms, &shorter), "hosts");
	assert_non_null(m = macro_find(&ms, &hosts));
	assert_string_equal(m->name, "hosts");
	assert_int_equal(m->value_len, 3);
	assert_memory_equal(m->value, "a b", 3);
	macro_report_unused(&ms, rep);
	expect_findings(rep, "f:3:1: error: conf-macro: macro \"hosts\" is "
	    "defined twice; first at f:1\n"
	    "f:4:1: info: conf-macro: macro \"hosts2\" is never used\n");
	macros_clear(&ms);
	report_free(rep);
	arena_free(arena);
}

static void
test_limit(void **state)
{
	struct macros	 ms = {.all = NULL};
	struct arena	*arena = arena_new();
	struct report	*rep = report_new(10);
	struct lexeme	 value = word("v", 1);
	struct lexeme	 name;
	char		 text[16];
	unsigned	 i;

	(void)state;
	for (i = 1; i <= MACROS_MAX; i++) {
		(void)snprintf(text, sizeof(text), "m%u", i);
		name = word(text, i);
		assert_int_equal(macro_define(&ms, &name, &value, arena, rep),
		    0);
	}
	name = word("more", i);
	assert_int_equal(macro_define(&ms, &name, &value, arena, rep), -1);
	expect_findings(rep, "f:1001:1: error: conf-macro: macro \"more\" is "
	    "one too many; at most 1000 can be defined\n");
	macros_clear(&ms);
	report_free(rep);
	arena_free(arena);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_define),
		cmocka_unit_test(test_limit)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
