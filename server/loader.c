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

#include "server/clock.h"
#include "server/listing.h"
#include "server/loader.h"
#include "server/log.h"
#include "server/publish.h"
#include "server/reread.h"
#include "server/restart.h"
#include "server/sdnotify.h"

/* Findings about addresses that are logged; the rest is counted. */
#define FINDINGS_MAX	200

struct request {
	STAILQ_ENTRY(request)	 link;		/* where it is now */
	TAILQ_ENTRY(request)	 by_main;	/* loader->outstanding */
	enum loader_request	 what;
	int			 rc;
	char			*text;		/* owned; NULL: no memory */

	/* Main's; the loader does not look. */
	void			(*done)(void *arg, int rc, const char *text);
	void			*arg;
};

STAILQ_HEAD(requests, request);

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
	atomic_bool		 is_stopping;	/* written under the lock */

	/* Main's. */
	TAILQ_HEAD(, request)	 outstanding;
	struct event		*on_answer;
	pthread_t		 thread;
	bool			 is_started;

	/* The loader's, once started. */
	struct loader_setup	 setup;
	struct conf		*first;		/* until it is published */
	struct table		*empty;		/* likewise */
	struct restart		*restart;
	struct inventory	*inventory;
	struct slots		*slots;
	struct publisher	*publisher;
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
		publisher_bury(l->publisher, s);
	}
}

static void
apply_log(const struct loader *l, const struct conf *old,
    const struct conf *conf)
{
	struct log_settings	 set, was;

	set = log_choose(conf, l->setup.is_foreground, l->setup.is_verbose);
	was = log_choose(old, l->setup.is_foreground, l->setup.is_verbose);
	if (log_follow(&was, &set) == -1)
		log_write(LEVEL_ERROR, "log file %s: %s; the log goes where "
		    "it went", set.file, log_why());
}

static int
plan_listening(const struct loader *l, const struct conf *conf,
    struct listen_set *next)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	int		 rc = -1;

	*next = (struct listen_set){NULL, 0, 0};
	if (rep != NULL) {
		rc = publisher_plan(l->publisher, conf, rep, next);
		log_report(l->setup.conf_path, rep);
	}
	report_free(rep);
	if (rc == -1)
		log_write(LEVEL_ERROR, "%s: not all addresses can be listened "
		    "on; nothing is changed, mxd goes on with the "
		    "configuration it has", l->setup.conf_path);
	return rc;
}

static const struct table *
table_now(const struct loader *l)
{
	const struct table	*table = publisher_table(l->publisher);

	return table != NULL ? table : l->empty;
}

/* The outcome for who asks later. */
static void
set_status(struct loader *l, const struct round *round, int rc,
    const char *text)
{
	uint64_t	 found[SEV_ERROR + 1];

	inventory_findings(l->inventory, found);
	(void)pthread_mutex_lock(&l->lock);
	l->status.generation = publisher_generation(l->publisher);
	if (round != NULL) {
		l->status.zones = inventory_count(l->inventory);
		l->status.failing = round->kept + round->dead;
		memcpy(l->status.found, found, sizeof(found));
	}
	l->status.when = time(NULL);
	l->status.rc = rc;
	(void)strlcpy(l->status.text, text, sizeof(l->status.text));
	(void)pthread_mutex_unlock(&l->lock);
}

/* Has the configuration in force been edited, or is there none? */
static bool
is_conf_new(const struct loader *l)
{
	const struct conf	*now = publisher_conf(l->publisher);

	return now == NULL || zone_files_changed(now->files, now->nfiles);
}

/* Aside, all that may fail.  Then the inventory is that of the table. */
static int
load_aside(struct loader *l, struct round *round, const struct conf *conf)
{
	round->inventory = l->inventory;
	round->slots = l->slots;
	round->old = table_now(l);
	round->generation = publisher_generation(l->publisher) + 1;
	round->is_cancelled = &l->is_stopping;
	round->advice_max = ROUND_ADVICE_MAX;
	round->is_first = publisher_table(l->publisher) == NULL;
	round->refuses_new = !round->is_first;
	round->needs_table = is_conf_new(l);
	if (publisher_prepare(l->publisher) == -1) {
		log_write(LEVEL_ERROR, "reload: out of memory; nothing is "
		    "changed");
		return -1;
	}
	return reload_zones(round, conf);
}

/*
 * Load the zones of conf and put all in force.  Takes conf.  next is the
 * sockets, or NULL in the first round.
 */
static int
load_zones(struct loader *l, struct round *round, struct conf *conf,
    struct listen_set *next)
{
	if (load_aside(l, round, conf) == -1) {
		if (next != NULL)
			listen_clear(next, l->setup.nworkers);
		conf_free(conf);
		return -1;
	}
	/* From here on nothing fails: files are not read a second time. */
	if (next != NULL) {
		apply_log(l, publisher_conf(l->publisher), conf);
		restart_warn(l->restart, conf);
		publish_listening(l->publisher, next);
	}
	if (round->table != NULL)
		publish(l->publisher, round->table, conf);
	reload_advise(round);
	if (round->table == NULL)
		conf_free(conf);	/* nothing has changed at all */
	return 0;
}

/* The first round: configuration and sockets are there already. */
static int
start(struct loader *l, struct round *round, const char **why)
{
	struct conf	*conf = l->first;

	l->first = NULL;
	*why = "the zones could not be loaded, see the log";
	if (load_zones(l, round, conf, NULL) == -1)
		return -1;
	table_free(l->empty);
	l->empty = NULL;
	return 0;
}

static int
reload(struct loader *l, struct round *round, const char **why)
{
	struct listen_set	 next;
	struct conf		*conf;

	*why = "the configuration has errors, see the log; nothing is changed";
	if ((conf = reread(l->setup.conf_path)) == NULL)
		return -1;
	*why = "not all addresses can be listened on, see the log; nothing "
	    "is changed";
	if (plan_listening(l, conf, &next) == -1) {
		conf_free(conf);
		return -1;
	}
	*why = "failed, see the log";
	return load_zones(l, round, conf, &next);
}

/* One round.  text, RELOAD_TEXT_MAX bytes, is the outcome. */
static int
do_round(struct loader *l, char *text)
{
	struct round	 round = {.inventory = NULL};
	const char	*why, *what;
	uint64_t	 since = clock_ms();
	int		 rc;

	what = l->first != NULL ? "start" : "reload";
	rc = l->first != NULL ? start(l, &round, &why) :
	    reload(l, &round, &why);
	if (rc == -1) {
		(void)strlcpy(text, why, RELOAD_TEXT_MAX);
		set_status(l, NULL, -1, text);
		return -1;
	}
	log_write(LEVEL_NOTICE, "%s: %s; %ju ms", what,
	    reload_to_text(&round, text), (uintmax_t)(clock_ms() - since));
	rc = round.kept + round.dead + round.faults == 0 ? 0 : -1;
	set_status(l, &round, rc, text);
	return rc;
}

static void
serve_reload(struct loader *l, struct request *q)
{
	char	 text[RELOAD_TEXT_MAX];

	if (l->first == NULL)
		sdnotify_reloading();
	q->rc = do_round(l, text);
	q->text = strdup(text);
	if (publisher_conf(l->publisher) != NULL)
		sdnotify_say("READY=1\nSTATUS=%s", text);
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
		case LOADER_REOPEN_LOG:
			serve_reopen(q);
			break;
		case LOADER_LIST_ZONES:
			q->text = listing_make(l->inventory);
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

/* Wait for something to do; false: end. */
static bool
next_work(struct loader *l, struct requests *todo, struct snapshot **retired)
{
	bool	 goes_on;

	(void)pthread_mutex_lock(&l->lock);
	while (!l->is_stopping && STAILQ_EMPTY(&l->asked) &&
	    l->retired == NULL)
		(void)pthread_cond_wait(&l->wake, &l->lock);
	goes_on = !l->is_stopping;
	*retired = l->retired;
	l->retired = NULL;
	if (goes_on)
		STAILQ_CONCAT(todo, &l->asked);
	(void)pthread_mutex_unlock(&l->lock);
	return goes_on;
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
	} while (goes_on);
	end(l);
	return NULL;
}

/* Main: what the loader has answered. */
static void
loader_on_answer(evutil_socket_t fd, short what, void *arg)
{
	struct requests	 answered = STAILQ_HEAD_INITIALIZER(answered);
	struct loader	*l = arg;
	struct request	*q;

	(void)fd;
	(void)what;
	(void)pthread_mutex_lock(&l->lock);
	STAILQ_CONCAT(&answered, &l->answered);
	(void)pthread_mutex_unlock(&l->lock);
	while ((q = STAILQ_FIRST(&answered)) != NULL) {
		STAILQ_REMOVE_HEAD(&answered, link);
		TAILQ_REMOVE(&l->outstanding, q, by_main);
		if (q->done != NULL)
			q->done(q->arg, q->rc,
			    q->text != NULL ? q->text : "");
		free(q->text);
		free(q);
	}
}

static int
set_up(struct loader *l)
{
	uint64_t	 seeds[2];

	arc4random_buf(seeds, sizeof(seeds));
	l->on_answer = event_new(l->setup.base, -1, EV_PERSIST,
	    loader_on_answer, l);
	l->inventory = inventory_new(seeds[0]);
	l->empty = table_new(seeds[1]);
	l->slots = slots_new();
	l->restart = restart_new(l->setup.conf);
	if (l->on_answer == NULL || l->inventory == NULL ||
	    l->empty == NULL || l->slots == NULL || l->restart == NULL)
		return -1;
	/* Last, because it takes the sockets. */
	l->publisher = publisher_new(l->slots, l->setup.workers,
	    l->setup.nworkers, l->setup.listening, retire, l);
	return l->publisher == NULL ? -1 : 0;
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
	if (set_up(l) == -1) {
		loader_free(l);
		return NULL;
	}
	l->first = setup->conf;
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

int
loader_ask(struct loader *l, enum loader_request what,
    void (*done)(void *, int, const char *), void *arg)
{
	struct request	*q;

	if ((q = calloc(1, sizeof(*q))) == NULL)
		return -1;
	q->what = what;
	q->done = done;
	q->arg = arg;
	TAILQ_INSERT_TAIL(&l->outstanding, q, by_main);
	(void)pthread_mutex_lock(&l->lock);
	STAILQ_INSERT_TAIL(&l->asked, q, link);
	(void)pthread_cond_signal(&l->wake);
	(void)pthread_mutex_unlock(&l->lock);
	return 0;
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
		free(q->text);
		free(q);
	}
	if (l->publisher != NULL) {
		publisher_close(l->publisher);
		bury(l, l->retired);
		publisher_free(l->publisher);
	}
	conf_free(l->first);
	table_free(l->empty);
	inventory_free(l->inventory);
	slots_free(l->slots);
	restart_free(l->restart);
	if (l->on_answer != NULL)
		event_free(l->on_answer);
	(void)pthread_cond_destroy(&l->told);
	(void)pthread_cond_destroy(&l->wake);
	(void)pthread_mutex_destroy(&l->lock);
	free(l);
}
