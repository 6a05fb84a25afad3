/* SPDX-License-Identifier: ISC */
#ifndef MXD_ROTATE_H
#define MXD_ROTATE_H

#include <stdint.h>

#include "zones/content.h"
#include "zones/zone.h"

/*
 * Whose turn it is: for each RRset of each zone how often it was answered.
 * One for each worker; nobody else touches it.
 */
struct rotation {
	uint32_t	*turn;		/* [count] */
	uint32_t	 count;
};

/*
 * Make room for count counters; those that exist keep their values.
 * -1 without memory: sets beyond the old count then do not rotate.
 */
int rotation_resize(struct rotation *, uint32_t count);
void rotation_clear(struct rotation *);

/*
 * Take one turn of a set; 0 if it does not rotate here.
 * Records of one preference begin with the (turn mod their number)-th.
 */
uint32_t rotation_take(struct rotation *, const struct zone *,
    const struct rrset *);

/*
 * The order of the records in an answer.  For each run of equal
 * preference (types without preference are one run) the start moves.
 *
 * order	room for set->count
 */
void rotation_order(const struct rrset *set, uint32_t turn,
    uint16_t *order);

#endif
