/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <unistd.h>

#include <event2/event.h>

#include "server/settle.h"

/* Turns of a millisecond: what takes longer never comes. */
#define TURNS_MAX	5000

struct rig {
	struct event_base	*base;
	struct settle		*settle;
	int			 ends[2];
	unsigned		 calls;
};

static void
on_settled(void *arg)
{
	struct rig	*rig = arg;

	rig->calls++;
}

static void
rig_open(struct rig *rig)
{
	rig->calls = 0;
	assert_int_equal(pipe(rig->ends), 0);
	rig->base = event_base_new();
	assert_non_null(rig->base);
	rig->settle = settle_new(rig->base, rig->ends[0], on_settled, rig);
	assert_non_null(rig->settle);
}

static void
rig_close(struct rig *rig)
{
	settle_free(rig->settle);
	event_base_free(rig->base);
	(void)close(rig->ends[0]);
	(void)close(rig->ends[1]);
}

static void
turn(struct rig *rig)
{
	const struct timeval	 ms = {0, 1000};

	assert_int_equal(event_base_loopexit(rig->base, &ms), 0);
	assert_int_not_equal(event_base_loop(rig->base,
	    EVLOOP_NO_EXIT_ON_EMPTY), -1);
}

static void
put_octet(const struct rig *rig)
{
	assert_int_equal(write(rig->ends[1], "x", 1), 1);
}

/* Calls after turns; more octets come all the while if is_busy. */
static unsigned
run(struct rig *rig, unsigned calls, bool is_busy)
{
	unsigned	 i;

	for (i = 0; i < TURNS_MAX && rig->calls < calls; i++) {
		turn(rig);
		if (is_busy)
			put_octet(rig);
	}
	return rig->calls;
}

static void
test_once(void **state)
{
	struct rig	 rig;
	unsigned	 i;
	char		 octet;

	(void)state;
	rig_open(&rig);
	for (i = 0; i < 3 * SETTLE_MAX_MS; i++)
		turn(&rig);
	assert_int_equal(rig.calls, 0);
	put_octet(&rig);
	assert_int_equal(run(&rig, 1, false), 1);
	/* Not again, although it is there. */
	for (i = 0; i < 3 * SETTLE_MAX_MS; i++)
		turn(&rig);
	assert_int_equal(rig.calls, 1);
	settle_again(rig.settle, SETTLE_SOMETHING);
	assert_int_equal(run(&rig, 2, false), 2);
	assert_int_equal(read(rig.ends[0], &octet, 1), 1);
	settle_again(rig.settle, SETTLE_SOMETHING);
	for (i = 0; i < 3 * SETTLE_MAX_MS; i++)
		turn(&rig);
	assert_int_equal(rig.calls, 2);
	rig_close(&rig);
}

/* What never comes to rest is not waited for, although it is a burst. */
static void
test_busy(void **state)
{
	struct rig	 rig;

	(void)state;
	rig_open(&rig);
	put_octet(&rig);
	assert_int_equal(run(&rig, 1, true), 1);
	settle_again(rig.settle, SETTLE_SOMETHING);
	assert_int_equal(run(&rig, 2, true), 2);
	rig_close(&rig);
}

/* In one turn of the loop: told at once, unless something was found just
   before. */
static void
test_first(void **state)
{
	struct rig	 rig;

	(void)state;
	rig_open(&rig);
	put_octet(&rig);
	assert_int_not_equal(event_base_loop(rig.base, EVLOOP_ONCE), -1);
	assert_int_equal(rig.calls, 1);
	settle_again(rig.settle, SETTLE_NOTHING);
	assert_int_not_equal(event_base_loop(rig.base, EVLOOP_ONCE), -1);
	assert_int_equal(rig.calls, 2);
	settle_again(rig.settle, SETTLE_SOMETHING);
	assert_int_not_equal(event_base_loop(rig.base, EVLOOP_NONBLOCK), -1);
	assert_int_equal(rig.calls, 2);
	assert_int_equal(run(&rig, 3, false), 3);
	rig_close(&rig);
}

/* Nothing more comes, and yet it is read again: once. */
static void
test_unfinished(void **state)
{
	struct rig	 rig;
	unsigned	 i;
	char		 octet;

	(void)state;
	rig_open(&rig);
	put_octet(&rig);
	assert_int_equal(run(&rig, 1, false), 1);
	assert_int_equal(read(rig.ends[0], &octet, 1), 1);
	settle_again(rig.settle, SETTLE_UNFINISHED);
	assert_int_equal(rig.calls, 1);
	assert_int_equal(run(&rig, 2, false), 2);
	settle_again(rig.settle, SETTLE_NOTHING);
	for (i = 0; i < 3 * SETTLE_MAX_MS; i++)
		turn(&rig);
	assert_int_equal(rig.calls, 2);
	rig_close(&rig);
}

static void
test_none(void **state)
{
	(void)state;
	settle_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_once),
		cmocka_unit_test(test_busy),
		cmocka_unit_test(test_first),
		cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
