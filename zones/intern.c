/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "zones/intern.h"
#include "zones/word.h"

#define SLOTS_FIRST	16

/* Things ahead whose memory is asked for while all are gone through. */
#define AHEAD		8

/* Bits of the hash that stand beside the pointer; the others say where a
   search begins. */
#define TAG_MASK	UINT16_MAX

void
intern_init(struct intern *in, const struct intern_kind *kind,
    const void *arg)
{
	*in = (struct intern){.kind = kind, .arg = arg};
}

void
intern_clear(struct intern *in)
{
	free(in->slots);
	*in = (struct intern){.kind = in->kind, .arg = in->arg};
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
	size_t		 i;
	uint64_t	 word;
	void		*thing;

	if (in->nslots == 0)
		return NULL;
	for (i = home_of(in, hash); (word = in->slots[i]) != 0;
	    i = next_slot(in, i)) {
		thing = word_pointer(word);
		if (word_tag(word) == (hash & TAG_MASK) &&
		    in->kind->is_same(thing, like))
			return thing;
	}
	return NULL;
}

static uint32_t
hash_of(const struct intern *in, const void *thing)
{
	return in->kind->hash(thing, in->arg);
}

static void
put(struct intern *in, void *thing)
{
	uint32_t	hash = hash_of(in, thing);
	size_t		i = home_of(in, hash);

	while (in->slots[i] != 0)
		i = next_slot(in, i);
	in->slots[i] = word_of(thing, hash & TAG_MASK);
}

/* A quarter more slots: an eighth to three tenths of them stay free. */
static int
grow(struct intern *in)
{
	uint64_t	*old = in->slots, *slots;
	size_t		 n = in->nslots, wider, i;

	wider = n == 0 ? SLOTS_FIRST : n + n / 4;
	if ((slots = calloc(wider, sizeof(*slots))) == NULL)
		return -1;
	in->slots = slots;
	in->nslots = wider;
	for (i = 0; i < n; i++) {
		if (i + AHEAD < n)
			__builtin_prefetch(word_pointer(old[i + AHEAD]));
		if (old[i] != 0)
			put(in, word_pointer(old[i]));
	}
	free(old);
	return 0;
}

int
intern_add(struct intern *in, void *thing)
{
	if (in->used + 1 > in->nslots - in->nslots / 8 && grow(in) == -1)
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

	gap = home_of(in, hash_of(in, thing));
	while (word_pointer(in->slots[gap]) != thing)
		gap = next_slot(in, gap);
	for (i = next_slot(in, gap); in->slots[i] != 0;
	    i = next_slot(in, i)) {
		home = home_of(in, hash_of(in, word_pointer(in->slots[i])));
		if (gap < i ? home > gap && home <= i :
		    home > gap || home <= i)
			continue;
		in->slots[gap] = in->slots[i];
		gap = i;
	}
	in->slots[gap] = 0;
	in->used--;
}
