/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "zones/shards.h"
#include "zones/table.h"

/*
 * Tables of thousands of zones, whose shards are split, join and shrink:
 * after each edit they are compared with a plain list of the same zones.
 */

/* The naive list: zone i is there, with this rotation_base, or not. */
#define NAMES	12000
static uint32_t	list[NAMES];

/* Names of three depths, so that some are above others. */
static struct name
name_number(unsigned i)
{
	char	text[40];

	if (i % 3 == 0)
		(void)snprintf(text, sizeof(text), "n%u.", i);
	else if (i % 3 == 1)
		(void)snprintf(text, sizeof(text), "m.n%u.", i - 1);
	else
		(void)snprintf(text, sizeof(text), "l.m.n%u.", i - 2);
	return name_of(text);
}

static void
compare_with_list(const struct table *t, size_t zones)
{
	const struct zone	*z;
	struct name		 n;
	unsigned		 i, k;

	assert_int_equal(table_zones(t), zones);
	for (i = 0; i < NAMES; i++) {
		n = name_number(i);
		z = table_exact(t, &n);
		assert_int_equal(z == NULL ? 0 : z->rotation_base, list[i]);
		/* The longest match among those with the same end. */
		for (k = i; list[k] == 0 && k % 3 > 0; k--)
			continue;
		z = table_find(t, &n, 0);
		assert_int_equal(z == NULL ? 0 : z->rotation_base, list[k]);
	}
}

/* One edit of random puts and removes; how many zones there are then. */
static size_t
edit_at_random(struct table_edit *e, uint64_t *rnd, unsigned changes,
    unsigned puts, size_t zones)
{
	struct name	n;
	unsigned	i;
	uint32_t	base;

	while (changes-- > 0) {
		i = (unsigned)(roll(rnd) % NAMES);
		n = name_number(i);
		if (roll(rnd) % 10 < puts) {
			base = 1 + (uint32_t)(roll(rnd) >> 33);
			assert_int_equal(table_edit_put(e, zone_new(&n, NULL,
			    true, base)), 0);
			zones += list[i] == 0;
			list[i] = base;
		} else {
			assert_int_equal(table_edit_remove(e, &n),
			    list[i] != 0);
			zones -= list[i] != 0;
			list[i] = 0;
		}
	}
	return zones;
}

/* Up to thousands of zones and down again, against the list. */
static void
test_random_edits(void **state)
{
	static const struct {
		unsigned	changes, puts;	/* of ten */
	} edits[] = {
		{1, 10}, {100, 9}, {9000, 9}, {20000, 8}, {10, 5}, {500, 1},
		{20000, 5}, {60000, 1}, {30000, 0}, {5000, 9}
	};
	struct table		*t = table_new(77), *next;
	struct table_edit	*e;
	uint64_t		 rnd = 12;
	size_t			 i, zones = 0;
	long			 held = failing_held();

	(void)state;
	memset(list, 0, sizeof(list));
	for (i = 0; i < sizeof(edits) / sizeof(edits[0]); i++) {
		assert_non_null(e = table_edit_begin(t));
		zones = edit_at_random(e, &rnd, edits[i].changes,
		    edits[i].puts, zones);
		next = table_edit_commit(e);
		table_free(t);
		t = next;
		compare_with_list(t, zones);
	}
	table_free(t);
	assert_int_equal(failing_held(), held - 1);
}

/* Many zones, announced or not, in place of some or none. */
static void
put_numbers(struct table_edit *e, unsigned first, unsigned n)
{
	struct zone	*z;
	struct name	 name;
	unsigned	 i;

	for (i = 0; i < n; i++) {
		name = name_number(first + i);
		list[first + i] = 1 + first + i;
		z = zone_new(&name, NULL, true, 1 + first + i);
		assert_non_null(z);
		assert_int_equal(table_edit_put(e, z), 0);
	}
}

static void
test_expect(void **state)
{
	static const size_t	expected[] = {0, 1, 6000, 12000, 100000};
	struct table		*t, *empty = table_new(5);
	struct table_edit	*e;
	size_t			 i;
	long			 held = failing_held();

	(void)state;
	for (i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		memset(list, 0, sizeof(list));
		assert_non_null(e = table_edit_begin(empty));
		put_numbers(e, 0, 1);
		assert_int_equal(table_edit_expect(e, expected[i]), 0);
		put_numbers(e, 0, 83);
		put_numbers(e, 1000, 11000);
		/* Later fewer are announced than there are. */
		assert_int_equal(table_edit_expect(e, 10), 0);
		put_numbers(e, 83, 100);
		t = table_edit_commit(e);
		compare_with_list(t, 11183);
		table_free(t);
		assert_int_equal(failing_held(), held);
	}
	table_free(empty);
}

/* A table that was large and is small lets its slots go. */
static void
test_shrinks(void **state)
{
	struct table		*empty = table_new(5), *t, *next;
	struct table_edit	*e = table_edit_begin(empty);
	struct name		 n = name_of("zz.");
	size_t			 i, slots = 0;
	unsigned		 k;

	(void)state;
	memset(list, 0, sizeof(list));
	put_numbers(e, 0, NAMES);
	t = table_edit_commit(e);
	assert_non_null(e = table_edit_begin(t));
	for (k = 0; k < NAMES; k++) {
		n = name_number(k);
		list[k] = 0;
		assert_int_equal(table_edit_remove(e, &n), 1);
	}
	next = table_edit_commit(e);
	table_free(t);
	assert_non_null(e = table_edit_begin(next));
	put_numbers(e, 0, 3000);
	t = table_edit_commit(e);
	table_free(next);
	for (i = 0; i < t->nshards; i++)
		slots += (size_t)word_tag(t->shards[i]);
	assert_true(slots < 3 * 3000);
	compare_with_list(t, 3000);
	table_free(t);
	table_free(empty);
}

/* An edit that is given up leaves no trace, however large it was. */
static void
test_abort(void **state)
{
	struct table		*t = table_new(77);
	struct table_edit	*e;
	struct name		 n = name_of("n0.");
	uint64_t		 rnd = 1;
	long			 held = failing_held();

	(void)state;
	assert_non_null(e = table_edit_begin(t));
	memset(list, 0, sizeof(list));
	(void)edit_at_random(e, &rnd, 12000, 9, 0);
	table_edit_abort(e);
	assert_int_equal(failing_held(), held);
	assert_null(table_find(t, &n, 0));
	table_free(t);
}

/*
 * One edit in which the good-th allocation fails, of a table that is about
 * to be split.  What was done before the failure stays done.
 */
static bool
edit_without_memory(const struct table *old, size_t good)
{
	struct table_edit	*e;
	struct table		*t;
	struct name		 n = name_number(0);
	struct zone		*z[3] = {bare_zone("y.", 1), bare_zone("z.",
				    2), bare_zone("n0.", 3)};
	size_t			 i, put = 0;
	int			 removed = 0;

	failing_arm(good);
	e = table_edit_begin(old);
	for (i = 0; i < 3; i++) {
		if (e == NULL)
			zone_unref(z[i]);
		else if (table_edit_put(e, z[i]) == 0)
			put += i < 2;	/* the third replaces one */
	}
	if (e != NULL)
		removed = table_edit_remove(e, &n);
	if (!failing_disarm()) {
		assert_non_null(t = table_edit_commit(e));
		assert_int_equal(removed, 1);
		assert_int_equal(table_zones(t), table_zones(old) + 1);
		assert_null(table_exact(t, &n));
		table_free(t);
		return false;
	}
	if (e == NULL)
		return true;
	/* It may go on: the table says what was done and no more. */
	assert_non_null(t = table_edit_commit(e));
	assert_int_equal(table_zones(t), table_zones(old) + put -
	    (removed == 1));
	table_free(t);
	return true;
}

/* 16 shards of 256 zones: the next one splits them. */
static struct table *
full_table(void)
{
	struct table		*empty = table_new(3), *t;
	struct table_edit	*e = table_edit_begin(empty);
	struct name		 n;
	unsigned		 i;

	assert_non_null(e);
	memset(list, 0, sizeof(list));
	for (i = 0; i < 16 * 256; i++) {
		n = name_number(i);
		assert_int_equal(table_edit_put(e, zone_new(&n, NULL, true,
		    list[i] = i + 1)), 0);
	}
	assert_non_null(t = table_edit_commit(e));
	table_free(empty);
	return t;
}

/* All is found after the split, at each depth, and in the old table too. */
static void
test_split(void **state)
{
	struct table		*old = full_table(), *t;
	struct table_edit	*e = table_edit_begin(old);
	struct name		 new = name_of("a.b.c.d.");
	struct name		 below = name_of("x.a.b.c.d.");

	(void)state;
	assert_int_equal(table_edit_put(e, bare_zone("a.b.c.d.", 1)), 0);
	t = table_edit_commit(e);
	compare_with_list(t, 16 * 256 + 1);
	assert_non_null(table_exact(t, &new));
	assert_ptr_equal(table_find(t, &below, 0), table_exact(t, &new));
	compare_with_list(old, 16 * 256);
	table_free(old);
	compare_with_list(t, 16 * 256 + 1);
	table_free(t);
}

static void
test_without_memory(void **state)
{
	struct table	*old = full_table();
	size_t		 good = 0;
	long		 held = failing_held();

	(void)state;
	while (edit_without_memory(old, good)) {
		assert_int_equal(failing_held(), held);
		good++;
	}
	assert_true(good > 60);
	assert_int_equal(failing_held(), held);
	compare_with_list(old, 16 * 256);
	table_free(old);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_random_edits),
		cmocka_unit_test(test_expect),
		cmocka_unit_test(test_shrinks),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
