/* SPDX-License-Identifier: ISC */
#ifndef MXD_RESPOND_H
#define MXD_RESPOND_H

#include <stddef.h>
#include <stdint.h>

#include "server/rotate.h"
#include "server/snapshot.h"
#include "server/stats.h"

/* RFC 1035 4.2.2: two octets of length before a message on TCP. */
#define MESSAGE_MAX_BYTES	65535

/* How many packets may pass at once. */
#define BATCH_MAX		64

enum transport { TRANSPORT_UDP, TRANSPORT_TCP };

/* One query on its way to an answer. */
struct packet {
	const uint8_t	*in;		/* the query, caller's */
	size_t		 in_len;	/* octets */
	uint8_t		*out;		/* room for the answer, caller's */
	size_t		 out_room;	/* octets; UDP: at least 512, TCP:
					   MESSAGE_MAX_BYTES */
	size_t		 out_len;	/* set: octets of the answer; 0: drop */
	const uint8_t	*peer;		/* address of the client, 4 or 16
					   octets; NULL: not known */
	size_t		 peer_len;	/* octets */
	uint32_t	 now_s;		/* Unix time, modulo 2^32 */
	enum transport	 transport;
};

/*
 * The answer engine of one worker: what it holds and its scratch memory.
 * Pure: no socket, clock, log or allocation while it answers.
 */
struct engine;

/* NULL without memory. */
struct engine *engine_new(void);
void engine_free(struct engine *);

/*
 * The snapshot to answer from now on; borrowed until the next call.
 * The worker calls this between two batches.
 */
void engine_use(struct engine *, const struct snapshot *);

/* Its counters; good as long as the engine. */
struct stats *engine_stats(struct engine *);

/*
 * The one door between transports and engine: n queries in, n answers
 * out, or 0 octets for one that gets none.  Never fails, waits or
 * allocates.  n <= BATCH_MAX; all came by one transport.
 */
void respond(struct engine *, struct packet *packets, size_t n);

#endif
