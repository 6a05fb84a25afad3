/* SPDX-License-Identifier: ISC */
#ifndef MXD_ADDITIONAL_H
#define MXD_ADDITIONAL_H

#include <stdbool.h>

#include "server/reply.h"
#include "server/rotate.h"
#include "server/snapshot.h"

/*
 * Address sets in one additional section: 13 name servers or exchangers
 * with two each are usual; more than this are left out.
 */
#define ADDITIONAL_MAX	256

/*
 * Of how many targets the addresses are looked for, unless a referral cannot
 * do without: each may have to be asked of the table and of another zone,
 * and a set may have thousands that have none.
 */
#define ADDITIONAL_TARGETS	16

/*
 * A set that was sent, by its slot, for which zone and as whose: zones may
 * share a content, and one wildcard's set may be that of several targets.
 */
struct additional_sent {
	const struct rrset_slot	*slot;
	const struct zone	*zone;
	uint64_t		 owner_hash;
	struct name_parts	 owner;	/* not set: the set's own name */
};

/* The additional section of one answer. */
struct additional {
	const struct snapshot	*snap;
	struct rotation		*rot;
	struct reply		*reply;
	bool			 wants_sigs;	/* DO */
	unsigned		 nsent;
	struct additional_sent	 sent[ADDITIONAL_MAX];
};

/* Whose addresses are wanted. */
enum additional_want {
	WANT_ALL,
	WANT_BELOW,	/* targets at or below the owner: glue that a
			   referral cannot do without, RFC 9471 2.1 */
	WANT_OTHERS	/* the rest */
};

/*
 * The addresses of a set's targets, in the order in which the targets
 * were sent, from any zone that we serve; no set twice.  But for WANT_BELOW
 * those of the first ADDITIONAL_TARGETS only.
 *
 * rs		as it was sent
 * returns	false if something did not fit; what fitted stays
 */
bool additional_put(struct additional *, const struct reply_set *rs,
    enum additional_want);

enum sent { SENT_NOT, SENT_BEFORE, SENT_FULL };

/*
 * Was this set of a zone sent already, with this owner?  If not, it is
 * noted as sent now, unless ADDITIONAL_MAX sets are: then nothing is known
 * of it, and it must not be sent.
 *
 * owner	NULL: the name that the set is stored with, as in all other
 *		calls for this answer
 */
enum sent additional_note(struct additional *, const struct zone *,
    const struct rrset_slot *, const struct name_parts *owner);

#endif
