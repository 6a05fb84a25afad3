/* SPDX-License-Identifier: ISC */
#ifndef MXD_READY_H
#define MXD_READY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/job.h"
#include "server/memo.h"
#include "server/packet.h"
#include "server/query.h"
#include "server/rotate.h"
#include "server/stats.h"
#include "zones/content.h"
#include "zones/shards.h"
#include "zones/zone.h"

/*
 * The ready way: answers that the load has made.  The question's name has
 * the type asked for, and the set may be sent as it lies; or it has not, or
 * does not exist, and the SOA says so, without signatures.  Means what the
 * general way means: where more is to be thought of, this way declines
 * before it has written or counted anything.
 *
 * It goes step by step, and a batch goes each step together: what a step
 * needs, the one before has asked the memory for.
 *
 * Among very many hosted zones these are the lines of the cache that a
 * question finds cold, one after the other:
 *
 *	the slot of the table, 8 octets			1
 *	the zone, some 40 octets in a slab		1, 2 across a line
 *	the content, 48 octets in a slab		1, 2 across a line
 *	each RRset sent that is the zone's own		1, 2 beyond 64 octets
 *
 * The shape with its index, and RRsets that are usual for it, are those of
 * the other zones too, and near; so an MX that is usual, with one address
 * that is not, has four to six.
 */

/*
 * Packets that go together.  As many misses of the cache are under way at
 * once on the processors that we know (10 to 16 of the first level); with
 * more, what was fetched would be gone before its turn.
 */
#define READY_ABREAST		16

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
	bool			 is_signed; /* the host's zone is */
	struct ready_host	 host;
};

/* What was counted for answers of this way, to be taken by the caller. */
struct ready_tally {
	uint64_t	answers[16];	/* by enum ready_kind, and these: */
	uint64_t	bytes_out;
	/* And of all questions, whoever answers them: see
	   stats_row_of_type(). */
	uint32_t	questions[STATS_TYPE_ROWS];
};

#define READY_TALLY_KIND	3
#define READY_TALLY_EDNS	4
#define READY_TALLY_DO		8

/* An OPT record without options, and one option with a name. */
#define READY_OPT_ROOM	(EDNS_FIXED_BYTES + EDNS_OPTION_BYTES + NAME_MAX_BYTES)

/* What all answers of a worker need; set up by the engine. */
struct ready_ground {
	const struct table	*table;
	const struct conf	*guard;		/* that keeps zones back, see
						   permit_is_guarded(); NULL:
						   none is */
	struct rotation		*rotation;
	uint16_t		 udp_size;	/* that we send at most */
	uint16_t		 opt_len;
	uint8_t			 opt[READY_OPT_ROOM]; /* of answers, whole */
	struct ready_tally	 tally;
	struct ready_found	 found[READY_FOUND];
	struct memo		 memo;
};

/* Forget what was found in another snapshot. */
void ready_forget(struct ready_ground *);

/*
 * Understand up to READY_ABREAST packets, and answer those that this way is
 * for.  Of each job packet, verdict, query and state are set, and the
 * packet's out_len if it was written.
 *
 * returns	how many are READY_DONE
 */
size_t ready_answer(struct ready_ground *, struct job *, struct packet *,
    size_t n);

/* One question more; who calls ready_answer() for it does not. */
static inline void
ready_count_question(struct ready_ground *g, const struct job *j)
{
	g->tally.questions[stats_row_of_type(j->query.qtype)]++;
}

/* Octets that an answer may have with its OPT: what both sides allow, RFC
   6891 6.2.5. */
static inline size_t
ready_limit(const struct packet *p, const struct edns *o, uint16_t udp_size)
{
	size_t	limit = UDP_PLAIN_BYTES;

	if (p->transport == TRANSPORT_TCP)
		limit = MESSAGE_MAX_BYTES;
	else if (o->is_present)
		limit = o->udp_size < udp_size ? o->udp_size : udp_size;
	return limit < p->out_room ? limit : p->out_room;
}

#endif
