/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/intern.h"

#define SLOTS_FIRST	16

void
intern_init(struct intern *in, const struct intern_kind *kind)
{
	*in = (struct intern){.kind = kind};
}

void
intern_clear(struct intern *in)
{
	free(in->slots);
	*in = (struct intern){.kind = in->kind};
}

/* Where the search for a hash begins; any number of slots. */
static size_t
home_of(const struct intern *in, uint32_t hash)
{
	return (size_t)((uint64_t)hash * in->nslots >> 32);
}

static size_t
next_slot(const struct intern *in, size_t i)
{
	return i + 1 < in->nslots ? i + 1 : 0;
}

void *
intern_find(const struct intern *in, uint32_t hash, const void *like)
{
	size_t	i;
	void	*thing;

	if (in->nslots == 0)
		return NULL;
	for (i = home_of(in, hash); (thing = in->slots[i]) != NULL;
	    i = next_slot(in, i))
		if (in->kind->hash(thing) == hash &&
		    in->kind->is_same(thing, like))
			return thing;
	return NULL;
}

static void
put(struct intern *in, void *thing)
{
	size_t	i = home_of(in, in->kind->hash(thing));

	while (in->slots[i] != NULL)
		i = next_slot(in, i);
	in->slots[i] = thing;
}

/* Half as many slots again: a quarter to a half of them stay free. */
static int
grow(struct intern *in)
{
	struct intern	wider = *in;
	size_t		i;

	wider.nslots = in->nslots == 0 ? SLOTS_FIRST :
	    in->nslots + in->nslots / 2;
	wider.slots = calloc(wider.nslots, sizeof(*wider.slots));
	if (wider.slots == NULL)
		return -1;
	for (i = 0; i < in->nslots; i++)
		if (in->slots[i] != NULL)
			put(&wider, in->slots[i]);
	free(in->slots);
	*in = wider;
	return 0;
}

int
intern_add(struct intern *in, void *thing)
{
	if (in->used + 1 > in->nslots - in->nslots / 4 && grow(in) == -1)
		return -1;
	put(in, thing);
	in->used++;
	return 0;
}

/*
 * Close the gap: a thing moves into it if its search would otherwise end
 * there.
 */
void
intern_remove(struct intern *in, const void *thing)
{
	size_t	gap, i, home;

	gap = home_of(in, in->kind->hash(thing));
	while (in->slots[gap] != thing)
		gap = next_slot(in, gap);
	for (i = next_slot(in, gap); in->slots[i] != NULL;
	    i = next_slot(in, i)) {
		home = home_of(in, in->kind->hash(in->slots[i]));
		if (gap < i ? home > gap && home <= i :
		    home > gap || home <= i)
			continue;
		in->slots[gap] = in->slots[i];
		gap = i;
	}
	in->slots[gap] = NULL;
	in->used--;
}
