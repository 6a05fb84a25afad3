/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "server/shelf.h"

/* More than one board full of them. */
#define PIECES	20000

struct thing {
	struct piece	 piece;
	uint32_t	 value;
	uint8_t		 rest[];
};

/* Pieces of all sizes are found by number, and visited in order. */
static void
test_order(void **state)
{
	static uint32_t	 numbers[PIECES];
	struct shelf	*s = shelf_new();
	struct thing	*t;
	uint32_t	 i, cursor = 0;
	size_t		 len;

	(void)state;
	assert_null(shelf_walk(s, &cursor));
	for (i = 0; i < PIECES; i++) {
		len = sizeof(*t) + i % (SHELF_PIECE_BYTES - sizeof(*t) + 1);
		t = shelf_take(s, len, &numbers[i]);
		assert_non_null(t);
		assert_int_not_equal(numbers[i], 0);
		assert_int_equal((uintptr_t)t % 8, 0);
		assert_int_equal(t->value, 0);
		t->value = i;
		memset(t->rest, 0xff, len - sizeof(*t));
	}
	for (i = 0; i < PIECES; i++) {
		t = shelf_at(s, numbers[i]);
		assert_int_equal(t->value, i);
	}
	cursor = 0;
	for (i = 0; (t = shelf_walk(s, &cursor)) != NULL; i++)
		assert_int_equal(t->value, i);
	assert_int_equal(i, PIECES);
	assert_null(shelf_walk(s, &cursor));
	shelf_free(s);
	shelf_free(NULL);
}

/* What is given back is not visited, and is taken again, cleared, by one of
   its size only. */
static void
test_again(void **state)
{
	struct shelf	*s = shelf_new();
	struct thing	*t;
	uint32_t	 a, b, c, number, cursor = 0;

	(void)state;
	assert_non_null(shelf_take(s, 40, &a));
	t = shelf_take(s, 48, &b);
	t->value = 5;
	assert_non_null(shelf_take(s, 40, &c));
	shelf_give(s, b);
	assert_ptr_equal(shelf_walk(s, &cursor), shelf_at(s, a));
	assert_ptr_equal(shelf_walk(s, &cursor), shelf_at(s, c));
	assert_null(shelf_walk(s, &cursor));
	assert_non_null(shelf_take(s, 40, &number));
	assert_int_not_equal(number, b);
	t = shelf_take(s, 41, &number);
	assert_int_equal(number, b);
	assert_int_equal(t->value, 0);
	/* All may go in the middle of a walk. */
	for (cursor = 0; (t = shelf_walk(s, &cursor)) != NULL; )
		if (t == shelf_at(s, a))
			shelf_give(s, a);
	shelf_free(s);
}

static void
test_without_memory(void **state)
{
	struct shelf	*s = NULL;
	uint32_t	 number;
	long		 held = failing_held();
	size_t		 good;
	void		*p = NULL;

	(void)state;
	for (good = 0; p == NULL; good++) {
		failing_arm(good);
		if ((s = shelf_new()) != NULL)
			p = shelf_take(s, 100, &number);
		(void)failing_disarm();
		if (p == NULL && s != NULL)
			assert_non_null(shelf_take(s, 100, &number));
		shelf_free(s);
		assert_int_equal(failing_held(), held);
	}
	assert_int_equal(good, 4);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
