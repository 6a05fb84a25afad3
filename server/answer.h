/* SPDX-License-Identifier: ISC */
#ifndef MXD_ANSWER_H
#define MXD_ANSWER_H

#include <stdbool.h>

#include "server/additional.h"
#include "server/query.h"
#include "server/reply.h"
#include "server/rotate.h"
#include "server/snapshot.h"
#include "zones/nsec3.h"

/*
 * How many aliases are followed in one answer.  Resolvers give up not
 * much later (BIND: 16, unbound: 11); they ask on from where we stop.
 */
#define ALIASES_MAX	16

/*
 * What proofs for wildcards may hash (nsec3_cost()) before an alias is
 * followed no further.  Zones with up to 31 iterations and a salt of at most
 * 35 octets never come there; one with NSEC3_ITERATIONS_MAX gets four
 * wildcards in a row.
 */
#define PROOF_COST_MAX	512

/* A wildcard's data was given: it must be proven that it had to be. */
struct expansion {
	const struct zone *zone;
	const struct node *encloser;	/* of the name */
	unsigned	  alias;	/* which of the names it was */
};

/* What the RFCs say to a question. */
struct answer {
	enum rcode	rcode;
	bool		is_authoritative;	/* AA */
	bool		is_truncated;		/* TC: something required did
						   not fit */
	bool		is_referral;
	bool		is_nodata;
	bool		is_stale;	/* an alias led into a zone that is;
					   of the first, ask zone */
	bool		is_tcp;		/* set by the caller */
	const struct zone *zone;	/* that spoke for the question's name;
					   NULL: none */
	unsigned	naliases;	/* followed so far */
	struct name	names[ALIASES_MAX + 1];	/* the question's name, and
						   each that followed */
	unsigned	nexpansions;
	struct expansion expansions[ALIASES_MAX + 1];
	unsigned	proof_cost;	/* of these */
	struct additional additional;
	struct nsec3	*nsec3;		/* the engine's */
};

/*
 * The general way: RFC 1034 4.3.2 step by step, written set by set.
 * Scratch memory for one answer is in struct answer; nothing is kept.
 */
void answer_general(struct answer *, const struct snapshot *,
    struct rotation *, const struct query *, struct reply *);

#endif
