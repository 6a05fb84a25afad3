/* SPDX-License-Identifier: ISC */
#ifndef MXD_RESTPOOL_H
#define MXD_RESTPOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/rests.h"

/*
 * What the findings of many zones rest on, kept for the next reload.  A
 * hoster's domains point to the same few hosts, so equal sets are stored
 * once.  One thread at a time.
 */
struct restpool;
struct restset;

/* NULL without memory. */
struct restpool *restpool_new(void);

/* All sets must have been given back. */
void restpool_free(struct restpool *);

/*
 * The stored set with these hashes (settled); the caller's until it is given
 * back.  NULL without memory, or if they are partial: rests on anything.
 */
struct restset *restpool_take(struct restpool *, const struct rests *);

/* NULL is fine. */
void restpool_give(struct restpool *, struct restset *);

/* Find out which sets are touched by a change of these zones, given as
   rests_sort() leaves them. */
void restpool_mark(struct restpool *, const uint32_t *sorted, size_t n);

/* What restpool_mark() found last; true for NULL. */
bool restset_is_touched(const struct restset *);

/* How many distinct sets there are. */
size_t restpool_sets(const struct restpool *);

#endif
