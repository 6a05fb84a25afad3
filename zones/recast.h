/* SPDX-License-Identifier: ISC */
#ifndef MXD_RECAST_H
#define MXD_RECAST_H

#include "zones/content.h"
#include "zones/slabs.h"
#include "zones/table.h"

/*
 * A table with the same zones as another, but those in these slabs with
 * another content: all domains of a template at once.  They are not made one
 * by one: the slabs are copied as they are, and slots point to the copies.
 *
 * slabs	all that lives there is zones of the old table, not stale
 * content	borrowed; each zone takes a hold.  It must not need other
 *		counters than the one before
 * returns	NULL without memory
 */
struct table *recast(const struct table *old, struct slabs *,
    struct content *);

#endif
