/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>

#include "server/slots.h"

/* What is wanted, and what comes of it when nothing was taken before. */
static const struct {
	uint32_t	count;
	int		rc;
	uint32_t	room;
} takes[] = {
	{0, 0, 0},
	{1, 0, 1},
	{2, 0, 2},
	{3, 0, 4},
	{4, 0, 4},
	{5, 0, 8},
	{1024, 0, 1024},
	{1025, 0, 2048},
	{(uint32_t)1 << 31, 0, (uint32_t)1 << 31},
	{((uint32_t)1 << 31) + 1, -1, 0},
	{UINT32_MAX, -1, 0},
};

static void
test_rooms(void **state)
{
	struct slot_range	 range, again;
	struct slots		*s;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(takes) / sizeof(takes[0]); i++) {
		s = slots_new();
		assert_int_equal(slots_take(s, takes[i].count, &range),
		    takes[i].rc);
		assert_int_equal(range.room, takes[i].room);
		again = slots_range(range.base, slots_room(&range));
		assert_int_equal(again.base, range.base);
		assert_int_equal(again.room, range.room);
		assert_int_equal(slots_top(s), takes[i].room);
		slots_free(s);
	}
}

/* All indices are below 2^32: the last half fits, then nothing does. */
static void
test_exhaustion(void **state)
{
	struct slot_range	 range;
	struct slots		*s = slots_new();

	(void)state;
	assert_int_equal(slots_take(s, (uint32_t)1 << 31, &range), 0);
	assert_int_equal(slots_take(s, (uint32_t)1 << 31, &range), -1);
	assert_int_equal(slots_take(s, (uint32_t)1 << 30, &range), 0);
	assert_int_equal(slots_take(s, (uint32_t)1 << 30, &range), -1);
	assert_int_equal(range.room, 0);
	slots_free(s);
}

/* Ranges do not overlap; what is given back is handed out again. */
static void
test_give(void **state)
{
	struct slot_range	 a, b, c;
	struct slots		*s = slots_new();

	(void)state;
	assert_int_equal(slots_take(s, 3, &a), 0);
	assert_int_equal(slots_take(s, 3, &b), 0);
	assert_int_equal(b.base, a.base + a.room);
	slots_give(s, &a);
	assert_int_equal(slots_take(s, 4, &c), 0);
	assert_int_equal(c.base, a.base);
	assert_int_equal(slots_top(s), 8);
	slots_free(s);
}

/* A retired range waits for the last snapshot older than its end. */
static void
test_retire(void **state)
{
	struct slot_range	 a, b;
	struct slots		*s = slots_new();

	(void)state;
	assert_int_equal(slots_take(s, 2, &a), 0);
	slots_retire(s, &a, 5);
	slots_collect(s, 4);
	assert_int_equal(slots_take(s, 2, &b), 0);
	assert_int_equal(b.base, 2);
	slots_collect(s, 5);
	assert_int_equal(slots_take(s, 2, &b), 0);
	assert_int_equal(b.base, a.base);
	slots_free(s);
}

/* Nothing is needed: nothing is kept of it. */
static void
test_empty(void **state)
{
	const struct slot_range	 none = {0, 0};
	struct slot_range	 a;
	struct slots		*s = slots_new();

	(void)state;
	slots_give(s, &none);
	slots_retire(s, &none, 1);
	slots_collect(s, 1);
	assert_int_equal(slots_take(s, 1, &a), 0);
	assert_int_equal(a.base, 0);
	assert_int_equal(slots_top(s), 1);
	slots_free(s);
	slots_free(NULL);
}

/* Many zones that come and go need no more than were there at once. */
static void
test_no_growth(void **state)
{
	struct slot_range	 ranges[16] = {{0, 0}};
	struct slots		*s = slots_new();
	uint64_t		 seed = 1, generation;
	uint32_t		 top = 0;
	size_t			 i;

	(void)state;
	for (generation = 1; generation < 2000; generation++) {
		i = roll(&seed) % 16;
		slots_retire(s, &ranges[i], generation);
		slots_collect(s, generation);
		assert_int_equal(slots_take(s, (uint32_t)(roll(&seed) % 5),
		    &ranges[i]), 0);
		if (generation == 1000)
			top = slots_top(s);
	}
	assert_true(slots_top(s) <= top + 16);
	slots_free(s);
}

/* Without memory a range is lost, and that is all. */
static void
test_without_memory(void **state)
{
	struct slot_range	 a;
	struct slots		*s = slots_new();

	(void)state;
	assert_int_equal(slots_take(s, 1, &a), 0);
	failing_arm(0);
	slots_give(s, &a);
	slots_retire(s, &a, 1);
	assert_true(failing_disarm());
	assert_int_equal(slots_take(s, 1, &a), 0);
	assert_int_equal(a.base, 1);
	slots_free(s);
	failing_arm(0);
	assert_null(slots_new());
	(void)failing_disarm();
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rooms),
		cmocka_unit_test(test_exhaustion),
		cmocka_unit_test(test_give),
		cmocka_unit_test(test_retire),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_no_growth),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
