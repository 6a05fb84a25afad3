/* SPDX-License-Identifier: ISC */
#include "zones/spf_walk.h"

#include <string.h>

#include "zones/policy.h"
#include "zones/rrtype.h"

/* While one record is read. */
struct reading {
	struct inspect		*in;
	struct spf_walk		*w;
	const uint8_t		*text;
	unsigned		 record;	/* index */
	struct spf_term		 redirect;	/* SPF_NOTHING: none */
	bool			 has_all;
	unsigned		 cost;		/* index of the term's */
};

static bool
is_first(const struct reading *r)
{
	return r->record == 0;
}

/* May somebody pass by this term?  More than we see, that is. */
static void
let_pass_unseen(struct reading *r, const struct spf_term *term)
{
	if (!r->w->records[r->record].is_plus || (term->qualifier != '+' &&
	    !spf_is_modifier(term)))
		return;
	r->w->sends = true;
	r->w->is_unsure = true;
}

static bool
is_plus(const struct reading *r, const struct spf_term *term)
{
	return r->w->records[r->record].is_plus && term->qualifier == '+';
}

static void
note(struct reading *r, const struct spf_term *term, enum walk_what what,
    const struct name *name)
{
	struct walk_issue	*issue;

	if (!is_first(r) || r->w->nissues == WALK_ISSUES_MAX)
		return;
	issue = &r->w->issues[r->w->nissues++];
	issue->what = what;
	issue->kind = term->kind;
	issue->at = term->at;
	issue->len = term->len;
	issue->name = *name;
}

/* RFC 7208 4.6.4: each term that asks counts once. */
static void
count(struct reading *r, const struct spf_term *term)
{
	struct spf_walk		*w = r->w;
	struct walk_cost	*cost;

	w->lookups++;
	if (!is_first(r)) {
		if (r->cost < w->ncosts)
			w->costs[r->cost].lookups++;
		return;
	}
	r->cost = w->ncosts;
	if (w->ncosts == WALK_COSTS_MAX) {
		r->cost = WALK_COSTS_MAX;
		return;
	}
	cost = &w->costs[w->ncosts++];
	cost->at = term->at;
	cost->len = term->len;
	cost->lookups = 1;
}

static void
count_void(struct reading *r, const struct name *name)
{
	struct spf_walk	*w = r->w;

	if (w->voids < sizeof(w->voided) / sizeof(w->voided[0]))
		w->voided[w->voids] = *name;
	w->voids++;
}

static bool
is_same_network(const struct address *a, const struct address *b,
    unsigned bits)
{
	uint8_t	mask = (uint8_t)(0xff00 >> (bits % 8));

	return a->type == b->type &&
	    memcmp(a->octets, b->octets, bits / 8) == 0 && (bits % 8 == 0 ||
	    ((a->octets[bits / 8] ^ b->octets[bits / 8]) & mask) == 0);
}

/* A host in this network passes. */
static void
pass(struct spf_walk *w, const struct spf_term *term,
    const struct address *network)
{
	unsigned	bits;
	unsigned	i;

	bits = network->type == TYPE_A ? term->prefix4 : term->prefix6;
	w->sends = true;
	for (i = 0; i < w->wanteds; i++) {
		if (is_same_network(&w->wanted[i], network, bits))
			w->passed |= (uint32_t)1 << i;
	}
}

static void
pass_host(struct reading *r, const struct spf_term *term,
    const struct target *host)
{
	struct address	a;
	size_t		i;

	for (i = 0; address_of(host->zone->content, host->node, i, &a); i++) {
		if (r->w->addresses++ >= WALK_ADDRESSES_MAX) {
			let_pass_unseen(r, term);
			return;
		}
		pass(r->w, term, &a);
	}
}

/*
 * Seek what a term asks about, along aliases.
 * returns	false if that is not to be known here
 */
static bool
seek(struct reading *r, const struct spf_term *term, struct name *name,
    struct target *out)
{
	const struct name	*self = &r->w->records[r->record].name;
	struct name		 last;

	/* Which name a wildcard's is, is known when it is asked for. */
	if (r->w->lookups > WALK_SOUGHT_MAX || (term->value_len == 0 &&
	    self->wire[0] == 1 && self->wire[1] == '*') ||
	    spf_domain(r->text, term, self, name) == -1)
		return false;
	last = *name;
	return inspect_follow(r->in, &last, out) == 0 &&
	    out->kind != TARGET_UNKNOWN && out->kind != TARGET_DELEGATED;
}

/* RFC 7208 5.3. */
static void
read_a(struct reading *r, const struct spf_term *term)
{
	struct target	at;
	struct name	name;

	if (!seek(r, term, &name, &at)) {
		let_pass_unseen(r, term);
	} else if (!target_has_address(&at)) {
		count_void(r, &name);
		note(r, term, WALK_VOID, &name);
	} else if (is_plus(r, term)) {
		pass_host(r, term, &at);
	}
}

/* RFC 7208 5.7: A only, whatever the sender's address is. */
static void
read_exists(struct reading *r, const struct spf_term *term)
{
	struct target	at;
	struct name	name;

	if (seek(r, term, &name, &at) && target_set(&at, TYPE_A) == NULL)
		count_void(r, &name);
	else
		let_pass_unseen(r, term);
}

/* RFC 7505 3. */
static bool
is_null(const struct rrset *mx)
{
	size_t		 len;
	const uint8_t	*rdata = rrset_rdata(mx, 0, &len);

	return mx->count == 1 && len == 3 && rdata[2] == 0;
}

static void
pass_exchanges(struct reading *r, const struct spf_term *term,
    const struct target *at, const struct rrset *mx)
{
	struct target	host;
	struct name	name;
	unsigned	i;

	for (i = 0; i < mx->count; i++) {
		if (target_name(at->zone, mx, i, &name) == -1 ||
		    inspect_follow(r->in, &name, &host) == -1)
			continue;
		if (host.kind == TARGET_UNKNOWN ||
		    host.kind == TARGET_DELEGATED)
			let_pass_unseen(r, term);
		else
			pass_host(r, term, &host);
	}
}

/* RFC 7208 5.4. */
static void
read_mx(struct reading *r, const struct spf_term *term)
{
	const struct rrset	*mx;
	struct target		 at;
	struct name		 name;

	if (!seek(r, term, &name, &at)) {
		let_pass_unseen(r, term);
		return;
	}
	mx = target_set(&at, TYPE_MX);
	if (mx == NULL) {
		count_void(r, &name);
		note(r, term, WALK_VOID, &name);
	} else if (is_null(mx)) {
		return;		/* it lets nobody pass, as it says */
	} else if (mx->count > SPF_EXCHANGES_MAX) {
		note(r, term, WALK_EXCHANGES, &name);
		let_pass_unseen(r, term);
	} else if (is_plus(r, term)) {
		pass_exchanges(r, term, &at, mx);
	}
}

/* This record leads back to the first. */
static void
loop(struct reading *r)
{
	if (!r->w->is_loop)
		r->w->loop_from = r->record;
	r->w->is_loop = true;
}

/*
 * Does the way to this record lead through the name?  Then it is a loop; it
 * is told where it begins and ends, not where others lead into it.
 */
static bool
leads_back(struct reading *r, const struct name *name)
{
	struct spf_walk	*w = r->w;
	unsigned	 i = r->record;

	while (!name_equal(&w->records[i].name, name)) {
		if (i == 0)
			return false;
		i = w->records[i].parent;
	}
	if (i == 0)
		loop(r);
	return true;
}

/* include or redirect: the other record is entered later. */
static void
read_other(struct reading *r, const struct spf_term *term)
{
	struct spf_walk		*w = r->w;
	struct walk_record	*next;
	struct name		 name;

	if (spf_domain(r->text, term, &w->records[r->record].name,
	    &name) == -1) {
		let_pass_unseen(r, term);
		return;
	}
	if (leads_back(r, &name)) {
		w->is_unsure = true;
		return;
	}
	if (w->nrecords == WALK_RECORDS_MAX) {
		let_pass_unseen(r, term);
		return;
	}
	next = &w->records[w->nrecords++];
	next->name = name;
	next->parent = r->record;
	next->cost = r->cost;
	next->at = term->at;
	next->len = term->len;
	next->kind = term->kind;
	next->is_plus = w->records[r->record].is_plus &&
	    (spf_is_modifier(term) || term->qualifier == '+');
}

/* RFC 7208 5.1: everybody. */
static void
read_all(struct reading *r, const struct spf_term *term)
{
	r->has_all = true;
	if (!is_plus(r, term))
		return;
	r->w->sends = true;
	r->w->passed = UINT32_MAX;
}

static void
read_term(struct reading *r, const struct spf_term *term)
{
	/* permerror, whatever else is there. */
	if (term->fault != SPF_SOUND)
		r->w->is_unsure = true;
	if (spf_asks(term) && term->kind != SPF_REDIRECT)
		count(r, term);
	switch (term->fault == SPF_SOUND ? term->kind : SPF_NOTHING) {
	case SPF_ALL:
		read_all(r, term);
		break;
	case SPF_A:
		read_a(r, term);
		break;
	case SPF_MX:
		read_mx(r, term);
		break;
	case SPF_IP4:
	case SPF_IP6:
		if (is_plus(r, term))
			pass(r->w, term, &term->address);
		break;
	case SPF_PTR:
		let_pass_unseen(r, term);
		break;
	case SPF_EXISTS:
		read_exists(r, term);
		break;
	case SPF_INCLUDE:
		read_other(r, term);
		break;
	case SPF_REDIRECT:
		r->redirect = *term;
		break;
	default:
		break;
	}
}

/* What stands behind "all" is never asked, nor redirect= then: 5.1, 6.1. */
static void
read_record(struct reading *r, size_t len)
{
	struct spf	spf;
	struct spf_term	term;

	r->has_all = false;
	r->redirect.kind = SPF_NOTHING;
	if (!spf_init(&spf, r->text, len))
		return;
	while (!r->has_all && spf_next(&spf, &term)) {
		if (!is_first(r) && r->w->terms++ >= WALK_TERMS_MAX) {
			r->w->is_unsure = true;
			return;
		}
		read_term(r, &term);
	}
	if (!r->has_all && r->redirect.kind == SPF_REDIRECT) {
		count(r, &r->redirect);
		read_other(r, &r->redirect);
	}
}

/* The record that somebody leads to has no SPF: RFC 7208 5.2, 6.1. */
static void
miss(struct reading *r, const struct walk_record *from)
{
	struct spf_term	term;

	r->w->is_unsure = true;
	if (from->parent != 0)
		return;
	memset(&term, 0, sizeof(term));
	term.kind = from->kind;
	term.at = from->at;
	term.len = from->len;
	r->record = 0;
	note(r, &term, WALK_NO_RECORD, &from->name);
}

/* May its TXT records be read too? */
static bool
is_affordable(struct spf_walk *w, const struct target *at)
{
	const struct rrset	*set = target_set(at, TYPE_TXT);

	if (set != NULL)
		w->octets += set->wire_len;
	return w->octets <= WALK_OCTETS_MAX;
}

/* Enter a record that another leads to. */
static void
enter(struct reading *r)
{
	struct walk_record	*to = &r->w->records[r->record];
	struct name		 last = to->name;
	struct target		 at;
	struct policy		 p;
	unsigned		 good;
	unsigned		 meant;

	if (inspect_follow(r->in, &last, &at) == -1) {
		r->w->is_unsure = true;
		return;
	}
	if (at.kind == TARGET_UNKNOWN || at.kind == TARGET_DELEGATED) {
		r->w->is_unsure = true;
		r->w->sends |= to->is_plus;
		return;
	}
	/* By an alias. */
	if (name_equal(&last, &r->w->records[0].name)) {
		loop(r);
		r->w->is_unsure = true;
		return;
	}
	if (!is_affordable(r->w, &at)) {
		r->w->is_unsure = true;
		r->w->sends |= to->is_plus;
		return;
	}
	if (!policy_at(at.zone->content, at.node, &last, POLICY_SPF,
	    r->in->text, &p, &good, &meant)) {
		miss(r, to);
		return;
	}
	/* Receivers give up on any but one: RFC 7208 4.5. */
	if (good != 1) {
		r->w->is_unsure = true;
		r->w->sends |= good > 1 && to->is_plus;
		return;
	}
	r->text = p.text;
	r->cost = to->cost;
	read_record(r, p.len);
}

void
spf_walk(struct inspect *in, const struct name *owner, const uint8_t *text,
    size_t len, struct spf_walk *w)
{
	struct reading	r = {.in = in, .w = w, .text = text};
	unsigned	i;

	w->passed = 0;
	w->lookups = 0;
	w->voids = 0;
	w->sends = w->is_unsure = w->is_loop = false;
	w->nissues = w->ncosts = w->terms = 0;
	w->octets = 0;
	w->addresses = 0;
	w->nrecords = 1;
	w->records[0].name = *owner;
	w->records[0].parent = 0;
	w->records[0].is_plus = true;
	read_record(&r, len);
	for (i = 1; i < w->nrecords; i++) {
		r.record = i;
		if (w->lookups <= WALK_SOUGHT_MAX) {
			enter(&r);
		} else {
			w->is_unsure = true;
			w->sends |= w->records[i].is_plus;
		}
	}
}

bool
spf_walk_sends(struct inspect *in, const struct content *c,
    const struct node *node, const struct name *owner)
{
	struct spf_walk	w;
	struct policy	p;
	unsigned	good;
	unsigned	meant;

	if (!policy_at(c, node, owner, POLICY_SPF, in->text, &p, &good,
	    &meant) || good == 0)
		return false;
	w.wanteds = 0;
	spf_walk(in, owner, p.text, p.len, &w);
	return w.sends;
}
