/* SPDX-License-Identifier: ISC */
#ifndef MXD_BOARD_H
#define MXD_BOARD_H

#include "server/exchange.h"
#include "server/inventory.h"

/*
 * What only the loader knows, as part of the status page: zones with their
 * states, what was found in them and what to do about it, and the spread
 * over exchanges.  Sections of HTML, see html.h; all names and messages in
 * them are escaped.
 */

/* Zones that are listed, those with trouble first. */
#define BOARD_ZONES_MAX	50

/* Things that findings are shown of. */
#define BOARD_NOTICES_MAX 10

/* Text for free(), or NULL without memory.  The loader's. */
char *board_make(const struct inventory *, const struct hosts *,
    const struct exchange_view *);

#endif
