/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

#include "server/thread.h"

/* What a thread found out about itself. */
struct found {
	bool	has_room;
	bool	is_deaf;	/* to signals */
};

/* A megabyte and a half of the stack, written from end to end. */
static bool
fill(void)
{
	volatile uint8_t	room[3 << 19];
	size_t			i;

	for (i = 0; i < sizeof(room); i += 64)
		room[i] = (uint8_t)i;
	return room[64] == 64 && room[sizeof(room) - 64] == 192;
}

static void *
run(void *arg)
{
	struct found	*found = arg;
	sigset_t	 blocked;

	found->has_room = fill();
	(void)pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	found->is_deaf = sigismember(&blocked, SIGTERM) == 1 &&
	    sigismember(&blocked, SIGHUP) == 1;
	return NULL;
}

/* Whatever the preset of the system is: here that of musl. */
static void
test_start(void **state)
{
	struct found	 found = {false, false};
	pthread_attr_t	 old, little;
	pthread_t	 thread;
	sigset_t	 blocked;

	(void)state;
	assert_int_equal(pthread_getattr_default_np(&old), 0);
	assert_int_equal(pthread_attr_init(&little), 0);
	assert_int_equal(pthread_attr_setstacksize(&little, 128 << 10), 0);
	assert_int_equal(pthread_setattr_default_np(&little), 0);
	assert_int_equal(thread_start(&thread, run, &found), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(pthread_setattr_default_np(&old), 0);
	(void)pthread_attr_destroy(&little);
	(void)pthread_attr_destroy(&old);
	assert_true(found.has_room);
	assert_true(found.is_deaf);
	/* Ours is as it was. */
	(void)pthread_sigmask(SIG_SETMASK, NULL, &blocked);
	assert_int_equal(sigismember(&blocked, SIGTERM), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
