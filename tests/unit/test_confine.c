/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/calls.h"
#include "server/confine.h"
#include "server/landlock.h"
#include "server/log.h"

static char	 top[] = "/tmp/mxd-test-XXXXXX";
static FILE	*lines;			/* of the log, written by the child */

static void
path_of(const char *name, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s", top, name);
}

static struct conf *
conf_of(const char *text)
{
	struct report	*rep = report_new(10);
	struct conf	*conf = NULL;
	char		 path[PATH_MAX];
	FILE		*f;

	path_of("etc/mxd.conf", path);
	if (rep == NULL || (f = fopen(path, "w")) == NULL ||
	    fputs(text, f) == EOF || fclose(f) == EOF ||
	    conf_load(path, rep, &conf) == -1)
		_exit(101);
	report_free(rep);
	return conf;
}

static bool
can_open(const char *name)
{
	char	 path[PATH_MAX];
	int	 fd;

	path_of(name, path);
	if ((fd = open(path, O_RDONLY)) != -1)
		(void)close(fd);
	return fd != -1;
}

/* Is it so that this word has this value?  NULL: any but "off". */
static bool
tells(const struct confine *c, const char *word, const char *value)
{
	const char	*other, *got;
	char		 buf[CONFINE_TEXT_MAX];
	size_t		 i;

	for (i = 0; (got = confine_row(c, i, &other, buf)) != NULL; i++)
		if (strcmp(other, word) == 0)
			return value == NULL ? strcmp(got, "off") != 0 :
			    strcmp(got, value) == 0;
	return false;
}

/* In a child: begins to be confined, and its log goes to stderr. */
static struct confine *
begin(const char *text)
{
	struct log_settings	 set = {
		.target = LOG_TO_STDERR, .level = LEVEL_INFO, .is_bare = true
	};
	struct conf		*conf = conf_of(text);
	struct confine		*c;

	if (dup2(fileno(lines), STDERR_FILENO) == -1 ||
	    log_open(&set) == -1 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    (c = confine_new(conf, geteuid(), true, NULL)) == NULL)
		_exit(102);
	conf_free(conf);
	confine_all(c);
	return c;
}

#define CHECK(what)	do {						\
	if (!(what))							\
		_exit(__LINE__ % 100 + 1);				\
} while (0)

static void
count_one(void *arg, const char *directory, const char *why)
{
	unsigned	*n = arg;

	CHECK(strstr(directory, *n == 0 ? "/log" : "/other") != NULL);
	CHECK(strstr(why, "after a restart") != NULL);
	++*n;
}

static void
try_on(void)
{
	unsigned	 told = 0;
	struct confine	*c = begin("zones in \"../zones\"\n");
	struct conf	*now;

	CHECK(tells(c, "landlock", NULL) && tells(c, "seccomp", "off"));
	CHECK(tells(c, "no_new_privs", "on") && tells(c, "chroot", "off"));
	CHECK(can_open("zones/a") && !can_open("other/a"));
	/* As it was loaded before, since nothing can be written now. */
	now = calloc(1, sizeof(*now));
	CHECK(now != NULL);
	now->zone_dirs = calloc(2, sizeof(*now->zone_dirs));
	CHECK(now->zone_dirs != NULL);
	now->nzone_dirs = 2;
	CHECK(asprintf(&now->zone_dirs[0].path, "%s/zones", top) != -1);
	CHECK(asprintf(&now->zone_dirs[1].path, "%s/other", top) != -1);
	now->log_target = LOG_TO_FILE;
	CHECK(asprintf(&now->log_file, "%s/log/mxd.log", top) != -1);
	confine_warn(c, now, true, count_one, &told);
	CHECK(told == 2);
	now->nzone_dirs = 1;	/* its log goes elsewhere */
	confine_warn(c, now, false, count_one, &told);
	now->nzone_dirs = 2;
	confine_warn(NULL, now, true, count_one, &told);
	CHECK(told == 2);
	confine_main(c);
	CHECK(!can_open("zones/a"));
	CHECK(open("/dev/null", O_RDWR) != -1);
	calls_enter(CALLS_MAIN);
	CHECK(tells(c, "seccomp", NULL));
	conf_free(now);
	confine_free(c);
}

static void
try_off(void)
{
	struct confine	*c = begin("confine off\n");

	confine_main(c);
	calls_enter(CALLS_MAIN);
	CHECK(can_open("zones/a") && can_open("other/a"));
	CHECK(tells(c, "landlock", "off") && tells(c, "seccomp", "off"));
	confine_free(c);
}

static void
try_paths(void)
{
	struct confine	*c = begin("confine paths\n");

	calls_enter(CALLS_MAIN);
	CHECK(!can_open("other/a"));
	CHECK(tells(c, "landlock", NULL) && tells(c, "seccomp", "off"));
	confine_free(c);
}

static void
try_calls(void)
{
	struct confine	*c = begin("confine calls\n");

	confine_main(c);
	CHECK(can_open("other/a"));
	calls_enter(CALLS_MAIN);
	CHECK(tells(c, "landlock", "off") && tells(c, "seccomp", "on"));
	confine_free(c);
}

#define OFF	"confine: off in the configuration"
#define STATUS	"`mxctl status' shows what is in force\n"

static const struct {
	void		(*fn)(void);
	const char	*log;		/* TOP: the directory of the test */
} cases[] = {
	{try_on, "landlock: files can be read below TOP/etc, TOP/zones; any "
	    "other directory needs a restart\n"
	    "landlock: TOP/log: the log was not there when mxd started; it can "
	    "be written there after a restart\n"
	    "landlock: TOP/other: the configuration did not name "
	    "this directory when mxd started; its files can be read after a "
	    "restart\n"},
	{try_off, OFF ": mxd may open what its user may, and make all system "
	    "calls; " STATUS},
	{try_paths, OFF " for calls: mxd may make all system calls; " STATUS
	    "landlock: files can be read below TOP/etc; any other "
	    "directory needs a restart\n"},
	{try_calls, OFF " for paths: mxd may open what its user may; " STATUS},
};

/* The log, with the directory of the test as TOP. */
static void
read_lines(char *text, size_t len_bytes)
{
	char	 line[512], *at;

	text[0] = '\0';
	rewind(lines);
	while (fgets(line, sizeof(line), lines) != NULL) {
		while ((at = strstr(line, top)) != NULL) {
			(void)memmove(at + 3, at + strlen(top),
			    strlen(at + strlen(top)) + 1);
			(void)memcpy(at, "TOP", 3);
		}
		(void)strlcat(text, line, len_bytes);
	}
}

/* Does this kernel have both, and valgrind, if we run under it? */
static bool
has_all(void)
{
	pid_t	 pid;
	int	 status;

	if (landlock_abi() == 0 || (pid = fork()) == -1)
		return false;
	if (pid == 0) {
		(void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
		if (calls_prepare() == 0)
			calls_enter(CALLS_MAIN);
		_exit(calls_is_whole() ? 0 : 1);
	}
	return waitpid(pid, &status, 0) == pid && status == 0;
}

static void
test_measures(void **state)
{
	char	 text[1024];
	size_t	 i;
	pid_t	 pid;
	int	 status;

	(void)state;
	if (!has_all())
		skip();
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_non_null(lines = tmpfile());
		assert_int_not_equal(pid = fork(), -1);
		if (pid == 0) {
			cases[i].fn();
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		read_lines(text, sizeof(text));
		(void)fclose(lines);
		if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
			fail_msg("case %zu: status %d: %s", i, status, text);
		assert_string_equal(text, cases[i].log);
	}
}

static int
set_up(void **state)
{
	static const char *const dirs[] = {"etc", "zones", "other", "log"};
	static const char *const files[] = {"zones/a", "other/a"};
	char	 path[PATH_MAX];
	size_t	 i;
	int	 fd;

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		path_of(dirs[i], path);
		if (mkdir(path, 0700) == -1)
			return -1;
	}
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		path_of(files[i], path);
		if ((fd = open(path, O_WRONLY | O_CREAT, 0600)) == -1)
			return -1;
		(void)close(fd);
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return remove_tree(top);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_measures),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
