/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/ready.h"
#include "zones/content.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/table.h"

/* One answer in the making. */
struct copying {
	struct additional	*ad;
	const struct zone	*zone;
	const struct rrset_slot	*slot;
	const struct rrset	*set;
	struct reply		*reply;
	uint32_t		 turn;
	size_t			 name_at; /* of the target, in a record */
};

/*
 * Copy the records in a turn's order: a run is two pieces.  Nothing in
 * them points to another record, so they may be moved.
 */
static void
copy_rotated(struct writer *w, const struct rrset *set, uint32_t turn)
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
		writer_bytes(w, wire + start, end - start);
		writer_bytes(w, wire + first, start - first);
	}
}

/* An address set, its owners made to point to the target's name. */
static bool
copy_addresses(struct copying *c, const struct node *node, uint16_t type,
    uint16_t pointer)
{
	const struct rrset_slot	*slot = node_slot(node, type);
	const struct rrset	*set;
	struct writer		*w = &c->reply->w;
	uint16_t		*count =
	    &c->reply->counts[SECTION_ADDITIONAL];
	uint32_t		*turn;
	uint8_t			*at = w->at;
	enum sent		 sent;
	unsigned		 i;

	if (slot == NULL)
		return true;
	if ((sent = additional_note(c->ad, c->zone, slot, NULL)) != SENT_NOT)
		return sent == SENT_BEFORE;
	set = slot_set(c->zone->content, node, slot);
	if (writer_left(w) < set->wire_len)
		return false;
	turn = rotation_turn(c->ad->rot, c->zone, slot, true);
	copy_rotated(w, set, (*turn)++);
	/* Addresses are of one length, in whatever order. */
	for (i = 0; i < set->count; i++, at += rrset_end(set, 0))
		store_be16(at, pointer);
	*count = (uint16_t)(*count + set->count);
	return true;
}

/* The addresses of record i's target, which was sent at offset. */
static bool
copy_target(struct copying *c, unsigned i, size_t offset)
{
	const struct node	*node;
	uint16_t		 pointer;
	bool			 is_foreign;

	node = slot_target(c->zone->content, c->slot, i, &is_foreign);
	if (node == NULL)
		return true;
	pointer = (uint16_t)(POINTER_BITS | (offset + c->name_at));
	return copy_addresses(c, node, TYPE_A, pointer) &&
	    copy_addresses(c, node, TYPE_AAAA, pointer);
}

/* The records' targets in the order in which they were sent. */
static void
copy_targets(struct copying *c, size_t offset)
{
	struct rotation_run	run;
	unsigned		i, k, n;

	for (i = 0; i < c->set->count; i = run.end) {
		run = rotation_run(c->set, i, c->turn);
		for (n = run.end - run.first, k = run.start; n > 0; n--, k++) {
			if (k == run.end)
				k = run.first;
			if (!copy_target(c, k, offset))
				return;
			offset += rrset_end(c->set, k) -
			    rrset_start(c->set, k);
		}
	}
}

/* The set that answers as it lies; false if there is none. */
static bool
find_ready(struct copying *c, const struct query *q)
{
	const struct zone	*zone = c->zone;
	const struct node	*node;

	node = content_exact(zone->content, q->qname.wire,
	    (size_t)(q->qname.len - zone->apex_len));
	if (node == NULL ||
	    node->flags & (NODE_CUT | NODE_OCCLUDED | NODE_NSEC3))
		return false;
	c->slot = node_slot(node, q->qtype);
	if (c->slot == NULL || c->slot->flags & SLOT_FOREIGN)
		return false;
	c->set = slot_set(zone->content, node, c->slot);
	return (c->set->flags & RRSET_READY) != 0;
}

bool
ready_answer(struct answer *a, const struct snapshot *snap,
    struct rotation *rot, const struct query *q, struct reply *reply)
{
	struct copying	 c = {.ad = &a->additional, .reply = reply};
	size_t		 offset = writer_len(&reply->w);
	uint32_t	*turn;

	if (q->qtype == TYPE_ANY || q->qtype == TYPE_DS)
		return false;
	c.zone = table_find(snap->table, &q->qname, 0);
	if (c.zone == NULL || c.zone->content == NULL ||
	    !find_ready(&c, q))
		return false;
	if ((q->edns.has_do && content_is_signed(c.zone->content)) ||
	    !snap->conf->is_minimal)
		return false;
	if (writer_left(&reply->w) < c.set->wire_len ||
	    offset + c.set->wire_len >= POINTER_REACH)
		return false;
	turn = rotation_turn(rot, c.zone, c.slot, false);
	c.turn = (*turn)++;
	copy_rotated(&reply->w, c.set, c.turn);
	reply->counts[SECTION_ANSWER] = c.set->count;
	a->is_authoritative = true;
	a->zone = c.zone;
	if (c.set->flags & RRSET_TARGETS) {
		a->additional.rot = rot;
		c.name_at = RRSET_FIXED_BYTES + rdata_name_at(
		    rrtype_find(q->qtype), rrset_wire(c.set) +
		    RRSET_FIXED_BYTES);
		copy_targets(&c, offset);
	}
	return true;
}
