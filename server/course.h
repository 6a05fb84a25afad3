/* SPDX-License-Identifier: ISC */
#ifndef MXD_COURSE_H
#define MXD_COURSE_H

#include "server/linesums.h"
#include "server/round.h"
#include "zones/cast.h"
#include "zones/domains.h"

/*
 * The lists of all templates on their way into a table, one after the
 * other.  When no domain is in two lists, and none has a fault, it can be
 * partial: then lists that have not changed are passed by, and of those that
 * have only the classes of lines are gone through that differ (linesums.h).
 *
 * Private to hostround.c, which begins and ends it, hostlist.c, which reads the
 * lists, and course.c, which knows what becomes of a line.
 */

/* Lines that are read together, so that memory for them is fetched
   together. */
#define COURSE_LINES	16

/* A template in a round. */
struct turn {
	struct host	*host;
	const struct conf_template *conf;
	struct template	*next;		/* sound, and to be served from now
					   on; NULL: that of the host */
	struct template	*tried;		/* the newest, if it is not served */
	struct lineset	*lines;		/* as in struct host */
	uint64_t	 list_stamp;	/* likewise, as the next ten */
	bool		 is_failing;
	bool		 is_unread;
	uint32_t	 at_load[SEV_ERROR + 1];
	uint32_t	 unserved;
	uint32_t	 in_list[SEV_ERROR + 1];
	struct report	*said[HOST_REPORTS]; /* what is new of it */
	bool		 is_said[HOST_REPORTS];
	bool		 has_said;
	uint64_t	 lint;
	size_t		 faults;
	bool		 is_new;	/* so is the host */
	bool		 is_judged;	/* by `lint strict` */
	bool		 is_passed;	/* nothing has changed: it is not gone
					   through */
	struct linesums	*sums;		/* of the list as it is now */
	uint8_t		*wanted;	/* classes of its lines that are gone
					   through; NULL: all */
	size_t		 unused;	/* lines that are another's */
	size_t		 domains;	/* of the template from now on: */
	size_t		 kept;		/* with old content after an error */
	size_t		 dead;		/* likewise with none */
	size_t		 added;
	size_t		 changed;
	size_t		 unchanged;
	size_t		 removed;
	struct sample	 samples[HOST_SAMPLES_MAX]; /* new ones */
	size_t		 nsamples;
};

struct course {
	struct work	*work;
	struct hosts	*hosts;
	struct turn	*turns;		/* in the order of the conf */
	size_t		 nturns;
	struct table_edit *edit;
	const struct table *base;	/* what it began with */
	struct report	*report;	/* of one list at a time */
	struct tally	*tally;		/* by which its lines' findings come
					   there */
	struct report	*scratch;	/* of one domain */
	struct slot_range *left;	/* counters that are free then */
	size_t		 nleft;
	size_t		 cap_left;
	size_t		 seen;		/* zones of the old table that lists
					   name */
	size_t		 edits;
	bool		 mark;		/* of zones that were gone through */
	bool		 is_partial;	/* all others have that mark already */
	bool		 is_short;	/* of counters: it was told */
	struct domain	 lines[COURSE_LINES];
	uint64_t	 values[COURSE_LINES]; /* hashes of theirs */
};

/* A list while it is read. */
struct reading {
	struct course	*course;
	struct turn	*turn;
	struct cast	 cast;
};

/* Before its first line. */
void course_cast(struct reading *);

/*
 * A line: put its domain, or count it.
 *
 * values	lineset_hash() of the line, 0 if it has no values
 * returns	0; -1 without memory; 1: another list has the domain, and the
 *		course cannot be partial
 */
int course_line(struct reading *, const struct domain *, uint64_t values);

/* Whoever asked for the round hears of the errors in the report. */
void course_tell(const struct course *, const struct turn *);

/* The counters of a zone that goes; -1 without memory. */
int course_leave(struct course *, const struct zone *);

/* The new samples of a turn are of no use. */
void turn_drop_samples(struct turn *);

#endif
