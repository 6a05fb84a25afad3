/* SPDX-License-Identifier: ISC */
#ifndef MXD_READY_H
#define MXD_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/query.h"
#include "server/rotate.h"
#include "zones/content.h"
#include "zones/table.h"
#include "zones/zone.h"

/*
 * The ready way: answers that the load has made.  The question's name has
 * the type asked for, and the set may be sent as it lies; or it has not, or
 * does not exist, and the SOA says so, without signatures.  Means what the
 * general way means: where more is to be thought of, this way declines
 * before it has written or counted anything.
 *
 * It goes step by step, so that a batch can go each step together: what a
 * step needs, the one before has asked the memory for.
 */

/* More targets than this are for the general way. */
#define READY_TARGETS_MAX	8

/* The addresses of a host: A and AAAA, each may be NULL. */
struct ready_host {
	const struct node	*node;		/* and zone: which host it is; NULL:
						   none of ours */
	const struct zone	*zone;
	const struct rrset	*set[2];
	uint32_t		*turn[2];	/* NULL: it does not rotate */
};

/*
 * Hosts in other zones, found for targets of late: with a million domains
 * whose mail goes to one of three exchangers these are looked up three
 * times.  Good as long as the snapshot is.
 */
#define READY_FOUND		64

struct ready_found {
	const struct rrset	*set;	/* and the record whose target it is */
	uint32_t		 record;
	bool			 is_general; /* not for the ready way */
	struct ready_host	 host;
};

/* What all answers of a worker need. */
struct ready_ground {
	const struct table	*table;
	struct rotation		*rotation;
	struct ready_found	 found[READY_FOUND];
};

enum ready_kind { READY_DATA, READY_NODATA, READY_NXDOMAIN };

/* One answer in the making. */
struct ready {
	const struct zone	*zone;
	const struct content	*content;	/* of the zone */
	uint64_t		 hash;		/* of the name in the zone */
	const struct rrset_slot	*slot;		/* READY_DATA */
	const struct rrset	*set;		/* that answers; else the SOA */
	uint32_t		*turn;		/* NULL: it does not rotate */
	uint8_t			 depth;		/* labels before the apex */
	uint8_t			 kind;		/* enum ready_kind */
	uint8_t			 targets;	/* 0: none is asked for */
	size_t			 name_at;	/* of a target, in a record */
	struct ready_host	 host[READY_TARGETS_MAX];
};

/* Forget what was found in another snapshot. */
void ready_forget(struct ready_ground *);

/*
 * The zone is known: hash the name, ask for its place in the zone.
 * Before, r->zone, ->content and ->depth are set.
 */
void ready_aim(struct ready *, const struct query *);

/* In a zone so large that its names are far away: ask for the name. */
void ready_peek(const struct ready *);

/* Find the set that answers, and ask for it.  false: another way. */
bool ready_find(struct ready *, const struct ready_ground *,
    const struct query *);

/* The set is near: find the hosts of its targets, and ask for their
   addresses.  false: another way. */
bool ready_plan(struct ready *, struct ready_ground *);

/*
 * Write the answer but for an OPT, which the caller puts behind it.  Turns
 * are counted.
 *
 * in		the query's packet, from which header and question are copied
 * out		room for the answer; not where in is
 * room		octets that the answer may have without OPT
 * opts		1 if an OPT follows, which the header counts
 * returns	octets; 0: it does not fit, so that something must be left out
 */
size_t ready_write(const struct ready *, const struct query *,
    const uint8_t *in, uint8_t *out, size_t room, unsigned opts);

/*
 * Copy octets: fast for records, which have 12 and more.  from and to do
 * not overlap; no octet but these is read or written.
 */
static inline uint8_t *
ready_copy(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t	i;

	if (len >= 16) {
		for (i = 0; i + 16 < len; i += 16)
			memcpy(to + i, from + i, 16);
		memcpy(to + len - 16, from + len - 16, 16);
	} else if (len >= 8) {
		memcpy(to, from, 8);
		memcpy(to + len - 8, from + len - 8, 8);
	} else {
		for (i = 0; i < len; i++)
			to[i] = from[i];
	}
	return to + len;
}

#endif
