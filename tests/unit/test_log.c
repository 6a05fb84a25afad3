/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";
static char	 path[64], moved[64];

/* What the log holds, without the time and the process of each line. */
static const char *
text_of(const char *file)
{
	static char	 text[16384];
	char		 line[8192], *at;
	FILE		*f = fopen(file, "r");

	text[0] = '\0';
	if (f == NULL)
		return text;
	while (fgets(line, sizeof(line), f) != NULL) {
		at = strstr(line, "]: ");
		(void)strlcat(text, at != NULL ? at + 3 : line, sizeof(text));
	}
	(void)fclose(f);
	return text;
}

static int
begin(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = path
	};

	(void)state;
	(void)unlink(path);
	(void)unlink(moved);
	return log_open(&set);
}

static int
end(void **state)
{
	(void)state;
	log_close();
	(void)unlink(path);
	(void)unlink(moved);
	return 0;
}

/* Levels, words before the text, and what is no text. */
static void
test_lines(void **state)
{
	(void)state;
	log_write(LEVEL_ERROR, "a %s", "b");
	log_write(LEVEL_WARNING, "w");
	log_write(LEVEL_NOTICE, "n");
	log_write(LEVEL_INFO, "i\n\x1b[2J\x7f");
	log_write(LEVEL_DEBUG, "unseen");
	log_set_level(LEVEL_DEBUG);
	assert_true(log_wants(LEVEL_DEBUG));
	log_write(LEVEL_DEBUG, "d");
	log_set_level(LEVEL_ERROR);
	assert_false(log_wants(LEVEL_WARNING));
	log_write(LEVEL_WARNING, "unseen");
	assert_string_equal(text_of(path), "error: a b\nwarning: w\nn\n"
	    "i??[2J?\ndebug: d\n");
}

/* A line that is too long is cut, and still ends. */
static void
test_long(void **state)
{
	char		*text = malloc(10001);
	const char	*got;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', 10000);
	text[10000] = '\0';
	log_write(LEVEL_INFO, "%s", text);
	log_write(LEVEL_INFO, "next");
	got = text_of(path);
	assert_in_range(strlen(got), 4000, 4200);
	assert_non_null(strstr(got, "xx\nnext\n"));
	free(text);
}

static void
test_errno_is_kept(void **state)
{
	(void)state;
	errno = EXDEV;
	log_write(LEVEL_INFO, "x");
	assert_int_equal(errno, EXDEV);
	log_limited(LEVEL_INFO, "x");
	assert_int_equal(errno, EXDEV);
}

static void
test_reopen(void **state)
{
	(void)state;
	log_write(LEVEL_INFO, "one");
	assert_int_equal(rename(path, moved), 0);
	log_write(LEVEL_INFO, "two");
	assert_int_equal(log_reopen(), 0);
	log_write(LEVEL_INFO, "three");
	assert_string_equal(text_of(moved), "one\ntwo\n");
	assert_string_equal(text_of(path), "three\n");
}

/* A file that cannot be had leaves the log where it was. */
static void
test_bad_file(void **state)
{
	char			 bad[96];
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = bad
	};

	(void)state;
	(void)snprintf(bad, sizeof(bad), "%s/none/log", dir);
	assert_int_equal(log_open(&set), -1);
	assert_int_equal(errno, ENOENT);
	failing_arm(0);
	set.file = moved;
	assert_int_equal(log_open(&set), -1);
	assert_true(failing_disarm());
	log_write(LEVEL_INFO, "here");
	assert_string_equal(text_of(path), "here\n");
}

/* No link is followed; root opens no file that has a second name. */
static void
test_links(void **state)
{
	char			 other[96];
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = moved
	};

	(void)state;
	(void)snprintf(other, sizeof(other), "%s/other", dir);
	assert_int_equal(symlink(other, moved), 0);
	assert_int_equal(log_open(&set), -1);
	assert_string_equal(log_why(), "it is a symbolic link, which mxd does "
	    "not follow: name the file itself, or remove the link");
	assert_int_equal(access(other, F_OK), -1);
	assert_int_equal(unlink(moved), 0);
	assert_int_equal(link(path, moved), 0);
	if (geteuid() == 0) {
		assert_int_equal(log_open(&set), -1);
		assert_string_equal(log_why(), "it has more than one name "
		    "(hard links): remove it, or name another");
	}
	log_write(LEVEL_INFO, "here");
	assert_string_equal(text_of(path), "here\n");
}

/* A full disk is told when it is over. */
static void
test_lost_lines(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/full"
	};

	(void)state;
	if (access("/dev/full", W_OK) == -1)
		skip();
	assert_int_equal(log_open(&set), 0);
	log_write(LEVEL_INFO, "one");
	log_write(LEVEL_INFO, "two");
	set.file = path;
	assert_int_equal(log_open(&set), 0);
	log_write(LEVEL_INFO, "three");
	log_write(LEVEL_INFO, "four");
	assert_string_equal(text_of(path), "warning: log: 2 lines could not "
	    "be written\nthree\nfour\n");
}

/* The times of lines, whether they pass, and how many did not before. */
static const struct {
	uint64_t	ms;
	bool		pass;
	unsigned	left_out;
} limits[] = {
	{1000, true, 0}, {1000, true, 0}, {1001, true, 0}, {1002, true, 0},
	{1003, true, 0},		/* LOG_BURST */
	{1004, false, 0}, {1000 + LOG_WINDOW_MS - 1, false, 0},
	{1000 + LOG_WINDOW_MS, true, 2},
	{1000 + LOG_WINDOW_MS, true, 0},
	{1000 + 10 * LOG_WINDOW_MS, true, 0},
};

static void
test_limit(void **state)
{
	struct log_limit	 limit = {.written = 0};
	unsigned		 left_out;
	size_t			 i;

	(void)state;
	assert_int_equal(LOG_BURST, 5);
	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		left_out = 0;
		assert_int_equal(log_limit_pass(&limit, limits[i].ms,
		    &left_out), limits[i].pass);
		assert_int_equal(left_out, limits[i].left_out);
	}
}

/* Each call site has its own limit. */
static void
test_limited(void **state)
{
	int	 i;

	(void)state;
	for (i = 0; i < 8; i++)
		log_limited(LEVEL_INFO, "a %d", i);
	log_limited(LEVEL_INFO, "b");
	assert_string_equal(text_of(path), "a 0\na 1\na 2\na 3\na 4\nb\n");
}

static void
test_left_out(void **state)
{
	struct log_limit	 limit = {.left_out = 3};

	(void)state;
	log_write_limited(&limit, LEVEL_INFO, "again");
	assert_string_equal(text_of(path),
	    "again (3 such lines before were left out)\n");
}

/* What no later line tells is told by and by; once, and not too early. */
static void
test_left_out_is_told(void **state)
{
	static struct log_limit	 other;
	int			 i;

	(void)state;
	log_tell_left_out(UINT64_MAX);	/* of the tests before */
	for (i = 0; i < 8; i++)
		log_limited(LEVEL_WARNING, "tcp: a %d", i);
	for (i = 0; i < 6; i++)
		log_write_limited(&other, LEVEL_INFO, "x");
	log_tell_left_out(other.since_ms);
	(void)unlink(path);
	assert_int_equal(log_reopen(), 0);
	log_tell_left_out(UINT64_MAX);
	log_tell_left_out(UINT64_MAX);
	assert_string_equal(text_of(path),
	    "log: 1 more lines of this kind were left out\n"
	    "warning: tcp: 3 more lines of this kind were left out\n");
}

/* What cannot be opened again is said, and the old file is written on. */
static void
test_reopen_fails(void **state)
{
	(void)state;
	assert_int_equal(rename(path, moved), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(log_reopen(), -1);
	assert_string_equal(log_why(), strerror(EISDIR));
	log_write(LEVEL_INFO, "one");
	assert_int_equal(rmdir(path), 0);
	assert_string_equal(text_of(moved), "error: log: cannot be opened "
	    "again: Is a directory; the log goes where it went\none\n");
}

/* Who reads stderr: systemd's two variables, and what stderr is. */
static const struct managed_case {
	const char	*name;
	bool		 is_file;	/* else a pipe */
	const char	*journal;	/* "own" is what stderr is; or NULL */
	bool		 has_id;
	bool		 is_managed;
} managed[] = {
	{"by hand", false, NULL, false, false},
	{"journal", false, "own", true, true},
	{"another stream", false, "1:2", true, false},
	{"a file, said to be it", true, "own", false, true},
	{"a service's pipe", false, NULL, true, true},
	{"a service's file", true, NULL, true, false},
};

static void
try_managed(const struct managed_case *c)
{
	char		 own[64];
	int		 ends[2], fd;
	struct stat	 st;

	assert_int_equal(pipe(ends), 0);
	fd = c->is_file ? open(path, O_WRONLY) : dup(ends[1]);
	assert_int_not_equal(dup2(fd, STDERR_FILENO), -1);
	assert_int_equal(fstat(fd, &st), 0);
	(void)snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)st.st_dev,
	    (uintmax_t)st.st_ino);
	if (c->journal != NULL)
		(void)setenv("JOURNAL_STREAM", strcmp(c->journal, "own") == 0 ?
		    own : c->journal, 1);
	if (c->has_id)
		(void)setenv("INVOCATION_ID", "0123456789abcdef", 1);
	if (log_is_managed() != c->is_managed)
		print_error("%s\n", c->name);
	assert_int_equal(log_is_managed(), c->is_managed);
	(void)unsetenv("JOURNAL_STREAM");
	(void)unsetenv("INVOCATION_ID");
	(void)close(fd);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void
test_managed(void **state)
{
	struct conf	 conf = {
		.log_target = LOG_TO_FILE, .log_file = path
	};
	int		 kept = dup(STDERR_FILENO);
	int		 null = open("/dev/null", O_WRONLY);
	size_t		 i;

	(void)state;
	(void)unsetenv("JOURNAL_STREAM");
	(void)unsetenv("INVOCATION_ID");
	for (i = 0; i < sizeof(managed) / sizeof(managed[0]); i++)
		try_managed(&managed[i]);
	/* In the foreground under a manager, a file is meant. */
	(void)dup2(null, STDERR_FILENO);
	assert_int_equal(log_choose(&conf, true, false).target, LOG_TO_STDERR);
	assert_false(log_wants_file(&conf, true));
	assert_true(log_wants_file(&conf, false));
	(void)setenv("INVOCATION_ID", "0123456789abcdef", 1);
	assert_int_equal(log_choose(&conf, true, false).target, LOG_TO_FILE);
	assert_true(log_wants_file(&conf, true));
	conf.log_target = LOG_TO_SYSLOG;
	assert_int_equal(log_choose(&conf, true, false).target, LOG_TO_STDERR);
	(void)unsetenv("INVOCATION_ID");
	(void)dup2(kept, STDERR_FILENO);
	(void)close(kept);
	(void)close(null);
}

/* What is offered is written at any level, but never waited for. */
static void
test_offer(void **state)
{
	static char	 page[4096];
	int		 kept = dup(STDERR_FILENO), ends[2];
	struct log_settings set = {.target = LOG_TO_STDERR, .is_bare = true,
			    .level = LEVEL_ERROR};

	(void)state;
	log_set_level(LEVEL_ERROR);
	assert_true(log_offer(LEVEL_INFO, "one"));
	assert_string_equal(text_of(path), "one\n");
	assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
	assert_int_not_equal(dup2(ends[1], STDERR_FILENO), -1);
	assert_int_equal(log_open(&set), 0);
	while (write(ends[1], page, sizeof(page)) > 0)
		continue;
	assert_false(log_offer(LEVEL_INFO, "two"));
	while (read(ends[0], page, sizeof(page)) > 0)
		continue;
	assert_true(log_offer(LEVEL_INFO, "three"));
	assert_int_equal(read(ends[0], page, sizeof(page)), 6);
	assert_memory_equal(page, "three\n", 6);
	(void)dup2(kept, STDERR_FILENO);
	(void)close(kept);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

/* Findings tell their own severity; advice is for those who ask. */
static void
test_report(void **state)
{
	struct report		*rep = report_new(2);
	struct place		 at = {"f", 3, 1, false};

	(void)state;
	assert_non_null(rep);
	report_add(rep, SEV_ERROR, &at, "id", "o.", "late");
	at.line = 1;
	report_add(rep, SEV_WARNING, &at, "id", NULL, "early");
	report_add(rep, SEV_ERROR, &at, "id", NULL, "not kept");
	log_report("zone o", rep);
	report_clear(rep);
	report_add(rep, SEV_INFO, NULL, "id", NULL, "advice");
	log_report("zone o", rep);
	assert_string_equal(text_of(path), "f:1:1: warning: id: early\n"
	    "f:3:1: error: id: o.: late\n"
	    "warning: zone o: 1 more findings are not shown\n");
	report_free(rep);
}

/* In the foreground all goes to stderr; verbose is everything. */
static void
test_choose(void **state)
{
	struct conf		 conf = {
		.log_target = LOG_TO_FILE, .log_file = path,
		.log_level = LEVEL_ERROR
	};
	struct log_settings	 set = log_choose(&conf, false, false);
	struct log_settings	 loud = log_choose(&conf, true, true);

	(void)state;
	assert_int_equal(set.target, LOG_TO_FILE);
	assert_ptr_equal(set.file, path);
	assert_int_equal(set.level, LEVEL_ERROR);
	assert_int_equal(loud.target, LOG_TO_STDERR);
	assert_int_equal(loud.level, LEVEL_DEBUG);
}

#define LOG_TEST(f)	cmocka_unit_test_setup_teardown(f, begin, end)

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		LOG_TEST(test_lines),
		LOG_TEST(test_long),
		LOG_TEST(test_errno_is_kept),
		LOG_TEST(test_reopen),
		LOG_TEST(test_bad_file),
		LOG_TEST(test_links),
		LOG_TEST(test_lost_lines),
		LOG_TEST(test_limit),
		LOG_TEST(test_limited),
		LOG_TEST(test_left_out),
		LOG_TEST(test_left_out_is_told),
		LOG_TEST(test_reopen_fails),
		LOG_TEST(test_managed),
		LOG_TEST(test_offer),
		LOG_TEST(test_report),
		LOG_TEST(test_choose),
	};
	int	failed;

	if (mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/log", dir);
	(void)snprintf(moved, sizeof(moved), "%s/log.1", dir);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	(void)rmdir(dir);
	return failed;
}
