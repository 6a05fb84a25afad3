/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/resource.h>
#include <sys/syscall.h>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>

#include "server/turns.h"

/* How a thread stands, and how often it does something about that. */
struct standing {
	void	(*turn)(void);
	int	 times;
	int	 nice;
	int	 policy;
};

static void *
stand(void *arg)
{
	struct standing	*s = arg;
	int		 i;

	for (i = 0; i < s->times; i++)
		s->turn();
	s->nice = getpriority(PRIO_PROCESS, (id_t)gettid());
	/* musl has no more than an error for sched_getscheduler(). */
	s->policy = (int)syscall(SYS_sched_getscheduler, 0);
	return NULL;
}

static struct standing
after(void (*turn)(void), int times)
{
	struct standing	 s = {turn, times, 0, 0};
	pthread_t	 thread;

	assert_int_equal(pthread_create(&thread, NULL, stand, &s), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	return s;
}

/* The loader is nicer than it was, within what there is. */
static void
test_load(void **state)
{
	struct standing	 was = after(NULL, 0), s;
	int		 i, nice = was.nice;

	(void)state;
	for (i = 1; i <= 9; i++) {
		nice = nice + 5 > 19 ? 19 : nice + 5;
		s = after(turns_load, i);
		assert_int_equal(s.nice, nice);
		assert_int_equal(s.policy, SCHED_BATCH);
	}
}

static void
test_pass(void **state)
{
	struct standing	 was = after(NULL, 0), s = after(turns_pass, 100);

	(void)state;
	assert_int_equal(s.nice, was.nice);
	assert_int_equal(s.policy, was.policy);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_load),
		cmocka_unit_test(test_pass),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
