/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "zones/source.h"

static char	 top[] = "/tmp/mxd-test-XXXXXX";

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
	char	 path[64];
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s", rows[i].path);
		source_tidy(path);
		assert_string_equal(path, rows[i].tidy);
		source_tidy(path);	/* what is tidy stays */
		assert_string_equal(path, rows[i].tidy);
	}
}

static int
set_up(void **state)
{
	FILE	*f;

	(void)state;
	if (mkdtemp(top) == NULL || chdir(top) == -1 ||
	    mkdir("d", 0700) == -1 || mkdir("d/e", 0700) == -1 ||
	    symlink("d/e", "l") == -1 || (f = fopen("f", "w")) == NULL)
		return -1;
	return fclose(f);
}

static int
tear_down(void **state)
{
	(void)state;
	if (unlink("f") == -1 || unlink("l") == -1 || rmdir("d/e") == -1 ||
	    rmdir("d") == -1 || chdir("/") == -1)
		return -1;
	return rmdir(top);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_tidy)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
