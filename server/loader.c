/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "server/calls.h"
#include "server/loader.h"
#include "server/log.h"
#include "server/lookout.h"
#include "server/sdnotify.h"
#include "server/settle.h"
#include "server/thread.h"
#include "zones/kept.h"

struct request {
	STAILQ_ENTRY(request)	 link;		/* where it is now */
	TAILQ_ENTRY(request)	 by_main;	/* loader->outstanding */
	enum loader_request	 what;
	struct inquiry		 inquiry;	/* of loader_inquire(); its name
						   is owned */
	int			 rc;
	char			*text;		/* owned; NULL: no memory */
	size_t			 len;		/* of it, for an inquiry */

	/* Main's; the loader does not look. */
	void			(*done)(void *arg, int rc, const char *text);
	loader_told_fn		*told;
	void			*arg;
};

STAILQ_HEAD(requests, request);

static void
request_free(struct request *q)
{
	free(q->inquiry.name);
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
	struct lookout		 lookout;	/* for files that change */
	struct account		*account;	/* of the last reload */
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

/* Main is told of what there is to watch with. */
static bool
has_watch(struct loader *l, const struct conf *conf)
{
	if (l->lookout.watch != NULL || !lookout_watches(&l->lookout, conf))
		return l->lookout.watch != NULL;
	(void)pthread_mutex_lock(&l->lock);
	l->watch_fd = watch_fd(l->lookout.watch);
	(void)pthread_mutex_unlock(&l->lock);
	return true;
}

/* Before anything is read: no change is missed. */
static void
first_watch(struct loader *l, const struct conf *conf)
{
	if (has_watch(l, conf))
		(void)watch_follow(l->lookout.watch, conf, NULL);
	lookout_follow_hints(&l->lookout, conf);
}

/* Returns as rounds_do(). */
static int
reload_all(struct loader *l)
{
	const struct conf	*conf, *old = rounds_conf(l->rounds);
	const struct rounds_task task = {.account = l->account};
	char			 text[RELOAD_TEXT_MAX];
	int			 rc, log_rc = 0;

	account_begin(l->account);
	if (rounds_is_first(l->rounds)) {
		/* Main has changed the rights of all threads by now. */
		calls_enter(CALLS_LOADER);
		first_watch(l, l->setup.conf);
	} else {
		sdnotify_reloading();
		log_rc = log_reopen();	/* even if all else fails */
		lookout_ahead(&l->lookout, l->rounds, l->account);
	}
	rc = rounds_do(l->rounds, &task, text, &l->outcome);
	if (log_rc == -1)
		rc = -1;
	conf = rounds_conf(l->rounds);
	if (old != NULL && conf != old)
		lookout_follow_hints(&l->lookout, conf);
	if (conf != NULL && has_watch(l, conf) &&
	    watch_follow(l->lookout.watch, conf, rounds_inventory(l->rounds)))
		lookout_again(&l->lookout, l->rounds, &l->outcome);
	lookout_tell(l->rounds, l->account);
	set_status(l, &l->outcome);
	if (rounds_conf(l->rounds) != NULL)
		sdnotify_say("READY=1\nSTATUS=%s", text);
	return rc;
}

/* What the kernel has told of; mostly it is nothing of ours. */
static enum settle_found
look(struct loader *l)
{
	enum settle_found	 found;
	uint64_t		 rounds = l->outcome.rounds;

	found = lookout_look(&l->lookout, l->rounds, &l->outcome);
	if (l->outcome.rounds != rounds) {
		set_status(l, &l->outcome);
		sdnotify_say("STATUS=%s", l->outcome.text);
	}
	return found;
}

static char *
reload_named(struct loader *l, struct request *q)
{
	uint64_t	 rounds = l->outcome.rounds;
	char		*text;

	sdnotify_reloading();
	text = lookout_reload(&l->lookout, l->rounds, l->account, &q->inquiry,
	    &l->outcome, &q->len);
	if (l->outcome.rounds != rounds)
		set_status(l, &l->outcome);
	sdnotify_say("READY=1\nSTATUS=%s", l->outcome.text);
	return text;
}

/* What somebody asks; *last is the outcome of a reload of this moment, or
   NULL. */
static char *
serve_inquiry(struct loader *l, struct request *q, const int **last)
{
	if (q->inquiry.kind != INQUIRE_RELOAD)
		return inquiry_answer(&q->inquiry, l->rounds, &l->setup,
		    &l->outcome, &q->len);
	if (q->inquiry.name != NULL) {
		*last = NULL;
		return reload_named(l, q);
	}
	if (*last == NULL) {
		q->rc = reload_all(l);
		*last = &q->rc;
	}
	return inquiry_account(&q->inquiry, l->account, &q->len);
}

KEPT_BEGIN	/* in q->text */
/* Requests of one moment; reloads among them share one round. */
static void
serve(struct loader *l, struct requests *todo)
{
	const int	*last = NULL;
	struct request	*q;

	STAILQ_FOREACH(q, todo, link) {
		switch (q->what) {
		case LOADER_RELOAD:
			q->rc = last == NULL ? reload_all(l) : *last;
			last = &q->rc;
			q->text = strdup(l->outcome.text);
			break;
		case LOADER_LOOK:
			q->rc = (int)look(l);
			break;
		case LOADER_REOPEN_LOG:
			if ((q->rc = log_reopen()) == 0)
				log_write(LEVEL_INFO, "log: opened again");
			break;
		case LOADER_INQUIRE:
			q->text = serve_inquiry(l, q, &last);
			set_status(l, &l->outcome);
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
KEPT_END

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

/* Whoever is still there. */
static void
tell(struct request *q)
{
	if (q->done != NULL)
		q->done(q->arg, q->rc, q->text != NULL ? q->text : "");
	if (q->told == NULL)
		return;
	free(q->inquiry.name);
	q->inquiry.name = NULL;
	q->told(q->arg, &q->inquiry, q->text, q->len);
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
		tell(q);
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
	if (l->on_answer != NULL && (l->account = account_new()) != NULL)
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
	int	error;

	l->does_unshare = does_unshare;
	error = thread_start(&l->thread, run, l);
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
loader_inquire(struct loader *l, const struct inquiry *inquiry,
    loader_told_fn *told, void *arg)
{
	struct request	like = {.what = LOADER_INQUIRE, .inquiry = *inquiry,
	    .told = told, .arg = arg};

	if (inquiry->name != NULL &&
	    (like.inquiry.name = strdup(inquiry->name)) == NULL)
		return -1;
	if (ask(l, &like) == 0)
		return 0;
	free(like.inquiry.name);
	return -1;
}

void
loader_forget(struct loader *l, const void *arg)
{
	struct request	*q;

	TAILQ_FOREACH(q, &l->outstanding, by_main)
		if (q->arg == arg) {
			q->done = NULL;
			q->told = NULL;
		}
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
	watch_free(l->lookout.watch);
	hints_free(l->lookout.hints);
	account_free(l->account);
	(void)pthread_cond_destroy(&l->told);
	(void)pthread_cond_destroy(&l->wake);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}
