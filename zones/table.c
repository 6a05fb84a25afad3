/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/table.h"

/* A shard is copied by each edit that touches it: 256 zones are 4 KiB. */
#define SHARD_ZONES	256
#define SHARDS_FIRST	16
#define SLOTS_FIRST	8

/* One place of a shard; zone NULL: free. */
struct slot {
	struct zone	*zone;		/* counted once for each shard */
	uint64_t	 hash;
};

/* Open addressing; shared by tables, frozen once a table has it. */
struct shard {
	uint32_t	 refs;		/* tables and edits that have it */
	uint32_t	 zones;
	uint32_t	 mask;		/* slots - 1 */
	struct slot	 slots[];
};

struct table {
	uint64_t	 seed;
	uint64_t	 depths[2];	/* bit n: some apex has n labels */
	size_t		 zones;
	size_t		 nshards;	/* a power of two */
	struct shard	*shards[];	/* NULL: empty */
};

/* The table to be is written in place; `fresh` says which shards are ours. */
struct table_edit {
	struct table	*table;
	bool		*fresh;		/* [nshards] made by this edit */
};

static struct table *
table_alloc(uint64_t seed, size_t nshards)
{
	struct table	*t;

	t = calloc(1, sizeof(*t) + nshards * sizeof(struct shard *));
	if (t == NULL)
		return NULL;
	t->seed = seed;
	t->nshards = nshards;
	return t;
}

struct table *
table_new(uint64_t seed)
{
	return table_alloc(seed, SHARDS_FIRST);
}

static struct shard *
shard_new(uint32_t slots)
{
	struct shard	*s;

	s = calloc(1, sizeof(*s) + slots * sizeof(struct slot));
	if (s == NULL)
		return NULL;
	s->refs = 1;
	s->mask = slots - 1;
	return s;
}

static void
shard_unref(struct shard *s)
{
	uint32_t	i;

	if (s == NULL || --s->refs > 0)
		return;
	for (i = 0; i <= s->mask; i++)
		zone_unref(s->slots[i].zone);
	free(s);
}

void
table_free(struct table *t)
{
	size_t	i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nshards; i++)
		shard_unref(t->shards[i]);
	free(t);
}

size_t
table_zones(const struct table *t)
{
	return t->zones;
}

/* The low bits choose the slot, the high ones the shard. */
static size_t
shard_of(const struct table *t, uint64_t hash)
{
	return (size_t)(hash >> 40) & (t->nshards - 1);
}

/* The slot of an apex, or the free one where it would stand. */
static uint32_t
shard_slot(const struct shard *s, uint64_t hash, const uint8_t *apex,
    size_t apex_len)
{
	uint32_t		 i = (uint32_t)hash & s->mask;
	const struct slot	*slot;

	for (;; i = (i + 1) & s->mask) {
		slot = &s->slots[i];
		if (slot->zone == NULL)
			return i;
		if (slot->hash == hash && slot->zone->apex_len == apex_len &&
		    memcmp(slot->zone->apex, apex, apex_len) == 0)
			return i;
	}
}

static struct zone *
lookup(const struct table *t, uint64_t hash, const uint8_t *apex, size_t len)
{
	const struct shard	*s = t->shards[shard_of(t, hash)];

	if (s == NULL)
		return NULL;
	return s->slots[shard_slot(s, hash, apex, len)].zone;
}

/* Hashes of all suffixes; h[n] is that of the last n labels. */
static void
suffix_hashes(const struct table *t, const struct name *name, uint64_t *h)
{
	unsigned	n;

	h[0] = t->seed;
	for (n = 1; n <= name->labels; n++)
		h[n] = hash_label(h[n - 1],
		    name->wire + name->offset[name->labels - n]);
}

static bool
has_depth(const struct table *t, unsigned n)
{
	return (t->depths[n / 64] >> (n % 64) & 1) != 0;
}

const struct zone *
table_find(const struct table *t, const struct name *name, unsigned skip)
{
	uint64_t		 h[NAME_MAX_LABELS];
	const struct zone	*z;
	unsigned		 n;
	uint8_t			 at;

	if (skip > name->labels)
		return NULL;
	suffix_hashes(t, name, h);
	for (n = name->labels - skip + 1; n-- > 0; ) {
		if (!has_depth(t, n))
			continue;
		at = name->offset[name->labels - n];
		z = lookup(t, h[n], name->wire + at, (size_t)(name->len - at));
		if (z != NULL)
			return z;
	}
	return NULL;
}

const struct zone *
table_exact(const struct table *t, const struct name *name)
{
	uint64_t	h[NAME_MAX_LABELS];

	suffix_hashes(t, name, h);
	return lookup(t, h[name->labels], name->wire, name->len);
}

int
table_walk(const struct table *t, int (*fn)(const struct zone *, void *),
    void *arg)
{
	const struct shard	*s;
	size_t			 i;
	uint32_t		 k;
	int			 rc;

	for (i = 0; i < t->nshards; i++) {
		if ((s = t->shards[i]) == NULL)
			continue;
		for (k = 0; k <= s->mask; k++)
			if (s->slots[k].zone != NULL &&
			    (rc = fn(s->slots[k].zone, arg)) != 0)
				return rc;
	}
	return 0;
}

struct table_edit *
table_edit_begin(const struct table *old)
{
	struct table_edit	*e;
	size_t			 i;

	if ((e = calloc(1, sizeof(*e))) == NULL)
		return NULL;
	e->table = table_alloc(old->seed, old->nshards);
	e->fresh = calloc(old->nshards, sizeof(*e->fresh));
	if (e->table == NULL || e->fresh == NULL) {
		free(e->table);
		free(e->fresh);
		free(e);
		return NULL;
	}
	memcpy(e->table->depths, old->depths, sizeof(old->depths));
	e->table->zones = old->zones;
	for (i = 0; i < old->nshards; i++)
		if ((e->table->shards[i] = old->shards[i]) != NULL)
			old->shards[i]->refs++;
	return e;
}

/* Put a zone into a shard that has room for it. */
static void
shard_insert(struct shard *s, uint64_t hash, struct zone *z)
{
	uint32_t	i = shard_slot(s, hash, z->apex, z->apex_len);

	assert(s->slots[i].zone == NULL);
	s->slots[i] = (struct slot){z, hash};
	s->zones++;
}

/* A shard of our own with room for one zone more. */
static struct shard *
shard_make_room(const struct shard *old)
{
	struct shard	*s;
	uint32_t	 slots = SLOTS_FIRST, i;

	/* A third stays free, so that a search ends soon. */
	while (old != NULL && slots * 2 < (old->zones + 1) * 3)
		slots *= 2;
	if ((s = shard_new(slots)) == NULL || old == NULL)
		return s;
	for (i = 0; i <= old->mask; i++)
		if (old->slots[i].zone != NULL)
			shard_insert(s, old->slots[i].hash,
			    zone_ref(old->slots[i].zone));
	return s;
}

static bool
is_full(const struct shard *s)
{
	return (s->mask + 1) * 2 < (s->zones + 1) * 3;
}

/* Make a shard writable; NULL without memory. */
static struct shard *
own_shard(struct table_edit *e, size_t i)
{
	struct shard	*s = e->table->shards[i], *copy;

	if (s != NULL && e->fresh[i] && !is_full(s))
		return s;
	if ((copy = shard_make_room(s)) == NULL)
		return NULL;
	shard_unref(s);
	e->table->shards[i] = copy;
	e->fresh[i] = true;
	return copy;
}

/* All zones in more shards; -1 without memory, nothing is changed then. */
static int
split_shards(struct table_edit *e)
{
	struct table	*old = e->table;
	struct table_edit more = {0};
	struct shard	*s, *from;
	size_t		 i, n = old->nshards * 4, k;
	uint32_t	 j;

	more.table = table_alloc(old->seed, n);
	more.fresh = calloc(n, sizeof(*more.fresh));
	if (more.table == NULL || more.fresh == NULL)
		goto fail;
	for (i = 0; i < old->nshards; i++) {
		if ((from = old->shards[i]) == NULL)
			continue;
		for (j = 0; j <= from->mask; j++) {
			if (from->slots[j].zone == NULL)
				continue;
			k = shard_of(more.table, from->slots[j].hash);
			if ((s = own_shard(&more, k)) == NULL)
				goto fail;
			shard_insert(s, from->slots[j].hash,
			    zone_ref(from->slots[j].zone));
		}
	}
	memcpy(more.table->depths, old->depths, sizeof(old->depths));
	more.table->zones = old->zones;
	table_free(old);
	free(e->fresh);
	e->table = more.table;
	e->fresh = more.fresh;
	return 0;
fail:
	table_free(more.table);
	free(more.fresh);
	return -1;
}

static uint64_t
apex_hash(const struct table *t, const uint8_t *apex)
{
	struct name	n;
	uint64_t	h[NAME_MAX_LABELS];

	name_from_wire(&n, apex);
	suffix_hashes(t, &n, h);
	return h[n.labels];
}

int
table_edit_put(struct table_edit *e, struct zone *z)
{
	struct shard	*s;
	uint64_t	 hash;
	uint32_t	 i;

	if (e->table->zones / e->table->nshards >= SHARD_ZONES &&
	    split_shards(e) == -1)
		goto fail;
	hash = apex_hash(e->table, z->apex);
	if ((s = own_shard(e, shard_of(e->table, hash))) == NULL)
		goto fail;
	i = shard_slot(s, hash, z->apex, z->apex_len);
	if (s->slots[i].zone != NULL) {
		zone_unref(s->slots[i].zone);
		s->slots[i].zone = z;
		return 0;
	}
	shard_insert(s, hash, z);
	e->table->zones++;
	e->table->depths[z->apex_labels / 64] |=
	    (uint64_t)1 << (z->apex_labels % 64);
	return 0;
fail:
	zone_unref(z);
	return -1;
}

/* Close the gap that a removed zone leaves in its run of slots. */
static void
close_gap(struct shard *s, uint32_t gap)
{
	uint32_t	i = gap, home;

	for (;;) {
		i = (i + 1) & s->mask;
		if (s->slots[i].zone == NULL)
			break;
		home = (uint32_t)s->slots[i].hash & s->mask;
		if (((i - home) & s->mask) < ((i - gap) & s->mask))
			continue;
		s->slots[gap] = s->slots[i];
		gap = i;
	}
	s->slots[gap] = (struct slot){0};
}

int
table_edit_remove(struct table_edit *e, const struct name *apex)
{
	struct shard	*s;
	struct name	 low = *apex;
	uint64_t	 hash;
	uint32_t	 i;

	name_lower(&low);
	hash = apex_hash(e->table, low.wire);
	if (lookup(e->table, hash, low.wire, low.len) == NULL)
		return 0;
	if ((s = own_shard(e, shard_of(e->table, hash))) == NULL)
		return -1;
	i = shard_slot(s, hash, low.wire, low.len);
	zone_unref(s->slots[i].zone);
	close_gap(s, i);
	s->zones--;
	e->table->zones--;
	return 1;
}

struct table *
table_edit_commit(struct table_edit *e)
{
	struct table	*t = e->table;

	free(e->fresh);
	free(e);
	return t;
}

void
table_edit_abort(struct table_edit *e)
{
	if (e == NULL)
		return;
	table_free(e->table);
	free(e->fresh);
	free(e);
}
