/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/content.h"
#include "zones/hash.h"
#include "zones/mem.h"
#include "zones/rdata.h"

static const uint8_t wildcard_label[] = {1, '*'};
static const uint8_t root_name[] = {0};

struct content *
content_ref(struct content *c)
{
	c->refs++;
	return c;
}

/* The end of the last RRset is the end of the block. */
static size_t
block_bytes(const struct content *c)
{
	const struct rrset	*last = block_set(c, c->shape->rrsets - 1);
	size_t			 end;

	end = (size_t)(rrset_wire(last) - (const uint8_t *)c) +
	    last->wire_len;
	return (end + BLOCK_UNIT - 1) & ~(size_t)(BLOCK_UNIT - 1);
}

void
content_unref(struct content *c)
{
	if (c == NULL || --c->refs > 0)
		return;
	if (c->shape->release != NULL)
		c->shape->release(c);
	else
		mem_give(c, block_bytes(c));
}

size_t
content_bytes(const struct content *c)
{
	if (c->shape->usual != NULL)
		return sizeof(*c) + parts_bytes(c->shape->rrsets, c->own);
	return block_bytes(c);
}

size_t
content_nodes(const struct content *c)
{
	return c->shape->nodes;
}

size_t
content_rrsets(const struct content *c)
{
	return c->shape->rrsets;
}

size_t
content_records(const struct content *c)
{
	return c->records;
}

uint32_t
content_rotations(const struct content *c)
{
	return c->shape->rotations;
}

uint32_t
content_serial(const struct content *c)
{
	return c->serial;
}

uint32_t
content_negative_ttl(const struct content *c)
{
	const struct rrset	*soa = block_set(c, 0);	/* first of all */
	uint32_t		 ttl_s = rrset_ttl(soa), minimum;

	/* The last of its numbers, RFC 1035 3.3.13. */
	minimum = load_be32(rrset_wire(soa) + soa->wire_len - 4);
	/* RFC 2181 8: a set top bit counts as zero. */
	if (minimum > INT32_MAX)
		minimum = 0;
	return minimum < ttl_s ? minimum : ttl_s;
}

size_t
content_longest(const struct content *c)
{
	return c->shape->longest;
}

enum content_denial
content_denial(const struct content *c)
{
	return (enum content_denial)c->shape->denial;
}

bool
content_is_signed(const struct content *c)
{
	return c->shape->is_signed;
}

const struct node *
content_apex(const struct content *c)
{
	return shape_node(c->shape, c->shape->order[0]);
}

const struct node *
content_node(const struct content *c, size_t i)
{
	return shape_node(c->shape, c->shape->order[i]);
}

/* The node with this name, whose hash is h. */
static const struct node *
probe(const struct content *c, uint64_t h, const uint8_t *rel, size_t rel_len)
{
	const struct shape	*s = c->shape;
	const uint32_t		*index = s->order + s->nodes;
	const struct node	*node;
	uint32_t		 at;

	for (at = shape_home(s, h); index[at] != 0;
	    at = at + 1 < s->slots ? at + 1 : 0) {
		node = shape_node(s, index[at]);
		if (node->rel_len == rel_len &&
		    memcmp(node->rel, rel, rel_len) == 0)
			return node;
	}
	return NULL;
}

const struct node *
content_exact(const struct content *c, const uint8_t *rel, size_t rel_len)
{
	return probe(c, name_hash_rel(c->shape->seed, rel, rel_len), rel,
	    rel_len);
}

/* "*" below a node whose flags say that it is there. */
static const struct node *
wildcard_below(const struct content *c, const struct node *node)
{
	uint8_t	rel[NAME_MAX_BYTES];

	memcpy(rel, wildcard_label, sizeof(wildcard_label));
	memcpy(rel + sizeof(wildcard_label), node->rel, node->rel_len);
	return content_exact(c, rel, sizeof(wildcard_label) + node->rel_len);
}

/*
 * One step after the other from the apex to the name, as far as names
 * exist and nothing is in the way.  RFC 1034 4.3.2 step 3.
 */
static void
descend(const struct content *c, const struct name *name, unsigned depth,
    struct search *s)
{
	const struct node	*node = content_apex(c);
	uint64_t		 h = c->shape->seed;
	unsigned		 i;
	uint8_t			 at, end = name->offset[depth];

	for (i = 0; ; i++) {
		s->encloser = node;
		if (node->flags & NODE_CUT)
			s->cut = node;
		if (i == depth) {
			s->exact = node;
			return;
		}
		if (s->cut != NULL)
			return;
		if (node->flags & NODE_DNAME) {
			s->dname = node;
			return;
		}
		at = name->offset[depth - 1 - i];
		h = hash_label(h, name->wire + at);
		node = probe(c, h, name->wire + at, (size_t)(end - at));
		/* RFC 5155 7.2.8: an owner of NSEC3 is no name to be asked. */
		if (node == NULL || node->flags & NODE_NSEC3)
			return;
	}
}

void
content_search(const struct content *c, const struct name *name,
    unsigned apex_labels, struct search *out)
{
	unsigned		 depth = name->labels - apex_labels;
	const struct node	*node;

	*out = (struct search){0};
	/* Deep names that exist need one probe, not one a label. */
	if (depth > 1) {
		node = content_exact(c, name->wire, name->offset[depth]);
		if (node != NULL &&
		    !(node->flags & (NODE_OCCLUDED | NODE_NSEC3))) {
			out->exact = out->encloser = node;
			if (node->flags & NODE_CUT)
				out->cut = node;
			return;
		}
	}
	descend(c, name, depth, out);
	if (out->exact == NULL && out->cut == NULL && out->dname == NULL &&
	    out->encloser->flags & NODE_HAS_WILDCARD)
		out->wildcard = wildcard_below(c, out->encloser);
}

/* One name may have RRsets of 60,000 types: by halves. */
static const struct rrset_slot *
find_slot(const struct node *node, uint16_t type)
{
	const struct rrset_slot	*slots = node_slots(node);
	unsigned		 low = 0, high = node->rrsets, mid;

	if (slots[0].type == TYPE_SOA) {	/* it precedes all others */
		if (type == TYPE_SOA)
			return slots;
		low = 1;
	}
	while (low < high) {
		mid = low + (high - low) / 2;
		if (slots[mid].type == type)
			return slots + mid;
		if (slots[mid].type < type)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

const struct rrset_slot *
node_slot(const struct node *node, uint16_t type)
{
	const struct rrset_slot	*slot = node_slots(node);
	const struct rrset_slot	*end = slot + node->rrsets;

	if (node->rrsets > SLOTS_FEW)
		return find_slot(node, type);
	for (; slot < end; slot++) {
		if (slot->type == type)
			return slot;
		if (slot->type > type && slot->type != TYPE_SOA)
			break;
	}
	return NULL;
}

const struct rrset *
slot_set(const struct content *c, const struct node *node,
    const struct rrset_slot *slot)
{
	return block_set(c, node->first_set +
	    (uint32_t)(slot - node_slots(node)));
}

const struct rrset *
node_find(const struct content *c, const struct node *node, uint16_t type)
{
	const struct rrset_slot	*slot = node_slot(node, type);

	return slot == NULL ? NULL : slot_set(c, node, slot);
}

const struct rrset *
node_set(const struct content *c, const struct node *node, unsigned i)
{
	return block_set(c, node->first_set + i);
}

bool
node_has_address(const struct node *node)
{
	return node != NULL && (node_slot(node, TYPE_A) != NULL ||
	    node_slot(node, TYPE_AAAA) != NULL);
}

struct name_parts
node_name(const struct node *node, const uint8_t *apex, size_t apex_len)
{
	return (struct name_parts){.head = node->rel, .tail = apex,
	    .head_len = node->rel_len, .tail_len = (uint8_t)apex_len};
}

/* end[] of a set; only sets of several records have it. */
static const uint32_t *
rrset_ends(const struct rrset *set)
{
	return (const uint32_t *)(const void *)(set + 1);
}

const uint8_t *
rrset_wire(const struct rrset *set)
{
	return (const uint8_t *)(rrset_ends(set) +
	    (set->count > 1 ? set->count : 0));
}

uint32_t
rrset_start(const struct rrset *set, unsigned i)
{
	return i == 0 ? 0 : rrset_ends(set)[i - 1];
}

uint32_t
rrset_end(const struct rrset *set, unsigned i)
{
	return set->count == 1 ? set->wire_len : rrset_ends(set)[i];
}

const uint8_t *
rrset_rdata(const struct rrset *set, unsigned i, size_t *len)
{
	uint32_t	start = rrset_start(set, i) + RRSET_FIXED_BYTES;

	*len = rrset_end(set, i) - start;
	return rrset_wire(set) + start;
}

uint16_t
rrset_preference(const struct rrset *set, unsigned i)
{
	size_t	len;

	return load_be16(rrset_rdata(set, i, &len));
}

uint32_t
slot_rotation(const struct content *c, const struct rrset_slot *slot)
{
	return *slot_numbers(c->shape, slot);
}

const struct node *
slot_target(const struct content *c, const struct rrset_slot *slot,
    unsigned i, bool *is_foreign)
{
	const uint32_t	*numbers = slot_numbers(c->shape, slot);
	uint32_t	 target, place;

	target = numbers[(slot->flags & SLOT_ROTATES ? 1 : 0) + i];
	place = target & ~TARGET_FOREIGN;
	*is_foreign = (target & TARGET_FOREIGN) != 0;
	return place == TARGET_NONE ? NULL : shape_node(c->shape, place);
}

struct name_parts
stored_name(const uint8_t *at, const uint8_t *apex, size_t apex_len,
    size_t *used)
{
	const uint8_t		*p = at;
	struct name_parts	 parts = {.head = at};

	while (*p != 0 && *p <= LABEL_MAX_BYTES)
		p += *p + 1;
	parts.head_len = (uint8_t)(p - at);
	if (*p == 0) {
		parts.tail = root_name;
		parts.tail_len = sizeof(root_name);
		*used = (size_t)parts.head_len + 1;
	} else {
		parts.tail = apex;
		parts.tail_len = (uint8_t)apex_len;
		*used = (size_t)parts.head_len + 2;
	}
	return parts;
}

int
rrset_rdata_absolute(const struct content *c, const struct rrset *set,
    unsigned i, const uint8_t *apex, size_t apex_len, uint8_t *out)
{
	const struct rrtype	*t = rrtype_find(set->type);
	struct writer		 w = writer_of(out, RDATA_MAX_BYTES);
	struct name_parts	 parts;
	const uint8_t		*rdata;
	size_t			 len, at = 0, used;
	unsigned		 n;

	rdata = rrset_rdata(set, i, &len);
	if (t != NULL && t->names > 0) {
		at = rdata_name_at(t, rdata);
		writer_bytes(&w, rdata, at);
		for (n = 0; n < t->names; n++, at += used) {
			parts = stored_name(rdata + at, apex, apex_len, &used);
			writer_bytes(&w, parts.head, parts.head_len);
			writer_bytes(&w, parts.tail, parts.tail_len);
			if (parts.head_len + parts.tail_len > NAME_MAX_BYTES)
				return -1;
		}
	}
	writer_bytes(&w, rdata + at, len - at);
	if (w.failed)
		return -1;
	if (set->flags & RRSET_SERIAL)
		store_be32(w.at - SOA_NUMBERS_BYTES, c->serial);
	return (int)writer_len(&w);
}

/* One record more or less in a sum that does not know their order. */
static uint64_t
record_hash(const struct rrset *set, unsigned i)
{
	uint32_t	start = rrset_start(set, i);

	return hash_bytes(set->type, rrset_wire(set) + start,
	    rrset_end(set, i) - start);
}

/* Octets are equal if the order is; sums if only the records are. */
static bool
is_same_set(const struct rrset *a, const struct rrset *b)
{
	uint64_t	sum = 0;
	unsigned	i;

	if (a == b)
		return true;
	if (a->type != b->type || a->count != b->count ||
	    a->wire_len != b->wire_len)
		return false;
	if (memcmp(rrset_wire(a), rrset_wire(b), a->wire_len) == 0)
		return true;
	for (i = 0; i < a->count; i++)
		sum += record_hash(a, i) - record_hash(b, i);
	return sum == 0;
}

static bool
is_same_node(const struct content *of_a, const struct node *a,
    const struct content *of_b, const struct node *b)
{
	unsigned	i;

	if (a->rel_len != b->rel_len || a->rrsets != b->rrsets ||
	    memcmp(a->rel, b->rel, a->rel_len) != 0)
		return false;
	for (i = 0; i < a->rrsets; i++)
		if (!is_same_set(node_set(of_a, a, i), node_set(of_b, b, i)))
			return false;
	return true;
}

bool
content_equal(const struct content *a, const struct content *b)
{
	size_t	i;

	if (a == b)
		return true;
	if (a->shape->nodes != b->shape->nodes ||
	    a->records != b->records || a->serial != b->serial)
		return false;
	for (i = 0; i < a->shape->nodes; i++)
		if (!is_same_node(a, content_node(a, i), b,
		    content_node(b, i)))
			return false;
	return true;
}
