/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdlib.h>

#include "server/linesums.h"
#include "tests/unit/failing.h"

#define CLASSES	64

/* Some lines, from the first to before the last, added in this order. */
static struct linesums *
sums_of(size_t first, size_t last, uint64_t values)
{
	struct linesums	*s = linesums_new(CLASSES);
	uint64_t	 apex;
	size_t		 i;

	assert_non_null(s);
	for (i = first; i != last; i += first < last ? 1 : (size_t)-1) {
		apex = (i + 7) * 0x9e3779b97f4a7c15ULL;
		linesums_add(s, i % CLASSES, apex, values);
	}
	return s;
}

static void
test_compare(void **state)
{
	static const struct {
		size_t		 first, last;
		uint64_t	 values;
		size_t		 differs;
	} rows[] = {
		{1, 1001, 0, 0}, {1000, 0, 0, 0},
		{2, 1001, 0, 1}, {1, 1002, 0, 1}, {0, 1001, 0, 1},
		{1, 1011, 0, 10}, {11, 1001, 0, 10}, {1, 1001, 1, CLASSES},
		{1, 1, 0, CLASSES}
	};
	struct linesums	*base = sums_of(1, 1001, 0), *s;
	uint8_t		 differs[CLASSES];
	size_t		 i, k, n;

	(void)state;
	assert_int_equal(base->lines, 1000);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = sums_of(rows[i].first, rows[i].last, rows[i].values);
		assert_int_equal(linesums_compare(base, s, differs),
		    rows[i].differs);
		for (k = n = 0; k < CLASSES; k++)
			n += differs[k];
		assert_int_equal(n, rows[i].differs);
		free(s);
	}
	/* A line that comes twice is no line that goes. */
	s = sums_of(1, 1001, 0);
	linesums_add(s, 5, 7, 0);
	linesums_add(s, 5, 7, 0);
	assert_int_equal(linesums_compare(base, s, differs), 1);
	assert_int_equal(differs[5], 1);
	free(s);
	free(base);
}

static void
test_classes(void **state)
{
	static const struct {
		size_t	 lines, classes;
	} rows[] = {
		{0, 16}, {1, 16}, {16 * 65 - 1, 16}, {16 * 65, 32},
		{32 * 65 - 1, 32}, {32 * 65, 64}, {8192 * 65 - 1, 8192},
		{8192 * 65, 16384}, {16384 * 65, 16384}, {100000000, 16384}
	};
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(linesums_classes(rows[i].lines),
		    rows[i].classes);
}

static void
test_no_memory(void **state)
{
	(void)state;
	failing_arm(0);
	assert_null(linesums_new(16));
	assert_true(failing_disarm());
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_compare),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
