/* SPDX-License-Identifier: ISC */
#ifndef MXD_GATHER_H
#define MXD_GATHER_H

#include "server/round.h"

/*
 * Read the zones of a round, several at once, and hand them over one by one
 * in the order of the steps.  Only so many are in memory as are read ahead
 * of the one at hand.
 *
 * join		called in the caller's thread; may take what is in loaded,
 *		and the report is its own until it returns; -1: stop
 * returns	0, or -1: join has said so, no memory, or cancelled, which
 *		is logged
 */
int gather_zones(struct work *, int (*join)(struct work *, struct step *,
    struct loaded *, struct report *));

#endif
