/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/intern.h"
#include "zones/mem.h"
#include "zones/pool.h"
#include "zones/slabs.h"

/* Contents with more RRsets stay in one block: an octet must tell where the
   last pointer of as many stands.  224 where pointers have 64 bits. */
#define SHARED_RRSETS_MAX	((UINT8_MAX + 1 - HEAD_UNITS) / \
				(PARTS_UNIT + 1) * PARTS_UNIT)
#define HEAD_UNITS	(sizeof(struct content) / PARTS_UNIT)
#define PARTS_UNITS	(SHARED_RRSETS_MAX / PARTS_UNIT + SHARED_RRSETS_MAX)

_Static_assert(sizeof(struct content) % PARTS_UNIT == 0 &&
    SHARED_RRSETS_MAX % PARTS_UNIT == 0 &&
    HEAD_UNITS + PARTS_UNITS - 1 <= UINT8_MAX, "pointers can be told");

struct pool {
	uint64_t	seed;
	struct slabs	*slabs;		/* of sets and contents */
	struct intern	contents;
	struct intern	blocks;		/* contents that stay in one block */
	struct intern	shapes;
	struct intern	rrsets;
};

/* An RRset that is shared. */
struct kept {
	uint32_t	refs;		/* times that contents have it */
	struct rrset	set;		/* and what is behind it */
};

/* What a content will be, once it is known to be the first of its kind. */
struct parts {
	struct shape	*shape;
	uint32_t	 records;
	uint32_t	 serial;
	uint32_t	 hash;
	uint16_t	 own;
	uintptr_t	 tail[PARTS_UNITS];	/* which[] and own[] */
};

static struct kept *
kept_of(const struct rrset *set)
{
	return (struct kept *)((char *)set -
	    offsetof(struct kept, set));
}

static size_t
rrset_bytes(const struct rrset *set)
{
	return (size_t)(rrset_wire(set) - (const uint8_t *)set) +
	    set->wire_len;
}

static size_t
kept_bytes(const struct rrset *set)
{
	return offsetof(struct kept, set) + rrset_bytes(set);
}

static uint32_t
fold(uint64_t hash)
{
	return (uint32_t)(hash >> 32 ^ hash);
}

/* Room in a slab, or alone (*back is 0 then); NULL without memory. */
static void *
take_room(struct pool *p, size_t bytes, uint16_t *back)
{
	if (bytes <= SLAB_OBJECT_MAX)
		return slab_take(p->slabs, bytes, back);
	*back = 0;
	return malloc(bytes);
}

static void
give_room(void *thing, size_t bytes, uint16_t back)
{
	if (back != 0)
		slab_give(thing, bytes, back);
	else
		free(thing);
}

static uint32_t
hash_set(const struct pool *p, const struct rrset *set)
{
	return fold(hash_bytes(p->seed, rrset_wire(set), set->wire_len));
}

static uint32_t
hash_of_set(const void *thing, const void *pool)
{
	return hash_set(pool, &((const struct kept *)thing)->set);
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
hash_of_shape(const void *thing, const void *pool)
{
	(void)pool;
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

/* The own sets of what stands behind a content. */
static const struct rrset **
own_sets(const void *tail, size_t rrsets)
{
	return (const struct rrset **)((char *)tail +
	    parts_bytes(rrsets, 0));
}

/* For the hash of a content, of which the serial is a part. */
static uint64_t
seed_of(const struct pool *p, uint32_t serial)
{
	return hash_mix(p->seed ^ serial, HASH_SPREAD);
}

/* Equal sets are one, so their addresses say which. */
static uint32_t
hash_tail(const struct pool *p, const struct shape *shape, uint32_t serial,
    const void *tail, size_t own)
{
	return fold(hash_bytes(seed_of(p, serial) ^ (uintptr_t)shape, tail,
	    parts_bytes(shape->rrsets, own)));
}

static uint32_t
hash_of_content(const void *thing, const void *pool)
{
	const struct content	*c = thing;

	return hash_tail(pool, c->shape, c->serial, c + 1, c->own);
}

static uint32_t
hash_of_block(const void *thing, const void *pool)
{
	(void)pool;
	return ((const struct content *)thing)->shape->hash;
}

static bool
is_same_parts(const void *thing, const void *like)
{
	const struct content	*c = thing;
	const struct parts	*p = like;

	return c->shape == p->shape && c->serial == p->serial &&
	    c->own == p->own && memcmp(c + 1, p->tail,
	    parts_bytes(p->shape->rrsets, p->own)) == 0;
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
	    a->serial == b->serial && a->shape->seed == b->shape->seed &&
	    memcmp(from_a, from_b, len_a) == 0;
}

static const struct intern_kind set_kind = {hash_of_set, is_same_set};
static const struct intern_kind shape_kind = {hash_of_shape, is_same_shape};
static const struct intern_kind parts_kind = {hash_of_content,
    is_same_parts};
static const struct intern_kind block_kind = {hash_of_block,
    is_same_content};

struct pool *
pool_new(uint64_t seed)
{
	struct pool	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	if ((p->slabs = slabs_new()) == NULL) {
		free(p);
		return NULL;
	}
	p->seed = seed;
	intern_init(&p->contents, &parts_kind, p);
	intern_init(&p->blocks, &block_kind, p);
	intern_init(&p->shapes, &shape_kind, p);
	intern_init(&p->rrsets, &set_kind, p);
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
	slabs_close(p->slabs);
	free(p);
}

static void
give_set(struct pool *p, const struct rrset *set)
{
	struct kept	*k = kept_of(set);

	if (--k->refs > 0)
		return;
	intern_remove(&p->rrsets, k);
	give_room(k, kept_bytes(set), set->back);
}

/* A set in the store, with no holder yet; NULL without memory. */
static struct kept *
keep_set(struct pool *p, const struct rrset *set)
{
	size_t		 bytes = kept_bytes(set);
	struct kept	*k;
	uint16_t	 back;

	if ((k = take_room(p, bytes, &back)) == NULL)
		return NULL;
	k->refs = 0;
	memcpy(&k->set, set, rrset_bytes(set));
	k->set.back = back;
	if (intern_add(&p->rrsets, k) == 0)
		return k;
	give_room(k, bytes, back);
	return NULL;
}

/* The stored set that is the same, one more time; NULL without memory. */
static const struct rrset *
take_set(struct pool *p, const struct rrset *set)
{
	struct kept	*k;

	k = intern_find(&p->rrsets, hash_set(p, set), set);
	if (k == NULL && (k = keep_set(p, set)) == NULL)
		return NULL;
	k->refs++;
	return &k->set;
}

static void
give_sets(struct pool *p, const struct rrset *const *sets, size_t n)
{
	while (n > 0)
		give_set(p, sets[--n]);
}

static void
give_shape(struct pool *p, struct shape *s)
{
	if (--s->refs > 0)
		return;
	intern_remove(&p->shapes, s);
	give_sets(p, s->usual, s->rrsets);
	free(s);
}

static void
give_parts(struct pool *p, struct parts *parts)
{
	if (parts->shape == NULL)
		return;
	give_sets(p, own_sets(parts->tail, parts->shape->rrsets), parts->own);
	give_shape(p, parts->shape);
}

/* The last holder of a content is gone. */
static void
release(struct content *c)
{
	struct pool	*p = c->shape->owner;
	struct shape	*s = (struct shape *)c->shape;

	if (s->usual == NULL) {
		intern_remove(&p->blocks, c);
		mem_give(c, content_bytes(c));
		return;
	}
	intern_remove(&p->contents, c);
	give_sets(p, own_sets(c + 1, s->rrsets), c->own);
	give_room(c, content_bytes(c), c->back);
	give_shape(p, s);
}

/* The sets of a content from the store, all or none; -1 without memory. */
static int
take_sets(struct pool *p, const struct content *c, const struct rrset **out)
{
	uint32_t	 i;

	for (i = 0; i < c->shape->rrsets; i++) {
		if ((out[i] = take_set(p, block_set(c, i))) == NULL) {
			give_sets(p, out, i);
			return -1;
		}
	}
	return 0;
}

/* A copy of a content's shape in the store, with no holder yet: its sets are
   the usual ones.  NULL without memory. */
static struct shape *
keep_shape(struct pool *p, const struct content *c, uint32_t hash)
{
	const struct shape	*from = c->shape;
	const struct rrset	**usual;
	struct shape		*s;
	size_t			 bytes;

	bytes = ((size_t)from->bytes + sizeof(*usual) - 1) / sizeof(*usual) *
	    sizeof(*usual);
	if ((s = malloc(bytes + from->rrsets * sizeof(*usual))) == NULL)
		return NULL;
	usual = (const struct rrset **)((char *)s + bytes);
	memcpy(s, from, (size_t)from->bytes);
	s->usual = usual;
	s->refs = 0;
	s->hash = hash;
	s->release = release;
	s->owner = p;
	if (take_sets(p, c, usual) == -1) {
		free(s);
		return NULL;
	}
	if (intern_add(&p->shapes, s) == -1) {
		give_sets(p, usual, s->rrsets);
		free(s);
		return NULL;
	}
	return s;
}

/* The stored shape that is the same, one more time; NULL without memory. */
static struct shape *
take_shape(struct pool *p, const struct content *c)
{
	const uint8_t	*from;
	struct shape	*s;
	uint32_t	 hash;
	size_t		 len;

	from = shape_start(c->shape, &len);
	hash = fold(hash_bytes(p->seed, from, len));
	if ((s = intern_find(&p->shapes, hash, c->shape)) == NULL &&
	    (s = keep_shape(p, c, hash)) == NULL)
		return NULL;
	s->refs++;
	return s;
}

static bool
is_usual(const struct shape *s, uint32_t i, const struct rrset *set)
{
	return is_same_set(kept_of(s->usual[i]), set);
}

/* All that a content consists of, from the store.  -1 without memory. */
static int
take_parts(struct pool *p, const struct content *c, struct parts *out)
{
	uint32_t		 i, rrsets = c->shape->rrsets;
	uint8_t			*which = (uint8_t *)out->tail;
	const struct rrset	*set, **own = own_sets(out->tail, rrsets);
	size_t			 first = HEAD_UNITS + parts_bytes(rrsets, 0) /
				    PARTS_UNIT;

	out->own = 0;
	out->records = c->records;
	out->serial = c->serial;
	if ((out->shape = take_shape(p, c)) == NULL)
		return -1;
	memset(which, 0, parts_bytes(rrsets, 0));
	for (i = 0; i < rrsets; i++) {
		if (is_usual(out->shape, i, block_set(c, i)))
			continue;
		if ((set = take_set(p, block_set(c, i))) == NULL)
			return -1;
		which[i] = (uint8_t)(first + out->own);
		own[out->own++] = set;
	}
	out->hash = hash_tail(p, out->shape, out->serial, out->tail, out->own);
	return 0;
}

/* A content of parts, which are its own then; NULL without memory. */
static struct content *
assemble(struct pool *p, const struct parts *parts)
{
	size_t		 bytes = parts_bytes(parts->shape->rrsets, parts->own);
	struct content	*c;
	uint16_t	 back;

	if ((c = take_room(p, sizeof(*c) + bytes, &back)) == NULL)
		return NULL;
	*c = (struct content){.shape = parts->shape, .refs = 1,
	    .records = parts->records, .serial = parts->serial,
	    .back = back, .own = parts->own};
	memcpy(c + 1, parts->tail, bytes);
	if (intern_add(&p->contents, c) == -1) {
		give_room(c, sizeof(*c) + bytes, back);
		return NULL;
	}
	return c;
}

/* A large content: whole or not at all. */
static struct content *
share_block(struct pool *p, struct content *c)
{
	struct shape	*s = (struct shape *)c->shape;
	struct content	*same;
	const uint8_t	*from;
	size_t		 len;

	from = block_start(c, &len);
	s->hash = fold(hash_bytes(seed_of(p, c->serial), from, len));
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
	struct parts	 parts;
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
