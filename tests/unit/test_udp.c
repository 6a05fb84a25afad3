/* SPDX-License-Identifier: ISC */
#include "tests/unit/world.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/udp.h"
#include "tests/unit/failing.h"

struct rig {
	struct world		 world;
	struct event_base	*base;
	struct udp		*udp;
	struct sockaddr_in	 server;
	int			 fd;		/* udp's */
};

static int
bound_socket(const char *address, struct sockaddr_in *at)
{
	socklen_t	 len = sizeof(*at);
	int		 fd;

	memset(at, 0, sizeof(*at));
	at->sin_family = AF_INET;
	assert_int_equal(inet_pton(AF_INET, address, &at->sin_addr), 1);
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)at, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)at, &len), 0);
	return fd;
}

static struct rig *
rig_open(const char *address, bool is_any)
{
	static struct rig	 rig;
	int			 on = 1;

	memset(&rig, 0, sizeof(rig));
	world_open(&rig.world);
	world_add(&rig.world, "a.", "@ 60 SOA ns h 1 1 1 1 1\n@ 60 NS ns\n",
	    false);
	rig.base = event_base_new();
	assert_non_null(rig.base);
	rig.fd = bound_socket(address, &rig.server);
	if (is_any)
		assert_int_equal(setsockopt(rig.fd, IPPROTO_IP, IP_PKTINFO,
		    &on, sizeof(on)), 0);
	rig.udp = udp_open(rig.base, rig.world.engine, NULL, rig.fd, is_any);
	assert_non_null(rig.udp);
	return &rig;
}

static void
rig_close(struct rig *rig)
{
	if (rig->udp != NULL)
		udp_close(rig->udp);
	event_base_free(rig->base);
	world_close(&rig->world);
}

static void
turn(struct rig *rig)
{
	assert_int_not_equal(event_base_loop(rig->base, EVLOOP_NONBLOCK), -1);
}

static void
ask(struct rig *rig, int fd)
{
	const struct ask	 ask = {.name = "a.", .type = TYPE_SOA};
	uint8_t			 buf[512];
	size_t			 len = ask_packet(&ask, buf, sizeof(buf));

	assert_int_equal(sendto(fd, buf, len, 0,
	    (struct sockaddr *)&rig->server, sizeof(rig->server)), len);
}

/* Datagrams that are there, and whom the last one came from. */
static int
count_answers(int fd, struct sockaddr_in *from)
{
	uint8_t		 buf[4096];
	socklen_t	 len = sizeof(*from);
	int		 n = 0;

	memset(from, 0, sizeof(*from));
	while (recvfrom(fd, buf, sizeof(buf), MSG_DONTWAIT,
	    (struct sockaddr *)from, &len) > 0)
		n++;
	return n;
}

/* More than a batch, and more than the batches of one wake-up. */
static void
test_batches(void **state)
{
	static const int	 numbers[] = {1, 63, 64, 65, 128, 300};
	struct sockaddr_in	 own, from;
	struct rig		*rig = rig_open("127.0.0.1", false);
	size_t			 i;
	int			 k, n, fd = bound_socket("127.0.0.1", &own);

	(void)state;
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		n = 0;
		/* In bites that no receive buffer is too small for. */
		for (k = 0; k < numbers[i]; k++) {
			ask(rig, fd);
			if (k % 100 == 99) {
				turn(rig);
				n += count_answers(fd, &from);
			}
		}
		turn(rig);
		turn(rig);
		assert_int_equal(n + count_answers(fd, &from), numbers[i]);
	}
	(void)close(fd);
	rig_close(rig);
}

/* Some datagrams of a batch get no answer; the others get theirs. */
static void
test_gaps(void **state)
{
	static const uint64_t	 masks[] = {
		0, 1, 2, 3, 0x5555, 0xaaaa, 0xff00, 0x0ff0, 0xfffe, 0x7fff,
		0xffff
	};
	static const uint8_t	 answer[HEADER_BYTES] = {0, 0, 0x80};
	struct sockaddr_in	 own, from;
	struct rig		*rig = rig_open("127.0.0.1", false);
	struct stats		*st = engine_stats(rig->world.engine);
	size_t			 i;
	int			 k, fd = bound_socket("127.0.0.1", &own);

	(void)state;
	for (i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		st->n[STAT_DROPPED] = 0;
		for (k = 0; k < 16; k++)
			if (masks[i] >> k & 1)
				ask(rig, fd);
			else	/* no query: it is dropped */
				assert_int_equal(sendto(fd, answer,
				    sizeof(answer), 0,
				    (struct sockaddr *)&rig->server,
				    sizeof(rig->server)), sizeof(answer));
		turn(rig);
		assert_int_equal(count_answers(fd, &from),
		    __builtin_popcountll(masks[i]));
		assert_int_equal(st->n[STAT_DROPPED], 16 -
		    __builtin_popcountll(masks[i]));
		assert_int_equal(st->n[STAT_SEND_FAILED], 0);
	}
	(void)close(fd);
	rig_close(rig);
}

/* The longest datagram that is looked at: n - 1, n, n + 1. */
static void
test_long(void **state)
{
	static const size_t	 lengths[] = {
		UDP_QUERY_MAX_BYTES - 1, UDP_QUERY_MAX_BYTES,
		UDP_QUERY_MAX_BYTES + 1
	};
	static const int	 counts[] = {1, 1, 0};
	static uint8_t		 bytes[UDP_QUERY_MAX_BYTES + 1];
	struct sockaddr_in	 own, from;
	struct rig		*rig = rig_open("127.0.0.1", false);
	struct stats		*st = engine_stats(rig->world.engine);
	size_t			 i;
	int			 fd = bound_socket("127.0.0.1", &own);

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_int_equal(sendto(fd, bytes, lengths[i], 0,
		    (struct sockaddr *)&rig->server, sizeof(rig->server)),
		    lengths[i]);
		turn(rig);
		/* No query: FORMERR, or nothing at all. */
		assert_int_equal(count_answers(fd, &from), counts[i]);
	}
	assert_int_equal(st->n[STAT_DROPPED], 1);
	assert_int_equal(st->n[STAT_FORMERR], 2);
	(void)close(fd);
	rig_close(rig);
}

/* Bound to all addresses, it answers from the one that was asked. */
static void
test_any(void **state)
{
	static const char *const addresses[] = {
		"127.0.0.1", "127.0.0.2", "127.1.2.3"
	};
	struct sockaddr_in	 own, from;
	struct rig		*rig = rig_open("0.0.0.0", true);
	size_t			 i;
	int			 fd = bound_socket("127.0.0.1", &own);

	(void)state;
	for (i = 0; i < 3; i++) {
		assert_int_equal(inet_pton(AF_INET, addresses[i],
		    &rig->server.sin_addr), 1);
		ask(rig, fd);
		turn(rig);
		assert_int_equal(count_answers(fd, &from), 1);
		assert_int_equal(from.sin_addr.s_addr,
		    rig->server.sin_addr.s_addr);
		assert_int_equal(from.sin_port, rig->server.sin_port);
	}
	(void)close(fd);
	rig_close(rig);
}

/* What the kernel holds when the socket is closed is still answered. */
static void
test_close(void **state)
{
	struct sockaddr_in	 own, from;
	struct rig		*rig = rig_open("127.0.0.1", false);
	int			 i, fd = bound_socket("127.0.0.1", &own);

	(void)state;
	for (i = 0; i < 100; i++)
		ask(rig, fd);
	udp_close(rig->udp);
	rig->udp = NULL;
	assert_int_equal(count_answers(fd, &from), 100);
	(void)close(fd);
	rig_close(rig);
}

/* Without memory the descriptor stays the caller's. */
static void
test_without_memory(void **state)
{
	struct rig		*rig = rig_open("127.0.0.1", false);
	struct sockaddr_in	 own;
	long			 held = failing_held();
	size_t			 good;
	int			 fd;

	(void)state;
	for (good = 0; good < 2; good++) {
		fd = bound_socket("127.0.0.1", &own);
		failing_arm(good);
		assert_null(udp_open(rig->base, rig->world.engine, NULL, fd,
		    false));
		assert_true(failing_disarm());
		assert_int_equal(close(fd), 0);
		assert_int_equal(failing_held(), held);
	}
	rig_close(rig);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_any),
		cmocka_unit_test(test_close),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
