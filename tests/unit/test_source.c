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

/* In a directory with d/e, a link l to d/e, and a file f. */
static const struct {
	const char	*path, *tidy;
} rows[] = {
	{"", ""},
	{".", "."},
	{"./", "."},
	{"/", "/"},
	{"//.", "/"},
	{"/..", "/"},
	{"/../../x", "/x"},
	{"a", "a"},
	{"./a", "a"},
	{"a//b/./c/", "a/b/c"},
	{"...", "..."},
	{"/a/..b/.c", "/a/..b/.c"},
	{"..", ".."},
	{"../a", "../a"},
	{"../../a", "../../a"},
	{"d/..", "."},
	{"d/../", "."},
	{"d/../a", "a"},
	{"d/e/../../a", "a"},
	{"d/e/../a", "d/a"},
	{"d/e/../../../a", "../a"},
	{"./d/./../a", "a"},
	/* They lead elsewhere, or nowhere. */
	{"l/../a", "l/../a"},
	{"l/../../a", "l/../../a"},
	{"l/../e/../a", "l/../a"},
	{"f/../a", "f/../a"},
	{"gone/../a", "gone/../a"},
	/* Of all systems. */
	{"/dev/../a", "/a"},
	{"/dev/../../dev", "/dev"}
};

static void
test_tidy(void **state)
{
	char	 made[64];
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(made, sizeof(made), "%s", rows[i].path);
		source_tidy(made);
		assert_string_equal(made, rows[i].tidy);
		source_tidy(made);	/* what is tidy stays */
		assert_string_equal(made, rows[i].tidy);
	}
}

static int
set_up(void **state)
{
	FILE	*f;

	(void)state;
	if (mkdtemp(dir) == NULL || chdir(dir) == -1 ||
	    mkdir("d", 0700) == -1 || mkdir("d/e", 0700) == -1 ||
	    symlink("d/e", "l") == -1 || (f = fopen("f", "w")) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/read", dir);
	(void)snprintf(other, sizeof(other), "%s/other", dir);
	return fclose(f);
}

static int
tear_down(void **state)
{
	(void)state;
	if (unlink("f") == -1 || unlink("l") == -1 || rmdir("d/e") == -1 ||
	    rmdir("d") == -1 || chdir("/") == -1)
		return -1;
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_tidy)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
