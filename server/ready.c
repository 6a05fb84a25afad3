/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/ready.h"
#include "zones/content.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/table.h"

void
ready_forget(struct ready_ground *g)
{
	memset(g->found, 0, sizeof(g->found));
}

/* Octets of the name before the apex. */
static inline size_t
rel_len(const struct ready *r, const struct query *q)
{
	return q->qname.offset[r->depth];
}

void
ready_aim(struct ready *r, const struct query *q)
{
	const struct shape	*s = r->content->shape;
	uint64_t		 h = s->seed;
	unsigned		 i;

	if (r->depth == 0)
		return;
	for (i = r->depth; i-- > 0; )
		h = hash_label(h, q->qname.wire + q->qname.offset[i]);
	r->hash = h;
	__builtin_prefetch(s->order + s->nodes + shape_home(s, h));
}

void
ready_peek(const struct ready *r)
{
	const struct shape	*s = r->content->shape;

	if (r->depth > 0)
		__builtin_prefetch(shape_node(s, (s->order + s->nodes)
		    [shape_home(s, r->hash)]));
}

/* The node that has the name, or NULL. */
static inline const struct node *
find_node(const struct ready *r, const struct query *q)
{
	const struct shape	*s = r->content->shape;
	const uint32_t		*index = s->order + s->nodes;
	const struct node	*node;
	size_t			 len = rel_len(r, q);
	uint32_t		 i;

	if (r->depth == 0)
		return shape_node(s, s->order[0]);
	for (i = shape_home(s, r->hash); index[i] != 0; ) {
		node = shape_node(s, index[i]);
		if (node->rel_len == len &&
		    octets_equal(node->rel, q->qname.wire, len))
			return node;
		if (++i == s->slots)
			i = 0;
	}
	return NULL;
}

/* The slot of a type at a node, or NULL; see node_slot(). */
static inline const struct rrset_slot *
find_slot(const struct node *node, uint16_t type)
{
	const struct rrset_slot	*slot = node_slots(node);
	const struct rrset_slot	*end = slot + node->rrsets;

	for (; slot < end; slot++) {
		if (slot->type == type)
			return slot;
		if (slot->type > type && slot->type != TYPE_SOA)
			break;
	}
	return NULL;
}

static inline const struct rrset *
set_of(const struct content *c, const struct node *node,
    const struct rrset_slot *slot)
{
	return block_set(c, node->first_set +
	    (uint32_t)(slot - node_slots(node)));
}

/* Two lines: what most sets have. */
static inline void
ask_for(const struct rrset *set)
{
	__builtin_prefetch(set);
	__builtin_prefetch((const uint8_t *)set + 64);
}

/* The counter of a set, or NULL. */
static inline uint32_t *
turn_of(struct rotation *rot, const struct zone *zone,
    const struct rrset_slot *slot, bool is_additional)
{
	uint32_t	*turn;

	if (!(slot->flags & SLOT_ROTATES))
		return NULL;
	turn = rotation_turn(rot, zone, slot, is_additional);
	__builtin_prefetch(turn, 1);
	return turn == &rot->dummy ? NULL : turn;
}

/* Does no name of the zone stand above it, or for it?  RFC 4592. */
static bool
is_missing(const struct ready *r, const struct query *q)
{
	const struct node	*apex = content_apex(r->content);
	struct search		 s;

	if (r->depth == 1)
		return !(apex->flags & (NODE_HAS_WILDCARD | NODE_DNAME));
	content_search(r->content, &q->qname, r->zone->apex_labels, &s);
	return s.exact == NULL && s.cut == NULL && s.dname == NULL &&
	    s.wildcard == NULL;
}

/* The answer is the SOA; it is the first of all sets. */
static bool
deny(struct ready *r, enum ready_kind kind)
{
	r->kind = (uint8_t)kind;
	r->set = block_set(r->content, 0);
	r->turn = NULL;
	ask_for(r->set);
	return true;
}

bool
ready_find(struct ready *r, const struct ready_ground *g,
    const struct query *q)
{
	const struct node	*node = find_node(r, q);
	const struct rrset_slot	*slot;

	if (q->edns.has_do && r->content->shape->is_signed)
		return false;
	if (node == NULL)
		return is_missing(r, q) && deny(r, READY_NXDOMAIN);
	if (node->flags & (NODE_CUT | NODE_OCCLUDED | NODE_NSEC3))
		return false;
	if ((slot = find_slot(node, q->qtype)) == NULL)
		return !(node->flags & NODE_CNAME) && deny(r, READY_NODATA);
	r->kind = READY_DATA;
	r->slot = slot;
	r->set = set_of(r->content, node, slot);
	ask_for(r->set);
	r->turn = turn_of(g->rotation, r->zone, slot, false);
	return true;
}

/* The address sets of a node. */
static inline void
find_addresses(struct ready_host *h, const struct zone *zone,
    const struct node *node, struct rotation *rot)
{
	const struct rrset_slot	*slot = node_slots(node);
	const struct rrset_slot	*end = slot + node->rrsets;
	unsigned		 i;

	h->node = node;
	h->zone = zone;
	h->set[0] = h->set[1] = NULL;
	h->turn[0] = h->turn[1] = NULL;
	for (; slot < end && slot->type <= TYPE_AAAA; slot++) {
		if (slot->type != TYPE_A && slot->type != TYPE_AAAA)
			continue;
		i = slot->type == TYPE_AAAA;
		h->set[i] = set_of(zone->content, node, slot);
		h->turn[i] = turn_of(rot, zone, slot, true);
		ask_for(h->set[i]);
	}
}

/*
 * Ask the table for a host that the zone itself does not decide, as
 * additional.c does.  false: for the general way.
 */
static bool
find_foreign(struct ready_host *h, const struct ready_ground *g,
    const struct rrset *set, unsigned i, size_t name_at)
{
	const uint8_t		*at = rrset_wire(set) + rrset_start(set, i) +
				    name_at;
	const struct node	*node;
	const struct zone	*zone;
	struct name_parts	 parts;
	struct name		 name;
	struct search		 s;
	size_t			 used;

	parts = stored_name(at, NULL, 0, &used);
	if (parts.tail == NULL || name_join(&name, &parts) == -1)
		return false;	/* below a cut of its zone */
	name_lower(&name);
	*h = (struct ready_host){0};
	zone = table_find(g->table, &name, 0);
	if (zone == NULL || zone->content == NULL)
		return true;
	content_search(zone->content, &name, zone->apex_labels, &s);
	if (s.wildcard != NULL)
		return false;
	node = s.exact;
	if (s.cut != NULL)	/* glue, if there is any */
		node = content_exact(zone->content, name.wire,
		    (size_t)(name.len - zone->apex_len));
	if (node != NULL)
		find_addresses(h, zone, node, g->rotation);
	return true;
}

/* The same, if it was not found a moment ago. */
static bool
recall_foreign(struct ready_host *h, struct ready_ground *g,
    const struct rrset *set, unsigned i, size_t name_at)
{
	struct ready_found	*f = &g->found[((uintptr_t)set / 16 + i) %
				    READY_FOUND];

	if (f->set != set || f->record != i) {
		f->set = set;
		f->record = i;
		f->is_general = !find_foreign(&f->host, g, set, i, name_at);
	}
	*h = f->host;
	return !f->is_general;
}

/* Host of record i; false: for the general way. */
static inline bool
find_host(struct ready *r, struct ready_ground *g, unsigned i)
{
	const struct shape	*s = r->content->shape;
	uint32_t		 target;

	target = slot_numbers(s, r->slot)
	    [(r->slot->flags & SLOT_ROTATES ? 1 : 0) + i];
	if (target & TARGET_FOREIGN)
		return recall_foreign(&r->host[i], g, r->set, i, r->name_at);
	if (target == TARGET_NONE)
		r->host[i] = (struct ready_host){0};
	else
		find_addresses(&r->host[i], r->zone, shape_node(s, target),
		    g->rotation);
	return true;
}

bool
ready_plan(struct ready *r, struct ready_ground *g)
{
	const struct rrtype	*row;
	unsigned		 i;

	r->targets = 0;
	if (!(r->set->flags & RRSET_READY))
		return false;
	if (!(r->set->flags & RRSET_TARGETS) || r->kind != READY_DATA)
		return true;
	if (r->set->count > READY_TARGETS_MAX)
		return false;
	r->targets = (uint8_t)r->set->count;
	row = rrtype_find(r->set->type);
	if (row->name_at == RR_NAME_AFTER_STRINGS)
		return false;	/* another place in each record */
	r->name_at = RRSET_FIXED_BYTES + (size_t)row->name_at;
	for (i = 0; i < r->targets; i++)
		if (!find_host(r, g, i))
			return false;
	return true;
}

/* An answer that is being written. */
struct pen {
	uint8_t		*out;		/* where it begins */
	uint8_t		*at;
	const uint8_t	*end;		/* of the room */
	unsigned	 additional;	/* records */
	uint32_t	 sent;		/* bit i: host i of the plan */
};

/*
 * A set in a turn's order: a run of equal preference is two pieces.
 * Nothing in the records points to another one, so they may be moved.
 */
static void
write_rotated(struct pen *p, const struct rrset *set, uint32_t turn)
{
	const uint8_t		*wire = rrset_wire(set);
	struct rotation_run	 run;
	uint32_t		 first, start, end;
	unsigned		 i;

	for (i = 0; i < set->count; i = run.end) {
		run = rotation_run(set, i, turn);
		first = rrset_start(set, run.first);
		start = rrset_start(set, run.start);
		end = rrset_end(set, run.end - 1);
		p->at = ready_copy(p->at, wire + start, end - start);
		p->at = ready_copy(p->at, wire + first, start - first);
	}
}

/* false: it does not fit. */
static inline bool
write_set(struct pen *p, const struct rrset *set, const uint32_t *turn)
{
	if ((size_t)(p->end - p->at) < set->wire_len)
		return false;
	if (set->count == 1)
		p->at = ready_copy(p->at, (const uint8_t *)(set + 1),
		    set->wire_len);
	else
		write_rotated(p, set, turn == NULL ? 0 : *turn);
	return true;
}

/* An address set, its owners made to point to the target's name. */
static inline bool
write_addresses(struct pen *p, const struct rrset *set, const uint32_t *turn,
    uint16_t pointer)
{
	uint8_t		*at = p->at;
	unsigned	 i;

	if (set == NULL)
		return true;
	if (!write_set(p, set, turn))
		return false;
	store_be16(at, pointer);
	/* Addresses are of one length, in whatever order. */
	for (i = 1; i < set->count; i++) {
		at += rrset_end(set, 0);
		store_be16(at, pointer);
	}
	p->additional += set->count;
	return true;
}

/* Was this host's name a target before, in another record? */
static bool
was_sent(struct pen *p, const struct ready *r, unsigned i)
{
	unsigned	k;

	for (k = 0; k < r->targets; k++)
		if ((p->sent >> k & 1) != 0 &&
		    r->host[k].node == r->host[i].node &&
		    r->host[k].zone == r->host[i].zone)
			return true;
	p->sent |= (uint32_t)1 << i;
	return false;
}

/* The addresses of record i's target; the record was sent at offset. */
static inline bool
write_host(struct pen *p, const struct ready *r, unsigned i, size_t offset)
{
	const struct ready_host	*h = &r->host[i];
	uint16_t		 pointer;

	if (h->node == NULL || was_sent(p, r, i))
		return true;
	pointer = (uint16_t)(POINTER_BITS | (offset + r->name_at));
	return write_addresses(p, h->set[0], h->turn[0], pointer) &&
	    write_addresses(p, h->set[1], h->turn[1], pointer);
}

/* The targets of several records, in the order in which they were sent. */
static bool
write_hosts(struct pen *p, const struct ready *r, size_t offset,
    uint32_t turn)
{
	struct rotation_run	run;
	unsigned		i, k, n;

	for (i = 0; i < r->set->count; i = run.end) {
		run = rotation_run(r->set, i, turn);
		for (n = run.end - run.first, k = run.start; n > 0; n--, k++) {
			if (k == run.end)
				k = run.first;
			if (!write_host(p, r, k, offset))
				return false;
			offset += rrset_end(r->set, k) -
			    rrset_start(r->set, k);
		}
	}
	return true;
}

/* The answer section and what goes with it. */
static inline bool
write_data(struct pen *p, const struct ready *r)
{
	size_t	offset = (size_t)(p->at - p->out);

	if (offset + r->set->wire_len >= POINTER_REACH ||
	    !write_set(p, r->set, r->turn))
		return false;
	if (r->targets == 0)
		return true;
	if (r->targets == 1)
		return write_host(p, r, 0, offset);
	return write_hosts(p, r, offset, r->turn == NULL ? 0 : *r->turn);
}

/* Pointers to the apex in a stored name, made to lead where it stands.  Where
   the name ends. */
static uint8_t *
move_pointer(uint8_t *name, uint16_t pointer)
{
	while (*name != 0 && *name <= LABEL_MAX_BYTES)
		name += *name + 1;
	if (*name == 0)
		return name + 1;
	store_be16(name, pointer);
	return name + 2;
}

/*
 * The SOA that goes with a denial, for as long as RFC 2308 3 says.  It was
 * stored for the question that its owner is the answer to: here the apex
 * stands further behind.
 */
static bool
write_soa(struct pen *p, const struct ready *r, const struct query *q)
{
	uint16_t	 pointer = (uint16_t)(POINTER_BITS |
			    (HEADER_BYTES + rel_len(r, q)));
	uint8_t		*at = p->at;
	uint32_t	 minimum;

	if (!write_set(p, r->set, NULL))
		return false;
	minimum = load_be32(p->at - 4);
	if (minimum > INT32_MAX)	/* RFC 2181 8 */
		minimum = 0;
	if (minimum < r->set->ttl_s)
		store_be32(at + 6, minimum);
	if (r->depth > 0) {
		store_be16(at, pointer);
		at = move_pointer(at + RRSET_FIXED_BYTES, pointer);
		(void)move_pointer(at, pointer);
	}
	return true;
}

/* All that was sent in turn is counted, once it is sure that it goes. */
static inline void
count_turns(const struct pen *p, const struct ready *r)
{
	unsigned	i, k;

	if (r->turn != NULL)
		++*r->turn;
	for (i = 0; i < r->targets; i++)
		for (k = 0; k < 2; k++)
			if (p->sent >> i & 1 && r->host[i].turn[k] != NULL)
				++*r->host[i].turn[k];
}

/* Four counts of a header, which are one number of 64 bits. */
static inline void
write_header(uint8_t *out, unsigned flags, uint64_t answers,
    uint64_t authority, uint64_t additional)
{
	store_be16(out + 2, (uint16_t)flags);
	store_be32(out + 4, 1u << 16 | (uint32_t)answers);
	store_be32(out + 8, (uint32_t)(authority << 16 | additional));
}

size_t
ready_write(const struct ready *r, const struct query *q, const uint8_t *in,
    uint8_t *out, size_t room, unsigned opts)
{
	unsigned	flags = FLAG_QR | FLAG_AA | (q->flags & FLAG_RD);
	struct pen	p = {.out = out, .end = out + room};

	if (HEADER_BYTES + q->question_len > room)
		return 0;
	p.at = ready_copy(out, in, HEADER_BYTES + q->question_len);
	if (r->kind == READY_DATA) {
		if (!write_data(&p, r))
			return 0;
		count_turns(&p, r);
		write_header(out, flags, r->set->count, 0,
		    p.additional + opts);
	} else {
		if (!write_soa(&p, r, q))
			return 0;
		if (r->kind == READY_NXDOMAIN)
			flags |= RCODE_NXDOMAIN;
		write_header(out, flags, 0, 1, opts);
	}
	return (size_t)(p.at - out);
}
