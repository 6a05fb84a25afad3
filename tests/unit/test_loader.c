/* SPDX-License-Identifier: ISC */
#include "tests/unit/port.h"
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <event2/event.h>
#include <event2/thread.h>

#include "server/loader.h"
#include "server/log.h"

#define PATH_MAX_BYTES	256

/* How long an answer of another thread may take. */
#define PATIENCE_MS	5000
#define PAUSE_MS	2

/* Where the serial is in the answer to a question for the SOA of "a.":
   after header, question, the record's head, two names and no more. */
#define SERIAL_AT	(12 + 7 + 12 + 5 + 4)

static char	 dir[] = "/tmp/mxd-test-XXXXXX";

/* A service with one worker. */
struct rig {
	struct event_base	*base;
	struct worker		*worker;
	struct loader		*loader;
	char			 conf_text[128];
	char			 conf_path[PATH_MAX_BYTES];
	int			 fd;		/* asks the worker */
	int			 rc;		/* of the last request */
	atomic_bool		 has_ended;	/* at_end was called */
};

/* Each version is another file: nobody need wait for a clock. */
static void
put_file(const char *name, const char *text)
{
	char	 path[PATH_MAX_BYTES], next[PATH_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)snprintf(next, sizeof(next), "%s/.next", dir);
	write_file(next, text);
	assert_int_equal(rename(next, path), 0);
}

static void
remove_file(const char *name)
{
	char	 path[PATH_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	(void)unlink(path);
}

static void
put_zone(const char *name, unsigned serial)
{
	char	 text[128];

	(void)snprintf(text, sizeof(text), "$TTL 60\n@ SOA ns h %u 1 1 1 1\n"
	    "@ NS ns\nns A 192.0.2.1\nns A 192.0.2.2\n", serial);
	put_file(name, text);
}

static void
on_done(void *arg, int rc, const char *text)
{
	struct rig	*rig = arg;

	(void)text;
	rig->rc = rc;
	(void)event_base_loopbreak(rig->base);
}

/* One round; what came of it. */
static int
reload(struct rig *rig)
{
	assert_int_equal(loader_ask(rig->loader, LOADER_RELOAD, on_done, rig),
	    0);
	assert_int_not_equal(event_base_loop(rig->base,
	    EVLOOP_NO_EXIT_ON_EMPTY), -1);
	return rig->rc;
}

/* The serial of zone "a." or "b.", the RCODE below 0, or 0: no answer. */
static long
ask(const struct rig *rig, char zone)
{
	uint8_t		 q[] = {
		0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 6, 0, 1
	};
	struct pollfd	 pfd = {.fd = rig->fd, .events = POLLIN};
	uint8_t		 buf[512];
	uint32_t	 serial;

	q[13] = (uint8_t)zone;
	if (send(rig->fd, q, sizeof(q), 0) == -1 ||
	    poll(&pfd, 1, PATIENCE_MS) != 1 ||
	    recv(rig->fd, buf, sizeof(buf), 0) < 12)
		return 0;
	if ((buf[3] & 0xf) != 0)
		return -(buf[3] & 0xf);
	memcpy(&serial, buf + SERIAL_AT, sizeof(serial));
	return (long)ntohl(serial);
}

/* Does the worker come to serve this, soon? */
static bool
comes(const struct rig *rig, char zone, long serial)
{
	unsigned	 ms;

	for (ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
		if (ask(rig, zone) == serial)
			return true;
		(void)usleep(PAUSE_MS * 1000);
	}
	return false;
}

/* A configuration with a port that is free at this moment. */
static struct conf *
make_conf(struct rig *rig)
{
	struct sockaddr_in	 in4 = {.sin_family = AF_INET};
	struct report		*rep = report_new(10);
	struct conf		*conf = NULL;

	in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in4.sin_port = htons((uint16_t)free_port(NULL));
	rig->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(connect(rig->fd, (struct sockaddr *)&in4,
	    sizeof(in4)), 0);
	(void)snprintf(rig->conf_text, sizeof(rig->conf_text), "listen on "
	    "127.0.0.1 port %u udp only\nzones in \".\"\nlog to file "
	    "\"/dev/null\"\n", (unsigned)ntohs(in4.sin_port));
	put_file("mxd.conf", rig->conf_text);
	(void)snprintf(rig->conf_path, sizeof(rig->conf_path), "%s/mxd.conf",
	    dir);
	assert_int_equal(conf_load(rig->conf_path, rep, &conf), 0);
	report_free(rep);
	return conf;
}

static void
at_end(void *arg)
{
	struct rig	*rig = arg;

	atomic_store(&rig->has_ended, true);
}

static void
rig_open(struct rig *rig)
{
	struct loader_setup	 setup = {.nworkers = 1};
	struct listen_set	 listening = {NULL, 0, 0};
	struct report		*rep = report_new(10);

	setup.conf = make_conf(rig);
	assert_int_equal(listen_plan(setup.conf, rep, &listening), 0);
	assert_int_equal(listen_open(&listening, NULL, 1, rep), 0);
	report_free(rep);
	rig->base = event_base_new();
	rig->worker = worker_new(0, 10);
	assert_non_null(rig->base);
	assert_non_null(rig->worker);
	assert_int_equal(worker_start(rig->worker), 0);
	setup.conf_path = rig->conf_path;
	setup.listening = &listening;
	setup.workers = &rig->worker;
	setup.base = rig->base;
	setup.at_end = at_end;
	setup.arg = rig;
	atomic_init(&rig->has_ended, false);
	rig->loader = loader_new(&setup);
	assert_non_null(rig->loader);
	assert_int_equal(loader_start(rig->loader, false), 0);
}

static void
rig_close(struct rig *rig)
{
	worker_stop(rig->worker, 1000);
	loader_stop(rig->loader);
	worker_join(rig->worker);
	assert_int_equal(loader_join(rig->loader, PATIENCE_MS), 0);
	worker_free(rig->worker);
	loader_free(rig->loader);
	event_base_free(rig->base);
	(void)close(rig->fd);
	remove_file("a.zone");
	remove_file("b.zone");
	remove_file("mxd.conf");
}

/* A round in which memory ends after so many allocations, and a good one. */
static bool
try_round(struct rig *rig, size_t good, long serial, bool has_b)
{
	bool	 has_failed;
	int	 rc;

	put_zone("a.zone", (unsigned)serial);
	if (has_b)
		put_zone("b.zone", (unsigned)serial);
	else
		remove_file("b.zone");
	failing_arm_others(good);
	rc = reload(rig);
	has_failed = failing_disarm_others();
	assert_true(ask(rig, 'a') > 0);
	if (!has_failed)
		assert_int_equal(rc, 0);
	assert_int_equal(reload(rig), 0);
	assert_true(comes(rig, 'a', serial));
	assert_true(comes(rig, 'b', has_b ? serial : -5));
	return has_failed;
}

/*
 * Wherever memory ends in a round, the next one brings what is in the
 * files, also a zone that came or went.
 */
static void
test_without_memory(void **state)
{
	struct rig	 rig;
	long		 serial = 1;
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	put_zone("a.zone", 1);
	rig_open(&rig);
	assert_int_equal(reload(&rig), 0);
	assert_true(comes(&rig, 'a', 1));
	for (good = 0; has_failed; good++) {
		has_failed = try_round(&rig, good, ++serial, true);
		if (try_round(&rig, good, ++serial, false))
			has_failed = true;
	}
	assert_true(good > 50);
	rig_close(&rig);
	assert_true(atomic_load(&rig.has_ended));
}

/* The same for a round that has nothing new but the configuration. */
static void
test_conf_without_memory(void **state)
{
	struct rig	 rig;
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	put_zone("a.zone", 1);
	rig_open(&rig);
	assert_int_equal(reload(&rig), 0);
	assert_true(comes(&rig, 'a', 1));
	for (good = 0; has_failed; good++) {
		struct loader_status	 before, after;

		loader_get_status(rig.loader, &before);
		put_file("mxd.conf", rig.conf_text);
		failing_arm_others(good);
		(void)reload(&rig);
		has_failed = failing_disarm_others();
		assert_int_equal(reload(&rig), 0);
		loader_get_status(rig.loader, &after);
		assert_int_equal(after.generation, before.generation + 1);
		assert_int_equal(ask(&rig, 'a'), 1);
	}
	assert_true(good > 20);
	rig_close(&rig);
}

/* Main runs until the worker serves this, soon. */
static bool
comes_by_itself(struct rig *rig, char zone, long serial)
{
	const struct timeval	 pause = {0, PAUSE_MS * 1000};
	unsigned		 ms;

	for (ms = 0; ms < PATIENCE_MS; ms += PAUSE_MS) {
		if (ask(rig, zone) == serial)
			return true;
		(void)event_base_loopexit(rig->base, &pause);
		(void)event_base_loop(rig->base, EVLOOP_NO_EXIT_ON_EMPTY);
	}
	return false;
}

/* `watch on`: nobody asks for a round. */
static void
test_watch(void **state)
{
	struct rig	 rig;
	char		 text[sizeof(rig.conf_text) + 16];
	long		 serial;

	(void)state;
	put_zone("a.zone", 1);
	rig_open(&rig);
	assert_int_equal(reload(&rig), 0);
	put_zone("a.zone", 2);
	assert_int_equal(ask(&rig, 'a'), 1);
	(void)snprintf(text, sizeof(text), "%swatch on\n", rig.conf_text);
	put_file("mxd.conf", text);
	assert_int_equal(reload(&rig), 0);
	assert_true(comes(&rig, 'a', 2));
	for (serial = 3; serial < 6; serial++) {
		put_zone("a.zone", (unsigned)serial);
		assert_true(comes_by_itself(&rig, 'a', serial));
	}
	put_zone("b.zone", 7);
	assert_true(comes_by_itself(&rig, 'b', 7));
	remove_file("b.zone");
	assert_true(comes_by_itself(&rig, 'b', -5));
	rig_close(&rig);
}

/* A log that nobody reads: a pipe that is full.  Returns its reader. */
static int
full_log(const char *name)
{
	static const char	 octets[PIPE_BUF];
	char			 path[PATH_MAX_BYTES];
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO, .file = path
	};
	int			 reader, writer;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(mkfifo(path, 0600), 0);
	reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	writer = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
	assert_int_not_equal(reader, -1);
	assert_int_not_equal(writer, -1);
	while (write(writer, octets, sizeof(octets)) > 0)
		continue;
	(void)close(writer);
	assert_int_equal(log_open(&set), 0);
	return reader;
}

/*
 * The loader is busy for longer than somebody waits: it is left, and
 * later does not take away what main has taken away.
 */
static void
test_left(void **state)
{
	struct rig	 rig;
	char		 buf[PIPE_BUF];
	int		 reader;

	(void)state;
	put_zone("a.zone", 1);
	rig_open(&rig);
	reader = full_log("log");
	assert_int_equal(loader_ask(rig.loader, LOADER_RELOAD, NULL, NULL),
	    0);
	(void)usleep(50000);
	loader_stop(rig.loader);
	assert_int_equal(loader_join(rig.loader, 0), -1);
	assert_int_equal(loader_join(rig.loader, 50), -1);
	while (read(reader, buf, sizeof(buf)) > 0)
		continue;
	rig_close(&rig);
	assert_false(atomic_load(&rig.has_ended));
	(void)close(reader);
	remove_file("log");
	log_close();
}

static int
begin(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};

	(void)state;
	return evthread_use_pthreads() == 0 ? log_open(&set) : -1;
}

static int
end(void **state)
{
	(void)state;
	log_close();
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_without_memory),
		cmocka_unit_test(test_conf_without_memory),
		cmocka_unit_test(test_watch),
		cmocka_unit_test(test_left),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, begin, end);
}
