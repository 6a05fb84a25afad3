/* SPDX-License-Identifier: ISC */
#ifndef MXD_LAME_H
#define MXD_LAME_H

#include <stdbool.h>

#include "zones/content.h"
#include "zones/inspect.h"
#include "zones/target.h"

/*
 * Delegations that nobody can follow: all their servers lie below them and
 * have no addresses (glue) in the parent.  RFC 1034 4.2.1.  Part of the
 * checks.
 */

/*
 * Is it such a delegation, and does an MX of the zone lead below it, so that
 * it is told there?  False also without memory.
 *
 * cut	a delegation of the zone that is looked at
 */
bool lame_is_told(struct inspect *, const struct node *cut);

/* Is it a name below such a delegation?  target: of an MX of the zone of which
   nothing else is told. */
bool lame_has(struct inspect *, const struct target *);

#endif
