/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <malloc.h>
#include <stdio.h>

#include "server/past.h"

static const struct finding	fault = {
	.at = {.file = "/z", .line = 4}, .severity = SEV_ERROR, .id = "e",
	.text = "no"
};

/* Zone i. */
static const uint8_t *
apex(unsigned i)
{
	static uint8_t	 wire[6] = {4, 0, 0, 0, 0, 0};
	unsigned	 k;

	for (k = 0; k < 4; k++, i /= 26)
		wire[1 + k] = (uint8_t)('a' + i % 26);
	return wire;
}

static struct past_of
find(const struct past *p, unsigned i)
{
	return past_find(p, apex(i), 6);
}

static void
test_life(void **state)
{
	struct past	*p = past_new(1);
	struct past_of	 o = find(p, 0);

	(void)state;
	assert_true(o.loaded_s == 0 && o.failed_s == 0 && o.why == NULL);
	past_failed(p, apex(0), 6, 100, &fault);
	past_failed(p, apex(0), 6, 200, &fault);
	o = find(p, 0);
	assert_int_equal(o.failed_s, 100);	/* since then */
	assert_string_equal(o.why->text, "no");
	assert_int_equal(o.why->at.line, 4);
	past_loaded(p, apex(0), 6, 300);
	past_failed(p, apex(1), 6, 300, NULL);
	o = find(p, 0);
	assert_true(o.loaded_s == 300 && o.failed_s == 0 && o.why == NULL);
	assert_true(find(p, 1).failed_s == 0);
	past_failed(p, apex(0), 6, 400, &fault);
	o = find(p, 0);
	assert_true(o.loaded_s == 300 && o.failed_s == 400);
	past_mended(p, apex(0), 6);
	past_mended(p, apex(2), 6);
	o = find(p, 0);
	assert_true(o.loaded_s == 300 && o.why == NULL);
	past_failed(p, apex(0), 6, 500, &fault);
	past_forget(p, apex(0), 6);
	past_forget(p, apex(2), 6);
	o = find(p, 0);
	assert_true(o.loaded_s == 0 && o.failed_s == 0 && o.why == NULL);
	past_free(p);
	past_free(NULL);
}

/* Errors are kept of so many; places grow. */
static void
test_many(void **state)
{
	struct past	*p = past_new(1);
	unsigned	 i;

	(void)state;
	for (i = 0; i < 5000; i++)
		past_loaded(p, apex(i), 6, i + 1);
	for (i = 0; i < PAST_FAULTS_MAX + 1; i++)
		past_failed(p, apex(i), 6, 9, &fault);
	for (i = 0; i < 5000; i++)
		assert_int_equal(find(p, i).loaded_s, i + 1);
	assert_non_null(find(p, PAST_FAULTS_MAX - 1).why);
	assert_null(find(p, PAST_FAULTS_MAX).why);
	past_failed(p, apex(9000), 6, 9, &fault);
	assert_null(find(p, 9000).why);
	past_loaded(p, apex(7), 6, 10);
	past_failed(p, apex(PAST_FAULTS_MAX), 6, 11, &fault);
	assert_int_equal(find(p, PAST_FAULTS_MAX).failed_s, 11);
	for (i = 0; i < 5000; i++)
		past_forget(p, apex(i), 6);
	for (; i < 20000; i++)
		past_loaded(p, apex(i), 6, i);
	assert_int_equal(find(p, 19999).loaded_s, 19999);
	assert_int_equal(find(p, 4999).loaded_s, 0);
	past_free(p);
}

static size_t
in_use(void)
{
#ifdef __GLIBC__
	struct mallinfo2	 m = mallinfo2();

	return m.uordblks + m.hblkhd;
#else
	return 0;
#endif
}

/* Where zones come and go no room is needed for those that are gone. */
static void
test_churn(void **state)
{
	struct past	*p = past_new(1);
	size_t		 before = in_use();
	unsigned	 i;

	(void)state;
	for (i = 0; i < 400000; i++) {
		past_loaded(p, apex(i), 6, i + 1);
		if (i >= 100)
			past_forget(p, apex(i - 100), 6);
	}
	assert_in_range(in_use() - before, 0, 64 * 1024);
	for (i = 0; i < 100; i++)
		assert_int_equal(find(p, 399900 + i).loaded_s, 399901 + i);
	assert_int_equal(find(p, 399899).loaded_s, 0);
	past_free(p);
}

static void
test_without_memory(void **state)
{
	struct past	*p;
	long		 held = failing_held();
	size_t		 good;
	unsigned	 i;
	bool		 has_failed = true;

	(void)state;
	for (good = 0; has_failed; good++) {
		failing_arm(good);
		p = past_new(1);
		for (i = 0; p != NULL && i < 100; i++)
			past_loaded(p, apex(i), 6, 1);
		if (p != NULL)
			past_failed(p, apex(0), 6, 1, &fault);
		has_failed = failing_disarm();
		if (p != NULL)
			assert_int_equal(find(p, 0).loaded_s, 1);
		past_free(p);
		assert_int_equal(failing_held(), held);
	}
	assert_in_range(good, 5, 30);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_churn),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
