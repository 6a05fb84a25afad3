/* SPDX-License-Identifier: ISC */
#ifndef MXD_SLOTS_H
#define MXD_SLOTS_H

#include <stdint.h>

/*
 * Who has which rotation counters.  Each worker has an array of counters
 * (rotate.h); each zone owns a range of it, by the same indices in all
 * workers.  Here the ranges are handed out and taken back.  Pure; the
 * loader's.
 *
 * Ranges come in powers of two, so that what one zone gives back fits
 * another, and a zone that gains a few RRsets keeps its range.
 */
struct slots;

struct slot_range {
	uint32_t	base;
	uint32_t	room;		/* counters; 0: none needed */
};

/* NULL without memory. */
struct slots *slots_new(void);
void slots_free(struct slots *);

/*
 * A range with room for count counters.
 * -1 if there are none left or no memory; out then has room 0
 */
int slots_take(struct slots *, uint32_t count, struct slot_range *out);

/* Never used: it may be handed out again at once. */
void slots_give(struct slots *, const struct slot_range *);

/*
 * No longer used by snapshots from this generation on.  It is handed out
 * again when all older ones are gone: slots_collect().
 */
void slots_retire(struct slots *, const struct slot_range *,
    uint64_t generation);

/* All snapshots older than this generation are gone. */
void slots_collect(struct slots *, uint64_t generation);

/* A range in 5 octets: its room as one number, 0 for none. */
uint8_t slots_room(const struct slot_range *);
struct slot_range slots_range(uint32_t base, uint8_t room);

/* One above the largest index handed out ever: what workers need. */
uint32_t slots_top(const struct slots *);

#endif
