/* SPDX-License-Identifier: ISC */
#ifndef MXD_DENY_H
#define MXD_DENY_H

#include <stdbool.h>

#include "server/additional.h"
#include "server/reply.h"
#include "zones/content.h"
#include "zones/nsec3.h"
#include "zones/zone.h"

/*
 * Proofs that something is not there, from the NSEC or NSEC3 records that
 * a signed zone brings along, into the authority section.  All return
 * false if a record did not fit; a zone without a chain proves nothing,
 * and that is true.
 */
struct deny {
	struct reply		*reply;
	struct additional	*sent;	/* no record appears twice */
	struct nsec3		*nsec3;
	const struct zone	*zone;
};

/*
 * The name does not exist, nor a wildcard that would stand for it.
 * RFC 4035 3.1.3.2, 5155 7.2.2.
 *
 * encloser	the deepest ancestor that exists
 */
bool deny_name(const struct deny *, const struct name *,
    const struct node *encloser);

/*
 * The name exists, as node, without the type asked for; or it is a cut
 * without DS.  RFC 4035 3.1.3.1, 5155 7.2.3, 7.2.4, 7.2.7.
 */
bool deny_type(const struct deny *, const struct name *,
    const struct node *);

/*
 * A wildcard stands for the name, but has not the type.
 * RFC 4035 3.1.3.4, 5155 7.2.5.
 */
bool deny_wildcard_type(const struct deny *, const struct name *,
    const struct node *encloser, const struct node *wildcard);

/*
 * A wildcard's data was given for the name: nothing closer exists.
 * RFC 4035 3.1.3.3, 5155 7.2.6.
 */
bool deny_closer(const struct deny *, const struct name *,
    const struct node *encloser);

/* What that hashes, see nsec3_cost(). */
unsigned deny_closer_cost(const struct zone *);

#endif
