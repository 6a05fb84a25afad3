/* SPDX-License-Identifier: ISC */
#include "zones/roles.h"

#include <stdlib.h>

#include "zones/hash.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/spf.h"
#include "zones/target.h"

/* Slots at the start; doubled when three of four are used. */
#define SLOTS_MIN	16

/* Resolvers give up after chains of about this length. */
#define CHAIN_MAX	8

#define ROLES		6

/* Open addressing, by a name's hash and one role of it. */
struct roles {
	uint64_t	*keys;		/* 0: never used */
	uint32_t	*counts;	/* zones that say so, of the same place;
					   0: none any more */
	size_t		 n;		/* places, a power of two */
	size_t		 used;		/* key is not 0 */
	uint64_t	 seed;
	bool		 is_partial;	/* something could not be taken in */
};

static int
make_places(struct roles *r, size_t n)
{
	r->n = n;
	r->used = 0;
	r->keys = calloc(n, sizeof(*r->keys));
	r->counts = calloc(n, sizeof(*r->counts));
	if (r->keys != NULL && r->counts != NULL)
		return 0;
	free(r->keys);
	free(r->counts);
	return -1;
}

struct roles *
roles_new(uint64_t seed)
{
	struct roles	*r;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return NULL;
	r->seed = seed;
	if (make_places(r, SLOTS_MIN) == 0)
		return r;
	free(r);
	return NULL;
}

void
roles_free(struct roles *r)
{
	if (r == NULL)
		return;
	free(r->keys);
	free(r->counts);
	free(r);
}

/* Where a key stands, or would. */
static size_t
place_of(const struct roles *r, uint64_t key)
{
	size_t	i = (size_t)key & (r->n - 1);

	while (r->keys[i] != 0 && r->keys[i] != key)
		i = (i + 1) & (r->n - 1);
	return i;
}

/* What nobody needs any more is left behind here. */
static int
grow(struct roles *r)
{
	struct roles	wider = *r;
	size_t		n = r->n;
	size_t		live = 0;
	size_t		at;
	size_t		i;

	for (i = 0; i < r->n; i++)
		live += r->counts[i] > 0;
	while (live * 2 >= n)
		n *= 2;
	if (make_places(&wider, n) == -1)
		return -1;
	for (i = 0; i < r->n; i++) {
		if (r->counts[i] == 0)
			continue;
		at = place_of(&wider, r->keys[i]);
		wider.keys[at] = r->keys[i];
		wider.counts[at] = r->counts[i];
	}
	wider.used = live;
	free(r->keys);
	free(r->counts);
	*r = wider;
	return 0;
}

static uint64_t
hash_of(const struct roles *r, const struct name *name)
{
	return name_hash_rel(r->seed, name->wire, name->len - 1u);
}

/* index	of the role, below ROLES */
static uint64_t
key_of(uint64_t hash, unsigned index)
{
	uint64_t	key = hash_mix(hash + index, HASH_SPREAD);

	return key == 0 ? 1 : key;
}

/* The place of the lowest bit of an enum role. */
static unsigned
index_of(enum role role)
{
	unsigned	i;

	for (i = 0; i + 1 < ROLES && ((unsigned)role & 1u << i) == 0; i++)
		;
	return i;
}

/* How one zone is walked. */
struct walk {
	struct roles		*roles;
	const struct zone	*zone;
	bool			 is_inside;
	bool			 is_removal;
};

static int
note(const struct walk *w, const struct name *name, enum role role)
{
	struct roles	*r = w->roles;
	struct name	 apex;
	uint64_t	 key;
	size_t		 at;

	name_from_wire(&apex, w->zone->apex);
	if (name_is_under(name, &apex) != w->is_inside)
		return 0;
	if (!w->is_removal && r->used * 4 >= r->n * 3 && grow(r) == -1)
		return -1;
	key = key_of(hash_of(r, name), index_of(role));
	at = place_of(r, key);
	if (w->is_removal) {
		if (r->counts[at] > 0)
			r->counts[at]--;
		return 0;
	}
	r->used += r->keys[at] == 0;
	r->keys[at] = key;
	r->counts[at]++;
	return 0;
}

/* What an alias makes of its role for the name that it leads to. */
static enum role
role_behind(enum role role)
{
	return role == ROLE_EXCHANGE || role == ROLE_SERVER ? ROLE_BEHIND :
	    role;
}

/* One step along an alias of the zone; false if it tells of none. */
static bool
step(const struct walk *w, struct name *name)
{
	struct target	at;
	struct name	apex;

	name_from_wire(&apex, w->zone->apex);
	if (!name_is_under(name, &apex))
		return false;
	target_find_in(w->zone, name, &at);
	return (at.kind == TARGET_ALIAS || at.kind == TARGET_RENAMED) &&
	    target_step(name, &at) == 0;
}

/* A name, and all that it leads to. */
static int
note_all(const struct walk *w, const struct name *name, enum role role)
{
	struct name	at = *name;
	unsigned	i;

	if (note(w, name, role) == -1)
		return -1;
	for (i = 0; i < CHAIN_MAX && step(w, &at); i++) {
		if (note(w, &at, role_behind(role)) == -1)
			return -1;
	}
	return 0;
}

static int
walk_set(const struct walk *w, const struct rrset *set, enum role role)
{
	struct name	name;
	unsigned	i;

	for (i = 0; set != NULL && i < set->count; i++) {
		if (target_name(w->zone, set, i, &name) == 0 &&
		    note_all(w, &name, role) == -1)
			return -1;
	}
	return 0;
}

/* Does a term lead on to another record, as far as is known? */
static bool
leads_on(const struct policy *p, const struct spf_term *term,
    const struct name *owner, struct name *out)
{
	return (term->kind == SPF_INCLUDE || term->kind == SPF_REDIRECT) &&
	    term->fault == SPF_SOUND &&
	    spf_domain(p->text, term, owner, out) == 0;
}

/*
 * The names that lead on from one SPF record.
 *
 * is_met	set to whether receivers come to some of them: can they
 *		evaluate it, RFC 7208 4.6, 6?  Else permerror.
 * has_all	set to whether it ends with "all", so that redirect= is not
 *		followed: 6.1
 */
static int
walk_spf_text(const struct walk *w, const struct policy *p,
    const struct name *owner, bool *is_met, bool *has_all)
{
	struct spf_term	term;
	struct spf	spf;
	struct name	name;
	unsigned	redirects = 0;
	unsigned	exps = 0;
	bool		is_sound = true;
	bool		has_some = false;

	*has_all = false;
	(void)spf_init(&spf, p->text, p->len);
	while (spf_next(&spf, &term)) {
		is_sound &= term.fault == SPF_SOUND;
		*has_all |= term.kind == SPF_ALL;
		redirects += term.kind == SPF_REDIRECT;
		exps += term.kind == SPF_EXP;
		if (!leads_on(p, &term, owner, &name))
			continue;
		has_some = true;
		if (note_all(w, &name, ROLE_SPF) == -1)
			return -1;
	}
	*is_met = has_some && is_sound && redirects <= 1 && exps <= 1;
	return 0;
}

/* The same names, as far as receivers come to them. */
static int
walk_spf_met(const struct walk *w, const struct policy *p,
    const struct name *owner, bool has_all)
{
	struct spf_term	term;
	struct spf	spf;
	struct name	name;
	bool		is_behind = false;	/* all: 5.1 */

	(void)spf_init(&spf, p->text, p->len);
	while (spf_next(&spf, &term)) {
		is_behind |= term.kind == SPF_ALL;
		if (!leads_on(p, &term, owner, &name) ||
		    (term.kind == SPF_INCLUDE ? is_behind : has_all))
			continue;
		if (note_all(w, &name, ROLE_SPF_MET) == -1)
			return -1;
	}
	return 0;
}

/* Does a TXT record begin as SPF, whatever follows? */
static bool
begins_as_spf(const uint8_t *rdata, size_t len)
{
	static const uint8_t	version[] = "v=spf1";

	return len > 6 && rdata[0] >= 6 &&
	    bytes_equal_nocase(rdata + 1, version, 6);
}

/* Record i of a TXT set, if it is SPF. */
static bool
read_spf(const struct rrset *set, unsigned i, const struct name *owner,
    uint8_t text[RDATA_MAX_BYTES], struct policy *out)
{
	struct spf	 spf;
	const uint8_t	*rdata;
	size_t		 len;

	rdata = rrset_rdata(set, i, &len);
	if (!begins_as_spf(rdata, len))
		return false;
	policy_read(set, i, owner, false, text, out);
	return out->kind == POLICY_SPF && spf_init(&spf, out->text, out->len);
}

static int
walk_spf(const struct walk *w, const struct node *node)
{
	const struct rrset	*set = node_find(w->zone->content, node,
				    TYPE_TXT);
	uint8_t			 text[RDATA_MAX_BYTES];
	struct policy		 p;
	struct name		 owner;
	unsigned		 records = 0;
	unsigned		 at = 0;
	unsigned		 i;
	bool			 is_met = false;
	bool			 has_all = false;

	if (set == NULL || target_owner(w->zone, node, &owner) == -1)
		return 0;
	for (i = 0; i < set->count; i++) {
		if (!read_spf(set, i, &owner, text, &p))
			continue;
		if (walk_spf_text(w, &p, &owner, &is_met, &has_all) == -1)
			return -1;
		records++;
		at = i;
	}
	/* Two make receivers give up: RFC 7208 4.5. */
	if (records != 1 || !is_met ||
	    (set->count > 1 && !read_spf(set, at, &owner, text, &p)))
		return 0;
	return walk_spf_met(w, &p, &owner, has_all);
}

/* Is it a name of RFC 8552, "_dmarc" or "default._bimi"? */
static bool
is_underscored(const struct node *node)
{
	const uint8_t	*label = node->rel;
	const uint8_t	*end = node->rel + node->rel_len;

	for (; label < end; label += label[0] + 1) {
		if (label[1] == '_')
			return true;
	}
	return false;
}

/*
 * Does an alias lead to a text of the same zone and to nothing else?  SPF is
 * included so, and a name of which an alias's own name is asked is noted
 * above.
 */
static bool
leads_to_text(const struct walk *w, const struct rrset *cname)
{
	const struct content	*c = w->zone->content;
	const struct node	*node;
	struct name		 apex;
	struct name		 name;

	name_from_wire(&apex, w->zone->apex);
	if (!w->is_inside || target_name(w->zone, cname, 0, &name) == -1 ||
	    !name_is_under(&name, &apex))
		return false;
	node = content_exact(c, name.wire, (size_t)(name.len - apex.len));
	return node != NULL && node_find(c, node, TYPE_TXT) != NULL &&
	    node_find(c, node, TYPE_MX) == NULL && !node_has_address(node);
}

static int
walk_cname(const struct walk *w, const struct node *node)
{
	const struct rrset	*set = node_find(w->zone->content, node,
				    TYPE_CNAME);

	if (set == NULL)
		return 0;
	if (is_underscored(node) && walk_set(w, set, ROLE_POLICY) == -1)
		return -1;
	return leads_to_text(w, set) ? walk_set(w, set, ROLE_SPF) : 0;
}

static int
walk(const struct walk *w)
{
	const struct content	*c = w->zone->content;
	const struct node	*node;
	size_t			 i;

	for (i = 0; c != NULL && i < content_nodes(c); i++) {
		node = content_node(c, i);
		if ((node->flags & NODE_OCCLUDED) != 0)
			continue;
		if (walk_set(w, node_find(c, node, TYPE_MX),
		    ROLE_EXCHANGE) == -1 ||
		    walk_set(w, node_find(c, node, TYPE_NS),
		    ROLE_SERVER) == -1 || walk_spf(w, node) == -1 ||
		    walk_cname(w, node) == -1)
			return -1;
	}
	return 0;
}

int
roles_add(struct roles *r, const struct zone *zone, bool is_inside)
{
	const struct walk	w = {.roles = r, .zone = zone,
	    .is_inside = is_inside};

	if (walk(&w) == 0)
		return 0;
	r->is_partial = true;
	return -1;
}

void
roles_remove(struct roles *r, const struct zone *zone)
{
	const struct walk	w = {.roles = r, .zone = zone,
	    .is_removal = true};

	(void)walk(&w);		/* needs no memory */
}

bool
roles_has(const struct roles *r, const struct name *name, unsigned roles)
{
	uint64_t	 hash;
	unsigned	 i;

	if (r->is_partial)
		return true;
	hash = hash_of(r, name);
	for (i = 0; i < ROLES; i++) {
		if ((roles & 1u << i) != 0 &&
		    r->counts[place_of(r, key_of(hash, i))] > 0)
			return true;
	}
	return false;
}
