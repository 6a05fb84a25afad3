/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <event2/event.h>

#include "server/calls.h"
#include "server/evloop.h"
#include "server/log.h"
#include "server/tcp.h"
#include "server/thread.h"
#include "server/udp.h"
#include "server/witness.h"
#include "server/worker.h"

/* Without memory a socket waits so long for the next try. */
#define AGAIN_MS	100

/* An order about a socket, in the mailbox until it is carried out. */
struct order {
	STAILQ_ENTRY(order)	 link;
	uint32_t		 id;
	int			 fd;		/* -1: close that one */
	bool			 is_udp;
	bool			 is_any;
	bool			 is_told;	/* that there is no memory */
};

STAILQ_HEAD(orders, order);

struct udp_socket {
	TAILQ_ENTRY(udp_socket)	 link;
	struct udp		*udp;
	uint32_t		 id;
};

struct worker {
	/* The mailbox: any thread, under the lock. */
	pthread_mutex_t		 lock;
	struct snapshot		*next;		/* newest not yet taken */
	struct orders		 orders;
	unsigned		 grace_ms;
	bool			 is_stop_wanted;
	bool			 is_poked;	/* and has not been heard of
						   since */

	/* Of whoever gives sockets: the loader. */
	struct orders		 spare;		/* not yet written */
	size_t			 nspare;

	/* Set before the thread starts. */
	struct event_base	*base;
	struct event		*on_mail;	/* others activate it */
	struct event		*on_grace_over;
	struct event		*on_again;
	struct engine		*engine;
	struct witness		*witness;
	struct conns		*conns;		/* the thread's own, like all
						   below */
	struct tcp		*tcp;
	pthread_t		 thread;
	unsigned		 number;
	unsigned		 connections;	/* at most */
	bool			 is_started;

	/* The thread's own. */
	struct snapshot		*snapshot;	/* NULL: not yet serving */
	TAILQ_HEAD(, udp_socket) udps;
	struct orders		 undone;	/* tried again; what arrives
						   there waits */
	bool			 is_stopping;
};

static struct conns_limits
limits_of(const struct worker *w, const struct conf *conf)
{
	return (struct conns_limits){
		.connections = conf->tcp_connections < w->connections ?
		    conf->tcp_connections : w->connections,
		.client = conf->tcp_client,
		.idle_ms = conf->tcp_idle_ms,
		.total_ms = conf->tcp_total_ms
	};
}

/*
 * Between two batches: from here on the old version is in no answer of
 * this worker.  A TCP connection knows no version.
 */
static void
take_snapshot(struct worker *w, struct snapshot *next)
{
	struct snapshot		*old = w->snapshot;
	struct conns_limits	 limits = limits_of(w, next->conf);

	/* The counters may move, and others may be looking at them. */
	(void)pthread_mutex_lock(&w->lock);
	engine_use(w->engine, next);
	(void)pthread_mutex_unlock(&w->lock);
	if (witness_use(w->witness, next) == -1)
		log_write(LEVEL_ERROR, "worker %u: out of memory; it does not "
		    "log queries", w->number);
	w->snapshot = next;
	conns_set_limits(w->conns, &limits);
	snapshot_unref(old);
}

static int
open_udp(struct worker *w, const struct order *o)
{
	struct udp_socket	*s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return -1;
	s->id = o->id;
	s->udp = udp_open(w->base, w->engine, w->witness, o->fd, o->is_any);
	if (s->udp == NULL) {
		free(s);
		return -1;
	}
	TAILQ_INSERT_TAIL(&w->udps, s, link);
	return 0;
}

static void
close_udp(struct worker *w, struct udp_socket *s)
{
	TAILQ_REMOVE(&w->udps, s, link);
	udp_close(s->udp);
	free(s);
}

static void
close_by_id(struct worker *w, uint32_t id)
{
	struct udp_socket	*s, *next;

	TAILQ_FOREACH_SAFE(s, &w->udps, link, next)
		if (s->id == id)
			close_udp(w, s);
	tcp_unlisten(w->tcp, id);
}

/* Orders to open that one, or any if id is 0, are void. */
static void
drop_orders(struct orders *orders, uint32_t id)
{
	struct order	*o, *next;

	STAILQ_FOREACH_SAFE(o, orders, link, next) {
		if (id != 0 && o->id != id)
			continue;
		STAILQ_REMOVE(orders, o, order, link);
		if (o->fd != -1)
			(void)close(o->fd);
		free(o);
	}
}

static int
carry_out(struct worker *w, const struct order *o)
{
	if (o->fd == -1) {
		drop_orders(&w->undone, o->id);
		close_by_id(w, o->id);
		return 0;
	}
	return o->is_udp ? open_udp(w, o) : tcp_listen(w->tcp, o->fd, o->id);
}

/* Takes the orders.  One without memory is kept for later. */
static void
carry_out_all(struct worker *w, struct orders *todo)
{
	static const struct timeval	 pause = {0, AGAIN_MS * 1000};
	struct order			*o;

	while ((o = STAILQ_FIRST(todo)) != NULL) {
		STAILQ_REMOVE_HEAD(todo, link);
		if (carry_out(w, o) == 0) {
			free(o);
			continue;
		}
		if (!o->is_told)
			log_write(LEVEL_ERROR, "worker %u: out of memory; it "
			    "does not answer at socket %u yet", w->number,
			    o->id);
		o->is_told = true;
		STAILQ_INSERT_TAIL(&w->undone, o, link);
	}
	/* Without memory for this the watchdog's mail is the next try. */
	if (!STAILQ_EMPTY(&w->undone))
		(void)event_add(w->on_again, &pause);
}

static void
worker_on_again(evutil_socket_t fd, short what, void *arg)
{
	struct orders	 todo = STAILQ_HEAD_INITIALIZER(todo);
	struct worker	*w = arg;

	(void)fd;
	(void)what;
	STAILQ_CONCAT(&todo, &w->undone);
	carry_out_all(w, &todo);
}

static void
on_finished(void *arg)
{
	struct worker	*w = arg;

	(void)event_base_loopbreak(w->base);
}

static void
worker_on_grace_over(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	on_finished(arg);
}

static void
finish(struct worker *w, unsigned grace_ms)
{
	struct timeval		 grace;
	struct udp_socket	*s, *next;

	w->is_stopping = true;
	drop_orders(&w->undone, 0);
	TAILQ_FOREACH_SAFE(s, &w->udps, link, next)
		close_udp(w, s);
	tcp_unlisten_all(w->tcp);
	grace.tv_sec = (time_t)(grace_ms / 1000);
	grace.tv_usec = (suseconds_t)(grace_ms % 1000 * 1000);
	if (event_add(w->on_grace_over, &grace) == -1)
		on_finished(w);
	conns_finish(w->conns, on_finished, w);
}

static void
worker_on_mail(evutil_socket_t fd, short what, void *arg)
{
	struct orders	 todo = STAILQ_HEAD_INITIALIZER(todo);
	struct worker	*w = arg;
	struct snapshot	*next;
	unsigned	 grace_ms;
	bool		 does_stop;

	(void)fd;
	(void)what;
	STAILQ_CONCAT(&todo, &w->undone);
	(void)pthread_mutex_lock(&w->lock);
	next = w->next;
	w->next = NULL;
	if (next != NULL || w->snapshot != NULL)
		STAILQ_CONCAT(&todo, &w->orders);
	does_stop = w->is_stop_wanted && !w->is_stopping;
	grace_ms = w->grace_ms;
	w->is_poked = false;
	(void)pthread_mutex_unlock(&w->lock);

	if (next != NULL)
		take_snapshot(w, next);
	carry_out_all(w, &todo);
	if (does_stop)
		finish(w, grace_ms);
}

static void *
run(void *arg)
{
	struct worker	*w = arg;
	char		 name[16];	/* the limit of the kernel */

	(void)snprintf(name, sizeof(name), "mxd worker %u", w->number);
	(void)pthread_setname_np(pthread_self(), name);
	calls_enter(CALLS_WORKER);
	/* Only main can end mxd; the watchdog tells of a worker that is
	   silent. */
	(void)evloop_run(w->base, name + sizeof("mxd"), 0);
	return NULL;
}

/*
 * All that a worker ever needs but sockets: none that runs lacks TCP for
 * lack of memory.
 */
static int
make_parts(struct worker *w)
{
	struct conns_limits	 none = {.connections = 1,	/* as yet */
	    .client = 1};

	if ((w->engine = engine_new(
	    (uint64_t)arc4random() << 32 | arc4random())) == NULL ||
	    (w->witness = witness_new(w->number, arc4random(),
	    engine_stats(w->engine))) == NULL ||
	    (w->base = event_base_new()) == NULL ||
	    (w->conns = conns_new(w->base, w->engine, w->witness,
	    &none)) == NULL ||
	    (w->tcp = tcp_new(w->base, w->conns)) == NULL)
		return -1;
	w->on_mail = event_new(w->base, -1, EV_PERSIST, worker_on_mail, w);
	w->on_grace_over = evtimer_new(w->base, worker_on_grace_over, w);
	w->on_again = evtimer_new(w->base, worker_on_again, w);
	return w->on_mail == NULL || w->on_grace_over == NULL ||
	    w->on_again == NULL ? -1 : 0;
}

struct worker *
worker_new(unsigned number, unsigned connections)
{
	struct worker	*w;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return NULL;
	w->number = number;
	w->connections = connections;
	STAILQ_INIT(&w->orders);
	STAILQ_INIT(&w->spare);
	STAILQ_INIT(&w->undone);
	TAILQ_INIT(&w->udps);
	(void)pthread_mutex_init(&w->lock, NULL);
	if (make_parts(w) == -1) {
		worker_free(w);
		return NULL;
	}
	return w;
}

int
worker_start(struct worker *w)
{
	int	error = thread_start(&w->thread, run, w);

	if (error != 0) {
		errno = error;
		return -1;
	}
	w->is_started = true;
	return 0;
}

static void
wake(struct worker *w)
{
	event_active(w->on_mail, EV_READ, 0);
}

void
worker_publish(struct worker *w, struct snapshot *s)
{
	struct snapshot	*skipped;

	(void)pthread_mutex_lock(&w->lock);
	skipped = w->next;
	w->next = s;
	(void)pthread_mutex_unlock(&w->lock);
	snapshot_unref(skipped);
	wake(w);
}

int
worker_prepare(struct worker *w, size_t n)
{
	struct order	*o;

	for (; w->nspare < n; w->nspare++) {
		if ((o = malloc(sizeof(*o))) == NULL)
			return -1;
		STAILQ_INSERT_HEAD(&w->spare, o, link);
	}
	return 0;
}

static void
post(struct worker *w, const struct order *order)
{
	struct order	*o = STAILQ_FIRST(&w->spare);

	assert(o != NULL);
	STAILQ_REMOVE_HEAD(&w->spare, link);
	w->nspare--;
	*o = *order;
	(void)pthread_mutex_lock(&w->lock);
	STAILQ_INSERT_TAIL(&w->orders, o, link);
	(void)pthread_mutex_unlock(&w->lock);
	wake(w);
}

void
worker_listen(struct worker *w, int fd, uint32_t id, bool is_udp,
    bool is_any)
{
	struct order	 o = {
		.id = id, .fd = fd, .is_udp = is_udp, .is_any = is_any
	};

	post(w, &o);
}

void
worker_unlisten(struct worker *w, uint32_t id)
{
	struct order	 o = {.id = id, .fd = -1};

	post(w, &o);
}

void
worker_stop(struct worker *w, unsigned grace_ms)
{
	(void)pthread_mutex_lock(&w->lock);
	w->is_stop_wanted = true;
	w->grace_ms = grace_ms;
	(void)pthread_mutex_unlock(&w->lock);
	wake(w);
}

void
worker_join(struct worker *w)
{
	if (w->is_started)
		(void)pthread_join(w->thread, NULL);
	w->is_started = false;
}

const struct stats *
worker_stats(const struct worker *w)
{
	return engine_stats(w->engine);
}

struct querylog *
worker_querylog(struct worker *w)
{
	return witness_querylog(w->witness);
}

struct rate *
worker_rate(struct worker *w)
{
	return engine_rate(w->engine);
}

void
worker_turns(struct worker *w, uint32_t first, unsigned n, uint32_t *out)
{
	(void)pthread_mutex_lock(&w->lock);
	rotation_look(engine_rotation(w->engine), first, n, out);
	(void)pthread_mutex_unlock(&w->lock);
}

bool
worker_poke(struct worker *w)
{
	bool	 was_poked;

	(void)pthread_mutex_lock(&w->lock);
	was_poked = w->is_poked;
	w->is_poked = true;
	(void)pthread_mutex_unlock(&w->lock);
	wake(w);
	return !was_poked;
}

void
worker_free(struct worker *w)
{
	struct udp_socket	*s, *next;
	struct order		*o;

	if (w == NULL)
		return;
	drop_orders(&w->orders, 0);
	drop_orders(&w->undone, 0);
	while ((o = STAILQ_FIRST(&w->spare)) != NULL) {
		STAILQ_REMOVE_HEAD(&w->spare, link);
		free(o);
	}
	TAILQ_FOREACH_SAFE(s, &w->udps, link, next)
		close_udp(w, s);
	tcp_free(w->tcp);
	conns_free(w->conns);
	witness_free(w->witness);
	engine_free(w->engine);
	snapshot_unref(w->next);
	snapshot_unref(w->snapshot);
	if (w->on_mail != NULL)
		event_free(w->on_mail);
	if (w->on_grace_over != NULL)
		event_free(w->on_grace_over);
	if (w->on_again != NULL)
		event_free(w->on_again);
	if (w->base != NULL)
		event_base_free(w->base);
	(void)pthread_mutex_destroy(&w->lock);
	free(w);
}
