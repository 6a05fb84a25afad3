/* SPDX-License-Identifier: ISC */
#include <sys/socket.h>

#include <errno.h>
#include <unistd.h>

#include "conf/addr.h"
#include "server/handed.h"
#include "server/handover.h"

static const char *
kind(bool is_udp)
{
	return is_udp ? "udp" : "tcp";
}

/* A host without IPv6 has no socket to hand over for half of `*`. */
static bool
has_family(int family)
{
	int	 fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return errno != EAFNOSUPPORT;
	(void)close(fd);
	return true;
}

static int
check_wanted(const struct listener *l, unsigned workers, struct report *rep)
{
	bool	 is_udp = l->transport == LISTEN_UDP;
	size_t	 n = handed_at(&l->addr, is_udp);
	char	 text[LISTEN_TEXT_MAX];

	if (n == 0 && l->is_optional && !has_family(l->addr.ss_family))
		return 0;
	if (n > 0 && n <= workers)
		return 0;
	(void)listen_to_text(&l->addr, text);
	if (n == 0)
		report_add(rep, SEV_ERROR, &l->at, "listen", NULL, "%s (%s): "
		    "the service manager hands over other sockets, but none "
		    "for this address: its unit needs Listen%s=%s", text,
		    kind(is_udp), is_udp ? "Datagram" : "Stream", text);
	else
		report_add(rep, SEV_ERROR, &l->at, "listen", NULL, "%s (%s): "
		    "the service manager hands over %zu sockets, and there "
		    "are only %u workers: nobody would answer at the rest",
		    text, kind(is_udp), n, workers);
	return -1;
}

static bool
is_wanted(const struct handed *h, const struct listen_set *set)
{
	size_t	 i;

	for (i = 0; i < set->n; i++)
		if ((set->all[i].transport == LISTEN_UDP) == h->is_udp &&
		    addr_equal(&set->all[i].addr, &h->addr))
			return true;
	return false;
}

static int
check_handed(const struct handed *h, const struct listen_set *set,
    struct report *rep)
{
	char	 text[LISTEN_TEXT_MAX];

	if (h->fault != NULL) {
		report_add(rep, SEV_ERROR, NULL, "listen", NULL, "descriptor "
		    "%d that the service manager hands over: %s", h->fd,
		    h->fault);
		return -1;
	}
	if (is_wanted(h, set))
		return 0;
	report_add(rep, SEV_ERROR, NULL, "listen", NULL, "%s (%s): the service "
	    "manager hands over a socket there, but no \"listen on\" means "
	    "this address", listen_to_text(&h->addr, text), kind(h->is_udp));
	return -1;
}

int
handover_check(const struct listen_set *set, unsigned workers,
    struct report *rep)
{
	size_t	 i;
	int	 rc = 0;

	if (handed_count() == 0)
		return 0;
	for (i = 0; i < set->n; i++)
		if (check_wanted(&set->all[i], workers, rep) == -1)
			rc = -1;
	for (i = 0; i < handed_count(); i++)
		if (check_handed(handed_look(i), set, rep) == -1)
			rc = -1;
	return rc;
}

void
handover_warn(const struct listen_set *set, struct report *rep)
{
	const struct handed	*h;
	char			 text[LISTEN_TEXT_MAX];
	size_t			 i;

	for (i = 0; i < handed_count(); i++) {
		h = handed_look(i);
		if (is_wanted(h, set))
			continue;
		report_add(rep, SEV_WARNING, NULL, "listen", NULL, "%s (%s): "
		    "no \"listen on\" means this address any more, but the "
		    "service manager's socket there stays open: who asks "
		    "there waits in vain until mxd is started without it",
		    listen_to_text(&h->addr, text), kind(h->is_udp));
	}
}
