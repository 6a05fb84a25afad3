/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdatomic.h>
#include <string.h>

#include "server/crew.h"

#define PARTS	1000

static atomic_uint	 calls[PARTS];
static unsigned		 made[PARTS];	/* seen by the loader after it */

static void
work(void *arg, size_t i)
{
	atomic_fetch_add(&calls[i], 1);
	made[i] = *(unsigned *)arg + (unsigned)i;
}

static const struct {
	unsigned	 helpers;
	size_t		 parts;
	size_t		 grain;
} rows[] = {
	{0, PARTS, 1}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {1, 2, 1},
	{1, PARTS, 1}, {1, PARTS, 7}, {3, PARTS, 1}, {3, PARTS, 32},
	{3, 31, 32}, {3, 32, 32}, {3, 33, 32}, {100, PARTS, 1}
};

/* Each part once, whatever the number of threads; again and again. */
static void
test_parts(void **state)
{
	struct crew	*c;
	unsigned	 round;
	size_t		 i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		c = crew_new(rows[i].helpers);
		assert_non_null(c);
		for (round = 0; round < 50; round++) {
			memset(calls, 0, sizeof(calls));
			memset(made, 0, sizeof(made));
			crew_begin(c, work, &round, rows[i].parts,
			    rows[i].grain);
			crew_finish(c);
			for (k = 0; k < PARTS; k++) {
				assert_int_equal(calls[k],
				    k < rows[i].parts);
				assert_int_equal(made[k],
				    k < rows[i].parts ? round + k : 0);
			}
		}
		crew_free(c);
	}
	crew_free(NULL);
	assert_in_range(crew_useful(), 0, 15);
}

static void
test_without_memory(void **state)
{
	(void)state;
	failing_arm(0);
	assert_null(crew_new(1));
	assert_true(failing_disarm());
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
