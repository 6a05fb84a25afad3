/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/slabs.h"

#define OBJECTS		6000

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
		    24 + roll(&rnd) % 40));
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

/* Objects lie without gaps: n-1, n, n+1 around the unit. */
static void
test_close_together(void **state)
{
	static const size_t	sizes[][2] = {
		{0, 24}, {23, 24}, {24, 24}, {25, 32}, {39, 40}, {40, 40},
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
		cmocka_unit_test(test_close_together),
		cmocka_unit_test(test_closed_first),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
