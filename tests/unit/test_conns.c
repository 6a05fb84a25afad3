/* SPDX-License-Identifier: ISC */
#include "tests/unit/world.h"

#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "conf/addr.h"
#include "server/clock.h"
#include "server/conns.h"
#include "server/log.h"

/* A set of 60,000 octets: few such answers fill what a client may owe. */
#define BIG_RECORDS	240

/* Connections of one worker, and the loop that it would run. */
struct rig {
	struct world		 world;
	struct event_base	*base;
	struct conns		*conns;
	bool			 is_done;
};

static const struct sockaddr_storage	 nobody;
static const struct conns_limits	 patient = {10, 10, 60000, 60000};

static char	 zone[80000];

static void
make_zone(void)
{
	size_t	 used;
	int	 i;

	used = (size_t)snprintf(zone, sizeof(zone), "@ 60 SOA ns h 1 1 1 1 1\n"
	    "@ 60 NS ns\n");
	for (i = 0; i < BIG_RECORDS; i++)
		used += (size_t)snprintf(zone + used, sizeof(zone) - used,
		    "big 60 TXT %0238d\n", i);
}

static struct rig *
rig_open(const struct conns_limits *limits)
{
	static struct rig	 rig;

	memset(&rig, 0, sizeof(rig));
	world_open(&rig.world);
	world_add(&rig.world, "a.", zone, false);
	rig.base = event_base_new();
	assert_non_null(rig.base);
	rig.conns = conns_new(rig.base, rig.world.engine, NULL, limits);
	assert_non_null(rig.conns);
	return &rig;
}

static void
rig_close(struct rig *rig)
{
	conns_free(rig->conns);
	event_base_free(rig->base);
	world_close(&rig->world);
}

static void
run(struct rig *rig, unsigned ms)
{
	struct timeval	 tv = {(time_t)(ms / 1000),
		(suseconds_t)(ms % 1000 * 1000)};

	assert_int_equal(event_base_loopexit(rig->base, &tv), 0);
	assert_int_not_equal(event_base_loop(rig->base,
	    EVLOOP_NO_EXIT_ON_EMPTY), -1);
}

static uint64_t
counter(struct rig *rig, enum stat_id which)
{
	return engine_stats(rig->world.engine)->n[which];
}

/* A new connection from an address; the client's end of it. */
static int
client_from(struct rig *rig, const struct sockaddr_storage *from)
{
	int	 ends[2];

	assert_int_equal(socketpair(AF_UNIX,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	conns_add(rig->conns, ends[0], from);
	return ends[1];
}

static int
client_of(struct rig *rig)
{
	return client_from(rig, &nobody);
}

/* A message with its length before it; its octets. */
static size_t
question(const char *name, uint16_t flags, uint8_t *buf)
{
	const struct ask	 ask = {
		.name = name, .type = TYPE_TXT, .flags = flags
	};
	size_t			 len = ask_packet(&ask, buf + 2, 300);

	store_be16(buf, (uint16_t)len);
	return len + 2;
}

static void
put_bytes(int fd, const uint8_t *bytes, size_t len)
{
	assert_int_equal(send(fd, bytes, len, MSG_NOSIGNAL), len);
}

static void
ask(int fd, const char *name)
{
	uint8_t	 buf[512];

	put_bytes(fd, buf, question(name, 0, buf));
}

/* What a client has been sent so far. */
struct inbox {
	uint8_t	bytes[1 << 20];
	size_t	len;
	bool	has_end;
};

static void
fetch(int fd, struct inbox *in)
{
	ssize_t	 n = 1;

	while (n > 0 && in->len < sizeof(in->bytes)) {
		n = recv(fd, in->bytes + in->len,
		    sizeof(in->bytes) - in->len, 0);
		if (n > 0)
			in->len += (size_t)n;
	}
	if (n == 0)
		in->has_end = true;
}

/* Whole answers; less than 0, see ENDED(), if the end has come, too. */
static int
answers(const struct inbox *in)
{
	size_t	 at = 0;
	int	 n = 0;

	while (at + 2 <= in->len &&
	    at + 2 + load_be16(in->bytes + at) <= in->len) {
		at += 2u + load_be16(in->bytes + at);
		n++;
	}
	return in->has_end ? -1 - n : n;
}

/* The answers when they are as many as wanted, or after a second. */
static int
wait_answers(struct rig *rig, int fd, int wanted)
{
	static struct inbox	 in;
	int			 i;

	in.len = 0;
	in.has_end = false;
	for (i = 0; i < 500 && answers(&in) != wanted; i++) {
		run(rig, 2);
		fetch(fd, &in);
	}
	run(rig, 2);
	fetch(fd, &in);		/* and no more than that */
	return answers(&in);
}

#define ENDED(n)	(-1 - (n))

/* What a client sends, each word in a turn of its own, and gets. */
static const struct {
	const char	*words;
	int		 answers;
} talks[] = {
	{"", 0},
	{"q", 1},
	{"qqq", 3},
	{"q q q", 3},
	{"< >", 1},			/* half a message, and the rest */
	{"q< >q", 3},
	{"< >< >", 2},
	{"f", ENDED(0)},		/* FIN alone */
	{"qqf", ENDED(2)},		/* half-close: answers still come */
	{"q<f", ENDED(1)},		/* half a message is none */
	{"q0q", ENDED(1)},		/* length 0 */
	{"qsq", ENDED(1)},		/* 11 octets: no header */
	{"qrq", ENDED(1)},		/* an answer: no loops */
	{"bq", 2},
	{"bbbbbbbbf", ENDED(8)},
};

static void
say(int fd, char letter)
{
	static const uint8_t	 no_length[2], short_one[13] = {0, 11};
	uint8_t			 buf[512];
	size_t			 len = question("a.", 0, buf);

	switch (letter) {
	case 'q':
		put_bytes(fd, buf, len);
		break;
	case 'b':
		ask(fd, "big.a.");
		break;
	case '<':
		put_bytes(fd, buf, 1);
		break;
	case '>':
		put_bytes(fd, buf + 1, len - 1);
		break;
	case '0':
		put_bytes(fd, no_length, sizeof(no_length));
		break;
	case 's':
		put_bytes(fd, short_one, sizeof(short_one));
		break;
	case 'r':
		put_bytes(fd, buf, question("a.", FLAG_QR, buf));
		break;
	case 'f':
		(void)shutdown(fd, SHUT_WR);
		break;
	default:
		break;
	}
}

static void
test_talks(void **state)
{
	struct rig	*rig = rig_open(&patient);
	const char	*c;
	size_t		 i;
	int		 fd;

	(void)state;
	for (i = 0; i < sizeof(talks) / sizeof(talks[0]); i++) {
		fd = client_of(rig);
		for (c = talks[i].words; *c != '\0'; c++) {
			if (*c == ' ')
				run(rig, 3);
			else
				say(fd, *c);
		}
		assert_int_equal(wait_answers(rig, fd, talks[i].answers),
		    talks[i].answers);
		(void)close(fd);
		run(rig, 2);
	}
	rig_close(rig);
}

/* More queries in one turn than one connection is given. */
static void
test_many(void **state)
{
	struct rig	*rig = rig_open(&patient);
	int		 i, fd = client_of(rig);

	(void)state;
	for (i = 0; i < 200; i++)
		ask(fd, "a.");
	assert_int_equal(wait_answers(rig, fd, 200), 200);
	(void)close(fd);
	rig_close(rig);
}

/* Limits at n - 1, n and n + 1: the one that idles longest gives way. */
static void
test_full(void **state)
{
	struct conns_limits	 limits = patient;
	struct rig		*rig;
	int			 fds[3];

	(void)state;
	limits.connections = 2;
	rig = rig_open(&limits);
	fds[0] = client_of(rig);
	fds[1] = client_of(rig);
	ask(fds[0], "a.");
	assert_int_equal(wait_answers(rig, fds[0], 1), 1);
	fds[2] = client_of(rig);
	assert_int_equal(wait_answers(rig, fds[1], ENDED(0)), ENDED(0));
	assert_int_equal(wait_answers(rig, fds[0], 0), 0);
	assert_int_equal(wait_answers(rig, fds[2], 0), 0);
	assert_int_equal(counter(rig, STAT_TCP_CLOSED_FULL), 1);
	limits.connections = 1;
	conns_set_limits(rig->conns, &limits);
	assert_int_equal(wait_answers(rig, fds[0], ENDED(0)), ENDED(0));
	assert_int_equal(wait_answers(rig, fds[2], 0), 0);
	(void)close(fds[0]);
	(void)close(fds[1]);
	(void)close(fds[2]);
	rig_close(rig);
}

/* One client is stopped at its limit, others and who has left are not. */
static void
test_one_client(void **state)
{
	struct conns_limits	 limits = patient;
	struct sockaddr_storage	 one, other;
	struct rig		*rig;
	const char		*why;
	char			 scope[IF_NAMESIZE];
	int			 fds[5], i;

	(void)state;
	assert_int_equal(addr_from_text("192.0.2.1", 9, &one, scope, &why), 0);
	assert_int_equal(addr_from_text("192.0.2.2", 9, &other, scope, &why),
	    0);
	limits.client = 2;
	rig = rig_open(&limits);
	for (i = 0; i < 3; i++)
		fds[i] = client_from(rig, &one);
	fds[3] = client_from(rig, &other);
	for (i = 0; i < 4; i++) {
		if (i != 2)
			ask(fds[i], "a.");
		assert_int_equal(wait_answers(rig, fds[i], i == 2 ? ENDED(0) :
		    1), i == 2 ? ENDED(0) : 1);
	}
	assert_int_equal(counter(rig, STAT_TCP_CLIENT_FULL), 1);
	assert_int_equal(counter(rig, STAT_TCP_ACCEPTED), 3);
	assert_int_equal(counter(rig, STAT_TCP_CLOSED), 0);
	(void)close(fds[0]);
	run(rig, 20);
	fds[4] = client_from(rig, &one);
	ask(fds[4], "a.");
	assert_int_equal(wait_answers(rig, fds[4], 1), 1);
	for (i = 1; i < 5; i++)
		(void)close(fds[i]);
	rig_close(rig);
}

/* Only whole messages put off the end; dripping octets do not. */
static void
test_idle(void **state)
{
	const struct conns_limits	 limits = {10, 10, 300, 60000};
	struct rig			*rig = rig_open(&limits);
	uint64_t			 since = clock_ms();
	uint8_t				 octet = 1;
	int				 i, quiet, drip, busy;

	(void)state;
	quiet = client_of(rig);
	drip = client_of(rig);
	busy = client_of(rig);
	for (i = 0; i < 20 && clock_ms() - since < 240; i++) {
		(void)send(drip, &octet, 1, MSG_NOSIGNAL);
		ask(busy, "a.");
		run(rig, 20);
	}
	assert_int_equal(wait_answers(rig, quiet, ENDED(0)), ENDED(0));
	assert_true(clock_ms() - since >= 300);
	assert_int_equal(wait_answers(rig, drip, ENDED(0)), ENDED(0));
	assert_int_equal(wait_answers(rig, busy, ENDED(i)), ENDED(i));
	assert_int_equal(counter(rig, STAT_TCP_CLOSED_IDLE), 3);
	(void)close(quiet);
	(void)close(drip);
	(void)close(busy);
	rig_close(rig);
}

/* However busy it is, it ends. */
static void
test_total(void **state)
{
	const struct conns_limits	 limits = {10, 10, 60000, 300};
	struct rig			*rig = rig_open(&limits);
	uint64_t			 since = clock_ms();
	int				 fd = client_of(rig);

	(void)state;
	ask(fd, "a.");
	run(rig, 20);
	ask(fd, "a.");
	assert_int_equal(wait_answers(rig, fd, ENDED(2)), ENDED(2));
	assert_true(clock_ms() - since >= 300);
	(void)close(fd);
	rig_close(rig);
}

/*
 * A client that fetches nothing is not read from, delays nobody, and gets
 * all answers when it wakes up.
 */
static void
test_no_fetching(void **state)
{
	struct rig	*rig = rig_open(&patient);
	int		 i, n = 60, fd = client_of(rig), other;

	(void)state;
	for (i = 0; i < n; i++)
		ask(fd, "big.a.");
	run(rig, 20);
	/* Some of one batch are made in vain, as nobody could know. */
	assert_in_range(counter(rig, STAT_QUERIES_TCP), 2, 20);
	other = client_of(rig);
	ask(other, "a.");
	assert_int_equal(wait_answers(rig, other, 1), 1);
	n = wait_answers(rig, fd, 15);
	assert_in_range(n, 15, 17);	/* as much as an inbox holds */
	(void)close(fd);
	(void)close(other);
	rig_close(rig);
}

/* It is dropped in the end, and at once. */
static void
test_never_fetched(void **state)
{
	const struct conns_limits	 limits = {10, 10, 50, 60000};
	struct rig			*rig = rig_open(&limits);
	int				 i, fd = client_of(rig);

	(void)state;
	for (i = 0; i < 60; i++)
		ask(fd, "big.a.");
	run(rig, 150);
	assert_int_equal(counter(rig, STAT_TCP_CLOSED_IDLE), 1);
	assert_int_equal(send(fd, "", 1, MSG_NOSIGNAL), -1);
	(void)close(fd);
	rig_close(rig);
}

static void
set_done(void *arg)
{
	struct rig	*rig = arg;

	rig->is_done = true;
}

/* The end of mxd: answers under way are sent, then all is closed. */
static void
test_finish(void **state)
{
	struct rig	*rig = rig_open(&patient);
	int		 idle = client_of(rig), busy = client_of(rig), i;

	(void)state;
	run(rig, 2);
	for (i = 0; i < 12; i++)
		ask(busy, "big.a.");
	conns_finish(rig->conns, set_done, rig);
	assert_false(rig->is_done);
	assert_int_equal(wait_answers(rig, busy, ENDED(12)), ENDED(12));
	assert_int_equal(wait_answers(rig, idle, ENDED(0)), ENDED(0));
	(void)close(busy);
	(void)close(idle);
	run(rig, 20);
	assert_true(rig->is_done);
	rig_close(rig);
}

/* Nobody is there: it is over at once. */
static void
test_finish_empty(void **state)
{
	struct rig	*rig = rig_open(&patient);

	(void)state;
	conns_finish(rig->conns, set_done, rig);
	assert_true(rig->is_done);
	rig_close(rig);
}

static int
be_quiet(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};

	(void)state;
	make_zone();
	return log_open(&set);
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
		cmocka_unit_test(test_talks),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_one_client),
		cmocka_unit_test(test_idle),
		cmocka_unit_test(test_total),
		cmocka_unit_test(test_no_fetching),
		cmocka_unit_test(test_never_fetched),
		cmocka_unit_test(test_finish),
		cmocka_unit_test(test_finish_empty),
	};

	return cmocka_run_group_tests(tests, be_quiet, end);
}
