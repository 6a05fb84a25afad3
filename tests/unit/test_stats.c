/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "server/stats.h"
#include "zones/rrtype.h"

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
	struct stats	a = {.took_ns = 0}, b = a, sum = a;
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

/* Each bucket at its bound, and just above; a batch counts whole. */
static void
test_took(void **state)
{
	struct stats	st = {.took_ns = 0}, sum = st;
	uint64_t	all = 0;
	unsigned	i;

	(void)state;
	stats_took(&st, 0, 1000);
	stats_took(&st, 1, 0);
	for (i = 0; i < STATS_BUCKETS - 1; i++) {
		stats_took(&st, 3, 3 * stats_bucket_ns(i));
		stats_took(&st, 1, stats_bucket_ns(i) + 1);
		all += 4 * stats_bucket_ns(i) + 1;
	}
	stats_took(&st, 2, UINT64_C(1) << 40);
	all += UINT64_C(1) << 40;
	stats_sum(&sum, &st);
	stats_sum(&sum, &st);
	assert_int_equal(sum.took[0], 2 * 4);
	for (i = 1; i < STATS_BUCKETS - 1; i++)
		assert_int_equal(sum.took[i], 2 * 4);
	assert_int_equal(sum.took[i], 2 * 3);
	assert_int_equal(sum.took_ns, 2 * all);
	assert_int_equal(stats_bucket_ns(STATS_BUCKETS - 2), 2097152);
}

/* Does a row bear the name of the type? */
static bool
is_row_of(unsigned row, const char *type)
{
	const char	*name = stats_name((enum stat_id)(STAT_TYPE_OTHER +
			    row));

	assert_memory_equal(name, "type_", 5);
	return strcasecmp(name + 5, type) == 0;
}

/* Each type has the row that bears its name; what has none is "other". */
static void
test_types(void **state)
{
	char		type[RRTYPE_TEXT_MAX];
	unsigned	row, i;
	uint32_t	t;

	(void)state;
	for (t = 0; t <= UINT16_MAX; t++) {
		(void)rrtype_to_text((uint16_t)t, type);
		row = stats_row_of_type((uint16_t)t);
		assert_in_range(row, 0, STATS_TYPE_ROWS - 1);
		if (row != 0)
			assert_true(is_row_of(row, type));
		for (i = 1; row == 0 && i < STATS_TYPE_ROWS; i++)
			assert_false(is_row_of(i, type));
	}
	assert_true(is_row_of(stats_row_of_type(TYPE_MX), "MX"));
	assert_int_equal(stats_row_of_type(UINT16_MAX), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_add_and_sum),
		cmocka_unit_test(test_took),
		cmocka_unit_test(test_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
