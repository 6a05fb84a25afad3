/* SPDX-License-Identifier: ISC */
#ifndef MXD_WORKER_H
#define MXD_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "server/conns.h"
#include "server/respond.h"

/*
 * A worker: one thread, one event base, its own sockets, engine and
 * counters.  Nothing is shared with other threads but its mailbox, which
 * it looks into when woken: a new snapshot, sockets, the order to stop.
 *
 * All functions are for other threads; the worker calls none of them.
 */
struct worker;

/*
 * number	names it in logs
 * connections	TCP connections it may have, whatever the conf permits
 * returns	NULL without memory or descriptors
 */
struct worker *worker_new(unsigned number, unsigned connections);

/* Start its thread; signals are for others.  -1 with errno set. */
int worker_start(struct worker *);

/*
 * Answer from this snapshot from now on; the first one makes it begin.
 * Takes the caller's reference.  Never waits.
 */
void worker_publish(struct worker *, struct snapshot *);

/*
 * Have room for n orders of the two kinds below, which then cannot fail.
 * All three by one thread, the loader.
 *
 * returns	0, or -1 without memory; what there is of room is kept
 */
int worker_prepare(struct worker *, size_t n);

/* Answer at this socket too (listen.h), once there is a snapshot.  Takes fd. */
void worker_listen(struct worker *, int fd, uint32_t id, bool is_udp,
    bool is_any);

/* Answer there no more. */
void worker_unlisten(struct worker *, uint32_t id);

/*
 * Finish what is under way, in at most grace_ms, and end the thread.
 * Does not wait.
 */
void worker_stop(struct worker *, unsigned grace_ms);

/* Wait for the end of the thread, if it was started. */
void worker_join(struct worker *);

/* Its counters; any thread, as long as the worker lives. */
const struct stats *worker_stats(const struct worker *);

/* What it wants to have logged; for one reader, set before it starts. */
struct querylog *worker_querylog(struct worker *);

/* The same of its news; rate_set_reader() before it starts. */
struct rate *worker_rate(struct worker *);

/*
 * How often it has answered with some sets, see rotation_look(); any thread,
 * as long as the worker lives.
 */
void worker_turns(struct worker *, uint32_t first, unsigned n,
    uint32_t *out);

/*
 * Ask it for a sign of life.
 *
 * returns	whether it has given the one that it was asked for last
 */
bool worker_poke(struct worker *);

/* Gives its snapshot back.  After worker_join(). */
void worker_free(struct worker *);

#endif
