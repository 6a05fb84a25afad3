/* SPDX-License-Identifier: ISC */
#include "tests/unit/port.h"
#include "tests/unit/support.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/thread.h>

#include "conf/conf.h"
#include "server/log.h"
#include "server/publish.h"

/* A question for the SOA of "a.", and its length. */
static const uint8_t	 question[] = {
	0, 7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 6, 0, 1
};

/* How long an answer of another thread may take. */
#define PATIENCE_MS	5000

static const struct row	 rows[] = {ROW_SOA};

/* What would be the loader's. */
struct rig {
	struct slots		*slots;
	struct worker		*workers[2];
	unsigned		 nworkers;
	struct publisher	*publisher;
	struct snapshot		*retired[8];
	unsigned		 nretired;
	struct listen_set	 listening;
};

/* By whoever lets go last, also a worker. */
static void
retire(void *arg, struct snapshot *s)
{
	static pthread_mutex_t	 lock = PTHREAD_MUTEX_INITIALIZER;
	struct rig		*rig = arg;

	(void)pthread_mutex_lock(&lock);
	rig->retired[rig->nretired++] = s;
	(void)pthread_mutex_unlock(&lock);
}

static void
bury_all(struct rig *rig)
{
	while (rig->nretired > 0)
		publisher_bury(rig->publisher, rig->retired[--rig->nretired]);
}

static struct conf *
conf_of(const char *text)
{
	struct report	*rep = report_new(10);
	struct conf	*conf = NULL;

	assert_non_null(rep);
	assert_int_equal(conf_load_text("c", text, strlen(text), rep, &conf),
	    0);
	report_free(rep);
	return conf;
}

/* A table with the zone "a.", or an empty one. */
static struct table *
table_of(bool has_zone)
{
	struct table		*empty = table_new(1), *table;
	struct table_edit	*edit;

	assert_non_null(empty);
	if (!has_zone)
		return empty;
	edit = table_edit_begin(empty);
	assert_non_null(edit);
	assert_int_equal(table_edit_put(edit, zone_of("a.", ROWS(rows), 0)),
	    0);
	table = table_edit_commit(edit);
	assert_non_null(table);
	table_free(empty);
	return table;
}

static void
publish_now(struct publisher *p, struct table *table, struct conf *conf)
{
	assert_non_null(table);
	assert_int_equal(publisher_prepare(p), 0);
	publish(p, table, conf);
}

static void
rig_open(struct rig *rig)
{
	rig->slots = slots_new();
	rig->publisher = publisher_new(rig->slots, rig->workers,
	    rig->nworkers, &rig->listening, retire, rig);
	assert_non_null(rig->slots);
	assert_non_null(rig->publisher);
}

static void
rig_close(struct rig *rig)
{
	publisher_close(rig->publisher);
	bury_all(rig);
	publisher_free(rig->publisher);
	slots_free(rig->slots);
}

/* Each version has its number; the old one is buried. */
static void
test_generations(void **state)
{
	struct rig	 rig = {.nworkers = 0};
	struct table	*table = table_of(true);
	struct conf	*conf = conf_of("");

	(void)state;
	rig_open(&rig);
	assert_int_equal(publisher_generation(rig.publisher), 0);
	assert_null(publisher_conf(rig.publisher));
	assert_null(publisher_table(rig.publisher));
	publish_now(rig.publisher, table, conf);
	assert_int_equal(publisher_generation(rig.publisher), 1);
	assert_ptr_equal(publisher_conf(rig.publisher), conf);
	assert_ptr_equal(publisher_table(rig.publisher), table);
	publish_now(rig.publisher, table_of(false), conf_of(""));
	assert_int_equal(publisher_generation(rig.publisher), 2);
	assert_int_equal(rig.nretired, 1);
	assert_int_equal(rig.retired[0]->generation, 1);
	rig_close(&rig);
}

/* A conf that is in force for several versions goes with the last of them,
   in whatever order they are buried. */
static void
test_same_conf(void **state)
{
	struct rig	 rig = {.nworkers = 0};
	struct conf	*conf = conf_of("");

	(void)state;
	rig_open(&rig);
	assert_null(publisher_shared_conf(rig.publisher));
	publish_now(rig.publisher, table_of(false), conf_of(""));
	publish_now(rig.publisher, table_of(true), conf);
	publish_now(rig.publisher, table_of(true),
	    publisher_shared_conf(rig.publisher));
	publish_now(rig.publisher, table_of(true),
	    publisher_shared_conf(rig.publisher));
	assert_ptr_equal(publisher_conf(rig.publisher), conf);
	assert_int_equal(rig.nretired, 3);
	publisher_bury(rig.publisher, rig.retired[1]);
	publisher_bury(rig.publisher, rig.retired[0]);
	publisher_bury(rig.publisher, rig.retired[2]);
	rig.nretired = 0;
	assert_int_equal(conf->nzones, 0);	/* it is there */
	publish_now(rig.publisher, table_of(false), conf_of(""));
	bury_all(&rig);
	rig_close(&rig);
}

/* Counters are free when the last snapshot with them is buried. */
static void
test_counters(void **state)
{
	struct slot_range	 a, b;
	struct rig		 rig = {.nworkers = 0};

	(void)state;
	rig_open(&rig);
	assert_int_equal(slots_take(rig.slots, 2, &a), 0);
	publish_now(rig.publisher, table_of(false), conf_of(""));
	slots_retire(rig.slots, &a, 2);
	publish_now(rig.publisher, table_of(false), conf_of(""));
	assert_int_equal(slots_take(rig.slots, 2, &b), 0);
	assert_int_not_equal(b.base, a.base);	/* 1 is not yet buried */
	bury_all(&rig);
	assert_int_equal(slots_take(rig.slots, 2, &b), 0);
	assert_int_equal(b.base, a.base);
	rig_close(&rig);
}

/* Without memory nothing is prepared, and nothing is taken yet. */
static void
test_without_memory(void **state)
{
	struct rig	 rig = {.nworkers = 0};
	struct table	*table = table_of(true);
	struct conf	*conf = conf_of("");
	size_t		 good;

	(void)state;
	rig_open(&rig);
	for (good = 0; good < 2; good++) {
		failing_arm(good);
		assert_int_equal(publisher_prepare(rig.publisher), -1);
		assert_true(failing_disarm());
		assert_int_equal(publisher_generation(rig.publisher), 0);
	}
	publish_now(rig.publisher, table, conf);
	rig_close(&rig);
}

/* A socket that asks one of ours. */
static int
asker(const struct listener *l)
{
	int	 fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	assert_int_not_equal(fd, -1);
	assert_int_equal(connect(fd, (const struct sockaddr *)&l->addr,
	    l->addr_len), 0);
	return fd;
}

/* The RCODE of an answer, or -1 if none comes. */
static int
ask(int fd, int patience_ms)
{
	struct pollfd	 pfd = {.fd = fd, .events = POLLIN};
	uint8_t		 buf[512];

	if (send(fd, question, sizeof(question), 0) == -1 ||
	    poll(&pfd, 1, patience_ms) != 1 ||
	    recv(fd, buf, sizeof(buf), 0) < 12)
		return -1;
	return buf[3] & 0xf;
}

/* A configuration that listens on a port which is free at this moment. */
static struct conf *
listening_conf(char *text, size_t room)
{
	(void)snprintf(text, room, "listen on 127.0.0.1 port %u\n",
	    free_port(NULL));
	return conf_of(text);
}

/*
 * With two workers: nothing is answered before the first version, then
 * all is; an address that is taken away is not, one that stays is.
 */
static void
test_workers(void **state)
{
	struct rig		 rig = {.nworkers = 2};
	struct report		*rep = report_new(10);
	struct listen_set	 next;
	struct conf		*conf;
	char			 text[128];
	unsigned		 w;
	int			 fd;

	(void)state;
	conf = listening_conf(text, sizeof(text));
	assert_int_equal(listen_plan(conf, rep, &rig.listening), 0);
	assert_int_equal(listen_open(&rig.listening, NULL, 2, rep), 0);
	fd = asker(&rig.listening.all[0]);
	for (w = 0; w < 2; w++) {
		rig.workers[w] = worker_new(w, 10);
		assert_non_null(rig.workers[w]);
		assert_int_equal(worker_start(rig.workers[w]), 0);
	}
	rig_open(&rig);
	assert_int_equal(ask(fd, 20), -1);
	publish_now(rig.publisher, table_of(true), conf);
	assert_int_equal(ask(fd, PATIENCE_MS), 0);

	/* The same address, UDP only: TCP goes, UDP stays. */
	text[strcspn(text, "\n")] = '\0';
	(void)strlcat(text, " udp only\n", sizeof(text));
	conf = conf_of(text);
	assert_int_equal(publisher_plan(rig.publisher, conf, rep, &next), 0);
	assert_int_equal(next.n, 1);
	publish_listening(rig.publisher, &next);
	publish_now(rig.publisher, table_of(false), conf);
	assert_int_not_equal(ask(fd, PATIENCE_MS), -1);
	for (w = 0; w < 2; w++)
		worker_stop(rig.workers[w], 1000);
	for (w = 0; w < 2; w++)
		worker_join(rig.workers[w]);
	for (w = 0; w < 2; w++)
		worker_free(rig.workers[w]);
	assert_int_equal(ask(fd, 20), -1);
	(void)close(fd);
	rig_close(&rig);
	report_free(rep);
}

/*
 * A worker has all that TCP needs from the beginning, or is none: nothing
 * is left to fail at its first version.
 */
static void
test_worker_without_memory(void **state)
{
	struct worker	*w;
	long		 held;
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
#ifndef __GLIBC__
	skip();	/* of a static libevent all memory would be counted, too */
#endif
	for (good = 0; has_failed; good++) {
		held = failing_held();
		failing_arm(good);
		w = worker_new(0, 10);
		has_failed = failing_disarm();
		assert_true(has_failed == (w == NULL));
		worker_free(w);
		assert_int_equal(failing_held(), held);
	}
	assert_true(good > 4);	/* itself, engine, conns, tcp */
}

/* Its sockets are opened in its thread, where one allocation fails. */
static void
open_later(size_t good)
{
	struct rig		 rig = {.nworkers = 1};
	struct report		*rep = report_new(10);
	struct conf		*conf;
	char			 text[128];
	int			 fd;

	conf = listening_conf(text, sizeof(text));
	assert_int_equal(listen_plan(conf, rep, &rig.listening), 0);
	assert_int_equal(listen_open(&rig.listening, NULL, 1, rep), 0);
	fd = asker(&rig.listening.all[0]);
	rig.workers[0] = worker_new(0, 10);
	assert_non_null(rig.workers[0]);
	assert_int_equal(worker_start(rig.workers[0]), 0);
	rig_open(&rig);
	failing_arm_others(good);
	publish_now(rig.publisher, table_of(true), conf);
	assert_int_equal(ask(fd, PATIENCE_MS), 0);
	worker_stop(rig.workers[0], 1000);
	worker_join(rig.workers[0]);
	assert_true(failing_disarm_others());
	worker_free(rig.workers[0]);
	(void)close(fd);
	rig_close(&rig);
	report_free(rep);
}

/* A worker that has no memory for a socket opens it a moment later. */
static void
test_later(void **state)
{
	size_t	 good;

	(void)state;
	for (good = 0; good < 4; good++)	/* three for UDP, one for TCP */
		open_later(good);
}

/*
 * What a worker is told of its sockets has its room before anything is
 * changed: telling it takes no memory.
 */
static void
test_orders(void **state)
{
	struct rig		 rig = {.nworkers = 1};
	struct report		*rep = report_new(10);
	struct listen_set	 next;
	struct conf		*conf, *other;
	struct table		*table = table_of(true);
	char			 text[2][128];
	size_t			 good;
	int			 rc;

	(void)state;
	conf = listening_conf(text[0], sizeof(text[0]));
	assert_int_equal(listen_plan(conf, rep, &rig.listening), 0);
	assert_int_equal(listen_open(&rig.listening, NULL, 1, rep), 0);
	rig.workers[0] = worker_new(0, 10);
	assert_non_null(rig.workers[0]);
	rig_open(&rig);
	for (good = 0, rc = -1; rc == -1; good++) {
		failing_arm(good);
		rc = publisher_prepare(rig.publisher);
		assert_true(failing_disarm() == (rc == -1));
	}
	assert_true(good > 2);		/* two orders: UDP, TCP */
	failing_arm(0);
	publish(rig.publisher, table, conf);
	assert_false(failing_disarm());

	other = listening_conf(text[1], sizeof(text[1]));
	for (good = 0, rc = -1; rc == -1; good++) {
		failing_arm(good);
		rc = publisher_plan(rig.publisher, other, rep, &next);
		assert_true(failing_disarm() == (rc == -1));
		assert_int_equal(next.n, rc == -1 ? 0 : 2);
	}
	assert_true(good > 4);		/* two come, two go */
	failing_arm(0);
	publish_listening(rig.publisher, &next);
	assert_false(failing_disarm());
	worker_free(rig.workers[0]);
	conf_free(other);
	rig_close(&rig);
	report_free(rep);
}

/* An address that cannot be had changes nothing. */
static void
test_bad_plan(void **state)
{
	struct rig		 rig = {.nworkers = 0};
	struct report		*rep = report_new(10);
	struct listen_set	 next;
	struct conf		*conf;
	char			 expected[200];

	(void)state;
	rig_open(&rig);
	conf = conf_of("listen on nointerface0\n");
	assert_int_equal(publisher_plan(rig.publisher, conf, rep, &next), -1);
	assert_int_equal(next.n, 0);
	assert_findings(rep, "c:1:11: error: listen: this host has no "
	    "interface nointerface0\n", "interface");
	report_clear(rep);
	conf_free(conf);
	conf = conf_of("listen on 192.0.2.1 port 5300 tcp only\n");
	assert_int_equal(publisher_plan(rig.publisher, conf, rep, &next), -1);
	(void)snprintf(expected, sizeof(expected), "c:1:11: error: listen: "
	    "192.0.2.1:5300 (tcp) cannot be opened: %s: this host does not "
	    "have that address\n", strerror(EADDRNOTAVAIL));
	assert_findings(rep, expected, "address");
	conf_free(conf);
	report_free(rep);
	rig_close(&rig);
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
	return 0;
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_generations),
		cmocka_unit_test(test_same_conf),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_without_memory),
		cmocka_unit_test(test_workers),
		cmocka_unit_test(test_worker_without_memory),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_bad_plan),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
