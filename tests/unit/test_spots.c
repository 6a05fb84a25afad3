/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/inotify.h>
#include <sys/stat.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "server/log.h"
#include "server/spots.h"

#define DIRECTORIES	200	/* more than chains at the start */

static char	 top[] = "/tmp/mxd-test-XXXXXX";

/* A path in the directory of this test; borrowed until the next but one. */
static const char *
at(const char *name)
{
	static char	 paths[2][PATH_MAX];
	static unsigned	 turn;

	turn ^= 1;
	(void)snprintf(paths[turn], PATH_MAX, "%s/%s", top, name);
	return paths[turn];
}

static int
number_of(const struct spots *ss, const char *path)
{
	const struct spot	*s = spots_find(ss, path);

	return s == NULL ? -2 : s->number;
}

static unsigned
count(const struct spots *ss, int number)
{
	struct spot	*s = NULL;
	unsigned	 n = 0;

	while ((s = spots_next(ss, number, s)) != NULL)
		n++;
	return n;
}

static void
test_want(void **state)
{
	int		 fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct spots	*ss = spots_new(fd, 1);
	int		 number;

	(void)state;
	assert_int_equal(mkdir(at("a"), 0755), 0);
	assert_int_equal(spots_want(ss, at("a")), 1);
	assert_int_equal(spots_want(ss, at("a")), 0);
	assert_int_equal(spots_want(ss, at("a//")), 0);
	number = number_of(ss, at("a/"));
	assert_true(number > 0);
	/* Another path to it. */
	assert_int_equal(spots_want(ss, at("./a")), 1);
	assert_int_equal(number_of(ss, at("./a")), number);
	assert_int_equal(count(ss, number), 2);
	/* What is above is watched, too, and may be wanted for itself. */
	assert_true(number_of(ss, top) > 0);
	assert_false(spots_find(ss, top)->holds_files);
	assert_int_equal(spots_want(ss, top), 1);
	assert_true(spots_find(ss, top)->holds_files);
	assert_null(spots_find(ss, at("b")));
	spots_free(ss);
	(void)close(fd);
	assert_int_equal(rmdir(at("a")), 0);
}

/* It goes, comes, and is another one. */
static void
test_lose(void **state)
{
	int		 fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct spots	*ss = spots_new(fd, 1);
	int		 number;

	(void)state;
	assert_int_equal(spots_want(ss, at("a")), 0);
	assert_int_equal(number_of(ss, at("a")), -1);
	assert_int_equal(spots_renew(ss), 0);
	assert_int_equal(mkdir(at("a"), 0755), 0);
	assert_int_equal(spots_renew(ss), 1);
	assert_int_equal(spots_renew(ss), 0);
	number = number_of(ss, at("a"));
	assert_true(number > 0);
	spots_lose(ss, number);
	assert_int_equal(number_of(ss, at("a")), -1);
	assert_int_equal(count(ss, number), 0);
	assert_int_equal(spots_renew(ss), 1);
	spots_free(ss);
	(void)close(fd);
	assert_int_equal(rmdir(at("a")), 0);
}

/* Only what is wanted anew stays. */
static void
test_end(void **state)
{
	int		 fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct spots	*ss = spots_new(fd, 1);
	char		 name[16];
	unsigned	 i;

	(void)state;
	for (i = 0; i < DIRECTORIES; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		assert_int_equal(mkdir(at(name), 0755), 0);
		assert_int_equal(spots_want(ss, at(name)), 1);
	}
	spots_begin(ss);
	for (i = 0; i < DIRECTORIES; i += 2) {
		(void)snprintf(name, sizeof(name), "%u", i);
		assert_int_equal(spots_want(ss, at(name)), 0);
	}
	spots_end(ss);
	for (i = 0; i < DIRECTORIES; i++) {
		(void)snprintf(name, sizeof(name), "%u", i);
		assert_int_equal(number_of(ss, at(name)) > 0, i % 2 == 0);
		assert_int_equal(rmdir(at(name)), 0);
	}
	spots_begin(ss);
	spots_end(ss);
	assert_null(spots_find(ss, top));
	spots_free(ss);
	(void)close(fd);
}

static void
test_no_memory(void **state)
{
	int		 fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
	struct spots	*ss;
	long		 held = failing_held();
	size_t		 good;
	int		 rc = -1;

	(void)state;
	for (good = 0; rc == -1; good++) {
		failing_arm(good);
		if ((ss = spots_new(fd, 1)) != NULL)
			rc = spots_want(ss, top);
		assert_int_equal(failing_disarm(), rc == -1);
		spots_free(ss);
		assert_int_equal(failing_held(), held);
	}
	assert_in_range(good, 5, 10);
	(void)close(fd);
}

static int
set_up(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};

	(void)state;
	return mkdtemp(top) == NULL ? -1 : log_open(&set);
}

static int
clean(void **state)
{
	(void)state;
	log_close();
	return rmdir(top);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_want),
		cmocka_unit_test(test_lose),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, set_up, clean);
}
