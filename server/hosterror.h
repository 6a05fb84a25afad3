/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOSTERROR_H
#define MXD_HOSTERROR_H

#include "server/host.h"
#include "zones/lint.h"
#include "zones/report.h"

/*
 * Why the newest version of a template's domain is not served, for who asks
 * about it: nothing of that is kept, because there may be a million.  The
 * template, and the list up to the line of the domain, are read again.
 *
 * lint		what is said of the template, or NULL; lint_all of all zones
 * rep		gets the errors of the template, or else of the line;
 *		nothing if they are mended meanwhile, or without memory
 */
void hosterror_find(const struct host *, const struct zone *,
    const struct lint *lint, const struct lint *lint_all, struct report *rep);

#endif
