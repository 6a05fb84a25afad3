/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROTATE_H
#define MXD_ROTATE_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/zone.h"

/*
 * Whose turn it is: for each RRset of each zone, how often it was
 * answered.  One for each worker; nobody else touches it.
 */
struct rotation {
	uint32_t	*turns;		/* [count], by zone and RRset; a map
					   of its own: of counters that are
					   never used there is no memory */
	uint32_t	 count;
	uint32_t	 dummy;		/* stands for counters not there */
};

/*
 * Make room for count counters; those that exist keep their values.
 * -1 without memory: sets beyond the old count then do not rotate.
 */
int rotation_resize(struct rotation *, uint32_t count);
void rotation_clear(struct rotation *);

/*
 * One answer more; others may look at the counter meanwhile.  (clang-tidy 14
 * does not see that the store writes to it.)
 */
static inline void
rotation_step(uint32_t *turn) /* NOLINT(readability-non-const-parameter) */
{
	__atomic_store_n(turn, *turn + 1, __ATOMIC_RELAXED);
}

/*
 * Look at n counters from first on; those that are not there are 0.  For
 * other threads, as long as rotation_resize() is not called meanwhile.
 */
void rotation_look(const struct rotation *, uint32_t first, unsigned n,
    uint32_t *out);

/*
 * The counter of a set of a zone, to be raised by rotation_step() when the
 * set was sent; it says 0 and means nothing if the set does not rotate here.
 *
 * is_additional	address sets count apart how often they were sent as
 *			additional data: otherwise a client that asks MX, A,
 *			MX, A would always see the same address first
 */
uint32_t *rotation_turn(struct rotation *, const struct zone *,
    const struct rrset_slot *, bool is_additional);

/*
 * One run of records of equal preference, in a turn: first those of
 * [start, end), then those of [first, start).
 */
struct rotation_run {
	unsigned	first;
	unsigned	start;
	unsigned	end;
};

/*
 * The run that begins with record i: each record of it comes first in one
 * of as many turns as it has records.  Types without preference are one
 * run.  The next run begins at ->end.
 */
struct rotation_run rotation_run(const struct rrset *, unsigned i,
    uint32_t turn);

#endif
