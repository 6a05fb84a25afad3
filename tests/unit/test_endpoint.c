/* SPDX-License-Identifier: ISC */
/* `listen on`: what it means, what is wrong with it, what collides. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "conf/endpoint.h"

#define SYNTAX(place, text) \
	"f:" place ": error: conf-syntax: " text "\n"
#define VALUE(place, text) \
	"f:" place ": error: conf-value: " text "\n"
#define SAME(place, a, b, line) \
	"f:" place ": error: conf-twice: \"listen on " a "\" wants the same " \
	"socket as \"listen on " b "\" at f:" line "\n"
#define OPTIONS \
	"expected \"port NUMBER\", \"tcp only\", \"udp only\" or the end of " \
	"the line after the address, found "

/* Endpoints are joined by `;`. */
static const struct {
	const char	*text;
	const char	*endpoints;
} sound[] = {
	{"", "* port 53;"},
	{"listen on *", "* port 53;"},
	{"listen on 192.0.2.1", "192.0.2.1 port 53;"},
	{"listen on \"192.0.2.1\"", "192.0.2.1 port 53;"},
	{"listen on 2001:DB8::1 port 5300", "2001:db8::1 port 5300;"},
	{"listen on ::1 port 1", "::1 port 1;"},
	{"listen on ::1 port 65535", "::1 port 65535;"},
	{"listen on fe80::1%eth0", "fe80::1%eth0 port 53;"},
	{"listen on fe80::1%3", "fe80::1%3 port 53;"},
	{"listen on eth0.100 tcp only", "eth0.100 port 53 tcp only;"},
	{"listen on ::1 udp only port 7", "::1 port 7 udp only;"},
	{"listen on ::1 tcp only\nlisten on ::1 udp only",
	    "::1 port 53 tcp only;::1 port 53 udp only;"},
	{"listen on ::1\nlisten on ::1 port 54",
	    "::1 port 53;::1 port 54;"},
	{"listen on fe80::1%a\nlisten on fe80::1%b",
	    "fe80::1%a port 53;fe80::1%b port 53;"},
	{"listen on *\nlisten on 127.0.0.1\nlisten on lo",
	    "* port 53;127.0.0.1 port 53;lo port 53;"},
	{"listen on 0.0.0.0\nlisten on ::",
	    "0.0.0.0 port 53;:: port 53;"},
	{"listen on { ::1 }", "::1 port 53;"},
	{"listen on { 127.0.0.1, ::1,, eth0 } port 5300 tcp only",
	    "127.0.0.1 port 5300 tcp only;::1 port 5300 tcp only;"
	    "eth0 port 5300 tcp only;"},
	{"a = ::1\nlisten on $a", "::1 port 53;"},
	{"a = \"127.0.0.1, ::1\" eth0\nb = $a\nlisten on { $b,lo }",
	    "127.0.0.1 port 53;::1 port 53;eth0 port 53;lo port 53;"},
	{"p = 5300\nt = tcp\nlisten on * port $p $t only",
	    "* port 5300 tcp only;"}
};

#define ONE(where)	VALUE(where, "\"metrics on\" takes one address and a " \
    "port, as in \"metrics on 127.0.0.1 port 9153\"")

static const struct {
	const char	*text;
	const char	*findings;
} unsound[] = {
	{"metrics on *", ONE("1:12")},
	{"metrics on eth0", ONE("1:12")},
	{"metrics on fe80::1%eth0", ONE("1:12")},
	{"metrics on { ::1 127.0.0.1 }", ONE("1:14")},
	{"metrics on ::1 port 9000 tcp only", ONE("1:12")},
	{"metrics on", SYNTAX("1:11", "expected an address, an interface or * "
	    "after \"metrics on\", found end of file")},
	{"rate exempt", SYNTAX("1:12", "expected a network as in "
	    "192.0.2.0/24 after \"rate exempt\", found end of file")},
	{"rate exempt 192.0.2.1/24", VALUE("1:13", "\"192.0.2.1/24\" is no "
	    "network: there are bits set behind those that count")},
	{"rate exempt example.com", VALUE("1:13", "\"example.com\" is not a "
	    "well-formed address")},
	{"metrics ::1", SYNTAX("1:9", "expected \"on\" or \"exchanges\" after "
	    "\"metrics\", found \"::1\"")},
	{"metrics exchanges", SYNTAX("1:18", "expected a domain name in "
	    "quotes after \"metrics exchanges\", found end of file")},
	{"metrics exchanges a..b", VALUE("1:19", "the name, \"a..b\", "
	    "has an empty label")},
	{"metrics exchanges a\nmetrics exchanges \"A.\"", VALUE("2:19",
	    "\"A.\" is said twice")},
	{"listen on", SYNTAX("1:10", "expected an address, an interface or * "
	    "after \"listen on\", found end of file")},
	{"listen ::1", SYNTAX("1:8", "expected \"on\" after \"listen\", found "
	    "\"::1\"")},
	{"listen on 192.0.2.256", VALUE("1:11", "\"192.0.2.256\" is not a "
	    "well-formed address")},
	{"listen on 127.0.0.1:53", VALUE("1:11", "\"127.0.0.1:53\" is not an "
	    "address; a port is written as in \"127.0.0.1 port 5300\"")},
	{"listen on fe80::1", VALUE("1:11", "\"fe80::1\" is link-local and "
	    "needs its interface, as in fe80::1%eth0")},
	{"listen on 53", VALUE("1:11", "\"53\" is a number; expected an "
	    "address, an interface or *, and a port as in \"* port 5300\"")},
	{"listen on \"two words\"", VALUE("1:11", "\"two words\" is neither "
	    "an address nor the name of an interface")},
	{"listen on sixteen-octets-x", VALUE("1:11", "\"sixteen-octets-x\" is "
	    "neither an address nor the name of an interface")},
	{"a = ::1 ::2\nlisten on $a", VALUE("2:11", "\"::1 ::2\" is not a "
	    "well-formed address; a macro of several words is put into "
	    "braces: { $name }")},
	{"listen on ::1 port", SYNTAX("1:19", "expected a number from 1 to "
	    "65535 after \"port\", found end of file")},
	{"listen on ::1 port 0", VALUE("1:20", "expected a number from 1 to "
	    "65535 after \"port\", found \"0\"")},
	{"listen on ::1 port 65536", VALUE("1:20", "expected a number from 1 "
	    "to 65535 after \"port\", found \"65536\"")},
	{"listen on ::1 port domain", VALUE("1:20", "expected a number from 1 "
	    "to 65535 after \"port\", found \"domain\"")},
	{"listen on ::1 port 1 port 2", SYNTAX("1:22", "the port is said "
	    "twice in one statement")},
	{"listen on ::1 tcp only udp only", SYNTAX("1:24", "the transport is "
	    "said twice in one statement")},
	{"listen on ::1 tcp", SYNTAX("1:18", "expected \"only\" after "
	    "\"tcp\", found end of file")},
	{"listen on ::1 udp onyl", VALUE("1:19", "expected \"only\" after "
	    "\"udp\", found \"onyl\"")},
	{"listen on ::1 prot 53", SYNTAX("1:15", OPTIONS "\"prot\"; did you "
	    "mean \"port\"?")},
	{"listen on ::1 ::2", SYNTAX("1:15", OPTIONS "\"::2\"")},
	{"listen on ::1 {", SYNTAX("1:15", "expected the end of the line, "
	    "found \"{\"")},
	{"listen on {", SYNTAX("1:12", "expected an address, an interface or "
	    "\"}\" after \"listen on\", found end of file")},
	{"listen on { }", VALUE("1:11", "the list after \"listen on\" is "
	    "empty")},
	{"listen on { ::1\n}", SYNTAX("1:16", "expected an address, an "
	    "interface or \"}\" after \"listen on\", found end of line")
	    SYNTAX("2:1", "expected a directive, found \"}\" where no block "
	    "is open")},
	{"listen on { 2.2 ::1, 1.1 } port 0", VALUE("1:13", "\"2.2\" is not a "
	    "well-formed address") VALUE("1:22", "\"1.1\" is not a "
	    "well-formed address")},
	{"a = \"::1 1.1\"\nlisten on { $a }", VALUE("2:13", "\"1.1\" is not a "
	    "well-formed address")},
	/* Collisions. */
	{"listen on ::1\nlisten on ::0:1 port 53 udp only", SAME("2:11",
	    "::1 port 53 udp only", "::1 port 53", "1")},
	{"listen on { ::1, ::1 }", SAME("1:18", "::1 port 53", "::1 port 53",
	    "1")},
	{"listen on lo\nlisten on lo", SAME("2:11", "lo port 53",
	    "lo port 53", "1")},
	{"listen on *\nlisten on *", SAME("2:11", "* port 53", "* port 53",
	    "1")},
	{"listen on *\nlisten on ::\nlisten on 0.0.0.0", SAME("2:11",
	    ":: port 53", "* port 53", "1") SAME("3:11", "0.0.0.0 port 53",
	    "* port 53", "1")},
	{"listen on :: port 1\nlisten on * port 1 tcp only", SAME("2:11",
	    "* port 1 tcp only", ":: port 1", "1")},
	{"listen on fe80::1%a\nlisten on fe80::1%a", SAME("2:11",
	    "fe80::1%a port 53", "fe80::1%a port 53", "1")}
};

static char *
describe(const struct conf *cf)
{
	char	 buf[ENDPOINT_TEXT_MAX];
	char	*text;
	size_t	 len;
	size_t	 i;
	FILE	*out;

	assert_non_null(out = open_memstream(&text, &len));
	for (i = 0; i < cf->nlistens; i++)
		assert_true(fprintf(out, "%s;",
		    endpoint_text(&cf->listens[i], buf)) > 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void
test_sound(void **state)
{
	struct report	*rep = report_new(10);
	struct conf	*cf;
	char		*text;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(sound) / sizeof(sound[0]); i++) {
		assert_int_equal(conf_load_text("f", sound[i].text,
		    strlen(sound[i].text), rep, &cf), 0);
		text = describe(cf);
		assert_string_equal(text, sound[i].endpoints);
		free(text);
		conf_free(cf);
	}
	report_free(rep);
}

static void
test_unsound(void **state)
{
	struct report	*rep = report_new(10);
	struct conf	*cf;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(unsound) / sizeof(unsound[0]); i++) {
		assert_int_equal(conf_load_text("f", unsound[i].text,
		    strlen(unsound[i].text), rep, &cf), -1);
		expect_findings(rep, unsound[i].findings);
		report_clear(rep);
	}
	report_free(rep);
}

/* What the text does not show. */
static void
test_fields(void **state)
{
	static const char	 text[] = "\nlisten on ::1 port 5300\n"
	    "listen on fe80::1%eth0\nlisten on fe80::1%3\nlisten on lo";
	const struct conf_listen *e;
	const struct sockaddr_in6 *sin6;
	struct conf		*cf;

	(void)state;
	assert_int_equal(conf_load_text("f", text, sizeof(text) - 1, NULL,
	    &cf), 0);
	assert_int_equal(cf->nlistens, 4);
	e = &cf->listens[0];
	assert_int_equal(e->kind, LISTEN_ADDRESS);
	assert_int_equal(e->addr_len, sizeof(struct sockaddr_in6));
	assert_int_equal(addr_port(&e->addr), 5300);
	assert_int_equal(e->port, 5300);
	assert_int_equal(e->transports, LISTEN_UDP | LISTEN_TCP);
	assert_null(e->interface);
	assert_string_equal(e->at.file, "f");
	assert_int_equal(e->at.line, 2);
	assert_int_equal(e->at.column, 11);
	assert_string_equal(cf->listens[1].interface, "eth0");
	sin6 = (const struct sockaddr_in6 *)&cf->listens[2].addr;
	assert_int_equal(sin6->sin6_scope_id, 3);
	assert_null(cf->listens[2].interface);
	assert_int_equal(cf->listens[3].kind, LISTEN_INTERFACE);
	assert_string_equal(cf->listens[3].interface, "lo");
	conf_free(cf);
}

/* n distinct endpoints, one a line; returns how many errors. */
static size_t
load_many(unsigned n, struct report *rep)
{
	struct conf	*cf = NULL;
	char		*text;
	size_t		 len;
	unsigned	 i;
	FILE		*out;

	report_clear(rep);
	assert_non_null(out = open_memstream(&text, &len));
	for (i = 1; i <= n; i++)
		assert_true(fprintf(out, "listen on ::1 port %u\n", i) > 0);
	assert_int_equal(fclose(out), 0);
	(void)conf_load_text("f", text, len, rep, &cf);
	conf_free(cf);
	free(text);
	return report_count(rep, SEV_ERROR);
}

static void
test_limit(void **state)
{
	struct report	*rep = report_new(10);

	(void)state;
	assert_int_equal(load_many(ENDPOINTS_MAX - 1, rep), 0);
	assert_int_equal(load_many(ENDPOINTS_MAX, rep), 0);
	assert_int_equal(load_many(ENDPOINTS_MAX + 1, rep), 1);
	expect_findings(rep, VALUE("1025:11", "\"::1\" is one too many; at "
	    "most 1024 addresses can be listened on"));
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_sound),
		cmocka_unit_test(test_unsound),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_limit)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
