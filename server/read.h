/* SPDX-License-Identifier: ISC */
#ifndef MXD_READ_H
#define MXD_READ_H

#include "server/inventory.h"
#include "zones/lint.h"
#include "zones/load.h"
#include "zones/report.h"

/*
 * Read one zone, from what it is wanted from in this round, or else from
 * what it was last loaded from.  Uses nothing but its arguments, so that
 * several could be read at once.
 *
 * judge	is asked about findings
 * out		content is NULL if it failed, and then there is an error
 */
void read_known(const struct known *, uint64_t seed, struct judge *,
    struct report *, struct loaded *out);

#endif
