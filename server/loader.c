/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "server/hints.h"
#include "server/listing.h"
#include "server/loader.h"
#include "server/log.h"
#include "server/sdnotify.h"
#include "server/settle.h"
#include "server/spread.h"
#include "server/watch.h"

struct request {
	STAILQ_ENTRY(request)	 link;		/* where it is now */
	TAILQ_ENTRY(request)	 by_main;	/* loader->outstanding */
	enum loader_request	 what;
	char			*name;		/* owned; of LOADER_TELL_... */
	int			 rc;
	char			*text;		/* owned; NULL: no memory */

	/* Main's; the loader does not look. */
	void			(*done)(void *arg, int rc, const char *text);
	void			*arg;
};

STAILQ_HEAD(requests, request);

static void
request_free(struct request *q)
{
	free(q->name);
	free(q->text);
	free(q);
}

struct loader {
	/* Between threads, under the lock. */
	pthread_mutex_t		 lock;
	pthread_cond_t		 wake;		/* the loader */
	pthread_cond_t		 told;		/* main: see the next two */
	int			 start_error;	/* -1: not yet known */
	bool			 is_ending;	/* no round is under way, and
						   none will be */
	struct requests		 asked;
	struct requests		 answered;
	struct snapshot		*retired;
	struct loader_status	 status;
	bool			 is_left;	/* nobody waits for the end */
	int			 watch_fd;	/* of watch; -1: none yet */
	atomic_bool		 is_stopping;	/* written under the lock */
	atomic_bool		 is_awaited;	/* likewise: something is asked
						   and not taken yet */

	/* Main's. */
	TAILQ_HEAD(, request)	 outstanding;
	struct event		*on_answer;
	struct settle		*settle;	/* at watch_fd; or NULL */
	pthread_t		 thread;
	bool			 is_started;

	/* The loader's, once started. */
	struct loader_setup	 setup;
	struct rounds		*rounds;
	struct watch		*watch;		/* NULL: not wanted as yet, or
						   not to be had */
	struct hints		*hints;		/* for reloads; or NULL */
	struct loader_status	 outcome;	/* of the last round */
	bool			 does_unshare;
};

/* Any thread: who drops the last reference. */
static void
retire(void *arg, struct snapshot *s)
{
	struct loader	*l = arg;

	(void)pthread_mutex_lock(&l->lock);
	s->next_retired = l->retired;
	l->retired = s;
	(void)pthread_cond_signal(&l->wake);
	(void)pthread_mutex_unlock(&l->lock);
}

static void
bury(struct loader *l, struct snapshot *s)
{
	struct snapshot	*next;

	for (; s != NULL; s = next) {
		next = s->next_retired;
		rounds_bury(l->rounds, s);
	}
}

/* The outcome for who asks later. */
static void
set_status(struct loader *l, const struct loader_status *status)
{
	(void)pthread_mutex_lock(&l->lock);
	l->status = *status;
	(void)pthread_mutex_unlock(&l->lock);
}

/* Something to watch with, if it is wanted; main is told of it. */
static bool
has_watch(struct loader *l, const struct conf *conf)
{
	if (l->watch != NULL || !conf->does_watch)
		return l->watch != NULL;
	if ((l->watch = watch_new()) == NULL)
		return false;
	(void)pthread_mutex_lock(&l->lock);
	l->watch_fd = watch_fd(l->watch);
	(void)pthread_mutex_unlock(&l->lock);
	return true;
}

/* One more look, at what was not watched before. */
static void
look_again(struct loader *l)
{
	char	 text[RELOAD_TEXT_MAX];

	(void)rounds_do(l->rounds, &watch_all, 1, text, &l->outcome);
	(void)watch_follow(l->watch, rounds_conf(l->rounds),
	    rounds_inventory(l->rounds));
}

/* What is known to have changed does not wait until all are looked at, unless
   the configuration says something new of it. */
static void
look_ahead(struct loader *l)
{
	const struct conf	*conf = rounds_conf(l->rounds);
	const struct touched	*touched;
	size_t			 n;

	if (l->hints == NULL || conf == NULL || rounds_has_news(l->rounds))
		return;
	n = hints_read(l->hints, conf, rounds_inventory(l->rounds), &touched);
	if (n > 0)
		rounds_ahead(l->rounds, touched, n);
}

/* Of what happens from now on; `watch on' needs none. */
static void
follow_hints(struct loader *l, const struct conf *conf)
{
	if (conf->does_watch) {
		hints_free(l->hints);
		l->hints = NULL;
		return;
	}
	if (l->hints == NULL)
		l->hints = hints_new();
	hints_follow(l->hints, conf);
}

/* Before anything is read: no change is missed. */
static void
first_watch(struct loader *l, const struct conf *conf)
{
	if (has_watch(l, conf))
		(void)watch_follow(l->watch, conf, NULL);
	follow_hints(l, conf);
}

static void
serve_reload(struct loader *l, struct request *q)
{
	const struct conf	*conf, *old = rounds_conf(l->rounds);
	char			 text[RELOAD_TEXT_MAX];

	if (rounds_is_first(l->rounds)) {
		first_watch(l, l->setup.conf);
	} else {
		sdnotify_reloading();
		look_ahead(l);
	}
	q->rc = rounds_do(l->rounds, NULL, 0, text, &l->outcome);
	conf = rounds_conf(l->rounds);
	if (old != NULL && conf != old)
		follow_hints(l, conf);
	if (conf != NULL && has_watch(l, conf) &&
	    watch_follow(l->watch, conf, rounds_inventory(l->rounds)))
		look_again(l);
	set_status(l, &l->outcome);
	q->text = strdup(text);
	if (rounds_conf(l->rounds) != NULL)
		sdnotify_say("READY=1\nSTATUS=%s", text);
}

/* What the kernel has told of; mostly it is nothing of ours. */
static enum settle_found
look(struct loader *l)
{
	const struct conf	*conf = rounds_conf(l->rounds);
	const struct touched	*touched;
	size_t			 n;
	char			 text[RELOAD_TEXT_MAX];

	if (l->watch == NULL || conf == NULL)
		return SETTLE_NOTHING;
	n = watch_read(l->watch, conf, &touched);
	if (n > 0) {
		(void)rounds_do(l->rounds, touched, n, text, &l->outcome);
		if (watch_follow_some(l->watch, rounds_conf(l->rounds),
		    rounds_inventory(l->rounds), touched, n))
			look_again(l);
		set_status(l, &l->outcome);
		sdnotify_say("STATUS=%s", l->outcome.text);
	}
	if (watch_has_rest(l->watch))
		return SETTLE_UNFINISHED;
	return n > 0 ? SETTLE_SOMETHING : SETTLE_NOTHING;
}

static void
serve_reopen(struct request *q)
{
	if ((q->rc = log_reopen()) == -1) {
		log_write(LEVEL_ERROR, "log: cannot be opened again: %s; the "
		    "log goes where it went", log_why());
		return;
	}
	log_write(LEVEL_INFO, "log: opened again");
}

/* Requests of one moment; reloads among them share one round. */
static void
serve(struct loader *l, struct requests *todo)
{
	const struct request	*last = NULL;
	struct request		*q;

	STAILQ_FOREACH(q, todo, link) {
		switch (q->what) {
		case LOADER_RELOAD:
			if (last == NULL) {
				serve_reload(l, q);
				last = q;
				break;
			}
			q->rc = last->rc;
			q->text = last->text == NULL ? NULL :
			    strdup(last->text);
			break;
		case LOADER_LOOK:
			q->rc = (int)look(l);
			break;
		case LOADER_REOPEN_LOG:
			serve_reopen(q);
			break;
		case LOADER_LIST_ZONES:
			q->text = listing_make(rounds_inventory(l->rounds));
			q->rc = q->text == NULL ? -1 : 0;
			break;
		case LOADER_TELL_ZONE:
			q->text = listing_zone(rounds_inventory(l->rounds),
			    rounds_table(l->rounds), q->name, &q->rc);
			break;
		case LOADER_TELL_SPREAD:
			q->text = spread_make(rounds_table(l->rounds),
			    l->setup.workers, l->setup.nworkers, q->name,
			    &q->rc);
			break;
		case LOADER_TELL_EXCHANGES:
			q->text = rounds_exchanges(l->rounds);
			q->rc = q->text == NULL ? -1 : 0;
			break;
		case LOADER_TELL_BOARD:
			q->text = rounds_board(l->rounds);
			q->rc = q->text == NULL ? -1 : 0;
			break;
		}
	}
	if (STAILQ_EMPTY(todo))
		return;
	(void)pthread_mutex_lock(&l->lock);
	STAILQ_CONCAT(&l->answered, todo);
	(void)pthread_mutex_unlock(&l->lock);
	event_active(l->on_answer, EV_READ, 0);
}

/* Wait for something to do, unless there are checks to go on with; false:
   end. */
static bool
next_work(struct loader *l, struct requests *todo, struct snapshot **retired)
{
	bool	 goes_on;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->is_stopping && STAILQ_EMPTY(&l->asked) &&
	    l->retired == NULL && !rounds_has_advice(l->rounds))
		(void)pthread_cond_wait(&l->wake, &l->lock);
	goes_on = !l->is_stopping;
	*retired = l->retired;
	l->retired = NULL;
	if (goes_on)
		STAILQ_CONCAT(todo, &l->asked);
	l->is_awaited = false;
	(void)pthread_mutex_unlock(&l->lock);
	return goes_on;
}

/* Checks that were put off, as long as nobody asks for anything. */
static void
advise(struct loader *l)
{
	if (!rounds_has_advice(l->rounds))
		return;
	rounds_advise(l->rounds, &l->outcome);
	set_status(l, &l->outcome);
}

static void
say_started(struct loader *l, int error)
{
	(void)pthread_mutex_lock(&l->lock);
	l->start_error = error;
	l->is_ending = error != 0;
	(void)pthread_cond_signal(&l->told);
	(void)pthread_mutex_unlock(&l->lock);
}

/* The last deed, unless main has lost patience and does it itself. */
static void
end(struct loader *l)
{
	bool	 is_left;

	(void)pthread_mutex_lock(&l->lock);
	is_left = l->is_left;
	l->is_ending = true;
	(void)pthread_cond_signal(&l->told);
	(void)pthread_mutex_unlock(&l->lock);
	if (!is_left && l->setup.at_end != NULL)
		l->setup.at_end(l->setup.arg);
}

static void *
run(void *arg)
{
	struct requests	 todo = STAILQ_HEAD_INITIALIZER(todo);
	struct loader	*l = arg;
	struct snapshot	*retired;
	bool		 goes_on;

	(void)pthread_setname_np(pthread_self(), "mxd loader");
	if (l->does_unshare && unshare(CLONE_FS) == -1) {
		say_started(l, errno);
		return NULL;
	}
	say_started(l, 0);
	do {
		goes_on = next_work(l, &todo, &retired);
		bury(l, retired);
		serve(l, &todo);
		advise(l);
	} while (goes_on);
	end(l);
	return NULL;
}

static void
on_looked(void *arg, int rc, const char *text)
{
	struct loader	*l = arg;

	(void)text;
	settle_again(l->settle, (enum settle_found)rc);
}

/* Main: files have changed, and no more for a moment. */
static void
on_settled(void *arg)
{
	struct loader	*l = arg;

	if (loader_ask(l, LOADER_LOOK, on_looked, l) == 0)
		return;
	log_write(LEVEL_ERROR, "watch: out of memory; what has changed will "
	    "count later");
	settle_again(l->settle, SETTLE_SOMETHING);
}

/* Main: wait for changes, once there is something to wait at. */
static void
follow(struct loader *l, int watch_fd)
{
	if (watch_fd == -1 || l->settle != NULL)
		return;
	l->settle = settle_new(l->setup.base, watch_fd, on_settled, l);
	if (l->settle == NULL)
		log_write(LEVEL_ERROR, "watch: out of memory; changed files "
		    "count at SIGHUP only");
}

/* Main: what the loader has answered. */
static void
loader_on_answer(evutil_socket_t fd, short what, void *arg)
{
	struct requests	 answered = STAILQ_HEAD_INITIALIZER(answered);
	struct loader	*l = arg;
	struct request	*q;
	int		 watch_fd;

	(void)fd;
	(void)what;
	(void)pthread_mutex_lock(&l->lock);
	STAILQ_CONCAT(&answered, &l->answered);
	watch_fd = l->watch_fd;
	(void)pthread_mutex_unlock(&l->lock);
	follow(l, watch_fd);
	while ((q = STAILQ_FIRST(&answered)) != NULL) {
		STAILQ_REMOVE_HEAD(&answered, link);
		TAILQ_REMOVE(&l->outstanding, q, by_main);
		if (q->done != NULL)
			q->done(q->arg, q->rc,
			    q->text != NULL ? q->text : "");
		request_free(q);
	}
}

struct loader *
loader_new(const struct loader_setup *setup)
{
	pthread_condattr_t	 monotonic;
	struct loader		*l;

	if ((l = calloc(1, sizeof(*l))) == NULL)
		return NULL;
	l->setup = *setup;
	(void)pthread_mutex_init(&l->lock, NULL);
	(void)pthread_cond_init(&l->wake, NULL);
	(void)pthread_condattr_init(&monotonic);
	(void)pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&l->told, &monotonic);
	(void)pthread_condattr_destroy(&monotonic);
	STAILQ_INIT(&l->asked);
	STAILQ_INIT(&l->answered);
	TAILQ_INIT(&l->outstanding);
	l->start_error = -1;
	l->watch_fd = -1;
	l->on_answer = event_new(setup->base, -1, EV_PERSIST,
	    loader_on_answer, l);
	/* Last, because it takes conf and sockets. */
	if (l->on_answer != NULL)
		l->rounds = rounds_new(setup, &l->is_stopping,
		    &l->is_awaited, retire, l);
	if (l->rounds == NULL) {
		loader_free(l);
		return NULL;
	}
	return l;
}

int
loader_start(struct loader *l, bool does_unshare)
{
	sigset_t	 all, old;
	int		 error;

	l->does_unshare = does_unshare;
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &old);
	error = pthread_create(&l->thread, NULL, run, l);
	(void)pthread_sigmask(SIG_SETMASK, &old, NULL);
	if (error == 0) {
		l->is_started = true;
		(void)pthread_mutex_lock(&l->lock);
		while (l->start_error == -1)
			(void)pthread_cond_wait(&l->told, &l->lock);
		error = l->start_error;
		(void)pthread_mutex_unlock(&l->lock);
	}
	errno = error;
	return error == 0 ? 0 : -1;
}

static int
ask(struct loader *l, const struct request *like)
{
	struct request	*q;

	if ((q = malloc(sizeof(*q))) == NULL)
		return -1;
	*q = *like;
	TAILQ_INSERT_TAIL(&l->outstanding, q, by_main);
	(void)pthread_mutex_lock(&l->lock);
	STAILQ_INSERT_TAIL(&l->asked, q, link);
	l->is_awaited = true;
	(void)pthread_cond_signal(&l->wake);
	(void)pthread_mutex_unlock(&l->lock);
	return 0;
}

int
loader_ask(struct loader *l, enum loader_request what,
    void (*done)(void *, int, const char *), void *arg)
{
	struct request	like = {.what = what, .done = done, .arg = arg};

	return ask(l, &like);
}

int
loader_ask_name(struct loader *l, enum loader_request what, const char *name,
    void (*done)(void *, int, const char *), void *arg)
{
	struct request	like = {.what = what, .done = done, .arg = arg};

	if ((like.name = strdup(name)) == NULL)
		return -1;
	if (ask(l, &like) == 0)
		return 0;
	free(like.name);
	return -1;
}

void
loader_forget(struct loader *l, const void *arg)
{
	struct request	*q;

	TAILQ_FOREACH(q, &l->outstanding, by_main)
		if (q->arg == arg)
			q->done = NULL;
}

void
loader_get_status(struct loader *l, struct loader_status *out)
{
	(void)pthread_mutex_lock(&l->lock);
	*out = l->status;
	(void)pthread_mutex_unlock(&l->lock);
}

void
loader_stop(struct loader *l)
{
	(void)pthread_mutex_lock(&l->lock);
	l->is_stopping = true;
	(void)pthread_cond_signal(&l->wake);
	(void)pthread_mutex_unlock(&l->lock);
}

int
loader_join(struct loader *l, unsigned patience_ms)
{
	struct timespec	 end_at;
	bool		 is_ending;
	int		 rc = 0;

	if (!l->is_started)
		return 0;
	(void)clock_gettime(CLOCK_MONOTONIC, &end_at);
	end_at.tv_sec += (time_t)(patience_ms / 1000);
	end_at.tv_nsec += (long)(patience_ms % 1000) * 1000000;
	if (end_at.tv_nsec >= 1000000000) {
		end_at.tv_nsec -= 1000000000;
		end_at.tv_sec++;
	}
	(void)pthread_mutex_lock(&l->lock);
	while (!l->is_ending && rc == 0)
		rc = pthread_cond_timedwait(&l->told, &l->lock, &end_at);
	is_ending = l->is_ending;
	l->is_left = !is_ending;
	(void)pthread_mutex_unlock(&l->lock);
	if (!is_ending)
		return -1;
	(void)pthread_join(l->thread, NULL);
	l->is_started = false;
	return 0;
}

void
loader_free(struct loader *l)
{
	struct request	*q;

	if (l == NULL)
		return;
	while ((q = TAILQ_FIRST(&l->outstanding)) != NULL) {
		TAILQ_REMOVE(&l->outstanding, q, by_main);
		request_free(q);
	}
	if (l->rounds != NULL) {
		rounds_close(l->rounds);
		bury(l, l->retired);
		rounds_free(l->rounds);
	}
	if (l->on_answer != NULL)
		event_free(l->on_answer);
	settle_free(l->settle);
	watch_free(l->watch);
	hints_free(l->hints);
	(void)pthread_cond_destroy(&l->told);
	(void)pthread_cond_destroy(&l->wake);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}
