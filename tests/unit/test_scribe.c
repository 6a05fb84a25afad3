/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/log.h"
#include "server/scribe.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";
static char	 path[64];

#define LINE	"query: -#0 a. IN SOA - udp - dropped 0\n"

/* A query for a name of one letter. */
static void
note(struct querylog *q, uint8_t name)
{
	static struct sockaddr_storage	 nobody;
	const uint8_t			 query[] = {
		0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, name, 0, 0, 6, 0, 1
	};
	struct packet			 p = {.in = query,
					    .in_len = sizeof(query)};
	struct sight			 s = {.packet = &p, .peer = &nobody,
					    .own = &nobody};

	(void)querylog_note(q, &s);
}

/* Lines of the log that are this one; *rest is the last that is not. */
static unsigned
count_lines(const char *line, char rest[256])
{
	char		 got[256], *at;
	unsigned	 n = 0;
	FILE		*f = fopen(path, "r");

	assert_non_null(f);
	rest[0] = '\0';
	while (fgets(got, sizeof(got), f) != NULL) {
		at = strstr(got, "]: ");
		assert_non_null(at);
		if (strcmp(at + 3, line) == 0)
			n++;
		else
			(void)strlcpy(rest, at + 3, 256);
	}
	(void)fclose(f);
	return n;
}

/* Queries of all workers are written, more than one turn takes. */
static void
test_queries(void **state)
{
	struct event_base	*base = event_base_new();
	struct scribe		*s = scribe_new(base);
	struct querylog		*q[2] = {querylog_new(), querylog_new()};
	struct rate		*r[2] = {rate_new(1), rate_new(2)};
	char			 rest[256];
	unsigned		 i;

	(void)state;
	assert_non_null(s);
	for (i = 0; i < 2; i++) {
		assert_int_equal(querylog_begin(q[i]), 0);
		assert_int_equal(scribe_follow(s, q[i], r[i]), 0);
	}
	note(q[0], 'a');
	for (i = 0; i < 500; i++)
		note(q[1], 'a');
	assert_int_equal(event_base_loop(base, EVLOOP_NONBLOCK), 0);
	assert_int_equal(count_lines(LINE, rest), 501);
	/* Those that come when nobody looks any more are written at the end,
	   and what had no room is told. */
	for (i = 0; i < QUERYLOG_ROOM + 2; i++)
		note(q[0], 'a');
	scribe_free(s);
	assert_int_equal(count_lines(LINE, rest), 501 + QUERYLOG_ROOM);
	assert_string_equal(rest, "warning: log queries: 2 queries were left "
	    "out, the log is too slow for them; sample fewer\n");
	for (i = 0; i < 2; i++) {
		querylog_free(q[i]);
		rate_free(r[i]);
	}
	event_base_free(base);
}

/* Ask until there is one answer too many. */
static void
flood(struct rate *r, uint8_t network)
{
	const struct conf	 conf = {.rate_total = 2};
	const uint8_t		 peer[4] = {192, 0, network, 1};
	struct rate_account	 a = {.peer = peer, .peer_len = sizeof(peer)};
	int			 i;

	for (i = 0; i < 3; i++)
		(void)rate_judge(r, &conf, &a, 100);
}

/* Of each worker, the first that is not told yet. */
static void
test_limits(void **state)
{
	struct event_base	*base = event_base_new();
	struct scribe		*s = scribe_new(base);
	struct querylog		*q[2] = {querylog_new(), querylog_new()};
	struct rate		*r[2] = {rate_new(1), rate_new(2)};
	char			 rest[256];
	int			 i;

	(void)state;
	for (i = 0; i < 2; i++)
		assert_int_equal(scribe_follow(s, q[i], r[i]), 0);
	flood(r[0], 1);
	flood(r[0], 2);
	(void)count_lines("", rest);
	assert_null(strstr(rest, "rate limit"));	/* not by the worker */
	assert_int_equal(event_base_loop(base, EVLOOP_NONBLOCK), 0);
	(void)count_lines("", rest);
	assert_non_null(strstr(rest, "rate limit: 192.0.1.0/24, "));
	flood(r[1], 3);
	assert_int_equal(event_base_loop(base, EVLOOP_NONBLOCK), 0);
	(void)count_lines("", rest);
	assert_non_null(strstr(rest, "rate limit: 192.0.3.0/24, "));
	flood(r[0], 4);
	scribe_free(s);
	(void)count_lines("", rest);
	assert_non_null(strstr(rest, "rate limit: 192.0.4.0/24, "));
	for (i = 0; i < 2; i++) {
		querylog_free(q[i]);
		rate_free(r[i]);
	}
	event_base_free(base);
}

/* libevent's own messages are lines of the log. */
static void
test_libevent(void **state)
{
	struct event_base	*base = event_base_new();
	struct scribe		*s = scribe_new(base);
	struct event		*ev;
	char			 rest[256];
	int			 fd = open(path, O_RDONLY);

	(void)state;
	/* epoll takes no regular file, and libevent says so. */
	ev = event_new(base, fd, EV_READ, NULL, NULL);
	assert_int_equal(event_add(ev, NULL), -1);
	(void)count_lines("", rest);
	assert_non_null(strstr(rest, "warning: libevent: "));
	event_free(ev);
	scribe_free(s);
	(void)close(fd);
	event_base_free(base);
	scribe_free(NULL);
}

static int
log_to(enum log_target target)
{
	struct log_settings	 set = {
		.target = target, .level = LEVEL_NOTICE, .file = path
	};

	return log_open(&set);
}

/* Of a log that takes one line at a time no worker gets all. */
static void
test_slow(void **state)
{
	struct event_base	*base = event_base_new();
	struct scribe		*s = scribe_new(base);
	struct querylog		*q[2] = {querylog_new(), querylog_new()};
	struct rate		*r[2] = {rate_new(1), rate_new(2)};
	char			 text[1024];
	size_t			 len = 0;
	int			 ends[2], kept = dup(STDERR_FILENO), i;

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_not_equal(fcntl(ends[1], F_SETPIPE_SZ, 4096), -1);
	assert_int_not_equal(dup2(ends[1], STDERR_FILENO), -1);
	assert_int_equal(log_to(LOG_TO_STDERR), 0);
	for (i = 0; i < 2; i++) {
		assert_int_equal(querylog_begin(q[i]), 0);
		assert_int_equal(scribe_follow(s, q[i], r[i]), 0);
	}
	for (i = 0; i < 100; i++) {
		note(q[0], 'a');
		note(q[1], 'b');
	}
	for (i = 0; i < 4; i++) {
		assert_int_equal(event_base_loop(base, EVLOOP_ONCE), 0);
		len += (size_t)read(ends[0], text + len, 200);
	}
	text[len] = '\0';
	(void)dup2(kept, STDERR_FILENO);
	assert_int_equal(log_to(LOG_TO_FILE), 0);
	assert_non_null(strstr(text, " a. "));
	assert_non_null(strstr(text, " b. "));
	scribe_free(s);
	for (i = 0; i < 2; i++) {
		(void)close(ends[i]);
		querylog_free(q[i]);
		rate_free(r[i]);
	}
	(void)close(kept);
	event_base_free(base);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(dir) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/log", dir);
	return log_to(LOG_TO_FILE);
}

static int
tear_down(void **state)
{
	(void)state;
	log_close();
	(void)unlink(path);
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_libevent),
		cmocka_unit_test(test_slow),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
