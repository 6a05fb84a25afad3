/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <event2/thread.h>
#include <time.h>

#include "server/worker.h"

/* Longer than any machine takes to run a thread that has nothing to do. */
#define TRIES	10000

/* A worker gives a sign of life when its thread runs, and not else. */
static void
test_poke(void **state)
{
	static const struct timespec	 pause = {0, 1000000};
	struct worker			*w = worker_new(0, 10);
	unsigned			 i;

	(void)state;
	assert_non_null(w);
	assert_true(worker_poke(w));
	assert_false(worker_poke(w));
	assert_false(worker_poke(w));
	assert_int_equal(worker_start(w), 0);
	for (i = 0; !worker_poke(w); i++) {
		assert_true(i < TRIES);
		(void)nanosleep(&pause, NULL);
	}
	worker_stop(w, 0);
	worker_join(w);
	worker_free(w);
}

/* Counters of sets that it has not are 0. */
static void
test_turns(void **state)
{
	struct worker	*w = worker_new(0, 10);
	uint32_t	 out[2] = {9, 9};

	(void)state;
	assert_non_null(w);
	worker_turns(w, 5, 2, out);
	assert_int_equal(out[0] + out[1], 0);
	worker_free(w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_poke),
		cmocka_unit_test(test_turns)
	};

	if (evthread_use_pthreads() == -1)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
