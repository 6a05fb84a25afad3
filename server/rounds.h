/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROUNDS_H
#define MXD_ROUNDS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "server/listen.h"
#include "server/reload.h"
#include "server/standing.h"
#include "server/worker.h"

struct confine;
struct event_base;
struct progress;

/* What the loader works with. */
struct loader_setup {
	const char		*conf_path;	/* absolute; borrowed */
	struct conf		*conf;		/* the first; taken */
	struct listen_set	*listening;	/* its sockets; taken */
	struct worker		**workers;	/* borrowed */
	unsigned		 nworkers;
	struct event_base	*base;		/* main's; answers come there */
	bool			 is_foreground;	/* see log_choose() */
	bool			 is_verbose;
	const struct confine	*confine;	/* borrowed; NULL: nothing is
						   confined */
	struct progress		*progress;	/* borrowed; or NULL */
	void			(*at_end)(void *arg); /* last deed of the
						   thread, in its view of the
						   file system, unless it is
						   left; may be NULL */
	void			*arg;
};

/*
 * The rounds of a loader, one after the other: configuration and zones are
 * read, put in force, and checked.  Knows no other thread but the workers,
 * to whom it hands what is in force; all functions are the loader's.
 */
struct rounds;

/*
 * setup	its conf and listening are taken
 * is_stopping	a round under way is given up when it is set; borrowed
 * is_awaited	checks are put off while it is set; borrowed
 * retire	as in snapshot.h: the loader passes the snapshot to
 *		rounds_bury() in its own thread
 * returns	NULL without memory; then nothing was taken
 */
struct rounds *rounds_new(const struct loader_setup *,
    const atomic_bool *is_stopping, const atomic_bool *is_awaited,
    void (*retire)(void *arg, struct snapshot *), void *arg);

/* Is the next round the first one? */
bool rounds_is_first(const struct rounds *);

/* A round that is wanted; all 0: one like SIGHUP's. */
struct rounds_task {
	const struct touched	*touched;	/* NULL: look at all */
	size_t			 n;		/* of them */
	bool			 is_watch;	/* nobody asked for it */
	struct account		*account;	/* what comes of it; or NULL */
};

/*
 * Do one.  The first one begins with the conf and the sockets of the setup;
 * others read the configuration anew, or, if files are given, look at these
 * and no others, with the configuration in force.
 *
 * Checks may go on when it returns: see rounds_advise().
 *
 * text		RELOAD_TEXT_MAX octets: the outcome for an operator
 * status	set
 * returns	0, or -1 if it did not work, or not for all zones
 */
int rounds_do(struct rounds *, const struct rounds_task *, char *text,
    struct loader_status *status);

/*
 * Look at these files and put them in force, before the round that looks at
 * all: it says what came of both.  Not the first one.
 */
void rounds_ahead(struct rounds *, const struct rounds_task *);

/* Has the configuration been edited, or is there none in force? */
bool rounds_has_news(const struct rounds *);

/* The conf in force; NULL before the first round is done. */
const struct conf *rounds_conf(const struct rounds *);

struct inventory *rounds_inventory(struct rounds *);

/* The table in force, or one without zones. */
const struct table *rounds_table(const struct rounds *);

/* For those who watch: board_make() and exchange_text() of what is in force,
   for free(), or NULL without memory. */
char *rounds_board(struct rounds *);
char *rounds_exchanges(const struct rounds *);

/* Are there checks that were put off? */
bool rounds_has_advice(const struct rounds *);

/* Go on with them for a moment.  status is changed as far as they change it. */
void rounds_advise(struct rounds *, struct loader_status *status);

/* Free a snapshot that nobody holds. */
void rounds_bury(struct rounds *, struct snapshot *);

/* Workers are gone. */
void rounds_close(struct rounds *);

/* After rounds_close(), and when all snapshots are buried. */
void rounds_free(struct rounds *);

#endif
