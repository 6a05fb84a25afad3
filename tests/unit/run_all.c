/* SPDX-License-Identifier: ISC */
/*
 * All unit tests in one program, which is linked once and not a hundred
 * times; see $(BUILD)/unit/run_all in the Makefile.
 *
 * usage: run_all [test_module ...]
 *	  run_all -d DIRECTORY test_module ...
 *
 * Without names all there are.  With -d each of them runs in a process of its
 * own, forked from one that a slow tool such as valgrind has loaded once,
 * and leaves DIRECTORY/NAME.out, .err and .status, the last as a shell has
 * it; several run_all with the same names share the work, each takes what
 * none has taken: NAME.taken.
 */
#include <sys/wait.h>

#include <err.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No test takes longer than this, as scripts/check has it by itself. */
#define LIMIT_S		300

/* What the Makefile says: TEST(test_addr) TEST(test_aim) ... */
#define TEST(name)	int name##_main(void);
UNIT_TESTS
#undef TEST

static const struct test {
	const char	*name;
	int		(*run)(void);
} all[] = {
#define TEST(name)	{#name, name##_main},
	UNIT_TESTS
#undef TEST
};

#define NALL	(sizeof(all) / sizeof(all[0]))

static const struct test *
find(const char *name)
{
	size_t	 i;

	for (i = 0; i < NALL; i++)
		if (strcmp(all[i].name, name) == 0)
			return &all[i];
	errx(2, "no such test: %s", name);
}

/* A file of a test; -1 if it is there already. */
static int
create(const char *directory, const char *name, const char *suffix)
{
	char	 path[4096];

	(void)snprintf(path, sizeof(path), "%s/%s.%s", directory, name,
	    suffix);
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
}

static void
become(int fd, int target)
{
	if (fd == -1 || dup2(fd, target) == -1)
		err(2, "output of a test");
}

static void
leave_status(const char *directory, const char *name, int status)
{
	int	 fd = create(directory, name, "status");

	status = WIFEXITED(status) ? WEXITSTATUS(status) :
	    128 + WTERMSIG(status);
	if (fd == -1 || dprintf(fd, "%d\n", status) == -1)
		err(2, "status of %s", name);
	(void)close(fd);
}

static void
run_aside(const char *directory, const struct test *test)
{
	int	 fd = create(directory, test->name, "taken");
	int	 status;
	pid_t	 pid;

	if (fd == -1)
		return;
	(void)close(fd);
	if ((pid = fork()) == -1)
		err(2, "fork");
	if (pid == 0) {
		become(create(directory, test->name, "out"), STDOUT_FILENO);
		become(create(directory, test->name, "err"), STDERR_FILENO);
		(void)alarm(LIMIT_S);
		exit(test->run());
	}
	if (waitpid(pid, &status, 0) == -1)
		err(2, "waitpid");
	leave_status(directory, test->name, status);
}

int
main(int argc, char *argv[])
{
	const char	*directory = NULL;
	size_t		 n;
	int		 i, rc = 0;

	if (argc > 3 && strcmp(argv[1], "-d") == 0) {
		directory = argv[2];
		argv += 2;
		argc -= 2;
	}
	if (argc == 1)
		for (n = 0; n < NALL; n++)
			rc |= all[n].run();
	for (i = 1; i < argc; i++)
		if (directory != NULL)
			run_aside(directory, find(argv[i]));
		else
			rc |= find(argv[i])->run();
	return rc;
}
