/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/handed.h"
#include "server/handover.h"
#include "server/listen.h"
#include "server/log.h"

/* Sockets that a service manager may open. */
enum kind { UDP, TCP, TCP_NOT_LISTENING, UDP6, UDP_DUAL, UNIX, NO_SOCKET };

#define SOCKETS_MAX	4

/*
 * What is handed over (at 127.0.0.1 or ::1 and a port that is free, the same
 * for all), how many workers there are, what the configuration wants there,
 * and what is found; PORT stands for the port.
 */
static const struct {
	enum kind	 sockets[SOCKETS_MAX];
	size_t		 n;
	unsigned	 workers;
	const char	*conf;
	const char	*findings;
} cases[] = {
	{{UDP}, 0, 1, "listen on 127.0.0.1 port PORT\n", ""},
	{{UDP, TCP}, 2, 1, "listen on 127.0.0.1 port PORT\n", ""},
	{{TCP, UDP}, 2, 4, "listen on 127.0.0.1 port PORT\n", ""},
	{{UDP, UDP}, 2, 2, "listen on 127.0.0.1 port PORT udp only\n", ""},
	{{UDP, UDP, UDP}, 3, 2, "listen on 127.0.0.1 port PORT udp only\n",
	    "c:1:11: error: listen: 127.0.0.1:PORT (udp): the service manager "
	    "hands over 3 sockets, and there are only 2 workers: nobody would "
	    "answer at the rest\n"},
	{{UDP}, 1, 1, "listen on 127.0.0.1 port PORT\n",
	    "c:1:11: error: listen: 127.0.0.1:PORT (tcp): the service manager "
	    "hands over other sockets, but none for this address: its unit "
	    "needs ListenStream=127.0.0.1:PORT\n"},
	{{UDP, TCP}, 2, 1, "listen on 127.0.0.1 port PORT tcp only\n",
	    "error: listen: 127.0.0.1:PORT (udp): the service manager hands "
	    "over a socket there, but no \"listen on\" means this address\n"},
	{{UDP6}, 1, 1, "listen on ::1 port PORT udp only\n", ""},
	{{UDP, UDP_DUAL}, 2, 1, "listen on 127.0.0.1 port PORT udp only\n",
	    "error: listen: descriptor 4 that the service manager hands over: "
	    "it takes IPv4 too (BindIPv6Only=ipv6-only is needed)\n"},
	{{UDP, TCP_NOT_LISTENING}, 2, 1,
	    "listen on 127.0.0.1 port PORT udp only\n",
	    "error: listen: descriptor 4 that the service manager hands over: "
	    "it is a TCP socket that does not listen (Accept=no is needed)\n"},
	{{UNIX, UDP}, 2, 1, "listen on 127.0.0.1 port PORT udp only\n",
	    "error: listen: descriptor 3 that the service manager hands over: "
	    "it is no socket of IPv4 or IPv6\n"},
	{{UDP, NO_SOCKET}, 2, 1, "listen on 127.0.0.1 port PORT udp only\n",
	    "error: listen: descriptor 4 that the service manager hands over: "
	    "it is no socket\n"},
};

#define CASES	(sizeof(cases) / sizeof(cases[0]))

/* text with each PORT replaced by the number. */
static void
with_port(const char *text, unsigned port, char *out, size_t len_bytes)
{
	const char	*at;
	size_t		 used = 0;

	for (; (at = strstr(text, "PORT")) != NULL; text = at + 4)
		used += (size_t)snprintf(out + used, len_bytes - used,
		    "%.*s%u", (int)(at - text), text, port);
	(void)snprintf(out + used, len_bytes - used, "%s", text);
}

static int
open_internet(enum kind kind, unsigned port)
{
	struct sockaddr_in	 in4 = {.sin_family = AF_INET};
	struct sockaddr_in6	 in6 = {.sin6_family = AF_INET6};
	bool			 is_v6 = kind == UDP6 || kind == UDP_DUAL;
	int			 fd, on = 1, only = kind == UDP6;

	fd = socket(is_v6 ? AF_INET6 : AF_INET, kind == TCP ||
	    kind == TCP_NOT_LISTENING ? SOCK_STREAM : SOCK_DGRAM, 0);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof(on)) == -1)
		return -1;
	in4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in4.sin_port = in6.sin6_port = htons((uint16_t)port);
	/* The kernel takes IPv4 away from any other than [::]. */
	in6.sin6_addr = kind == UDP6 ? in6addr_loopback : in6addr_any;
	if (is_v6 && setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only,
	    sizeof(only)) == -1)
		return -1;
	if (bind(fd, is_v6 ? (struct sockaddr *)&in6 :
	    (struct sockaddr *)&in4, is_v6 ? sizeof(in6) : sizeof(in4)) == -1)
		return -1;
	return kind == TCP && listen(fd, 1) == -1 ? -1 : fd;
}

static int
open_kind(enum kind kind, unsigned port)
{
	if (kind == NO_SOCKET)
		return open("/dev/null", O_RDONLY);
	if (kind == UNIX)
		return socket(AF_UNIX, SOCK_DGRAM, 0);
	return open_internet(kind, port);
}

/* A port that UDP and TCP have free now. */
static unsigned
free_port(void)
{
	struct sockaddr_in	 in = {.sin_family = AF_INET};
	socklen_t		 len = sizeof(in);
	int			 fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	(void)close(fd);
	return ntohs(in.sin_port);
}

/*
 * In a child, with the sockets at the descriptors from 3 on: what
 * handed_take() says to these variables, "own" being this process.
 */
static int
take_them(const enum kind *kinds, size_t n, unsigned port, const char *pid,
    const char *fds)
{
	char	 own[16];
	size_t	 i;
	int	 fd, end = -1, rc;

	closefrom(3);
	for (i = 0; i < n; i++) {
		if ((fd = open_kind(kinds[i], port)) == -1)
			return -2;	/* no IPv6, say */
		if (fd != 3 + (int)i)
			return -3;
	}
	(void)snprintf(own, sizeof(own), "%ld", (long)getpid());
	(void)setenv("LISTEN_PID", strcmp(pid, "own") == 0 ? own : pid, 1);
	(void)setenv("LISTEN_FDS", fds, 1);
	(void)setenv("LISTEN_FDNAMES", "a:b", 1);
	rc = handed_take(&end);
	if (getenv("LISTEN_PID") != NULL || getenv("LISTEN_FDS") != NULL ||
	    getenv("LISTEN_FDNAMES") != NULL)
		return -4;
	return rc == -1 ? -1 : end;
}

/* Of the address and transport of each listener each worker gets a socket of
   its own descriptor, and none that any of them binds. */
static int
open_them(struct listen_set *set, unsigned workers, struct report *rep)
{
	size_t	 i;
	int	 on = -1;
	unsigned	 w;
	socklen_t	 len = sizeof(on);

	if (listen_open(set, NULL, workers, rep) == -1)
		return 1;
	for (i = 0; i < set->n; i++)
		for (w = 0; w < workers; w++)
			if (set->all[i].fds[w] < 3 ||
			    getsockopt(set->all[i].fds[w], SOL_SOCKET,
			    SO_TYPE, &on, &len) == -1 || (fcntl(
			    set->all[i].fds[w], F_GETFL) & O_NONBLOCK) == 0)
				return 2;
	listen_clear(set, workers);
	/* They are there again for a reload. */
	return handed_count() == 0 || handed_look(0)->fd == 3 ? 0 : 3;
}

static void
run_case(size_t i)
{
	const struct listen_set	 none = {NULL, 0, 0};
	struct listen_set	 set;
	struct report		*rep = report_new(10);
	struct conf		*conf = NULL;
	char			 fds[8], text[256], findings[512];
	unsigned		 port = free_port();
	int			 rc;

	(void)snprintf(fds, sizeof(fds), "%zu", cases[i].n);
	rc = take_them(cases[i].sockets, cases[i].n, port, "own", fds);
	if (rc == -2)
		_exit(0);
	assert_int_equal(rc, 3 + (int)cases[i].n);
	with_port(cases[i].conf, port, text, sizeof(text));
	with_port(cases[i].findings, port, findings, sizeof(findings));
	assert_int_equal(conf_load_text("c", text, strlen(text), rep, &conf),
	    0);
	assert_int_equal(listen_expand(conf, NULL, rep, &set), 0);
	report_free(rep);	/* it says that there are no zones */
	assert_non_null(rep = report_new(10));
	rc = handover_check(&set, cases[i].workers, rep);
	assert_findings(rep, findings, cases[i].conf);
	assert_int_equal(rc, findings[0] == '\0' ? 0 : -1);
	/* A reload that wants as much or nothing. */
	if (rc == 0) {
		handover_warn(&set, rep);
		assert_int_equal(report_count(rep, SEV_WARNING), 0);
		handover_warn(&none, rep);
		assert_int_equal(report_count(rep, SEV_WARNING), cases[i].n);
		assert_int_equal(open_them(&set, cases[i].workers, rep), 0);
	}
	listen_clear(&set, 0);
	handed_clear();
	conf_free(conf);
	report_free(rep);
}

/* Asserts of the child end it, with their message on stderr. */
static void
in_child(void (*fn)(size_t), size_t i)
{
	pid_t	 pid = fork();
	int	 status;

	assert_int_not_equal(pid, -1);
	if (pid == 0) {
		(void)dup2(STDERR_FILENO, STDOUT_FILENO);
		fn(i);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		fail_msg("case %zu: status %d", i, status);
}

static void
test_sockets(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < CASES; i++)
		in_child(run_case, i);
}

/* The variables, and where the descriptors of others begin; -1: refused. */
static const struct {
	const char	*pid;
	const char	*fds;
	int		 end;
} words[] = {
	{"own", "0", 3}, {"own", "1", 4}, {"1", "1", 3}, {"own", "-1", -1},
	{"own", "x", -1}, {"own", "2048", 2051}, {"own", "2049", -1},
	{"me", "1", -1}, {"0", "1", -1}
};

static void
run_words(size_t i)
{
	static const enum kind	 one[] = {UDP};

	assert_int_equal(take_them(one, 1, free_port(), words[i].pid,
	    words[i].fds), words[i].end);
	handed_clear();
}

static void
test_words(void **state)
{
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		in_child(run_words, i);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_sockets),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
