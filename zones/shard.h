/* SPDX-License-Identifier: ISC */
#ifndef MXD_SHARD_H
#define MXD_SHARD_H

#include <stddef.h>
#include <stdint.h>

#include "zones/shards.h"

/*
 * A shard with what only those need who make tables: table.c and recast.c.
 */

/* Zones ahead whose memory is asked for while many are gone through. */
#define AHEAD		8

/*
 * Open addressing; shared by tables, frozen once a table has it.  Tables
 * point to the slots: a look-up needs nothing else.
 */
struct shard {
	uint32_t	 refs;		/* tables and edits that have it */
	uint32_t	 zones;
	uint64_t	 homes;		/* slots where searches begin */
	uint64_t	 nslots;	/* and those behind them */
	uint64_t	 slots[];	/* zones, each counted once for each
					   shard, tagged; 0: free */
};

/* A table without zones; NULL without memory. */
struct table *table_alloc(uint64_t seed, size_t nshards);

/* A shard without zones, with so many slots to begin at.  NULL without
   memory, or if no word can tell as many. */
struct shard *shard_new(size_t homes);

/* NULL: empty. */
static inline struct shard *
table_shard(const struct table *t, size_t i)
{
	uint8_t	*slots = word_pointer(t->shards[i]);

	if (slots == NULL)
		return NULL;
	return (void *)(slots - offsetof(struct shard, slots));
}

static inline struct zone *
slot_zone(const struct shard *s, uint64_t i)
{
	return word_pointer(s->slots[i]);
}

/* The next zone from slot *i on; those behind it are on their way. */
static inline struct zone *
next_zone(const struct shard *s, uint64_t *i)
{
	struct zone	*z = NULL;

	for (; z == NULL && *i < s->nslots; ++*i) {
		if (*i + AHEAD < s->nslots)
			__builtin_prefetch(slot_zone(s, *i + AHEAD));
		z = slot_zone(s, *i);
	}
	return z;
}

#endif
