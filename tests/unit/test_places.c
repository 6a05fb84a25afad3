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
	places_set(pl, 3, 2, UINT32_MAX, UINT32_MAX, true);
	places_set(pl, 0, 2, 7, 8, false);
	places_set(pl, 1, 0, 1, 0, false);
	places_set(pl, 2, 1, 5, 6, true);
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

static void
test_without_memory(void **state)
{
	const char	*files[] = {"a", "b", "c"};
	struct places	*pl;
	long		 held = failing_held();
	size_t		 n;

	(void)state;
	for (n = 0; n < 6; n++) {
		failing_arm(n);
		assert_null(places_new(5, files, 3));
		assert_true(failing_disarm());
		assert_int_equal(failing_held(), held);
	}
	failing_arm(6);
	assert_non_null(pl = places_new(5, files, 3));
	assert_false(failing_disarm());
	places_free(pl);
	assert_int_equal(failing_held(), held);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_set_and_get),
		cmocka_unit_test(test_out_of_range),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
