/* SPDX-License-Identifier: ISC */
#include <sys/resource.h>
#include <sys/syscall.h>

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "server/clock.h"
#include "server/turns.h"

/*
 * At 5 the loader gets a quarter of a CPU that a worker needs all of.  The
 * idle class would get a three hundredth, and hold locks all that time.
 */
#define NICENESS	5

/* Nobody is nicer. */
#define NICE_MAX	19

/* So long a turn is. */
#define TURN_US		100

/* Are queries answered while the loader works? */
static atomic_bool		 is_shared;

/* When this thread has let others run last. */
static _Thread_local uint64_t	 passed_us;

/* Of sched_setattr(2), in its first version; not all libraries have it. */
struct attr {
	uint32_t	 size;
	uint32_t	 policy;
	uint64_t	 flags;
	int32_t		 nice;
	uint32_t	 priority;
	uint64_t	 runtime_ns;	/* of the usual classes: a turn */
	uint64_t	 deadline_ns;
	uint64_t	 period_ns;
};

void
turns_load(void)
{
	int		 nice;
	struct attr	 a;

	atomic_store_explicit(&is_shared, true, memory_order_relaxed);
	nice = getpriority(PRIO_PROCESS, (id_t)gettid()) + NICENESS;
	if (nice > NICE_MAX)
		nice = NICE_MAX;
	/* Also on a system that does not know the call below. */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), nice);
	memset(&a, 0, sizeof(a));
	a.size = sizeof(a);
	a.policy = SCHED_BATCH;
	a.nice = nice;
	/* The least that Linux takes (6.12 and later; others ignore it).  It
	   says how soon a turn ends, not how much one gets. */
	a.runtime_ns = TURN_US * 1000;
	(void)syscall(SYS_sched_setattr, 0, &a, 0);
}

void
turns_pass(void)
{
	uint64_t	 now_us;

	if (!atomic_load_explicit(&is_shared, memory_order_relaxed))
		return;
	now_us = clock_us();
	if (now_us - passed_us < TURN_US)
		return;
	(void)sched_yield();
	passed_us = clock_us();
}
