/* SPDX-License-Identifier: ISC */
#include "tests/unit/checked.h"
#include "zones/extras.h"

static void
test_find(void **state)
{
	struct name	 lower = checked_apex("example.com.");
	struct name	 upper = checked_apex("Example.COM.");
	struct name	 other = checked_apex("example.net.");
	struct extras	*x = extras_new();
	enum extra_kind	 kind;
	size_t		 len = 77;

	(void)state;
	assert_null(extras_policy(x, &lower, &len));
	assert_null(extras_policy(NULL, &lower, &len));
	assert_int_equal(extras_add(x, EXTRA_POLICY, &upper, "abc", 3), 0);
	assert_int_equal(extras_add(x, EXTRA_CERTIFICATE, &other, "", 0), 0);
	assert_memory_equal(extras_policy(x, &lower, &len), "abc", 3);
	assert_int_equal(len, 3);
	assert_null(extras_certificate(x, &lower, &len));
	assert_non_null(extras_certificate(x, &other, &len));
	assert_int_equal(len, 0);
	assert_null(extras_unused(x, 0, &kind));
	assert_int_equal(extras_add(x, EXTRA_POLICY, &other, "", 0), 0);
	assert_true(name_equal(extras_unused(x, 0, &kind), &other));
	assert_int_equal(kind, EXTRA_POLICY);
	assert_null(extras_unused(x, 1, &kind));
	extras_free(x);
	extras_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_find),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
