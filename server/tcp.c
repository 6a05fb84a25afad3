/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/socket.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/log.h"
#include "server/tcp.h"

/* Connections accepted in one wake-up, before others get their turn. */
#define ACCEPT_TURN	32

/* Out of descriptors: when to try again. */
#define PAUSE_MS	100

struct door {			/* a listening socket */
	TAILQ_ENTRY(door)	 link;
	struct tcp		*tcp;
	struct event		*on_ready;
	uint32_t		 id;
	int			 fd;
};

struct tcp {
	struct event_base	*base;		/* borrowed */
	struct conns		*conns;		/* borrowed */
	struct event		*on_resume;	/* accept again */
	TAILQ_HEAD(, door)	 doors;
};

static void
set_resume(struct tcp *t)
{
	static const struct timeval	 pause = {0, PAUSE_MS * 1000};

	(void)event_add(t->on_resume, &pause);
}

/* Until tcp_on_resume(). */
static void
pause_accepting(struct tcp *t, int error)
{
	struct door	*d;

	log_limited(LEVEL_WARNING, "tcp: no connection can be accepted: %s; "
	    "the one idle for longest is closed, others wait",
	    strerror(error));
	conns_make_room(t->conns);
	TAILQ_FOREACH(d, &t->doors, link)
		(void)event_del(d->on_ready);
	set_resume(t);
}

static void
tcp_on_resume(evutil_socket_t fd, short what, void *arg)
{
	struct tcp	*t = arg;
	struct door	*d;

	(void)fd;
	(void)what;
	TAILQ_FOREACH(d, &t->doors, link)
		if (event_add(d->on_ready, NULL) == -1)
			set_resume(t);
}

/* What waits at one door, a bounded number. */
static void
accept_some(struct door *d)
{
	struct sockaddr_storage	 from;
	struct tcp		*t = d->tcp;
	socklen_t		 from_len;
	unsigned		 i;
	int			 fd;

	for (i = 0; i < ACCEPT_TURN; i++) {
		from_len = sizeof(from);
		fd = accept4(d->fd, (struct sockaddr *)&from, &from_len,
		    SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (fd != -1) {
			conns_add(t->conns, fd, &from);
			continue;
		}
		switch (errno) {
		case EMFILE:
		case ENFILE:
		case ENOBUFS:
		case ENOMEM:
			pause_accepting(t, errno);
			return;
		case EAGAIN:
			return;
		default:	/* that connection is gone already */
			break;
		}
	}
}

static void
door_on_ready(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	accept_some(arg);
}

static void
door_free(struct door *d)
{
	TAILQ_REMOVE(&d->tcp->doors, d, link);
	if (d->on_ready != NULL)
		event_free(d->on_ready);
	if (d->fd != -1)
		(void)close(d->fd);
	free(d);
}

int
tcp_listen(struct tcp *t, int fd, uint32_t id)
{
	struct door	*d;

	if ((d = calloc(1, sizeof(*d))) == NULL)
		return -1;
	d->tcp = t;
	d->fd = fd;
	d->id = id;
	TAILQ_INSERT_TAIL(&t->doors, d, link);
	d->on_ready = event_new(t->base, fd, EV_READ | EV_PERSIST,
	    door_on_ready, d);
	if (d->on_ready == NULL || event_add(d->on_ready, NULL) == -1) {
		d->fd = -1;	/* the caller's */
		door_free(d);
		return -1;
	}
	return 0;
}

void
tcp_unlisten(struct tcp *t, uint32_t id)
{
	struct door	*d, *next;

	TAILQ_FOREACH_SAFE(d, &t->doors, link, next) {
		if (d->id != id)
			continue;
		accept_some(d);
		door_free(d);
	}
}

void
tcp_unlisten_all(struct tcp *t)
{
	struct door	*d, *next;

	TAILQ_FOREACH_SAFE(d, &t->doors, link, next) {
		accept_some(d);
		door_free(d);
	}
	(void)event_del(t->on_resume);
}

struct tcp *
tcp_new(struct event_base *base, struct conns *conns)
{
	struct tcp	*t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->base = base;
	t->conns = conns;
	TAILQ_INIT(&t->doors);
	if ((t->on_resume = evtimer_new(base, tcp_on_resume, t)) == NULL) {
		free(t);
		return NULL;
	}
	return t;
}

void
tcp_free(struct tcp *t)
{
	struct door	*d, *next;

	if (t == NULL)
		return;
	TAILQ_FOREACH_SAFE(d, &t->doors, link, next)
		door_free(d);
	event_free(t->on_resume);
	free(t);
}
