/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/intern.h"

/* Few hashes, so that many things look for the same slot. */
struct thing {
	uint32_t	hash;
	uint32_t	value;
	bool		is_in;
};

static const struct intern_kind kind;

static uint32_t
hash_of(const void *thing, const void *arg)
{
	assert_ptr_equal(arg, &kind);
	return ((const struct thing *)thing)->hash;
}

static bool
is_same(const void *thing, const void *like)
{
	return ((const struct thing *)thing)->value ==
	    *(const uint32_t *)like;
}

static const struct intern_kind kind = {hash_of, is_same};

#define THINGS	500

static void
check_all(const struct intern *in, const struct thing *things)
{
	size_t	i, n = 0;

	for (i = 0; i < THINGS; i++) {
		assert_ptr_equal(intern_find(in, things[i].hash,
		    &things[i].value), things[i].is_in ? &things[i] : NULL);
		n += things[i].is_in;
	}
	assert_int_equal(in->used, n);
}

/* Whatever comes and goes, what is in is found, and nothing else. */
static void
test_come_and_go(void **state)
{
	static const uint32_t	spreads[] = {1, 3, 0x40000000, 0x01000193};
	static struct thing	things[THINGS];
	struct intern		in;
	uint64_t		rnd = 8;
	size_t			i, k;
	struct thing		*t;

	(void)state;
	for (k = 0; k < sizeof(spreads) / sizeof(spreads[0]); k++) {
		intern_init(&in, &kind, &kind);
		assert_null(intern_find(&in, 0, &things[0].value));
		for (i = 0; i < THINGS; i++)
			things[i] = (struct thing){.value = (uint32_t)i,
			    .hash = (uint32_t)(i / 4) * spreads[k] - 1};
		for (i = 0; i < 20000; i++) {
			t = &things[roll(&rnd) % THINGS];
			if (t->is_in)
				intern_remove(&in, t);
			else
				assert_int_equal(intern_add(&in, t), 0);
			t->is_in = !t->is_in;
			if (i % 100 == 0)
				check_all(&in, things);
		}
		check_all(&in, things);
		intern_clear(&in);
	}
}

/* Without memory nothing is added, and what was there stays. */
static void
test_without_memory(void **state)
{
	static struct thing	things[100];
	struct intern		in;
	size_t			i, k;

	(void)state;
	intern_init(&in, &kind, &kind);
	for (i = 0; i < 100; i++) {
		things[i].value = things[i].hash = (uint32_t)i;
		failing_arm(0);
		if (intern_add(&in, &things[i]) == -1) {
			assert_true(failing_disarm());
			assert_null(intern_find(&in, things[i].hash,
			    &things[i].value));
			assert_int_equal(intern_add(&in, &things[i]), 0);
		}
		(void)failing_disarm();
		for (k = 0; k <= i; k++)
			assert_ptr_equal(intern_find(&in, things[k].hash,
			    &things[k].value), &things[k]);
	}
	intern_clear(&in);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_come_and_go),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
