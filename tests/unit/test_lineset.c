/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/lineset.h"
#include "tests/unit/failing.h"

#define MANY	10000

static uint64_t
hash_line(const char *text)
{
	static struct domain	 d;
	struct domains		 list;

	assert_int_equal(domains_start(&list, "list", text, strlen(text),
	    NULL), 0);
	assert_true(domains_next(&list, &d));
	return lineset_hash(1, &d);
}

/* What one line says in another way is the same, what it says else is not. */
static void
test_hash(void **state)
{
	static const char *const others[] = {
		"a.example k=w\n", "a.example l=v\n", "b.example k=v\n",
		"a.example kv=\n", "a.example k=v l=\n", "a.example\n"
	};
	uint64_t	 hash = hash_line("a.example k=v\n");
	size_t		 i;

	(void)state;
	assert_int_equal(hash_line("# more\nA.example.  k=\"v\" # a\n"), hash);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		assert_int_not_equal(hash_line(others[i]), hash);
}

static void
test_many(void **state)
{
	struct lineset	*set = lineset_new();
	uint64_t	 i;

	(void)state;
	assert_non_null(set);
	assert_false(lineset_has(NULL, 1));
	for (i = 1; i <= MANY; i++) {
		assert_false(lineset_has(set, i << 32));
		assert_int_equal(lineset_add(set, i << 32), 0);
		assert_int_equal(lineset_add(set, i << 32), 0);
	}
	for (i = 1; i <= MANY; i++)
		assert_true(lineset_has(set, i << 32));
	assert_false(lineset_has(set, (MANY + 1ull) << 32));
	lineset_free(set);
}

/* Without memory it has what it had. */
static void
test_no_memory(void **state)
{
	struct lineset	*set;
	uint64_t	 i;

	(void)state;
	failing_arm(0);
	assert_null(lineset_new());
	assert_true(failing_disarm());
	assert_non_null(set = lineset_new());
	for (i = 1;; i++) {
		failing_arm(0);
		if (lineset_add(set, i) == -1)
			break;
		assert_false(failing_disarm());
	}
	assert_true(failing_disarm());
	assert_false(lineset_has(set, i));
	while (--i > 0)
		assert_true(lineset_has(set, i));
	lineset_free(set);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_hash),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
