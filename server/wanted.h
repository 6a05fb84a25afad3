/* SPDX-License-Identifier: ISC */
#ifndef MXD_WANTED_H
#define MXD_WANTED_H

#include "server/round.h"

/*
 * Tell the inventory which zones a configuration wants: those of zone
 * blocks first, which win over files of a directory.
 *
 * returns	0, or -1: a directory cannot be read, which is logged, or
 *		there is no memory
 */
int wanted_all(struct round *, const struct conf *);

#endif
