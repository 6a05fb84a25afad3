/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zones/source.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";
static char	 path[64], other[64];

static void
put(const char *to, const char *text)
{
	FILE	*f = fopen(to, "w");

	assert_non_null(f);
	assert_int_not_equal(fputs(text, f), EOF);
	assert_int_equal(fclose(f), 0);
}

static void
stay(void)
{
}

static void
replace(void)
{
	put(other, "new");
	assert_int_equal(rename(other, path), 0);
}

static void
grow(void)
{
	put(path, "longer");
}

/* Of the same length, a second later. */
static void
overwrite(void)
{
	const struct timespec	 times[2] = {{0, UTIME_OMIT}, {1, 0}};

	put(path, "old");
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void
remove_it(void)
{
	assert_int_equal(unlink(path), 0);
}

static void
overwrite_and_remove(void)
{
	overwrite();
	remove_it();
}

static void
allow(void)
{
	assert_int_equal(chmod(path, 0600), 0);
}

/* What is done to a file while it is read, and whether what was read of it
   may be used. */
static const struct {
	void	(*act)(void);
	bool	 is_whole;
} cases[] = {
	{stay, true},
	{replace, true},
	{remove_it, true},
	{grow, false},
	{overwrite, false},
	{overwrite_and_remove, false},
	{allow, false},		/* who can tell what else was done? */
};

static void
test_verify(void **state)
{
	char		 why[SOURCE_WHY_BYTES];
	struct file_id	 id;
	size_t		 i;
	int		 fd;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		put(path, "old");
		assert_int_equal(chmod(path, 0644), 0);
		fd = source_open(path, NULL, &id, why);
		assert_int_not_equal(fd, -1);
		/* Times of files have the grain of the kernel's tick. */
		(void)usleep(20000);
		cases[i].act();
		why[0] = '\0';
		assert_int_equal(source_verify(fd, path, &id, why),
		    cases[i].is_whole ? 0 : -1);
		assert_int_equal(strstr(why, "changed while it was read") !=
		    NULL, !cases[i].is_whole);
		(void)close(fd);
	}
	(void)unlink(path);
}

static int
begin(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/f", dir);
	(void)snprintf(other, sizeof(other), "%s/g", dir);
	return 0;
}

static int
end(void **state)
{
	(void)state;
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_verify),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
