/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/mman.h>
#include <sys/resource.h>

#include <stdio.h>
#include <string.h>

#include "server/rotate.h"
#include "zones/rrtype.h"

#define RECORDS_MAX	12

/* A zone with MX records of these preferences at "m". */
static struct zone *
zone_with(const unsigned *preferences, size_t n)
{
	struct row	rows[RECORDS_MAX + 1] = {ROW_SOA};
	char		rdata[RECORDS_MAX][40];
	size_t		i;

	for (i = 0; i < n; i++) {
		(void)snprintf(rdata[i], sizeof(rdata[i]), "%u h%zu",
		    preferences[i], i);
		rows[i + 1] = (struct row){"m", TYPE_MX, 60, rdata[i]};
	}
	return zone_of("a.", rows, n + 1, 0);
}

/* The order in which a set is sent in a turn: numbers of its records. */
static void
order_of(const struct rrset *set, uint32_t turn, unsigned *order)
{
	struct rotation_run	run;
	unsigned		i, k, n = 0;

	for (i = 0; i < set->count; i = run.end) {
		run = rotation_run(set, i, turn);
		assert_int_equal(run.first, i);
		assert_in_range(run.start, run.first, run.end - 1);
		assert_in_range(run.end, i + 1, set->count);
		for (k = run.start; k < run.end; k++)
			order[n++] = k;
		for (k = run.first; k < run.start; k++)
			order[n++] = k;
	}
	assert_int_equal(n, set->count);
}

/* Preferences as written, and how long the groups are then. */
static const struct {
	unsigned	preferences[RECORDS_MAX];
	size_t		n;
	unsigned	groups[RECORDS_MAX + 1];
} sets[] = {
	{{10}, 1, {1}},
	{{10, 10}, 2, {2}},
	{{10, 20}, 2, {1, 1}},
	{{20, 10}, 2, {1, 1}},
	{{10, 20, 10, 20, 10}, 5, {3, 2}},
	{{0, 65535, 0, 65535, 1, 1, 1}, 7, {2, 3, 2}},
	{{5, 5, 5, 5, 5, 5, 5}, 7, {7}},
	{{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 11}, 12,
	    {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2}},
};

/*
 * In any turn each record is sent once, lower preferences first, and the
 * first of each group moves by one with each turn.
 */
static void
test_runs(void **state)
{
	const struct rrset	*set;
	struct zone		*z;
	unsigned		 order[RECORDS_MAX], k, g, first;
	uint32_t		 turn;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
		z = zone_with(sets[i].preferences, sets[i].n);
		set = set_of(z->content, "m", TYPE_MX);
		for (turn = 0; turn < 100; turn++) {
			order_of(set, turn, order);
			for (g = 0, first = 0; first < set->count;
			    first += sets[i].groups[g++])
				for (k = 0; k < sets[i].groups[g]; k++)
					assert_int_equal(order[first + k],
					    first + (turn + k) %
					    sets[i].groups[g]);
		}
		zone_unref(z);
	}
}

/* Over n * k turns in a row each target comes first k times, wherever
   the count began. */
static void
test_each_comes_first_equally_often(void **state)
{
	static const unsigned	preferences[] = {10, 10, 10, 20, 20};
	struct zone		*z = zone_with(preferences, 5);
	const struct rrset	*set = set_of(z->content, "m", TYPE_MX);
	const struct rrset_slot	*slot = slot_of(z->content, "m", TYPE_MX);
	struct rotation		 rot = {0};
	unsigned		 order[RECORDS_MAX], first[5], start, i;
	uint32_t		*turn;

	(void)state;
	assert_int_equal(rotation_resize(&rot, 1), 0);
	for (start = 0; start < 20; start++) {
		memset(first, 0, sizeof(first));
		for (i = 0; i < 6 * 7; i++) {
			turn = rotation_turn(&rot, z, slot, false);
			order_of(set, (*turn)++, order);
			first[order[0]]++;
			first[order[3]]++;
		}
		for (i = 0; i < 5; i++)
			assert_int_equal(first[i], i < 3 ? 14 : 21);
		++*rotation_turn(&rot, z, slot, false);
	}
	rotation_clear(&rot);
	zone_unref(z);
}

/* Types without preference are one run, whatever their RDATA begins with. */
static void
test_addresses_are_one_run(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"h", TYPE_A, 60, NET4 "01"}, {"h", TYPE_A, 60,
		"=01020304"}, {"h", TYPE_A, 60, "=05060708"}
	};
	struct zone		*z = zone_of("a.", ROWS(rows), 0);
	const struct rrset	*set = set_of(z->content, "h", TYPE_A);
	unsigned		 order[3] = {0}, turn, k;

	(void)state;
	for (turn = 0; turn < 7; turn++) {
		order_of(set, turn, order);
		for (k = 0; k < 3; k++)
			assert_int_equal(order[k], (turn + k) % 3);
	}
	zone_unref(z);
}

/* Each set counts for itself; addresses as answer and as addition. */
static void
test_counters_are_apart(void **state)
{
	static const struct row	rows[] = {
		ROW_SOA, {"h", TYPE_A, 60, "=01"}, {"h", TYPE_A, 60, "=02"},
		{"h", TYPE_MX, 60, "1 x"}, {"h", TYPE_MX, 60, "1 y"},
		{"i", TYPE_A, 60, "=01"}, {"i", TYPE_TXT, 60, "=01"},
		{"i", TYPE_TXT, 60, "=02"}
	};
	struct zone		*z[2] = {zone_of("a.", ROWS(rows), 0),
				    zone_of("b.", ROWS(rows), 3)};
	struct rotation		 rot = {0};
	const struct rrset_slot	*slot;
	unsigned		 i;

	(void)state;
	assert_int_equal(rotation_resize(&rot, 6), 0);
	for (i = 0; i < 2; i++) {
		slot = slot_of(z[i]->content, "h", TYPE_A);
		assert_ptr_equal(rotation_turn(&rot, z[i], slot, false),
		    rot.turns + 3 * i);
		assert_ptr_equal(rotation_turn(&rot, z[i], slot, true),
		    rot.turns + 3 * i + 1);
		slot = slot_of(z[i]->content, "h", TYPE_MX);
		assert_ptr_equal(rotation_turn(&rot, z[i], slot, false),
		    rot.turns + 3 * i + 2);
	}
	/* One record, or a type that does not rotate: always turn 0. */
	for (i = 0; i < 3; i++) {
		slot = slot_of(z[0]->content, "i", TYPE_A);
		assert_int_equal((*rotation_turn(&rot, z[0], slot, true))++, 0);
		slot = slot_of(z[0]->content, "i", TYPE_TXT);
		assert_int_equal((*rotation_turn(&rot, z[0], slot, false))++,
		    0);
	}
	for (i = 0; i < 6; i++)
		assert_int_equal(rot.turns[i], 0);
	rotation_clear(&rot);
	zone_unref(z[0]);
	zone_unref(z[1]);
}

/* `rotate off`, and counters for which there is no room. */
static void
test_no_rotation(void **state)
{
	static const unsigned	preferences[] = {10, 10};
	struct zone		*z = zone_with(preferences, 2);
	const struct rrset_slot	*slot = slot_of(z->content, "m", TYPE_MX);
	struct rotation		 rot = {0};

	(void)state;
	assert_int_equal((*rotation_turn(&rot, z, slot, false))++, 0);
	assert_int_equal(*rotation_turn(&rot, z, slot, false), 0);
	assert_int_equal(rotation_resize(&rot, 1), 0);
	assert_int_equal((*rotation_turn(&rot, z, slot, false))++, 0);
	assert_int_equal(*rotation_turn(&rot, z, slot, false), 1);
	z->does_rotate = false;
	assert_int_equal((*rotation_turn(&rot, z, slot, false))++, 0);
	assert_int_equal(*rotation_turn(&rot, z, slot, false), 0);
	z->does_rotate = true;
	z->rotation_base = 1;
	assert_ptr_equal(rotation_turn(&rot, z, slot, false), &rot.dummy);
	rotation_clear(&rot);
	zone_unref(z);
}

static void
test_resize(void **state)
{
	struct rotation	rot = {0};
	struct rlimit	was, none;
	uint32_t	i;
	bool		is_full;
	int		rc;

	(void)state;
	assert_int_equal(rotation_resize(&rot, 0), 0);
	assert_null(rot.turns);
	assert_int_equal(rotation_resize(&rot, 3), 0);
	for (i = 0; i < 3; i++)
		rot.turns[i] = i + 7;
	assert_int_equal(rotation_resize(&rot, 2), 0);
	assert_int_equal(rot.count, 3);
	assert_int_equal(getrlimit(RLIMIT_AS, &was), 0);
	none = (struct rlimit){0, was.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
	/* qemu gives its guest all the same. */
	is_full = mmap(NULL, 1, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0) == MAP_FAILED;
	rc = is_full ? rotation_resize(&rot, 5000) : -1;
	assert_int_equal(setrlimit(RLIMIT_AS, &was), 0);
	assert_int_equal(rc, -1);
	assert_int_equal(rot.count, 3);
	assert_int_equal(rotation_resize(&rot, 5000), 0);
	for (i = 0; i < 5000; i++)
		assert_int_equal(rot.turns[i], i < 3 ? i + 7 : 0);
	rotation_clear(&rot);
	assert_null(rot.turns);
	assert_int_equal(rot.count, 0);
	rotation_clear(&rot);
}

/* Counters that are there, and those beyond. */
static void
test_look(void **state)
{
	struct rotation	rot = {0};
	uint32_t	out[4] = {9, 9, 9, 9};

	(void)state;
	rotation_look(&rot, 0, 2, out);
	assert_int_equal(out[0] + out[1], 0);
	assert_int_equal(rotation_resize(&rot, 3), 0);
	rotation_step(&rot.turns[1]);
	rotation_step(&rot.turns[2]);
	rotation_step(&rot.turns[2]);
	rotation_look(&rot, 0, 4, out);
	assert_int_equal(out[0], 0);
	assert_int_equal(out[1], 1);
	assert_int_equal(out[2], 2);
	assert_int_equal(out[3], 0);
	rotation_look(&rot, 2, 2, out);
	assert_int_equal(out[0], 2);
	assert_int_equal(out[1], 0);
	rotation_clear(&rot);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_each_comes_first_equally_often),
		cmocka_unit_test(test_addresses_are_one_run),
		cmocka_unit_test(test_counters_are_apart),
		cmocka_unit_test(test_no_rotation),
		cmocka_unit_test(test_resize),
		cmocka_unit_test(test_look),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
