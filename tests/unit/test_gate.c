/* SPDX-License-Identifier: ISC */
/* Who may ask what, and what of a guarded zone others are told. */
#include "tests/unit/world.h"

#include <arpa/inet.h>

#include "conf/admit.h"
#include "server/permit.h"

static const char *open_zone =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "@ 3600 MX 10 mx.secret.\n"
    "ns1 3600 A 192.0.2.53\n"
    "alias 3600 CNAME mx.secret.\n"
    "there 3600 CNAME back.secret.\n"
    "sub 3600 NS ns.sub\n"
    "ns.sub 3600 A 192.0.2.77\n"
    "glued 3600 MX 10 ns.sub\n";
static const char *secret_zone =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "@ 3600 MX 10 mx\n"
    "@ 3600 MX 20 ns1.open.\n"
    "ns1 3600 A 192.0.2.54\n"
    "mx 3600 A 192.0.2.25\n"
    "www 3600 CNAME mx\n"
    "round 3600 CNAME round.open.\n"
    "back 3600 CNAME ns1.open.\n";
static const char *sub_zone =
    "@ 3600 SOA ns hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns\n"
    "ns 3600 A 192.0.2.78\n";

static char	nine[] = "9";

static void
open_world(struct world *w)
{
	world_open(w);
	world_add(w, "open.", open_zone, true);
	world_add(w, "secret.", secret_zone, true);
	world_add(w, "sub.open.", sub_zone, true);
	w->conf.version = nine;
}

/* The words of mxd.conf take effect. */
static struct conf *
apply(struct world *w, const char *text)
{
	struct report	*rep = report_new(10);
	struct conf	*cf = NULL;

	assert_int_equal(conf_load_text("f", text, strlen(text), rep, &cf), 0);
	report_free(rep);
	w->conf.allow = cf->allow;
	w->conf.guarded = cf->guarded;
	w->conf.nguarded = cf->nguarded;
	engine_use(w->engine, &w->snap);
	return cf;
}

/* What a client at an address is told. */
static const char *
ask_from(struct world *w, const char *from, const struct ask *a)
{
	uint8_t		in[512], peer[16];
	bool		is6 = strchr(from, ':') != NULL;
	struct packet	p = {.in = in, .out = w->out,
	    .out_room = sizeof(w->out), .peer = from[0] == '\0' ? NULL : peer,
	    .peer_len = from[0] == '\0' ? 0 : is6 ? 16 : 4,
	    .now_s = 1559731985, .transport = a->is_tcp ? TRANSPORT_TCP :
	    TRANSPORT_UDP};

	p.in_len = ask_packet(a, in, sizeof(in));
	if (p.peer != NULL)
		assert_int_equal(inet_pton(is6 ? AF_INET6 : AF_INET, from,
		    peer), 1);
	respond(w->engine, &p, 1);
	w->out_len = p.out_len;
	return world_text(w);
}

#define GLOBAL	"allow query from !192.0.2.66 192.0.2.0/24 2001:db8::/32\n"
#define SECRET	"zone \"Secret\" { file x; allow query from 10.0.0.0/8 }\n"
#define OPEN	"zone open { file x; allow query from any }\n"
#define SUB	"zone sub.open { file x; allow query from none }\n"

#define ASK(n, t)	{.name = (n), .type = (t)}
#define EDNS(n, t) \
	{.name = (n), .type = (t), .edns_size = 1232}
#define CHAOS(n) \
	{.name = (n), .type = TYPE_TXT, .class = CLASS_CH}

#define NO	"REFUSED | | |"
#define NO_EDE	"REFUSED | | | OPT 1232 15=0012"
#define NS1	"NOERROR aa | ns1.open. 3600 A 192.0.2.53, | |"

#define ALIAS	"alias.open. 3600 CNAME mx.secret.,"
#define MX_OPEN	"open. 3600 MX 10 mx.secret.,"

static const struct {
	const char	*conf;
	const char	*from;
	struct ask	 ask;
	const char	*answer;
} rows[] = {
	{"", "198.51.100.1", ASK("ns1.open.", TYPE_A), NS1},
	{GLOBAL, "192.0.2.1", ASK("ns1.open.", TYPE_A), NS1},
	{GLOBAL, "2001:db8::1", ASK("ns1.open.", TYPE_A), NS1},
	{GLOBAL, "198.51.100.1", ASK("ns1.open.", TYPE_A), NO},
	{GLOBAL, "192.0.2.66", ASK("ns1.open.", TYPE_A), NO},
	{GLOBAL, "192.0.2.66", {.name = "ns1.open.", .type = TYPE_A,
	    .is_tcp = true}, NO},
	{GLOBAL, "2001:db9::1", ASK("ns1.open.", TYPE_A), NO},
	{GLOBAL, "", ASK("ns1.open.", TYPE_A), NO},
	{GLOBAL, "192.0.2.66", EDNS("ns1.open.", TYPE_A),
	    NO_EDE},
	{GLOBAL, "192.0.2.66", EDNS("no.open.", TYPE_A),
	    NO_EDE},
	/* As all others: what is not ours. */
	{GLOBAL, "192.0.2.1", EDNS("x.", TYPE_A),
	    "REFUSED | | | OPT 1232 15=0014"},
	{GLOBAL, "192.0.2.66", EDNS("x.", TYPE_A), NO_EDE},
	/* Nobody is told anything there, so everybody is. */
	{GLOBAL, "192.0.2.66", EDNS("open.", TYPE_MAILA),
	    "NOTIMP | | | OPT 1232 15=0015"},
	{GLOBAL, "192.0.2.66", EDNS("open.", TYPE_AXFR), NO_EDE},
	{GLOBAL, "192.0.2.66", {.name = "open.", .type = TYPE_MX,
	    .edns_size = 1232, .edns_version = 1},
	    "NOERROR | | | OPT 1232 rcode+1"},
	/* About the server itself. */
	{GLOBAL, "192.0.2.1", CHAOS("version.bind."),
	    "NOERROR aa | version.bind. 0 CH TXT \"9\", | |"},
	{GLOBAL, "192.0.2.66", CHAOS("version.bind."), NO},
	{SECRET, "192.0.2.66", CHAOS("version.bind."),
	    "NOERROR aa | version.bind. 0 CH TXT \"9\", | |"},
	/* The zone's word counts instead of the other. */
	{GLOBAL SECRET, "192.0.2.1", ASK("mx.secret.", TYPE_A), NO},
	{GLOBAL SECRET, "10.1.2.3", ASK("MX.secret.", TYPE_A),
	    "NOERROR aa | MX.secret. 3600 A 192.0.2.25, | |"},
	{GLOBAL SECRET, "10.1.2.3", ASK("ns1.open.", TYPE_A), NO},
	{SECRET, "192.0.2.1", EDNS("x.secret.", TYPE_A),
	    NO_EDE},
	{GLOBAL OPEN, "198.51.100.1", ASK("ns1.open.", TYPE_A), NS1},
	{GLOBAL OPEN, "198.51.100.1", ASK("mx.secret.", TYPE_A), NO},
	/* What others are told of it: nothing, not even those who may ask. */
	{"", "10.1.2.3", ASK("alias.open.", TYPE_A), "NOERROR aa | " ALIAS
	    " mx.secret. 3600 A 192.0.2.25, | |"},
	{SECRET, "198.51.100.1", ASK("alias.open.", TYPE_A),
	    "NOERROR aa | " ALIAS " | |"},
	{SECRET, "10.1.2.3", ASK("alias.open.", TYPE_A),
	    "NOERROR aa | " ALIAS " | |"},
	{"", "10.1.2.3", ASK("open.", TYPE_MX), "NOERROR aa | " MX_OPEN
	    " | | mx.secret. 3600 A 192.0.2.25,"},
	{SECRET, "10.1.2.3", ASK("open.", TYPE_MX), "NOERROR aa | " MX_OPEN
	    " | |"},
	{SECRET, "10.1.2.3", ASK("there.open.", TYPE_A), "NOERROR aa |"
	    " there.open. 3600 CNAME back.secret., | |"},
	/* Its own answers have all. */
	{SECRET, "10.1.2.3", ASK("secret.", TYPE_MX), "NOERROR aa |"
	    " secret. 3600 MX 10 mx.secret., secret. 3600 MX 20 ns1.open.,"
	    " | | mx.secret. 3600 A 192.0.2.25, ns1.open. 3600 A"
	    " 192.0.2.53,"},
	{SECRET, "10.1.2.3", ASK("www.secret.", TYPE_A), "NOERROR aa |"
	    " www.secret. 3600 CNAME mx.secret., mx.secret. 3600 A"
	    " 192.0.2.25, | |"},
	/* A delegated zone is asked for by itself; its DS by the parent. */
	{SUB, "10.1.2.3", ASK("sub.open.", TYPE_NS), NO},
	{SUB, "10.1.2.3", ASK("x.sub.open.", TYPE_A), NO},
	{SUB, "10.1.2.3", ASK("sub.open.", TYPE_DS), "NOERROR aa | |"
	    " open. 300 SOA ns1.open. hostmaster.open. 7 14400 3600 1209600"
	    " 300, |"},
	/* And glue is the parent's own. */
	{"", "10.1.2.3", ASK("glued.open.", TYPE_MX), "NOERROR aa |"
	    " glued.open. 3600 MX 10 ns.sub.open., | | ns.sub.open. 3600 A"
	    " 192.0.2.78,"},
	{SUB, "10.1.2.3", ASK("glued.open.", TYPE_MX), "NOERROR aa |"
	    " glued.open. 3600 MX 10 ns.sub.open., | | ns.sub.open. 3600 A"
	    " 192.0.2.77,"}
};

static void
test_rows(void **state)
{
	static struct world	 w;
	struct conf		*cf;
	const char		*said = NULL;
	unsigned		 turn;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		open_world(&w);
		cf = apply(&w, rows[i].conf);
		/* Once more and again: from memory, too. */
		for (turn = 0; turn < 4; turn++) {
			said = ask_from(&w, rows[i].from, &rows[i].ask);
			if (strcmp(said, rows[i].answer) != 0)
				fail_msg("row %zu, turn %u:\n%s\n%s", i, turn,
				    said, rows[i].answer);
		}
		conf_free(cf);
		world_close(&w);
	}
}

/* What one may ask is kept for all, and refused to another all the same;
   and the next configuration may say otherwise. */
static void
test_reload(void **state)
{
	static struct world	 w;
	const struct ask	 a = ASK("ns1.open.", TYPE_A);
	struct conf		*cf;
	uint64_t		*n;
	unsigned		 i;

	(void)state;
	open_world(&w);
	n = engine_stats(w.engine)->n;
	cf = apply(&w, GLOBAL);
	for (i = 0; i < 5; i++) {
		assert_string_equal(ask_from(&w, "192.0.2.1", &a), NS1);
		assert_string_equal(ask_from(&w, "192.0.2.66", &a), NO);
	}
	assert_int_equal(n[STAT_ACL_REFUSED], 5);
	assert_int_equal(n[STAT_REFUSED], 5);
	assert_int_equal(n[STAT_NOERROR], 5);
	assert_int_equal(n[STAT_TYPE_A], 10);
	conf_free(cf);
	cf = apply(&w, "allow query from 192.0.2.66");
	assert_string_equal(ask_from(&w, "192.0.2.1", &a), NO);
	assert_string_equal(ask_from(&w, "192.0.2.66", &a), NS1);
	conf_free(cf);
	cf = apply(&w, "allow query from any");
	assert_false(permit_is_needed(&w.conf));
	assert_string_equal(ask_from(&w, "192.0.2.1", &a), NS1);
	assert_string_equal(ask_from(&w, "", &a), NS1);
	assert_int_equal(n[STAT_ACL_REFUSED], 6);
	conf_free(cf);
	world_close(&w);
}

/* A batch in which some may ask is what each gets who asks alone. */
static void
test_batch(void **state)
{
	static struct world	 w;
	static uint8_t		 out[BATCH_MAX][512], in[512];
	static struct packet	 p[BATCH_MAX];
	static const uint8_t	 yes[] = {192, 0, 2, 1}, no[] = {10, 0, 0, 1};
	const struct ask	 a = ASK("ns1.open.", TYPE_A);
	struct conf		*cf;
	size_t			 len, i;
	uint64_t		 bits, round;

	(void)state;
	open_world(&w);
	cf = apply(&w, GLOBAL);
	len = ask_packet(&a, in, sizeof(in));
	for (round = 0; round < 200; round++) {
		bits = round < 3 ? round == 1 ? UINT64_MAX : round :
		    round * 0x9e3779b97f4a7c15;
		for (i = 0; i < BATCH_MAX; i++)
			p[i] = (struct packet){.in = in, .in_len = len,
			    .out = out[i], .out_room = 512, .peer_len = 4,
			    .peer = bits >> i & 1 ? yes : no};
		respond(w.engine, p, BATCH_MAX);
		for (i = 0; i < BATCH_MAX; i++) {
			memcpy(w.out, out[i], p[i].out_len);
			w.out_len = p[i].out_len;
			assert_string_equal(world_text(&w),
			    bits >> i & 1 ? NS1 : NO);
		}
	}
	conf_free(cf);
	world_close(&w);
}

/* With `minimal responses off` nobody goes the ready way. */
static void
test_full(void **state)
{
	static struct world	 w;
	const struct ask	 a = ASK("ns1.open.", TYPE_A);
	struct conf		*cf;

	(void)state;
	open_world(&w);
	w.conf.is_minimal = false;
	cf = apply(&w, GLOBAL);
	assert_string_equal(ask_from(&w, "192.0.2.1", &a), "NOERROR aa |"
	    " ns1.open. 3600 A 192.0.2.53, | open. 3600 NS ns1.open., |"
	    " ns1.open. 3600 A 192.0.2.53,");
	assert_string_equal(ask_from(&w, "192.0.2.66", &a), NO);
	conf_free(cf);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_batch),
		cmocka_unit_test(test_full)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
