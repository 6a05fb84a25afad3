/* SPDX-License-Identifier: ISC */
#ifndef MXD_TARGET_H
#define MXD_TARGET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"
#include "zones/table.h"
#include "zones/zone.h"

/*
 * What a name that a record points to means among the zones served here.
 * A name that is not ours to know is never called missing.
 */
enum target_kind {
	TARGET_UNKNOWN,		/* in no served zone */
	TARGET_DELEGATED,	/* below a delegation to somebody else */
	TARGET_MISSING,		/* would be in a served zone, is not */
	TARGET_ALIAS,		/* has CNAME, itself or by wildcard */
	TARGET_RENAMED,		/* lies below a DNAME */
	TARGET_WILDCARD,	/* exists by way of a wildcard only */
	TARGET_HERE		/* exists, if only as a part of names */
};

struct target {
	enum target_kind	 kind;
	const struct zone	*zone;	/* that would hold it, or NULL */
	const struct node	*node;	/* whose records answer, or the
					   delegation or DNAME; NULL if
					   unknown or missing */
};

/* What a name is in one zone that has content.  name: lower case, at or below
   the apex. */
void target_find_in(const struct zone *, const struct name *name,
    struct target *out);

/* name	lower case */
void target_find(const struct table *served, const struct name *name,
    struct target *out);

/*
 * One step along an alias.
 *
 * name		becomes what the CNAME or DNAME makes of it
 * at		what it is: TARGET_ALIAS or TARGET_RENAMED
 * returns	-1 if that cannot be a name
 */
int target_step(struct name *name, const struct target *at);

/* The first name in the RDATA of record i, lower case, absolute.  -1 if it
   cannot be. */
int target_name(const struct zone *, const struct rrset *, unsigned i,
    struct name *out);

/* The RRset of a type at its node; NULL if that, or the node, is not. */
const struct rrset *target_set(const struct target *, uint16_t type);

/* Has its node A or AAAA?  There may be no node. */
bool target_has_address(const struct target *);

/* The node's own name, absolute.  -1 if it cannot be. */
int target_owner(const struct zone *, const struct node *, struct name *out);

#endif
