/* SPDX-License-Identifier: ISC */
#ifndef MXD_PERMIT_H
#define MXD_PERMIT_H

#include <stdbool.h>

#include "server/packet.h"
#include "server/query.h"
#include "server/snapshot.h"
#include "zones/zone.h"

/*
 * Who may ask what: `allow query` of the configuration, and of zones.  The
 * list of a zone counts instead of the global one, as in BIND.
 *
 * What a guarded zone holds is told to nobody who asks for another one,
 * whoever that is: neither addresses in an additional section nor what an
 * alias leads to.  Else who may write one zone could show all others through
 * it; and answers that are kept for all need not ask who gets them.
 */

/* Is there any list that somebody may fail at? */
bool permit_is_needed(const struct conf *);

/*
 * The zone that speaks for a name: the longest apex.  A DS belongs to the
 * parent, if we have it: RFC 4035 3.1.4.1.
 */
const struct zone *permit_zone(const struct table *, const struct name *,
    uint16_t qtype);

/* May who sent the packet ask this?  verdict as query_parse() gave it. */
bool permit_has(const struct snapshot *, const struct packet *,
    const struct query *, enum verdict);

/* Is this zone, in an answer of another one, to be kept back? */
bool permit_is_guarded(const struct conf *, const struct zone *);

#endif
