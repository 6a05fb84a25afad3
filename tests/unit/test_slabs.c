/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/slabs.h"

#define OBJECTS		6000

/* What the smallest object takes: two pointers and 8 octets. */
#define LEAST		(2 * sizeof(void *) + 8)

/* What is held, as the test knows it. */
static struct object {
	uint8_t		*at;
	size_t		 bytes;
	uint16_t	 back;
} objects[OBJECTS];

static void
fill(const struct object *o, uint8_t with)
{
	memset(o->at, with, o->bytes);
}

static void
assert_filled(const struct object *o, uint8_t with)
{
	size_t	i;

	for (i = 0; i < o->bytes; i++)
		assert_int_equal(o->at[i], with);
}

static void
take(struct slabs *s, struct object *o, size_t bytes)
{
	o->bytes = bytes;
	assert_non_null(o->at = slab_take(s, bytes, &o->back));
	assert_int_not_equal(o->back, 0);
	assert_int_equal((uintptr_t)o->at % 8, 0);
	assert_ptr_equal(slab_owner(o->at, o->back), s);
}

/* Objects of all sizes come and go; none writes into another. */
static void
test_random(void **state)
{
	struct slabs	*s = slabs_new();
	long		 held = failing_held();
	uint64_t	 rnd = 3;
	size_t		 i, k;

	(void)state;
	assert_non_null(s);
	memset(objects, 0, sizeof(objects));
	for (i = 0; i < 200000; i++) {
		k = (size_t)(roll(&rnd) % OBJECTS);
		if (objects[k].at != NULL) {
			assert_filled(&objects[k], (uint8_t)k);
			slab_give(objects[k].at, objects[k].bytes,
			    objects[k].back);
			objects[k].at = NULL;
			continue;
		}
		take(s, &objects[k], (size_t)(roll(&rnd) % 8 == 0 ?
		    roll(&rnd) % (SLAB_OBJECT_MAX + 1) :
		    24 + (size_t)roll(&rnd) % 40));
		fill(&objects[k], (uint8_t)k);
	}
	for (k = 0; k < OBJECTS; k++)
		if (objects[k].at != NULL) {
			assert_filled(&objects[k], (uint8_t)k);
			slab_give(objects[k].at, objects[k].bytes,
			    objects[k].back);
		}
	/* All slabs are gone, the last one too. */
	assert_int_equal(failing_held(), held);
	slabs_close(s);
	assert_int_equal(failing_held(), held - 1);
}

/* Give back an object that must hold what was written. */
static void
give(const struct object *o, uint8_t with)
{
	assert_filled(o, with);
	slab_give(o->at, o->bytes, o->back);
}

/* And its copy, which holds the same. */
static void
give_twice(const struct object *o, uint8_t with)
{
	struct object	 copy = *o;

	copy.at = slab_copy(o->at, o->back);
	give(o, with);
	give(&copy, with);
}

/* Half of them are taken, the other half holes; each object has a copy, and
   both come and go by themselves. */
static void
test_copy(void **state)
{
	static struct object	 copies[OBJECTS], more[OBJECTS];
	struct slabs		*s = slabs_new();
	long			 held = failing_held();
	uint64_t		 rnd = 9;
	size_t			 k, n = 0;

	(void)state;
	for (k = 0; k < OBJECTS; k++) {
		take(s, &objects[k], 24 + (size_t)roll(&rnd) % 40);
		fill(&objects[k], (uint8_t)k);
	}
	for (k = 0; k < OBJECTS; k++)
		if (roll(&rnd) % 2 == 0) {
			give(&objects[k], (uint8_t)k);
			objects[k].at = NULL;
		} else
			n++;
	assert_int_equal(slabs_live(s), n);
	assert_int_equal(slabs_copy(s), 0);
	assert_int_equal(slabs_live(s), 2 * n);
	for (k = 0; k < OBJECTS; k++) {
		copies[k] = objects[k];
		if (objects[k].at == NULL)
			continue;
		copies[k].at = slab_copy(objects[k].at, objects[k].back);
		assert_ptr_equal(slab_owner(copies[k].at, copies[k].back), s);
		assert_filled(&copies[k], (uint8_t)k);
		fill(&copies[k], (uint8_t)(k + 1));
	}
	/* Into the holes of both. */
	for (k = 0; k < OBJECTS; k++) {
		take(s, &more[k], 24 + (size_t)roll(&rnd) % 40);
		fill(&more[k], (uint8_t)(k + 2));
	}
	for (k = 0; k < OBJECTS; k++)
		if (objects[k].at != NULL)
			give(&objects[k], (uint8_t)k);
	assert_int_equal(slabs_copy(s), 0);
	for (k = 0; k < OBJECTS; k++) {
		if (objects[k].at != NULL)
			give_twice(&copies[k], (uint8_t)(k + 1));
		give_twice(&more[k], (uint8_t)(k + 2));
	}
	assert_int_equal(slabs_live(s), 0);
	assert_int_equal(failing_held(), held);
	slabs_close(s);
	assert_int_equal(failing_held(), held - 1);
}

/* Without memory for all slabs there is no copy at all. */
static void
test_copy_without_memory(void **state)
{
	struct slabs	*s = slabs_new();
	size_t		 k, good;
	long		 held;

	(void)state;
	for (k = 0; k < OBJECTS; k++)
		take(s, &objects[k], 40);
	held = failing_held();
	for (good = 0;; good++) {
		failing_arm(good);
		if (slabs_copy(s) == 0)
			break;
		assert_true(failing_disarm());
		assert_int_equal(slabs_live(s), OBJECTS);
		assert_int_equal(failing_held(), held);
	}
	assert_false(failing_disarm());
	assert_true(good > 2);
	for (k = 0; k < OBJECTS; k++) {
		fill(&objects[k], 1);
		memset(slab_copy(objects[k].at, objects[k].back), 1, 40);
		give_twice(&objects[k], 1);
	}
	slabs_close(s);
}

/* Objects lie without gaps: n-1, n, n+1 around the unit. */
static void
test_close_together(void **state)
{
	static const size_t	sizes[][2] = {
		{0, LEAST}, {LEAST - 1, LEAST}, {LEAST, LEAST},
		{LEAST + 1, LEAST + 8}, {24, 24}, {25, 32}, {39, 40}, {40, 40},
		{41, 48}, {SLAB_OBJECT_MAX, SLAB_OBJECT_MAX}
	};
	struct object	 a, b;
	struct slabs	*s;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		assert_non_null(s = slabs_new());
		take(s, &a, sizes[i][0]);
		take(s, &b, sizes[i][0]);
		assert_int_equal(b.at - a.at, sizes[i][1]);
		/* What is given back is taken next. */
		slab_give(a.at, a.bytes, a.back);
		take(s, &a, sizes[i][0]);
		assert_int_equal(b.at - a.at, sizes[i][1]);
		slab_give(a.at, a.bytes, a.back);
		slab_give(b.at, b.bytes, b.back);
		slabs_close(s);
	}
}

/* Closed first, it lives as long as its objects. */
static void
test_closed_first(void **state)
{
	long		 held = failing_held();
	struct slabs	*s = slabs_new();
	struct object	 a, b;

	(void)state;
	take(s, &a, 100);
	take(s, &b, 200);
	slabs_close(s);
	fill(&a, 1);
	slab_give(a.at, a.bytes, a.back);
	fill(&b, 2);
	slab_give(b.at, b.bytes, b.back);
	assert_int_equal(failing_held(), held);
	slabs_close(NULL);
}

static void
test_without_memory(void **state)
{
	struct slabs	*s;
	struct object	 a;
	uint16_t	 back;

	(void)state;
	failing_arm(0);
	assert_null(slabs_new());
	(void)failing_disarm();
	assert_non_null(s = slabs_new());
	failing_arm(0);
	assert_null(slab_take(s, 40, &back));
	(void)failing_disarm();
	take(s, &a, 40);
	slab_give(a.at, a.bytes, a.back);
	slabs_close(s);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_copy),
		cmocka_unit_test(test_copy_without_memory),
		cmocka_unit_test(test_close_together),
		cmocka_unit_test(test_closed_first),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
