/* SPDX-License-Identifier: ISC */
#include <sys/mman.h>

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"

/*
 * The first chunk suits a zone of a few records; each further one is twice
 * as large, so that a large zone has few, up to a size beyond which malloc
 * maps pages anyway.
 */
#define CHUNK_FIRST_BYTES	((size_t)4096)
#define CHUNK_MOST_BYTES	((size_t)16 << 20)
#define ALIGN_BYTES		((size_t)8)

/* Pages that save faults, on all machines where there are such. */
#define LARGE_PAGE_BYTES	((size_t)2 << 20)

struct chunk {
	struct chunk	*next;
	size_t		 size;		/* octets of bytes[] */
	size_t		 used;
	alignas(8) uint8_t bytes[];
};

struct arena {
	struct chunk	*chunks;	/* the first is the one in use */
	size_t		 next_size;	/* of the next ordinary chunk */
	size_t		 total;		/* octets of all chunks */
};

void
mem_advise(void *p, size_t len)
{
	uintptr_t	from, to;

	if (p == NULL || len < 2 * LARGE_PAGE_BYTES)
		return;
	from = ((uintptr_t)p + LARGE_PAGE_BYTES - 1) &
	    ~(uintptr_t)(LARGE_PAGE_BYTES - 1);
	to = ((uintptr_t)p + len) & ~(uintptr_t)(LARGE_PAGE_BYTES - 1);
	/* A kernel without large pages says so; there is nothing to do. */
	(void)madvise((void *)from, (size_t)(to - from), MADV_HUGEPAGE);
}

struct arena *
arena_new(void)
{
	struct arena	*a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return NULL;
	a->next_size = CHUNK_FIRST_BYTES;
	return a;
}

static struct chunk *
add_chunk(struct arena *a, size_t len)
{
	struct chunk	*c;
	size_t		 size = a->next_size;

	if (len > size)
		size = len;
	else if (a->next_size < CHUNK_MOST_BYTES)
		a->next_size *= 2;
	if (size > SIZE_MAX - sizeof(*c) ||
	    (c = malloc(sizeof(*c) + size)) == NULL)
		return NULL;
	mem_advise(c, sizeof(*c) + size);
	c->size = size;
	c->used = 0;
	a->total += size;
	/* A chunk for one large piece goes behind the one in use. */
	if (a->chunks != NULL && len == size) {
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		c->next = a->chunks;
		a->chunks = c;
	}
	return c;
}

void *
arena_alloc(struct arena *a, size_t len)
{
	struct chunk	*c = a->chunks;
	void		*p;

	if (len > SIZE_MAX - ALIGN_BYTES)
		return NULL;
	len = (len + ALIGN_BYTES - 1) & ~(ALIGN_BYTES - 1);
	if (c == NULL || c->size - c->used < len)
		if ((c = add_chunk(a, len)) == NULL)
			return NULL;
	p = c->bytes + c->used;
	c->used += len;
	return p;
}

void *
arena_copy(struct arena *a, const void *src, size_t len)
{
	void	*p;

	if ((p = arena_alloc(a, len)) != NULL && len > 0)
		memcpy(p, src, len);
	return p;
}

size_t
arena_bytes(const struct arena *a)
{
	return a->total;
}

void
arena_free(struct arena *a)
{
	struct chunk	*c, *next;

	if (a == NULL)
		return;
	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		free(c);
	}
	free(a);
}

void *
array_grow(void *array, size_t used, size_t *cap, size_t elem_bytes)
{
	size_t	 want;
	void	*p;

	if (used < *cap)
		return array;
	want = *cap == 0 ? 8 : *cap * 2;
	if (want < *cap || want > SIZE_MAX / elem_bytes)
		return NULL;
	if ((p = realloc(array, want * elem_bytes)) == NULL)
		return NULL;
	*cap = want;
	return p;
}
