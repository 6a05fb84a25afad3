/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"
#include "tests/unit/tries.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "server/control.h"
#include "server/log.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";
static char	 path[64], log_path[64];

/* Commands are sorted and short enough, and say what they do. */
static void
test_rows(void **state)
{
	const struct command_row	*row, *last = NULL;
	size_t				 i;

	(void)state;
	for (i = 0; (row = command_row(i)) != NULL; i++) {
		assert_in_range(strlen(row->name), 1, CONTROL_LINE_MAX - 2);
		assert_in_range(strlen(row->help), 1, 70);
		if (last != NULL)
			assert_true(strcmp(last->name, row->name) < 0);
		last = row;
	}
	assert_int_equal(i, 10);
	assert_null(command_row(i + 1));
}

/* The last line of the log without time and process. */
static const char *
last_line(void)
{
	static char	 line[512];
	FILE		*f = fopen(log_path, "r");
	char		*at;

	line[0] = '\0';
	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		continue;
	(void)fclose(f);
	at = strstr(line, "]: ");
	return at != NULL ? at + 3 : line;
}

static int
bind_here(void)
{
	return control_bind(path, getuid(), getgid());
}

/* New, with the rights that the manual says; then in use; then stale. */
static void
test_bind(void **state)
{
	char		 expected[256];
	struct stat	 st;
	int		 fd, second;

	(void)state;
	fd = bind_here();
	assert_int_not_equal(fd, -1);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0660);
	assert_int_equal(bind_here(), -1);
	(void)snprintf(expected, sizeof(expected), "error: control %s: "
	    "%s: another mxd answers there; mxd does not start\n", path,
	    strerror(EADDRINUSE));
	assert_string_equal(last_line(), expected);
	(void)close(fd);	/* as if it had been killed */
	second = bind_here();
	assert_int_not_equal(second, -1);
	(void)close(second);
	assert_int_equal(unlink(path), 0);
}

/* What is no socket is not ours to remove. */
static void
test_file(void **state)
{
	char	 expected[256];
	int	 fd;

	(void)state;
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_int_not_equal(fd, -1);
	(void)close(fd);
	assert_int_equal(bind_here(), -1);
	(void)snprintf(expected, sizeof(expected), "error: control %s: File "
	    "exists and is no socket; mxd does not start\n", path);
	assert_string_equal(last_line(), expected);
	assert_int_equal(unlink(path), 0);
}

/* The longest path of a socket: n and n + 1, its NUL counted. */
static void
test_long(void **state)
{
	struct sockaddr_un	 un;
	char			 name[sizeof(un.sun_path) + 1];
	size_t			 used;
	int			 fd;

	(void)state;
	(void)snprintf(name, sizeof(name), "%s/", dir);
	used = strlen(name);
	memset(name + used, 'x', sizeof(name) - used);
	name[sizeof(name) - 1] = '\0';
	assert_int_equal(control_bind(name, getuid(), getgid()), -1);
	assert_non_null(strstr(last_line(), strerror(ENAMETOOLONG)));
	name[sizeof(name) - 2] = '\0';
	fd = control_bind(name, getuid(), getgid());
	assert_int_not_equal(fd, -1);
	(void)close(fd);
	assert_int_equal(unlink(name), 0);
}

/* A loader that does nothing, for clients to be forgotten by. */
static struct loader *
idle_loader(struct event_base *base)
{
	struct listen_set	 none = {NULL, 0, 0};
	struct report		*rep = report_new(10);
	struct loader_setup	 setup = {.base = base, .listening = &none};
	struct loader		*l;

	assert_int_equal(conf_load_text("c", "", 0, rep, &setup.conf), 0);
	report_free(rep);
	l = loader_new(&setup);
	assert_non_null(l);
	return l;
}

/* Processor time of this thread. */
static long
used_ms(void)
{
	struct timespec	 ts;

	assert_int_equal(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts), 0);
	return (long)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
run_for(struct event_base *base, long ms)
{
	struct timeval	 end = {.tv_sec = 0, .tv_usec = ms * 1000};

	assert_int_equal(event_base_loopexit(base, &end), 0);
	assert_int_equal(event_base_dispatch(base), 0);
}

static int
connect_here(void)
{
	struct sockaddr_un	 un = {.sun_family = AF_UNIX};
	int			 fd;

	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	(void)strlcpy(un.sun_path, path, sizeof(un.sun_path));
	assert_int_equal(connect(fd, (struct sockaddr *)&un, sizeof(un)), 0);
	return fd;
}

/*
 * Whoever cannot be accepted waits; nobody spins meanwhile.
 *
 * valgrind keeps its own count of descriptors: beyond the limit it accepts,
 * closes, and says EMFILE, so that there nobody can wait.
 */
static void
test_out_of_descriptors(void **state)
{
	struct event_base	*base;
	struct control_env	 env = {.stop = NULL};
	struct control		*t;
	struct rlimit		 old, few;
	char			 buf[16], expected[128];
	long			 before;
	int			 fd;

	(void)state;
	if (is_under_valgrind())
		skip();
	base = event_base_new();
	env.command.loader = idle_loader(base);
	t = control_new(base, bind_here(), &env);
	assert_non_null(t);
	fd = connect_here();
	assert_int_equal(write(fd, "help\n", 5), 5);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	few = old;
	few.rlim_cur = (rlim_t)fd + 1;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	before = used_ms();
	run_for(base, 450);
	assert_in_range(used_ms() - before, 0, 150);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	(void)snprintf(expected, sizeof(expected), "warning: control: no "
	    "client can be accepted: %s; they wait\n", strerror(EMFILE));
	assert_string_equal(last_line(), expected);
	assert_int_equal(read(fd, buf, sizeof(buf)), -1);
	run_for(base, 300);
	assert_int_equal(read(fd, buf, 3), 3);
	assert_memory_equal(buf, "ok\n", 3);
	(void)close(fd);
	control_free(t);
	loader_free(env.command.loader);
	event_base_free(base);
	assert_int_equal(unlink(path), 0);
}

/* All of a text, however much of it the socket takes at once. */
static void
send_all(struct event_base *base, int fd, const char *text, size_t len)
{
	ssize_t	 n;

	for (; len > 0; text += n, len -= (size_t)n) {
		if ((n = write(fd, text, len)) > 0)
			continue;
		n = 0;
		run_for(base, 5);
	}
}

/*
 * A line that is too long is refused, to a program as a program reads;
 * whether or not it ends, and in how many pieces it comes.
 */
static const char	 refused[] = "error\nthe command is too long\n";

static const struct line {
	const char	*start, *end;
	const char	*answer;	/* NULL: any, if not that it is long */
	size_t		 len;		/* with the end */
	size_t		 first;		/* sent before the rest; or 0: all at
					   once */
} lines[] = {
	/* One that may still end. */
	{"json zone ", "", "", CONTROL_LINE_MAX - 1, 0},
	{"zone ", "", refused, CONTROL_LINE_MAX, 0},
	{"json zone ", "", "error\n{\"error\":\"the command is too "
	    "long\"}\n", CONTROL_LINE_MAX, 0},
	/* Those that end: what is done is not of interest here. */
	{"nonsense ", "\n", NULL, CONTROL_LINE_MAX - 1, 0},
	{"nonsense ", "\n", NULL, CONTROL_LINE_MAX, 0},
	{"nonsense ", "\r\n", NULL, CONTROL_LINE_MAX, 0},
	{"nonsense ", "\n", refused, CONTROL_LINE_MAX + 1, 0},
	{"nonsense ", "\r\n", refused, CONTROL_LINE_MAX + 1, 0},
	/* The second read brings the end, but too late. */
	{"nonsense ", "\n", NULL, CONTROL_LINE_MAX,
	    CONTROL_LINE_MAX - 1},
	{"nonsense ", "\n", refused, CONTROL_LINE_MAX + 1,
	    CONTROL_LINE_MAX - 1},
	{"nonsense ", "\n", refused, 2 * CONTROL_LINE_MAX - 1,
	    CONTROL_LINE_MAX - 1}
};

static void
check_line(struct event_base *base, const struct line *l)
{
	static char	 text[2 * CONTROL_LINE_MAX], answer[256];
	size_t		 end = strlen(l->end);
	ssize_t		 n;
	int		 fd = connect_here();

	memset(text, 'a', sizeof(text));
	memcpy(text, l->start, strlen(l->start));
	memcpy(text + l->len - end, l->end, end);
	send_all(base, fd, text, l->first);
	run_for(base, 50);
	send_all(base, fd, text + l->first, l->len - l->first);
	run_for(base, 50);
	n = read(fd, answer, sizeof(answer) - 1);
	answer[n > 0 ? n : 0] = '\0';
	if (l->answer != NULL) {
		assert_string_equal(answer, l->answer);
	} else {
		assert_memory_equal(answer, "error\n", 6);
		assert_null(strstr(answer, "too long"));
	}
	(void)close(fd);
}

static void
test_line_length(void **state)
{
	struct event_base	*base = event_base_new();
	struct control_env	 env = {.stop = NULL};
	struct control		*t;
	size_t			 i;

	(void)state;
	env.command.loader = idle_loader(base);
	t = control_new(base, bind_here(), &env);
	assert_non_null(t);
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		check_line(base, &lines[i]);
	control_free(t);
	loader_free(env.command.loader);
	event_base_free(base);
	assert_int_equal(unlink(path), 0);
}

static int
begin(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = log_path
	};

	(void)state;
	return evthread_use_pthreads() == 0 ? log_open(&set) : -1;
}

static int
end(void **state)
{
	(void)state;
	log_close();
	(void)unlink(log_path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bind),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_out_of_descriptors),
		cmocka_unit_test(test_line_length),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	(void)snprintf(path, sizeof(path), "%s/socket", dir);
	(void)snprintf(log_path, sizeof(log_path), "%s/log", dir);
	return cmocka_run_group_tests(tests, begin, end);
}
