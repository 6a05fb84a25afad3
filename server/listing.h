/* SPDX-License-Identifier: ISC */
#ifndef MXD_LISTING_H
#define MXD_LISTING_H

#include "server/inventory.h"
#include "zones/table.h"

/*
 * The zones as text for an operator, one a line:
 *
 *	NAME serial N STATE errors N warnings N FILE
 *
 * STATE is "ok", "old" (the file has errors, the last good content is
 * served) or "failed" (SERVFAIL; the serial is "-").  Errors and warnings
 * are what the checks find in what is served.
 *
 * A template is one line, behind the zones, with its state, a serial if all
 * of its domains have it in common, and the path of the list:
 *
 *	template NAME domains N serial N STATE errors N warnings N FILE LIST
 *
 * returns	text for free(), or NULL without memory
 */
char *listing_make(struct inventory *);

/*
 * One zone, a word and its value a line: zone, state, serial, records,
 * file; errors and warnings, of a zone with a file of its own; template
 * and domains, of one that a template serves.
 *
 * name		as an operator writes it
 * *rc		0; -1 if there is no such zone, which the text says then
 * returns	as above
 */
char *listing_zone(struct inventory *, const struct table *,
    const char *name, int *rc);

#endif
