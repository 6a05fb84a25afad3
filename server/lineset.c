/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/lineset.h"
#include "zones/hash.h"

/* Slots at the start, and always a power of two. */
#define SLOTS_MIN	64

struct lineset {
	uint64_t	*slots;		/* open addressing; 0: free */
	size_t		 mask;		/* slots less 1 */
	size_t		 n;
};

struct lineset *
lineset_new(void)
{
	struct lineset	*set;

	if ((set = calloc(1, sizeof(*set))) == NULL)
		return NULL;
	set->mask = SLOTS_MIN - 1;
	if ((set->slots = calloc(SLOTS_MIN, sizeof(*set->slots))) != NULL)
		return set;
	free(set);
	return NULL;
}

void
lineset_free(struct lineset *set)
{
	if (set == NULL)
		return;
	free(set->slots);
	free(set);
}

uint64_t
lineset_hash(uint64_t seed, const struct domain *d)
{
	const struct domain_value	*v;
	uint64_t			 h;
	unsigned			 i;

	h = hash_bytes(seed, d->apex.wire, d->apex.len);
	for (i = 0; i < d->nvalues; i++) {
		v = &d->values[i];
		/* Lengths too: what is the key's is not the value's. */
		h = hash_bytes(h ^ (uint64_t)v->key_len << 32 ^ v->len,
		    v->key, v->key_len);
		h = hash_bytes(h, v->text, v->len);
	}
	return h != 0 ? h : 1;
}

/* Where it stands, or the free slot where it would. */
static uint64_t *
slot_of(const struct lineset *set, uint64_t hash)
{
	size_t	i = (size_t)hash & set->mask;

	while (set->slots[i] != 0 && set->slots[i] != hash)
		i = (i + 1) & set->mask;
	return &set->slots[i];
}

bool
lineset_has(const struct lineset *set, uint64_t hash)
{
	return set != NULL && *slot_of(set, hash) != 0;
}

static int
grow(struct lineset *set)
{
	struct lineset	 more = {.mask = set->mask * 2 + 1, .n = set->n};
	size_t		 i;

	more.slots = calloc(more.mask + 1, sizeof(*more.slots));
	if (more.slots == NULL)
		return -1;
	for (i = 0; i <= set->mask; i++)
		if (set->slots[i] != 0)
			*slot_of(&more, set->slots[i]) = set->slots[i];
	free(set->slots);
	*set = more;
	return 0;
}

int
lineset_add(struct lineset *set, uint64_t hash)
{
	uint64_t	*slot;

	if ((set->n + 1) * 4 > (set->mask + 1) * 3 && grow(set) == -1)
		return -1;
	slot = slot_of(set, hash);
	set->n += *slot == 0;
	*slot = hash;
	return 0;
}
