/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/calls.h"
#include "server/sanitized.h"

/* A child says with this exit status that its kernel has no filters. */
#define NO_FILTER	250

/* What a thread may try: 0, or -1 with errno. */
static int
try_open(void)
{
	return open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static int
try_unix(void)
{
	return socket(AF_UNIX, SOCK_DGRAM, 0);
}

static int
try_internet(void)
{
	return socket(AF_INET, SOCK_DGRAM, 0);
}

static int
try_netlink(void)
{
	return socket(AF_NETLINK, SOCK_RAW, 0);
}

static int
try_packet(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0);
}

static int
try_memory(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int
try_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0;
}

static int
try_limit(void)
{
	struct rlimit	 rl;

	return getrlimit(RLIMIT_NOFILE, &rl);
}

static int
try_new_limit(void)
{
	struct rlimit	 rl = {1, 1};

	return setrlimit(RLIMIT_CPU, &rl);
}

static int
try_other(void)
{
	return (int)syscall(SYS_tgkill, getppid(), getppid(), 0);
}

static int
try_chmod(void)
{
	return chmod("/nonexistent", 0);
}

static void *
do_nothing(void *arg)
{
	return arg;
}

static int
try_thread(void)
{
	pthread_t	 t;

	if ((errno = pthread_create(&t, NULL, do_nothing, NULL)) != 0)
		return -1;
	return pthread_join(t, NULL);
}

static int
try_batch(void)
{
	struct mmsghdr	 none;

	/* What is no socket is found after the filter. */
	return recvmmsg(STDERR_FILENO, &none, 1, MSG_DONTWAIT, NULL) == -1 &&
	    errno == ENOTSOCK ? 0 : -1;
}

static int
try_exec(void)
{
	return (int)syscall(SYS_execve, "/bin/true", NULL, NULL);
}

static int
try_trace(void)
{
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int
try_user(void)
{
	return (int)syscall(SYS_setuid, getuid());
}

static int
try_mount(void)
{
	return (int)syscall(SYS_mount, "a", "b", "c", 0, NULL);
}

#define FINE	0
#define LACKS	ENOSYS
#define DIES	(-SIGSYS)

/*
 * Each try under the filter of main, loader and worker: it works, the call is
 * as if there was none, or the process ends.  The second part is not for a
 * sanitized build, which permits more.
 */
static const struct {
	const char	*what;
	int		(*fn)(void);
	int		 outcome[CALLS_ROLES];
	bool		 is_narrow;
} rows[] = {
	{"unix socket", try_unix, {FINE, FINE, FINE}, false},
	{"memory", try_memory, {FINE, FINE, FINE}, false},
	{"see a limit", try_limit, {FINE, FINE, FINE}, false},
	{"recvmmsg", try_batch, {LACKS, LACKS, FINE}, false},
	{"chmod", try_chmod, {LACKS, LACKS, LACKS}, false},
	{"execve", try_exec, {DIES, DIES, DIES}, false},
	{"setuid", try_user, {DIES, DIES, DIES}, false},
	{"mount", try_mount, {DIES, DIES, DIES}, false},
	{"open", try_open, {FINE, FINE, LACKS}, true},
	{"internet socket", try_internet, {LACKS, FINE, LACKS}, true},
	{"netlink socket", try_netlink, {LACKS, FINE, LACKS}, true},
	{"packet socket", try_packet, {LACKS, LACKS, LACKS}, true},
	{"code", try_code, {LACKS, LACKS, LACKS}, true},
	{"set a limit", try_new_limit, {LACKS, LACKS, LACKS}, true},
	{"signal to another", try_other, {LACKS, LACKS, LACKS}, true},
	{"thread", try_thread, {LACKS, FINE, LACKS}, true},
	{"ptrace", try_trace, {DIES, DIES, DIES}, true},
};

/* The errno of a try, 0 if it works; minus a signal that ended it. */
static int
outcome_of(int (*fn)(void), enum calls_role role)
{
	pid_t	 pid = fork();
	int	 status;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
		    calls_prepare() == -1)
			_exit(NO_FILTER);
		calls_enter(role);
		if (!calls_is_whole() ||
		    prctl(PR_GET_SECCOMP, 0, 0, 0, 0) != 2)
			_exit(NO_FILTER);
		_exit(fn() == -1 ? errno : 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void
test_roles(void **state)
{
	size_t	 i;
	int	 role, got;

	(void)state;
	if (outcome_of(try_memory, CALLS_WORKER) == NO_FILTER)
		skip();		/* the kernel, the build or valgrind */
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (role = 0; role < CALLS_ROLES; role++) {
			if (IS_SANITIZED && rows[i].is_narrow)
				continue;
			got = outcome_of(rows[i].fn, (enum calls_role)role);
			if (got != rows[i].outcome[role])
				fail_msg("%s, role %d: %d, not %d",
				    rows[i].what, role, got,
				    rows[i].outcome[role]);
		}
}

/* A thread that is not told to has no filter, and filters can be forgotten. */
static void
test_none(void **state)
{
	(void)state;
	assert_false(calls_is_whole());
	calls_enter(CALLS_WORKER);	/* nothing is prepared: nothing done */
	assert_int_equal(try_chmod(), -1);
	assert_int_equal(errno, ENOENT);
	if (calls_prepare() == 0)
		assert_true(calls_is_whole());
	calls_clear();
	assert_false(calls_is_whole());
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_roles),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
