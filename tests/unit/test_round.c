/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "server/round.h"

#define ZONES	9

/* Those of odd number have been tried, as many as there are. */
static void
test_tried(void **state)
{
	static struct known	*all[ZONES];
	const struct known	*tried[ZONES];
	struct round		 r = {.tried = tried};
	size_t			 i, n, room;

	(void)state;
	for (i = 0; i < ZONES; i++)
		assert_non_null(all[i] = calloc(1, sizeof(*all[i])));
	for (room = 0; room <= ZONES / 2; room++) {
		for (n = 0; n < room; n++)
			tried[n] = all[2 * (room - 1 - n) + 1];
		round_sort_tried(tried, n);
		r.ntried = n;
		for (i = 0; i < ZONES; i++)
			assert_int_equal(round_has_tried(&r, all[i]),
			    i % 2 == 1 && i / 2 < room);
	}
	for (i = 0; i < ZONES; i++)
		free(all[i]);
}

/* What was tried, and is read again, counts as it is found now. */
static void
test_count_again(void **state)
{
	struct zone		 full = {.content = (struct content *)&full};
	struct zone		 empty = {.content = NULL};
	struct known		 kept = {.named = &full, .is_served = true};
	struct known		 dead = {.named = &empty, .is_served = true};
	struct known		 other = kept;
	const struct known	*tried[] = {&kept, &dead};
	struct round		 r = {.tried = tried, .ntried = 2};

	(void)state;
	round_sort_tried(tried, 2);
	round_count_again(&r, &other);
	assert_int_equal(r.again_kept + r.again_dead, 0);
	round_count_again(&r, &kept);
	assert_int_equal(r.again_kept, 1);
	assert_int_equal(r.again_dead, 0);
	round_count_again(&r, &dead);
	assert_int_equal(r.again_kept, 1);
	assert_int_equal(r.again_dead, 1);
}

static const struct {
	uint64_t	 until_ms;
	bool		 can_be_awaited;
	bool		 is_awaited;
	bool		 is_over;
} cases[] = {
	{0, false, false, true},
	{0, true, false, true},
	{UINT64_MAX - 1, false, false, false},
	{UINT64_MAX - 1, true, false, false},
	{UINT64_MAX - 1, true, true, true},
	{UINT64_MAX, false, false, false},
	{UINT64_MAX, true, true, false},
};

static void
test_over(void **state)
{
	atomic_bool	 is_awaited;
	struct round	 r = {.added = 0};
	struct work	 w = {.round = &r};
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_awaited = cases[i].is_awaited;
		r.is_awaited = cases[i].can_be_awaited ? &is_awaited : NULL;
		assert_int_equal(round_is_over(&w, cases[i].until_ms),
		    cases[i].is_over);
	}
}

/* Templates are looked at with all zones, or if somebody says so. */
static void
test_has_templates(void **state)
{
	static const struct conf_zone_dir	dir;
	static const uint8_t			apex[] = "\1a";
	const struct touched			t[] = {
		{.dir = &dir, .file = "a.zone"}, {.apex = apex},
		{.is_hosted = true}, {.file = NULL}
	};
	static const struct {
		size_t	first, n;
		bool	has;
	} rows[] = {
		{0, 1, false}, {1, 1, false}, {0, 2, false}, {2, 1, true},
		{3, 1, true}, {0, 3, true}
	};
	struct round				r = {.touched = NULL};
	size_t					i;

	(void)state;
	assert_true(round_has_templates(&r));
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		r.touched = &t[rows[i].first];
		r.ntouched = rows[i].n;
		assert_int_equal(round_has_templates(&r), rows[i].has);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_has_templates),
		cmocka_unit_test(test_tried),
		cmocka_unit_test(test_count_again),
		cmocka_unit_test(test_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
