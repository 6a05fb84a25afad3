/* SPDX-License-Identifier: ISC */
#ifndef MXD_WITNESS_H
#define MXD_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "server/querylog.h"
#include "server/sight.h"
#include "server/snapshot.h"
#include "server/stats.h"

/*
 * Who sees what a worker answers, and tells some of it: to the query log and
 * by dnstap, each its own sample.  A transport asks witness_is_awake() once
 * for a batch, and nothing else if it is not.  The worker's own.
 */
struct witness {
	bool			 is_awake;	/* somebody wants to hear */
	struct witness_sample {
		uint32_t	 share;		/* one in so many; 0: none */
		uint32_t	 left;		/* until the next one */
	}			 log, tap;
	uint64_t		 seed;		/* of what is drawn */
	const struct snapshot	*snap;		/* borrowed */
	struct stats		*stats;		/* borrowed */
	struct querylog		*querylog;
	unsigned		 number;	/* of the worker */
};

/* stats outlives it.  NULL without memory. */
struct witness *witness_new(unsigned number, uint64_t seed, struct stats *);
void witness_free(struct witness *);

/* For who reads it in another thread. */
struct querylog *witness_querylog(struct witness *);

/*
 * What is wanted from now on; borrowed until the next call.  Between two
 * batches.  -1 without memory: no queries are logged.
 */
int witness_use(struct witness *, const struct snapshot *);

/* Is anything to be told?  NULL is nobody. */
static inline bool
witness_is_awake(const struct witness *w)
{
	return w != NULL && w->is_awake;
}

/* Who wants to hear of the next query, or'ed; 0: nobody. */
enum { WITNESS_LOG = 1, WITNESS_TAP = 2 };
unsigned witness_pick(struct witness *);

/* Tell them. */
void witness_tell(struct witness *, unsigned who, const struct sight *);

#endif
