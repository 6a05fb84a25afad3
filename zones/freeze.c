/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "zones/block.h"
#include "zones/freeze.h"
#include "zones/nsec3.h"
#include "zones/rdata.h"

/* The question's name stands right behind the header. */
#define QUESTION_AT	HEADER_BYTES

/* Where targets can point to, see TARGET_FOREIGN. */
#define PLACE_MAX	(TARGET_FOREIGN - 1)

/* A change of the salt needs two; each that is tried reads all owners. */
#define PARAMS_MAX	8

/* What is being written. */
struct press {
	struct draft	*draft;
	struct content	*content;	/* NULL while sizes are counted */
	uint32_t	 rotations;	/* handed out so far */
	uint32_t	 rrsets;
	uint16_t	 chain_type;	/* NSEC, NSEC3, or 0: no chain */
	uint8_t		 nsec3param;	/* which of that set counts */
	const struct draft_record *param; /* that NSEC3s must match; NULL: the
					   chain is of NSEC */
	uint32_t	 chained;	/* owners in the chain */
};

static uint32_t
align_up(size_t n)
{
	return (uint32_t)((n + BLOCK_UNIT - 1) & ~(size_t)(BLOCK_UNIT - 1));
}

/* The relative part of a wire name under the apex, or NULL. */
static const uint8_t *
under_apex(const struct draft *d, const uint8_t *wire, uint8_t *rel_len)
{
	struct name	n;

	name_from_wire(&n, wire);
	/* Below the root there is nothing to gain, and nothing to share. */
	if (d->apex.labels == 0 || !name_is_under(&n, &d->apex))
		return NULL;
	*rel_len = (uint8_t)(n.len - d->apex.len);
	return wire;
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
 * RDATA as it is stored: names under the apex end with the pointer to the
 * apex in the question.  *is_relative says whether there is such a name.
 */
static size_t
store_rdata(const struct draft *d, const struct draft_owner *o,
    const struct draft_record *r, uint8_t *out, bool *is_relative)
{
	const struct rrtype	*t = rrtype_find(r->type);
	const uint8_t		*name, *rel;
	uint8_t			 rel_len, *p = out;
	size_t			 at = 0;
	unsigned		 i;

	*is_relative = false;
	if (t != NULL && t->names > 0) {
		at = rdata_name_at(t, r->rdata);
		memcpy(p, r->rdata, at);
		p += at;
	}
	for (i = 0; t != NULL && i < t->names; i++) {
		name = r->rdata + at;
		at += wire_name_len(name);
		if ((rel = under_apex(d, name, &rel_len)) == NULL) {
			memcpy(p, name, wire_name_len(name));
			p += wire_name_len(name);
			continue;
		}
		memcpy(p, rel, rel_len);
		p += rel_len;
		store_be16(p, (uint16_t)(POINTER_BITS |
		    (QUESTION_AT + o->rel_len)));
		p += POINTER_BYTES;
		*is_relative = true;
	}
	if (r->rdata_len > at)
		memcpy(p, r->rdata + at, r->rdata_len - at);
	return (size_t)(p - out) + r->rdata_len - at;
}

static uint8_t
set_flags(uint16_t type, uint32_t count)
{
	const struct rrtype	*t = rrtype_find(type);
	unsigned		 flags = RRSET_READY;

	if (t != NULL && t->flags & RR_ROTATE && count > 1)
		flags |= RRSET_ROTATES;
	if (t != NULL && t->flags & RR_TARGET)
		flags |= RRSET_TARGETS;
	if (t != NULL && t->flags & RR_PREFERENCE)
		flags |= RRSET_PREFERENCE;
	return (uint8_t)flags;
}

/* Octets of a set before its records. */
static size_t
set_head_bytes(uint8_t flags, uint32_t count)
{
	size_t	words = 0;

	if (count > 1)
		words += count;
	if (flags & RRSET_TARGETS)
		words += count;
	return sizeof(struct rrset) + words * sizeof(uint32_t);
}

/* Octets of a set in the block; beyond 2^32 the zone is refused. */
static uint64_t
set_bytes(const struct draft *d, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	uint8_t		 scratch[RDATA_MAX_BYTES];
	struct draft_record *const *r = d->sorted + o->first_record + first;
	uint64_t	 n;
	uint32_t	 i;
	bool		 is_relative;

	n = set_head_bytes(set_flags(r[0]->type, count), count);
	for (i = 0; i < count; i++)
		n += RRSET_FIXED_BYTES +
		    store_rdata(d, o, r[i], scratch, &is_relative);
	return (n + BLOCK_UNIT - 1) & ~(uint64_t)(BLOCK_UNIT - 1);
}

/* Give each owner its place; the octets of all, or 0 if that is too much. */
static uint64_t
lay_out(struct press *p, uint64_t start)
{
	struct draft_owner	*o;
	uint64_t		 at = start, bytes;
	uint32_t		 i, n;
	size_t			 k;

	for (k = 0; k < p->draft->nowners; k++) {
		o = p->draft->owners[k];
		o->place = (uint32_t)(at / BLOCK_UNIT);
		bytes = node_head_bytes(o->rel_len);
		for (i = 0; i < o->records; i += n) {
			n = draft_run(p->draft, o, i);
			bytes += set_bytes(p->draft, o, i, n);
			p->rrsets++;
		}
		at += bytes;
		if (bytes > UINT32_MAX || at / BLOCK_UNIT > PLACE_MAX)
			return 0;
	}
	return at;
}

/* One record behind the others; its end, from the first record. */
static uint8_t *
write_record(const struct press *p, const struct draft_owner *o,
    const struct draft_record *r, uint8_t *out, struct rrset *set)
{
	size_t	len;
	bool	is_relative;
	const struct rrtype *t = rrtype_find(r->type);

	len = store_rdata(p->draft, o, r, out + RRSET_FIXED_BYTES,
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

static uint32_t
find_target(const struct draft *d, const struct draft_record *r)
{
	const struct rrtype		*t = rrtype_find(r->type);
	const uint8_t			*name;
	const struct draft_owner	*o;
	struct name			 low;
	uint8_t				 rel_len;

	name = r->rdata + rdata_name_at(t, r->rdata);
	if (*name == 0)
		return TARGET_NONE;	/* RFC 7505, 2782: "." is no host */
	name_from_wire(&low, name);
	name_lower(&low);
	if (under_apex(d, low.wire, &rel_len) == NULL ||
	    (o = draft_find(d, low.wire, rel_len)) == NULL)
		return TARGET_NONE | TARGET_FOREIGN;
	if (o->flags & (NODE_CUT | NODE_OCCLUDED))
		return o->place | TARGET_FOREIGN;
	return o->place;
}

/* One set at out, which is cleared; returns what it takes. */
static uint32_t
write_set(struct press *p, const struct draft_owner *o, uint32_t first,
    uint32_t count, uint8_t *out)
{
	struct draft_record *const *r =
	    p->draft->sorted + o->first_record + first;
	struct rrset	*set = (struct rrset *)(void *)out;
	uint32_t	*words = (uint32_t *)(void *)(set + 1), i;
	uint8_t		*wire, *at;

	set->type = r[0]->type;
	set->count = (uint16_t)count;
	set->ttl_s = r[0]->ttl_s;
	set->flags = set_flags(set->type, count);
	if (set->flags & RRSET_ROTATES) {
		set->rotation = p->rotations++;
		if (set->type == TYPE_A || set->type == TYPE_AAAA)
			p->rotations++;	/* as additional data */
	}
	wire = at = out + set_head_bytes(set->flags, count);
	for (i = 0; i < count; i++) {
		at = write_record(p, o, r[i], at, set);
		if (count > 1)
			*words++ = (uint32_t)(at - wire);
	}
	for (i = 0; set->flags & RRSET_TARGETS && i < count; i++) {
		*words = find_target(p->draft, r[i]);
		if (*words++ & TARGET_FOREIGN)
			set->flags |= RRSET_FOREIGN;
	}
	set->wire_len = (uint32_t)(at - wire);
	set->bytes = align_up((size_t)(at - out));
	return set->bytes;
}

static void
write_node(struct press *p, const struct draft_owner *o)
{
	uint8_t		*start = (uint8_t *)p->content +
	    (size_t)o->place * BLOCK_UNIT, *at;
	struct node	*node = (struct node *)(void *)start;
	uint32_t	 i, n;

	node->flags = o->flags;
	node->labels = o->labels;
	node->rel_len = o->rel_len;
	memcpy(node->rel, o->rel, o->rel_len);
	at = start + node_head_bytes(o->rel_len);
	for (i = 0; i < o->records; i += n) {
		n = draft_run(p->draft, o, i);
		at += write_set(p, o, i, n, at);
		node->rrsets++;
	}
	node->bytes = (uint32_t)(at - start);
	if (o->rel_len > p->content->longest)
		p->content->longest = o->rel_len;
	p->content->records += o->records;
}

static void
write_index(struct press *p)
{
	struct content			*c = p->content;
	const struct draft_owner	*o;
	uint32_t			*index = block_index(c), slot;
	size_t				 i;

	for (i = 0; i < p->draft->nowners; i++) {
		o = p->draft->owners[i];
		c->order[i] = o->place;
		slot = (uint32_t)o->hash & c->index_mask;
		while (index[slot] != 0)
			slot = (slot + 1) & c->index_mask;
		index[slot] = o->place;
	}
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

static void
write_chain(struct press *p)
{
	struct content	*c = p->content;
	uint32_t	*chain = block_index(c) + c->index_mask + 1;
	size_t		 i;

	c->is_signed = node_find(c, content_apex(c), TYPE_RRSIG) != NULL;
	c->nsec3param = p->nsec3param;
	if (c->chained > 0)
		c->denial = p->chain_type == TYPE_NSEC ? DENIAL_NSEC :
		    DENIAL_NSEC3;
	for (i = 0; c->chained > 0 && i < p->draft->nowners; i++)
		if (is_chained(p, p->draft->owners[i]))
			*chain++ = p->draft->owners[i]->place;
}

/* What the SOA says of the whole zone. */
static void
write_soa(struct content *c)
{
	const struct rrset	*soa = node_find(c, content_apex(c), TYPE_SOA);
	const uint8_t		*rdata;
	size_t			 len;
	uint32_t		 minimum;

	assert(soa != NULL);	/* build.c refuses a zone without */
	rdata = rrset_rdata(soa, 0, &len);
	/* RFC 1035 3.3.13: serial ... minimum are the last 20 octets. */
	c->serial = load_be32(rdata + len - 20);
	minimum = load_be32(rdata + len - 4);
	/* RFC 2308 3; 2181 8: a set top bit counts as zero. */
	if (minimum > INT32_MAX)
		minimum = 0;
	c->negative_ttl_s = minimum < soa->ttl_s ? minimum : soa->ttl_s;
}

/* A power of two that leaves at least a third of the slots free. */
static uint64_t
index_slots(size_t nodes)
{
	uint64_t	n = 2;

	while (n * 2 < (uint64_t)nodes * 3)
		n *= 2;
	return n;
}

struct content *
freeze_content(struct draft *d, struct report *rep)
{
	struct press	 p = {.draft = d};
	uint64_t	 slots = index_slots(d->nowners), bytes;
	size_t		 i;

	find_chain(&p);
	bytes = lay_out(&p, align_up(sizeof(struct content)) +
	    (d->nowners + slots + p.chained) * sizeof(uint32_t));
	if (bytes == 0 || d->nowners > UINT32_MAX / 4) {
		report_add(rep, SEV_ERROR, NULL, "zone-too-large", NULL,
		    "the zone, or one name in it, is too large to be held "
		    "(8 GiB, 4 GiB a name); split it");
		return NULL;
	}
	if ((p.content = calloc(1, bytes)) == NULL) {
		report_add(rep, SEV_ERROR, NULL, "out-of-memory", NULL,
		    "no memory for a zone of %llu octets",
		    (unsigned long long)bytes);
		return NULL;
	}
	p.content->bytes = bytes;
	p.content->refs = 1;
	p.content->seed = d->seed;
	p.content->nodes = (uint32_t)d->nowners;
	p.content->rrsets = p.rrsets;
	p.content->index_mask = (uint32_t)(slots - 1);
	p.content->chained = p.chained;
	for (i = 0; i < d->nowners; i++)
		write_node(&p, d->owners[i]);
	p.content->rotations = p.rotations;
	write_index(&p);
	write_chain(&p);
	write_soa(p.content);
	return p.content;
}

struct places *
freeze_places(const struct draft *d)
{
	struct places			*pl;
	const struct draft_record	*r;
	const struct draft_owner	*o;
	size_t				 i, k, n = 0;

	if ((pl = places_new(d->nrecords, d->files, d->nfiles)) == NULL)
		return NULL;
	for (i = 0; i < d->nowners; i++) {
		o = d->owners[i];
		for (k = 0; k < o->records; k++) {
			r = d->sorted[o->first_record + k];
			places_set(pl, n++, r->file, r->line, r->column,
			    r->is_bare);
		}
	}
	return pl;
}
