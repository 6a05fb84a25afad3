/* SPDX-License-Identifier: ISC */
#include "zones/zoneset.h"

#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"

/* Slots at the start: a power of two, as always. */
#define SLOTS_MIN	64

struct zoneset {
	struct zone	**slots;	/* NULL: free; borrowed zones */
	size_t		 nslots;
	size_t		 n;
	uint64_t	 seed;
};

struct zoneset *
zoneset_new(uint64_t seed)
{
	struct zoneset	*set;

	if ((set = calloc(1, sizeof(*set))) == NULL)
		return NULL;
	set->seed = seed;
	set->nslots = SLOTS_MIN;
	set->slots = calloc(set->nslots, sizeof(struct zone *));
	if (set->slots != NULL)
		return set;
	free(set);
	return NULL;
}

void
zoneset_free(struct zoneset *set)
{
	if (set == NULL)
		return;
	free(set->slots);
	free(set);
}

/* Where a zone with this apex is, or would be put. */
static struct zone **
slot_of(const struct zoneset *set, const uint8_t *apex, size_t len)
{
	size_t	mask = set->nslots - 1;
	size_t	i = hash_bytes(set->seed, apex, len) & mask;

	while (set->slots[i] != NULL && (set->slots[i]->apex_len != len ||
	    memcmp(set->slots[i]->apex, apex, len) != 0))
		i = (i + 1) & mask;
	return &set->slots[i];
}

struct zone *
zoneset_find(const struct zoneset *set, const struct name *apex)
{
	return *slot_of(set, apex->wire, apex->len);
}

/* Twice the slots; -1 without memory. */
static int
grow(struct zoneset *set)
{
	struct zoneset	 larger = *set;
	struct zone	*z;
	size_t		 i;

	larger.nslots *= 2;
	larger.slots = calloc(larger.nslots, sizeof(struct zone *));
	if (larger.slots == NULL)
		return -1;
	for (i = 0; i < set->nslots; i++)
		if ((z = set->slots[i]) != NULL)
			*slot_of(&larger, z->apex, z->apex_len) = z;
	free(set->slots);
	*set = larger;
	return 0;
}

int
zoneset_add(struct zoneset *set, struct zone *z)
{
	if (2 * (set->n + 1) > set->nslots && grow(set) == -1)
		return -1;
	*slot_of(set, z->apex, z->apex_len) = z;
	set->n++;
	return 0;
}
