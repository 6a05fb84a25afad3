/* SPDX-License-Identifier: ISC */
#ifndef MXD_ZONESET_H
#define MXD_ZONESET_H

#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/zone.h"

/*
 * Zones that are not in a table yet, to be found by their names: a domain
 * may stand in lists twice.  Eight octets for each at half load.
 */
struct zoneset;

/* seed makes the hash unpredictable.  NULL without memory. */
struct zoneset *zoneset_new(uint64_t seed);
void zoneset_free(struct zoneset *);

/* The zone with this apex (lower case), or NULL. */
struct zone *zoneset_find(const struct zoneset *, const struct name *apex);

/*
 * Add a zone whose apex no other one has; borrowed until zoneset_free().
 * -1 without memory.
 */
int zoneset_add(struct zoneset *, struct zone *);

#endif
