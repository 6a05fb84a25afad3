/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/intern.h"
#include "zones/mem.h"
#include "zones/pool.h"

/* Contents with more RRsets stay in one block. */
#define SHARED_RRSETS_MAX	256

struct pool {
	uint64_t	seed;
	struct intern	contents;
	struct intern	blocks;		/* contents that stay in one block */
	struct intern	shapes;
	struct intern	rrsets;
};

/* An RRset that is shared. */
struct kept {
	uint32_t	refs;		/* times that contents have it */
	uint32_t	hash;
	struct rrset	set;		/* and what is behind it */
};

/* What a content will be, once it is known to be the first of its kind. */
struct parts {
	struct shape		*shape;
	const struct rrset	*set[SHARED_RRSETS_MAX];
	uint32_t		 nsets;
	uint32_t		 records;
	uint32_t		 hash;
};

static struct kept *
kept_of(const struct rrset *set)
{
	return (struct kept *)(void *)((uintptr_t)set -
	    offsetof(struct kept, set));
}

static size_t
rrset_bytes(const struct rrset *set)
{
	return (size_t)(rrset_wire(set) - (const uint8_t *)set) +
	    set->wire_len;
}

static uint32_t
fold(uint64_t hash)
{
	return (uint32_t)(hash >> 32 ^ hash);
}

static uint32_t
hash_of_set(const void *thing)
{
	return ((const struct kept *)thing)->hash;
}

/* The octets say where each record ends. */
static bool
is_same_set(const void *thing, const void *like)
{
	const struct rrset	*a = &((const struct kept *)thing)->set;
	const struct rrset	*b = like;

	return a->wire_len == b->wire_len && a->count == b->count &&
	    a->flags == b->flags &&
	    memcmp(rrset_wire(a), rrset_wire(b), a->wire_len) == 0;
}

/* The octets of a shape that make it what it is, from here to its end. */
static const uint8_t *
shape_start(const struct shape *s, size_t *len)
{
	*len = (size_t)s->bytes - offsetof(struct shape, nodes);
	return (const uint8_t *)s + offsetof(struct shape, nodes);
}

static uint32_t
hash_of_shape(const void *thing)
{
	return ((const struct shape *)thing)->hash;
}

static bool
is_same_shape(const void *thing, const void *like)
{
	const struct shape	*a = thing, *b = like;
	const uint8_t		*from_a, *from_b;
	size_t			 len_a, len_b;

	from_a = shape_start(a, &len_a);
	from_b = shape_start(b, &len_b);
	return len_a == len_b && a->seed == b->seed &&
	    memcmp(from_a, from_b, len_a) == 0;
}

static const struct rrset **
sets_of(const struct content *c)
{
	return (const struct rrset **)((uintptr_t)c + sizeof(*c));
}

/* Where a content keeps its hash: behind its sets; in its shape, if that is
   its own. */
static uint32_t *
hash_place(const struct content *c)
{
	if (!c->shape->is_shared)
		return (uint32_t *)((uintptr_t)c->shape +
		    offsetof(struct shape, hash));
	return (uint32_t *)(void *)(sets_of(c) + c->shape->rrsets);
}

static uint32_t
hash_of_content(const void *thing)
{
	return *hash_place(thing);
}

static bool
is_same_parts(const void *thing, const void *like)
{
	const struct content	*c = thing;
	const struct parts	*p = like;

	return c->shape == p->shape && memcmp(sets_of(c), p->set,
	    p->nsets * sizeof(p->set[0])) == 0;
}

/* A whole block from the end of its shape's head on. */
static const uint8_t *
block_start(const struct content *c, size_t *len)
{
	const uint8_t	*from = shape_start(c->shape, len);

	*len = content_bytes(c) - (size_t)(from - (const uint8_t *)c);
	return from;
}

static bool
is_same_content(const void *thing, const void *like)
{
	const struct content	*a = thing, *b = like;
	const uint8_t		*from_a, *from_b;
	size_t			 len_a, len_b;

	from_a = block_start(a, &len_a);
	from_b = block_start(b, &len_b);
	return len_a == len_b && a->shape->bytes == b->shape->bytes &&
	    a->shape->seed == b->shape->seed &&
	    memcmp(from_a, from_b, len_a) == 0;
}

static const struct intern_kind set_kind = {hash_of_set, is_same_set};
static const struct intern_kind shape_kind = {hash_of_shape, is_same_shape};
static const struct intern_kind parts_kind = {hash_of_content,
    is_same_parts};
static const struct intern_kind block_kind = {hash_of_content,
    is_same_content};

struct pool *
pool_new(uint64_t seed)
{
	struct pool	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	p->seed = seed;
	intern_init(&p->contents, &parts_kind);
	intern_init(&p->blocks, &block_kind);
	intern_init(&p->shapes, &shape_kind);
	intern_init(&p->rrsets, &set_kind);
	return p;
}

void
pool_free(struct pool *p)
{
	if (p == NULL)
		return;
	assert(p->contents.used + p->blocks.used + p->shapes.used +
	    p->rrsets.used == 0);
	intern_clear(&p->contents);
	intern_clear(&p->blocks);
	intern_clear(&p->shapes);
	intern_clear(&p->rrsets);
	free(p);
}

static void
give_set(struct pool *p, const struct rrset *set)
{
	struct kept	*k = kept_of(set);

	if (--k->refs > 0)
		return;
	intern_remove(&p->rrsets, k);
	free(k);
}

/* The stored set that is the same, one more time; NULL without memory. */
static const struct rrset *
take_set(struct pool *p, const struct rrset *set)
{
	size_t		 bytes = rrset_bytes(set);
	uint32_t	 hash;
	struct kept	*k;

	hash = fold(hash_bytes(p->seed, rrset_wire(set), set->wire_len));
	if ((k = intern_find(&p->rrsets, hash, set)) == NULL) {
		if ((k = malloc(offsetof(struct kept, set) + bytes)) == NULL)
			return NULL;
		k->refs = 0;
		k->hash = hash;
		memcpy(&k->set, set, bytes);
		if (intern_add(&p->rrsets, k) == -1) {
			free(k);
			return NULL;
		}
	}
	k->refs++;
	return &k->set;
}

static void
give_shape(struct pool *p, struct shape *s)
{
	if (--s->refs > 0)
		return;
	intern_remove(&p->shapes, s);
	free(s);
}

static void
give_parts(struct pool *p, struct parts *parts)
{
	while (parts->nsets > 0)
		give_set(p, parts->set[--parts->nsets]);
	if (parts->shape != NULL)
		give_shape(p, parts->shape);
}

/* The last holder of a content is gone. */
static void
release(struct content *c)
{
	struct pool	*p = c->shape->owner;
	struct shape	*s = (struct shape *)(uintptr_t)c->shape;
	uint32_t	 i;

	if (!s->is_shared) {
		intern_remove(&p->blocks, c);
		mem_give(c, content_bytes(c));
		return;
	}
	intern_remove(&p->contents, c);
	for (i = 0; i < s->rrsets; i++)
		give_set(p, sets_of(c)[i]);
	free(c);
	give_shape(p, s);
}

/* The stored shape that is the same, one more time; NULL without memory. */
static struct shape *
take_shape(struct pool *p, const struct shape *shape)
{
	const uint8_t	*from;
	struct shape	*s;
	uint32_t	 hash;
	size_t		 len;

	from = shape_start(shape, &len);
	hash = fold(hash_bytes(p->seed, from, len));
	if ((s = intern_find(&p->shapes, hash, shape)) == NULL) {
		if ((s = malloc((size_t)shape->bytes)) == NULL)
			return NULL;
		memcpy(s, shape, (size_t)shape->bytes);
		s->is_shared = true;
		s->refs = 0;
		s->hash = hash;
		s->release = release;
		s->owner = p;
		if (intern_add(&p->shapes, s) == -1) {
			free(s);
			return NULL;
		}
	}
	s->refs++;
	return s;
}

/* All that a content consists of, from the store.  -1 without memory. */
static int
take_parts(struct pool *p, const struct content *c, struct parts *out)
{
	const struct rrset	*set;
	uint32_t		 i;

	out->nsets = 0;
	out->records = c->records;
	if ((out->shape = take_shape(p, c->shape)) == NULL)
		return -1;
	for (i = 0; i < c->shape->rrsets; i++) {
		if ((set = take_set(p, block_set(c, i))) == NULL)
			return -1;
		out->set[out->nsets++] = set;
	}
	out->hash = fold(hash_bytes(p->seed ^ (uintptr_t)out->shape, out->set,
	    out->nsets * sizeof(out->set[0])));
	return 0;
}

/* A content of parts, which are its own then; NULL without memory. */
static struct content *
assemble(struct pool *p, const struct parts *parts)
{
	size_t		 bytes = parts->nsets * sizeof(parts->set[0]);
	struct content	*c;

	if ((c = malloc(sizeof(*c) + bytes + sizeof(uint32_t))) == NULL)
		return NULL;
	c->shape = parts->shape;
	c->refs = 1;
	c->records = parts->records;
	memcpy(sets_of(c), parts->set, bytes);
	*hash_place(c) = parts->hash;
	if (intern_add(&p->contents, c) == -1) {
		free(c);
		return NULL;
	}
	return c;
}

/* A large content: whole or not at all. */
static struct content *
share_block(struct pool *p, struct content *c)
{
	struct shape	*s = (struct shape *)(uintptr_t)c->shape;
	struct content	*same;
	const uint8_t	*from;
	size_t		 len;

	from = block_start(c, &len);
	s->hash = fold(hash_bytes(p->seed, from, len));
	if ((same = intern_find(&p->blocks, s->hash, c)) != NULL) {
		content_unref(c);
		return content_ref(same);
	}
	if (intern_add(&p->blocks, c) == -1)
		return c;
	s->release = release;
	s->owner = p;
	return c;
}

struct content *
pool_share(struct pool *p, struct content *c)
{
	struct parts	 parts = {.shape = NULL};
	struct content	*same = NULL, *made;

	if (c->shape->release != NULL)
		return c;	/* it is stored already */
	if (c->shape->rrsets > SHARED_RRSETS_MAX)
		return share_block(p, c);
	if (take_parts(p, c, &parts) == -1) {
		give_parts(p, &parts);
		return c;
	}
	if ((same = intern_find(&p->contents, parts.hash, &parts)) != NULL)
		made = content_ref(same);
	else
		made = assemble(p, &parts);
	if (same != NULL || made == NULL)
		give_parts(p, &parts);
	if (made == NULL)
		return c;
	content_unref(c);
	return made;
}

void
pool_counts(const struct pool *p, struct pool_count *out)
{
	out->contents = p->contents.used + p->blocks.used;
	out->shapes = p->shapes.used;
	out->rrsets = p->rrsets.used;
}
