/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPREAD_H
#define MXD_SPREAD_H

#include <stdint.h>

#include "server/rows.h"
#include "server/worker.h"
#include "zones/table.h"

/*
 * How the records of a name took turns: for each of its RRsets how often
 * it was answered, and how often each record came first among its equals,
 * as numbers and bars.
 *
 * Nothing is counted for it: how often a set was answered is what its turn
 * is made of, and whose turn that was follows.  If a reload has changed the
 * set, answers of before count as if it had been so all the time; a new set
 * may have the counter of one that is gone, which nobody sets back.
 *
 * name		as an operator writes it
 * returns	0; -1 if there is no such name: then *why, for free(), says
 *		so, or is NULL without memory.  The loader's
 */
struct spread_workers {
	struct worker	**all;
	unsigned	 n;
};

int spread_tell(struct rows *, const struct table *,
    const struct spread_workers *, const char *name, char **why);

#endif
