/* SPDX-License-Identifier: ISC */
#include "server/additional.h"
#include "server/permit.h"
#include "zones/content.h"
#include "zones/hash.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/shards.h"
#include "zones/table.h"

/* Where addresses are: a node (NULL: nowhere), in which zone. */
struct host {
	const struct node	*node;
	const struct zone	*zone;
};

static bool
is_within(const struct name *name, const struct zone *zone)
{
	unsigned	above;

	if (name->labels < zone->apex_labels)
		return false;
	above = name->labels - zone->apex_labels;
	return zone_has_apex(zone, name->wire + name->offset[above],
	    (size_t)(name->len - name->offset[above]));
}

/*
 * Ask the table for a target that the set's own zone does not decide.  For
 * a guarded zone only glue of its parent speaks, if own is that.
 */
static struct host
find_foreign(const struct snapshot *snap, const struct zone *own,
    const struct name *target)
{
	const struct zone	*zone;
	struct search		 s;

	zone = table_find(snap->table, target, 0);
	if (zone != NULL && zone != own &&
	    permit_is_guarded(snap->conf, zone))
		zone = is_within(target, own) ? own : NULL;
	if (zone == NULL || zone->content == NULL)
		return (struct host){0};
	content_search(zone->content, target, zone->apex_labels, &s);
	if (s.cut != NULL)	/* glue, if there is any */
		return (struct host){content_exact(zone->content,
		    target->wire, (size_t)(target->len - zone->apex_len)),
		    zone};
	return (struct host){s.exact != NULL ? s.exact : s.wildcard, zone};
}

static struct host
find_host(const struct snapshot *snap, const struct reply_set *rs, unsigned i,
    const struct name_parts *target)
{
	const struct node	*node;
	struct name		 name;
	bool			 is_foreign;

	node = slot_target(rs->zone->content, rs->slot, i, &is_foreign);
	if (!is_foreign)
		return (struct host){node, rs->zone};
	if (name_join(&name, target) == -1)
		return (struct host){0};
	name_lower(&name);
	return find_foreign(snap, rs->zone, &name);
}

/* One wildcard may stand for many targets: names are compared by hash. */
static uint64_t
hash_owner(const struct name_parts *owner)
{
	struct name	n;

	if (owner == NULL || name_join(&n, owner) == -1)
		return 0;
	name_lower(&n);
	return hash_bytes(1, n.wire, n.len);
}

static bool
is_same_owner(const struct name_parts *a, const struct name_parts *b)
{
	struct name	x, y;

	return name_join(&x, a) == 0 && name_join(&y, b) == 0 &&
	    name_equal(&x, &y);
}

enum sent
additional_note(struct additional *ad, const struct zone *zone,
    const struct rrset_slot *slot, const struct name_parts *owner)
{
	struct additional_sent	*sent;
	uint64_t		 hash = hash_owner(owner);

	for (sent = ad->sent; sent < ad->sent + ad->nsent; sent++)
		if (sent->slot == slot && sent->zone == zone &&
		    sent->owner_hash == hash && (owner == NULL ||
		    is_same_owner(&sent->owner, owner)))
			return SENT_BEFORE;
	if (ad->nsent == ADDITIONAL_MAX)
		return SENT_FULL;
	ad->nsent++;
	sent->slot = slot;
	sent->zone = zone;
	sent->owner_hash = hash;
	if (owner != NULL)
		sent->owner = *owner;
	return SENT_NOT;
}

/* One address set of a host; false: it does not fit. */
static bool
put_set(struct additional *ad, const struct host *host, uint16_t type,
    const struct name_parts *owner)
{
	struct reply_set	 rs = {.owner = *owner};
	uint32_t		*turn;
	enum sent		 sent;

	if (!reply_set_find(&rs, host->zone, host->node, type))
		return true;
	if ((sent = additional_note(ad, rs.zone, rs.slot, owner)) != SENT_NOT)
		return sent == SENT_BEFORE;
	turn = rotation_turn(ad->rot, host->zone, rs.slot, true);
	rs.turn = *turn;
	if (ad->wants_sigs && content_is_signed(host->zone->content))
		rs.sigs = node_find(host->zone->content, host->node,
		    TYPE_RRSIG);
	if (!reply_put_set(ad->reply, SECTION_ADDITIONAL, &rs))
		return false;
	rotation_step(turn);
	return true;
}

static bool
put_addresses(struct additional *ad, const struct host *host,
    const struct name_parts *owner)
{
	return put_set(ad, host, TYPE_A, owner) &&
	    put_set(ad, host, TYPE_AAAA, owner);
}

static bool
is_wanted(const struct reply_set *rs, const struct name_parts *target,
    enum additional_want want)
{
	struct name	name, owner;

	if (want == WANT_ALL)
		return true;
	if (name_join(&name, target) == -1 ||
	    name_join(&owner, &rs->owner) == -1)
		return false;
	return name_is_under(&name, &owner) == (want == WANT_BELOW);
}

/* The addresses of record i's target. */
static bool
put_target(struct additional *ad, const struct reply_set *rs, unsigned i,
    enum additional_want want)
{
	const uint8_t		*rdata;
	struct name_parts	 target;
	struct host		 host;
	size_t			 len, used;

	rdata = rrset_rdata(rs->set, i, &len);
	rdata += rdata_name_at(rrtype_find(rs->set->type), rdata);
	target = stored_name(rdata, rs->zone->apex, rs->zone->apex_len, &used);
	if (!is_wanted(rs, &target, want))
		return true;
	host = find_host(ad->snap, rs, i, &target);
	return host.node == NULL || put_addresses(ad, &host, &target);
}

/* Of records [first, end), as long as targets may be looked at. */
static bool
put_targets(struct additional *ad, const struct reply_set *rs, unsigned first,
    unsigned end, enum additional_want want, unsigned *left)
{
	for (; *left > 0 && first < end; first++, --*left)
		if (!put_target(ad, rs, first, want))
			return false;
	return true;
}

bool
additional_put(struct additional *ad, const struct reply_set *rs,
    enum additional_want want)
{
	unsigned		left = want == WANT_BELOW ? rs->set->count :
				    ADDITIONAL_TARGETS;
	struct rotation_run	run;
	unsigned		i;

	if (!(rs->set->flags & RRSET_TARGETS))
		return true;
	for (i = 0; i < rs->set->count && left > 0; i = run.end) {
		run = rotation_run(rs->set, i, rs->turn);
		if (!put_targets(ad, rs, run.start, run.end, want, &left) ||
		    !put_targets(ad, rs, run.first, run.start, want, &left))
			return false;
	}
	return true;
}
