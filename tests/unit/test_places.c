/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/places.h"

static void
test_set_and_get(void **state)
{
	char		 one[] = "one", none[] = "", three[] = "three";
	const char	*files[] = {one, none, three};
	struct places	*pl = places_new(4, files, 3);
	static const struct {
		const char	*file;
		uint32_t	 line, column;
		bool		 is_bare;
	} want[] = {
		{"three", 7, 8, false}, {"one", 1, 0, false},
		{NULL, 5, 6, true}, {"three", UINT32_MAX, UINT32_MAX, true}
	};
	struct place	 at;
	size_t		 i;

	(void)state;
	assert_non_null(pl);
	assert_int_equal(places_add(pl, 2, 7, 8, false), 0);
	assert_int_equal(places_add(pl, 0, 1, 0, false), 0);
	assert_int_equal(places_add(pl, 1, 5, 6, true), 0);
	assert_int_equal(places_add(pl, 2, UINT32_MAX, UINT32_MAX, true), 0);
	memset(one, 'x', 3);	/* names are copied */
	for (i = 0; i < 4; i++) {
		at = places_at(pl, i);
		if (want[i].file == NULL)
			assert_null(at.file);
		else
			assert_string_equal(at.file, want[i].file);
		assert_int_equal(at.line, want[i].line);
		assert_int_equal(at.column, want[i].column);
		assert_int_equal(at.is_bare, want[i].is_bare);
	}
	places_free(pl);
}

static void
test_out_of_range(void **state)
{
	const char	*file = "f";
	struct places	*pl = places_new(2, &file, 1);

	(void)state;
	assert_null(places_at(pl, 0).file);
	assert_int_equal(places_add(pl, 0, 1, 1, false), 0);
	assert_int_equal(places_add(pl, 0, 2, 1, false), 0);
	assert_non_null(places_at(pl, 1).file);
	assert_null(places_at(pl, 2).file);
	assert_null(places_at(pl, 3).file);
	assert_null(places_at(pl, SIZE_MAX).file);
	assert_null(places_at(NULL, 0).file);
	places_free(pl);
	places_free(NULL);
}

static void
test_empty(void **state)
{
	struct places	*pl = places_new(0, NULL, 0);

	(void)state;
	assert_non_null(pl);
	assert_null(places_at(pl, 0).file);
	places_free(pl);
}

/* One of many that follow each other in some way; see make_spot(). */
struct spot {
	uint32_t	file, line, column;
	bool		is_bare;
};

/* Line after line; owners now and then; in no order; of any number. */
static struct spot
make_spot(unsigned way, uint64_t *rnd, uint32_t i)
{
	uint32_t	r = (uint32_t)roll(rnd);

	if (way == 0)
		return (struct spot){0, i + 1, 1, true};
	if (way == 1)
		return (struct spot){r % 2, i * 2, r % 3 == 0 ? 1 : 9,
		    r % 5 > 0};
	if (way == 2)
		return (struct spot){r % 3, r % 4096, r % 40, i % 2};
	return (struct spot){r % 3, (uint32_t)roll(rnd), (uint32_t)roll(rnd),
	    r % 2};
}

#define SPOTS_MAX	3000

/* Around a mark, and more than was told. */
static void
test_many(void **state)
{
	static const char	*files[] = {"a", "b", "c"};
	static struct spot	 want[SPOTS_MAX];
	static const size_t	 sizes[] = {1, 31, 32, 33, 64, 65, SPOTS_MAX};
	struct places		*pl;
	struct place		 at;
	uint64_t		 rnd = 8;
	size_t			 i, k, n;

	(void)state;
	for (k = 0; k < 4 * 7; k++) {
		n = sizes[k / 4];
		pl = places_new(n / 2, files, 3);
		assert_non_null(pl);
		for (i = 0; i < n; i++) {
			want[i] = make_spot(k % 4, &rnd, (uint32_t)i);
			assert_int_equal(places_add(pl, want[i].file,
			    want[i].line, want[i].column, want[i].is_bare), 0);
		}
		for (i = 0; i < n; i++) {
			at = places_at(pl, i);
			assert_string_equal(at.file, files[want[i].file]);
			assert_int_equal(at.line, want[i].line);
			assert_int_equal(at.column, want[i].column);
			assert_int_equal(at.is_bare, want[i].is_bare);
		}
		assert_null(places_at(pl, n).file);
		places_free(pl);
	}
}

/* Places of n records for which there is no room yet; NULL: none. */
static struct places *
fill(size_t n)
{
	static const char	*files[] = {"a", "b", "c"};
	struct places		*pl = places_new(0, files, 3);
	uint32_t		 i;

	for (i = 0; pl != NULL && i < n; i++)
		if (places_add(pl, i % 3, i, i, false) == -1) {
			places_free(pl);
			return NULL;
		}
	return pl;
}

/* Whichever allocation fails, it is said, and nothing is lost. */
static void
test_without_memory(void **state)
{
	struct places	*pl;
	long		 held = failing_held();
	size_t		 n;
	bool		 has_failed;

	(void)state;
	for (n = 0, has_failed = true; has_failed; n++) {
		failing_arm(n);
		pl = fill(100);
		has_failed = failing_disarm();
		assert_int_equal(pl == NULL, has_failed);
		places_free(pl);
		assert_int_equal(failing_held(), held);
	}
	assert_true(n > 12);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_set_and_get),
		cmocka_unit_test(test_out_of_range),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
