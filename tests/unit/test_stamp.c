/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/stamp.h"

/* Each part of an identity counts. */
static const struct file_id	 ids[] = {
	{.dev = 1, .ino = 2},
	{.dev = 2, .ino = 1},
	{.dev = 1, .ino = 3},
	{.dev = 1, .ino = 2, .size = 1},
	{.dev = 1, .ino = 2, .mtime = {.tv_sec = 1}},
	{.dev = 1, .ino = 2, .mtime = {.tv_nsec = 1}},
	{.dev = 1, .ino = 2, .ctime = {.tv_sec = 1}},
	{.dev = 1, .ino = 2, .ctime = {.tv_nsec = 1}},
	{.dev = 1, .ino = 2, .mtime = {.tv_sec = 1}, .ctime = {.tv_sec = 1}},
};

#define IDS	(sizeof(ids) / sizeof(ids[0]))

static void
test_parts(void **state)
{
	const struct file_id	none = {.ino = 0};
	size_t			i, k;

	(void)state;
	assert_true(stamp_of(&none) == 0);
	for (i = 0; i < IDS; i++) {
		assert_true(stamp_of(&ids[i]) != 0);
		for (k = 0; k < i; k++)
			assert_true(stamp_of(&ids[i]) != stamp_of(&ids[k]));
	}
}

/* What is there has the stamp of what was read. */
static void
test_file(void **state)
{
	char		 dir[] = "/tmp/mxd-test-XXXXXX", path[64];
	char		 why[SOURCE_WHY_BYTES];
	struct source	 src;
	struct file_id	 id;
	uint64_t	 stamp;
	int		 fd;
	FILE		*f;

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/f", dir);
	assert_true(stamp_at(AT_FDCWD, path) == 0);
	assert_non_null(f = fopen(path, "w"));
	assert_int_equal(fclose(f), 0);
	assert_int_equal(source_read(path, NULL, &src, &id, why), 0);
	free(src.text);
	stamp = stamp_at(AT_FDCWD, path);
	assert_true(stamp == stamp_of(&id));
	fd = open(dir, O_PATH);
	assert_true(stamp_at(fd, "f") == stamp);
	assert_true(stamp_at(fd, "g") == 0);
	assert_non_null(f = fopen(path, "w"));
	assert_int_not_equal(fputs("x", f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_true(stamp_at(fd, "f") != stamp);
	(void)close(fd);
	(void)unlink(path);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
