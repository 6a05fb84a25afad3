/* SPDX-License-Identifier: ISC */
#include "tests/unit/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "server/querylog.h"
#include "tests/unit/failing.h"

static const char	 zone[] = "@ 60 SOA ns h 1 1 1 1 1\n@ 60 NS ns\n"
			    "@ 60 MX 10 mx\nmx 60 A 192.0.2.1\n";

static struct sockaddr_storage	 client4, client6, own4, own6, nobody;

static void
set_address(struct sockaddr_storage *ss, const char *text, uint16_t port)
{
	struct sockaddr_in	*in4 = (void *)ss;
	struct sockaddr_in6	*in6 = (void *)ss;

	if (inet_pton(AF_INET, text, &in4->sin_addr) == 1)
		ss->ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		ss->ss_family = AF_INET6;
	in4->sin_port = htons(port);	/* at one place in both */
}

static int
set_up(void **state)
{
	(void)state;
	set_address(&client4, "192.0.2.7", 40123);
	set_address(&client6, "2001:db8::7", 65535);
	set_address(&own4, "198.51.100.53", 53);
	set_address(&own6, "2001:db8::53", 53);
	nobody.ss_family = AF_UNSPEC;
	return 0;
}

/* A query, who asked whom, and its line. */
static const struct row {
	struct ask			 ask;
	const struct sockaddr_storage	*peer;
	const struct sockaddr_storage	*own;
	const char			*line;
} rows[] = {
	{{.name = "a.", .type = TYPE_MX}, &client4, &own4, "query: "
	    "192.0.2.7#40123 a. IN MX - udp 198.51.100.53 NOERROR 54"},
	{{.name = "a.", .type = TYPE_MX, .flags = FLAG_RD | FLAG_CD,
	    .edns_size = 1232, .has_do = true, .option =
	    "000a00082464c4abcf10c957"}, &client6, &own6, "query: "
	    "2001:db8::7#65535 a. IN MX +E(0)DCK udp 2001:db8::53 NOERROR "
	    "65"},
	{{.name = "NoNe.A.", .type = TYPE_AAAA, .is_tcp = true}, &client4,
	    &own4, "query: 192.0.2.7#40123 NoNe.A. IN AAAA -T tcp "
	    "198.51.100.53 NXDOMAIN 65"},
	{{.name = "b.", .type = 65280}, &client4, &own4, "query: "
	    "192.0.2.7#40123 b. IN TYPE65280 - udp 198.51.100.53 REFUSED 19"},
	{{.name = "version.bind.", .type = TYPE_TXT, .class = CLASS_CH},
	    &client4, &own4, "query: 192.0.2.7#40123 version.bind. CH TXT - "
	    "udp 198.51.100.53 REFUSED 30"},
	{{.name = "a.", .type = TYPE_ANY, .class = CLASS_ANY}, &client4,
	    &own4, "query: 192.0.2.7#40123 a. ANY ANY - udp 198.51.100.53 "
	    "REFUSED 19"},
	{{.name = "a.", .type = TYPE_A, .class = 7}, &client4, &own4,
	    "query: 192.0.2.7#40123 a. CLASS7 A - udp 198.51.100.53 REFUSED "
	    "19"},
	{{.name = "a.", .type = TYPE_A, .edns_size = 512, .edns_version = 9},
	    &client4, &own4, "query: 192.0.2.7#40123 a. IN A -E(9) udp "
	    "198.51.100.53 BADVERS 30"},
	{{.name = "a.", .type = TYPE_A, .flags = 2 << 11}, &client4, &own4,
	    "query: 192.0.2.7#40123 a. IN A - udp 198.51.100.53 NOTIMP 19"},
	{{.name = "a.", .is_empty = true}, &client4, &own4, "query: "
	    "192.0.2.7#40123 - - - - udp 198.51.100.53 FORMERR 12"},
	{{.name = "\\032\\\"x.a.", .type = TYPE_A}, &nobody, &nobody,
	    "query: -#0 \\032\\\"x.a. IN A - udp - NXDOMAIN 64"},
};

/* Ask, and have it noted. */
static bool
note(struct world *w, struct querylog *q, const struct row *r,
    bool is_answered, enum rate_verdict limit)
{
	uint8_t		 in[512];
	struct packet	 p = {.in = in, .out = w->out, .transport =
	    r->ask.is_tcp ? TRANSPORT_TCP : TRANSPORT_UDP};
	struct sight	 s = {.packet = &p, .peer = r->peer, .own = r->own,
			     .limit = limit};

	p.in_len = ask_packet(&r->ask, in, sizeof(in));
	world_send(w, in, p.in_len, r->ask.is_tcp);
	p.out_len = is_answered ? w->out_len : 0;
	return querylog_note(q, &s);
}

static void
count_call(void *arg)
{
	++*(unsigned *)arg;
}

#define ASKED	"query: 192.0.2.7#40123 a. IN MX - udp 198.51.100.53 "

static const struct {
	const char		*line;
	enum rate_verdict	 limit;
	bool			 is_answered;
} kept_back[] = {
	{ASKED "dropped 0", RATE_SEND, false},
	{ASKED "limited 0", RATE_DROP, false},
	{ASKED "slipped 54", RATE_SLIP, true}
};

static void
test_lines(void **state)
{
	struct querylog	*q = querylog_new();
	struct world	 w;
	char		 line[QUERYLOG_LINE_MAX];
	unsigned	 calls = 0;
	size_t		 i;

	(void)state;
	world_open(&w);
	world_add(&w, "a.", zone, false);
	querylog_set_reader(q, count_call, &calls);
	assert_int_equal(querylog_begin(q), 0);
	assert_int_equal(querylog_begin(q), 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_false(querylog_peek(q, line));
		assert_true(note(&w, q, &rows[i], true, RATE_SEND));
		assert_int_equal(calls, i + 1);
		assert_true(querylog_peek(q, line));
		assert_string_equal(line, rows[i].line);
		querylog_pop(q);
	}
	for (i = 0; i < sizeof(kept_back) / sizeof(kept_back[0]); i++) {
		assert_true(note(&w, q, &rows[0], kept_back[i].is_answered,
		    kept_back[i].limit));
		assert_true(querylog_peek(q, line));
		assert_string_equal(line, kept_back[i].line);
		querylog_pop(q);
	}
	querylog_free(q);
	world_close(&w);
}

/* Answers and what is too short are no queries. */
static void
test_no_query(void **state)
{
	static const uint8_t	 answer[12] = {0, 1, 0x80};
	struct querylog		*q = querylog_new();
	struct packet		 p = {.in = answer, .in_len = 12};
	struct sight		 s = {.packet = &p, .peer = &client4,
				    .own = &own4};
	char			 line[QUERYLOG_LINE_MAX];

	(void)state;
	assert_int_equal(querylog_begin(q), 0);
	assert_true(querylog_note(q, &s));
	p.in_len = 11;
	assert_true(querylog_note(q, &s));
	assert_false(querylog_peek(q, line));
	querylog_free(q);
}

/* What finds no room is counted; the reader is called once for all. */
static void
test_full(void **state)
{
	struct querylog	*q = querylog_new();
	struct world	 w;
	char		 line[QUERYLOG_LINE_MAX];
	unsigned	 i, calls = 0;

	(void)state;
	world_open(&w);
	world_add(&w, "a.", zone, false);
	querylog_set_reader(q, count_call, &calls);
	assert_int_equal(querylog_begin(q), 0);
	for (i = 0; i < QUERYLOG_ROOM - 1; i++)
		assert_true(note(&w, q, &rows[0], true, RATE_SEND));
	assert_true(note(&w, q, &rows[2], true, RATE_SEND));
	assert_int_equal(querylog_lost(q), 0);
	assert_false(note(&w, q, &rows[0], true, RATE_SEND));
	assert_false(note(&w, q, &rows[0], true, RATE_SEND));
	assert_int_equal(querylog_lost(q), 2);
	assert_int_equal(calls, 1);
	querylog_pop(q);
	assert_true(note(&w, q, &rows[3], true, RATE_SEND));
	for (i = 0; i < QUERYLOG_ROOM - 2; i++)
		querylog_pop(q);
	assert_true(querylog_peek(q, line));
	assert_string_equal(line, rows[2].line);
	querylog_pop(q);
	assert_true(querylog_peek(q, line));
	assert_string_equal(line, rows[3].line);
	querylog_pop(q);
	assert_false(querylog_peek(q, line));
	assert_int_equal(calls, 1);
	assert_true(note(&w, q, &rows[0], true, RATE_SEND));
	assert_int_equal(calls, 2);
	querylog_free(q);
	world_close(&w);
}

static void
test_without_memory(void **state)
{
	struct querylog	*q;

	(void)state;
	failing_arm(0);
	q = querylog_new();
	assert_true(failing_disarm());
	assert_null(q);
	assert_non_null(q = querylog_new());
	failing_arm(0);
	assert_int_equal(querylog_begin(q), -1);
	assert_true(failing_disarm());
	querylog_free(q);
	querylog_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_no_query),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
