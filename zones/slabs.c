/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/kept.h"
#include "zones/slabs.h"

#define UNIT		8		/* octets; sizes are rounded to it */
#define CLASSES		(SLAB_OBJECT_MAX / UNIT + 1)

/*
 * Octets of a slab, with malloc's word just below 64 KiB: some 1,600 zones.
 * In units it fits into 16 bits.
 */
#define SLAB_BYTES	(65536 - 32)

/* What stands in an object that is free; so none is smaller. */
struct hole {
	struct hole	*next;		/* of its size */
	struct hole	*before;
	uint32_t	 bytes;
	uint16_t	 back;
};

struct slab {
	struct slabs	*owner;
	uint32_t	 used;		/* octets, this header included */
	uint32_t	 live;		/* objects that are not holes */
	struct slab	*next;		/* of the same owner */
	struct slab	*before;
	struct slab	*copy;		/* made last; or NULL */
};

_Static_assert(SLAB_BYTES % UNIT == 0 && sizeof(struct slab) % UNIT == 0 &&
    sizeof(struct hole) % UNIT == 0, "objects are aligned");

struct slabs {
	struct slab	*current;	/* that objects are cut from */
	struct slab	*first;		/* of all */
	size_t		 slabs;
	size_t		 live;		/* objects */
	bool		 is_closed;
	struct hole	*holes[CLASSES];
};

struct slabs *
slabs_new(void)
{
	return calloc(1, sizeof(struct slabs));
}

static size_t
round_up(size_t bytes)
{
	if (bytes < sizeof(struct hole))
		bytes = sizeof(struct hole);
	return (bytes + UNIT - 1) & ~(size_t)(UNIT - 1);
}

static struct slab *
slab_of(const void *object, uint16_t back)
{
	return (struct slab *)(void *)((char *)object - (size_t)back * UNIT);
}

static void
link_hole(struct slabs *s, struct hole *h, size_t bytes, uint16_t back)
{
	struct hole	**head = &s->holes[bytes / UNIT];

	*h = (struct hole){.next = *head, .bytes = (uint32_t)bytes,
	    .back = back};
	if (*head != NULL)
		(*head)->before = h;
	*head = h;
}

static void
unlink_hole(struct slabs *s, struct hole *h)
{
	if (h->before != NULL)
		h->before->next = h->next;
	else
		s->holes[h->bytes / UNIT] = h->next;
	if (h->next != NULL)
		h->next->before = h->before;
}

static void *
object_at(struct slab *slab, size_t at)
{
	return (uint8_t *)slab + at;
}

/* The rest of the current slab becomes a hole, if it can be one. */
static void
leave_current(struct slabs *s)
{
	struct slab	*slab = s->current;
	size_t		 rest;

	if (slab == NULL)
		return;
	rest = SLAB_BYTES - slab->used;
	if (rest >= sizeof(struct hole)) {
		link_hole(s, object_at(slab, slab->used), rest,
		    (uint16_t)(slab->used / UNIT));
		slab->used = SLAB_BYTES;
	}
	s->current = NULL;
}

/* Nothing lives in it: all that was cut from it is holes. */
static void
free_slab(struct slab *slab)
{
	struct slabs	*s = slab->owner;
	struct hole	*h;
	size_t		 at;

	for (at = sizeof(*slab); at < slab->used; at += h->bytes) {
		h = object_at(slab, at);
		unlink_hole(s, h);
	}
	if (s->current == slab)
		s->current = NULL;
	if (slab->before != NULL)
		slab->before->next = slab->next;
	else
		s->first = slab->next;
	if (slab->next != NULL)
		slab->next->before = slab->before;
	free(slab);
	if (--s->slabs == 0 && s->is_closed)
		free(s);
}

void
slabs_close(struct slabs *s)
{
	if (s == NULL)
		return;
	s->is_closed = true;
	if (s->slabs == 0)
		free(s);
}

static void
link_slab(struct slabs *s, struct slab *slab)
{
	slab->owner = s;
	slab->before = NULL;
	slab->next = s->first;
	if (s->first != NULL)
		s->first->before = slab;
	s->first = slab;
	s->slabs++;
}

static int
add_slab(struct slabs *s)
{
	struct slab	*slab;

	if ((slab = malloc(SLAB_BYTES)) == NULL)
		return -1;
	*slab = (struct slab){.used = sizeof(*slab)};
	leave_current(s);
	s->current = slab;
	link_slab(s, slab);
	return 0;
}

void *
slab_take(struct slabs *s, size_t bytes, uint16_t *back)
{
	struct hole	*h;
	struct slab	*slab;

	assert(bytes <= SLAB_OBJECT_MAX);
	bytes = round_up(bytes);
	if ((h = s->holes[bytes / UNIT]) != NULL) {
		unlink_hole(s, h);
		*back = h->back;
		slab_of(h, h->back)->live++;
		s->live++;
		return h;
	}
	if ((s->current == NULL ||
	    SLAB_BYTES - s->current->used < bytes) && add_slab(s) == -1)
		return NULL;
	slab = s->current;
	*back = (uint16_t)(slab->used / UNIT);
	slab->used += (uint32_t)bytes;
	slab->live++;
	s->live++;
	return object_at(slab, (size_t)*back * UNIT);
}

void
slab_give(void *object, size_t bytes, uint16_t back)
{
	struct slab	*slab = slab_of(object, back);

	link_hole(slab->owner, object, round_up(bytes), back);
	slab->owner->live--;
	if (--slab->live == 0)
		free_slab(slab);
}

size_t
slabs_live(const struct slabs *s)
{
	return s->live;
}

KEPT_BEGIN	/* in slab->copy */
/* -1 without memory: some have no copy. */
static int
copy_each(struct slabs *s)
{
	struct slab	*slab;

	for (slab = s->first; slab != NULL; slab = slab->next)
		slab->copy = NULL;
	for (slab = s->first; slab != NULL; slab = slab->next) {
		if ((slab->copy = malloc(SLAB_BYTES)) == NULL)
			return -1;
		memcpy(slab->copy, slab, slab->used);
	}
	return 0;
}
KEPT_END

/* The holes of the slabs are holes of their copies, too. */
static void
copy_holes(struct slabs *s)
{
	struct hole	*h;
	size_t		 i;

	/* Those that are linked stand before the one at hand. */
	for (i = 0; i < CLASSES; i++)
		for (h = s->holes[i]; h != NULL; h = h->next)
			link_hole(s, slab_copy(h, h->back), h->bytes,
			    h->back);
}

int
slabs_copy(struct slabs *s)
{
	struct slab	*slab;
	int		 rc;

	if ((rc = copy_each(s)) == 0)
		copy_holes(s);
	for (slab = s->first; slab != NULL; slab = slab->next) {
		if (rc == 0) {
			slab->copy->copy = NULL;
			s->live += slab->live;
			link_slab(s, slab->copy);
		} else {
			free(slab->copy);
			slab->copy = NULL;
		}
	}
	/* What was there goes, as a rule. */
	if (rc == 0 && s->current != NULL)
		s->current = s->current->copy;
	return rc;
}

void *
slab_copy(const void *object, uint16_t back)
{
	return object_at(slab_of(object, back)->copy, (size_t)back * UNIT);
}

struct slabs *
slab_owner(const void *object, uint16_t back)
{
	return slab_of(object, back)->owner;
}
