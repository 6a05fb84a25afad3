/* SPDX-License-Identifier: ISC */
#include "zones/check_dkim.h"

#include <stdlib.h>
#include <string.h>

#include "zones/dkim.h"
#include "zones/hash.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/spf.h"
#include "zones/taglist.h"

/* One key of a domain that can be used. */
struct selector {
	uint64_t	 hash[2];	/* of its octets; together they are
					   equal for equal keys only, as far as
					   advice needs to be sure */
	const struct node *node;
	const struct rrset *set;
	size_t		 first;		/* place of the set */
	unsigned	 i;		/* record of the set */
	bool		 is_ed25519;
};

/* The keys below one _domainkey. */
struct keys {
	struct selector	*all;
	size_t		 n;
	size_t		 cap;
	bool		 is_partial;	/* some are elsewhere, or unreadable */
	const struct selector *twin;	/* told just now: it, and the one that
					   it repeats */
	const struct selector *original;
};

static void
keys_add(struct keys *keys, const struct selector *s)
{
	struct selector	*more;
	size_t		 cap;

	if (keys->n == keys->cap) {
		cap = keys->cap * 2 + 8;
		more = reallocarray(keys->all, cap, sizeof(*more));
		if (more == NULL) {
			keys->is_partial = true;
			return;
		}
		keys->all = more;
		keys->cap = cap;
	}
	keys->all[keys->n++] = *s;
}

/* Two odd numbers to begin with; they mean nothing. */
static const uint64_t	seeds[2] = {0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f};

static void
collect_set(struct inspect *in, struct keys *keys, const struct node *node,
    const struct rrset *set, size_t first)
{
	uint8_t		key[RDATA_MAX_BYTES];
	struct selector	s = {.node = node, .set = set, .first = first};
	struct policy	p;
	struct dkim	d;
	struct name	owner;

	if (target_owner(in->zone, node, &owner) == -1 ||
	    policy_role(&owner) != POLICY_DKIM)
		return;
	for (s.i = 0; s.i < set->count; s.i++) {
		policy_read(set, s.i, &owner, false, in->text, &p);
		if (p.kind != POLICY_DKIM)
			continue;
		if (dkim_read(p.text, p.len, key, &d)) {
			s.hash[0] = hash_bytes(seeds[0], d.key, d.key_len);
			s.hash[1] = hash_bytes(seeds[1], d.key, d.key_len);
			s.is_ed25519 = d.type == DKIM_ED25519;
			keys_add(keys, &s);
		} else if (!d.is_revoked)
			keys->is_partial = true;
	}
}

/* Is the node below another one, whose name is whole labels? */
static bool
is_below(const struct node *node, const struct node *top)
{
	return node->labels > top->labels && node->rel_len > top->rel_len &&
	    memcmp(node->rel + node->rel_len - top->rel_len, top->rel,
	    top->rel_len) == 0;
}

/* Does the record say so?  Whether it is a sound one matters not. */
static bool
is_ed25519(const struct inspect *in, const struct rrset *set)
{
	struct taglist	list;
	struct tag	tag;

	taglist_init(&list, in->text, policy_text(set, 0, in->text));
	while (taglist_next(&list, &tag)) {
		if (tag_is(&tag, "k") && tag_has(&tag, "ed25519"))
			return true;
	}
	return false;
}

/*
 * May there be something to tell of the keys below the _domainkey that is
 * visited?  Most domains have one, of RSA, and it need not be read for that.
 */
static bool
is_worth(const struct inspect *in)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	const struct rrset	*set;
	const struct rrset	*only = NULL;
	size_t			 i;

	for (i = in->node_at + 1; i < content_nodes(c); i++) {
		node = content_node(c, i);
		if (!is_below(node, in->node))
			break;
		if ((set = node_find(c, node, TYPE_TXT)) == NULL)
			continue;
		if (only != NULL || set->count > 1)
			return true;
		only = set;
	}
	return only != NULL && is_ed25519(in, only);
}

/*
 * All selectors of the domain whose _domainkey is visited; they come next,
 * in canonical order.
 */
static void
collect(struct inspect *in, struct keys *keys)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	const struct rrset	*set;
	size_t			 first = in->first;
	size_t			 i;
	unsigned		 k;

	for (i = in->node_at; i < content_nodes(c); i++) {
		node = content_node(c, i);
		if (i > in->node_at && !is_below(node, in->node))
			break;
		if ((node->flags & (NODE_CUT | NODE_DNAME | NODE_CNAME)) != 0)
			keys->is_partial = true;
		for (k = 0; k < node->rrsets; k++) {
			set = node_set(c, node, k);
			if (set->type == TYPE_TXT && i > in->node_at &&
			    (node->flags & (NODE_CUT | NODE_OCCLUDED)) == 0)
				collect_set(in, keys, node, set, first);
			first += set->count;
		}
	}
}

/* By hash; equal ones in the order of the zone. */
static int
compare(const void *a, const void *b)
{
	const struct selector	*x = a;
	const struct selector	*y = b;
	int			 i;

	for (i = 0; i < 2; i++) {
		if (x->hash[i] != y->hash[i])
			return x->hash[i] < y->hash[i] ? -1 : 1;
	}
	return x->first + x->i < y->first + y->i ? -1 : 1;
}

/* Tell at a selector's record. */
static void
go_to(struct inspect *in, const struct selector *s)
{
	in->node = s->node;
	in->set = s->set;
	in->first = s->first;
	in->i = s->i;
	(void)target_owner(in->zone, s->node, &in->owner);
}

static bool
look_reused(struct inspect *in, const struct check_rule *rule)
{
	const struct keys	*keys = in->facts;
	struct name		 other;
	char			 name[NAME_TEXT_MAX];

	if (keys->twin == NULL ||
	    target_owner(in->zone, keys->original->node, &other) == -1)
		return false;
	return inspect_tell(in, rule, in->i, "the key is the same as that at"
	    " %s, so the change of selectors protects nothing; make a new key"
	    " for the new selector", name_to_text(other.wire, name));
}

static bool
look_ed25519_only(struct inspect *in, const struct check_rule *rule)
{
	const struct keys	*keys = in->facts;

	if (keys->twin != NULL)
		return false;
	return inspect_tell(in, rule, in->i, "all keys of the domain are"
	    " Ed25519, and verifiers that do not know it see no signature (RFC"
	    " 8463 6); sign with an RSA key too");
}

static const struct check_rule domain_rules[] = {
	{"dkim-key-reused", SEV_INFO, SCOPE_ZONE,
	    "Two DKIM selectors have the same key.", look_reused},
	{"dkim-ed25519-only", SEV_INFO, SCOPE_ZONE,
	    "A domain has Ed25519 keys only.", look_ed25519_only},
};

static const struct check_table domains = {
	domain_rules, sizeof(domain_rules) / sizeof(domain_rules[0])
};

static bool
is_same_key(const struct selector *a, const struct selector *b)
{
	return a->hash[0] == b->hash[0] && a->hash[1] == b->hash[1];
}

static void
judge(struct inspect *in, struct keys *keys)
{
	const struct selector	*first = &keys->all[0];
	bool			 is_ed25519 = !keys->is_partial;
	size_t			 i;

	qsort(keys->all, keys->n, sizeof(*keys->all), compare);
	for (i = 0; i < keys->n; i++) {
		is_ed25519 = is_ed25519 && keys->all[i].is_ed25519;
		if (keys->all[i].first < first->first)
			first = &keys->all[i];
		/* Two at one selector have another fault. */
		if (i == 0 || !is_same_key(&keys->all[i], &keys->all[i - 1]) ||
		    keys->all[i].node == keys->all[i - 1].node)
			continue;
		keys->twin = &keys->all[i];
		keys->original = &keys->all[i - 1];
		go_to(in, keys->twin);
		(void)inspect_ask(in, &domains, true);
	}
	if (!is_ed25519)
		return;
	keys->twin = NULL;
	go_to(in, first);
	(void)inspect_ask(in, &domains, true);
}

static bool
is_domainkey(const struct node *node)
{
	static const uint8_t	label[] = "\12_domainkey";

	return node->rel_len >= sizeof(label) - 1 &&
	    memcmp(node->rel, label, sizeof(label) - 1) == 0;
}

static void
visit_node(struct inspect *in)
{
	struct keys	keys = {NULL, 0, 0, false, NULL, NULL};
	struct inspect	saved;

	if (!is_domainkey(in->node) ||
	    (in->node->flags & NODE_OCCLUDED) != 0 || !is_worth(in))
		return;
	collect(in, &keys);
	if (keys.n > 0) {
		saved = *in;
		in->facts = &keys;
		judge(in, &keys);
		in->node = saved.node;
		in->owner = saved.owner;
		in->set = saved.set;
		in->first = saved.first;
		in->i = saved.i;
		in->facts = saved.facts;
	}
	free(keys.all);
}

/* May there be a selector at this node, or behind it in another zone? */
static bool
is_selector(const struct inspect *in, const struct node *node)
{
	struct name	owner;

	/* A wildcard that leads elsewhere answers there too. */
	if ((node->flags & (NODE_CNAME | NODE_DNAME)) != 0 &&
	    node->rel_len >= 2 && node->rel[0] == 1 && node->rel[1] == '*')
		return true;
	if (is_domainkey(node) &&
	    (node->flags & (NODE_CUT | NODE_DNAME | NODE_CNAME)) != 0)
		return true;
	if (memmem(node->rel, node->rel_len, "\12_domainkey", 11) == NULL ||
	    target_owner(in->zone, node, &owner) == -1 ||
	    policy_role(&owner) != POLICY_DKIM)
		return false;
	return (node->flags & NODE_CNAME) != 0 ||
	    node_find(in->zone->content, node, TYPE_TXT) != NULL;
}

/* Does it let any host send?  A policy elsewhere may. */
static bool
lets_pass(const struct policy *p)
{
	struct spf	spf;
	struct spf_term	term;

	if (!spf_init(&spf, p->text, p->len))
		return false;
	while (spf_next(&spf, &term)) {
		if (term.fault != SPF_SOUND)
			return false;
		if (term.kind == SPF_REDIRECT ||
		    (!spf_is_modifier(&term) && term.qualifier == '+'))
			return true;
	}
	return false;
}

/* Does the domain take mail, and send some?  RFC 7505 3: not with 0 . */
static bool
is_mail_domain(struct inspect *in, const struct node *node,
    struct name *owner)
{
	const struct content	*c = in->zone->content;
	const struct rrset	*mx = node_find(c, node, TYPE_MX);
	struct policy		 p;
	struct name		 exchange;
	unsigned		 good;
	unsigned		 meant;

	if (mx == NULL || (node->flags & (NODE_CUT | NODE_OCCLUDED)) != 0 ||
	    target_name(in->zone, mx, 0, &exchange) == -1 ||
	    exchange.labels == 0 || target_owner(in->zone, node, owner) == -1)
		return false;
	return policy_at(c, node, owner, POLICY_SPF, in->text, &p, &good,
	    &meant) && good == 1 && lets_pass(&p);
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	char	owner[NAME_TEXT_MAX];

	return inspect_tell(in, rule, in->i, "the domain sends mail, but the"
	    " zone has no DKIM key, so its mail cannot be signed; sign it, and"
	    " add: SELECTOR._domainkey.%s TXT \"v=DKIM1; k=rsa; p=...\"",
	    name_to_text(in->owner.wire, owner));
}

static const struct check_rule zone_rules[] = {
	{"dkim-missing", SEV_INFO, SCOPE_ZONE,
	    "A domain with mail has no DKIM selector.", look_missing},
};

static const struct check_table zones = {
	zone_rules, sizeof(zone_rules) / sizeof(zone_rules[0])
};

static bool
has_selector(const struct inspect *in)
{
	const struct content	*c = in->zone->content;
	size_t			 i;

	for (i = 0; i < content_nodes(c); i++) {
		if (is_selector(in, content_node(c, i)))
			return true;
	}
	return false;
}

/* first is how many records stand before the node. */
static void
tell_zone(struct inspect *in, const struct node *node,
    const struct name *owner, size_t first)
{
	const struct content	*c = in->zone->content;
	struct name		 saved = in->owner;

	in->owner = *owner;
	in->i = (unsigned)(first + inspect_before(c, node,
	    node_find(c, node, TYPE_MX)));
	(void)inspect_ask(in, &zones, true);
	in->owner = saved;
}

/* Told once, at the first domain with mail. */
static void
visit_zone(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	struct name		 owner;
	size_t			 first = 0;
	size_t			 i;

	if (has_selector(in))
		return;
	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		if (is_mail_domain(in, node, &owner)) {
			tell_zone(in, node, &owner, first);
			return;
		}
		first += inspect_before(c, node, NULL);
	}
}

static const struct check_table tables[] = {
	{domain_rules, sizeof(domain_rules) / sizeof(domain_rules[0])},
	{zone_rules, sizeof(zone_rules) / sizeof(zone_rules[0])},
};

const struct check_chapter check_dkim_domain = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_zone = visit_zone,
	.visit_node = visit_node,
};
