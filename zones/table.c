/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/kept.h"
#include "zones/shard.h"
#include "zones/table.h"

/*
 * A shard is copied by each edit that touches it: 256 zones, the most that
 * they have on average before they are split, are some 3 KiB.
 */
#define SHARD_ZONES	256
#define SHARDS_FIRST	16
#define SHARDS_MORE	4
#define SLOTS_FIRST	8
/* As many as a word's tag can tell. */
#define SLOTS_MAX	UINT16_MAX
/* Behind them: a search from the last ends here.  With a fifth free a run of
   zones is seldom as long. */
#define SLOTS_BEHIND	16

/* Zones that are fetched at once: twice the misses that a processor bears. */
#define MANY		32

/* The table to be is written in place; `fresh` says which shards are ours. */
struct table_edit {
	struct table	*table;
	bool		*fresh;		/* [nshards] made by this edit */
	size_t		 expected;	/* zones in the end, if more than now */
};

struct table *
table_alloc(uint64_t seed, size_t nshards)
{
	struct table	*t;

	t = calloc(1, sizeof(*t) + nshards * sizeof(t->shards[0]));
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

struct shard *
shard_new(size_t homes)
{
	struct shard	*s;
	size_t		 nslots = homes + SLOTS_BEHIND;

	if (homes > SLOTS_MAX || (s = calloc(1, sizeof(*s) + nslots *
	    sizeof(s->slots[0]))) == NULL)
		return NULL;
	s->refs = 1;
	s->homes = homes;
	s->nslots = nslots;
	return s;
}

static void
shard_unref(struct shard *s)
{
	struct zone	*z;
	uint64_t	 i = 0;

	if (s == NULL || --s->refs > 0)
		return;
	while ((z = next_zone(s, &i)) != NULL)
		zone_unref(z);
	free(s);
}

void
table_free(struct table *t)
{
	size_t	i;

	if (t == NULL)
		return;
	for (i = 0; i < t->nshards; i++)
		shard_unref(table_shard(t, i));
	free(t);
}

size_t
table_zones(const struct table *t)
{
	return t->zones;
}

/* The slot of an apex, or the free one where it would stand. */
static uint64_t
shard_slot(const struct shard *s, uint64_t hash, const uint8_t *apex,
    size_t apex_len)
{
	uint64_t	i = shard_home(hash, s->homes);

	while (s->slots[i] != 0 &&
	    (word_tag(s->slots[i]) != hash >> WORD_TAG_SHIFT ||
	    !zone_has_apex(slot_zone(s, i), apex, apex_len)))
		i++;
	return i;
}

static struct zone *
lookup(const struct table *t, uint64_t hash, const uint8_t *apex, size_t len)
{
	const struct shard	*s = table_shard(t, shard_of(t, hash));

	return s == NULL ? NULL : slot_zone(s, shard_slot(s, hash, apex, len));
}

const struct zone *
table_find(const struct table *t, const struct name *name, unsigned skip)
{
	const struct zone	*z;
	unsigned		 n;
	size_t			 len;
	uint8_t			 at;

	if (skip > name->labels)
		return NULL;
	for (n = name->labels - skip + 1; n-- > 0; ) {
		if (!table_has_depth(t, n))
			continue;
		at = name->offset[name->labels - n];
		len = (size_t)(name->len - at);
		z = lookup(t, table_hash(t, name->wire + at, len),
		    name->wire + at, len);
		if (z != NULL)
			return z;
	}
	return NULL;
}

const struct zone *
table_exact(const struct table *t, const struct name *name)
{
	return lookup(t, table_hash(t, name->wire, name->len), name->wire,
	    name->len);
}

size_t
table_class(const struct table *t, const struct name *apex, size_t n,
    uint64_t *hash)
{
	*hash = table_hash(t, apex->wire, apex->len);
	return (size_t)(*hash >> 32) & (n - 1);
}

/* Has a shard zones of the classes that are wanted?  Both come from the same
   bits of the hash. */
static bool
is_wanted(const struct table *t, size_t shard, const uint8_t *wanted,
    size_t n)
{
	for (shard &= n - 1; shard < n; shard += t->nshards)
		if (wanted[shard] != 0)
			return true;
	return false;
}

int
table_walk_classes(const struct table *t, const uint8_t *wanted, size_t n,
    int (*fn)(const struct zone *, void *), void *arg)
{
	const struct shard	*s;
	const struct zone	*z;
	size_t			 i;
	uint64_t		 k;
	int			 rc;

	for (i = 0; i < t->nshards; i++) {
		if ((s = table_shard(t, i)) == NULL ||
		    !is_wanted(t, i, wanted, n))
			continue;
		for (k = 0; (z = next_zone(s, &k)) != NULL; )
			if ((n == 1 || wanted[table_hash(t, z->apex,
			    z->apex_len) >> 32 & (n - 1)] != 0) &&
			    (rc = fn(z, arg)) != 0)
				return rc;
	}
	return 0;
}

int
table_walk(const struct table *t, int (*fn)(const struct zone *, void *),
    void *arg)
{
	static const uint8_t	all[1] = {1};

	return table_walk_classes(t, all, 1, fn, arg);
}

/* An edit that has all of an old table but its shards. */
static struct table_edit *
edit_alloc(const struct table *old, size_t nshards)
{
	struct table_edit	*e;

	if ((e = calloc(1, sizeof(*e))) == NULL)
		return NULL;
	e->table = table_alloc(old->seed, nshards);
	e->fresh = calloc(nshards, sizeof(*e->fresh));
	if (e->table == NULL || e->fresh == NULL) {
		table_edit_abort(e);
		return NULL;
	}
	memcpy(e->table->depths, old->depths, sizeof(old->depths));
	e->table->zones = old->zones;
	return e;
}

struct table_edit *
table_edit_begin(const struct table *old)
{
	struct table_edit	*e = edit_alloc(old, old->nshards);
	struct shard		*s;
	size_t			 i;

	for (i = 0; e != NULL && i < old->nshards; i++)
		if ((s = table_shard(old, i)) != NULL) {
			e->table->shards[i] = old->shards[i];
			s->refs++;
		}
	return e;
}

/* A fifth stays free, so that a search ends soon. */
static bool
is_full(const struct shard *s)
{
	return s->homes * 4 < ((uint64_t)s->zones + 1) * 5;
}

/* The free slot for a zone that is not there; -1 if that is the last. */
static int
shard_insert(struct shard *s, uint64_t hash, struct zone *z)
{
	uint64_t	i = shard_home(hash, s->homes);

	while (s->slots[i] != 0)
		i++;
	if (i + 1 == s->nslots)
		return -1;
	s->slots[i] = word_of(z, hash >> WORD_TAG_SHIFT);
	s->zones++;
	return 0;
}

/*
 * Slots for a shard that grows: half of them free.  Where it is known how
 * many zones come, a third of them, and the few that chance adds.
 */
static size_t
choose_homes(const struct table_edit *e, const struct shard *old)
{
	size_t	zones = old == NULL ? 1 : (size_t)old->zones + 1;
	size_t	homes = zones * 2 < SLOTS_FIRST ? SLOTS_FIRST : zones * 2;
	size_t	mean = e->expected / e->table->nshards;

	if (old == NULL && mean > SLOTS_FIRST)
		homes = mean + mean / 2;
	return homes;
}

/* The same zones in other slots: each is hashed again.  -1: no room. */
static int
rehash(const struct table *t, struct shard *to, const struct shard *from)
{
	struct zone	*z;
	uint64_t	 i = 0;

	while ((z = next_zone(from, &i)) != NULL) {
		if (shard_insert(to, table_hash(t, z->apex, z->apex_len),
		    z) == -1)
			return -1;
		(void)zone_ref(z);
	}
	return 0;
}

/* A shard with the zones of another (NULL: none) and so many slots to begin
   at, or more.  NULL without memory. */
static struct shard *
resize(const struct table *t, const struct shard *from, size_t homes)
{
	struct shard	*to;

	for (;; homes += homes / 2) {
		if ((to = shard_new(homes)) == NULL || from == NULL ||
		    rehash(t, to, from) == 0)
			return to;
		shard_unref(to);
	}
}

/* The same zones in the same slots. */
static struct shard *
copy_shard(const struct shard *from)
{
	struct shard	*to = shard_new((size_t)from->homes);
	struct zone	*z;
	uint64_t	 i = 0;

	if (to == NULL)
		return NULL;
	memcpy(to->slots, from->slots,
	    (size_t)from->nslots * sizeof(to->slots[0]));
	to->zones = from->zones;
	while ((z = next_zone(to, &i)) != NULL)
		(void)zone_ref(z);
	return to;
}

static struct shard *
replace_shard(struct table_edit *e, size_t i, struct shard *with)
{
	if (with == NULL)
		return NULL;
	shard_unref(table_shard(e->table, i));
	e->table->shards[i] = word_of(with->slots, with->homes);
	e->fresh[i] = true;
	return with;
}

/* Make a shard writable, with a slot for one zone; NULL without memory. */
static struct shard *
own_shard(struct table_edit *e, size_t i)
{
	struct shard	*s = table_shard(e->table, i);
	bool		 fits = s != NULL && !is_full(s);

	if (fits && e->fresh[i])
		return s;
	/* What has lost most of its zones gives their slots back. */
	if (fits && s->homes > SLOTS_FIRST + (uint64_t)s->zones * 4)
		fits = false;
	return replace_shard(e, i, fits ? copy_shard(s) :
	    resize(e->table, s, choose_homes(e, s)));
}

KEPT_BEGIN	/* in e->table->shards */
/* Put a zone that is not there into its shard; -1 without memory. */
static int
insert(struct table_edit *e, struct zone *z, uint64_t hash)
{
	size_t		 i = shard_of(e->table, hash);
	struct shard	*s = own_shard(e, i);

	while (s != NULL && shard_insert(s, hash, z) == -1)
		s = replace_shard(e, i, resize(e->table, s,
		    (size_t)(s->homes + s->homes / 2)));
	return s == NULL ? -1 : 0;
}
KEPT_END

/* Deal the zones of a shard out to those of another table. */
static int
deal_out(struct table_edit *to, const struct shard *from)
{
	struct zone	*z;
	uint64_t	 i = 0;

	while ((z = next_zone(from, &i)) != NULL) {
		if (insert(to, z, table_hash(to->table, z->apex,
		    z->apex_len)) == -1)
			return -1;
		(void)zone_ref(z);
	}
	return 0;
}

/* All zones in more shards; -1 without memory, nothing is changed then. */
static int
split_shards(struct table_edit *e, size_t n)
{
	struct table		*old = e->table;
	struct table_edit	*more = edit_alloc(old, n);
	struct shard		*from;
	size_t			 i;

	if (more == NULL)
		return -1;
	more->expected = e->expected > old->zones ? e->expected : old->zones;
	for (i = 0; i < old->nshards; i++) {
		from = table_shard(old, i);
		if (from != NULL && deal_out(more, from) == -1) {
			table_edit_abort(more);
			return -1;
		}
	}
	table_free(old);
	free(e->fresh);
	e->table = more->table;
	e->fresh = more->fresh;
	free(more);
	return 0;
}

int
table_edit_expect(struct table_edit *e, size_t zones)
{
	size_t	n = e->table->nshards;

	e->expected = zones;
	while (zones / n >= SHARD_ZONES)
		n *= SHARDS_MORE;
	if (n == e->table->nshards || split_shards(e, n) == 0)
		return 0;
	e->expected = 0;	/* too many for a shard of those that are */
	return -1;
}

/* Put a zone in place of one with the same apex; 0 if there is none. */
static int
replace(struct table_edit *e, struct zone *z, uint64_t hash)
{
	struct shard	*s;
	uint64_t	 i;

	if (lookup(e->table, hash, z->apex, z->apex_len) == NULL)
		return 0;
	if ((s = own_shard(e, shard_of(e->table, hash))) == NULL)
		return -1;
	i = shard_slot(s, hash, z->apex, z->apex_len);
	zone_unref(slot_zone(s, i));
	s->slots[i] = word_of(z, hash >> WORD_TAG_SHIFT);
	return 1;
}

int
table_edit_put(struct table_edit *e, struct zone *z)
{
	uint64_t	hash = table_hash(e->table, z->apex, z->apex_len);
	int		rc = 0;

	if (e->table->zones / e->table->nshards >= SHARD_ZONES)
		rc = split_shards(e, e->table->nshards * SHARDS_MORE);
	if (rc == 0)
		rc = replace(e, z, hash);
	if (rc == 0 && (rc = insert(e, z, hash)) == 0)
		e->table->zones++;
	if (rc == -1) {
		zone_unref(z);
		return -1;
	}
	e->table->depths[z->apex_labels / 64] |=
	    (uint64_t)1 << (z->apex_labels % 64);
	return 0;
}

const struct zone *
table_edit_exact(const struct table_edit *e, const struct name *apex)
{
	return table_exact(e->table, apex);
}

/* Ask for the slots of some names, then for the zones that stand there. */
static void
fetch_some(const struct table *t, const struct name *const *apexes, size_t n)
{
	struct aim_at	at[MANY];
	size_t		i;

	for (i = 0; i < n; i++) {
		at[i].hash = table_hash(t, apexes[i]->wire, apexes[i]->len);
		at[i].slot = table_slot(t, at[i].hash);
		__builtin_prefetch(at[i].slot, 1);
	}
	for (i = 0; i < n; i++)
		(void)aim_slots(&at[i]);
}

void
table_edit_fetch(const struct table_edit *e,
    const struct name *const *apexes, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i += MANY)
		fetch_some(e->table, apexes + i, n - i < MANY ? n - i : MANY);
}

/* Close the gap that a removed zone leaves in its run of slots. */
static void
close_gap(const struct table *t, struct shard *s, uint64_t gap)
{
	const struct zone	*z;
	uint64_t		 i;

	for (i = gap + 1; (z = slot_zone(s, i)) != NULL; i++) {
		if (shard_home(table_hash(t, z->apex, z->apex_len),
		    s->homes) > gap)
			continue;
		s->slots[gap] = s->slots[i];
		gap = i;
	}
	s->slots[gap] = 0;
}

int
table_edit_remove(struct table_edit *e, const struct name *apex)
{
	struct shard	*s;
	struct name	 low = *apex;
	uint64_t	 hash, i;

	name_lower(&low);
	hash = table_hash(e->table, low.wire, low.len);
	if (lookup(e->table, hash, low.wire, low.len) == NULL)
		return 0;
	if ((s = own_shard(e, shard_of(e->table, hash))) == NULL)
		return -1;
	i = shard_slot(s, hash, low.wire, low.len);
	zone_unref(slot_zone(s, i));
	close_gap(e->table, s, i);
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

struct table *
table_with(const struct table *base, const struct name *apex,
    struct content *content)
{
	struct table_edit	*edit;
	struct zone		*zone;

	if ((zone = zone_new(apex, content, false, 0)) == NULL)
		return NULL;
	(void)content_ref(content);
	if ((edit = table_edit_begin(base)) == NULL) {
		zone_unref(zone);
		return NULL;
	}
	if (table_edit_put(edit, zone) == 0)
		return table_edit_commit(edit);
	table_edit_abort(edit);
	return NULL;
}
