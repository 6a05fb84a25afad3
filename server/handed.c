/* SPDX-License-Identifier: ISC */
#include <sys/types.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/addr.h"
#include "server/handed.h"
#include "server/log.h"

/* SD_LISTEN_FDS_START */
#define FIRST	3

static struct handed	*all;
static size_t		 count;

static int
get_int(int fd, int level, int option)
{
	int		 value = -1;
	socklen_t	 len = sizeof(value);

	return getsockopt(fd, level, option, &value, &len) == -1 ? -1 : value;
}

/* Why a socket cannot be answered at, or NULL. */
static const char *
fault_of(const struct handed *h)
{
	int	 type = get_int(h->fd, SOL_SOCKET, SO_TYPE);

	if (type == -1)
		return "it is no socket";
	if (h->addr.ss_family != AF_INET && h->addr.ss_family != AF_INET6)
		return "it is no socket of IPv4 or IPv6";
	if (type != SOCK_DGRAM && type != SOCK_STREAM)
		return "it is neither UDP nor TCP";
	if (type == SOCK_STREAM &&
	    get_int(h->fd, SOL_SOCKET, SO_ACCEPTCONN) != 1)
		return "it is a TCP socket that does not listen (Accept=no "
		    "is needed)";
	if (h->addr.ss_family == AF_INET6 &&
	    get_int(h->fd, IPPROTO_IPV6, IPV6_V6ONLY) != 1)
		return "it takes IPv4 too (BindIPv6Only=ipv6-only is needed)";
	return NULL;
}

static void
look_at(struct handed *h, int fd)
{
	socklen_t	 len = sizeof(h->addr);

	memset(h, 0, sizeof(*h));
	h->fd = fd;
	if (getsockname(fd, (struct sockaddr *)&h->addr, &len) == -1)
		h->addr.ss_family = AF_UNSPEC;
	h->is_udp = get_int(fd, SOL_SOCKET, SO_TYPE) == SOCK_DGRAM;
	h->fault = fault_of(h);
	/* Who is executed, and who else has it, are told by nothing. */
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
}

static int
take(size_t n)
{
	size_t	 i;

	if ((all = calloc(n, sizeof(*all))) == NULL) {
		log_write(LEVEL_ERROR, "out of memory; mxd does not start");
		return -1;
	}
	for (i = 0; i < n; i++)
		look_at(&all[i], FIRST + (int)i);
	count = n;
	return 0;
}

int
handed_take(int *end)
{
	const char	*fds = getenv("LISTEN_FDS");
	const char	*pid = getenv("LISTEN_PID");
	const char	*why = NULL;
	long long	 n = 0;

	*end = FIRST;
	/* Those of another process are none of our business. */
	if (fds != NULL && pid != NULL &&
	    strtonum(pid, 1, INT_MAX, &why) == getpid() && why == NULL)
		n = strtonum(fds, 0, HANDED_MAX, &why);
	if (why != NULL)
		log_write(LEVEL_ERROR, "LISTEN_PID, LISTEN_FDS: a number is "
		    "%s; mxd does not start", why);
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (why != NULL)
		return -1;
	*end = FIRST + (int)n;
	return n == 0 ? 0 : take((size_t)n);
}

size_t
handed_count(void)
{
	return count;
}

const struct handed *
handed_look(size_t i)
{
	return &all[i];
}

static bool
is_at(const struct handed *h, const struct sockaddr_storage *addr,
    bool is_udp)
{
	return h->fault == NULL && h->is_udp == is_udp &&
	    addr_equal(&h->addr, addr);
}

size_t
handed_at(const struct sockaddr_storage *addr, bool is_udp)
{
	size_t	 i, n = 0;

	for (i = 0; i < count; i++)
		if (is_at(&all[i], addr, is_udp))
			n++;
	return n;
}

int
handed_dup(const struct sockaddr_storage *addr, bool is_udp, unsigned n)
{
	size_t	 there = handed_at(addr, is_udp), i, turn;

	if (there == 0) {
		errno = ENOENT;
		return -1;
	}
	turn = n % there;
	for (i = 0; !is_at(&all[i], addr, is_udp) || turn-- > 0; i++)
		continue;
	return fcntl(all[i].fd, F_DUPFD_CLOEXEC, FIRST);
}

void
handed_clear(void)
{
	size_t	 i;

	for (i = 0; i < count; i++)
		(void)close(all[i].fd);
	free(all);
	all = NULL;
	count = 0;
}
