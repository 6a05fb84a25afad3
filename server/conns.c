/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/socket.h>

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "conf/addr.h"
#include "server/clients.h"
#include "server/clock.h"
#include "server/conns.h"
#include "server/log.h"
#include "server/dialog.h"
#include "server/peer.h"

/* How long we drain after our FIN.  A round trip, and then some. */
#define LINGER_MS	1000

/* At the end: how long what the kernel has received is still read. */
#define FINISH_READ_MS	100

/* Then, how often one is read: 128 KiB. */
#define LAST_READS	16

/* How many connections are looked at for one that has fetched all. */
#define VICTIM_SEARCH	16

enum conn_state {
	CONN_OPEN,		/* queries are read and answered */
	CONN_ENDING,		/* answers are still being fetched */
	CONN_LINGERING		/* our direction is shut, theirs drains */
};

/*
 * Idle, one costs this, libevent's event behind it in the same block, and
 * what libevent knows about a descriptor: less than half a KiB.
 */
struct conn {
	TAILQ_ENTRY(conn)	 by_use;	/* all->used or ->lingering */
	TAILQ_ENTRY(conn)	 by_age;	/* all->aged, while OPEN */
	struct conns		*all;
	struct client		*client;	/* NULL: is not counted */
	uint64_t		 used_ms;	/* last whole message in, or
						   last answer fetched */
	uint64_t		 opened_ms;
	struct dialog		 dialog;
	int			 fd;
	enum conn_state		 state;
	short			 waits_for;	/* EV_READ or EV_WRITE; 0: is
						   not with libevent yet */
	bool			 is_last;	/* end when what has come is
						   answered */
};

TAILQ_HEAD(queue, conn);

struct conns {
	struct event_base	*base;		/* borrowed */
	struct engine		*engine;	/* borrowed */
	struct desk		*desk;
	struct clients		*clients;
	struct conns_limits	 limits;

	/* Each queue is in the order of its times: its head is due first. */
	struct queue		 used;		/* OPEN, ENDING: by used_ms */
	struct queue		 aged;		/* OPEN: by opened_ms */
	struct queue		 lingering;	/* by used_ms */
	unsigned		 number;	/* in used and lingering */

	struct event		*on_due;	/* something of the above */
	struct event		*on_last_read;	/* conns_finish() */
	void			(*done)(void *arg);
	void			*done_arg;
	bool			 is_finishing;
};

static void conn_on_ready(evutil_socket_t, short, void *);

static void
count(struct conns *t, enum stat_id which)
{
	stats_add(engine_stats(t->engine), which, 1);
}

static void
add_timer(struct event *ev, uint64_t ms)
{
	struct timeval	 tv;

	tv.tv_sec = (time_t)(ms / 1000);
	tv.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	/* Memory for all timers is kept by the base since event_new(). */
	(void)event_add(ev, &tv);
}

/* When the head of a queue is due, if that is before what is known. */
static uint64_t
earlier(uint64_t due_ms, const struct conn *c, uint64_t since_ms,
    unsigned limit_ms)
{
	if (c == NULL || since_ms + limit_ms >= due_ms)
		return due_ms;
	return since_ms + limit_ms;
}

/* Set the one timer to the first time that matters. */
static void
rearm(struct conns *t)
{
	const struct conn	*u = TAILQ_FIRST(&t->used);
	const struct conn	*a = TAILQ_FIRST(&t->aged);
	const struct conn	*l = TAILQ_FIRST(&t->lingering);
	uint64_t		 due = UINT64_MAX, now = clock_ms();

	due = earlier(due, u, u == NULL ? 0 : u->used_ms, t->limits.idle_ms);
	due = earlier(due, a, a == NULL ? 0 : a->opened_ms,
	    t->limits.total_ms);
	due = earlier(due, l, l == NULL ? 0 : l->used_ms, LINGER_MS);
	if (due == UINT64_MAX)
		(void)event_del(t->on_due);
	else	/* not before its time: clocks are read in whole ms */
		add_timer(t->on_due, due > now ? due - now + 1 : 1);
}

/* Put off being idle. */
static void
touch(struct conn *c)
{
	c->used_ms = clock_ms();
	if (TAILQ_NEXT(c, by_use) == NULL)
		return;
	TAILQ_REMOVE(&c->all->used, c, by_use);
	TAILQ_INSERT_TAIL(&c->all->used, c, by_use);
}

/* It lies behind its connection: one block of memory, not two. */
static struct event *
event_of(struct conn *c)
{
	return (struct event *)(c + 1);
}

static void
conn_free(struct conn *c)
{
	struct conns	*t = c->all;

	if (c->state == CONN_OPEN)
		TAILQ_REMOVE(&t->aged, c, by_age);
	if (c->state == CONN_LINGERING)
		TAILQ_REMOVE(&t->lingering, c, by_use);
	else
		TAILQ_REMOVE(&t->used, c, by_use);
	t->number--;
	count(t, STAT_TCP_CLOSED);
	if (c->waits_for != 0)
		(void)event_del(event_of(c));
	(void)close(c->fd);
	dialog_clear(&c->dialog);
	clients_leave(c->client);
	free(c);
	if (t->is_finishing && t->number == 0)
		t->done(t->done_arg);
}

/* Be called for what; -1 if the connection is gone for want of memory. */
static int
wait_for(struct conn *c, short what)
{
	if (c->waits_for == what)
		return 0;
	if (c->waits_for != 0)
		(void)event_del(event_of(c));
	c->waits_for = 0;
	if (event_assign(event_of(c), c->all->base, c->fd,
	    (short)(what | EV_PERSIST), conn_on_ready, c) == 0 &&
	    event_add(event_of(c), NULL) == 0) {
		c->waits_for = what;
		return 0;
	}
	conn_free(c);
	return -1;
}

/* Close a connection whose peer does not fetch: nothing is kept of it. */
static void
abort_conn(struct conn *c)
{
	struct linger	 now = {1, 0};

	(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof(now));
	conn_free(c);
}

/* All answers are with the kernel: end our direction. */
static void
shut(struct conn *c)
{
	struct conns	*t = c->all;

	if (shutdown(c->fd, SHUT_WR) == -1) {
		conn_free(c);
		return;
	}
	if (c->state == CONN_OPEN)
		TAILQ_REMOVE(&t->aged, c, by_age);
	TAILQ_REMOVE(&t->used, c, by_use);
	dialog_clear(&c->dialog);
	c->state = CONN_LINGERING;
	c->used_ms = clock_ms();
	TAILQ_INSERT_TAIL(&t->lingering, c, by_use);
	if (wait_for(c, EV_READ) == 0)
		rearm(t);
}

/* No more questions: send the answers that are there, then close. */
static void
end(struct conn *c)
{
	if (!dialog_is_blocked(&c->dialog)) {
		shut(c);
		return;
	}
	TAILQ_REMOVE(&c->all->aged, c, by_age);
	c->state = CONN_ENDING;
	c->dialog.is_over = true;
}

/* What became of it.  The connection may be gone afterwards. */
static void
go_on(struct conn *c, enum dialog_state st)
{
	if (c->dialog.has_progress)
		touch(c);
	c->dialog.has_progress = false;
	switch (st) {
	case DIALOG_READS:
	case DIALOG_EMPTY:
		(void)wait_for(c, EV_READ);
		break;
	case DIALOG_BLOCKED:
		(void)wait_for(c, EV_WRITE);
		break;
	case DIALOG_OVER:
		shut(c);
		break;
	case DIALOG_ENDED:
	case DIALOG_LOST:
		conn_free(c);
		break;
	}
}

/* Nothing more than what has come already. */
static void
read_last(struct conn *c)
{
	enum dialog_state	 st = DIALOG_READS;
	unsigned		 i;

	for (i = 0; i < LAST_READS && st == DIALOG_READS; i++)
		st = dialog_read(c->all->desk, &c->dialog, c->fd);
	go_on(c, st == DIALOG_READS || st == DIALOG_EMPTY ? DIALOG_OVER : st);
}

static void
conn_on_ready(evutil_socket_t fd, short what, void *arg)
{
	struct conn		*c = arg;
	struct desk		*desk = c->all->desk;
	enum dialog_state	 st;

	(void)what;
	if (c->state == CONN_LINGERING)
		st = dialog_drain(desk, fd);
	else if (dialog_is_blocked(&c->dialog))
		st = dialog_write(desk, &c->dialog, fd);
	else
		st = dialog_read(desk, &c->dialog, fd);
	if (c->is_last && c->state == CONN_OPEN && st == DIALOG_READS)
		read_last(c);
	else
		go_on(c, st);
}

static void
conns_on_due(evutil_socket_t fd, short what, void *arg)
{
	struct conns	*t = arg;
	struct conn	*c, *next;
	uint64_t	 now = clock_ms();

	(void)fd;
	(void)what;
	TAILQ_FOREACH_SAFE(c, &t->lingering, by_use, next) {
		if (c->used_ms + LINGER_MS > now)
			break;
		conn_free(c);
	}
	TAILQ_FOREACH_SAFE(c, &t->used, by_use, next) {
		if (c->used_ms + t->limits.idle_ms > now)
			break;
		count(t, STAT_TCP_CLOSED_IDLE);
		if (dialog_is_blocked(&c->dialog))
			abort_conn(c);
		else
			shut(c);
	}
	TAILQ_FOREACH_SAFE(c, &t->aged, by_age, next) {
		if (c->opened_ms + t->limits.total_ms > now)
			break;
		end(c);
	}
	rearm(t);
}

/*
 * Close the connection that is missed least: one that is over, else the
 * one idle for longest, rather one that has fetched its answers.
 */
void
conns_make_room(struct conns *t)
{
	struct conn	*c, *victim;
	unsigned	 i = 0;

	if ((victim = TAILQ_FIRST(&t->lingering)) != NULL) {
		conn_free(victim);
		return;
	}
	if ((victim = TAILQ_FIRST(&t->used)) == NULL)
		return;
	TAILQ_FOREACH(c, &t->used, by_use) {
		if (!dialog_is_blocked(&c->dialog)) {
			victim = c;
			break;
		}
		if (++i == VICTIM_SEARCH)
			break;
	}
	count(t, STAT_TCP_CLOSED_FULL);
	conn_free(victim);
}

/* Whose it is; -1: that one has enough, or there is no memory. */
static int
let_in(struct conns *t, const struct sockaddr_storage *from,
    struct client **out)
{
	char		text[ADDR_TEXT_MAX];
	struct packet	p;
	int		rc;

	peer_tell(&p, from);
	rc = clients_enter(t->clients, p.peer, p.peer_len, t->limits.client,
	    out);
	if (rc == 0)
		return 0;
	if (rc == 1) {
		count(t, STAT_TCP_CLIENT_FULL);
		log_limited(LEVEL_INFO, "tcp: %s has %u connections or more, "
		    "the limit of a client; its next one is closed",
		    addr_to_text(from, NULL, text), t->limits.client);
	}
	return -1;
}

void
conns_add(struct conns *t, int fd, const struct sockaddr_storage *from)
{
	struct client	*client;
	struct conn	*c;

	if (let_in(t, from, &client) == -1) {
		(void)close(fd);
		return;
	}
	if (t->number >= t->limits.connections)
		log_limited(LEVEL_INFO, "tcp: %u connections are open, the "
		    "limit of a worker; the one idle for longest is closed",
		    t->number);
	while (t->number >= t->limits.connections)
		conns_make_room(t);
	c = calloc(1, sizeof(*c) + event_get_struct_event_size());
	if (c == NULL) {
		clients_leave(client);
		(void)close(fd);
		return;
	}
	c->client = client;
	c->fd = fd;
	c->all = t;
	c->state = CONN_OPEN;
	c->opened_ms = c->used_ms = clock_ms();
	dialog_init(&c->dialog, from);
	TAILQ_INSERT_TAIL(&t->used, c, by_use);
	TAILQ_INSERT_TAIL(&t->aged, c, by_age);
	t->number++;
	count(t, STAT_TCP_ACCEPTED);
	if (wait_for(c, EV_READ) == 0 &&
	    !event_pending(t->on_due, EV_TIMEOUT, NULL))
		rearm(t);
}

void
conns_set_limits(struct conns *t, const struct conns_limits *limits)
{
	t->limits = *limits;
	while (t->number > t->limits.connections)
		conns_make_room(t);
	rearm(t);
}

/* What the kernel had received is read: no more. */
static void
conns_on_last_read(evutil_socket_t fd, short what, void *arg)
{
	struct conns	*t = arg;
	struct conn	*c, *next;

	(void)fd;
	(void)what;
	TAILQ_FOREACH_SAFE(c, &t->aged, by_age, next) {
		c->is_last = true;
		if (!dialog_is_blocked(&c->dialog))
			read_last(c);
	}
}

void
conns_finish(struct conns *t, void (*done)(void *), void *arg)
{
	t->is_finishing = true;
	t->done = done;
	t->done_arg = arg;
	if (t->number == 0)
		done(arg);
	else
		add_timer(t->on_last_read, FINISH_READ_MS);
}

struct conns *
conns_new(struct event_base *base, struct engine *engine,
    struct witness *witness, const struct conns_limits *limits)
{
	struct conns	*t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->base = base;
	t->engine = engine;
	t->limits = *limits;
	TAILQ_INIT(&t->used);
	TAILQ_INIT(&t->aged);
	TAILQ_INIT(&t->lingering);
	t->on_due = evtimer_new(base, conns_on_due, t);
	t->on_last_read = evtimer_new(base, conns_on_last_read, t);
	t->desk = desk_new(engine, witness);
	t->clients = clients_new((uint64_t)arc4random() << 32 | arc4random());
	if (t->on_due == NULL || t->on_last_read == NULL ||
	    t->desk == NULL || t->clients == NULL) {
		conns_free(t);
		return NULL;
	}
	return t;
}

void
conns_free(struct conns *t)
{
	struct conn	*c, *next;

	if (t == NULL)
		return;
	t->is_finishing = false;	/* nobody is told */
	TAILQ_FOREACH_SAFE(c, &t->used, by_use, next)
		conn_free(c);
	TAILQ_FOREACH_SAFE(c, &t->lingering, by_use, next)
		conn_free(c);
	if (t->on_due != NULL)
		event_free(t->on_due);
	if (t->on_last_read != NULL)
		event_free(t->on_last_read);
	desk_free(t->desk);
	clients_free(t->clients);
	free(t);
}
