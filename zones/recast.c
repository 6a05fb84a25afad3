/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "zones/recast.h"
#include "zones/shard.h"

/* All shards, as yet without zones.  NULL without memory. */
static struct table *
prepare(const struct table *old)
{
	struct table	*t = table_alloc(old->seed, old->nshards);
	struct shard	*from, *to;
	size_t		 i;

	if (t == NULL)
		return NULL;
	memcpy(t->depths, old->depths, sizeof(t->depths));
	t->zones = old->zones;
	for (i = 0; i < old->nshards; i++) {
		if ((from = table_shard(old, i)) == NULL)
			continue;
		if ((to = shard_new((size_t)from->homes)) == NULL) {
			table_free(t);
			return NULL;
		}
		t->shards[i] = word_of(to->slots, to->homes);
	}
	return t;
}

/* The zone in place of another. */
static struct zone *
successor(struct zone *z, const struct slabs *slabs, struct content *content)
{
	struct zone	*copy;

	if (z->back == 0 || slab_owner(z, z->back) != slabs)
		return zone_ref(z);
	copy = slab_copy(z, z->back);
	copy->refs = 1;
	copy->content = content_ref(content);
	return copy;
}

/* The zones of a shard, in the same slots. */
static void
fill(struct shard *to, const struct shard *from, const struct slabs *slabs,
    struct content *content)
{
	struct zone	*z;
	uint64_t	 i = 0;

	assert(to != NULL);	/* prepare() made one for each */
	while ((z = next_zone(from, &i)) != NULL)
		to->slots[i - 1] = word_of(successor(z, slabs, content),
		    word_tag(from->slots[i - 1]));
	to->zones = from->zones;
}

struct table *
recast(const struct table *old, struct slabs *slabs, struct content *content)
{
	struct table	*t = prepare(old);
	size_t		 i;

	if (t == NULL)
		return NULL;
	if (slabs_copy(slabs) == -1) {
		table_free(t);
		return NULL;
	}
	for (i = 0; i < old->nshards; i++)
		if (table_shard(old, i) != NULL)
			fill(table_shard(t, i), table_shard(old, i), slabs,
			    content);
	return t;
}
