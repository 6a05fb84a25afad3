/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROUND_H
#define MXD_ROUND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "server/account.h"
#include "server/crew.h"
#include "server/inventory.h"
#include "server/progress.h"
#include "server/slots.h"
#include "zones/load.h"
#include "zones/report.h"
#include "zones/table.h"

/*
 * One round of loading: the zones that a configuration names, compared
 * with those that are known; what changed is loaded anew.
 *
 * A zone that fails keeps its last good content.  One that has none is
 * there without content: its names get SERVFAIL.  Either way it is tried
 * again in each round.  All findings go to the log.
 */
struct work;
struct rooms;
struct host;

/* Findings of the linter that are logged in one round: what somebody may
   still read. */
#define ROUND_ADVICE_MAX	1000

/* A file that somebody says has come, changed or gone. */
struct touched {
	const struct conf_zone_dir *dir; /* of the conf of the round; or NULL */
	const char	*file;		/* its name there, ending in ".zone" */
	const uint8_t	*apex;		/* if dir is NULL: of a zone that is
					   read from it, wire form, lower
					   case; NULL: look at all zones */
	bool		 is_hosted;	/* of a template, which is found by the
					   round; at no other file is looked */
};

struct round {
	/* Given by the caller, for the loader's thread. */
	struct inventory	*inventory;
	struct slots		*slots;
	struct crew		*crew;		/* or NULL */
	const struct table	*old;		/* what is served now */
	uint64_t		 generation;	/* of a snapshot with table */
	const atomic_bool	*is_cancelled;	/* polled between zones, also
						   while they are checked */
	const atomic_bool	*is_awaited;	/* somebody waits for the
						   loader: checks are put off;
						   NULL: nobody ever */
	const struct touched	*touched;	/* look at nothing else; the
						   conf is that in force.  NULL:
						   at all zones */
	size_t			 ntouched;
	bool			 is_first;	/* an unreadable directory
						   does not fail the round */
	bool			 refuses_new;	/* `lint strict` refuses a zone
						   also if it has no version
						   before; a start takes none
						   off the air */
	bool			 needs_table;	/* even if no zone changes */
	const struct known	*const *tried;	/* zones that have failed a
						   moment ago, and are tried
						   again only if their file is
						   another one; by address */
	size_t			 ntried;
	struct account		*account;	/* of it; NULL: nobody asks */
	struct progress		*progress;	/* of it; NULL: nobody asks */
	size_t			 advice_max;	/* findings of the linter that
						   are logged; the rest is
						   counted */

	/* What came of it. */
	struct table		*table;		/* the caller's; NULL: no zone
						   has changed, and none is
						   needed */
	size_t			 added;
	size_t			 changed;
	size_t			 removed;
	size_t			 kept;		/* failed, old content */
	size_t			 dead;		/* failed, no content */
	size_t			 again_kept;	/* of those tried before, which
						   counted as kept, that this
						   round reads again or lets
						   go: they count as it finds
						   them */
	size_t			 again_dead;	/* likewise, dead ones */
	size_t			 unchanged;	/* file, or what it says */
	size_t			 unread;	/* lists of domains that could
						   not be read */
	size_t			 unread_dirs;	/* directories likewise */
	size_t			 faults;	/* all these, templates not
						   readable, names that are
						   none */
	struct work		*work;		/* between reload_zones() and
						   the end of its advice */
};

/* A line for the log, "3 added, 2 changed, ..."; returns buf. */
#define RELOAD_TEXT_MAX	384
char *round_to_text(const struct round *, char buf[RELOAD_TEXT_MAX]);

/* The rest is private to those who do a round: reload.c and what it calls. */

/*
 * Where its records stand and what its comments permit is kept of so many
 * zones of a round until the linter has looked at them; the files of others
 * are read again if there is something to tell.
 */
#define ROUND_PAPERS_MAX	1000

struct papers {
	struct places	*places;
	struct allows	 allows;
};

/*
 * A zone that is loaded in this round; takes effect when all are done.
 * There may be a million.
 */
struct step {
	struct known		*known;
	struct zone		*zone;		/* to be served; NULL: go on
						   with the old one */
	struct zone		*before;	/* that zone has replaced */
	struct aside		*aside;		/* for known; its file is set
						   from the start */
	const struct outcome	*outcome;	/* for known */
	uint64_t		 stamp;		/* likewise */
	uint32_t		 digest;	/* likewise */
	uint8_t			 room;		/* of zone's counters */
	bool			 has_range : 1;	/* they are new */
	bool			 has_failed : 1;
	bool			 is_same : 1;	/* zone is served already: its
						   file says what it said */
	bool			 has_allows : 1; /* its comments permit
						   something */
	bool			 is_learnt : 1;	/* zone, by the examiner */
	bool			 is_examined : 1;
};

/* What a round has in hand. */
struct work {
	struct round		*round;
	const struct conf	*conf;
	struct table_edit	*edit;		/* NULL: nothing to change */
	struct report		*report;	/* of one zone at a time */
	struct rooms		*rooms;		/* to read in; or NULL */
	struct step		*steps;
	size_t			 nsteps;
	size_t			 cap_steps;
	struct papers		*papers;	/* of the first steps */
	size_t			 npapers;
	struct known		**gone;		/* no longer wanted */
	size_t			 ngone;
	size_t			 cap_gone;
	uint32_t		*changed;	/* rests_hashes() of zones that
						   came, changed or went */
	size_t			 nchanged;
	size_t			 cap_changed;
	const struct host	*renewed;	/* all of whose domains changed;
						   changed has room for them,
						   see host_note_renewed() */
	size_t			 shown;		/* findings of the linter */
	size_t			 left_out;	/* those not logged */

	/* How far the advice has come. */
	size_t			 learnt;	/* steps */
	uint32_t		 learning;	/* of a walk over the others */
	size_t			 examined;	/* steps */
	uint32_t		 cursor;	/* of a walk over all zones */
	size_t			 hosts;		/* templates examined */
	bool			 is_marked;	/* what rests on changed */
	const struct lint	*lint;		/* of the last zone seen, */
	uint64_t		 lint_digest;	/* and its lint_digest() */
};

/* Each logs that nothing is changed, and why, and is -1. */
int round_out_of_memory(void);
int round_give_up(void);

/* A zone was loaded: the account has it, and the past; before it is
   applied. */
void round_tell_success(const struct round *, const struct step *);

/* A zone has not loaded, because of errors that were logged: what that
   does. */
void round_log_failure(const struct step *, const struct report *);

/* The account has why a zone is not loaded; why: or NULL. */
void round_tell_failure(const struct round *, const struct step *,
    const struct finding *why);

/* A zone goes, or its file has gone: for the log. */
void round_log_removal(const struct work *, const struct known *);

/* A zone goes: the account has it, and the past has nothing more of it. */
void round_tell_removal(const struct round *, const struct known *);

/* A zone comes, changes or goes: see changed.  -1 without memory. */
int round_note(struct work *, const struct name *apex);

/* In the order that a round wants. */
void round_sort_tried(const struct known **, size_t n);

/* Is this zone one of those that were tried already? */
bool round_has_tried(const struct round *, const struct known *);

/* This zone is read again or let go: counted, if it was tried already. */
void round_count_again(struct round *, const struct known *);

/*
 * Is at templates looked, too?  Not if it is for some zones only that have
 * nothing to do with any: those that have errors are not read again for them,
 * because lists may be long.
 */
bool round_has_templates(const struct round *);

/*
 * Are checks to be put off: has that time come (clock_ms()), or is the loader
 * awaited?  Never with UINT64_MAX.  Asked after each piece of work, so it lets
 * others run, too.
 */
bool round_is_over(struct work *, uint64_t until_ms);

/* The same for so many zones to come: the next ones find room.  -1 without
   memory. */
int round_reserve(struct work *, size_t zones);

/* Is the round to be given up? */
static inline bool
round_is_cancelled(const struct round *r)
{
	return atomic_load_explicit(r->is_cancelled, memory_order_relaxed);
}

#endif
