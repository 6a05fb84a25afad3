/* SPDX-License-Identifier: ISC */
/* An hour in samples: the newest are kept, and what was missed is filled. */
#include "tests/unit/support.h"

#include "server/history.h"

#define MINUTE_SAMPLES	(60000 / HISTORY_SAMPLE_MS)

/* So many samples more, with so many queries in each. */
static void
add(struct history *h, uint64_t *now_ms, struct stats *sum, unsigned n,
    uint64_t queries)
{
	while (n-- > 0) {
		*now_ms += HISTORY_SAMPLE_MS;
		sum->n[STAT_QUERIES_UDP] += queries - 1;
		sum->n[STAT_QUERIES_TCP] += 1;
		history_add(h, *now_ms, sum);
	}
}

static void
test_samples(void **state)
{
	struct stats	 sum = {.took_ns = 0};
	uint64_t	 now = 77;
	struct history	*h = history_new(now);

	(void)state;
	assert_int_equal(history_count(h), 0);
	history_add(h, now, &sum);
	assert_int_equal(history_count(h), 0);
	add(h, &now, &sum, 1, 10);
	assert_int_equal(history_count(h), 1);
	assert_true(history_rate(h, 0) == 2);
	add(h, &now, &sum, HISTORY_SAMPLES - 2, 20);
	assert_int_equal(history_count(h), HISTORY_SAMPLES - 1);
	add(h, &now, &sum, 1, 30);
	assert_int_equal(history_count(h), HISTORY_SAMPLES);
	assert_true(history_rate(h, 0) == 2);
	assert_true(history_rate(h, HISTORY_SAMPLES - 1) == 6);
	add(h, &now, &sum, 1, 40);
	assert_int_equal(history_count(h), HISTORY_SAMPLES);
	assert_true(history_rate(h, 0) == 4);
	assert_true(history_rate(h, HISTORY_SAMPLES - 1) == 8);
	history_free(h);
}

/* Late: a little, by some samples, by days. */
static void
test_late(void **state)
{
	struct stats	 sum = {.took_ns = 0};
	struct history	*h = history_new(0);
	unsigned	 i;

	(void)state;
	sum.n[STAT_QUERIES_UDP] = 70;
	history_add(h, 7000, &sum);
	assert_int_equal(history_count(h), 1);
	assert_true(history_rate(h, 0) == 10);
	history_add(h, 7001, &sum);		/* and early */
	assert_int_equal(history_count(h), 2);
	sum.n[STAT_QUERIES_UDP] += 3 * 5 * 20;
	history_add(h, 7001 + 3 * HISTORY_SAMPLE_MS, &sum);
	assert_int_equal(history_count(h), 5);
	for (i = 2; i < 5; i++)
		assert_true(history_rate(h, i) == 20);
	history_add(h, UINT64_C(1) << 40, &sum);
	assert_int_equal(history_count(h), HISTORY_SAMPLES);
	assert_true(history_rate(h, 0) == 0);
	history_free(h);
}

/* An hour ago is 60 minutes ago, not 59 and not 61. */
static void
test_base(void **state)
{
	struct stats	 sum = {.took_ns = 0};
	uint64_t	 now = 0;
	struct history	*h = history_new(now);

	(void)state;
	add(h, &now, &sum, MINUTE_SAMPLES * HISTORY_MINUTES - 1, 1);
	assert_int_equal(history_base(h)->n[STAT_QUERIES_TCP], 0);
	add(h, &now, &sum, 1, 1);
	assert_int_equal(history_base(h)->n[STAT_QUERIES_TCP],
	    MINUTE_SAMPLES);
	add(h, &now, &sum, MINUTE_SAMPLES - 1, 1);
	assert_int_equal(history_base(h)->n[STAT_QUERIES_TCP],
	    MINUTE_SAMPLES);
	add(h, &now, &sum, 1, 1);
	assert_int_equal(history_base(h)->n[STAT_QUERIES_TCP],
	    2 * MINUTE_SAMPLES);
	history_free(h);
	history_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_late),
		cmocka_unit_test(test_base)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
