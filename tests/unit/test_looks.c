/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/looks.h"
#include "server/stamp.h"

/* More than two batches of them; names of that many files. */
#define LOOKS	5000
#define FILES	7

static struct {
	int	 dir;
	size_t	 told;
	size_t	 stop_at;	/* what is told then is the last */
} test;

/* The third file is one of which nothing is known. */
static void *
find(void *arg, const char *file)
{
	unsigned long	 i = strtoul(file, NULL, 10);

	return i == 2 ? NULL : (char *)arg + i;
}

static int
told(void *arg, void *thing, const char *file, uint64_t stamp)
{
	char	 expected[256];
	size_t	 i = test.told;

	(void)snprintf(expected, sizeof(expected), "%0*zu",
	    i % 10 == 0 ? 255 : 3, i % (FILES + 1));
	assert_string_equal(file, expected);
	assert_ptr_equal(thing, find(arg, file));
	assert_true(stamp == (thing == NULL ? 0 : stamp_at(test.dir, file)));
	assert_int_equal(stamp == 0, i % (FILES + 1) == FILES ||
	    i % 10 == 0 || i % (FILES + 1) == 2);
	test.told++;
	return test.told == test.stop_at ? -1 : 0;
}

static int
add_all(struct looks *ls)
{
	char	 file[256];
	size_t	 i;

	for (i = 0; i < LOOKS; i++) {
		(void)snprintf(file, sizeof(file), "%0*zu",
		    i % 10 == 0 ? 255 : 3, i % (FILES + 1));
		if (looks_add(ls, file) == -1)
			return -1;
	}
	return looks_end(ls);
}

/* With helpers or without: all in order, with their stamps. */
static void
test_all(void **state)
{
	static char	 base[FILES + 1];
	struct looker	 looker = {find, told, base};
	struct crew	*crew;
	struct looks	*ls;
	int		 helpers;

	(void)state;
	for (helpers = -1; helpers < 4; helpers++) {
		crew = helpers == -1 ? NULL : crew_new((unsigned)helpers);
		ls = looks_new(crew, test.dir, &looker);
		test.told = 0;
		test.stop_at = 0;
		assert_int_equal(add_all(ls), 0);
		assert_int_equal(test.told, LOOKS);
		looks_free(ls);
		/* Ended in the middle, and with nothing at all. */
		for (test.stop_at = 1; test.stop_at < LOOKS * 3;
		    test.stop_at *= 3) {
			ls = looks_new(crew, test.dir, &looker);
			test.told = 0;
			assert_int_equal(add_all(ls),
			    test.stop_at <= LOOKS ? -1 : 0);
			looks_free(ls);
		}
		ls = looks_new(crew, test.dir, &looker);
		assert_int_equal(looks_end(ls), 0);
		looks_free(ls);
		crew_free(crew);
	}
	looks_free(NULL);
	failing_arm(0);
	assert_null(looks_new(NULL, test.dir, &looker));
	assert_true(failing_disarm());
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_all),
	};
	char			 dir[] = "/tmp/mxd-test-XXXXXX";
	char			 file[64];
	int			 i, rc;
	FILE			*f;

	if (mkdtemp(dir) == NULL ||
	    (test.dir = open(dir, O_PATH)) == -1)
		return 1;
	for (i = 0; i < FILES; i++) {
		(void)snprintf(file, sizeof(file), "%s/%03d", dir, i);
		if ((f = fopen(file, "w")) == NULL || fclose(f) != 0)
			return 1;
	}
	rc = cmocka_run_group_tests(tests, NULL, NULL);
	for (i = 0; i < FILES; i++) {
		(void)snprintf(file, sizeof(file), "%s/%03d", dir, i);
		(void)unlink(file);
	}
	(void)close(test.dir);
	return rmdir(dir) == 0 ? rc : 1;
}
