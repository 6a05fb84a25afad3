/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/stats.h"

/* Each counter has a name of its own that metrics may carry, and help. */
static void
test_names(void **state)
{
	const char	*name;
	int		 i, k;

	(void)state;
	for (i = 0; i < STAT_COUNT; i++) {
		assert_non_null(name = stats_name((enum stat_id)i));
		assert_in_range(strlen(name), 2, 24);
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_"),
		    strlen(name));
		assert_non_null(stats_help((enum stat_id)i));
		assert_true(strlen(stats_help((enum stat_id)i)) > 10);
		for (k = 0; k < i; k++)
			assert_string_not_equal(name,
			    stats_name((enum stat_id)k));
	}
	assert_string_equal(stats_name(STAT_QUERIES_UDP), "queries_udp");
	assert_string_equal(stats_name(STAT_TCP_CLOSED_FULL),
	    "tcp_closed_full");
}

static void
test_add_and_sum(void **state)
{
	struct stats	a = {{0}}, b = {{0}}, sum = {{0}};
	int		i;

	(void)state;
	for (i = 0; i < STAT_COUNT; i++) {
		stats_add(&a, (enum stat_id)i, (uint64_t)i);
		stats_add(&a, (enum stat_id)i, 1);
		stats_add(&b, (enum stat_id)i, (uint64_t)1 << 40);
	}
	stats_sum(&sum, &a);
	stats_sum(&sum, &b);
	for (i = 0; i < STAT_COUNT; i++) {
		assert_int_equal(a.n[i], i + 1);
		assert_int_equal(sum.n[i],
		    ((uint64_t)1 << 40) + (uint64_t)i + 1);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_add_and_sum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
