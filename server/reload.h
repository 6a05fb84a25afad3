/* SPDX-License-Identifier: ISC */
#ifndef MXD_RELOAD_H
#define MXD_RELOAD_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/conf.h"
#include "server/inventory.h"
#include "server/slots.h"
#include "zones/table.h"

/*
 * One round of loading: the zones that a configuration names, compared
 * with those that are known; what changed is loaded anew.
 *
 * A zone that fails keeps its last good content and is marked as stale until
 * it loads again.  One that has none is there without content: its names get
 * SERVFAIL.  Either way it is tried
 * again in each round.  All findings go to the log.
 */
struct round {
	/* Given by the caller, for the loader's thread. */
	struct inventory	*inventory;
	struct slots		*slots;
	const struct table	*old;		/* what is served now */
	uint64_t		 generation;	/* of a snapshot with table */
	const atomic_bool	*is_cancelled;	/* polled between zones, also
						   while they are checked */
	bool			 is_first;	/* an unreadable directory
						   does not fail the round */
	bool			 needs_table;	/* even if no zone changes */
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
	size_t			 unchanged;
	size_t			 faults;	/* directories not readable,
						   names that are none */
};

/*
 * Do it.
 *
 * returns	0, or -1 and nothing has changed at all: a directory cannot
 *		be read, no memory, or cancelled
 */
int reload_zones(struct round *, const struct conf *);

/* A line for the log, "3 added, 2 changed, ..."; returns buf. */
#define RELOAD_TEXT_MAX	256
char *reload_to_text(const struct round *, char buf[RELOAD_TEXT_MAX]);

#endif
