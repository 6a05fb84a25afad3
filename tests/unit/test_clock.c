/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include "server/clock.h"

/* Ten years: a time_t of 32 bits ends in 2038. */
#define YEARS_S	((time_t)3650 * 86400)

/* Then, as seconds from now, and whether that is a duration. */
static const struct {
	time_t	 then_s;
	bool	 counts;
} cases[] = {
	{0, true},
	{-1, true},
	{-9, true},
	{-11, false},		/* the clock was set ahead */
	{-3600, false},
	{-YEARS_S, false},
	{3600, false},		/* or back */
	{YEARS_S, false},
};

/* Nobody has waited for as long as a clock was set by. */
static void
test_since(void **state)
{
	struct timespec	 then;
	uint64_t	 ns, least;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		then = clock_now();
		then.tv_sec += cases[i].then_s;
		ns = clock_since_ns(&then);
		if (!cases[i].counts) {
			assert_int_equal(ns, 0);
			continue;
		}
		least = (uint64_t)-cases[i].then_s * 1000000000;
		assert_true(ns >= least);
		assert_true(ns <= (uint64_t)CLOCK_SINCE_MAX_NS);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
