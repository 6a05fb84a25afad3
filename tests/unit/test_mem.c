/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"

#define PIECES	400

/* Pieces of all sizes: aligned, and none lies in another. */
static void
test_pieces_are_apart(void **state)
{
	struct arena	*a = arena_new();
	uint8_t		*p[PIECES];
	size_t		 i, k, total = 0;

	(void)state;
	assert_non_null(a);
	for (i = 0; i < PIECES; i++) {
		assert_non_null(p[i] = arena_alloc(a, i * 7));
		assert_int_equal((uintptr_t)p[i] % 8, 0);
		memset(p[i], (int)(i & 0xff), i * 7);
		total += i * 7;
	}
	for (i = 0; i < PIECES; i++)
		for (k = 0; k < i * 7; k++)
			assert_int_equal(p[i][k], i & 0xff);
	assert_true(arena_bytes(a) >= total);
	arena_free(a);
}

/* Around the size of the first chunk, and of the largest. */
static void
test_chunk_limits(void **state)
{
	static const size_t	limits[] = {8, 4096, 8192, 1 << 20};
	struct arena		*a;
	uint8_t			*p;
	size_t			 i, len;

	(void)state;
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		for (len = limits[i] - 1; len <= limits[i] + 1; len++) {
			assert_non_null(a = arena_new());
			assert_non_null(arena_alloc(a, 1));
			assert_non_null(p = arena_alloc(a, len));
			memset(p, 0xff, len);
			assert_non_null(p = arena_alloc(a, len));
			memset(p, 0xff, len);
			arena_free(a);
		}
}

/* A large piece does not end the chunk in use. */
static void
test_large_piece_stands_apart(void **state)
{
	struct arena	*a = arena_new();
	uint8_t		*small, *next;
	size_t		 before;

	(void)state;
	assert_int_equal(arena_bytes(a), 0);
	small = arena_alloc(a, 16);
	before = arena_bytes(a);
	assert_non_null(arena_alloc(a, 1 << 21));
	next = arena_alloc(a, 16);
	assert_ptr_equal(next, small + 16);
	assert_int_equal(arena_bytes(a), before + (1 << 21));
	arena_free(a);
}

/* Many small pieces take few chunks and no more than twice their octets. */
static void
test_growth_is_bounded(void **state)
{
	struct arena	*a = arena_new();
	long		 held = failing_held();
	size_t		 i;

	(void)state;
	for (i = 0; i < 1 << 18; i++)
		assert_non_null(arena_alloc(a, 32));
	assert_true(arena_bytes(a) < 2 * (1 << 23));
	assert_true(failing_held() - held < 20);
	arena_free(a);
}

/* Behind the piece that was taken last there is room up to the chunk's end,
   and behind no other. */
static void
test_extend(void **state)
{
	struct arena	*a = arena_new();
	uint8_t		*p, *q;
	size_t		 n;

	(void)state;
	assert_null(arena_extend(a, a, 8));
	p = arena_alloc(a, 16);
	assert_ptr_equal(arena_extend(a, p + 16, 5), p + 16);
	assert_null(arena_extend(a, p + 16, 8));
	q = arena_alloc(a, 8);
	assert_ptr_equal(q, p + 24);
	assert_null(arena_extend(a, p + 24, 8));
	for (n = 0, q += 8; arena_extend(a, q, 8) != NULL; n++)
		q += 8;
	assert_true(n > 100);
	p = arena_alloc(a, 8);
	assert_non_null(p);
	assert_null(arena_extend(a, q, 8));
	assert_ptr_equal(arena_extend(a, p + 8, 8), p + 8);
	/* A piece that stands apart has nothing behind it. */
	q = arena_alloc(a, 1 << 20);
	assert_null(arena_extend(a, q + (1 << 20), 8));
	assert_ptr_equal(arena_extend(a, p + 16, 8), p + 16);
	arena_free(a);
}

/* Pieces are left behind one by one: all ahead are whole, and what is held
   gets less. */
static void
test_give_before(void **state)
{
	struct arena	*a = arena_new();
	uint8_t		*p[PIECES];
	long		 held = failing_held();
	size_t		 i, k, total, len[PIECES];
	uint64_t	 rnd = 9;

	(void)state;
	for (i = 0; i < PIECES; i++) {
		/* Some stand apart. */
		len[i] = 1 + (size_t)roll(&rnd) %
		    (i % 40 == 7 ? 200000 : 900);
		assert_non_null(p[i] = arena_alloc(a, len[i]));
		memset(p[i], (int)(i & 0xff), len[i]);
	}
	total = arena_bytes(a);
	for (i = 0; i < PIECES; i++) {
		arena_give_before(a, p[i]);
		for (k = 0; k < len[i]; k++)
			assert_int_equal(p[i][k], i & 0xff);
	}
	assert_true(arena_bytes(a) < total);
	/* What is taken now is as good as before. */
	assert_non_null(p[0] = arena_alloc(a, 300000));
	memset(p[0], 0xff, 300000);
	arena_free(a);
	assert_int_equal(failing_held(), held - 1);
}

static void
test_impossible_sizes(void **state)
{
	static const size_t	sizes[] = {SIZE_MAX, SIZE_MAX - 6,
	    SIZE_MAX - 7, SIZE_MAX - 8, SIZE_MAX - 15};
	struct arena		*a = arena_new();
	char			*p = arena_copy(a, "good", 5);
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_null(arena_alloc(a, sizes[i]));
	assert_string_equal(p, "good");
	assert_non_null(arena_alloc(a, 8));
	arena_free(a);
}

static void
test_copy(void **state)
{
	struct arena	*a = arena_new();
	char		 text[] = "mercury";
	char		*p = arena_copy(a, text, sizeof(text));

	(void)state;
	text[0] = 'x';
	assert_string_equal(p, "mercury");
	assert_non_null(arena_copy(a, NULL, 0));
	arena_free(a);
	arena_free(NULL);
}

static void
test_arena_without_memory(void **state)
{
	long		 held = failing_held();
	struct arena	*a;
	char		*p;

	(void)state;
	failing_arm(0);
	assert_null(arena_new());
	assert_non_null(a = arena_new());
	failing_arm(0);
	assert_null(arena_alloc(a, 8));
	assert_int_equal(arena_bytes(a), 0);
	assert_non_null(p = arena_copy(a, "good", 5));
	failing_arm(0);
	assert_null(arena_copy(a, p, 1 << 20));
	assert_true(failing_disarm());
	assert_string_equal(p, "good");
	assert_non_null(arena_alloc(a, 8));
	arena_free(a);
	assert_int_equal(failing_held(), held);
}

/* Around the size of a large page, and where its last one is whole: cleared,
   and all of it there. */
static void
test_take(void **state)
{
	static const size_t	limits[] = {1, 2 << 20, 4 << 20,
	    30 << 20, (30 << 20) + (64 << 10)};
	long			held = failing_held();
	uint8_t			*p;
	size_t			 i, len;

	(void)state;
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++)
		for (len = limits[i] - 1; len <= limits[i] + 1; len++) {
			assert_non_null(p = mem_take(len));
			assert_int_equal((uintptr_t)p %
			    _Alignof(max_align_t), 0);
			if (len > 0) {
				assert_int_equal(p[0] | p[len / 2] |
				    p[len - 1], 0);
				p[0] = p[len - 1] = 0xff;
			}
			mem_give(p, len);
		}
	assert_int_equal(failing_held(), held);
	mem_give(NULL, 1);
	mem_give(NULL, 4 << 20);
}

static void
test_take_without_memory(void **state)
{
	static const size_t	sizes[] = {SIZE_MAX, SIZE_MAX - 1,
	    SIZE_MAX / 16 * 15};
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		assert_null(mem_take(sizes[i]));
	failing_arm(0);
	assert_null(mem_take(8));
	assert_true(failing_disarm());
}

/* What array_grow() does to a capacity when so many are used. */
static const struct {
	size_t	used, cap, grown;
} growths[] = {
	{0, 0, 8}, {0, 1, 1}, {1, 1, 2}, {6, 8, 8}, {7, 8, 8}, {8, 8, 16},
	{1000, 1000, 2000}
};

static void
test_array_grow(void **state)
{
	uint32_t	*array, *p;
	size_t		 i, cap;

	(void)state;
	for (i = 0; i < sizeof(growths) / sizeof(growths[0]); i++) {
		cap = growths[i].cap;
		array = cap == 0 ? NULL : calloc(cap, sizeof(*array));
		p = array_grow(array, growths[i].used, &cap, sizeof(*p));
		assert_int_equal(cap, growths[i].grown);
		assert_non_null(p);
		p[cap - 1] = 1;
		free(p);
	}
}

/* Where numbers end nothing is touched. */
static void
test_array_grow_limits(void **state)
{
	static const struct {
		size_t	cap, elem;
	} cases[] = {
		{SIZE_MAX / 2 + 1, 1}, {SIZE_MAX, 1}, {SIZE_MAX / 2, 3},
		{SIZE_MAX / 8, 8}, {SIZE_MAX / 16 + 1, 8}
	};
	uint64_t	array[8] = {42};
	size_t		i, cap;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cap = cases[i].cap;
		assert_null(array_grow(array, cap, &cap, cases[i].elem));
		assert_int_equal(cap, cases[i].cap);
		assert_int_equal(array[0], 42);
	}
}

static void
test_array_without_memory(void **state)
{
	size_t	 cap = 2;
	char	*array = strdup("m");

	(void)state;
	assert_non_null(array);
	failing_arm(0);
	assert_null(array_grow(array, 2, &cap, 1));
	assert_int_equal(cap, 2);
	assert_string_equal(array, "m");
	assert_non_null(array = array_grow(array, 2, &cap, 1));
	assert_int_equal(cap, 4);
	assert_string_equal(array, "m");
	free(array);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_pieces_are_apart),
		cmocka_unit_test(test_chunk_limits),
		cmocka_unit_test(test_large_piece_stands_apart),
		cmocka_unit_test(test_growth_is_bounded),
		cmocka_unit_test(test_extend),
		cmocka_unit_test(test_give_before),
		cmocka_unit_test(test_impossible_sizes),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_arena_without_memory),
		cmocka_unit_test(test_take),
		cmocka_unit_test(test_take_without_memory),
		cmocka_unit_test(test_array_grow),
		cmocka_unit_test(test_array_grow_limits),
		cmocka_unit_test(test_array_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
