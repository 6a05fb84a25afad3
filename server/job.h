/* SPDX-License-Identifier: ISC */
#ifndef MXD_JOB_H
#define MXD_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "server/packet.h"
#include "server/query.h"
#include "zones/content.h"
#include "zones/shards.h"
#include "zones/zone.h"

/*
 * A packet on its way through the steps of ready.c, and what is known of
 * its answer so far.
 */

/* More targets than this are for the general way. */
#define READY_TARGETS_MAX	8

/* The addresses of a host: A and AAAA, each may be NULL. */
struct ready_host {
	const struct node	*node;		/* and zone: which host it is;
						   NULL: none of ours */
	const struct zone	*zone;
	const struct rrset	*set[2];
	uint32_t		*turn[2];	/* NULL: it does not rotate */
};

enum ready_kind { READY_DATA, READY_NODATA, READY_NXDOMAIN };

/* How far a packet has come. */
enum ready_state {
	READY_UNDER_WAY,
	READY_DECLINED,		/* the general way has to answer it */
	READY_COOKIE,		/* written, but an OPT is to follow */
	READY_DONE
};

/* A packet on its way. */
struct job {
	struct packet		*packet;
	const struct zone	*zone;
	const struct content	*content;	/* of the zone */
	uint64_t		 hash;		/* of the name in the zone */
	uint64_t		 memo_hash;	/* of name and type */
	const struct rrset_slot	*slot;		/* READY_DATA */
	const struct rrset	*set;		/* that answers; else the SOA */
	uint32_t		*turn;		/* NULL: it does not rotate */
	uint8_t			 state;		/* enum ready_state */
	uint8_t			 kind;		/* enum ready_kind */
	uint8_t			 depth;		/* labels before the apex */
	uint8_t			 targets;	/* whose addresses are sent */
	uint8_t			 name_at;	/* of a target, in a record */
	bool			 do_hosts_rotate; /* some set of theirs has a
						   turn */
	bool			 is_signed;	/* something of it is: with DO
						   there is more to say */
	bool			 is_known;	/* by a cookie that we made */
	enum verdict		 verdict;
	struct query		 query;
	struct aim		 aim;
	struct ready_host	 host[READY_TARGETS_MAX];
};

#endif
