/* SPDX-License-Identifier: ISC */
#ifndef MXD_SHELF_H
#define MXD_SHELF_H

#include <stddef.h>
#include <stdint.h>

/*
 * Many small pieces of memory that do not move, each with a number of 32
 * bits by which it is found again.  They lie side by side, in the order in
 * which they were taken, so that all can be visited without a list; what
 * is given back is taken again by a piece of the same size.  Pure; the
 * loader's.
 *
 * A million zones are a million pieces: malloc() would cost each of them
 * 16 octets more, and two pointers for a list.
 */
struct shelf;

/* What a piece begins with; the shelf's. */
struct piece {
	uint8_t		units : 7;	/* of 8 octets, this included */
	uint8_t		is_used : 1;
};

/* The largest piece. */
#define SHELF_PIECE_BYTES	1016

/* NULL without memory. */
struct shelf *shelf_new(void);

/* Pieces that were not given back go with it. */
void shelf_free(struct shelf *);

/*
 * A piece of so many octets, at most SHELF_PIECE_BYTES, all zero but for
 * its struct piece, aligned to 8.
 *
 * *number	set; never 0
 * returns	NULL without memory, or if 32 GiB are in use
 */
void *shelf_take(struct shelf *, size_t len_bytes, uint32_t *number);

void shelf_give(struct shelf *, uint32_t number);

/* The piece with this number. */
void *shelf_at(const struct shelf *, uint32_t number);

/*
 * The next piece of a walk over all, NULL behind the last; it may be given
 * back.  *cursor begins with 0.
 */
void *shelf_walk(const struct shelf *, uint32_t *cursor);

/* The number of what shelf_walk() gave last. */
static inline uint32_t
shelf_number(const struct piece *piece, uint32_t cursor)
{
	return cursor - piece->units;
}

#endif
