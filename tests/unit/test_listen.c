/* SPDX-License-Identifier: ISC */
#include "tests/unit/port.h"
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/listen.h"

/* Interfaces of a host, as getifaddrs() would give them. */
struct interface {
	char		*name;
	const char	*address;	/* NULL: it has none */
	unsigned	 scope;
};

static const struct interface	 host[] = {
	{"lo", "127.0.0.1", 0},
	{"lo", "::1", 0},
	{"eth0", "192.0.2.1", 0},
	{"eth0", "192.0.2.2", 0},
	{"eth0", "2001:db8::1", 0},
	{"eth0", "fe80::1", 77},
	{"tun0", NULL, 0},
};

#define HOST	(sizeof(host) / sizeof(host[0]))

static struct ifaddrs		 ifas[HOST];
static struct sockaddr_storage	 addrs[HOST];

static void
make_host(void)
{
	struct sockaddr_in	*in4;
	struct sockaddr_in6	*in6;
	size_t			 i;

	for (i = 0; i < HOST; i++) {
		in4 = (struct sockaddr_in *)&addrs[i];
		in6 = (struct sockaddr_in6 *)&addrs[i];
		ifas[i].ifa_name = host[i].name;
		ifas[i].ifa_next = i + 1 < HOST ? &ifas[i + 1] : NULL;
		if (host[i].address == NULL)
			continue;
		ifas[i].ifa_addr = (struct sockaddr *)&addrs[i];
		if (inet_pton(AF_INET, host[i].address, &in4->sin_addr) == 1) {
			in4->sin_family = AF_INET;
			continue;
		}
		in6->sin6_family = AF_INET6;
		in6->sin6_scope_id = host[i].scope;
		assert_int_equal(inet_pton(AF_INET6, host[i].address,
		    &in6->sin6_addr), 1);
	}
}

/* Configuration and the sockets that it means, or the errors. */
static const struct {
	const char	*conf;
	const char	*sockets;
	const char	*findings;
} cases[] = {
	{"listen on 127.0.0.1 port 5300\n",
	    "127.0.0.1:5300/udp 127.0.0.1:5300/tcp ", ""},
	{"listen on 127.0.0.1 port 5300 udp only\n", "127.0.0.1:5300/udp ",
	    ""},
	{"listen on ::1 tcp only\n", "[::1]:53/tcp ", ""},
	{"listen on *\n", "0.0.0.0:53/udp(any) 0.0.0.0:53/tcp(any) "
	    "[::]:53/udp(any) [::]:53/tcp(any) ", ""},
	{"", "0.0.0.0:53/udp(any) 0.0.0.0:53/tcp(any) "
	    "[::]:53/udp(any) [::]:53/tcp(any) ", ""},
	{"listen on eth0 udp only\n", "192.0.2.1:53/udp 192.0.2.2:53/udp "
	    "[2001:db8::1]:53/udp [fe80::1%77]:53/udp ", ""},
	/* Each is there once, whatever names it. */
	{"listen on lo port 5300\nlisten on 127.0.0.1 port 5300\n"
	    "listen on ::1 port 5301 udp only\n",
	    "127.0.0.1:5300/udp 127.0.0.1:5300/tcp [::1]:5300/udp "
	    "[::1]:5300/tcp [::1]:5301/udp ", ""},
	{"listen on 127.0.0.1 udp only\nlisten on 127.0.0.1 tcp only\n",
	    "127.0.0.1:53/udp 127.0.0.1:53/tcp ", ""},
	/* Which link a link-local address is of. */
	{"listen on fe80::1%eth0 udp only\n", "[fe80::1%77]:53/udp ", ""},
	{"listen on fe80::1%lo udp only\n", NULL, "c:1:11: error: listen: no "
	    "interface lo of this host has a link-local address\n"},
	{"listen on wlan0\nlisten on tun0\n", NULL,
	    "c:1:11: error: listen: this host has no interface wlan0\n"
	    "c:2:11: error: listen: interface tun0 has no address\n"},
};

static void
describe(const struct listen_set *set, char *buf, size_t len_bytes)
{
	const struct listener	*l;
	char			 text[LISTEN_TEXT_MAX];
	size_t			 i, used = 0;

	buf[0] = '\0';
	for (i = 0; i < set->n; i++) {
		l = &set->all[i];
		used += (size_t)snprintf(buf + used, len_bytes - used,
		    "%s/%s%s ", listen_to_text(&l->addr, text),
		    l->transport == LISTEN_UDP ? "udp" : "tcp",
		    l->is_any ? "(any)" : "");
	}
}

static struct conf *
conf_of(const char *text)
{
	struct report	*rep = report_new(10);
	struct conf	*conf = NULL;

	assert_non_null(rep);
	if (conf_load_text("c", text, strlen(text), rep, &conf) == -1)
		fail_msg("%s", text);
	report_free(rep);
	return conf;
}

static void
test_expand(void **state)
{
	struct listen_set	 set;
	struct report		*rep;
	struct conf		*conf;
	char			 text[1024];
	size_t			 i;
	int			 rc;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		conf = conf_of(cases[i].conf);
		rep = report_new(10);
		rc = listen_expand(conf, ifas, rep, &set);
		assert_findings(rep, cases[i].findings, cases[i].conf);
		assert_int_equal(rc, cases[i].sockets == NULL ? -1 : 0);
		describe(&set, text, sizeof(text));
		if (cases[i].sockets != NULL)
			assert_string_equal(text, cases[i].sockets);
		listen_clear(&set, 1);
		report_free(rep);
		conf_free(conf);
	}
}

static int
open_conf(const char *text, const struct listen_set *old,
    struct listen_set *set, struct report *rep)
{
	struct conf	*conf = conf_of(text);
	int		 rc;

	assert_int_equal(listen_expand(conf, NULL, rep, set), 0);
	rc = listen_open(set, old, 2, rep);
	conf_free(conf);
	return rc;
}

/* What stays keeps its id and is not opened again; what is new is. */
static void
test_open(void **state)
{
	struct listen_set	 first, second;
	struct report		*rep = report_new(10);
	char			 text[128];
	unsigned		 port;
	int			 fd;

	(void)state;
	port = free_port(&fd);
	(void)close(fd);
	(void)snprintf(text, sizeof(text),
	    "listen on 127.0.0.1 port %u\n", port);
	assert_int_equal(open_conf(text, NULL, &first, rep), 0);
	assert_int_equal(first.n, 2);
	assert_int_not_equal(first.all[0].fds[0], -1);
	assert_int_not_equal(first.all[1].fds[1], -1);
	(void)snprintf(text, sizeof(text), "listen on 127.0.0.1 port %u udp "
	    "only\nlisten on 127.0.0.2 port %u udp only\n", port, port);
	assert_int_equal(open_conf(text, &first, &second, rep), 0);
	assert_int_equal(second.n, 2);
	assert_null(second.all[0].fds);
	assert_int_equal(second.all[0].id, first.all[0].id);
	assert_non_null(second.all[1].fds);
	assert_false(listen_has(&second, first.all[1].id));
	assert_true(listen_has(&second, first.all[0].id));
	assert_int_equal(report_count(rep, SEV_ERROR), 0);
	listen_clear(&second, 2);
	listen_clear(&first, 2);
	report_free(rep);
}

/* Another's address is refused, and nothing is left open. */
static void
test_in_use(void **state)
{
	struct listen_set	 set;
	struct report		*rep = report_new(10);
	char			 text[128], finding[256];
	unsigned		 port;
	int			 fd, on = 1;

	(void)state;
	port = free_port(&fd);
	(void)setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on));
	(void)snprintf(text, sizeof(text), "listen on 127.0.0.1 port %u udp "
	    "only\n", port);
	(void)snprintf(finding, sizeof(finding), "c:1:11: error: listen: "
	    "127.0.0.1:%u (udp) cannot be opened: %s: another program "
	    "answers there\n", port, strerror(EADDRINUSE));
	assert_int_equal(open_conf(text, NULL, &set, rep), -1);
	assert_findings(rep, finding, "in use");
	assert_int_equal(set.n, 0);
	(void)close(fd);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_expand),
		cmocka_unit_test(test_open),
		cmocka_unit_test(test_in_use),
	};

	make_host();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
