/* SPDX-License-Identifier: ISC */
#ifndef MXD_CLASH_H
#define MXD_CLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/verdict.h"

/*
 * What cannot stand together in a zone that is to be served: an alias and
 * other data, two of what there is one of, names below a DNAME; and the SOA
 * that must be there.  All is told as an error.
 */

/* An SOA that stands outside the zone. */
struct clash_stray {
	struct place	at;		/* line 0: there is none */
	struct name	owner;
};

/*
 * Records first to first + count of an owner, which are of one type.
 * SOA, CNAME and DNAME can be one only.
 */
void clash_single(struct verdict *, const struct draft_owner *,
    uint32_t first, uint32_t count);

/*
 * RFC 1034 3.6.2, 2181 10.1: an alias stands alone.  One clash has one
 * finding: cname-at-apex, mx-owner-cname or cname-and-other-data.
 */
void clash_cname(struct verdict *, const struct draft_owner *);

/* RFC 6672 2.4: nothing is below a DNAME, unless a cut hides both.  The
   owner's flags and those above it are set. */
void clash_below_dname(struct verdict *, const struct draft_owner *);

/*
 * RFC 1035 5.2: the zone's own name has an SOA.
 * returns whether soa-missing was told, by the stray one if there is one
 */
bool clash_soa(struct verdict *, const struct clash_stray *);

#endif
