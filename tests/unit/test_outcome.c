/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include "server/outcome.h"

/* A set of one hash, held. */
static struct restset *
rests_of(struct restpool *pool, uint32_t hash)
{
	struct rests	 r = {.hashes = &hash, .n = 1};

	return restpool_take(pool, &r);
}

/* Equal ones are one; each field tells them apart. */
static void
test_shared(void **state)
{
	struct restpool		*pool = restpool_new();
	struct outcomes		*all = outcomes_new(pool);
	const struct outcome	*o[8];
	struct exam		 e = {.lint = 1};
	uint64_t		 found[SEV_ERROR + 1];
	size_t			 i;

	(void)state;
	e.rests = rests_of(pool, 5);
	o[0] = outcomes_take(all, &e);
	e.rests = rests_of(pool, 5);
	o[1] = outcomes_take(all, &e);
	assert_non_null(o[0]);
	assert_ptr_equal(o[0], o[1]);
	e.rests = rests_of(pool, 6);
	o[2] = outcomes_take(all, &e);
	e.rests = NULL;
	o[3] = outcomes_take(all, &e);
	e.lint = 2;
	o[4] = outcomes_take(all, &e);
	e.found[SEV_WARNING] = 3;
	o[5] = outcomes_take(all, &e);
	e.at_load[SEV_WARNING] = 4;
	o[6] = outcomes_take(all, &e);
	o[7] = outcomes_take(all, &e);
	assert_int_equal(outcomes_count(all), 6);
	assert_int_equal(outcome_count(o[6], SEV_WARNING), 7);
	assert_true(outcome_exam(o[6])->lint == 2);
	outcomes_total(all, found);
	assert_int_equal(found[SEV_WARNING], 3 + 7 + 7);
	assert_int_equal(found[SEV_ERROR], 0);
	for (i = 0; i < 8; i++)
		outcomes_give(all, o[i]);
	outcomes_give(all, NULL);
	outcomes_total(all, found);
	assert_int_equal(found[SEV_WARNING], 0);
	assert_int_equal(outcomes_count(all), 0);
	assert_int_equal(restpool_sets(pool), 0);
	outcomes_free(all);
	outcomes_free(NULL);
	restpool_free(pool);
}

/* Of what nothing is known nothing is stored. */
static void
test_nothing(void **state)
{
	struct restpool	*pool = restpool_new();
	struct outcomes	*all = outcomes_new(pool);
	struct exam	 e = {.lint = 0};

	(void)state;
	assert_null(outcomes_take(all, &e));
	assert_int_equal(outcome_count(NULL, SEV_ERROR), 0);
	assert_true(outcome_exam(NULL)->lint == 0);
	outcomes_free(all);
	restpool_free(pool);
}

/* More than chains, several times. */
static void
test_many(void **state)
{
	struct restpool		*pool = restpool_new();
	struct outcomes		*all = outcomes_new(pool);
	const struct outcome	*o[1000];
	struct exam		 e = {.lint = 1};
	size_t			 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		e.found[SEV_INFO] = (uint32_t)i;
		o[i] = outcomes_take(all, &e);
	}
	for (i = 0; i < 1000; i++) {
		e.found[SEV_INFO] = (uint32_t)i;
		assert_ptr_equal(outcomes_take(all, &e), o[i]);
		outcomes_give(all, o[i]);
		outcomes_give(all, o[i]);
	}
	assert_int_equal(outcomes_count(all), 0);
	outcomes_free(all);
	restpool_free(pool);
}

/* Also then the set is given back. */
static void
test_without_memory(void **state)
{
	struct restpool	*pool = restpool_new();
	struct outcomes	*all;
	struct exam	 e = {.lint = 1};
	long		 held = failing_held();
	size_t		 good;

	(void)state;
	for (good = 0; good < 2; good++) {
		failing_arm(good);
		assert_null(outcomes_new(pool));
		assert_true(failing_disarm());
		assert_int_equal(failing_held(), held);
	}
	all = outcomes_new(pool);
	e.rests = rests_of(pool, 5);
	failing_arm(0);
	assert_null(outcomes_take(all, &e));
	assert_true(failing_disarm());
	assert_int_equal(restpool_sets(pool), 0);
	outcomes_free(all);
	restpool_free(pool);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
