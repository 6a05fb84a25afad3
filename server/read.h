/* SPDX-License-Identifier: ISC */
#ifndef MXD_READ_H
#define MXD_READ_H

#include "server/inventory.h"
#include "zones/lint.h"
#include "zones/load.h"
#include "zones/report.h"

/*
 * Read one zone, from what it is wanted from in this round, or else from
 * what it was last loaded from.  Changes nothing but its last arguments, so
 * that several can be read at once while the inventory stays as it is.
 *
 * file		as home_path() takes it
 * judge	is asked about findings
 * out		content is NULL if it failed, and then there is an error
 */
void read_known(const struct inventory *, const struct known *,
    const char *file, struct judge *, struct report *, struct loaded *out);

#endif
