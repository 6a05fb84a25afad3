/* SPDX-License-Identifier: ISC */
/*
 * The files of a configuration: includes, relative paths, limits, and what
 * cannot be read.
 */
#include "tests/unit/findings.h"
#include "tests/unit/support.h"
#include "tests/unit/tries.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/feed.h"
#include "zones/source.h"

/* The longest path of a test's directory. */
#define PATH_BYTES	512

/* Each test works in a directory of its own, so that paths are short. */
static int
enter(void **state)
{
	static char	path[PATH_BYTES];

	(void)snprintf(path, sizeof(path), "/tmp/mxd-test-XXXXXX");
	if (mkdtemp(path) == NULL || chdir(path) == -1)
		return -1;
	*state = path;
	return 0;
}

static int
leave(void **state)
{
	if (chdir("/") == -1)
		return -1;
	return remove_tree(*state);
}

static void
expect_file_findings(const char *path, const char *findings)
{
	struct report	*rep = report_new(10);
	struct conf	*cf = NULL;
	int		 rc;

	rc = conf_load(path, rep, &cf);
	expect_findings(rep, findings);
	assert_int_equal(rc, report_count(rep, SEV_ERROR) == 0 ? 0 : -1);
	conf_free(cf);
	report_free(rep);
}

static void
test_files(void **state)
{
	struct conf	*cf;
	struct file_id	 id;

	(void)state;
	assert_int_equal(mkdir("sub", 0700), 0);
	write_file("mxd.conf", "dir = \"zones\"\ninclude \"sub/a.conf\"\n"
	    "zone \"m\" { file \"m.zone\" }\n");
	write_file("sub/a.conf", "include \"b.conf\"\nzones in $dir\n"
	    "zone \"a\" { file \"../a.zone\"; include from \"/x\" }");
	write_file("sub/b.conf", "identity \"b\"");
	assert_int_equal(conf_load("./mxd.conf", NULL, &cf), 0);
	assert_int_equal(cf->nfiles, 3);
	assert_string_equal(cf->files[0].path, "./mxd.conf");
	assert_string_equal(cf->files[1].path, "sub/a.conf");
	assert_string_equal(cf->files[2].path, "sub/b.conf");
	source_identity("sub/b.conf", &id);
	assert_int_equal(cf->files[2].id.ino, id.ino);
	assert_int_equal(cf->files[2].id.size, 12);
	assert_false(zone_files_changed(cf->files, cf->nfiles));
	assert_string_equal(cf->zone_dirs[0].path, "sub/zones");
	assert_string_equal(cf->zones[0].file, "a.zone");
	assert_string_equal(cf->zones[0].include_root, "/x");
	assert_string_equal(cf->zones[0].at.file, "sub/a.conf");
	assert_string_equal(cf->zones[1].file, "m.zone");
	assert_string_equal(cf->identity, "b");
	write_file("sub/b.conf", "identity \"bb\"");
	assert_true(zone_files_changed(cf->files, cf->nfiles));
	conf_free(cf);
}

/* Errors of all files in one run; each statement counts through files. */
static void
test_include_errors(void **state)
{
	(void)state;
	write_file("mxd.conf", "workers 2\ninclude \"a.conf\" foo\n"
	    "include \"a.conf\"\ninclude \"none.conf\"\nfoo\n");
	write_file("a.conf", "workers 3\nzone \"a\" {\n");
	expect_file_findings("mxd.conf",
	    "a.conf:1:1: error: conf-twice: \"workers\" is said twice; first "
	    "at mxd.conf:1\n"
	    "a.conf:3:1: error: conf-syntax: expected \"}\" before the end of "
	    "the file; the block begins in line 2\n"
	    "mxd.conf:2:18: error: conf-syntax: expected the end of the line, "
	    "found \"foo\"\n"
	    "mxd.conf:4:9: error: conf-file: file \"none.conf\" cannot be "
	    "read: No such file or directory; put the file there, or correct "
	    "the path\n"
	    "mxd.conf:5:1: error: conf-syntax: expected a directive, found "
	    "\"foo\"\n");
}

static void
test_unreadable(void **state)
{
	(void)state;
	expect_file_findings("none.conf", "none.conf: error: conf-file: file "
	    "\"none.conf\" cannot be read: No such file or directory; put the "
	    "file there, or correct the path\n");
	expect_file_findings("/", "/: error: conf-file: file \"/\" cannot be "
	    "read: Is a directory; name a file, not a directory\n");
	assert_int_equal(mkfifo("fifo", 0600), 0);
	expect_file_findings("fifo", "fifo: error: conf-file: file \"fifo\" "
	    "is a device, socket or pipe; name a regular file\n");
	expect_file_findings("/dev/zero", "/dev/zero: error: conf-file: file "
	    "\"/dev/zero\" is a device, socket or pipe; name a regular "
	    "file\n");
	write_file("mxd.conf", "include \"fifo\"");
	expect_file_findings("mxd.conf", "mxd.conf:1:9: error: conf-file: "
	    "file \"fifo\" is a device, socket or pipe; name a regular "
	    "file\n");
}

static void
test_include_cycle(void **state)
{
	(void)state;
	assert_int_equal(mkdir("sub", 0700), 0);
	write_file("a.conf", "include \"sub/b.conf\"");
	write_file("sub/b.conf", "\ninclude \"../sub/../a.conf\"");
	expect_file_findings("a.conf", "sub/b.conf:2:9: error: conf-file: "
	    "file \"a.conf\" includes itself, directly or "
	    "through others\n");
	/* The same file twice, one after the other, is no cycle. */
	write_file("c.conf", "include \"d.conf\"\ninclude \"d.conf\"\n");
	write_file("d.conf", "listen on ::1");
	expect_file_findings("c.conf", "d.conf:1:11: error: conf-twice: "
	    "\"listen on ::1 port 53\" wants the same socket as \"listen on "
	    "::1 port 53\" at d.conf:1\n");
}

/* Files 1 to n, each of which includes the next one. */
static void
expect_depth(int n, const char *findings)
{
	char	path[16];
	char	text[64];
	int	i;

	for (i = 1; i <= n; i++) {
		(void)snprintf(path, sizeof(path), "%d", i);
		if (i < n)
			(void)snprintf(text, sizeof(text), "include \"%d\"",
			    i + 1);
		else
			(void)snprintf(text, sizeof(text), "zones in x");
		write_file(path, text);
	}
	expect_file_findings("1", findings);
}

static void
test_include_depth(void **state)
{
	(void)state;
	expect_depth(FEED_DEPTH_MAX - 1, "");
	expect_depth(FEED_DEPTH_MAX, "");
	expect_depth(FEED_DEPTH_MAX + 1, "16:1:9: error: conf-file: file "
	    "\"17\" is included too deeply; at most 16 files are open at "
	    "once\n");
}

/* A file of so many octets, which are not there: all NUL. */
static void
write_hole(const char *path, off_t len)
{
	int	fd;

	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	assert_true(fd != -1);
	assert_int_equal(ftruncate(fd, len), 0);
	assert_int_equal(close(fd), 0);
}

static void
test_size_limit(void **state)
{
	static const char	too_long[] = "mxd.conf: error: conf-file: "
	    "file \"mxd.conf\" has 67108865 octets, too many; all files of a "
	    "configuration together may have 67108864\n";
	struct report		*rep = report_new(1);
	struct conf		*cf = NULL;

	(void)state;
	write_hole("mxd.conf", (off_t)FEED_BYTES_MAX + 1);
	expect_file_findings("mxd.conf", too_long);
	/* One octet less is read, and found to be no text; valgrind would
	   take half a minute to see 64 MiB of the same octet. */
	if (is_under_valgrind()) {
		report_free(rep);
		return;
	}
	write_hole("mxd.conf", (off_t)FEED_BYTES_MAX);
	assert_int_equal(conf_load("mxd.conf", rep, &cf), -1);
	assert_string_equal(report_at(rep, 0)->text, "control character; is "
	    "this a text file?");
	report_free(rep);
}

static void
test_include_from_text(void **state)
{
	static const char	 text[] = "include \"/etc/passwd\"\nfoo";
	struct report		*rep = report_new(10);
	struct conf		*cf = NULL;

	(void)state;
	assert_int_equal(conf_load_text(NULL, text, sizeof(text) - 1, rep,
	    &cf), -1);
	expect_findings(rep, "(text):1:9: error: conf-file: \"include\" "
	    "cannot be used here: this configuration does not come from a "
	    "file\n"
	    "(text):2:1: error: conf-syntax: expected a directive, found "
	    "\"foo\"\n");
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_include_from_text),
		cmocka_unit_test_setup_teardown(test_files, enter, leave),
		cmocka_unit_test_setup_teardown(test_include_errors, enter,
		    leave),
		cmocka_unit_test_setup_teardown(test_unreadable, enter,
		    leave),
		cmocka_unit_test_setup_teardown(test_include_cycle, enter,
		    leave),
		cmocka_unit_test_setup_teardown(test_include_depth, enter,
		    leave),
		cmocka_unit_test_setup_teardown(test_size_limit, enter, leave)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
