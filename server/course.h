/* SPDX-License-Identifier: ISC */
#ifndef MXD_COURSE_H
#define MXD_COURSE_H

#include "server/round.h"
#include "zones/domains.h"

/*
 * The lists of all templates on their way into a table, one after the
 * other.  Private to hostround.c, which begins and ends it, and course.c,
 * which reads the lists.
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
	uint64_t	 list_stamp;	/* likewise, as the next four */
	bool		 is_failing;
	bool		 is_unread;
	uint32_t	 at_load[SEV_ERROR + 1];
	size_t		 faults;
	bool		 is_new;	/* so is the host */
	bool		 is_judged;	/* by `lint strict` */
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
	bool		 is_short;	/* of counters: it was told */
	struct domain	 lines[COURSE_LINES];
};

/*
 * Read the list of a template and put its domains.
 * returns	0, or -1 without memory or cancelled, which is logged
 */
int course_take(struct course *, struct turn *);

/* The counters of a zone that goes; -1 without memory. */
int course_leave(struct course *, const struct zone *);

/* The new samples of a turn are of no use. */
void turn_drop_samples(struct turn *);

#endif
