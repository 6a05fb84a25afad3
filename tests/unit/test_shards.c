/* SPDX-License-Identifier: ISC */
/* A look-up step by step finds what table_find() finds. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "zones/shards.h"
#include "zones/table.h"

#define NAMES	5000

/* A name of one to seven labels; few different ones, so that many are
   apexes or lie below some. */
static struct name
random_name(uint64_t *rnd)
{
	char		text[64];
	int		len = 0;
	unsigned	n = 1 + (unsigned)(roll(rnd) % 7);

	while (n-- > 0)
		len += snprintf(text + len, sizeof(text) - (size_t)len,
		    "%c%u.", (char)('a' + roll(rnd) % 2),
		    (unsigned)(roll(rnd) % 3));
	return name_of(text);
}

/* What the steps find. */
static struct aim	aim;

/* The way that the query road goes. */
static const struct zone *
find_by_steps(const struct table *t, const struct name *name)
{
	const struct zone	*z;
	const struct aim_at	*at;

	aim_take(&aim, t, name, table_hash(t, name->wire, name->len));
	if (aim.is_short)
		return table_find(t, name, 0);
	for (at = aim.at; at < aim.at + aim.n; at++) {
		assert_true(at == aim.at || at->depth > at[-1].depth);
		assert_int_equal(at->start, name->offset[at->depth]);
		if ((z = aim_slots(at)) == NULL)
			continue;
		if (zone_has_apex(z, name->wire + at->start,
		    (size_t)(name->len - at->start)))
			return z;
		/* Another zone with the same tag: rare, so ask again. */
		return table_find(t, name, 0);
	}
	return NULL;
}

static void
compare(uint64_t seed, unsigned zones)
{
	struct table		*empty = table_new(seed), *t;
	struct table_edit	*e = table_edit_begin(empty);
	struct name		 name;
	unsigned		 i;

	assert_non_null(e);
	for (i = 0; i < zones; i++) {
		name = random_name(&seed);
		assert_int_equal(table_edit_put(e, zone_new(&name, NULL,
		    true, i)), 0);
	}
	t = table_edit_commit(e);
	table_free(empty);
	for (i = 0; i < NAMES; i++) {
		name = random_name(&seed);
		assert_ptr_equal(find_by_steps(t, &name),
		    table_find(t, &name, 0));
	}
	table_free(t);
}

static void
test_steps(void **state)
{
	static const unsigned	zones[] = {0, 1, 2, 10, 100, 1000, 10000};
	uint64_t		seed;
	size_t			i;

	(void)state;
	for (seed = 1; seed < 4; seed++)
		for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
			compare(seed, zones[i]);
}

/* As many suffixes as are remembered, one less, one more. */
static void
test_short(void **state)
{
	struct table		*empty = table_new(1), *t;
	struct table_edit	*e;
	struct name		 name = name_of("e.d.c.b.a."), apex;
	unsigned		 n;

	(void)state;
	for (n = 1; n <= 5; n++) {
		assert_non_null(e = table_edit_begin(empty));
		name_from_wire(&apex, name.wire + name.offset[5 - n]);
		assert_int_equal(table_edit_put(e, zone_new(&apex, NULL,
		    true, n)), 0);
		t = table_edit_commit(e);
		table_free(empty);
		empty = t;
		aim_take(&aim, t, &name, table_hash(t, name.wire, name.len));
		assert_int_equal(aim.is_short, n > AIMS_MAX);
		assert_int_equal(find_by_steps(t, &name)->rotation_base, n);
	}
	table_free(empty);
}

/* Names of as many labels as this way looks at, and more. */
static void
test_deep(void **state)
{
	struct table		*empty = table_new(1), *t;
	struct table_edit	*e = table_edit_begin(empty);
	struct name		 name, apex = name_of("b.");
	const struct zone	*z;
	unsigned		 labels, i;
	char			 text[300];

	(void)state;
	assert_non_null(e);
	assert_int_equal(table_edit_put(e, zone_new(&apex, NULL, true, 7)),
	    0);
	t = table_edit_commit(e);
	for (labels = 1; labels <= 127; labels++) {
		for (i = 0; i < labels; i++)
			memcpy(text + 2 * i, i == labels - 1 ? "b." : "a.",
			    3);
		name = name_of(text);
		aim_take(&aim, t, &name, table_hash(t, name.wire, name.len));
		assert_int_equal(aim.is_short, labels > AIM_LABELS_MAX);
		z = find_by_steps(t, &name);
		assert_int_equal(z != NULL ? z->rotation_base : 0, 7);
	}
	table_free(t);
	table_free(empty);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_deep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
