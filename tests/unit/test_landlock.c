/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/landlock.h"

static char	 top[] = "/tmp/mxd-test-XXXXXX";

/* What is tried with a path below top. */
enum deed { READ, LIST, WRITE, MAKE, REMOVE, LOOK };

static int
do_deed(enum deed deed, const char *path)
{
	struct stat	 st;

	switch (deed) {
	case READ:
		return open(path, O_RDONLY);
	case LIST:
		return open(path, O_RDONLY | O_DIRECTORY);
	case WRITE:
		return open(path, O_WRONLY | O_APPEND);
	case MAKE:
		return open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	case REMOVE:
		return unlink(path);
	case LOOK:
		return stat(path, &st);
	}
	return -1;
}

static const struct {
	enum deed	 deed;
	const char	*path;
	int		 error;
} rows[] = {
	{READ, "zones/a", 0}, {READ, "zones/below/a", 0}, {LIST, "zones", 0},
	{READ, "zones/link", EACCES},	/* to other/a */
	{READ, "zones/near", 0},	/* to zones/below/a */
	{WRITE, "zones/a", EACCES}, {MAKE, "zones/new", EACCES},
	{REMOVE, "zones/a", EACCES},
	{READ, "other/a", EACCES}, {LIST, "other", EACCES},
	{LOOK, "other/a", 0},
	{WRITE, "log/a", 0}, {MAKE, "log/new", 0}, {READ, "log/a", EACCES},
	{REMOVE, "log/a", EACCES},
	{REMOVE, "run/a", 0}, {MAKE, "run/new", EACCES},
	{READ, "run/b", EACCES}
};

static void
path_of(const char *name, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s", top, name);
}

static void
make_files(void)
{
	static const char *const dirs[] = {
		"zones", "zones/below", "other", "log", "run"
	};
	static const char *const files[] = {
		"zones/a", "zones/below/a", "other/a", "log/a", "run/a",
		"run/b"
	};
	char	 path[PATH_MAX], to[PATH_MAX];
	size_t	 i;
	int	 fd;

	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		path_of(dirs[i], path);
		assert_int_equal(mkdir(path, 0700), 0);
	}
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		path_of(files[i], path);
		assert_int_not_equal(fd = open(path, O_WRONLY | O_CREAT,
		    0600), -1);
		(void)close(fd);
	}
	path_of("other/a", to);
	path_of("zones/link", path);
	assert_int_equal(symlink(to, path), 0);
	path_of("zones/near", path);
	assert_int_equal(symlink("below/a", path), 0);
}

static int
allow(int rules, int abi, const char *name, unsigned rights)
{
	char	 path[PATH_MAX];

	path_of(name, path);
	return landlock_allow(rules, abi, path, rights);
}

/* In a child: below these rules, for good. */
static void
confine(int abi)
{
	int	 rules = landlock_rules(abi);

	if (rules == -1 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    allow(rules, abi, "zones", LANDLOCK_MAY_READ) == -1 ||
	    allow(rules, abi, "log", LANDLOCK_MAY_WRITE) == -1 ||
	    allow(rules, abi, "run", LANDLOCK_MAY_REMOVE) == -1 ||
	    allow(rules, abi, "nothing", LANDLOCK_MAY_READ) != -1 ||
	    errno != ENOENT || landlock_enter(rules) == -1)
		_exit(255);
}

/* How many rows do not come out as they should; the first is said. */
static int
count_wrong(void)
{
	char	 path[PATH_MAX];
	size_t	 i;
	int	 error, wrong = 0;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		path_of(rows[i].path, path);
		error = do_deed(rows[i].deed, path) == -1 ? errno : 0;
		if (error == rows[i].error)
			continue;
		(void)fprintf(stderr, "%s, deed %d: %s\n", rows[i].path,
		    (int)rows[i].deed, strerror(error));
		wrong++;
	}
	return wrong;
}

static int
status_of(pid_t pid)
{
	int	 status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* Is one file left, and another not? */
static int
count_first_wrong(void)
{
	char	 path[PATH_MAX];
	int	 wrong = 0;

	path_of("zones/a", path);
	wrong += do_deed(READ, path) == -1;
	path_of("other/a", path);
	wrong += do_deed(READ, path) != -1;
	return wrong;
}

static void
test_files(void **state)
{
	int	 abi = landlock_abi(), as;
	pid_t	 pid;

	(void)state;
	if (abi == 0)
		skip();
	/* A kernel of each version before is asked for what it knows. */
	for (as = 1; as <= abi; as++) {
		assert_int_not_equal(pid = fork(), -1);
		if (pid == 0) {
			confine(as);
			_exit(as < abi ? count_first_wrong() : count_wrong());
		}
		assert_int_equal(status_of(pid), 0);
	}
}

/* To bind is permitted, to connect is not, where the kernel knows of it. */
static void
test_connections(void **state)
{
	struct sockaddr_in	 in = {.sin_family = AF_INET};
	socklen_t		 len = sizeof(in);
	int			 abi = landlock_abi(), fd, other;
	pid_t			 pid;

	(void)state;
	if (abi < 4)
		skip();
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_not_equal(pid = fork(), -1);
	if (pid == 0) {
		confine(abi);
		fd = socket(AF_INET, SOCK_STREAM, 0);
		other = socket(AF_INET, SOCK_STREAM, 0);
		if (bind(fd, (struct sockaddr *)&in, len) == -1 ||
		    listen(fd, 1) == -1 ||
		    getsockname(fd, (struct sockaddr *)&in, &len) == -1)
			_exit(1);
		_exit(connect(other, (struct sockaddr *)&in, len) == -1 &&
		    errno == EACCES ? 0 : 2);
	}
	assert_int_equal(status_of(pid), 0);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	make_files();
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
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_connections),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
