/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/aim.h"
#include "zones/freeze.h"
#include "zones/hash.h"
#include "zones/lanes.h"
#include "zones/mem.h"
#include "zones/nsec3.h"
#include "zones/rdata.h"

/* The question's name stands right behind the header. */
#define QUESTION_AT	HEADER_BYTES

/* Where targets can point to, see TARGET_FOREIGN. */
#define PLACE_MAX	(TARGET_FOREIGN - 1)

/* Names that are hashed before the first of them is put into the index: so
   many misses overlap. */
#define INDEX_AHEAD	16

/* A change of the salt needs two; each that is tried reads all owners. */
#define PARAMS_MAX	8

/* What is being written. */
struct press {
	struct draft	*draft;
	struct content	*content;
	struct shape	*shape;		/* its own */
	uint64_t	 shape_bytes;
	uint64_t	 set_bytes;
	uint32_t	*set_place;	/* of the next RRset: block.h */
	uint8_t		*set_at;	/* likewise in memory */
	uint32_t	*chain_at;	/* of the next node in the chain */
	uint64_t	 above[NAME_MAX_LABELS]; /* hashes of the last name and
					   its ancestors, by labels */
	uint32_t	 home[INDEX_AHEAD]; /* in the index, of the last ones */
	unsigned	 waiting;	/* how many of them */
	bool		 has_targets;	/* the owner at hand */
	size_t		 aim_from;	/* owners that have, see aim.h */
	size_t		 aim_end;
	uint32_t	 rotations;	/* handed out so far */
	uint32_t	 rrsets;
	uint16_t	 chain_type;	/* NSEC, NSEC3, or 0: no chain */
	uint8_t		 nsec3param;	/* which of that set counts */
	const struct draft_record *param; /* that NSEC3s must match; NULL: the
					   chain is of NSEC */
	uint32_t	 chained;	/* owners in the chain */
};

static uint64_t
align_up(uint64_t n)
{
	return (n + BLOCK_UNIT - 1) & ~(uint64_t)(BLOCK_UNIT - 1);
}

static size_t
wire_name_len(const uint8_t *wire)
{
	const uint8_t	*p = wire;

	while (*p != 0)
		p += *p + 1;
	return (size_t)(p - wire) + 1;
}

/*
 * The octets of a wire name before the apex; the whole name's if it does
 * not lie under it.  Below the root there is nothing to gain, and nothing to
 * share.
 */
static size_t
relative_len(const struct draft *d, const uint8_t *wire, size_t len)
{
	const uint8_t	*p = wire;
	size_t		 rel_len = len - d->apex.len;

	if (d->apex.labels == 0 || len < d->apex.len)
		return len;
	while ((size_t)(p - wire) < rel_len)
		p += *p + 1;
	if ((size_t)(p - wire) != rel_len ||
	    !bytes_equal_nocase(p, d->apex.wire, d->apex.len))
		return len;
	return rel_len;
}

/*
 * RDATA as it is stored: names under the apex end with the pointer to the
 * apex in the question.
 *
 * out		NULL: only count
 * is_relative	set to whether there is such a name
 */
static size_t
store_rdata(const struct draft *d, const struct draft_owner *o,
    const struct draft_record *r, const struct rrtype *t, uint8_t *out,
    bool *is_relative)
{
	size_t		at, n, len, rel_len;
	unsigned	i, names = t == NULL ? 0 : t->names;

	*is_relative = false;
	if (names == 0) {
		if (out != NULL)
			lanes_copy(out, r->rdata, r->rdata_len);
		return r->rdata_len;
	}
	at = rdata_name_at(t, r->rdata);
	if (out != NULL && at > 0)
		memcpy(out, r->rdata, at);
	n = at;
	for (i = 0; i < names; i++, at += len) {
		len = wire_name_len(r->rdata + at);
		rel_len = relative_len(d, r->rdata + at, len);
		if (out != NULL)
			memcpy(out + n, r->rdata + at, rel_len);
		n += rel_len;
		if (rel_len == len)
			continue;
		if (out != NULL)
			store_be16(out + n, (uint16_t)(POINTER_BITS |
			    (QUESTION_AT + o->rel_len)));
		n += POINTER_BYTES;
		*is_relative = true;
	}
	if (out != NULL && r->rdata_len > at)
		memcpy(out + n, r->rdata + at, r->rdata_len - at);
	return n + r->rdata_len - at;
}

static uint8_t
set_flags(const struct rrtype *t, uint32_t count)
{
	unsigned	flags = RRSET_READY;

	if (t == NULL)
		return RRSET_READY;
	if (t->flags & RR_ROTATE && count > 1)
		flags |= RRSET_ROTATES;
	if (t->flags & RR_TARGET)
		flags |= RRSET_TARGETS;
	if (t->flags & RR_PREFERENCE)
		flags |= RRSET_PREFERENCE;
	return (uint8_t)flags;
}

/* Octets of a set before its records. */
static size_t
set_head_bytes(uint32_t count)
{
	return sizeof(struct rrset) + (count > 1 ? count : 0) *
	    sizeof(uint32_t);
}

/* Octets of a slot and its numbers. */
static size_t
slot_bytes(uint8_t flags, uint32_t count)
{
	size_t	numbers = flags & RRSET_ROTATES ? 1 : 0;

	if (flags & RRSET_TARGETS)
		numbers += count;
	return sizeof(struct rrset_slot) + numbers * sizeof(uint32_t);
}

/* Octets of a set; beyond 2^32 the zone is refused. */
static uint64_t
set_bytes(const struct draft *d, const struct draft_owner *o,
    struct draft_record *const *r, const struct rrtype *t, uint32_t count)
{
	uint64_t	 n = set_head_bytes(count);
	uint32_t	 i;
	bool		 is_relative;

	for (i = 0; i < count; i++)
		n += RRSET_FIXED_BYTES +
		    store_rdata(d, o, r[i], t, NULL, &is_relative);
	return align_up(n);
}

/* Give each owner its place in the shape, and count. -1: too much. */
static int
lay_out(struct press *p, uint64_t start)
{
	struct draft		*d = p->draft;
	struct draft_record	*const *r;
	const struct rrtype	*t;
	struct draft_owner	*o;
	uint64_t		 at = start, bytes;
	uint32_t		 i, n;
	size_t			 k;

	for (k = 0; k < d->nowners; k++) {
		draft_prefetch(d->owners, d->nowners, k);
		o = d->owners[k];
		o->place = (uint32_t)(at / BLOCK_UNIT);
		at += node_head_bytes(o->rel_len);
		r = d->sorted + o->first_record;
		for (i = 0; i < o->records; i += n) {
			n = draft_run(d, o, i);
			t = rrtype_find(r[i]->type);
			at += slot_bytes(set_flags(t, n), n);
			bytes = set_bytes(d, o, r + i, t, n);
			if (bytes > UINT32_MAX)
				return -1;
			p->set_bytes += bytes;
			p->rrsets++;
		}
		if (at / BLOCK_UNIT > PLACE_MAX)
			return -1;
	}
	p->shape_bytes = at;
	return (at + p->set_bytes) / BLOCK_UNIT + p->rrsets > UINT32_MAX ?
	    -1 : 0;
}

/* One record behind the others; its end, from the first record. */
static uint8_t *
write_record(const struct press *p, const struct draft_owner *o,
    const struct draft_record *r, const struct rrtype *t, uint8_t *out,
    struct rrset *set)
{
	size_t	len;
	bool	is_relative;

	len = store_rdata(p->draft, o, r, t, out + RRSET_FIXED_BYTES,
	    &is_relative);
	store_be16(out, POINTER_BITS | QUESTION_AT);
	store_be16(out + 2, r->type);
	store_be16(out + 4, CLASS_IN);
	store_be32(out + 6, r->ttl_s);
	store_be16(out + 10, (uint16_t)len);
	/* RFC 3597 4: only the names of RFC 1035 may be compressed. */
	if (is_relative && !(t->flags & RR_COMPRESS))
		set->flags &= (uint8_t)~RRSET_READY;
	return out + RRSET_FIXED_BYTES + len;
}

/* One set, which is cleared, behind the others. */
static const struct rrset *
write_set(struct press *p, const struct draft_owner *o,
    struct draft_record *const *r, uint32_t count)
{
	const struct rrtype *t = rrtype_find(r[0]->type);
	uint8_t		*wire, *at, *out = p->set_at;
	struct rrset	*set = (struct rrset *)(void *)out;
	uint32_t	*end = (uint32_t *)(void *)(set + 1), i;

	set->type = r[0]->type;
	set->count = (uint16_t)count;
	set->flags = set_flags(t, count);
	wire = at = out + set_head_bytes(count);
	for (i = 0; i < count; i++) {
		at = write_record(p, o, r[i], t, at, set);
		if (count > 1)
			*end++ = (uint32_t)(at - wire);
	}
	set->wire_len = (uint32_t)(at - wire);
	if (set->type == TYPE_SOA) {
		set->flags |= RRSET_SERIAL;
		p->content->serial = load_be32(at - SOA_NUMBERS_BYTES);
		store_be32(at - SOA_NUMBERS_BYTES, 0);
	}
	*p->set_place++ = (uint32_t)((size_t)(out -
	    (uint8_t *)p->content) / BLOCK_UNIT);
	p->set_at = out + align_up((size_t)(at - out));
	return set;
}

/* The counter of a set, and room for its targets; returns what is behind
   them. */
static uint32_t *
write_numbers(struct press *p, struct rrset_slot *slot, const struct rrset *set,
    uint32_t *numbers)
{
	slot->type = set->type;
	if (!(set->flags & (RRSET_ROTATES | RRSET_TARGETS)))
		return numbers;
	slot->numbers = (uint32_t)((size_t)((uint8_t *)numbers -
	    (uint8_t *)p->shape) / BLOCK_UNIT);
	if (set->flags & RRSET_ROTATES) {
		slot->flags |= SLOT_ROTATES;
		*numbers++ = p->rotations++;
		if (set->type == TYPE_A || set->type == TYPE_AAAA)
			p->rotations++;	/* as additional data */
	}
	if (set->flags & RRSET_TARGETS) {
		p->has_targets = true;
		numbers += set->count;
	}
	return numbers;
}

static struct node *
node_of(const struct press *p, const struct draft_owner *o)
{
	return (struct node *)(void *)((uint8_t *)p->shape +
	    (size_t)o->place * BLOCK_UNIT);
}

/* A name, and how many sets it has. */
static struct node *
write_name(struct press *p, const struct draft_owner *o)
{
	struct node	*node = node_of(p, o);
	uint32_t	 i;

	node->flags = o->flags;
	node->labels = o->labels;
	node->rel_len = o->rel_len;
	lanes_copy(node->rel, o->rel, o->rel_len);
	for (i = 0; i < o->records; i += draft_run(p->draft, o, i))
		node->rrsets++;
	if (o->rel_len > p->shape->longest)
		p->shape->longest = o->rel_len;
	p->content->records += o->records;
	return node;
}

static void
write_sets(struct press *p, const struct draft_owner *o, struct node *node)
{
	struct draft_record	*const *r = p->draft->sorted +
				    o->first_record;
	struct rrset_slot	*slot;
	uint32_t		*numbers, i, n;

	slot = (struct rrset_slot *)(void *)((uint8_t *)node +
	    node_head_bytes(o->rel_len));
	numbers = (uint32_t *)(void *)(slot + node->rrsets);
	node->first_set = p->rrsets;
	for (i = 0; i < o->records; i += n, slot++) {
		n = draft_run(p->draft, o, i);
		numbers = write_numbers(p, slot, write_set(p, o, r + i, n),
		    numbers);
		p->rrsets++;
	}
}

/* Put the nodes that wait into the index. */
static void
index_nodes(struct press *p, const uint32_t *order)
{
	struct shape	*s = p->shape;
	uint32_t	*index = shape_index(s), slot;
	unsigned	 i;

	for (i = 0; i < p->waiting; i++) {
		slot = p->home[i];
		while (index[slot] != 0)
			slot = slot + 1 < s->slots ? slot + 1 : 0;
		index[slot] = order[i];
	}
	p->waiting = 0;
}

/*
 * The i-th name into the order and the index.  Ancestors come first, so each
 * hash is one label more than its parent's.
 */
static void
write_place(struct press *p, const struct draft_owner *o, size_t i)
{
	struct shape	*s = p->shape;
	uint64_t	 hash = s->seed;

	if (o->labels > 0)
		hash = hash_label(p->above[o->labels - 1], o->rel);
	p->above[o->labels] = hash;
	s->order[i] = o->place;
	p->home[p->waiting] = shape_home(s, hash);
	__builtin_prefetch(shape_index(s) + p->home[p->waiting], 1);
	if (++p->waiting == INDEX_AHEAD || i + 1 == s->nodes)
		index_nodes(p, s->order + i + 1 - p->waiting);
}

static const struct draft_record *
record_of(const struct draft *d, const struct draft_owner *o, uint16_t type,
    uint32_t nth)
{
	uint32_t	i;

	for (i = 0; i < o->records; i++)
		if (d->sorted[o->first_record + i]->type == type &&
		    nth-- == 0)
			return d->sorted[o->first_record + i];
	return NULL;
}

/* Same algorithm, iterations and salt as the NSEC3PARAM that counts? */
static bool
has_params(const struct draft_record *nsec3, const struct draft_record *param)
{
	return nsec3->rdata[0] == param->rdata[0] &&
	    nsec3->rdata_len >= param->rdata_len &&
	    memcmp(nsec3->rdata + 2, param->rdata + 2,
	    param->rdata_len - 2) == 0;
}

static bool
is_chained(const struct press *p, const struct draft_owner *o)
{
	const struct draft_record	*r;

	if (p->chain_type == 0 || o->flags & NODE_OCCLUDED ||
	    (r = record_of(p->draft, o, p->chain_type, 0)) == NULL)
		return false;
	/* RFC 5155 3: a hash and the apex. */
	return p->param == NULL ||
	    (nsec3_is_label(o->rel, o->rel_len) && has_params(r, p->param));
}

/* Has the zone a chain of this type?  Then it is the one. */
static bool
try_chain(struct press *p, uint16_t type)
{
	size_t	i;

	p->chain_type = type;
	for (i = 0; i < p->draft->nowners; i++)
		p->chained += is_chained(p, p->draft->owners[i]);
	return p->chained > 0;
}

/*
 * Which kind of chain the apex announces; RFC 5155 4, 7.1 for NSEC3.  What
 * it announces without having it is passed over.
 */
static void
find_chain(struct press *p)
{
	const struct draft_owner	*apex = p->draft->owners[0];

	for (; p->nsec3param < PARAMS_MAX && (p->param = record_of(p->draft,
	    apex, TYPE_NSEC3PARAM, p->nsec3param)) != NULL; p->nsec3param++)
		/* SHA-1 is the only algorithm; flags must be 0. */
		if (p->param->rdata[0] == 1 && p->param->rdata[1] == 0 &&
		    try_chain(p, TYPE_NSEC3))
			return;
	p->param = NULL;
	if (record_of(p->draft, apex, TYPE_NSEC, 0) == NULL ||
	    !try_chain(p, TYPE_NSEC))
		p->chain_type = 0;
}

/* What is known of denial when all is written. */
static void
write_denial(struct press *p)
{
	struct shape	*s = p->shape;

	s->is_signed = node_slot(content_apex(p->content), TYPE_RRSIG) !=
	    NULL;
	s->nsec3param = p->nsec3param;
	if (s->chained > 0)
		s->denial = p->chain_type == TYPE_NSEC ? DENIAL_NSEC :
		    DENIAL_NSEC3;
}

/* A quarter of the slots stays free. */
static uint64_t
index_slots(size_t nodes)
{
	return (uint64_t)nodes * 4 / 3 + 1;
}

/* The block, empty, with what is known of its sizes. */
static int
take_block(struct press *p, uint64_t slots, struct report *rep)
{
	uint64_t	bytes;

	bytes = sizeof(struct content) + p->shape_bytes +
	    p->rrsets * sizeof(uint32_t) + p->set_bytes;
	/* The sum may be more than 32 bits can say. */
	if ((size_t)bytes != bytes ||
	    (p->content = mem_take((size_t)bytes)) == NULL) {
		report_add(rep, SEV_ERROR, NULL, "out-of-memory", NULL,
		    "no memory for a zone of %llu octets",
		    (unsigned long long)bytes);
		return -1;
	}
	p->shape = (struct shape *)(void *)(p->content + 1);
	p->content->shape = p->shape;
	p->content->refs = 1;
	p->shape->bytes = p->shape_bytes;
	p->shape->seed = p->draft->seed;
	p->shape->nodes = (uint32_t)p->draft->nowners;
	p->shape->rrsets = p->rrsets;
	p->shape->slots = (uint32_t)slots;
	p->shape->chained = p->chained;
	p->set_place = (uint32_t *)(void *)((uint8_t *)p->shape +
	    p->shape_bytes);
	p->set_at = (uint8_t *)(p->set_place + p->rrsets);
	p->chain_at = shape_index(p->shape) + slots;
	p->rrsets = 0;	/* counted again as they are written */
	return 0;
}

/* All that comes of an owner; the draft of it is not needed any more. */
static void
write_owner(struct press *p, const struct draft_owner *o, size_t i)
{
	p->has_targets = false;
	write_sets(p, o, write_name(p, o));
	if (p->has_targets) {
		if (p->aim_end == 0)
			p->aim_from = i;
		p->aim_end = i + 1;
	}
	write_place(p, o, i);
	/* A chain asks the apex of the draft too. */
	if (p->chained == 0)
		draft_give_before(p->draft, o);
	else if (is_chained(p, o))
		*p->chain_at++ = o->place;
}

struct content *
freeze_content(struct draft *d, struct report *rep)
{
	struct press	 p = {.draft = d};
	uint64_t	 slots = index_slots(d->nowners);
	size_t		 i;

	find_chain(&p);
	if (d->nowners > UINT32_MAX / 4 || lay_out(&p,
	    align_up(sizeof(struct shape)) + (d->nowners + slots +
	    p.chained) * sizeof(uint32_t)) == -1) {
		report_add(rep, SEV_ERROR, NULL, "zone-too-large", NULL,
		    "the zone, or one name in it, is too large to be held "
		    "(8 GiB, 4 GiB a name); split it");
		return NULL;
	}
	if (take_block(&p, slots, rep) == -1)
		return NULL;
	for (i = 0; i < d->nowners; i++) {
		draft_prefetch(d->owners, d->nowners, i);
		write_owner(&p, d->owners[i], i);
	}
	p.shape->rotations = p.rotations;
	write_denial(&p);
	aim_targets(p.content, p.aim_from, p.aim_end);
	assert(node_slot(content_apex(p.content), TYPE_SOA) != NULL);
	return p.content;	/* build.c refuses a zone without SOA */
}

static int
add_places(struct places *pl, const struct draft *d,
    const struct draft_owner *o)
{
	const struct draft_record	*r;
	uint32_t			 i;

	for (i = 0; i < o->records; i++) {
		r = d->sorted[o->first_record + i];
		if (places_add(pl, r->file, r->line, r->column,
		    r->is_bare) == -1)
			return -1;
	}
	return 0;
}

struct places *
freeze_places(const struct draft *d)
{
	struct places	*pl;
	size_t		 i;

	if ((pl = places_new(d->nrecords, d->files, d->nfiles)) == NULL)
		return NULL;
	for (i = 0; i < d->nowners; i++) {
		draft_prefetch(d->owners, d->nowners, i);
		if (add_places(pl, d, d->owners[i]) == -1) {
			places_free(pl);
			return NULL;
		}
	}
	return pl;
}
