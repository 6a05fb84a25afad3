/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "server/account.h"
#include "server/board.h"
#include "server/clock.h"
#include "server/confine.h"
#include "server/handover.h"
#include "server/log.h"
#include "server/publish.h"
#include "server/reread.h"
#include "server/restart.h"
#include "server/rounds.h"
#include "server/turns.h"

/* Findings about addresses that are logged; the rest is counted. */
#define FINDINGS_MAX	200

/*
 * How long the outcome of a round waits for its checks, so that who reloads
 * a few zones finds in the log what they say.  After that they go on in
 * pieces, between which the loader can do something else.
 */
#define PATIENCE_MS	1000
#define PIECE_MS	20

/* The same while checks of earlier rounds are not done, as after the start
   with a million zones: nobody waits for those; and of `watch on`, when the
   next change may be there already. */
#define HASTE_MS	50

/* Freed memory that is kept for the next round. */
#define IDLE_MOST_BYTES	((size_t)1 << 20)

struct rounds {
	struct loader_setup	 setup;
	const atomic_bool	*is_stopping;
	const atomic_bool	*is_awaited;
	struct conf		*first;		/* until it is published */
	struct table		*empty;		/* likewise */
	struct restart		*restart;
	struct inventory	*inventory;
	struct slots		*slots;
	struct publisher	*publisher;
	struct round		 round;		/* the last one */
	bool			 has_advice;	/* it goes on */
	struct account		*account;	/* of the round at hand; or
						   NULL */
	struct round		 ahead;		/* rounds_ahead(): its counts */
	const struct known	**failed;	/* and what failed in it; or
						   NULL */
	size_t			 nfailed;
	bool			 is_behind;	/* with checks of rounds before
						   it, too */
	struct conf		*kept;		/* of a round that changed
						   nothing: the inventory has
						   words of it; or NULL */
};

struct rounds *
rounds_new(const struct loader_setup *setup, const atomic_bool *is_stopping,
    const atomic_bool *is_awaited, void (*retire)(void *, struct snapshot *),
    void *arg)
{
	struct rounds	*r;
	uint64_t	 seeds[2];

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return NULL;
	r->setup = *setup;
	r->is_stopping = is_stopping;
	r->is_awaited = is_awaited;
	arc4random_buf(seeds, sizeof(seeds));
	r->inventory = inventory_new(seeds[0]);
	r->empty = table_new(seeds[1]);
	r->slots = slots_new();
	r->restart = restart_new(setup->conf);
	/* Last, because it takes the sockets. */
	if (r->inventory != NULL && r->empty != NULL && r->slots != NULL &&
	    r->restart != NULL)
		r->publisher = publisher_new(r->slots, setup->workers,
		    setup->nworkers, setup->listening, retire, arg);
	if (r->publisher == NULL) {
		rounds_free(r);
		return NULL;
	}
	r->first = setup->conf;
	return r;
}

bool
rounds_is_first(const struct rounds *r)
{
	return r->first != NULL;
}

const struct conf *
rounds_conf(const struct rounds *r)
{
	return publisher_conf(r->publisher);
}

struct inventory *
rounds_inventory(struct rounds *r)
{
	return r->inventory;
}

bool
rounds_has_advice(const struct rounds *r)
{
	return r->has_advice;
}

static void
apply_log(const struct rounds *r, const struct conf *old,
    const struct conf *conf)
{
	struct log_settings	 set, was;

	set = log_choose(conf, r->setup.is_foreground, r->setup.is_verbose);
	was = log_choose(old, r->setup.is_foreground, r->setup.is_verbose);
	if (log_follow(&was, &set) == -1)
		log_write(LEVEL_ERROR, "log file %s: %s; the log goes where "
		    "it went", set.file, log_why());
}

static int
plan_listening(const struct rounds *r, const struct conf *conf,
    struct listen_set *next)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	int		 rc = -1;

	*next = (struct listen_set){NULL, 0, 0};
	if (rep != NULL) {
		rc = publisher_plan(r->publisher, conf, rep, next);
		if (rc == 0)
			handover_warn(next, rep);
		log_report(r->setup.conf_path, rep);
		account_report(r->account, "conf", r->setup.conf_path, rep);
	}
	report_free(rep);
	if (rc == -1)
		log_write(LEVEL_ERROR, "%s: not all addresses can be listened "
		    "on; nothing is changed, mxd goes on with the "
		    "configuration it has", r->setup.conf_path);
	return rc;
}

const struct table *
rounds_table(const struct rounds *r)
{
	const struct table	*table = publisher_table(r->publisher);

	return table != NULL ? table : r->empty;
}

static struct exchange_view
view_of(const struct rounds *r)
{
	return (struct exchange_view){rounds_conf(r), rounds_table(r),
	    r->setup.workers, r->setup.nworkers};
}

char *
rounds_board(struct rounds *r)
{
	struct exchange_view	 view = view_of(r);

	return board_make(r->inventory, inventory_hosts(r->inventory), &view);
}

char *
rounds_exchanges(const struct rounds *r)
{
	struct exchange_view	 view = view_of(r);

	return exchange_text(&view);
}

/* Has the configuration in force been edited, or is there none? */
static bool
is_conf_new(const struct rounds *r)
{
	const struct conf	*now = publisher_conf(r->publisher);

	return now == NULL || zone_files_changed(now->files, now->nfiles);
}

/* What a round begins with. */
static void
set_up(struct rounds *r, const struct touched *touched, size_t n)
{
	bool	 is_first = publisher_table(r->publisher) == NULL;

	r->round = (struct round){.inventory = r->inventory,
	    .slots = r->slots, .old = rounds_table(r),
	    .generation = publisher_generation(r->publisher) + 1,
	    .is_cancelled = r->is_stopping, .is_awaited = r->is_awaited,
	    .touched = touched,
	    .ntouched = n, .tried = r->failed, .ntried = r->nfailed,
	    .advice_max = ROUND_ADVICE_MAX,
	    .account = is_first ? NULL : r->account,
	    .progress = r->setup.progress,
	    .is_first = is_first, .refuses_new = !is_first,
	    .needs_table = touched == NULL && is_conf_new(r)};
}

/* Aside, all that may fail.  Then the inventory is that of the table. */
static int
load_aside(struct rounds *r, const struct conf *conf)
{
	int	 rc;

	if (publisher_prepare(r->publisher) == -1)
		return round_out_of_memory();
	/* Without helpers it takes longer, and that is all. */
	r->round.crew = crew_new(crew_useful());
	rc = reload_zones(&r->round, conf);
	crew_free(r->round.crew);
	r->round.crew = NULL;
	r->has_advice = rc == 0;
	return rc;
}

/* A conf that stays, because nothing has changed at all. */
static void
keep_conf(struct rounds *r, struct conf *conf)
{
	conf_free(r->kept);
	r->kept = conf;
}

/*
 * Load the zones of conf and put all in force.  Takes conf.  next is the
 * sockets, or NULL in the first round.
 */
static int
load_zones(struct rounds *r, struct conf *conf, struct listen_set *next)
{
	struct exchange_view	 view;

	set_up(r, NULL, 0);
	if (load_aside(r, conf) == -1) {
		if (next != NULL)
			listen_clear(next, r->setup.nworkers);
		conf_free(conf);
		return -1;
	}
	/* From here on nothing fails: files are not read a second time. */
	if (next != NULL) {
		apply_log(r, publisher_conf(r->publisher), conf);
		restart_warn(r->restart, conf, r->account);
		publish_listening(r->publisher, next);
	}
	if (r->round.table != NULL)
		publish(r->publisher, r->round.table, conf);
	keep_conf(r, r->round.table == NULL ? conf : NULL);
	view = view_of(r);
	exchange_warn(&view);
	return 0;
}

/* The first round: configuration and sockets are there already. */
static int
start(struct rounds *r, const char **why)
{
	struct conf	*conf = r->first;

	r->first = NULL;
	*why = "the zones could not be loaded, see the log";
	if (load_zones(r, conf, NULL) == -1)
		return -1;
	table_free(r->empty);
	r->empty = NULL;
	turns_load();
	return 0;
}

/* That Landlock keeps from us. */
static void
tell_directory(void *account, const char *directory, const char *why)
{
	account_restart(account, "directory", directory, why);
}

static int
reload(struct rounds *r, const char **why)
{
	struct listen_set	 next;
	struct conf		*conf;

	*why = "the configuration has errors, see the log";
	if ((conf = reread(r->setup.conf_path, r->account)) == NULL)
		return -1;
	confine_warn(r->setup.confine, conf,
	    log_wants_file(conf, r->setup.is_foreground), tell_directory,
	    r->account);
	*why = "not all addresses can be listened on, see the log";
	if (plan_listening(r, conf, &next) == -1) {
		conf_free(conf);
		return -1;
	}
	*why = "failed, see the log";
	return load_zones(r, conf, &next);
}

static int
look(struct rounds *r, const struct touched *touched, size_t n,
    const char **why)
{
	struct conf	*conf = publisher_shared_conf(r->publisher);

	*why = "failed, see the log";
	set_up(r, touched, n);
	if (load_aside(r, conf) == -1)
		return -1;
	if (r->round.table != NULL)
		publish(r->publisher, r->round.table, conf);
	return 0;
}

/*
 * What a round has used and freed goes back to the system: after a large
 * one malloc would keep as much again as is served.
 */
static void
give_back(void)
{
#ifdef __GLIBC__
	if (mallinfo2().fordblks > IDLE_MOST_BYTES)
		(void)malloc_trim(0);
#endif
}

static void
advise_until(struct rounds *r, uint64_t until_ms)
{
	if (!r->has_advice || !reload_advise_some(&r->round, until_ms))
		return;
	r->has_advice = false;
	r->is_behind = false;
	give_back();
}

/* How many zones are in force before the round at hand, by rounds_ahead(). */
static size_t
count_ahead(const struct rounds *r)
{
	return r->ahead.added + r->ahead.changed;
}

static void
tell_failure(const struct rounds *r, const char *why,
    char text[RELOAD_TEXT_MAX])
{
	size_t	 n = count_ahead(r);

	if (n > 0)
		(void)snprintf(text, RELOAD_TEXT_MAX, "%s; %zu zone%s in "
		    "force since before, and nothing else is changed", why, n,
		    n == 1 ? " is" : "s are");
	else
		(void)snprintf(text, RELOAD_TEXT_MAX, "%s%s", why,
		    publisher_table(r->publisher) == NULL ? "" :
		    "; nothing is changed");
}

/* The outcome for who asks later. */
static void
set_status(struct rounds *r, const struct standing_round *round,
    struct loader_status *status)
{
	status->exchanges = rounds_conf(r) == NULL ? 0 :
	    rounds_conf(r)->nexchanges;
	if (rounds_conf(r) != NULL)
		(void)restart_text(r->restart, rounds_conf(r), status->waits);
	status->generation = publisher_generation(r->publisher);
	standing_set(status, r->inventory, round, time(NULL));
}

/* Nothing came of it: files were looked at, and that is all. */
static bool
is_quiet(const struct round *round)
{
	return round->added + round->changed + round->removed + round->kept +
	    round->dead + round->faults == 0;
}

static int
try(struct rounds *r, const struct rounds_task *task, const char **why)
{
	r->account = task->account;
	if (r->first != NULL)
		return start(r, why);
	return task->touched == NULL ? reload(r, why) :
	    look(r, task->touched, task->n, why);
}

/* Of a round that was: those after it do its checks, too. */
static void
stop_advice(struct rounds *r)
{
	if (!r->has_advice)
		return;
	reload_advise_stop(&r->round);
	r->has_advice = false;
	r->is_behind = true;
}

static void
forget_ahead(struct rounds *r)
{
	r->ahead = (struct round){.added = 0};
	free(r->failed);
	r->failed = NULL;
	r->nfailed = 0;
}

bool
rounds_has_news(const struct rounds *r)
{
	return is_conf_new(r);
}

/* What was tried in it, and failed: all else is tried again, and counts
   then. */
static void
note_failed(struct rounds *r)
{
	size_t	 i;

	r->failed = reload_failed(&r->round, &r->nfailed);
	r->ahead.kept = r->ahead.dead = 0;
	for (i = 0; i < r->nfailed; i++)
		if (known_has_content(r->failed[i]))
			r->ahead.kept++;
		else
			r->ahead.dead++;
}

void
rounds_ahead(struct rounds *r, const struct rounds_task *task)
{
	const char	*why;

	stop_advice(r);
	r->account = task->account;
	if (look(r, task->touched, task->n, &why) == -1)
		return;		/* logged; the round that follows does it */
	r->ahead = r->round;
	note_failed(r);
	log_write(LEVEL_INFO, "reload: in force: %zu zone%s known to have "
	    "changed; looking at all others", count_ahead(r),
	    count_ahead(r) == 1 ? " whose file is" : "s whose files are");
	advise_until(r, clock_ms() + HASTE_MS);
}

/* What came of both together.  The second saw no change where the first had
   been, unless a file that had failed was another one by then. */
static void
add_ahead(struct rounds *r)
{
	const struct round	*a = &r->ahead;
	struct round		*all = &r->round;
	size_t			 kept = a->kept - all->again_kept;
	size_t			 dead = a->dead - all->again_dead;
	size_t			 twice = a->added + a->changed + kept + dead;

	all->added += a->added;
	all->changed += a->changed;
	all->removed += a->removed;
	all->kept += kept;
	all->dead += dead;
	all->unchanged -= all->unchanged < twice ? all->unchanged : twice;
}

/* It is over; counts: of this round, or as far as it came. */
static void
end_account(struct rounds *r, int rc, const char *text,
    const struct round *counts)
{
	const struct account_sum	 sum = {counts->added, counts->changed,
	    counts->removed, counts->kept, counts->dead, counts->unchanged};

	account_end(r->account, rc, text, &sum);
	r->account = NULL;
}

/* "start", and so on, for the log. */
static const char *
title_of(const struct rounds *r, const struct rounds_task *task)
{
	return r->first != NULL ? "start" : task->is_watch ? "watch" :
	    "reload";
}

int
rounds_do(struct rounds *r, const struct rounds_task *task, char *text,
    struct loader_status *status)
{
	struct standing_round	 round = {.text = text};
	const char		*why, *what;
	uint64_t		 begun = clock_ms(), done;
	size_t			 bad;

	stop_advice(r);
	what = title_of(r, task);
	round.is_whole = task->touched == NULL;
	if (try(r, task, &why) == -1) {
		tell_failure(r, why, text);
		round.why = account_conf_error(r->account);
		end_account(r, -1, text, &r->ahead);
		forget_ahead(r);
		round.rc = -1;
		round.is_void = true;
		set_status(r, &round, status);
		return -1;
	}
	done = clock_ms();
	add_ahead(r);
	forget_ahead(r);
	give_back();
	advise_until(r, done + (r->is_behind || task->is_watch ? HASTE_MS :
	    PATIENCE_MS));
	log_write(task->is_watch && is_quiet(&r->round) ? LEVEL_DEBUG :
	    LEVEL_NOTICE, "%s: %s; %ju ms", what,
	    round_to_text(&r->round, text), (uintmax_t)(done - begun));
	bad = r->round.kept + r->round.dead;
	round.rc = bad + r->round.faults == 0 ? 0 : -1;
	end_account(r, round.rc, text, &r->round);
	set_status(r, &round, status);
	return round.rc;
}

void
rounds_advise(struct rounds *r, struct loader_status *status)
{
	advise_until(r, clock_ms() + PIECE_MS);
	inventory_findings(r->inventory, status->found);
}

void
rounds_bury(struct rounds *r, struct snapshot *s)
{
	publisher_bury(r->publisher, s);
	give_back();
}

void
rounds_close(struct rounds *r)
{
	if (r->has_advice)
		reload_advise_stop(&r->round);
	r->has_advice = false;
	publisher_close(r->publisher);
}

void
rounds_free(struct rounds *r)
{
	if (r == NULL)
		return;
	publisher_free(r->publisher);
	conf_free(r->first);
	conf_free(r->kept);
	free(r->failed);
	table_free(r->empty);
	inventory_free(r->inventory);
	slots_free(r->slots);
	restart_free(r->restart);
	free(r);
}
