/* SPDX-License-Identifier: ISC */
#ifndef MXD_SHARDS_H
#define MXD_SHARDS_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/hash.h"
#include "zones/name.h"
#include "zones/word.h"
#include "zones/zone.h"

/*
 * How a table lies in memory, and the steps of a look-up one by one; for
 * table.c and for the query road, which looks up many names at once: first
 * it aims with all of them, then it looks at all slots, then at all zones,
 * so that the memory that is far away comes for all of them together.
 *
 *	table->shards[]		a word for each shard: where its slots are
 *				and how many; 64 zones and more share one, so
 *				these words are near
 *	shard's slots		8 octets each, one line for a look-up
 *	zone			one line, or two
 *
 * The bits of a hash: 63 to 48 are the slot's tag, from 32 up choose the
 * shard, 31 to 0 the slot where a search begins.  It goes on to a free one;
 * behind the last place to begin there are some more, of which the last is
 * always free.
 */

struct table {
	uint64_t	 seed;
	uint64_t	 depths[2];	/* bit n: some apex has n labels, or
					   had before an edit */
	size_t		 zones;
	size_t		 nshards;	/* a power of two */
	uint64_t	 shards[];	/* its slots, tagged with how many are
					   places to begin; 0: empty */
};

/* The slot of a shard that a hash belongs to; a search goes on from there. */
static inline uint32_t
shard_home(uint64_t hash, uint64_t slots)
{
	return (uint32_t)((hash & UINT32_MAX) * slots >> 32);
}

static inline size_t
shard_of(const struct table *t, uint64_t hash)
{
	return (size_t)(hash >> 32) & (t->nshards - 1);
}

static inline bool
table_has_depth(const struct table *t, unsigned n)
{
	return (t->depths[n / 64] >> (n % 64) & 1) != 0;
}

static inline bool
zone_has_apex(const struct zone *z, const uint8_t *apex, size_t len)
{
	return z->apex_len == len && octets_equal(z->apex, apex, len);
}

/* How many of a name's suffixes are remembered as apexes that may be. */
#define AIMS_MAX	4
/* The depths that are looked at; deeper apexes are for table_find(). */
#define AIM_LABELS_MAX	62

/* A suffix that may be an apex. */
struct aim_at {
	uint64_t	 hash;
	const uint64_t	*slot;		/* where the search begins; NULL: its
					   shard is empty */
	uint8_t		 depth;		/* labels before it */
	uint8_t		 start;		/* octets before it */
};

/* A name on its way to its zone; the longest suffix comes first. */
struct aim {
	struct aim_at	 at[AIMS_MAX];
	unsigned	 n;
	bool		 is_short;	/* more suffixes might be apexes */
};

static inline uint64_t
table_hash(const struct table *t, const uint8_t *apex, size_t len)
{
	return hash_octets(t->seed, apex, len);
}

/* Where the search for a hash begins. */
static inline const uint64_t *
table_slot(const struct table *t, uint64_t hash)
{
	uint64_t	 shard = t->shards[shard_of(t, hash)];

	/* By numbers: to NULL, an empty shard, nothing may be added. */
	/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
	return (const uint64_t *)((uintptr_t)word_pointer(shard) +
	    shard_home(hash, word_tag(shard)) * sizeof(uint64_t));
}

/*
 * First step: hash what ends the name and may be an apex, ask for the
 * slots.
 *
 * hash		table_hash() of the whole name
 */
static inline void
aim_take(struct aim *a, const struct table *t, const struct name *name,
    uint64_t hash)
{
	uint64_t	 depths = t->depths[0];
	unsigned	 labels = name->labels, depth;
	struct aim_at	*at = a->at;

	if (labels > AIM_LABELS_MAX) {
		a->n = 0;
		a->is_short = true;
		return;
	}
	depths &= ((uint64_t)2 << labels) - 1;
	while (depths != 0 && at < a->at + AIMS_MAX) {
		depth = (unsigned)__builtin_clzll(depths) ^ 63;
		depths ^= (uint64_t)1 << depth;
		at->depth = (uint8_t)(labels - depth);
		at->start = name->offset[at->depth];
		at->hash = at->depth == 0 ? hash : table_hash(t, name->wire +
		    at->start, (size_t)(name->len - at->start));
		at->slot = table_slot(t, at->hash);
		__builtin_prefetch(at->slot);
		at++;
	}
	a->n = (unsigned)(at - a->at);
	a->is_short = depths != 0;
}

/*
 * Second step: the first zone that has the tag, NULL if none has; its
 * memory is not looked at, but asked for.
 */
static inline const struct zone *
aim_slots(const struct aim_at *at)
{
	const uint64_t		*slot = at->slot;
	uint64_t		 word;
	const struct zone	*z;

	if (slot == NULL)
		return NULL;
	for (; (word = *slot) != 0; slot++) {
		if (word_tag(word) == at->hash >> WORD_TAG_SHIFT) {
			z = word_pointer(word);
			__builtin_prefetch(z);
			__builtin_prefetch(z->apex + 19);
			return z;
		}
	}
	return NULL;
}

#endif
