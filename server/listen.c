/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "conf/addr.h"
#include "server/handed.h"
#include "server/listen.h"

/*
 * Queries wait here while a worker answers others or takes a new
 * snapshot: some 10,000 of them, 30 ms at full speed, so that none is lost
 * when the worker has to wait for its processor.  The kernel takes memory
 * only for what waits, and cuts this to net.core.rmem_max unless we are
 * root.
 */
#define SOCKET_BUFFER_BYTES	(1 << 22)

/* The first address in use is tried so often: half a second. */
#define PROBE_TRIES	10
#define PROBE_PAUSE_MS	50

/* Connections not yet accepted; cut to net.core.somaxconn, 4096 unless
   somebody changed it. */
#define TCP_BACKLOG		4096

char *
listen_to_text(const struct sockaddr_storage *addr,
    char buf[LISTEN_TEXT_MAX])
{
	const struct sockaddr_in	*in4;
	const struct sockaddr_in6	*in6;
	char				 ip[INET6_ADDRSTRLEN] = "?";
	char				 scope[IF_NAMESIZE] = "";

	if (addr->ss_family == AF_INET) {
		in4 = (const struct sockaddr_in *)addr;
		(void)inet_ntop(AF_INET, &in4->sin_addr, ip, sizeof(ip));
		(void)snprintf(buf, LISTEN_TEXT_MAX, "%s:%u", ip,
		    (unsigned)ntohs(in4->sin_port));
		return buf;
	}
	in6 = (const struct sockaddr_in6 *)addr;
	(void)inet_ntop(AF_INET6, &in6->sin6_addr, ip, sizeof(ip));
	if (in6->sin6_scope_id != 0 &&
	    if_indextoname(in6->sin6_scope_id, scope) == NULL)
		(void)snprintf(scope, sizeof(scope), "%u",
		    in6->sin6_scope_id);
	(void)snprintf(buf, LISTEN_TEXT_MAX, "[%s%s%s]:%u", ip,
	    scope[0] != '\0' ? "%" : "", scope,
	    (unsigned)ntohs(in6->sin6_port));
	return buf;
}

static const char *
transport_name(enum listen_transport transport)
{
	return transport == LISTEN_UDP ? "udp" : "tcp";
}

static struct listener *
find(const struct listen_set *set, const struct listener *like)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		if (set->all[i].transport == like->transport &&
		    addr_equal(&set->all[i].addr, &like->addr))
			return &set->all[i];
	return NULL;
}

bool
listen_has(const struct listen_set *set, uint32_t id)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		if (set->all[i].id == id)
			return true;
	return false;
}

/* Add one address, if it is not there, for each transport wanted. */
static int
add(struct listen_set *set, const struct conf_listen *line,
    const struct listener *like)
{
	static const enum listen_transport	 each[] = {
		LISTEN_UDP, LISTEN_TCP
	};
	struct listener	*l;
	size_t		 i;

	for (i = 0; i < 2; i++) {
		if ((line->transports & each[i]) == 0)
			continue;
		l = reallocarray(set->all, set->n + 1, sizeof(*l));
		if (l == NULL)
			return -1;
		set->all = l;
		l += set->n;
		*l = *like;
		l->transport = each[i];
		l->at = line->at;
		if (find(set, l) == NULL)
			set->n++;
	}
	return 0;
}

/* Puts a port into an address and fills what depends on its family. */
static void
fill(struct listener *l, const struct sockaddr *addr, uint16_t port)
{
	struct sockaddr_in	*in4 = (struct sockaddr_in *)&l->addr;
	struct sockaddr_in6	*in6 = (struct sockaddr_in6 *)&l->addr;

	memset(l, 0, sizeof(*l));
	if (addr->sa_family == AF_INET) {
		l->addr_len = sizeof(*in4);
		memcpy(in4, addr, sizeof(*in4));
		in4->sin_port = htons(port);
		l->is_any = in4->sin_addr.s_addr == htonl(INADDR_ANY);
	} else {
		l->addr_len = sizeof(*in6);
		memcpy(in6, addr, sizeof(*in6));
		in6->sin6_port = htons(port);
		l->is_any = IN6_IS_ADDR_UNSPECIFIED(&in6->sin6_addr);
	}
}

static int
add_any(struct listen_set *set, const struct conf_listen *line)
{
	struct sockaddr_in	 in4 = {.sin_family = AF_INET};
	struct sockaddr_in6	 in6 = {.sin6_family = AF_INET6};
	struct listener		 l;

	fill(&l, (struct sockaddr *)&in4, line->port);
	l.is_optional = true;
	if (add(set, line, &l) == -1)
		return -1;
	fill(&l, (struct sockaddr *)&in6, line->port);
	l.is_optional = true;
	return add(set, line, &l);
}

static int
add_interface(struct listen_set *set, const struct conf_listen *line,
    const struct ifaddrs *ifa, struct report *rep)
{
	struct listener	 l;
	bool		 has_address = false, exists = false;

	for (; ifa != NULL; ifa = ifa->ifa_next) {
		if (strcmp(ifa->ifa_name, line->interface) != 0)
			continue;
		exists = true;
		if (ifa->ifa_addr == NULL ||
		    (ifa->ifa_addr->sa_family != AF_INET &&
		    ifa->ifa_addr->sa_family != AF_INET6))
			continue;
		has_address = true;
		fill(&l, ifa->ifa_addr, line->port);
		if (add(set, line, &l) == -1)
			return -1;
	}
	if (!exists)
		report_add(rep, SEV_ERROR, &line->at, "listen", NULL,
		    "this host has no interface %s", line->interface);
	else if (!has_address)
		report_add(rep, SEV_ERROR, &line->at, "listen", NULL,
		    "interface %s has no address", line->interface);
	return 0;
}

/* The number of a link, as its own link-local address tells it; 0: none. */
static uint32_t
scope_of(const struct ifaddrs *ifa, const char *interface)
{
	const struct sockaddr_in6	*in6;

	for (; ifa != NULL; ifa = ifa->ifa_next) {
		if (strcmp(ifa->ifa_name, interface) != 0 ||
		    ifa->ifa_addr == NULL ||
		    ifa->ifa_addr->sa_family != AF_INET6)
			continue;
		in6 = (const void *)ifa->ifa_addr;
		if (IN6_IS_ADDR_LINKLOCAL(&in6->sin6_addr))
			return in6->sin6_scope_id;
	}
	return 0;
}

/* One address; a link-local one may say its link by name: fe80::1%eth0. */
static int
add_address(struct listen_set *set, const struct conf_listen *line,
    const struct ifaddrs *interfaces, struct report *rep)
{
	struct sockaddr_storage	 addr = line->addr;
	struct sockaddr_in6	*in6 = (void *)&addr;
	struct listener		 l;

	if (line->interface != NULL) {
		in6->sin6_scope_id = scope_of(interfaces, line->interface);
		if (in6->sin6_scope_id == 0) {
			report_add(rep, SEV_ERROR, &line->at, "listen", NULL,
			    "no interface %s of this host has a link-local "
			    "address", line->interface);
			return 0;
		}
	}
	fill(&l, (struct sockaddr *)&addr, line->port);
	return add(set, line, &l);
}

static int
add_line(struct listen_set *set, const struct conf_listen *line,
    const struct ifaddrs *interfaces, struct report *rep)
{
	switch (line->kind) {
	case LISTEN_ANY:
		return add_any(set, line);
	case LISTEN_INTERFACE:
		return add_interface(set, line, interfaces, rep);
	case LISTEN_ADDRESS:
		break;
	}
	return add_address(set, line, interfaces, rep);
}

int
listen_expand(const struct conf *conf, const struct ifaddrs *interfaces,
    struct report *rep, struct listen_set *out)
{
	size_t	 before = report_count(rep, SEV_ERROR);
	size_t	 i;

	memset(out, 0, sizeof(*out));
	for (i = 0; i < conf->nlistens; i++) {
		if (add_line(out, &conf->listens[i], interfaces, rep) == 0)
			continue;
		report_add(rep, SEV_ERROR, &conf->listens[i].at, "listen",
		    NULL, "out of memory");
		return -1;
	}
	return report_count(rep, SEV_ERROR) == before ? 0 : -1;
}

int
listen_plan(const struct conf *conf, struct report *rep,
    struct listen_set *out)
{
	struct ifaddrs	*interfaces = NULL;
	int		 rc;

	if (getifaddrs(&interfaces) == -1) {
		report_add(rep, SEV_WARNING, NULL, "listen", NULL,
		    "interfaces of this host: %s", strerror(errno));
		interfaces = NULL;
	}
	rc = listen_expand(conf, interfaces, rep, out);
	if (interfaces != NULL)
		freeifaddrs(interfaces);
	return rc;
}

static int
set_int(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

static void
set_buffers(int fd)
{
	/* As much as we may have; less is slower under load, not wrong. */
	if (set_int(fd, SOL_SOCKET, SO_RCVBUFFORCE, SOCKET_BUFFER_BYTES) == -1)
		(void)set_int(fd, SOL_SOCKET, SO_RCVBUF, SOCKET_BUFFER_BYTES);
	if (set_int(fd, SOL_SOCKET, SO_SNDBUFFORCE, SOCKET_BUFFER_BYTES) == -1)
		(void)set_int(fd, SOL_SOCKET, SO_SNDBUF, SOCKET_BUFFER_BYTES);
}

/*
 * UDP: learn the address that was asked, if that is not fixed; take no
 * notice of forged "fragmentation needed", and make no fragments: what is
 * too long for the interface is an error, which udp.c makes good.  RFC 9715
 * 3.1.
 */
static int
set_udp(int fd, const struct listener *l)
{
	set_buffers(fd);
	if (l->addr.ss_family == AF_INET) {
		(void)set_int(fd, IPPROTO_IP, IP_MTU_DISCOVER,
		    IP_PMTUDISC_INTERFACE);
		return l->is_any ? set_int(fd, IPPROTO_IP, IP_PKTINFO, 1) : 0;
	}
	(void)set_int(fd, IPPROTO_IPV6, IPV6_MTU_DISCOVER,
	    IPV6_PMTUDISC_INTERFACE);
	return l->is_any ? set_int(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1) : 0;
}

/* An answer is whole: waiting for more of it gains nothing.  Connections
   inherit this from the socket that accepts them. */
static int
set_tcp(int fd)
{
	(void)set_int(fd, IPPROTO_TCP, TCP_NODELAY, 1);
	return listen(fd, TCP_BACKLOG);
}

static int
bind_socket(int fd, const struct listener *l, bool does_share)
{
	if (l->addr.ss_family == AF_INET6 &&
	    set_int(fd, IPPROTO_IPV6, IPV6_V6ONLY, 1) == -1)
		return -1;
	/* TCP: old connections in TIME_WAIT do not keep a restart away. */
	if (l->transport == LISTEN_TCP &&
	    set_int(fd, SOL_SOCKET, SO_REUSEADDR, 1) == -1)
		return -1;
	if (does_share && set_int(fd, SOL_SOCKET, SO_REUSEPORT, 1) == -1)
		return -1;
	return bind(fd, (const struct sockaddr *)&l->addr, l->addr_len);
}

static int
new_socket(const struct listener *l)
{
	int	 type = l->transport == LISTEN_UDP ? SOCK_DGRAM : SOCK_STREAM;

	return socket(l->addr.ss_family,
	    type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

static int
open_one(const struct listener *l, unsigned worker)
{
	bool	 is_handed;
	int	 fd, saved;

	fd = handed_dup(&l->addr, l->transport == LISTEN_UDP, worker);
	is_handed = fd != -1;
	if (!is_handed && (errno != ENOENT || (fd = new_socket(l)) == -1))
		return -1;
	if ((is_handed || bind_socket(fd, l, true) == 0) &&
	    (l->transport == LISTEN_UDP ? set_udp(fd, l) : set_tcp(fd)) == 0)
		return fd;
	saved = errno;
	(void)close(fd);
	errno = saved;
	return -1;
}

/* Try to have the address for ourselves: fails if anybody else has it. */
static int
probe_once(const struct listener *l)
{
	int	 fd, rc, saved;

	if ((fd = new_socket(l)) == -1)
		return -1;
	rc = bind_socket(fd, l, false);
	saved = errno;
	(void)close(fd);
	errno = saved;
	return rc;
}

/* A process that is just ending may take a moment to let go. */
static int
probe(const struct listener *l, unsigned tries)
{
	static const struct timespec	 pause = {0, PROBE_PAUSE_MS * 1000000};
	int				 rc;

	while ((rc = probe_once(l)) == -1 && errno == EADDRINUSE &&
	    tries-- > 1)
		(void)nanosleep(&pause, NULL);
	return rc;
}

static in_port_t
port_be(const struct listener *l)
{
	return l->addr.ss_family == AF_INET ?
	    ((const struct sockaddr_in *)&l->addr)->sin_port :
	    ((const struct sockaddr_in6 *)&l->addr)->sin6_port;
}

/* A port that we use ourselves cannot be probed: * overlaps addresses. */
static bool
uses_port(const struct listen_set *set, const struct listener *l)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		if (set->all[i].transport == l->transport &&
		    set->all[i].addr.ss_family == l->addr.ss_family &&
		    port_be(&set->all[i]) == port_be(l))
			return true;
	return false;
}

static int
open_all(struct listener *l, unsigned workers)
{
	unsigned	 w;

	if ((l->fds = calloc(workers, sizeof(*l->fds))) == NULL)
		return -1;
	for (w = 0; w < workers; w++)
		l->fds[w] = -1;
	for (w = 0; w < workers; w++)
		if ((l->fds[w] = open_one(l, w)) == -1)
			return -1;
	return 0;
}

static void
close_all(struct listener *l, unsigned workers)
{
	unsigned	 w;

	for (w = 0; l->fds != NULL && w < workers; w++)
		if (l->fds[w] != -1)
			(void)close(l->fds[w]);
	free(l->fds);
	l->fds = NULL;
}

static void
report_failure(struct report *rep, const struct listener *l, int error)
{
	const char	*hint = "";
	char		 text[LISTEN_TEXT_MAX];

	if (error == EADDRINUSE)
		hint = ": another program answers there";
	else if (error == EACCES)
		hint = ": ports below 1024 need root, or CAP_NET_BIND_SERVICE"
		    "; if mxd runs, they need a restart";
	else if (error == EADDRNOTAVAIL)
		hint = ": this host does not have that address";
	report_add(rep, SEV_ERROR, &l->at, "listen", NULL,
	    "%s (%s) cannot be opened: %s%s",
	    listen_to_text(&l->addr, text), transport_name(l->transport),
	    strerror(error), hint);
}

/* Half of `*` that this host cannot have is left out. */
static bool
may_lack(const struct listener *l, int error)
{
	return l->is_optional &&
	    (error == EAFNOSUPPORT || error == EADDRNOTAVAIL);
}

/* Does somebody else have one of the new addresses? */
static int
probe_all(const struct listen_set *set, const struct listen_set *old,
    struct report *rep)
{
	const struct listener	*l;
	unsigned		 tries = PROBE_TRIES;
	size_t			 i;
	int			 rc = 0;

	for (i = 0; i < set->n; i++) {
		l = &set->all[i];
		if (uses_port(old, l) ||
		    handed_at(&l->addr, l->transport == LISTEN_UDP) > 0 ||
		    probe(l, tries) == 0 || may_lack(l, errno))
			continue;
		report_failure(rep, l, errno);
		tries = 1;
		rc = -1;
	}
	return rc;
}

/* 0 opened, 1 left out, -1 failed. */
static int
open_listener(struct listener *l, unsigned workers, struct report *rep)
{
	int	 saved;

	if (open_all(l, workers) == 0)
		return 0;
	saved = errno;
	close_all(l, workers);
	if (may_lack(l, saved))
		return 1;
	report_failure(rep, l, saved);
	return -1;
}

/* Open what is new; what is left out leaves the set. */
static int
open_new(struct listen_set *set, const struct listen_set *old,
    unsigned workers, struct report *rep)
{
	static const struct place	 nowhere;
	const struct listener		*same;
	struct listener			 l;
	size_t				 i, kept = 0;
	int				 rc, worst = 0;

	for (i = 0; i < set->n; i++) {
		l = set->all[i];
		if ((same = find(old, &l)) != NULL) {
			l.id = same->id;
		} else {
			l.id = ++set->last_id;
			rc = open_listener(&l, workers, rep);
			if (rc == -1)
				worst = -1;
			if (rc != 0)
				continue;
		}
		l.at = nowhere;		/* the conf may go */
		set->all[kept++] = l;
	}
	set->n = kept;
	return worst;
}

int
listen_open(struct listen_set *set, const struct listen_set *old,
    unsigned workers, struct report *rep)
{
	static const struct listen_set	 none;

	if (old == NULL)
		old = &none;
	set->last_id = old->last_id;
	if (probe_all(set, old, rep) == -1 ||
	    open_new(set, old, workers, rep) == -1) {
		listen_clear(set, workers);
		return -1;
	}
	if (set->n > 0)
		return 0;
	report_add(rep, SEV_ERROR, NULL, "listen", NULL,
	    "this host has none of the addresses to listen on");
	return -1;
}

void
listen_clear(struct listen_set *set, unsigned workers)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		close_all(&set->all[i], workers);
	free(set->all);
	set->all = NULL;
	set->n = 0;
}
