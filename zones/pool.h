/* SPDX-License-Identifier: ISC */
#ifndef MXD_POOL_H
#define MXD_POOL_H

#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"

/*
 * What contents have in common is stored once: whole contents, their
 * shapes, and RRsets, which are the same if all of them is, said relative
 * to the apex.  Of a hosted zone only that is left which no other has.
 * The loader's; freed after all contents that it has shared.
 */
struct pool;

/* seed keeps authors of zones from making RRsets that collide.  NULL
   without memory. */
struct pool *pool_new(uint64_t seed);
void pool_free(struct pool *);

/*
 * The stored content that is the same as this one, or this one, taken
 * apart and stored.  A large content stays in one block: pointers to its
 * RRsets would take more than sharing them gains.
 *
 * c		as load_zone() makes it; taken
 * returns	never NULL; without memory c as it was
 */
struct content *pool_share(struct pool *, struct content *c);

/* What is stored: for tests and statistics. */
struct pool_count {
	size_t	contents;
	size_t	shapes;
	size_t	rrsets;
};

void pool_counts(const struct pool *, struct pool_count *);

#endif
