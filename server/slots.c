/* SPDX-License-Identifier: ISC */
#include <stddef.h>
#include <stdlib.h>

#include "server/slots.h"
#include "zones/mem.h"

/* Classes of rooms: 2^0 to 2^31. */
#define CLASSES	32

struct bases {			/* free ranges of one class */
	uint32_t	*base;
	size_t		 n;
	size_t		 cap;
};

struct retired {
	struct slot_range	 range;
	uint64_t		 generation;
};

struct slots {
	struct bases	 free[CLASSES];
	struct retired	*retired;	/* generations do not fall */
	size_t		 nretired;
	size_t		 cap_retired;
	uint32_t	 top;
};

struct slots *
slots_new(void)
{
	return calloc(1, sizeof(struct slots));
}

void
slots_free(struct slots *s)
{
	unsigned	 i;

	if (s == NULL)
		return;
	for (i = 0; i < CLASSES; i++)
		free(s->free[i].base);
	free(s->retired);
	free(s);
}

/* The smallest class with room for count > 0; CLASSES if there is none. */
static unsigned
class_of(uint32_t count)
{
	unsigned	 i;

	for (i = 0; i < CLASSES; i++)
		if ((uint32_t)1 << i >= count)
			break;
	return i;
}

int
slots_take(struct slots *s, uint32_t count, struct slot_range *out)
{
	struct bases	*b;
	unsigned	 class;

	*out = (struct slot_range){0, 0};
	if (count == 0)
		return 0;
	if ((class = class_of(count)) == CLASSES)
		return -1;
	b = &s->free[class];
	if (b->n > 0) {
		out->base = b->base[--b->n];
	} else {
		if (UINT32_MAX - s->top < (uint32_t)1 << class)
			return -1;
		out->base = s->top;
		s->top += (uint32_t)1 << class;
	}
	out->room = (uint32_t)1 << class;
	return 0;
}

void
slots_give(struct slots *s, const struct slot_range *range)
{
	struct bases	*b;
	void		*p;

	if (range->room == 0)
		return;
	b = &s->free[class_of(range->room)];
	/* Without memory the range is lost: some counters, no harm. */
	if ((p = array_grow(b->base, b->n, &b->cap, sizeof(*b->base))) == NULL)
		return;
	b->base = p;
	b->base[b->n++] = range->base;
}

void
slots_retire(struct slots *s, const struct slot_range *range,
    uint64_t generation)
{
	void	*p;

	if (range->room == 0)
		return;
	p = array_grow(s->retired, s->nretired, &s->cap_retired,
	    sizeof(*s->retired));
	if (p == NULL)
		return;
	s->retired = p;
	s->retired[s->nretired++] = (struct retired){*range, generation};
}

void
slots_collect(struct slots *s, uint64_t generation)
{
	size_t	 i, kept;

	for (i = 0; i < s->nretired; i++) {
		if (s->retired[i].generation > generation)
			break;
		slots_give(s, &s->retired[i].range);
	}
	for (kept = 0; i < s->nretired; i++)
		s->retired[kept++] = s->retired[i];
	s->nretired = kept;
}

uint8_t
slots_room(const struct slot_range *range)
{
	return range->room == 0 ? 0 : (uint8_t)(class_of(range->room) + 1);
}

struct slot_range
slots_range(uint32_t base, uint8_t room)
{
	if (room == 0)
		return (struct slot_range){0, 0};
	return (struct slot_range){base, (uint32_t)1 << (room - 1)};
}

uint32_t
slots_top(const struct slots *s)
{
	return s->top;
}
