/* SPDX-License-Identifier: ISC */
#ifndef MXD_GATE_H
#define MXD_GATE_H

#include <stdbool.h>
#include <stddef.h>

#include "server/ready.h"
#include "server/snapshot.h"

/*
 * Before the ready way, where it is not open to every packet: not everybody
 * may ask (permit.h), or there is more to be said than it knows.  Where it
 * is open, the engine calls ready_answer() itself, and nothing is looked at
 * in vain.
 */
struct gate {
	const struct snapshot	*snap;		/* borrowed */
	bool			 is_guarded;	/* not everybody may ask */
	bool			 is_closed;	/* nobody goes the ready way */
};

struct gate gate_of(const struct snapshot *);

/* Is there no need for one? */
bool gate_is_open(const struct gate *);

/*
 * As ready_answer(), for those who are let in.  The others' jobs are
 * READY_DECLINED, and of who may not ask VERDICT_PROHIBITED.
 */
size_t gate_answer(const struct gate *, struct ready_ground *, struct job *,
    struct packet *, size_t n);

#endif
