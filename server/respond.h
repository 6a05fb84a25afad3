/* SPDX-License-Identifier: ISC */
#ifndef MXD_RESPOND_H
#define MXD_RESPOND_H

#include <stddef.h>
#include <stdint.h>

#include "server/packet.h"
#include "server/rotate.h"
#include "server/snapshot.h"
#include "server/stats.h"

/* How many packets may pass at once. */
#define BATCH_MAX		64

/*
 * The answer engine of one worker: what it holds and its scratch memory.
 * Pure: no socket, clock, log or allocation while it answers.
 */
struct engine;

/* seed: random, of a process; see rate_new().  NULL without memory. */
struct engine *engine_new(uint64_t seed);
void engine_free(struct engine *);

/*
 * The snapshot to answer from now on; borrowed until the next call.
 * The worker calls this between two batches.
 */
void engine_use(struct engine *, const struct snapshot *);

/* What limits the answers by UDP; good as long as the engine. */
struct rate *engine_rate(struct engine *);

/* Does it now? */
bool engine_does_limit(const struct engine *);

/* Its counters; good as long as the engine. */
struct stats *engine_stats(struct engine *);

/* Whose turn it is; for other threads too, but not during engine_use(). */
const struct rotation *engine_rotation(const struct engine *);

/*
 * The one door between transports and engine: n queries in, n answers
 * out, or 0 octets for one that gets none.  Never fails, waits or
 * allocates.  n <= BATCH_MAX; all came by one transport.
 */
void respond(struct engine *, struct packet *packets, size_t n);

#endif
