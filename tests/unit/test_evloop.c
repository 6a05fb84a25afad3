/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/evloop.h"
#include "server/log.h"

/* How long the kernel refuses to wait for events. */
#define BROKEN_MS	60

static char	 log_path[] = "/tmp/mxd-test-XXXXXX";

struct mending {
	int	 fd;		/* what the loop waits at */
	int	 copy;		/* of it */
};

/* The descriptor that this base waits at: the lowest one that was free. */
static struct event_base *
base_at(int *fd)
{
	struct event_base	*base;
	char			 path[64], what[64] = "";

	*fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	assert_int_not_equal(*fd, -1);
	(void)close(*fd);
	base = event_base_new();
	assert_non_null(base);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", *fd);
	assert_int_not_equal(readlink(path, what, sizeof(what) - 1), -1);
	assert_non_null(strstr(what, "eventpoll"));
	return base;
}

static void
on_time(evutil_socket_t fd, short what, void *base)
{
	(void)fd;
	(void)what;
	(void)event_base_loopbreak(base);
}

static void *
mend(void *arg)
{
	const struct mending	*m = arg;

	(void)usleep(BROKEN_MS * 1000);
	return dup2(m->copy, m->fd) == -1 ? arg : NULL;
}

/* A loop whose waiting fails goes on when it does not fail any more. */
static void
test_goes_on(void **state)
{
	static const struct timeval	 soon = {0, 1000};
	struct mending			 m;
	struct event_base		*base = base_at(&m.fd);
	struct event			*timer;
	pthread_t			 thread;
	void				*failed;

	(void)state;
	timer = evtimer_new(base, on_time, base);
	assert_non_null(timer);
	assert_int_equal(event_add(timer, &soon), 0);
	m.copy = dup(m.fd);
	assert_int_not_equal(m.copy, -1);
	(void)close(m.fd);
	assert_int_equal(pthread_create(&thread, NULL, mend, &m), 0);
	assert_int_equal(evloop_run(base, "test", 0), 0);
	assert_int_equal(pthread_join(thread, &failed), 0);
	assert_null(failed);
	assert_false(event_pending(timer, EV_TIMEOUT, NULL));
	event_free(timer);
	event_base_free(base);
	(void)close(m.copy);
}

/* The last line of the log is the end of a loop that failed so often. */
static void
expect_end(unsigned failures)
{
	char	 line[512] = "", wanted[256];
	FILE	*f = fopen(log_path, "r");

	assert_non_null(f);
	while (fgets(line, sizeof(line), f) != NULL)
		continue;
	(void)fclose(f);
	(void)snprintf(wanted, sizeof(wanted), "error: test: its event loop "
	    "failed %u times in a row: Bad file descriptor; mxd ends\n",
	    failures);
	assert_non_null(strstr(line, wanted));
}

/* One whose waiting does not get better ends, if it may. */
static void
test_gives_up(void **state)
{
	struct event_base	*base;
	unsigned		 n;
	int			 fd, again;

	(void)state;
	for (n = 1; n <= 3; n++) {
		base = base_at(&fd);
		again = dup(fd);
		assert_int_not_equal(again, -1);
		(void)close(fd);
		assert_int_equal(evloop_run(base, "test", n), -1);
		expect_end(n);
		assert_int_equal(dup2(again, fd), fd);
		(void)close(again);
		event_base_free(base);
	}
}

/* Without anything to wait for it waits to be ended. */
static void
test_ends(void **state)
{
	static const struct timeval	 soon = {0, 1000};
	struct event_base		*base = event_base_new();

	(void)state;
	assert_non_null(base);
	assert_int_equal(event_base_loopexit(base, &soon), 0);
	assert_int_equal(evloop_run(base, "test", 1), 0);
	event_base_free(base);
}

static int
begin(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = log_path
	};
	int			 fd = mkstemp(log_path);

	(void)state;
	if (fd == -1 || close(fd) == -1)
		return -1;
	return log_open(&set);
}

static int
end(void **state)
{
	(void)state;
	log_close();
	return unlink(log_path);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_gives_up),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
