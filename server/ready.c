/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/cookie.h"
#include "server/pen.h"
#include "server/permit.h"
#include "server/ready.h"
#include "zones/content.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/table.h"

/* A shape up to this size is near when it is in use at all. */
#define NEAR_SHAPE_BYTES	(1 << 16)

void
ready_forget(struct ready_ground *g)
{
	memset(g->found, 0, sizeof(g->found));
	memo_forget(&g->memo);
}

/* Is it a question that this way may answer? */
static inline bool
is_for_us(const struct query *q)
{
	const struct edns	*o = &q->edns;

	return !(o->has_options && (o->wants_nsid || o->wants_keepalive ||
	    o->wants_version)) && (is_plain_type(q->qtype) ||
	    (q->qtype != TYPE_ANY && q->qtype != TYPE_DS));
}

static inline enum verdict
parse(struct query *q, const struct packet *p)
{
	if (!plain_parse(q, p->in, p->in_len))
		return query_parse_any(q, p->in, p->in_len);
	return is_plain_type(q->qtype) ? VERDICT_ANSWER :
	    query_judge_type(q->qtype);
}

/* Octets that the answer may have without its OPT. */
static inline size_t
room_for(const struct ready_ground *g, const struct job *j)
{
	const struct edns	*o = &j->query.edns;
	size_t			 room = ready_limit(j->packet, o,
				    g->udp_size);

	if (o->is_present)
		room -= g->opt_len;
	if (o->cookie_len > 0)
		room -= EDNS_OPTION_BYTES + COOKIE_BYTES;
	return room;
}

/* The answer stands, but for its OPT; 1 if it is whole now, else 0. */
static inline size_t
finish(struct ready_ground *g, struct job *j, uint8_t *at)
{
	const struct edns	*o = &j->query.edns;
	struct packet		*p = j->packet;

	g->tally.answers[j->kind | o->is_present * READY_TALLY_EDNS |
	    o->has_do * READY_TALLY_DO]++;
	if (o->cookie_len > 0) {
		p->out_len = (size_t)(at - p->out);
		j->state = READY_COOKIE;
		return 0;
	}
	if (o->is_present) {
		(void)pen_copy(at, g->opt, g->opt_len);
		at[7] = (uint8_t)(o->has_do << 7);
		at += g->opt_len;
	}
	p->out_len = (size_t)(at - p->out);
	g->tally.bytes_out += p->out_len;
	j->state = READY_DONE;
	return 1;
}

/* Was it answered a moment ago?  Then it is again. */
static inline bool
recall(struct ready_ground *g, struct job *j, size_t *done)
{
	const struct query	*q = &j->query;
	size_t			 head = HEADER_BYTES + q->question_len;
	const struct memo_entry	*e;
	uint8_t			*out = j->packet->out, *at;

	if ((e = memo_find_turn(&g->memo, j->memo_hash, q)) == NULL ||
	    head + e->body_len > room_for(g, j))
		return false;
	at = pen_copy(out, j->packet->in, head);
	store_be16(out + 2, (uint16_t)(e->flags | (q->flags & FLAG_RD)));
	memcpy(out + 4, e->counts, sizeof(e->counts));
	out[11] = (uint8_t)(out[11] + q->edns.is_present);
	if (e->turn != NULL)
		rotation_step(e->turn);
	j->kind = e->kind;
	*done += finish(g, j, pen_copy(at, e->body, e->body_len));
	return true;
}

/* The zone, without more ado: names of unusual depth. */
static void
ask_table(const struct ready_ground *g, struct job *j)
{
	j->zone = table_find(g->table, &j->query.qname, 0);
	if (j->zone != NULL)
		j->depth = (uint8_t)(j->query.qname.labels -
		    j->zone->apex_labels);
}

/*
 * First step: understand all packets, answer what was asked a moment ago,
 * ask for where the zones of the others may be.  From here on a job without
 * zone is not for us.  How many were answered.
 */
static size_t
take_packets(struct ready_ground *g, struct job *j, struct job *end,
    struct packet *p)
{
	uint64_t	hash;
	size_t		done = 0;

	for (; j < end; j++, p++) {
		j->packet = p;
		j->zone = NULL;
		j->aim.n = 0;
		j->state = READY_DECLINED;
		j->is_known = false;
		j->verdict = parse(&j->query, p);
		if (j->verdict != VERDICT_ANSWER)
			continue;
		ready_count_question(g, j);
		if (!is_for_us(&j->query))
			continue;
		hash = table_hash(g->table, j->query.qname.wire,
		    j->query.qname.len);
		j->memo_hash = hash + j->query.qtype;
		if (recall(g, j, &done))
			continue;
		aim_take(&j->aim, g->table, &j->query.qname, hash);
		if (j->aim.is_short) {
			j->aim.n = 0;
			ask_table(g, j);
		}
	}
	return done;
}

/* Second step: which zone it may be; ask for it. */
static void
take_zones(struct job *j, struct job *end)
{
	const struct aim_at	*at, *last;

	for (; j < end; j++) {
		last = j->aim.at + j->aim.n;
		for (at = j->aim.at; at < last; at++)
			if ((j->zone = aim_slots(at)) != NULL) {
				j->depth = at->depth;
				break;
			}
	}
}

/* The zone is near: is it that one?  Else another has its tag. */
static inline bool
is_zone(const struct job *j)
{
	const struct name	*name = &j->query.qname;
	uint8_t			 at = name->offset[j->depth];

	return zone_has_apex(j->zone, name->wire + at,
	    (size_t)(name->len - at));
}

/* Third step: the zones are near; ask for their contents. */
static void
take_contents(const struct ready_ground *g, struct job *j, struct job *end)
{
	for (; j < end; j++) {
		if (j->zone == NULL)
			continue;
		if (!is_zone(j))
			ask_table(g, j);
		if (j->zone == NULL || j->zone->is_stale ||
		    (j->content = j->zone->content) == NULL)
			j->zone = NULL;
		else
			__builtin_prefetch(j->content);
	}
}

/* The name, relative to the apex, is hashed; ask for its place. */
static inline void
aim_name(struct job *j)
{
	const struct name	*name = &j->query.qname;
	const struct shape	*s = j->content->shape;
	uint64_t		 h = s->seed;
	unsigned		 i;

	for (i = j->depth; i-- > 0; )
		h = hash_label(h, name->wire + name->offset[i]);
	j->hash = h;
	__builtin_prefetch(s->order + s->nodes + shape_home(s, h));
}

/* The place is near; ask for the name that stands there. */
static inline void
peek_name(const struct job *j)
{
	const struct shape	*s = j->content->shape;
	const uint32_t		*index = s->order + s->nodes;

	__builtin_prefetch(shape_node(s, index[shape_home(s, j->hash)]));
}

/* Fourth step: where in the zone the name is; in large zones in two. */
static void
take_names(struct job *jobs, struct job *end)
{
	struct job	*j;
	bool		 is_far = false;

	for (j = jobs; j < end; j++) {
		if (j->zone == NULL || j->depth == 0)
			continue;
		aim_name(j);
		is_far |= j->content->shape->bytes > NEAR_SHAPE_BYTES;
	}
	for (j = jobs; is_far && j < end; j++)
		if (j->zone != NULL && j->depth > 0)
			peek_name(j);
}

/* The node that has the name, or NULL. */
static inline const struct node *
find_node(const struct job *j)
{
	const struct shape	*s = j->content->shape;
	const uint32_t		*index = s->order + s->nodes;
	const struct node	*node;
	size_t			 len = j->query.qname.offset[j->depth];
	uint32_t		 i;

	if (j->depth == 0)
		return shape_node(s, s->order[0]);
	for (i = shape_home(s, j->hash); index[i] != 0; ) {
		node = shape_node(s, index[i]);
		if (node->rel_len == len &&
		    octets_equal(node->rel, j->query.qname.wire, len))
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

	if (node->rrsets > SLOTS_FEW)
		return node_slot(node, type);
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
is_missing(const struct job *j)
{
	const struct node	*apex = content_apex(j->content);
	struct search		 s;

	if (j->depth == 1)
		return !(apex->flags & (NODE_HAS_WILDCARD | NODE_DNAME));
	content_search(j->content, &j->query.qname, j->zone->apex_labels, &s);
	return s.exact == NULL && s.cut == NULL && s.dname == NULL &&
	    s.wildcard == NULL;
}

/* The answer is the SOA; it is the first of all sets. */
static bool
deny(struct job *j, enum ready_kind kind)
{
	j->kind = (uint8_t)kind;
	j->turn = NULL;
	j->set = block_set(j->content, 0);
	ask_for(j->set);
	return true;
}

static inline bool
find_set(struct job *j, const struct ready_ground *g)
{
	const struct node	*node;
	const struct rrset_slot	*slot;

	j->is_signed = j->content->shape->is_signed;
	if (j->query.edns.has_do && j->is_signed)
		return false;
	if ((node = find_node(j)) == NULL)
		return is_missing(j) && deny(j, READY_NXDOMAIN);
	if (node->flags & (NODE_CUT | NODE_OCCLUDED | NODE_NSEC3))
		return false;
	if ((slot = find_slot(node, j->query.qtype)) == NULL)
		return !(node->flags & NODE_CNAME) && deny(j, READY_NODATA);
	j->kind = READY_DATA;
	j->slot = slot;
	j->set = set_of(j->content, node, slot);
	j->turn = turn_of(g->rotation, j->zone, slot, false);
	ask_for(j->set);
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
	if (zone == NULL || zone->content == NULL || (g->guard != NULL &&
	    permit_is_guarded(g->guard, zone)))
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

/* The same, if it was not found a moment ago.  RFC 4035 3.1.1: with DO its
   signatures go with it, although the question's zone has none. */
static bool
recall_foreign(struct job *j, struct ready_ground *g, unsigned i)
{
	const struct rrset	*set = j->set;
	struct ready_found	*f = &g->found[((uintptr_t)set / 16 + i) %
				    READY_FOUND];

	if (f->set != set || f->record != i) {
		f->set = set;
		f->record = i;
		f->is_general = !find_foreign(&f->host, g, set, i,
		    j->name_at);
		f->is_signed = !f->is_general && f->host.node != NULL &&
		    f->host.zone->content->shape->is_signed;
	}
	j->host[i] = f->host;
	j->is_signed |= f->is_signed;
	return !f->is_general && !(f->is_signed && j->query.edns.has_do);
}

/* Host of record i; false: for the general way. */
static inline bool
find_host(struct job *j, struct ready_ground *g, unsigned i)
{
	const struct shape	*s = j->content->shape;
	const uint32_t		*targets = slot_numbers(s, j->slot);

	if (j->slot->flags & SLOT_ROTATES)
		targets++;
	if (targets[i] & TARGET_FOREIGN)
		return recall_foreign(j, g, i);
	if (targets[i] == TARGET_NONE)
		j->host[i].node = NULL;
	else
		find_addresses(&j->host[i], j->zone,
		    shape_node(s, targets[i]), g->rotation);
	return true;
}

/* The set is near: find the hosts of its targets, and ask for their
   addresses.  false: for the general way. */
static inline bool
plan(struct job *j, struct ready_ground *g)
{
	const struct rrtype	*row;
	unsigned		 i, n = j->set->count;

	j->targets = 0;
	j->do_hosts_rotate = false;
	if (!(j->set->flags & RRSET_READY))
		return false;
	if (!(j->set->flags & RRSET_TARGETS) || j->kind != READY_DATA)
		return true;
	if (j->set->type == TYPE_MX) {
		j->name_at = RRSET_FIXED_BYTES + 2;
	} else {
		row = rrtype_find(j->set->type);
		if (row->name_at == RR_NAME_AFTER_STRINGS)
			return false;	/* another place in each record */
		j->name_at = (uint8_t)(RRSET_FIXED_BYTES + row->name_at);
	}
	if (n > READY_TARGETS_MAX)
		return false;
	for (i = 0; i < n; i++) {
		if (!find_host(j, g, i))
			return false;
		if (j->host[i].node != NULL)
			j->do_hosts_rotate |= j->host[i].turn[0] != NULL ||
			    j->host[i].turn[1] != NULL;
	}
	j->targets = (uint8_t)n;
	return true;
}

/* Fifth and sixth step: the set that answers, then what goes with it. */
static void
take_sets(struct ready_ground *g, struct job *jobs, struct job *end)
{
	struct job	*j;

	for (j = jobs; j < end; j++)
		if (j->zone != NULL && !find_set(j, g))
			j->zone = NULL;
	for (j = jobs; j < end; j++)
		if (j->zone != NULL && !plan(j, g))
			j->zone = NULL;
}

/*
 * Keep the answer, if it was asked not long ago, and if not more than one
 * set of it rotates, and that one as a whole.
 */
static void
remember(struct ready_ground *g, const struct job *j, const struct pen *pen)
{
	const struct query	*q = &j->query;
	struct memo_entry	*e;
	uint64_t		 hash = j->memo_hash;
	unsigned		 ways = j->set->count;

	if (j->do_hosts_rotate)
		return;
	if (j->turn != NULL) {
		if (ways > MEMO_WAYS_MAX || pen_run(j->set, 0, 0).end != ways)
			return;
		/* It is counted already. */
		hash = memo_way(hash, (*j->turn - 1) % ways);
	}
	if (!memo_mark(&g->memo, hash))
		return;
	e = memo_keep(&g->memo, hash, q, pen->out,
	    (size_t)(pen->at - pen->out), q->edns.is_present, j->kind,
	    j->is_signed);
	if (e == NULL || j->turn == NULL)
		return;
	e->turn = j->turn;
	e->ways = (uint8_t)ways;
}

/* An answer, if it fits; 1 if it is whole. */
static inline size_t
write_answer(struct ready_ground *g, struct job *j)
{
	struct packet		*p = j->packet;
	const struct query	*q = &j->query;
	size_t			 room = room_for(g, j);
	struct pen		 pen = {.out = p->out, .end = p->out + room};

	if (HEADER_BYTES + q->question_len > room || !pen_sections(&pen, j))
		return 0;
	remember(g, j, &pen);
	return finish(g, j, pen.at);
}

/* Last step: all answers; how many are whole. */
static size_t
write_answers(struct ready_ground *g, struct job *j, struct job *end)
{
	size_t	done = 0;

	for (; j < end; j++)
		if (j->zone != NULL)
			done += write_answer(g, j);
	return done;
}

size_t
ready_answer(struct ready_ground *g, struct job *jobs, struct packet *p,
    size_t n)
{
	struct job	*end = jobs + n;
	size_t		 done;

	done = take_packets(g, jobs, end, p);
	if (done == n)
		return done;
	take_zones(jobs, end);
	take_contents(g, jobs, end);
	take_names(jobs, end);
	take_sets(g, jobs, end);
	return done + write_answers(g, jobs, end);
}
