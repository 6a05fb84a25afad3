/* SPDX-License-Identifier: ISC */
/* Headers, EDNS, sizes, classes and counters: all but the zones' data. */
#include "tests/unit/world.h"

static const char *zone =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "@ 3600 MX 10 mercury\n"
    "ns1 3600 A 192.0.2.53\n"
    "mercury 3600 A 192.0.2.25\n"
    "mercury 3600 AAAA 2001:db8::25\n"
    /* 5 * (12 + 101) octets: with question more than 512, less than 1232 */
    "big 60 TXT 1aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
    "ffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjj\n"
    "big 60 TXT 2aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
    "ffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjj\n"
    "big 60 TXT 3aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
    "ffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjj\n"
    "big 60 TXT 4aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
    "ffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjj\n"
    "big 60 TXT 5aaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeee"
    "ffffffffffgggggggggghhhhhhhhhhiiiiiiiiiijjjjjjjjjj\n";

#define MX_ANSWER " a. 3600 MX 10 mercury.a., |" \
	" | mercury.a. 3600 A 192.0.2.25, mercury.a. 3600 AAAA 2001:db8::25,"

struct row {
	struct ask	 ask;
	const char	*answer;
	enum stat_id	 counter;	/* that goes up by one */
};

static const struct row rows[] = {
	{{.name = "a.", .type = TYPE_MX},
	    "NOERROR aa |" MX_ANSWER, STAT_NOERROR},
	{{.name = "a.", .type = TYPE_MX, .flags = FLAG_RD},
	    "NOERROR aa rd |" MX_ANSWER, STAT_QUERIES_UDP},
	{{.name = "a.", .type = TYPE_MX, .is_tcp = true},
	    "NOERROR aa |" MX_ANSWER, STAT_QUERIES_TCP},
	/* CD, AD, TC, AA, Z and RA of a query are not ours to repeat. */
	{{.name = "a.", .type = TYPE_MX, .flags = FLAG_CD | FLAG_AD |
	    FLAG_TC | FLAG_AA | FLAG_RA | 0x0040},
	    "NOERROR aa |" MX_ANSWER, STAT_NOERROR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 4096},
	    "NOERROR aa |" MX_ANSWER " OPT 1232", STAT_EDNS},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232, .has_do = true},
	    "NOERROR aa |" MX_ANSWER " OPT 1232 do", STAT_DO},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .wants_nsid = true},
	    "NOERROR aa |" MX_ANSWER " OPT 1232 3=ns1.test", STAT_EDNS},
	/* RFC 6891 6.1.3 */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .edns_version = 1}, "NOERROR | | | OPT 1232 rcode+1",
	    STAT_BADVERS},
	/* Whole sets only: RFC 2181 9. */
	{{.name = "big.a.", .type = TYPE_TXT},
	    "NOERROR aa tc | | |", STAT_TRUNCATED},
	{{.name = "big.a.", .type = TYPE_TXT, .edns_size = 100},
	    "NOERROR aa tc | | | OPT 1232", STAT_TRUNCATED},
	/* Opcodes: NOTIFY 4, UPDATE 5. */
	{{.name = "a.", .type = TYPE_SOA, .flags = 4 << 11},
	    "NOTIMP | | |", STAT_NOTIMP},
	{{.name = "a.", .type = TYPE_SOA, .flags = 5 << 11,
	    .edns_size = 1232}, "NOTIMP | | | OPT 1232 15=0015", STAT_NOTIMP},
	{{.name = "a.", .type = TYPE_AXFR, .is_tcp = true},
	    "REFUSED | | |", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_IXFR}, "REFUSED | | |", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_MAILB}, "NOTIMP | | |", STAT_NOTIMP},
	{{.name = "a.", .type = TYPE_MAILA}, "NOTIMP | | |", STAT_NOTIMP},
	{{.name = "a.", .type = TYPE_OPT}, "FORMERR | | |", STAT_FORMERR},
	{{.name = "a.", .type = TYPE_TSIG}, "FORMERR | | |", STAT_FORMERR},
	{{.name = "b.", .type = TYPE_MX}, "REFUSED | | |", STAT_REFUSED},
	{{.name = "x.a.", .type = TYPE_MX},
	    "NXDOMAIN aa | | a. 300 SOA ns1.a. hostmaster.a. 7 14400 3600 "
	    "1209600 300, |", STAT_NXDOMAIN},
	{{.name = "mercury.a.", .type = TYPE_MX},
	    "NOERROR aa | | a. 300 SOA ns1.a. hostmaster.a. 7 14400 3600 "
	    "1209600 300, |", STAT_NODATA},
	/* Classes: RFC 4892 and custom. */
	{{.name = "version.bind.", .type = TYPE_TXT, .class = CLASS_CH},
	    "NOERROR aa | version.bind. 0 CH TXT \"mxd\", | |",
	    STAT_NOERROR},
	{{.name = "VERSION.server.", .type = TYPE_TXT, .class = CLASS_CH},
	    "NOERROR aa | VERSION.server. 0 CH TXT \"mxd\", | |",
	    STAT_NOERROR},
	{{.name = "id.server.", .type = TYPE_TXT, .class = CLASS_CH},
	    "NOERROR aa | id.server. 0 CH TXT \"ns1.test\", | |",
	    STAT_NOERROR},
	{{.name = "hostname.bind.", .type = TYPE_TXT, .class = CLASS_CH},
	    "NOERROR aa | hostname.bind. 0 CH TXT \"ns1.test\", | |",
	    STAT_NOERROR},
	{{.name = "authors.bind.", .type = TYPE_TXT, .class = CLASS_CH},
	    "REFUSED | | |", STAT_REFUSED},
	{{.name = "version.bind.", .type = TYPE_A, .class = CLASS_CH},
	    "REFUSED | | |", STAT_REFUSED},
	{{.name = "version.bind.", .type = TYPE_TXT},
	    "REFUSED | | |", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_MX, .class = CLASS_ANY},
	    "REFUSED | | |", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_MX, .class = 4},
	    "REFUSED | | |", STAT_REFUSED},
	/* RFC 8914: why there is no answer. */
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232},
	    "REFUSED | | | OPT 1232 15=0014", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_AXFR, .is_tcp = true,
	    .edns_size = 1232}, "REFUSED | | | OPT 1232 15=0012",
	    STAT_REFUSED},
	{{.name = "a.", .type = TYPE_MX, .class = 4, .edns_size = 1232},
	    "REFUSED | | | OPT 1232 15=0015", STAT_REFUSED},
	{{.name = "broken.", .type = TYPE_MX, .edns_size = 1232},
	    "SERVFAIL | | | OPT 1232 15=000ethe zone is configured, but not "
	    "loaded", STAT_SERVFAIL},
	/* RFC 7873, 9018: the example of RFC 9018 A.1. */
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a00082464c4abcf10c957"},
	    "REFUSED | | | OPT 1232 10=2464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29480 15=0014", STAT_COOKIE_NEW},
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a00182464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29480"},
	    "REFUSED | | | OPT 1232 10=2464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29480 15=0014", STAT_COOKIE_GOOD},
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a00182464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29481"},
	    "REFUSED | | | OPT 1232 10=2464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29480 15=0014", STAT_COOKIE_BAD},
	{{.name = "b.", .is_empty = true, .edns_size = 1232,
	    .option = "000a00082464c4abcf10c957"},
	    "NOERROR | | | OPT 1232 10=2464c4abcf10c957010000005cf79f11"
	    "1f8130c3eee29480", STAT_NOERROR},
	{{.name = "b.", .is_empty = true, .edns_size = 1232},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	/* Lengths that no cookie has: 0, 7, 9, 15, 41. */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a0000"}, "FORMERR | | | OPT 1232", STAT_FORMERR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a000700112233445566"},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a0009001122334455667788"},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a000f00112233445566778899aabbccddee"},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000a00290011223344556677889900112233445566778899"
	    "0011223344556677889900112233445566778899aa"},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	/* RFC 7828: over TCP only, empty in a query. */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232, .is_tcp = true,
	    .option = "000b0000"},
	    "NOERROR aa |" MX_ANSWER " OPT 1232 11=0064", STAT_NOERROR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "000b0000"},
	    "NOERROR aa |" MX_ANSWER " OPT 1232", STAT_NOERROR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232, .is_tcp = true,
	    .option = "000b00020064"},
	    "FORMERR | | | OPT 1232", STAT_FORMERR},
	/* RFC 9660: labels of the zone, type, serial. */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "00130000"},
	    "NOERROR aa |" MX_ANSWER " OPT 1232 19=010000000007",
	    STAT_NOERROR},
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "00130000"},
	    "REFUSED | | | OPT 1232 15=0014", STAT_REFUSED},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "0013000100"}, "FORMERR | | | OPT 1232", STAT_FORMERR},
	/* An option nobody knows, and one whose length lies. */
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "fde80001ff"},
	    "NOERROR aa |" MX_ANSWER " OPT 1232", STAT_NOERROR},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232,
	    .option = "fde80002ff"}, "FORMERR | | | OPT 1232", STAT_FORMERR},
	/* An answer is no question. */
	{{.name = "a.", .type = TYPE_MX, .flags = FLAG_QR},
	    "(none)", STAT_DROPPED},
};

static void
open_world(struct world *w)
{
	static char	identity[] = "ns1.test", version[] = "mxd";
	static char	secret[] = "e5e973e5a6b2a43f48e7dc849e37bfcf";

	world_open(w);
	w->conf.identity = identity;
	w->conf.version = version;
	w->conf.does_cookies = true;
	w->conf.cookie_secret = secret;
	w->conf.tcp_idle_ms = 10000;
	world_add(w, "a.", zone, true);
	world_add(w, "broken.", NULL, true);
}

static void
test_rows(void **state)
{
	static struct world	w;
	const struct row	*r;
	struct stats		*st;
	uint64_t		 before;

	(void)state;
	open_world(&w);
	st = engine_stats(w.engine);
	for (r = rows; r < rows + sizeof(rows) / sizeof(rows[0]); r++) {
		before = st->n[r->counter];
		assert_string_equal(world_ask(&w, &r->ask), r->answer);
		assert_int_equal(st->n[r->counter], before + 1);
	}
	world_close(&w);
}

/* The question comes back as it was asked, to the last bit of case. */
static void
test_case_is_kept(void **state)
{
	static struct world	w;
	const struct ask	a = {.name = "MerCURY.A.", .type = TYPE_A};
	uint8_t			in[128];
	size_t			len = ask_packet(&a, in, sizeof(in));

	(void)state;
	open_world(&w);
	world_send(&w, in, len, false);
	assert_string_equal(world_text(&w),
	    "NOERROR aa | MerCURY.A. 3600 A 192.0.2.25, | |");
	assert_memory_equal(w.out + HEADER_BYTES, in + HEADER_BYTES,
	    len - HEADER_BYTES);
	world_close(&w);
}

/* An answer fits at exactly its size, and not at one octet less. */
static void
test_size_limits(void **state)
{
	static struct world	w;
	struct ask		a = {.name = "big.a.", .type = TYPE_TXT,
	    .edns_size = 1232};
	size_t			whole, conf_size;

	(void)state;
	open_world(&w);
	(void)world_ask(&w, &a);
	whole = w.out_len;
	assert_true(whole > 512);
	a.edns_size = (uint16_t)whole;
	assert_null(strstr(world_ask(&w, &a), " tc"));
	assert_int_equal(w.out_len, whole);
	a.edns_size = (uint16_t)(whole - 1);
	assert_non_null(strstr(world_ask(&w, &a), " tc"));
	/* Our own limit holds as well. */
	a.edns_size = 4096;
	for (conf_size = whole - 1; conf_size <= whole + 1; conf_size++) {
		w.conf.udp_size = (uint16_t)conf_size;
		engine_use(w.engine, &w.snap);
		(void)world_ask(&w, &a);
		assert_true(w.out_len <= conf_size);
		assert_int_equal(w.out_len == whole, conf_size >= whole);
	}
	a.is_tcp = true;
	(void)world_ask(&w, &a);
	assert_int_equal(w.out_len, whole);
	world_close(&w);
}

/* Additional data that does not fit is left out without TC. */
static void
test_optional_left_out(void **state)
{
	static struct world	w;
	const struct ask	a = {.name = "a.", .type = TYPE_MX};
	uint8_t			in[128];
	size_t			len = ask_packet(&a, in, sizeof(in)), whole;
	struct packet		p = {.in = in, .in_len = len,
	    .transport = TRANSPORT_UDP};

	(void)state;
	open_world(&w);
	(void)world_ask(&w, &a);
	whole = w.out_len;
	p.out = w.out;
	p.out_room = whole - 1;
	respond(w.engine, &p, 1);
	w.out_len = p.out_len;
	assert_string_equal(world_text(&w), "NOERROR aa |"
	    " a. 3600 MX 10 mercury.a., | | mercury.a. 3600 A 192.0.2.25,");
	world_close(&w);
}

#define STALE_TEXT	"the zone's last good version; the new one has errors"
#define STALE " OPT 1232 15=0003" STALE_TEXT
#define STALE_NAME " OPT 1232 15=0013" STALE_TEXT
#define SOA_OF_A " a. 300 SOA ns1.a. hostmaster.a. 7 14400 3600 1209600 300,"

/* RFC 8914 4.4, 4.20: who asks with EDNS is told that data is old. */
static const struct {
	struct ask	 ask;
	const char	*before, *after;
} stale_rows[] = {
	{{.name = "a.", .type = TYPE_MX},
	    "NOERROR aa |" MX_ANSWER, "NOERROR aa |" MX_ANSWER},
	{{.name = "x.a.", .type = TYPE_A},
	    "NXDOMAIN aa | |" SOA_OF_A " |", "NXDOMAIN aa | |" SOA_OF_A " |"},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232},
	    "NOERROR aa |" MX_ANSWER " OPT 1232",
	    "NOERROR aa |" MX_ANSWER STALE},
	{{.name = "a.", .type = TYPE_MX, .edns_size = 1232, .is_tcp = true},
	    "NOERROR aa |" MX_ANSWER " OPT 1232",
	    "NOERROR aa |" MX_ANSWER STALE},
	{{.name = "x.a.", .type = TYPE_A, .edns_size = 1232},
	    "NXDOMAIN aa | |" SOA_OF_A " | OPT 1232",
	    "NXDOMAIN aa | |" SOA_OF_A " |" STALE_NAME},
	{{.name = "ns1.a.", .type = TYPE_MX, .edns_size = 1232},
	    "NOERROR aa | |" SOA_OF_A " | OPT 1232",
	    "NOERROR aa | |" SOA_OF_A " |" STALE},
	/* Other errors keep their own reason. */
	{{.name = "a.", .type = TYPE_AXFR, .edns_size = 1232},
	    "REFUSED | | | OPT 1232 15=0012",
	    "REFUSED | | | OPT 1232 15=0012"},
	{{.name = "b.", .type = TYPE_MX, .edns_size = 1232},
	    "REFUSED | | | OPT 1232 15=0014",
	    "REFUSED | | | OPT 1232 15=0014"},
	/* From a zone that is not stale into one that is. */
	{{.name = "to.c.", .type = TYPE_A, .edns_size = 1232},
	    "NOERROR aa | to.c. 60 CNAME ns1.a.,"
	    " ns1.a. 3600 A 192.0.2.53, | | OPT 1232",
	    "NOERROR aa | to.c. 60 CNAME ns1.a.,"
	    " ns1.a. 3600 A 192.0.2.53, | |" STALE},
	{{.name = "none.c.", .type = TYPE_A, .edns_size = 1232},
	    "NXDOMAIN aa | none.c. 60 CNAME none.a., |" SOA_OF_A
	    " | OPT 1232",
	    "NXDOMAIN aa | none.c. 60 CNAME none.a., |" SOA_OF_A " |"
	    STALE_NAME},
	{{.name = "here.c.", .type = TYPE_A, .edns_size = 1232},
	    "NOERROR aa | here.c. 60 A 192.0.2.1, | | OPT 1232",
	    "NOERROR aa | here.c. 60 A 192.0.2.1, | | OPT 1232"},
};

#define NSTALE	(sizeof(stale_rows) / sizeof(stale_rows[0]))

static void
test_stale(void **state)
{
	static struct world	w;
	size_t			i;

	(void)state;
	open_world(&w);
	world_add(&w, "c.", "@ 60 SOA n.a. h.a. 1 1 1 1 60\n@ 60 NS n.a.\n"
	    "to 60 CNAME ns1.a.\nnone 60 CNAME none.a.\n"
	    "here 60 A 192.0.2.1\n", true);
	for (i = 0; i < NSTALE; i++)
		assert_string_equal(world_ask(&w, &stale_rows[i].ask),
		    stale_rows[i].before);
	world_make_stale(&w, "a.");
	for (i = 0; i < NSTALE; i++)
		assert_string_equal(world_ask(&w, &stale_rows[i].ask),
		    stale_rows[i].after);
	world_close(&w);
}

/* The advice is left out before data is: first its text, then its code. */
static void
test_stale_room(void **state)
{
	static struct world	w;
	struct ask		a = {.name = "big.a.", .type = TYPE_TXT,
	    .edns_size = 1232};
	const size_t		code = 6, text = sizeof(STALE_TEXT) - 1;
	size_t			whole, size, want;

	(void)state;
	open_world(&w);
	(void)world_ask(&w, &a);
	whole = w.out_len;
	world_make_stale(&w, "a.");
	for (size = whole; size <= whole + code + text + 1; size++) {
		a.edns_size = (uint16_t)size;
		assert_null(strstr(world_ask(&w, &a), " tc"));
		want = whole;
		if (size >= whole + code)
			want = whole + code;
		if (size >= whole + code + text)
			want = whole + code + text;
		assert_int_equal(w.out_len, want);
	}
	world_close(&w);
}

/* What is shorter than a header is not answered; 12 octets are. */
static void
test_short_packets(void **state)
{
	static struct world	w;
	const uint8_t		in[13] = {0x12, 0x34};
	size_t			len;

	(void)state;
	open_world(&w);
	for (len = 0; len <= sizeof(in); len++) {
		world_send(&w, in, len, false);
		assert_string_equal(world_text(&w),
		    len < HEADER_BYTES ? "(none)" : "FORMERR | | |");
	}
	world_close(&w);
}

/* A long identity must not crowd out the question. */
static void
test_long_identity(void **state)
{
	static struct world	w;
	static char		identity[256], name[256];
	struct ask		a = {.name = name, .type = TYPE_A,
	    .edns_size = 512, .wants_nsid = true};
	int			i;

	(void)state;
	open_world(&w);
	memset(identity, 'i', 255);
	w.conf.identity = identity;
	for (i = 0; i < 250; i++)
		name[i] = i % 50 == 49 ? '.' : 'x';
	name[250] = 'b';
	name[251] = '.';
	assert_string_equal(world_ask(&w, &a),
	    "REFUSED | | | OPT 1232 15=0014");
	world_close(&w);
}

/* Texts that do not fit beside a full OPT: whole records or none. */
static void
test_long_chaos(void **state)
{
	static struct world	w;
	static char		identity[256], agent[256];
	struct ask		a = {.name = "id.server.", .type = TYPE_TXT,
	    .class = CLASS_CH, .edns_size = 512,
	    .option = "000a00082464c4abcf10c957"};
	size_t			i;

	(void)state;
	open_world(&w);
	memset(identity, 'i', 245);
	for (i = 0; i < 200; i++)
		agent[i] = i % 50 == 49 ? '.' : 'x';
	w.conf.identity = identity;
	w.conf.report_agent = agent;
	engine_use(w.engine, &w.snap);
	assert_int_equal(strncmp(world_ask(&w, &a), "NOERROR tc | | | OPT",
	    20), 0);
	assert_true(w.out_len <= 512);
	world_close(&w);
}

/*
 * Names that a packet does not need are not followed: an owner that points
 * to nowhere is passed over at the price of its two octets.  Following
 * them made a message of 64 KiB cost a tenth of a second.
 */
static void
test_pointers_not_followed(void **state)
{
	static struct world	w;
	uint8_t			in[128];
	const struct ask	a = {.name = "a.", .type = TYPE_MX};
	size_t			len = ask_packet(&a, in, sizeof(in));
	struct writer		out = writer_of(in + len, sizeof(in) - len);

	(void)state;
	open_world(&w);
	writer_u16(&out, 0xffff);	/* behind the end of the packet */
	writer_u16(&out, TYPE_TSIG);
	writer_u16(&out, CLASS_ANY);
	writer_u32(&out, 0);
	writer_u16(&out, 0);
	in[11] = 1;
	world_send(&w, in, len + writer_len(&out), false);
	assert_string_equal(world_text(&w), "NOERROR aa |" MX_ANSWER);
	world_close(&w);
}

/* Many packets through the door at once. */
static void
test_batch(void **state)
{
	static struct world	w;
	static uint8_t		in[BATCH_MAX][64], out[BATCH_MAX][512];
	struct packet		p[BATCH_MAX];
	struct ask		a = {.name = "a.", .type = TYPE_MX};
	size_t			i;

	(void)state;
	open_world(&w);
	for (i = 0; i < BATCH_MAX; i++) {
		a.flags = (uint16_t)(i % 2 ? FLAG_QR : 0);
		p[i] = (struct packet){.in = in[i], .out = out[i],
		    .in_len = ask_packet(&a, in[i], sizeof(in[i])),
		    .out_room = sizeof(out[i])};
	}
	respond(w.engine, p, BATCH_MAX);
	for (i = 0; i < BATCH_MAX; i++)
		assert_int_equal(p[i].out_len > 0, i % 2 == 0);
	assert_int_equal(engine_stats(w.engine)->n[STAT_DROPPED],
	    BATCH_MAX / 2);
	world_close(&w);
}

/* Engines of two workers write no line of the cache both. */
static void
test_lines(void **state)
{
	struct engine	*a = engine_new(1), *b = engine_new(1);

	(void)state;
	assert_int_equal((uintptr_t)a % 64, 0);
	assert_int_equal((uintptr_t)b % 64, 0);
	assert_int_equal((uintptr_t)engine_stats(a) % 64, 0);
	engine_free(a);
	engine_free(b);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_case_is_kept),
		cmocka_unit_test(test_size_limits),
		cmocka_unit_test(test_optional_left_out),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_stale_room),
		cmocka_unit_test(test_short_packets),
		cmocka_unit_test(test_long_identity),
		cmocka_unit_test(test_long_chaos),
		cmocka_unit_test(test_pointers_not_followed),
		cmocka_unit_test(test_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
