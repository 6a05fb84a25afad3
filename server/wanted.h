/* SPDX-License-Identifier: ISC */
#ifndef MXD_WANTED_H
#define MXD_WANTED_H

#include "server/round.h"

/*
 * Find out what a configuration wants, and which zones of it are due: those
 * of zone blocks first, which win over files of a directory; the first
 * directory wins over the next; within one, NAME.zone wins over a file whose
 * name says the same zone in another way.  Of the rest of a directory the
 * order is that of the names.
 *
 * Tells the inventory, and sets the work's steps (zones to be loaded) and
 * gone (zones to be removed).
 *
 * returns	0, or -1: a directory cannot be read, which is logged, or
 *		there is no memory, or the round is cancelled
 */
int wanted_all(struct work *);

/* The same for the files of round->touched and no others. */
int wanted_touched(struct work *);

#endif
