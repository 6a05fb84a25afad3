/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/answer.h"
#include "server/deny.h"
#include "server/permit.h"
#include "zones/content.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/table.h"

/* One question on its way through the zones. */
struct walk {
	struct answer		*a;
	const struct snapshot	*snap;
	struct rotation		*rot;
	const struct query	*q;
	struct reply		*reply;
	const struct zone	*zone;	/* that the current name is in */
	struct search		 s;	/* what lies on the way to it */
	struct reply_set	 final;	/* whose targets' addresses go into
					   additional; set NULL: none */
};

static struct name *
current_name(const struct walk *w)
{
	return &w->a->names[w->a->naliases];
}

static struct name_parts
parts_of(const struct name *n)
{
	return (struct name_parts){.tail = n->wire, .tail_len = n->len};
}

/* Does the client want signatures, and has the zone any?  RFC 3225. */
static bool
wants_sigs(const struct walk *w)
{
	return w->q->edns.has_do && content_is_signed(w->zone->content);
}

/* A set of a node of the current zone. */
static const struct rrset *
set_of(const struct walk *w, const struct node *node, uint16_t type)
{
	return node_find(w->zone->content, node, type);
}

/* The signatures that go with the sets of a node. */
static const struct rrset *
sigs_of(const struct walk *w, const struct node *node)
{
	return wants_sigs(w) ? set_of(w, node, TYPE_RRSIG) : NULL;
}

static struct deny
denier(const struct walk *w)
{
	return (struct deny){.reply = w->reply, .sent = &w->a->additional,
	    .nsec3 = w->a->nsec3, .zone = w->zone};
}

/*
 * Write a set of the current zone that the answer needs; rs gets what was
 * sent.  false: it did not fit, RFC 2181 9.
 */
static bool
put_needed(struct walk *w, enum section section, struct reply_set *rs)
{
	uint32_t	*turn = rotation_turn(w->rot, w->zone, rs->slot, false);

	rs->zone = w->zone;
	rs->turn = *turn;
	if (!reply_put_set(w->reply, section, rs)) {
		w->a->is_truncated = true;
		return false;
	}
	rotation_step(turn);
	return true;
}

/* The SOA that goes with a denial, for as long as RFC 2308 3 says. */
static void
put_soa(struct walk *w)
{
	const struct content	*c = w->zone->content;
	const struct node	*apex = content_apex(c);
	struct reply_set	 rs = {.sigs = sigs_of(w, apex),
	    .owner = node_name(apex, w->zone->apex, w->zone->apex_len)};

	(void)reply_set_find(&rs, w->zone, apex, TYPE_SOA); /* it is there */
	rs.ttl_s = content_negative_ttl(c);
	(void)put_needed(w, SECTION_AUTHORITY, &rs);	/* TC is set */
}

/* RFC 4035 3.1.4: is the delegated zone signed?  DS, or proof of none. */
static void
put_ds(struct walk *w)
{
	const struct node	*cut = w->s.cut;
	struct deny		 d = denier(w);
	struct reply_set	 rs = {.sigs = sigs_of(w, cut),
	    .owner = node_name(cut, w->zone->apex, w->zone->apex_len)};

	if (reply_set_find(&rs, w->zone, cut, TYPE_DS))
		(void)put_needed(w, SECTION_AUTHORITY, &rs); /* TC is set */
	else if (!deny_type(&d, current_name(w), cut))
		w->a->is_truncated = true;
}

/* RFC 1034 4.3.2 step 3b: the servers of a delegated zone. */
static void
refer(struct walk *w)
{
	const struct node	*cut = w->s.cut;
	struct reply_set	 rs = {
	    .owner = node_name(cut, w->zone->apex, w->zone->apex_len)};

	(void)reply_set_find(&rs, w->zone, cut, TYPE_NS); /* it is there */
	w->a->is_referral = true;
	/* RFC 2181 5.4.1: only what precedes, an alias, is our own word. */
	w->a->is_authoritative = w->a->naliases > 0;
	if (!put_needed(w, SECTION_AUTHORITY, &rs))
		return;
	w->final = rs;
	if (wants_sigs(w))
		put_ds(w);
}

/* Has the chain of aliases been at this name before? */
static bool
was_visited(const struct answer *a, const struct name *n)
{
	unsigned	i;

	for (i = 0; i <= a->naliases; i++)
		if (name_equal(&a->names[i], n))
			return true;
	return false;
}

/* Go on with another name; false if the chain ends here. */
static bool
go_to(struct walk *w, struct name *target)
{
	name_lower(target);
	if (w->a->naliases == ALIASES_MAX || was_visited(w->a, target) ||
	    w->a->proof_cost > PROOF_COST_MAX)
		return false;
	w->a->names[++w->a->naliases] = *target;
	return true;
}

/* The first name in the RDATA of a set's only record. */
static int
target_of(const struct walk *w, const struct rrset *set, struct name *out)
{
	const uint8_t		*rdata;
	struct name_parts	 parts;
	size_t			 len, used;

	rdata = rrset_rdata(set, 0, &len);
	parts = stored_name(rdata, w->zone->apex, w->zone->apex_len, &used);
	return name_join(out, &parts);
}

/*
 * RFC 6672 3.2: below a DNAME the name gets another end, and the answer a
 * CNAME that says so to those who do not know DNAME.
 */
static bool
follow_dname(struct walk *w)
{
	const struct node	*node = w->s.dname;
	const struct name	*name = current_name(w);
	struct name		 end, target;
	struct name_parts	 parts;
	struct reply_set	 rs = {.sigs = sigs_of(w, node),
	    .owner = node_name(node, w->zone->apex, w->zone->apex_len)};

	(void)reply_set_find(&rs, w->zone, node, TYPE_DNAME); /* it is there */
	/* A chain may come by twice; no record does, RFC 2181 5. */
	if (additional_note(&w->a->additional, w->zone, rs.slot, NULL) ==
	    SENT_NOT &&
	    !put_needed(w, SECTION_ANSWER, &rs))
		return false;
	if (target_of(w, rs.set, &end) == -1)
		return false;
	parts = (struct name_parts){.head = name->wire,
	    .head_len = name->offset[name->labels - w->zone->apex_labels -
	    node->labels], .tail = end.wire, .tail_len = end.len};
	if (name_join(&target, &parts) == -1) {
		w->a->rcode = RCODE_YXDOMAIN;
		return false;
	}
	if (!reply_put_cname(w->reply, name, &target, rs.ttl_s)) {
		w->a->is_truncated = true;
		return false;
	}
	/* The CNAME answers who asked for it. */
	if (w->q->qtype == TYPE_CNAME || w->q->qtype == TYPE_ANY)
		return false;
	return go_to(w, &target);
}

/*
 * RFC 8482 4.1: the type of one set for ANY; in a server for mail, MX if it
 * can be.  ANY itself, which no name has, if there is nothing to tell.
 */
static uint16_t
any_type(const struct content *c, const struct node *node)
{
	uint16_t	type;
	unsigned	i;

	if (node_slot(node, TYPE_MX) != NULL)
		return TYPE_MX;
	for (i = 0; i < node->rrsets; i++)
		if ((type = node_set(c, node, i)->type) != TYPE_RRSIG)
			return type;
	return TYPE_ANY;
}

/* Remember that a wildcard stood for the current name. */
static void
note_expansion(struct walk *w, const struct node *node)
{
	if (node != w->s.wildcard || !wants_sigs(w))
		return;
	w->a->expansions[w->a->nexpansions++] = (struct expansion){
	    .zone = w->zone, .encloser = w->s.encloser,
	    .alias = w->a->naliases};
	w->a->proof_cost += deny_closer_cost(w->zone);
}

static bool
follow_cname(struct walk *w, const struct node *node, struct reply_set *rs)
{
	struct name	target;

	rs->sigs = sigs_of(w, node);
	if (!put_needed(w, SECTION_ANSWER, rs) ||
	    target_of(w, rs->set, &target) == -1)
		return false;
	note_expansion(w, node);
	return go_to(w, &target);
}

/* The name is there, but not with this type. */
static void
deny_data(struct walk *w, const struct node *node)
{
	const struct name	*name = current_name(w);
	struct deny		 d = denier(w);
	bool			 fits = true;

	w->a->is_nodata = true;
	put_soa(w);
	if (!wants_sigs(w))
		return;
	if (node == w->s.wildcard)
		fits = deny_wildcard_type(&d, name, w->s.encloser, node);
	else
		fits = deny_type(&d, name, node);
	if (!fits)
		w->a->is_truncated = true;
}

/* All sets of a name, for `any full` over TCP. */
static void
put_all(struct walk *w, const struct node *node)
{
	struct reply_set	 rs = {.owner = parts_of(current_name(w))};
	unsigned		 i;

	for (i = 0; i < node->rrsets; i++) {
		(void)reply_set_find(&rs, w->zone, node, /* it is there */
		    node_set(w->zone->content, node, i)->type);
		if (rs.set->type == TYPE_RRSIG)
			rs.ttl_s = UINT32_MAX;	/* each has its own */
		if (!put_needed(w, SECTION_ANSWER, &rs))
			return;
	}
}

/* The name exists, or a wildcard stands for it; true: go on elsewhere. */
static bool
answer_node(struct walk *w, const struct node *node)
{
	struct reply_set	 rs = {.owner = parts_of(current_name(w))};
	uint16_t		 type = w->q->qtype;

	if (w->q->qtype == TYPE_ANY && node->rrsets > 0 && w->a->is_tcp &&
	    w->snap->conf->is_any_full) {
		put_all(w, node);
		note_expansion(w, node);
		return false;
	}
	if (type == TYPE_ANY)
		type = any_type(w->zone->content, node);
	if (reply_set_find(&rs, w->zone, node, type)) {
		/* A chain that ends at the DNAME that it went through. */
		if (rs.set->type == TYPE_DNAME && node == w->s.exact &&
		    additional_note(&w->a->additional, w->zone, rs.slot,
		    NULL) != SENT_NOT)
			return false;
		if (rs.set->type == TYPE_RRSIG)
			rs.ttl_s = UINT32_MAX;	/* each has its own */
		else
			rs.sigs = sigs_of(w, node);
		if (put_needed(w, SECTION_ANSWER, &rs)) {
			w->final = rs;
			note_expansion(w, node);
		}
		return false;
	}
	if (node->flags & NODE_CNAME &&
	    reply_set_find(&rs, w->zone, node, TYPE_CNAME))
		return follow_cname(w, node, &rs);
	deny_data(w, node);
	return false;
}

/* Is this the DS of a delegated zone: ours to tell?  RFC 4035 3.1.4.1 */
static bool
is_ds_at_cut(const struct walk *w)
{
	return w->q->qtype == TYPE_DS && w->s.exact == w->s.cut;
}

/* What the current name has to say; true: another name follows. */
static bool
answer_name(struct walk *w)
{
	const struct node	*node;
	struct deny		 d;

	if (w->s.cut != NULL && !is_ds_at_cut(w)) {
		refer(w);
		return false;
	}
	if (w->s.dname != NULL)
		return follow_dname(w);
	node = w->s.exact != NULL ? w->s.exact : w->s.wildcard;
	if (node != NULL)
		return answer_node(w, node);
	w->a->rcode = RCODE_NXDOMAIN;
	put_soa(w);
	d = denier(w);
	if (wants_sigs(w) && !deny_name(&d, current_name(w), w->s.encloser))
		w->a->is_truncated = true;
	return false;
}

/* RFC 4035 3.1.3.3: no name closer than the wildcards that answered. */
static void
prove_expansions(struct walk *w)
{
	const struct expansion	*x = w->a->expansions;
	struct deny		 d = denier(w);

	for (; x < w->a->expansions + w->a->nexpansions; x++) {
		d.zone = x->zone;
		if (!deny_closer(&d, &w->a->names[x->alias], x->encloser)) {
			w->a->is_truncated = true;
			return;
		}
	}
}

/* Addresses of what was answered, or of whom was referred to. */
static void
put_addresses(struct walk *w)
{
	struct additional	*ad = &w->a->additional;

	if (w->final.set == NULL || w->a->is_truncated)
		return;
	if (!w->a->is_referral)
		(void)additional_put(ad, &w->final, WANT_ALL);
	/* RFC 9471 2.1: without this glue nobody could go on. */
	else if (!additional_put(ad, &w->final, WANT_BELOW))
		w->a->is_truncated = true;
	else
		(void)additional_put(ad, &w->final, WANT_OTHERS);
}

/*
 * Who speaks for the zone, with `minimal responses off`; RFC 1034 4.3.2
 * asks for no such thing, but older servers said it.
 */
static void
put_servers(struct walk *w)
{
	const struct node	*apex = content_apex(w->zone->content);
	struct reply_set	 rs = {.sigs = sigs_of(w, apex),
	    .owner = node_name(apex, w->zone->apex, w->zone->apex_len)};
	uint32_t		*turn;

	if (w->final.set == NULL || w->a->is_referral ||
	    w->a->is_truncated ||
	    !reply_set_find(&rs, w->zone, apex, TYPE_NS) ||
	    (rs.slot == w->final.slot && rs.zone == w->final.zone))
		return;
	turn = rotation_turn(w->rot, w->zone, rs.slot, false);
	rs.turn = *turn;
	if (!reply_put_set(w->reply, SECTION_AUTHORITY, &rs))
		return;
	rotation_step(turn);
	put_addresses(w);
	w->final = rs;
}

/* From name to name, as aliases lead, through all zones that are ours. */
static void
follow(struct walk *w)
{
	const struct zone	*next;

	for (;;) {
		content_search(w->zone->content, current_name(w),
		    w->zone->apex_labels, &w->s);
		if (!answer_name(w))
			return;
		next = permit_zone(w->snap->table, current_name(w),
		    w->q->qtype);
		/* What is not ours, the resolver asks elsewhere. */
		if (next == NULL || next->content == NULL ||
		    (next != w->a->zone &&
		    permit_is_guarded(w->snap->conf, next)))
			return;
		w->a->is_stale |= next->is_stale;
		w->zone = next;
	}
}

void
answer_general(struct answer *a, const struct snapshot *snap,
    struct rotation *rot, const struct query *q, struct reply *reply)
{
	struct walk	w = {.a = a, .snap = snap, .rot = rot, .q = q,
	    .reply = reply};

	a->names[0] = q->qname;
	w.zone = a->zone = permit_zone(snap->table, &q->qname, q->qtype);
	if (w.zone == NULL || w.zone->content == NULL) {
		a->rcode = w.zone == NULL ? RCODE_REFUSED : RCODE_SERVFAIL;
		return;
	}
	a->is_authoritative = true;
	a->additional.snap = snap;
	a->additional.rot = rot;
	a->additional.reply = reply;
	a->additional.wants_sigs = q->edns.has_do;
	follow(&w);
	prove_expansions(&w);
	if (!snap->conf->is_minimal)
		put_servers(&w);
	put_addresses(&w);
}
