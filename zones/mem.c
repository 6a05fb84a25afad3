/* SPDX-License-Identifier: ISC */
#include <sys/mman.h>

#include <stdalign.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"

/*
 * The first chunk suits a zone of a few records; each further one is twice
 * as large, so that a large zone has few.  Beyond CHUNK_SMALL_BYTES they are
 * whole large pages, up to a size where the calls no longer count.  All
 * three are octets with the struct.
 */
#define CHUNK_FIRST_BYTES	((size_t)4096)
#define CHUNK_SMALL_BYTES	((size_t)256 << 10)
#define CHUNK_MOST_BYTES	((size_t)16 << 20)
#define ALIGN_BYTES		((size_t)8)

/* On most machines; where they are larger, memory comes in small ones. */
#define LARGE_PAGE_BYTES	((size_t)2 << 20)

/* A multiple of the small pages of any machine. */
#define PAGE_UNIT_BYTES		((size_t)64 << 10)

/* The end of a piece has a large page too, if it wastes no more than this
   part of the piece. */
#define WASTE_PART		16

struct chunk {
	struct chunk	*next;
	size_t		 size;		/* octets of bytes[] */
	size_t		 used;
	bool		 is_apart;	/* one large piece; what was taken
					   before and after it may lie in the
					   same chunk */
	alignas(8) uint8_t bytes[];
};

struct arena {
	struct chunk	*chunks;	/* the first is the one in use */
	size_t		 next_bytes;	/* of the next ordinary chunk */
	size_t		 total;		/* octets of all chunks */
	const struct chunk *come_to;	/* see arena_give_before() */
};

static size_t
round_up(size_t n, size_t unit)
{
	return (n + unit - 1) / unit * unit;
}

static bool
is_large(size_t len)
{
	return len >= LARGE_PAGE_BYTES;
}

/* Octets of the address space that a large piece takes. */
static size_t
mapped_bytes(size_t len)
{
	size_t	whole = round_up(len, LARGE_PAGE_BYTES);

	return whole - len <= len / WASTE_PART ? whole :
	    round_up(len, PAGE_UNIT_BYTES);
}

/*
 * A large piece begins where a large page does, which the kernel must be
 * asked for.  One without large pages says so; there is nothing to do.
 */
static void *
map(size_t len)
{
	size_t	 bytes, before;
	uint8_t	*p;

	if (len > SIZE_MAX / 2)
		return NULL;
	bytes = mapped_bytes(len);
	p = mmap(NULL, bytes + LARGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (p == MAP_FAILED)
		return NULL;
	before = round_up((uintptr_t)p, LARGE_PAGE_BYTES) - (uintptr_t)p;
	/* What could not be given back is never touched. */
	if (before > 0)
		(void)munmap(p, before);
	p += before;
	if (before < LARGE_PAGE_BYTES)
		(void)munmap(p + bytes, LARGE_PAGE_BYTES - before);
	(void)madvise(p, bytes, MADV_HUGEPAGE);
	return p;
}

static void
unmap(void *p, size_t len)
{
	(void)munmap(p, mapped_bytes(len));	/* as it was mapped */
}

void
mem_advise(void *p, size_t len)
{
	uintptr_t	from, to;

	if (p == NULL || len < 2 * LARGE_PAGE_BYTES)
		return;
	from = round_up((uintptr_t)p, LARGE_PAGE_BYTES);
	to = ((uintptr_t)p + len) & ~(uintptr_t)(LARGE_PAGE_BYTES - 1);
	(void)madvise((char *)p + (from - (uintptr_t)p), (size_t)(to - from),
	    MADV_HUGEPAGE);
}

void *
mem_take(size_t len)
{
	return is_large(len) ? map(len) : calloc(1, len);
}

void
mem_give(void *p, size_t len)
{
	if (p == NULL || !is_large(len))
		free(p);
	else
		unmap(p, len);
}

struct arena *
arena_new(void)
{
	struct arena	*a;

	if ((a = calloc(1, sizeof(*a))) == NULL)
		return NULL;
	a->next_bytes = CHUNK_FIRST_BYTES;
	return a;
}

/* Twice as many, but no large page that is used in part. */
static size_t
next_bytes(size_t bytes)
{
	if (bytes == CHUNK_SMALL_BYTES)
		return LARGE_PAGE_BYTES;
	return bytes < CHUNK_MOST_BYTES ? 2 * bytes : bytes;
}

/* A chunk for one large piece goes behind the one in use. */
static void
put_chunk(struct arena *a, struct chunk *c, bool is_apart)
{
	if (a->chunks != NULL && is_apart) {
		c->next = a->chunks->next;
		a->chunks->next = c;
	} else {
		c->next = a->chunks;
		a->chunks = c;
	}
}

static struct chunk *
add_chunk(struct arena *a, size_t len)
{
	struct chunk	*c;
	size_t		 bytes = a->next_bytes;
	bool		 is_apart = len > bytes - sizeof(*c);

	if (len > SIZE_MAX - sizeof(*c))
		return NULL;
	if (is_apart)
		bytes = sizeof(*c) + len;
	c = is_large(bytes) ? map(bytes) : malloc(bytes);
	if (c == NULL)
		return NULL;
	if (!is_apart)
		a->next_bytes = next_bytes(bytes);
	c->size = bytes - sizeof(*c);
	c->used = 0;
	c->is_apart = is_apart;
	a->total += c->size;
	put_chunk(a, c, is_apart);
	return c;
}

void *
arena_alloc(struct arena *a, size_t len)
{
	struct chunk	*c = a->chunks;
	size_t		 used = c == NULL ? 0 : round_up(c->used, ALIGN_BYTES);

	if (len > SIZE_MAX - ALIGN_BYTES)
		return NULL;
	if (c == NULL || used > c->size || c->size - used < len) {
		if ((c = add_chunk(a, round_up(len, ALIGN_BYTES))) == NULL)
			return NULL;
		used = 0;
	}
	c->used = used + len;
	return c->bytes + used;
}

void *
arena_extend(struct arena *a, const void *end, size_t len)
{
	struct chunk	*c = a->chunks;
	void		*p;

	if (c == NULL || c->bytes + c->used != end || c->size - c->used < len)
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

static bool
holds(const struct chunk *c, const void *piece)
{
	return (uintptr_t)piece - (uintptr_t)c->bytes < c->size;
}

void
arena_give_before(struct arena *a, const void *piece)
{
	struct chunk	*c, **link;

	if (a->come_to != NULL && holds(a->come_to, piece))
		return;
	for (c = a->chunks; !holds(c, piece); c = c->next)
		;
	a->come_to = c;
	for (link = &c->next; (c = *link) != NULL; ) {
		if (c->is_apart) {
			link = &c->next;
			continue;
		}
		*link = c->next;
		a->total -= c->size;
		mem_give(c, sizeof(*c) + c->size);
	}
}

void
arena_free(struct arena *a)
{
	struct chunk	*c, *next;

	if (a == NULL)
		return;
	for (c = a->chunks; c != NULL; c = next) {
		next = c->next;
		mem_give(c, sizeof(*c) + c->size);
	}
	free(a);
}

char *
memstream_close(FILE *stream, char **text)
{
	bool	 has_failed = ferror(stream) != 0;
	char	*whole;

	has_failed |= fclose(stream) == EOF;
	whole = *text;		/* not before it is closed */
	*text = NULL;
	if (!has_failed)
		return whole;
	free(whole);
	return NULL;
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
