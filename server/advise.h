/* SPDX-License-Identifier: ISC */
#ifndef MXD_ADVISE_H
#define MXD_ADVISE_H

#include "server/round.h"

/*
 * What the linter has to say in a round.  It looks at zones when all of the
 * new table are there, for they refer to each other.
 */

/*
 * Examine what was loaded under `lint strict`.  A zone with errors is
 * refused: the round's table gets the one that is served now, or one
 * without content, in its place, as if the load had failed.
 *
 * returns	0, or -1 without memory; the table is then as it was
 */
int advise_strict(struct work *);

/*
 * The round is in force.  Examine what else was loaded, then those zones
 * that rest on one that came, changed or went, or for which `lint` says
 * something new; log what is found.  Nothing fails: without memory a zone
 * is looked at once more in the next round.
 *
 * until_ms	of clock_ms(): come back then
 * returns	whether all is done, or the round cancelled
 */
bool advise(struct work *, uint64_t until_ms);

/* Leave the rest to the next round. */
void advise_stop(struct work *);

/* The round is given up: forget its zones. */
void advise_forget(struct work *);

#endif
