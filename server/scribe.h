/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCRIBE_H
#define MXD_SCRIBE_H

#include "server/querylog.h"
#include "server/rate.h"

struct event_base;

/*
 * What the main thread does for the log: writes the queries that workers
 * hand over, and for whom limiting has set in, so that none of them waits for
 * the log; tells what was left out and is not told by a later line; and has
 * libevent's own messages written to the log, limited, as strangers may cause
 * them.
 */
struct scribe;

/* NULL without memory. */
struct scribe *scribe_new(struct event_base *);

/*
 * Read what this worker has to tell, from now until scribe_free(), which must
 * come first.  Before the worker starts.  -1 without memory.
 */
int scribe_follow(struct scribe *, struct querylog *, struct rate *);

/* Writes and tells all that is not told yet; workers are gone. */
void scribe_free(struct scribe *);

#endif
