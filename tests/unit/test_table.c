/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/table.h"

/* A table of these apexes; the i-th has rotation_base i. */
static struct table *
table_of(uint64_t seed, const char *const *apexes, size_t n)
{
	struct table		*empty = table_new(seed), *t;
	struct table_edit	*e;
	size_t			 i;

	assert_non_null(empty);
	assert_non_null(e = table_edit_begin(empty));
	for (i = 0; i < n; i++)
		assert_int_equal(table_edit_put(e, bare_zone(apexes[i],
		    (uint32_t)i)), 0);
	assert_non_null(t = table_edit_commit(e));
	table_free(empty);
	return t;
}

static const char *const	apexes[] = {
	"a.", "b.a.", "d.c.b.a.", "*.a.", "\\000.a.", "x.", "b.x."
};

/* A name, labels to skip, and the apex that is found; NULL: none. */
static const struct {
	const char	*name;
	unsigned	 skip;
	const char	*apex;
} finds[] = {
	{"a.", 0, "a."}, {"z.a.", 0, "a."}, {"b.a.", 0, "b.a."},
	{"z.b.a.", 0, "b.a."}, {"c.b.a.", 0, "b.a."},
	{"d.c.b.a.", 0, "d.c.b.a."}, {"z.y.d.c.b.a.", 0, "d.c.b.a."},
	{"zd.c.b.a.", 0, "b.a."}, {"q.*.a.", 0, "*.a."}, {"q.a.", 0, "a."},
	{"\\000.a.", 0, "\\000.a."}, {"\\000\\000.a.", 0, "a."},
	{"b.x.", 0, "b.x."}, {"a.x.", 0, "x."}, {"za.", 0, NULL},
	{"b.", 0, NULL}, {"a.b.", 0, NULL}, {".", 0, NULL},
	{"a\\.b.", 0, NULL},
	/* The parent's side of a cut. */
	{"a.", 1, NULL}, {"b.a.", 1, "a."}, {"d.c.b.a.", 1, "b.a."},
	{"z.b.a.", 1, "b.a."}, {"b.a.", 2, NULL}, {"b.a.", 3, NULL},
	{".", 1, NULL}, {".", 2, NULL}, {"z.b.a.", 2, "a."}
};

static void
assert_finds(const struct table *t, const char *name, unsigned skip,
    const char *apex)
{
	struct name		 n = name_of(name), a;
	const struct zone	*z = table_find(t, &n, skip);

	if (apex == NULL) {
		assert_null(z);
		return;
	}
	a = name_of(apex);
	assert_non_null(z);
	assert_int_equal(z->apex_len, a.len);
	assert_memory_equal(z->apex, a.wire, a.len);
	assert_ptr_equal(table_exact(t, &a), z);
}

static void
test_longest_match(void **state)
{
	struct table	*t;
	uint64_t	 seed;
	size_t		 i;

	(void)state;
	for (seed = 0; seed < 20; seed++) {
		t = table_of(seed * 0x123456789, apexes, 7);
		assert_int_equal(table_zones(t), 7);
		for (i = 0; i < sizeof(finds) / sizeof(finds[0]); i++)
			assert_finds(t, finds[i].name, finds[i].skip,
			    finds[i].apex);
		table_free(t);
	}
}

/* The root matches everything that nothing else does. */
static void
test_root_zone(void **state)
{
	static const char *const	with_root[] = {".", "b.a."};
	struct table			*t = table_of(5, with_root, 2);

	(void)state;
	assert_finds(t, ".", 0, ".");
	assert_finds(t, "z.", 0, ".");
	assert_finds(t, "a.", 0, ".");
	assert_finds(t, "z.b.a.", 0, "b.a.");
	assert_finds(t, "b.a.", 1, ".");
	assert_finds(t, "a.", 1, ".");
	assert_finds(t, ".", 1, NULL);
	table_free(t);
}

/* All depths that a name may have, the zone at each of them. */
static void
test_deepest_names(void **state)
{
	struct name		 n, apex;
	struct table		*empty, *t;
	struct table_edit	*e;
	unsigned		 i, depth;

	(void)state;
	for (i = 0; i < 127; i++) {
		n.offset[i] = (uint8_t)(2 * i);
		n.wire[2 * i] = 1;
		n.wire[2 * i + 1] = 'x';
	}
	n.offset[127] = 254;
	n.wire[254] = 0;
	n.labels = 127;
	n.len = 255;
	for (depth = 0; depth <= 127; depth++) {
		assert_non_null(empty = table_new(depth));
		assert_non_null(e = table_edit_begin(empty));
		name_from_wire(&apex, n.wire + n.offset[127 - depth]);
		assert_int_equal(apex.labels, depth);
		assert_int_equal(table_edit_put(e, zone_new(&apex, NULL,
		    true, depth)), 0);
		assert_non_null(t = table_edit_commit(e));
		assert_int_equal(table_find(t, &n, 0)->rotation_base, depth);
		assert_int_equal(table_exact(t, &apex)->rotation_base, depth);
		if (depth < 127) {
			assert_null(table_exact(t, &n));
			assert_non_null(table_find(t, &n, 127 - depth));
		}
		assert_null(table_find(t, &n, 128 - depth));
		table_free(t);
		table_free(empty);
	}
}

static void
test_empty(void **state)
{
	struct table		*t = table_new(1);
	struct table_edit	*e = table_edit_begin(t);
	struct name		 n = name_of("a.");

	(void)state;
	assert_int_equal(table_zones(t), 0);
	assert_null(table_find(t, &n, 0));
	assert_null(table_exact(t, &n));
	assert_int_equal(table_edit_remove(e, &n), 0);
	table_edit_abort(e);
	table_edit_abort(NULL);
	table_free(t);
	table_free(NULL);
}

/* An edit changes the new table and not the old one. */
static void
test_edit(void **state)
{
	struct table		*old = table_of(9, apexes, 7), *t;
	struct table_edit	*e = table_edit_begin(old);
	struct name		 a = name_of("A."), b = name_of("B.a.");
	struct name		 n = name_of("b.a.");
	const struct zone	*kept = table_find(old, &n, 0);

	(void)state;
	assert_int_equal(table_edit_remove(e, &b), 1);
	assert_int_equal(table_edit_remove(e, &b), 0);
	assert_int_equal(table_edit_put(e, bare_zone("A.", 100)), 0);
	assert_int_equal(table_edit_put(e, bare_zone("new.", 101)), 0);
	assert_int_equal(table_edit_put(e, bare_zone("new.", 102)), 0);
	t = table_edit_commit(e);
	assert_int_equal(table_zones(old), 7);
	assert_int_equal(table_zones(t), 7);
	assert_ptr_equal(table_find(old, &n, 0), kept);
	name_lower(&a);
	assert_int_equal(table_exact(old, &a)->rotation_base, 0);
	assert_int_equal(table_exact(t, &a)->rotation_base, 100);
	assert_int_equal(table_find(t, &n, 0)->rotation_base, 100);
	n = name_of("new.");
	assert_null(table_exact(old, &n));
	assert_int_equal(table_exact(t, &n)->rotation_base, 102);
	/* Either may go first. */
	table_free(old);
	assert_int_equal(table_exact(t, &n)->rotation_base, 102);
	table_free(t);
}

/* The same zone put again: the caller gives a reference for it. */
static void
test_put_same_zone(void **state)
{
	struct table		*old = table_of(9, apexes, 7);
	struct table_edit	*e = table_edit_begin(old);
	struct zone		*z = bare_zone("z.", 3);
	long			 held;

	(void)state;
	assert_int_equal(table_edit_put(e, zone_ref(z)), 0);
	held = failing_held();
	assert_int_equal(table_edit_put(e, zone_ref(z)), 0);
	assert_int_equal(z->refs, 2);
	assert_int_equal(failing_held(), held);
	table_edit_abort(e);
	assert_int_equal(z->refs, 1);
	zone_unref(z);
	table_free(old);
}

/* What an edit does not touch it shares: zones are not counted again. */
static void
test_shards_are_shared(void **state)
{
	struct table		*old = table_of(9, apexes, 7), *t;
	struct table_edit	*e;
	struct name		 n = name_of("x.");
	long			 held = failing_held();

	(void)state;
	e = table_edit_begin(old);
	t = table_edit_commit(e);
	assert_int_equal(failing_held(), held + 1);
	assert_int_equal(table_exact(t, &n)->refs, 1);
	assert_ptr_equal(table_exact(t, &n), table_exact(old, &n));
	table_free(t);
	e = table_edit_begin(old);
	assert_int_equal(table_edit_remove(e, &n), 1);
	t = table_edit_commit(e);
	assert_int_equal(failing_held(), held + 2);
	table_free(old);
	table_free(t);
}

static int
count_until(const struct zone *z, void *arg)
{
	unsigned	*n = arg;

	assert_true(z->apex_len > 1);
	++*n;
	return *n == 5 ? 42 : 0;
}

static void
test_walk(void **state)
{
	struct table	*t = table_of(2, apexes, 4);
	unsigned	 n = 0;

	(void)state;
	assert_int_equal(table_walk(t, count_until, &n), 0);
	assert_int_equal(n, 4);
	table_free(t);
	t = table_of(2, apexes, 7);
	n = 0;
	assert_int_equal(table_walk(t, count_until, &n), 42);
	assert_int_equal(n, 5);
	table_free(t);
}

/* How often each class was met, and what may be met. */
struct classes {
	const struct table *table;
	const uint8_t	*wanted;
	size_t		 n;
	size_t		 met;
};

static int
meet(const struct zone *z, void *arg)
{
	struct classes	*c = arg;
	struct name	 apex;
	uint64_t	 hash;

	name_from_wire(&apex, z->apex);
	assert_int_equal(c->wanted[table_class(c->table, &apex, c->n,
	    &hash)], 1);
	c->met++;
	return 0;
}

/* Each zone is of one class, whether there are more classes or shards. */
static void
test_classes(void **state)
{
	static uint8_t		 wanted[4096];
	struct table		*t = table_new(3);
	struct table_edit	*e = table_edit_begin(t);
	struct classes		 c = {.wanted = wanted};
	struct name		 n;
	char			 text[16];
	size_t			 all, i;
	uint64_t		 rolls = 5;

	(void)state;
	for (i = 0; i < 5000; i++) {
		(void)snprintf(text, sizeof(text), "n%zu.", i);
		n = name_of(text);
		assert_int_equal(table_edit_put(e, zone_new(&n, NULL, true,
		    0)), 0);
	}
	table_free(t);
	c.table = t = table_edit_commit(e);
	for (c.n = 1; c.n <= sizeof(wanted); c.n *= 2) {
		memset(wanted, 0, sizeof(wanted));
		for (all = i = 0; i < c.n; i++, all += c.met) {
			wanted[i] = 1;
			c.met = 0;
			assert_int_equal(table_walk_classes(t, wanted, c.n,
			    meet, &c), 0);
			wanted[i] = 0;
			if (i == 31 && c.n > 64)
				break;	/* it takes its time */
		}
		assert_true(c.n > 64 || all == 5000);
		for (i = 0; i < c.n; i++)
			wanted[i] = roll(&rolls) % 2;
		c.met = all = 0;
		assert_int_equal(table_walk_classes(t, wanted, c.n, meet, &c),
		    0);
		for (i = 0; i < 5000; i++) {
			(void)snprintf(text, sizeof(text), "n%zu.", i);
			n = name_of(text);
			all += wanted[table_class(t, &n, c.n, &rolls)];
		}
		assert_int_equal(c.met, all);
	}
	table_free(t);
}

/* Without memory some are put; those that are not are gone. */
static void
test_put_without_memory(void **state)
{
	static const char *const names[] = {"a.", "b.", "c.", "d.", "e."};
	struct table		*empty = table_new(5), *t;
	struct table_edit	*e;
	struct zone		*z[5];
	size_t			 good, i, put;
	bool			 has_failed = true;
	long			 held = failing_held();

	(void)state;
	for (good = 0; has_failed; good++) {
		assert_non_null(e = table_edit_begin(empty));
		for (i = 0; i < 5; i++)
			z[i] = bare_zone(names[i], 0);
		failing_arm(good);
		(void)table_edit_expect(e, good % 2 == 0 ? 5 : 5000);
		for (i = put = 0; i < 5; i++)
			put += table_edit_put(e, z[i]) == 0;
		has_failed = failing_disarm();
		t = table_edit_commit(e);
		assert_true(has_failed || put == 5);
		assert_int_equal(table_zones(t), put);
		table_free(t);
		assert_int_equal(failing_held(), held);
	}
	assert_in_range(good, 4, 12);
	table_free(empty);
}

/* What could not be prepared for is found step by step. */
static void
test_expect_without_memory(void **state)
{
	struct table		*empty = table_new(5), *t;
	struct table_edit	*e;

	(void)state;
	assert_non_null(e = table_edit_begin(empty));
	failing_arm(0);
	assert_int_equal(table_edit_expect(e, 1000000), -1);
	assert_true(failing_disarm());
	assert_int_equal(table_edit_put(e, bare_zone("a.", 1)), 0);
	t = table_edit_commit(e);
	assert_int_equal(table_zones(t), 1);
	table_free(t);
	table_free(empty);
}

static int
note_base(const struct zone *z, void *arg)
{
	uint32_t	**at = arg;

	*(*at)++ = z->rotation_base;
	return 0;
}

/* Where zones lie depends on the seed, so nobody can aim at a slot. */
static void
test_seed_counts(void **state)
{
	uint32_t	order[3][7], *at;
	struct table	*t;
	unsigned	i;

	(void)state;
	for (i = 0; i < 3; i++) {
		t = table_of(i, apexes, 7);
		at = order[i];
		assert_int_equal(table_walk(t, note_base, &at), 0);
		table_free(t);
	}
	assert_memory_not_equal(order[0], order[1], sizeof(order[0]));
	assert_memory_not_equal(order[1], order[2], sizeof(order[0]));
}

/* An edit finds what it has become so far. */
static void
test_edit_exact(void **state)
{
	struct table		*t = table_new(1);
	struct table_edit	*e = table_edit_begin(t);
	struct name		 names[50];
	const struct name	*all[50];
	struct zone		*z;
	const char		*why;
	char			 text[32];
	size_t			 i;

	(void)state;
	for (i = 0; i < 50; i++) {
		(void)snprintf(text, sizeof(text), "a%zu.example.", i);
		assert_int_equal(name_from_text(&names[i], text,
		    strlen(text), NULL, &why), 0);
		all[i] = &names[i];
	}
	for (i = 0; i < 50; i++) {
		table_edit_fetch(e, all, 50);
		assert_null(table_edit_exact(e, all[i]));
		z = zone_new(all[i], NULL, true, 0);
		assert_int_equal(table_edit_put(e, z), 0);
		assert_ptr_equal(table_edit_exact(e, all[i]), z);
	}
	assert_int_equal(table_edit_remove(e, all[7]), 1);
	table_edit_fetch(e, all, 50);
	assert_null(table_edit_exact(e, all[7]));
	assert_null(table_exact(t, all[8]));
	table_edit_abort(e);
	table_free(t);
}

/* One zone more, or another in its place; the table itself stays. */
static void
test_with(void **state)
{
	static const char *const	 names[] = {"b.", "d."};
	static const struct row		 rows[] = {
		ROW_SOA, {"@", TYPE_NS, 3600, "ns"},
		{"ns", TYPE_A, 3600, NET4 "01"}
	};
	struct table			*t = table_of(1, apexes, 3), *with;
	struct content			*c;
	const struct zone		*z;
	struct name			 apex;
	size_t				 good, i;

	(void)state;
	c = content_of("x.", ROWS(rows));
	for (i = 0; i < 2; i++) {
		apex = name_of(names[i]);
		for (good = 0;; good++) {
			failing_arm(good);
			with = table_with(t, &apex, c);
			if (!failing_disarm())
				break;
			assert_null(with);
		}
		assert_non_null(with);
		assert_non_null(z = table_exact(with, &apex));
		assert_ptr_equal(z->content, c);
		table_free(with);
		assert_null(table_exact(t, &apex));
	}
	content_unref(c);
	table_free(t);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_longest_match),
		cmocka_unit_test(test_root_zone),
		cmocka_unit_test(test_deepest_names),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_edit),
		cmocka_unit_test(test_edit_exact),
		cmocka_unit_test(test_with),
		cmocka_unit_test(test_put_same_zone),
		cmocka_unit_test(test_shards_are_shared),
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_put_without_memory),
		cmocka_unit_test(test_expect_without_memory),
		cmocka_unit_test(test_seed_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
