/* SPDX-License-Identifier: ISC */
/* RFC 1034 4.3.2 and what was added since: the answer to each question. */
#include "server/additional.h"
#include "tests/unit/world.h"

#define SOA	"@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n" \
		"@ 3600 NS ns1\n" \
		"ns1 3600 A 192.0.2.53\n"
#define SOA_TEXT(apex) " " apex " 300 SOA ns1." apex " hostmaster." apex \
		" 7 14400 3600 1209600 300,"
#define GLUE	" ns1.example.com. 3600 A 192.0.2.53,"

static const char *example_com =
    SOA
    "@ 3600 MX 20 venus\n"
    "@ 3600 MX 10 mercury\n"
    "@ 3600 MX 30 mx.isp.example.\n"
    "@ 3600 TXT \"v=spf1 mx -all\"\n"
    "mercury 3600 A 192.0.2.25\n"
    "mercury 3600 AAAA 2001:db8::25\n"
    "venus 3600 A 192.0.2.26\n"
    "www 3600 CNAME mercury\n"
    "out 3600 CNAME www.isp.example.\n"
    "far 3600 CNAME mx.example.net.\n"
    "dead 3600 CNAME nowhere\n"
    "a 3600 CNAME b\n"
    "b 3600 CNAME a\n"
    "self 3600 CNAME self\n"
    "srv 3600 SRV 0 0 25 mercury\n"
    "x.ent 3600 A 192.0.2.1\n"
    "*.wild 3600 MX 10 mercury\n"
    "*.wild 3600 TXT \"*\"\n"
    "x.host.wild 3600 TXT \"x\"\n"
    "*.wcname 3600 CNAME mercury\n"
    "dname 3600 DNAME target.example.com.\n"
    "host.target 3600 A 192.0.2.80\n"
    "back.target 3600 CNAME host.dname\n"
    "sub 3600 NS ns.sub\n"
    "sub 3600 NS ns.other.example.\n"
    "sub 3600 NS ns1\n"
    "sub 3600 DS 1 8 2 00112233445566778899aabbccddeeff"
    "00112233445566778899aabbccddeeff\n"
    "ns.sub 3600 A 192.0.2.99\n"
    "hidden.sub 3600 A 192.0.2.98\n"
    "nods 3600 NS ns.sub\n"
    "child 3600 NS ns1.child\n"
    "ns1.child 3600 A 192.0.2.77\n"
    "intochild 3600 CNAME www.child\n"
    "tosub 3600 CNAME www.sub\n"
    "null 3600 MX 0 .\n";

static const char *child =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1\n"
    "ns1 3600 A 192.0.2.77\n"
    "www 3600 A 192.0.2.78\n";

static const char *example_net =
    "@ 3600 SOA ns1 hostmaster 7 14400 3600 1209600 300\n"
    "@ 3600 NS ns1.example.com.\n"
    "@ 3600 MX 10 mercury.example.com.\n"
    "mx 3600 A 198.51.100.1\n";

struct row {
	const char	*name;
	uint16_t	 type;
	const char	*answer;
};

#define MERCURY	" mercury.example.com. 3600 A 192.0.2.25," \
		" mercury.example.com. 3600 AAAA 2001:db8::25,"

static const struct row rows[] = {
	/* The daily question: sorted, with addresses, the ISP's without. */
	{"example.com.", TYPE_MX, "NOERROR aa |"
	    " example.com. 3600 MX 10 mercury.example.com.,"
	    " example.com. 3600 MX 20 venus.example.com.,"
	    " example.com. 3600 MX 30 mx.isp.example., | |"
	    MERCURY " venus.example.com. 3600 A 192.0.2.26,"},
	{"example.com.", TYPE_NS, "NOERROR aa |"
	    " example.com. 3600 NS ns1.example.com., | |" GLUE},
	{"mercury.example.com.", TYPE_A, "NOERROR aa |"
	    " mercury.example.com. 3600 A 192.0.2.25, | |"},
	/* RFC 7505: a null MX has no address anywhere. */
	{"null.example.com.", TYPE_MX, "NOERROR aa |"
	    " null.example.com. 3600 MX 0 ., | |"},
	/* RFC 2782: the target is not compressed, but its owner may be. */
	{"srv.example.com.", TYPE_SRV, "NOERROR aa |"
	    " srv.example.com. 3600 SRV 0 0 25 mercury.example.com., | |"
	    MERCURY},
	/* Addresses from another zone that we serve. */
	{"example.net.", TYPE_MX, "NOERROR aa |"
	    " example.net. 3600 MX 10 mercury.example.com., | |" MERCURY},
	/* Names that are not ours. */
	{"isp.example.", TYPE_MX, "REFUSED | | |"},
	{"com.", TYPE_MX, "REFUSED | | |"},
	{".", TYPE_NS, "REFUSED | | |"},
	{"broken.example.", TYPE_MX, "SERVFAIL | | |"},
	{"www.broken.example.", TYPE_A, "SERVFAIL | | |"},
	/* Denial, RFC 2308. */
	{"mercury.example.com.", TYPE_MX, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"nowhere.example.com.", TYPE_MX, "NXDOMAIN aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"x.mercury.example.com.", TYPE_A, "NXDOMAIN aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"ent.example.com.", TYPE_A, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"y.ent.example.com.", TYPE_A, "NXDOMAIN aa | |"
	    SOA_TEXT("example.com.") " |"},
	/* Aliases, RFC 1034 3.6.2. */
	{"www.example.com.", TYPE_A, "NOERROR aa |"
	    " www.example.com. 3600 CNAME mercury.example.com.,"
	    " mercury.example.com. 3600 A 192.0.2.25, | |"},
	{"www.example.com.", TYPE_CNAME, "NOERROR aa |"
	    " www.example.com. 3600 CNAME mercury.example.com., | |"},
	{"www.example.com.", TYPE_ANY, "NOERROR aa |"
	    " www.example.com. 3600 CNAME mercury.example.com., | |"},
	{"www.example.com.", TYPE_MX, "NOERROR aa |"
	    " www.example.com. 3600 CNAME mercury.example.com., |"
	    SOA_TEXT("example.com.") " |"},
	{"dead.example.com.", TYPE_A, "NXDOMAIN aa |"
	    " dead.example.com. 3600 CNAME nowhere.example.com., |"
	    SOA_TEXT("example.com.") " |"},
	{"out.example.com.", TYPE_A, "NOERROR aa |"
	    " out.example.com. 3600 CNAME www.isp.example., | |"},
	{"far.example.com.", TYPE_A, "NOERROR aa |"
	    " far.example.com. 3600 CNAME mx.example.net.,"
	    " mx.example.net. 3600 A 198.51.100.1, | |"},
	{"a.example.com.", TYPE_A, "NOERROR aa |"
	    " a.example.com. 3600 CNAME b.example.com.,"
	    " b.example.com. 3600 CNAME a.example.com., | |"},
	{"self.example.com.", TYPE_A, "NOERROR aa |"
	    " self.example.com. 3600 CNAME self.example.com., | |"},
	{"intochild.example.com.", TYPE_A, "NOERROR aa |"
	    " intochild.example.com. 3600 CNAME www.child.example.com.,"
	    " www.child.example.com. 3600 A 192.0.2.78, | |"},
	/* RFC 8482: one set for ANY, MX if there is one. */
	{"mercury.example.com.", TYPE_ANY, "NOERROR aa |"
	    " mercury.example.com. 3600 A 192.0.2.25, | |"},
	{"null.example.com.", TYPE_ANY, "NOERROR aa |"
	    " null.example.com. 3600 MX 0 ., | |"},
	{"ent.example.com.", TYPE_ANY, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	/* Wildcards, RFC 4592. */
	{"x.wild.example.com.", TYPE_MX, "NOERROR aa |"
	    " x.wild.example.com. 3600 MX 10 mercury.example.com., | |"
	    MERCURY},
	{"y.x.wild.example.com.", TYPE_TXT, "NOERROR aa |"
	    " y.x.wild.example.com. 3600 TXT \"*\", | |"},
	{"x.wild.example.com.", TYPE_A, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"*.wild.example.com.", TYPE_TXT, "NOERROR aa |"
	    " *.wild.example.com. 3600 TXT \"*\", | |"},
	{"host.wild.example.com.", TYPE_TXT, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"y.host.wild.example.com.", TYPE_TXT, "NXDOMAIN aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"wild.example.com.", TYPE_TXT, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"x.wcname.example.com.", TYPE_A, "NOERROR aa |"
	    " x.wcname.example.com. 3600 CNAME mercury.example.com.,"
	    " mercury.example.com. 3600 A 192.0.2.25, | |"},
	/* RFC 6672. */
	{"host.dname.example.com.", TYPE_A, "NOERROR aa |"
	    " dname.example.com. 3600 DNAME target.example.com.,"
	    " host.dname.example.com. 3600 CNAME host.target.example.com.,"
	    " host.target.example.com. 3600 A 192.0.2.80, | |"},
	{"back.dname.example.com.", TYPE_A, "NOERROR aa |"
	    " dname.example.com. 3600 DNAME target.example.com.,"
	    " back.dname.example.com. 3600 CNAME back.target.example.com.,"
	    " back.target.example.com. 3600 CNAME host.dname.example.com.,"
	    " host.dname.example.com. 3600 CNAME host.target.example.com.,"
	    " host.target.example.com. 3600 A 192.0.2.80, | |"},
	{"host.dname.example.com.", TYPE_CNAME, "NOERROR aa |"
	    " dname.example.com. 3600 DNAME target.example.com.,"
	    " host.dname.example.com. 3600 CNAME host.target.example.com.,"
	    " | |"},
	{"x.dname.example.com.", TYPE_A, "NXDOMAIN aa |"
	    " dname.example.com. 3600 DNAME target.example.com.,"
	    " x.dname.example.com. 3600 CNAME x.target.example.com., |"
	    SOA_TEXT("example.com.") " |"},
	{"dname.example.com.", TYPE_DNAME, "NOERROR aa |"
	    " dname.example.com. 3600 DNAME target.example.com., | |"},
	{"dname.example.com.", TYPE_A, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	/* Delegations: no AA, no SOA, needed glue first, siblings too. */
	{"sub.example.com.", TYPE_A, "NOERROR | |"
	    " sub.example.com. 3600 NS ns.sub.example.com.,"
	    " sub.example.com. 3600 NS ns.other.example.,"
	    " sub.example.com. 3600 NS ns1.example.com., |"
	    " ns.sub.example.com. 3600 A 192.0.2.99," GLUE},
	{"hidden.sub.example.com.", TYPE_A, "NOERROR | |"
	    " sub.example.com. 3600 NS ns.other.example.,"
	    " sub.example.com. 3600 NS ns1.example.com.,"
	    " sub.example.com. 3600 NS ns.sub.example.com., |"
	    " ns.sub.example.com. 3600 A 192.0.2.99," GLUE},
	{"tosub.example.com.", TYPE_A, "NOERROR aa |"
	    " tosub.example.com. 3600 CNAME www.sub.example.com., |"
	    " sub.example.com. 3600 NS ns1.example.com.,"
	    " sub.example.com. 3600 NS ns.sub.example.com.,"
	    " sub.example.com. 3600 NS ns.other.example., |"
	    " ns.sub.example.com. 3600 A 192.0.2.99," GLUE},
	{"sub.example.com.", TYPE_DS, "NOERROR aa |"
	    " sub.example.com. 3600 DS 1 8 2 "
	    "00112233445566778899AABBCCDDEEFF"
	    "00112233445566778899AABBCCDDEEFF, | |"},
	{"nods.example.com.", TYPE_DS, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	/* Parent and child both served: RFC 4035 3.1.4.1. */
	{"child.example.com.", TYPE_DS, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	{"child.example.com.", TYPE_NS, "NOERROR aa |"
	    " child.example.com. 3600 NS ns1.child.example.com., | |"
	    " ns1.child.example.com. 3600 A 192.0.2.77,"},
	{"x.child.example.com.", TYPE_A, "NXDOMAIN aa | |"
	    SOA_TEXT("child.example.com.") " |"},
	{"example.com.", TYPE_DS, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
	/* A type nobody knows. */
	{"example.com.", 65280, "NOERROR aa | |"
	    SOA_TEXT("example.com.") " |"},
};

static void
open_zones(struct world *w)
{
	world_open(w);
	world_add(w, "example.com.", example_com, true);
	world_add(w, "child.example.com.", child, true);
	world_add(w, "example.net.", example_net, true);
	world_add(w, "broken.example.", NULL, true);
}

static void
test_rows(void **state)
{
	static struct world	w;
	size_t			i;
	struct ask		a;

	(void)state;
	open_zones(&w);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		a = (struct ask){.name = rows[i].name, .type = rows[i].type};
		assert_string_equal(world_ask(&w, &a), rows[i].answer);
	}
	world_close(&w);
}

/* A chain of aliases is followed 16 times, then the resolver asks on. */
static void
test_long_chain(void **state)
{
	static struct world	w;
	static char		zone[4096];
	const struct ask	a = {.name = "c0.example.org.",
	    .type = TYPE_A};
	const char		*text;
	size_t			 len;
	int			 i, n;

	(void)state;
	len = (size_t)snprintf(zone, sizeof(zone), SOA);
	for (i = 0; i < 30; i++)
		len += (size_t)snprintf(zone + len, sizeof(zone) - len,
		    "c%d 60 CNAME c%d\n", i, i + 1);
	world_open(&w);
	world_add(&w, "example.org.", zone, true);
	text = world_ask(&w, &a);
	assert_int_equal(strncmp(text, "NOERROR aa |", 12), 0);
	for (n = 0; (text = strstr(text, " CNAME ")) != NULL; n++)
		text++;
	assert_int_equal(n, 17);
	world_close(&w);
}

/* RFC 9471 2.1: glue that is needed is there, or TC says that it is not. */
static void
test_much_glue(void **state)
{
	static struct world	w;
	static char		zone[1 << 16];
	const struct ask	a = {.name = "x.sub.example.org.",
	    .type = TYPE_A, .is_tcp = true};
	size_t			len;
	int			i, n;

	(void)state;
	for (n = ADDITIONAL_MAX; n <= ADDITIONAL_MAX + 1; n++) {
		len = (size_t)snprintf(zone, sizeof(zone), SOA);
		for (i = 0; i < n; i++)
			len += (size_t)snprintf(zone + len,
			    sizeof(zone) - len, "sub 60 NS n%d.sub\n"
			    "n%d.sub 60 A 192.0.2.1\n", i, i);
		world_open(&w);
		world_add(&w, "example.org.", zone, true);
		assert_int_equal(strstr(world_ask(&w, &a), " tc ") != NULL,
		    n > ADDITIONAL_MAX);
		world_close(&w);
	}
}

/* One wildcard's addresses go with each target that it stands for. */
static void
test_wildcard_targets(void **state)
{
	static struct world	w;
	const struct ask	a = {.name = "example.org.", .type = TYPE_MX};

	(void)state;
	world_open(&w);
	world_add(&w, "example.org.", SOA "@ 60 MX 1 a.w\n@ 60 MX 2 b.w\n"
	    "@ 60 MX 3 A.w\n*.w 60 A 192.0.2.9\n", true);
	assert_string_equal(strrchr(world_ask(&w, &a), '|'),
	    "| a.w.example.org. 60 A 192.0.2.9,"
	    " b.w.example.org. 60 A 192.0.2.9,");
	world_close(&w);
}

/* RFC 6672 2.2: a name that gets too long is YXDOMAIN. */
static void
test_yxdomain(void **state)
{
	static struct world	w;
	char			longest[128], name[512];
	struct ask		a = {.name = name, .type = TYPE_A};
	char			zone[1024];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	longest[63] = longest[127] = '.';
	(void)snprintf(zone, sizeof(zone), SOA
	    "d 60 DNAME %.63s.%.63s.d2.example.org.\n", longest, longest);
	world_open(&w);
	world_add(&w, "example.org.", zone, true);
	/* The end is 144 octets long: 64 and 47 go before it, 48 do not. */
	(void)snprintf(name, sizeof(name), "%.63s.%.47s.d.example.org.",
	    longest, longest);
	assert_int_equal(strncmp(world_ask(&w, &a), "YXDOMAIN aa | d", 15),
	    0);
	(void)snprintf(name, sizeof(name), "%.63s.%.46s.d.example.org.",
	    longest, longest);
	assert_int_equal(strncmp(world_ask(&w, &a), "NXDOMAIN aa | d", 15),
	    0);
	world_close(&w);
}

/* Two zones with one content: their sets are two, though they lie in one
   place; whole answers differ by the apex only. */
static void
test_shared_content(void **state)
{
	static struct world	w;
	static const char *const zone = SOA "@ 60 MX 10 m\nm 60 A 192.0.2.1\n"
	    "d 60 DNAME e\nh.e 60 A 192.0.2.2\nk.e 60 CNAME h.d.b.\n"
	    "*.w 60 A 192.0.2.3\n";
	static const struct {
		struct ask	 ask;
		const char	*answer;
	} shared[] = {
		{{.name = "a.", .type = TYPE_MX},
		    "NOERROR aa | a. 60 MX 10 m.a., | | m.a. 60 A 192.0.2.1,"},
		{{.name = "b.", .type = TYPE_MX},
		    "NOERROR aa | b. 60 MX 10 m.b., | | m.b. 60 A 192.0.2.1,"},
		{{.name = "x.b.", .type = TYPE_MX},
		    "NXDOMAIN aa | |" SOA_TEXT("b.") " |"},
		{{.name = "c.", .type = TYPE_MX},
		    "NOERROR aa | c. 60 MX 10 m.a., c. 60 MX 20 m.b.,"
		    " c. 60 MX 30 x.w.a., c. 60 MX 40 x.w.b., | |"
		    " m.a. 60 A 192.0.2.1, m.b. 60 A 192.0.2.1,"
		    " x.w.a. 60 A 192.0.2.3, x.w.b. 60 A 192.0.2.3,"},
		{{.name = "k.d.a.", .type = TYPE_A},
		    "NOERROR aa | d.a. 60 DNAME e.a., k.d.a. 60 CNAME k.e.a.,"
		    " k.e.a. 60 CNAME h.d.b., d.b. 60 DNAME e.b.,"
		    " h.d.b. 60 CNAME h.e.b., h.e.b. 60 A 192.0.2.2, | |"},
	};
	size_t			i;

	(void)state;
	world_open(&w);
	world_add(&w, "a.", zone, true);
	world_share(&w, "b.", "a.");
	world_add(&w, "c.", SOA "@ 60 MX 10 m.a.\n@ 60 MX 20 m.b.\n"
	    "@ 60 MX 30 x.w.a.\n@ 60 MX 40 x.w.b.\n", true);
	for (i = 0; i < sizeof(shared) / sizeof(shared[0]); i++)
		assert_string_equal(world_ask(&w, &shared[i].ask),
		    shared[i].answer);
	world_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_long_chain),
		cmocka_unit_test(test_much_glue),
		cmocka_unit_test(test_wildcard_targets),
		cmocka_unit_test(test_yxdomain),
		cmocka_unit_test(test_shared_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
