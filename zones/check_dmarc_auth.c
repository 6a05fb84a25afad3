/* SPDX-License-Identifier: ISC */
#include "zones/check_dmarc_auth.h"

#include <string.h>

#include "zones/check_dmarc_policy.h"
#include "zones/check_mx.h"
#include "zones/dmarc_walk.h"
#include "zones/policy.h"
#include "zones/rrtype.h"
#include "zones/spf_walk.h"
#include "zones/taglist.h"

/* Type SPF, RFC 7208 3.1: obsolete, and a finding of its own. */
#define TYPE_SPF	99

/* What a zone has; in->auth, filled when it is first asked for. */
enum auth {
	AUTH_KEYS_ASKED = 1 << 0,
	AUTH_KEYS = 1 << 1,	/* DKIM keys, or what may lead to some */
	AUTH_SPF_ASKED = 1 << 2,
	AUTH_SPF = 1 << 3	/* SPF that may let a host pass */
};

enum spf_state {
	SPF_ABSENT,
	SPF_UNCLEAR,		/* receivers do not take it, or take none */
	SPF_REFUSES,		/* nobody may pass */
	SPF_SENDS		/* somebody may */
};

static enum spf_state
spf_state(struct inspect *in, const struct content *c,
    const struct node *node, const struct name *owner)
{
	struct spf_walk	w;
	struct policy	p;
	unsigned	good;
	unsigned	meant;

	if (!policy_at(c, node, owner, POLICY_SPF, in->text, &p, &good,
	    &meant))
		return node != NULL && node_find(c, node, TYPE_SPF) != NULL ?
		    SPF_UNCLEAR : SPF_ABSENT;
	if (good != 1)
		return SPF_UNCLEAR;
	w.wanteds = 0;
	spf_walk(in, owner, p.text, p.len, &w);
	return w.sends || w.is_unsure ? SPF_SENDS : SPF_REFUSES;
}

/* RFC 6376 3.6.1: an empty p is a key that was withdrawn. */
static bool
is_revoked(const uint8_t *text, size_t len)
{
	struct taglist	list;
	struct tag	tag;

	taglist_init(&list, text, len);
	while (taglist_next(&list, &tag)) {
		if (tag_is(&tag, "p"))
			return tag.value_len == 0;
	}
	return false;
}

static bool
has_key(struct inspect *in, const struct node *node,
    const struct name *owner)
{
	const struct rrset	*set = node_find(in->zone->content, node,
				    TYPE_TXT);
	size_t			 len;
	unsigned		 i;

	for (i = 0; set != NULL && i < set->count; i++) {
		len = policy_text(set, i, in->text);
		if (policy_kind(in->text, len, policy_role(owner)) ==
		    POLICY_DKIM && !is_revoked(in->text, len))
			return true;
	}
	return false;
}

/* Is it "_domainkey", or below? */
static bool
is_under_keys(const struct node *node)
{
	static const uint8_t	 keys[] = "\12_domainkey";
	const uint8_t		*label = node->rel;
	const uint8_t		*end = node->rel + node->rel_len;

	for (; label < end; label += label[0] + 1) {
		if (label[0] == keys[0] && memcmp(label, keys,
		    sizeof(keys) - 1) == 0)
			return true;
	}
	return false;
}

/* A key, or an alias or delegation behind which there may be one. */
static bool
is_key_node(struct inspect *in, const struct node *node)
{
	struct name	owner;

	if ((node->flags & NODE_OCCLUDED) != 0 || !is_under_keys(node) ||
	    target_owner(in->zone, node, &owner) == -1)
		return false;
	if ((node->flags & (NODE_CUT | NODE_DNAME | NODE_CNAME)) != 0)
		return true;
	return policy_role(&owner) == POLICY_DKIM &&
	    has_key(in, node, &owner);
}

/* Any key in the zone: with relaxed alignment it signs for all names of
   the organisation, RFC 9989 4.4.1. */
static bool
has_keys_in_zone(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	size_t			 i;

	for (i = 0; i < content_nodes(c) && (in->auth & AUTH_KEYS_ASKED) == 0;
	    i++) {
		if (is_key_node(in, content_node(c, i)))
			in->auth |= AUTH_KEYS_ASKED | AUTH_KEYS;
	}
	in->auth |= AUTH_KEYS_ASKED;
	return (in->auth & AUTH_KEYS) != 0;
}

static bool
has_spf_in_zone(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	struct name		 owner;
	size_t			 i;

	for (i = 0; i < content_nodes(c) && (in->auth & AUTH_SPF_ASKED) == 0;
	    i++) {
		node = content_node(c, i);
		if (node_find(c, node, TYPE_TXT) != NULL &&
		    (node->flags & NODE_OCCLUDED) == 0 &&
		    target_owner(in->zone, node, &owner) == 0 &&
		    spf_state(in, c, node, &owner) == SPF_SENDS)
			in->auth |= AUTH_SPF_ASKED | AUTH_SPF;
	}
	in->auth |= AUTH_SPF_ASKED;
	return (in->auth & AUTH_SPF) != 0;
}

/*
 * May there be keys of a domain, or of one above it, that are not in this
 * zone: below a delegation or alias, or in another zone served here?
 */
static bool
has_keys_elsewhere(struct inspect *in, const struct name *domain)
{
	static const uint8_t	head[] = "\7default\12_domainkey";
	struct name_parts	parts;
	struct name		at = *domain;
	struct name		below;
	struct target		t;

	while (at.labels > 1) {
		inspect_find(in, &at, &t);
		if (t.kind == TARGET_UNKNOWN)
			return false;
		/* The selector, then "_domainkey" alone. */
		parts.head = t.zone == in->zone ? head : head + 8;
		parts.head_len = (uint8_t)(sizeof(head) - 1 -
		    (size_t)(parts.head - head));
		parts.tail = at.wire;
		parts.tail_len = at.len;
		if (name_join(&below, &parts) == 0)
			inspect_find(in, &below, &t);
		if (t.kind == TARGET_DELEGATED || t.kind == TARGET_ALIAS ||
		    t.kind == TARGET_RENAMED || t.kind == TARGET_UNKNOWN ||
		    (t.kind == TARGET_HERE && t.zone != in->zone))
			return true;
		below = at;
		name_from_wire(&at, below.wire + below.offset[1]);
	}
	return false;
}

/* How the domain may send; SPF_UNCLEAR if nothing is to be told of it. */
static enum spf_state
state_of_domain(struct inspect *in, bool *takes_mail)
{
	const struct dmarc_facts	*f = in->facts;
	const struct rrset		*mx;
	struct target			 t;

	*takes_mail = false;
	inspect_find(in, &f->domain, &t);
	if (t.kind != TARGET_HERE)
		return SPF_UNCLEAR;
	mx = target_set(&t, TYPE_MX);
	*takes_mail = dmarc_takes_mail(t.zone->content, t.node);
	/* RFC 7505 4.2: who takes no mail should not send any. */
	if (mx != NULL && !*takes_mail)
		return SPF_UNCLEAR;
	return spf_state(in, t.zone->content, t.node, &f->domain);
}

/* Is the policy enforced, though the zone has no key?  The keys are sought
   before SPF is, for most have some. */
static bool
lacks_keys(struct inspect *in)
{
	const struct dmarc_facts	*f = in->facts;

	return dmarc_applied(f->d) >= DMARC_QUARANTINE &&
	    !has_keys_in_zone(in);
}

static bool
look_no_auth(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	struct suggest			 value;
	struct suggest			 line;
	bool				 takes_mail;

	if (!lacks_keys(in) ||
	    state_of_domain(in, &takes_mail) != SPF_ABSENT || !takes_mail ||
	    has_spf_in_zone(in) || has_keys_elsewhere(in, &f->domain))
		return false;
	suggest_init(&value);
	suggest_word(&value, "v=spf1 mx ~all");
	return inspect_tell(in, rule, in->i, "the policy is enforced, but the"
	    " zone has neither SPF that lets a host pass nor a DKIM key, so"
	    " all mail of the domain fails; publish a key and SPF, and until"
	    " then p=none%s", suggest_txt(&line, "; with the exchanges as"
	    " senders: ", &f->domain, &value));
}

static bool
look_spf_only(struct inspect *in, const struct check_rule *rule)
{
	const struct dmarc_facts	*f = in->facts;
	bool				 takes_mail;

	if (!lacks_keys(in) ||
	    state_of_domain(in, &takes_mail) != SPF_SENDS ||
	    has_keys_elsewhere(in, &f->domain))
		return false;
	return inspect_tell(in, rule, in->i, "the enforced policy rests on SPF"
	    " alone, which forwarded mail does not pass (RFC 9989 7.4); sign"
	    " with DKIM, and publish the key below _domainkey");
}

static const struct check_rule rules[] = {
	{"dmarc-enforced-no-auth", SEV_ERROR, SCOPE_ZONE,
	    "A DMARC policy is enforced that no mail of the domain can pass.",
	    look_no_auth},
	{"dmarc-enforced-spf-only", SEV_WARNING, SCOPE_ZONE,
	    "An enforced DMARC policy rests on SPF alone.", look_spf_only},
};

const struct check_table check_dmarc_auths = {
	rules, sizeof(rules) / sizeof(rules[0])
};

const struct check_chapter check_dmarc_auth = {
	.tables = &check_dmarc_auths,
	.n = 1,
};
