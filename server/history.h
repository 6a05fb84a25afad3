/* SPDX-License-Identifier: ISC */
#ifndef MXD_HISTORY_H
#define MXD_HISTORY_H

#include <stdint.h>

#include "server/stats.h"

/*
 * The last hour: how many queries came every few seconds, and what all
 * counters were each minute.  Of fixed size.  Pure, one thread.
 */
struct history;

#define HISTORY_SAMPLE_MS	5000
#define HISTORY_SAMPLES		720

/* Of all counters there is a copy for each minute. */
#define HISTORY_MINUTES		60

/* now_ms is of a clock that nobody sets; counters are 0.  NULL without
   memory. */
struct history *history_new(uint64_t now_ms);
void history_free(struct history *);

/*
 * The counters as they are now; to be called each HISTORY_SAMPLE_MS.  If it
 * was late, because the machine slept, the mean stands for what was missed.
 */
void history_add(struct history *, uint64_t now_ms, const struct stats *);

/* How many samples there are, and queries a second in the i-th of them,
   which ended (count - 1 - i) * HISTORY_SAMPLE_MS before the last. */
unsigned history_count(const struct history *);
double history_rate(const struct history *, unsigned i);

/* The counters of an hour ago, or of the beginning. */
const struct stats *history_base(const struct history *);

#endif
