/* SPDX-License-Identifier: ISC */
#include "tests/unit/world.h"

#include <sys/socket.h>
#include <unistd.h>

#include "server/dialog.h"
#include "tests/unit/support.h"

/* Sets of some 60,000, 6,000 and a few octets. */
#define BIG_RECORDS	240
#define MID_RECORDS	24

/* What one client says and hears at most. */
#define SAID_MAX	(1 << 16)
#define HEARD_MAX	(1 << 24)

/* What is fetched at once; more than a socket holds. */
#define FETCH_MAX	(1 << 18)

/* More calls than any test needs: what never ends is an error. */
#define CALLS_MAX	100000

struct talk {
	struct world	 world;
	struct desk	*desk;
	struct dialog	 dialog;
	int		 fd;		/* ours */
	int		 client;
};

static char	 zone[90000];
static uint8_t	 heard[HEARD_MAX];
static size_t	 heard_len;

static void
add_texts(const char *owner, int n)
{
	size_t	 used = strlen(zone);
	int	 i;

	for (i = 0; i < n; i++)
		used += (size_t)snprintf(zone + used, sizeof(zone) - used,
		    "%s 60 TXT %0238d\n", owner, i);
}

static void
make_zone(void)
{
	(void)snprintf(zone, sizeof(zone), "@ 60 SOA ns h 1 1 1 1 1\n"
	    "@ 60 NS ns\nsmall 60 TXT x\n");
	add_texts("mid", MID_RECORDS);
	add_texts("big", BIG_RECORDS);
}

static struct talk *
talk_open(void)
{
	static const struct sockaddr_storage	 nobody;
	static struct talk			 t;
	int					 ends[2];

	memset(&t, 0, sizeof(t));
	world_open(&t.world);
	world_add(&t.world, "a.", zone, false);
	assert_int_equal(socketpair(AF_UNIX,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends), 0);
	t.fd = ends[0];
	t.client = ends[1];
	t.desk = desk_new(t.world.engine, NULL);
	assert_non_null(t.desk);
	dialog_init(&t.dialog, &nobody);
	heard_len = 0;
	return &t;
}

static void
talk_close(struct talk *t)
{
	dialog_clear(&t->dialog);
	desk_free(t->desk);
	(void)close(t->fd);
	(void)close(t->client);
	world_close(&t->world);
}

/* A question with its length before it; its octets. */
static size_t
question(const char *name, uint16_t id, uint8_t *buf)
{
	const struct ask	 ask = {.name = name, .type = TYPE_TXT};
	size_t			 len = ask_packet(&ask, buf + 2, 300);

	store_be16(buf, (uint16_t)len);
	store_be16(buf + 2, id);
	return len + 2;
}

static void
put_bytes(struct talk *t, const uint8_t *bytes, size_t len)
{
	assert_int_equal(send(t->client, bytes, len, MSG_NOSIGNAL), len);
}

/* The client reads no more than that. */
static void
fetch(struct talk *t, size_t most)
{
	ssize_t	 n;

	/* valgrind looks at all that could be written, octet by octet. */
	if (most > FETCH_MAX)
		most = FETCH_MAX;
	if (most > HEARD_MAX - heard_len)
		most = HEARD_MAX - heard_len;
	n = recv(t->client, heard + heard_len, most, 0);
	if (n > 0)
		heard_len += (size_t)n;
}

/* One call of what its state wants. */
static enum dialog_state
turn(struct talk *t)
{
	enum dialog_state	 st;

	st = dialog_is_blocked(&t->dialog) ?
	    dialog_write(t->desk, &t->dialog, t->fd) :
	    dialog_read(t->desk, &t->dialog, t->fd);
	assert_in_range(t->dialog.unsent_len, 0, DIALOG_UNSENT_MAX_BYTES);
	if (st != DIALOG_LOST)
		assert_int_equal(st == DIALOG_BLOCKED,
		    dialog_is_blocked(&t->dialog));
	return st;
}

/* Until nothing is left to do. */
static enum dialog_state
settle(struct talk *t)
{
	enum dialog_state	 st = DIALOG_READS;
	int			 i;

	for (i = 0; st == DIALOG_READS || st == DIALOG_BLOCKED; i++) {
		assert_in_range(i, 0, CALLS_MAX);
		st = turn(t);
		fetch(t, HEARD_MAX);
	}
	return st;
}

/* The answers are whole, and to the questions from first on, in order. */
static void
expect_answers(uint16_t first, int n)
{
	size_t	 at = 0;
	int	 i;

	for (i = 0; i < n; i++) {
		assert_in_range(at + 14, 0, heard_len);
		assert_int_equal(load_be16(heard + at + 2),
		    (uint16_t)(first + i));
		at += 2u + load_be16(heard + at);
	}
	assert_int_equal(at, heard_len);
}

/* Who owns nothing costs nothing. */
static void
expect_bare(const struct talk *t)
{
	assert_null(t->dialog.kept);
	assert_null(t->dialog.unsent);
}

/* Three questions in two pieces, cut at each place. */
static void
test_cuts(void **state)
{
	struct talk	*t;
	uint8_t		 said[1024];
	size_t		 len, cut;

	(void)state;
	len = question("small.a.", 1, said);
	len += question("mid.a.", 2, said + len);
	len += question("none.a.", 3, said + len);
	for (cut = 0; cut <= len; cut++) {
		t = talk_open();
		if (cut > 0)
			put_bytes(t, said, cut);
		assert_int_equal(settle(t), DIALOG_EMPTY);
		if (cut < len)
			put_bytes(t, said + cut, len - cut);
		assert_int_equal(settle(t), DIALOG_EMPTY);
		expect_answers(1, 3);
		assert_true(t->dialog.has_progress);
		expect_bare(t);
		talk_close(t);
	}
}

/* The longest message there can be, an octet at a time in the end. */
static void
test_longest(void **state)
{
	static uint8_t	 said[2 + MESSAGE_MAX_BYTES];
	struct talk	*t = talk_open();
	size_t		 at, piece;

	(void)state;
	(void)question("small.a.", 7, said);
	store_be16(said, MESSAGE_MAX_BYTES);
	for (at = 0; at < sizeof(said); at += piece) {
		piece = at + 9000 < sizeof(said) ? 9000 : 1;
		put_bytes(t, said + at, piece);
		assert_false(t->dialog.has_progress);
		assert_int_equal(settle(t), DIALOG_EMPTY);
	}
	/* Octets that belong to no section: a format error. */
	expect_answers(7, 1);
	assert_int_equal(heard[5] & FLAG_RCODE, RCODE_FORMERR);
	expect_bare(t);
	talk_close(t);
}

/* How it ends: the client's last octets, and what comes of them. */
static const struct {
	const char		*what;
	const char		*hex;	/* after one question */
	bool			 has_fin;
	enum dialog_state	 state;
} ends[] = {
	{"nothing more", "", false, DIALOG_EMPTY},
	{"FIN", "", true, DIALOG_ENDED},
	{"FIN in a length", "00", true, DIALOG_ENDED},
	{"FIN in a message", "00201234", true, DIALOG_ENDED},
	{"no octets", "0000", false, DIALOG_OVER},
	{"11 octets", "000b0002000000010000000000", false, DIALOG_OVER},
	{"12 octets", "000c000200000001000000000000", false, DIALOG_EMPTY},
	{"an answer", "000c000280000001000000000000", false, DIALOG_OVER},
};

static void
test_ends(void **state)
{
	struct talk	*t;
	uint8_t		 said[1024];
	size_t		 i, len;

	(void)state;
	for (i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		t = talk_open();
		len = question("small.a.", 1, said);
		len += octets_of(ends[i].hex, said + len, sizeof(said) - len);
		put_bytes(t, said, len);
		if (ends[i].has_fin)
			(void)shutdown(t->client, SHUT_WR);
		if (settle(t) != ends[i].state)
			fail_msg("%s", ends[i].what);
		expect_answers(1, strlen(ends[i].hex) == 28 &&
		    ends[i].state == DIALOG_EMPTY ? 2 : 1);
		talk_close(t);
	}
}

/* What comes after a message without an answer is not read. */
static void
test_over(void **state)
{
	struct talk	*t = talk_open();
	uint8_t		 said[1024];
	size_t		 len;

	(void)state;
	len = question("small.a.", 1, said);
	store_be16(said + len, 0);
	len += 2;
	len += question("small.a.", 2, said + len);
	put_bytes(t, said, len);
	assert_int_equal(settle(t), DIALOG_OVER);
	expect_answers(1, 1);
	expect_bare(t);
	talk_close(t);
}

static void
test_reset(void **state)
{
	struct talk	*t = talk_open();
	uint8_t		 said[1024];

	(void)state;
	put_bytes(t, said, question("small.a.", 1, said));
	(void)close(t->client);
	assert_int_equal(settle(t), DIALOG_LOST);
	talk_close(t);
}

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Questions with small and large answers; how many octets. */
static size_t
random_questions(uint8_t *said, int n, uint32_t *seed)
{
	static const char	*names[] = {
		"small.a.", "none.a.", "small.a.", "small.a.", "mid.a.",
		"big.a."
	};
	size_t			 len = 0;
	int			 i;

	for (i = 0; i < n; i++)
		len += question(names[next_random(seed) % 6], (uint16_t)i,
		    said + len);
	return len;
}

/*
 * However the questions come and the answers are fetched, in pieces of
 * any size: each is answered, once, in order; and what is owed to a slow
 * client is bounded (turn() looks).
 */
static void
test_any_pace(void **state)
{
	static uint8_t	 said[SAID_MAX];
	struct talk	*t;
	size_t		 len, at, piece;
	uint32_t	 seed = 1;
	int		 i, k, n = 200;

	(void)state;
	for (i = 0; i < 20; i++) {
		t = talk_open();
		len = random_questions(said, n, &seed);
		for (at = 0, k = 0; at < len; k++) {
			assert_in_range(k, 0, CALLS_MAX);
			piece = 1 + next_random(&seed) % 3000;
			if (piece > len - at)
				piece = len - at;
			put_bytes(t, said + at, piece);
			at += piece;
			(void)turn(t);
			fetch(t, next_random(&seed) % 30000);
		}
		assert_int_equal(settle(t), DIALOG_EMPTY);
		expect_answers(0, n);
		expect_bare(t);
		talk_close(t);
	}
}

/* A client that fetches nothing is owed a bounded amount. */
static void
test_no_fetching(void **state)
{
	struct talk	*t = talk_open();
	uint8_t		 said[16384];
	size_t		 len = 0;
	int		 i;

	(void)state;
	for (i = 0; i < 60; i++)
		len += question("big.a.", (uint16_t)i, said + len);
	put_bytes(t, said, len);
	for (i = 0; i < 100; i++)
		(void)turn(t);
	assert_true(dialog_is_blocked(&t->dialog));
	assert_in_range(t->dialog.kept_len, 1, len);
	assert_int_equal(settle(t), DIALOG_EMPTY);
	expect_answers(0, 60);
	expect_bare(t);
	talk_close(t);
}

/* Whatever allocation fails: the connection is lost, no memory is. */
static void
test_no_memory(void **state)
{
	enum dialog_state	 st = DIALOG_LOST;
	struct talk		*t;
	uint8_t			 said[16384];
	size_t			 good, len;
	long			 held;
	int			 i;

	(void)state;
	for (good = 0; st == DIALOG_LOST; good++) {
		t = talk_open();
		for (i = 0, len = 0; i < 20; i++)
			len += question("big.a.", (uint16_t)i, said + len);
		held = failing_held();
		failing_arm(good);
		put_bytes(t, said, 1);
		st = turn(t);
		put_bytes(t, said + 1, 20);
		st = st == DIALOG_LOST ? st : turn(t);
		put_bytes(t, said + 21, len - 21);
		st = st == DIALOG_LOST ? st : settle(t);
		assert_int_equal(failing_disarm(), st == DIALOG_LOST);
		dialog_clear(&t->dialog);
		assert_int_equal(failing_held(), held);
		talk_close(t);
	}
	assert_int_equal(st, DIALOG_EMPTY);
	assert_in_range(good, 3, 50);
	expect_answers(0, 20);
}

static void
test_drain(void **state)
{
	struct talk	*t = talk_open();

	(void)state;
	assert_int_equal(dialog_drain(t->desk, t->fd), DIALOG_EMPTY);
	put_bytes(t, (const uint8_t *)"any", 3);
	assert_int_equal(dialog_drain(t->desk, t->fd), DIALOG_READS);
	(void)shutdown(t->client, SHUT_WR);
	assert_int_equal(dialog_drain(t->desk, t->fd), DIALOG_ENDED);
	talk_close(t);
}

/* Cookies are bound to the client's address. */
static void
test_peer(void **state)
{
	struct sockaddr_storage	 from = {.ss_family = AF_INET6};
	struct dialog		 s;

	(void)state;
	dialog_init(&s, &from);
	assert_int_equal(s.peer_len, 16);
	from.ss_family = AF_INET;
	dialog_init(&s, &from);
	assert_int_equal(s.peer_len, 4);
	from.ss_family = AF_UNIX;
	dialog_init(&s, &from);
	assert_int_equal(s.peer_len, 0);
}

static int
set_up(void **state)
{
	(void)state;
	make_zone();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cuts),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_over),
		cmocka_unit_test(test_reset),
		cmocka_unit_test(test_any_pace),
		cmocka_unit_test(test_no_fetching),
		cmocka_unit_test(test_no_memory),
		cmocka_unit_test(test_drain),
		cmocka_unit_test(test_peer),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
