/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>
#include <sys/socket.h>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>

#include "server/clock.h"
#include "server/peer.h"
#include "server/conns.h"
#include "server/log.h"

/* RFC 1035 4.2.2: two octets of length before each message. */
#define PREFIX_BYTES	2

/* Messages of one connection answered before others get their turn. */
#define MESSAGE_TURN	32

/*
 * Answers that may wait to be fetched by one client.  Above the high mark
 * it is not read from; below the low one it is again.  The most that one
 * connection can hold is the high mark and one message.
 */
#define OUT_HIGH_BYTES	(128 * 1024)
#define OUT_LOW_BYTES	(32 * 1024)

/* What is read ahead: one message of full size, and some queries more. */
#define IN_HIGH_BYTES	(PREFIX_BYTES + MESSAGE_MAX_BYTES + 4096)

/* How long we drain after our FIN.  A round trip, and then some. */
#define LINGER_MS	1000

/* At the end: how long what the kernel has received is still read. */
#define FINISH_READ_MS	100

/* How many connections are looked at for one that has fetched all. */
#define VICTIM_SEARCH	16

enum conn_state {
	CONN_OPEN,		/* queries are read and answered */
	CONN_ENDING,		/* answers are still being fetched */
	CONN_LINGERING		/* our direction is shut, theirs drains */
};

struct conn {
	TAILQ_ENTRY(conn)	 by_use;	/* all->used or ->lingering */
	TAILQ_ENTRY(conn)	 by_age;	/* all->aged, while OPEN */
	TAILQ_ENTRY(conn)	 by_turn;	/* all->hungry, if is_hungry */
	struct conns		*all;
	struct bufferevent	*bev;
	uint64_t		 used_ms;	/* last whole message in, or
						   last answer fetched */
	uint64_t		 opened_ms;
	struct sockaddr_storage	 peer;
	enum conn_state		 state;
	bool			 is_hungry;	/* whole messages may wait */
	bool			 is_held;	/* not read: OUT_HIGH_BYTES */
	bool			 has_fin;	/* the peer sends no more */
	bool			 is_last;	/* end when what has been
						   read is answered */
};

TAILQ_HEAD(queue, conn);

struct conns {
	struct event_base	*base;		/* borrowed */
	struct engine		*engine;	/* borrowed */
	struct conns_limits	 limits;

	/* Each queue is in the order of its times: its head is due first. */
	struct queue		 used;		/* OPEN, ENDING: by used_ms */
	struct queue		 aged;		/* OPEN: by opened_ms */
	struct queue		 lingering;	/* by used_ms */
	struct queue		 hungry;
	unsigned		 number;	/* in used and lingering */

	struct event		*on_due;	/* something of the above */
	struct event		*on_turn;	/* hungry ones go on */
	struct event		*on_last_read;	/* conns_finish() */
	void			(*done)(void *arg);
	void			*done_arg;
	bool			 is_finishing;

	uint8_t			 answer[PREFIX_BYTES + MESSAGE_MAX_BYTES];
};

static void take_messages(struct conn *);

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
	TAILQ_REMOVE(&c->all->used, c, by_use);
	TAILQ_INSERT_TAIL(&c->all->used, c, by_use);
}

static size_t
out_bytes(const struct conn *c)
{
	return evbuffer_get_length(bufferevent_get_output(c->bev));
}

/* Leave the queues that only open connections are in. */
static void
leave_open(struct conn *c)
{
	if (c->state == CONN_OPEN)
		TAILQ_REMOVE(&c->all->aged, c, by_age);
	if (c->is_hungry)
		TAILQ_REMOVE(&c->all->hungry, c, by_turn);
	c->is_hungry = false;
}

static void
conn_free(struct conn *c)
{
	struct conns	*t = c->all;

	leave_open(c);
	if (c->state == CONN_LINGERING)
		TAILQ_REMOVE(&t->lingering, c, by_use);
	else
		TAILQ_REMOVE(&t->used, c, by_use);
	t->number--;
	bufferevent_free(c->bev);	/* closes the descriptor */
	free(c);
	if (t->is_finishing && t->number == 0)
		t->done(t->done_arg);
}

/* Close a connection whose peer does not fetch: nothing is kept of it. */
static void
abort_conn(struct conn *c)
{
	struct linger	 now = {1, 0};

	(void)setsockopt(bufferevent_getfd(c->bev), SOL_SOCKET, SO_LINGER,
	    &now, sizeof(now));
	conn_free(c);
}

/* All answers are with the kernel: end our direction. */
static void
shut(struct conn *c)
{
	struct conns	*t = c->all;

	if (c->has_fin ||
	    shutdown(bufferevent_getfd(c->bev), SHUT_WR) == -1) {
		conn_free(c);
		return;
	}
	leave_open(c);
	TAILQ_REMOVE(&t->used, c, by_use);
	c->state = CONN_LINGERING;
	c->used_ms = clock_ms();
	TAILQ_INSERT_TAIL(&t->lingering, c, by_use);
	(void)evbuffer_drain(bufferevent_get_input(c->bev),
	    evbuffer_get_length(bufferevent_get_input(c->bev)));
	if (bufferevent_enable(c->bev, EV_READ) == -1) {
		conn_free(c);
		return;
	}
	rearm(t);
}

/* No more questions: send the answers that are there, then close. */
static void
end(struct conn *c)
{
	if (out_bytes(c) == 0) {
		shut(c);
		return;
	}
	leave_open(c);
	c->state = CONN_ENDING;
	(void)bufferevent_disable(c->bev, EV_READ);
}

/*
 * Answer the first message in the buffer.
 * 1 answered, 0 there is no whole one, -1 end this connection
 */
static int
take_one(struct conn *c)
{
	struct evbuffer	*in = bufferevent_get_input(c->bev);
	struct conns	*t = c->all;
	struct packet	 p = {.transport = TRANSPORT_TCP};
	uint8_t		*bytes, prefix[PREFIX_BYTES];
	size_t		 len;

	if (evbuffer_copyout(in, prefix, sizeof(prefix)) < PREFIX_BYTES)
		return 0;
	len = load_be16(prefix);
	if (evbuffer_get_length(in) < PREFIX_BYTES + len)
		return 0;
	bytes = evbuffer_pullup(in, (ev_ssize_t)(PREFIX_BYTES + len));
	if (bytes == NULL)
		return -1;
	p.in = bytes + PREFIX_BYTES;
	p.in_len = len;
	p.out = t->answer + PREFIX_BYTES;
	p.out_room = MESSAGE_MAX_BYTES;
	p.now_s = clock_unix_s();
	peer_tell(&p, &c->peer);
	respond(t->engine, &p, 1);
	if (evbuffer_drain(in, PREFIX_BYTES + len) == -1 || p.out_len == 0)
		return -1;
	store_be16(t->answer, (uint16_t)p.out_len);
	if (bufferevent_write(c->bev, t->answer,
	    PREFIX_BYTES + p.out_len) == -1)
		return -1;
	touch(c);
	return 1;
}

/* Go on when others had their turn. */
static void
queue_up(struct conn *c)
{
	if (c->is_hungry)
		return;
	c->is_hungry = true;
	TAILQ_INSERT_TAIL(&c->all->hungry, c, by_turn);
	add_timer(c->all->on_turn, 0);
}

/*
 * Answer what has come, as long as the answers are fetched and others do
 * not wait too long.  The connection may be gone afterwards.
 */
static void
take_messages(struct conn *c)
{
	unsigned	 i;
	int		 rc = 1;

	if (c->is_hungry)	/* its turn is being taken, or comes */
		return;
	for (i = 0; i < MESSAGE_TURN && rc == 1; i++) {
		if (out_bytes(c) >= OUT_HIGH_BYTES) {
			c->is_held = true;
			(void)bufferevent_disable(c->bev, EV_READ);
			return;	/* conn_on_write() goes on */
		}
		rc = take_one(c);
	}
	if (rc == 1)
		queue_up(c);
	else if (rc == -1 || c->is_last)
		end(c);
}

static void
conn_on_read(struct bufferevent *bev, void *arg)
{
	struct conn	*c = arg;
	struct evbuffer	*in = bufferevent_get_input(bev);

	if (c->state == CONN_LINGERING)
		(void)evbuffer_drain(in, evbuffer_get_length(in));
	else if (c->state == CONN_OPEN && !c->is_held)
		take_messages(c);
}

/* Called when no more than OUT_LOW_BYTES are left to be fetched. */
static void
conn_on_write(struct bufferevent *bev, void *arg)
{
	struct conn	*c = arg;
	size_t		 left = out_bytes(c);

	if (c->state == CONN_LINGERING)
		return;
	if (left == 0)
		touch(c);
	if (c->state == CONN_ENDING) {
		if (left == 0)
			shut(c);
		return;
	}
	if (!c->is_held)
		return;
	c->is_held = false;
	if (!c->is_last && bufferevent_enable(bev, EV_READ) == -1) {
		conn_free(c);
		return;
	}
	take_messages(c);
}

static void
conn_on_event(struct bufferevent *bev, short what, void *arg)
{
	struct conn	*c = arg;

	(void)bev;
	if ((what & BEV_EVENT_EOF) == 0 || c->state == CONN_LINGERING) {
		conn_free(c);	/* reset by the peer, or all is said */
		return;
	}
	c->has_fin = c->is_last = true;
	if (c->state == CONN_OPEN && !c->is_held)
		take_messages(c);
}

/* The hungry ones of this moment; who stays hungry comes again. */
static void
conns_on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct conns	*t = arg;
	struct queue	 now = TAILQ_HEAD_INITIALIZER(now);
	struct conn	*c;

	(void)fd;
	(void)what;
	TAILQ_CONCAT(&now, &t->hungry, by_turn);
	/* take_messages() removes none but its own from now. */
	while ((c = TAILQ_FIRST(&now)) != NULL) {
		TAILQ_REMOVE(&now, c, by_turn);
		c->is_hungry = false;
		take_messages(c);
	}
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
		if (out_bytes(c) > 0)
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
		if (out_bytes(c) == 0) {
			victim = c;
			break;
		}
		if (++i == VICTIM_SEARCH)
			break;
	}
	count(t, STAT_TCP_CLOSED_FULL);
	conn_free(victim);
}

void
conns_add(struct conns *t, int fd)
{
	struct conn	*c;
	socklen_t	 peer_len = sizeof(c->peer);
	int		 on = 1;

	if (t->number >= t->limits.connections)
		log_limited(LEVEL_INFO, "tcp: %u connections are open, the "
		    "limit of a worker; the one idle for longest is closed",
		    t->number);
	while (t->number >= t->limits.connections)
		conns_make_room(t);
	if ((c = calloc(1, sizeof(*c))) == NULL) {
		(void)close(fd);
		return;
	}
	c->bev = bufferevent_socket_new(t->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (c->bev == NULL) {
		(void)close(fd);
		free(c);
		return;
	}
	/* An answer is whole: waiting for more of it gains nothing. */
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	/* Gone already: then there is nobody to know. */
	(void)getpeername(fd, (struct sockaddr *)&c->peer, &peer_len);
	c->all = t;
	c->state = CONN_OPEN;
	c->opened_ms = c->used_ms = clock_ms();
	TAILQ_INSERT_TAIL(&t->used, c, by_use);
	TAILQ_INSERT_TAIL(&t->aged, c, by_age);
	t->number++;
	count(t, STAT_TCP_ACCEPTED);
	bufferevent_setcb(c->bev, conn_on_read, conn_on_write, conn_on_event,
	    c);
	bufferevent_setwatermark(c->bev, EV_READ, 0, IN_HIGH_BYTES);
	bufferevent_setwatermark(c->bev, EV_WRITE, OUT_LOW_BYTES, 0);
	/* Writing is enabled from the start. */
	if (bufferevent_enable(c->bev, EV_READ) == -1)
		conn_free(c);
	else if (!event_pending(t->on_due, EV_TIMEOUT, NULL))
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
		(void)bufferevent_disable(c->bev, EV_READ);
		if (!c->is_held)
			take_messages(c);
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
    const struct conns_limits *limits)
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
	TAILQ_INIT(&t->hungry);
	t->on_due = evtimer_new(base, conns_on_due, t);
	t->on_turn = evtimer_new(base, conns_on_turn, t);
	t->on_last_read = evtimer_new(base, conns_on_last_read, t);
	if (t->on_due == NULL || t->on_turn == NULL ||
	    t->on_last_read == NULL) {
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
	if (t->on_turn != NULL)
		event_free(t->on_turn);
	if (t->on_last_read != NULL)
		event_free(t->on_last_read);
	free(t);
}
