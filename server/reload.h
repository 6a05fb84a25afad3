/* SPDX-License-Identifier: ISC */
#ifndef MXD_RELOAD_H
#define MXD_RELOAD_H

#include "server/round.h"

/*
 * Do a round, as far as queries wait for it.
 *
 * returns	0, and then the caller puts the table in force and calls
 *		reload_advise(); or -1 and nothing has changed at all: a
 *		directory cannot be read, no memory, or cancelled
 */
int reload_zones(struct round *, const struct conf *);

/*
 * Have the mail checks look at what came, and at what refers to it; they
 * take their time while queries are answered from the new table.  conf, the
 * round's table and its old one still live.
 *
 * until_ms	of clock_ms(): then come back, though not all is done
 * returns	whether it is; then the round is over
 */
bool reload_advise_some(struct round *, uint64_t until_ms);

/* All of it. */
void reload_advise(struct round *);

/* No more of it: the next round shall do the rest.  The round is over. */
void reload_advise_stop(struct round *);

/*
 * The zones that have failed, as a round wants those that were tried; before
 * its advice ends.
 *
 * *n		set
 * returns	the caller's; NULL: none, or no memory
 */
const struct known **reload_failed(const struct round *, size_t *n);

#endif
