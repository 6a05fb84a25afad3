/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "tests/unit/checked.h"
#include "tests/unit/failing.h"
#include "zones/restpool.h"

static struct restset *
take(struct restpool *p, const char *a, const char *b)
{
	struct restset	*set;
	struct rests	 r;
	struct name	 apex = checked_apex("customer.test.");
	struct name	 name;

	rests_init(&r);
	name = checked_apex(a);
	rests_note(&r, &name, &apex);
	name = checked_apex(b);
	rests_note(&r, &name, &apex);
	rests_settle(&r);
	set = restpool_take(p, &r);
	rests_clear(&r);
	return set;
}

static void
mark(struct restpool *p, const char *apex)
{
	struct name	name = checked_apex(apex);
	uint32_t	hashes[NAME_MAX_LABELS];
	size_t		n = rests_hashes(&name, hashes);

	rests_sort(hashes, n);
	restpool_mark(p, hashes, n);
}

static void
test_equal_sets(void **state)
{
	struct restpool	*p = restpool_new();
	struct restset	*a = take(p, "mx.isp.net.", "ns.isp.net.");
	struct restset	*b = take(p, "ns.isp.net.", "mx.isp.net.");
	struct restset	*c = take(p, "mx.isp.net.", "ns.isp.org.");

	(void)state;
	assert_ptr_equal(a, b);
	assert_ptr_not_equal(a, c);
	assert_int_equal(restpool_sets(p), 2);
	assert_false(restset_is_touched(a));
	mark(p, "isp.org.");
	assert_false(restset_is_touched(a));
	assert_true(restset_is_touched(c));
	mark(p, "isp.net.");
	assert_true(restset_is_touched(a));
	assert_true(restset_is_touched(c));
	mark(p, "example.net.");
	assert_false(restset_is_touched(a));
	assert_true(restset_is_touched(NULL));
	restpool_give(p, a);
	assert_int_equal(restpool_sets(p), 2);
	restpool_give(p, b);
	assert_int_equal(restpool_sets(p), 1);
	restpool_give(p, c);
	restpool_give(p, NULL);
	assert_int_equal(restpool_sets(p), 0);
	restpool_free(p);
	restpool_free(NULL);
}

static void
test_empty_and_partial(void **state)
{
	struct restpool	*p = restpool_new();
	struct rests	 r;
	struct restset	*set;

	(void)state;
	rests_init(&r);
	set = restpool_take(p, &r);
	assert_non_null(set);
	mark(p, "isp.net.");
	assert_false(restset_is_touched(set));
	restpool_give(p, set);
	r.is_partial = true;
	assert_null(restpool_take(p, &r));
	restpool_free(p);
}

/* More sets than chains at first; with no memory for more, all the same. */
static void
test_many(void **state)
{
	struct restset	*sets[200];
	struct restpool	*p = restpool_new();
	char		 name[32];
	long		 held = failing_held();
	unsigned	 i;

	(void)state;
	for (i = 0; i < 200; i++) {
		(void)snprintf(name, sizeof(name), "h%u.isp.net.", i);
		sets[i] = take(p, name, "a.");
		assert_non_null(sets[i]);
	}
	assert_int_equal(restpool_sets(p), 200);
	mark(p, "h77.isp.net.");
	for (i = 0; i < 200; i++)
		assert_int_equal(restset_is_touched(sets[i]), i == 77);
	for (i = 0; i < 200; i++)
		restpool_give(p, sets[i]);
	assert_int_equal(restpool_sets(p), 0);
	assert_int_equal(failing_held(), held);
	restpool_free(p);
}

static void
test_without_memory(void **state)
{
	struct restpool	*p = restpool_new();
	struct rests	 r;

	(void)state;
	rests_init(&r);
	failing_arm(0);
	assert_null(restpool_take(p, &r));
	(void)failing_disarm();
	restpool_free(p);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_equal_sets),
		cmocka_unit_test(test_empty_and_partial),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
