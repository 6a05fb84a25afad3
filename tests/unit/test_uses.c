/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>

#include "server/uses.h"

/* Zones of a file; those that are "any" count 1000. */
static unsigned
count(const struct uses *us, const char *path)
{
	const struct use	*u = NULL;
	unsigned		 n = 0;

	while ((u = uses_next(us, path, u)) != NULL)
		n += u->apex_len == 0 ? 1000 : 1;
	return n;
}

static int
add(struct uses *us, const char *path, const char *apex)
{
	struct name	 name = name_of(apex);

	return uses_add(us, path, name.wire, name.len);
}

static void
test_add(void **state)
{
	struct uses		*us = uses_new(1);
	struct name		 b = name_of("b.");
	const struct use	*u;

	(void)state;
	assert_int_equal(count(us, "/f"), 0);
	assert_int_equal(add(us, "/f", "a."), 0);
	assert_int_equal(add(us, "/f", "a."), 0);
	assert_int_equal(add(us, "/g", "b."), 0);
	assert_int_equal(add(us, "/f", "b."), 0);
	assert_int_equal(count(us, "/f"), 2);
	assert_int_equal(count(us, "/g"), 1);
	assert_int_equal(count(us, "/"), 0);
	u = uses_next(us, "/g", NULL);
	assert_non_null(u);
	assert_int_equal(u->apex_len, b.len);
	assert_memory_equal(u->apex, b.wire, b.len);
	uses_clear(us);
	assert_int_equal(count(us, "/f"), 0);
	assert_int_equal(add(us, "/f", "a."), 0);
	assert_int_equal(count(us, "/f"), 1);
	uses_free(us);
	uses_free(NULL);
}

/* The number of zones from which on a file is one of any. */
static void
test_any(void **state)
{
	struct uses	*us = uses_new(1);
	char		 apex[16], path[16];
	unsigned	 i;

	(void)state;
	for (i = 0; i < USES_FILE_MAX + 2; i++) {
		assert_int_equal(count(us, "/f"), i <= USES_FILE_MAX ? i :
		    USES_FILE_MAX + 1000);
		(void)snprintf(apex, sizeof(apex), "n%u.", i);
		assert_int_equal(add(us, "/f", apex), 0);
	}
	assert_int_equal(count(us, "/f"), USES_FILE_MAX + 1000);
	/* The first one says so, however many others come. */
	for (i = 0; i < 5000; i++) {
		assert_int_equal(uses_next(us, "/f", NULL)->apex_len, 0);
		(void)snprintf(path, sizeof(path), "/%u", i);
		assert_int_equal(add(us, path, "a."), 0);
	}
	assert_int_equal(count(us, "/f"), USES_FILE_MAX + 1000);
	assert_int_equal(uses_add(us, "/t", NULL, 0), 0);
	assert_int_equal(uses_add(us, "/t", NULL, 0), 0);
	assert_int_equal(count(us, "/t"), 1000);
	uses_free(us);
}

/* More than there are chains at the start. */
static void
test_many(void **state)
{
	struct uses	*us = uses_new(1);
	char		 path[16];
	unsigned	 i;

	(void)state;
	for (i = 0; i < 1000; i++) {
		(void)snprintf(path, sizeof(path), "/%u", i);
		assert_int_equal(add(us, path, "a."), 0);
	}
	for (i = 0; i < 1000; i++) {
		(void)snprintf(path, sizeof(path), "/%u", i);
		assert_int_equal(count(us, path), 1);
	}
	uses_free(us);
}

static void
test_no_memory(void **state)
{
	struct uses	*us = NULL;
	long		 held = failing_held();
	size_t		 good;
	int		 rc = -1;

	(void)state;
	for (good = 0; us == NULL; good++) {
		failing_arm(good);
		us = uses_new(1);
		assert_int_equal(failing_disarm(), us == NULL);
	}
	for (good = 0; rc == -1; good++) {
		failing_arm(good);
		rc = add(us, "/f", "a.");
		assert_int_equal(failing_disarm(), rc == -1);
	}
	assert_int_equal(count(us, "/f"), 1);
	uses_free(us);
	assert_int_equal(failing_held(), held);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_any),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
