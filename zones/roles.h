/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROLES_H
#define MXD_ROLES_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/zone.h"

/*
 * What names are for the zones that point to them: a host with SPF and no
 * MX is well if somebody's mail goes through it, and is a mistake if not.
 * A set of hashes of names, each with how many zones say so.  Aliases are
 * followed as far as the zone that says so tells: what has a role hands it
 * on, but for exchanges and name servers.
 */
enum role {
	ROLE_EXCHANGE = 1 << 0,	/* of an MX */
	ROLE_SERVER = 1 << 1,	/* of an NS */
	ROLE_SPF = 1 << 2,	/* of include: or redirect= in SPF; within a
				   zone also what an alias leads to, if it is
				   a text only */
	ROLE_POLICY = 1 << 3,	/* of a CNAME at a name with an underscore:
				   readers of "_dmarc" and its like come here
				   in the end */
	ROLE_SPF_MET = 1 << 4,	/* of include: or redirect= that receivers
				   come to, as the record is sound */
	ROLE_BEHIND = 1 << 5	/* an alias leads here that is an exchange or
				   a name server: that is wrong, and told
				   there, but mail comes here */
};

struct roles;

/* An empty set; seed as in name_hash_rel().  NULL without memory. */
struct roles *roles_new(uint64_t seed);
void roles_free(struct roles *);

/*
 * Take in what a zone says of names outside of it, or, if is_inside, of
 * those in it.  The latter is for one zone while it is looked at.
 *
 * returns 0; -1 without memory: from then on roles_has() says yes to
 *	all, so that nothing is told that may be wrong
 */
int roles_add(struct roles *, const struct zone *, bool is_inside);

/* Take back what roles_add(, zone, false) took in. */
void roles_remove(struct roles *, const struct zone *);

/* Has the name one of these roles?  name in lower case. */
bool roles_has(const struct roles *, const struct name *, unsigned roles);

#endif
