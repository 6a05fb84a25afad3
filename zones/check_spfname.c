/* SPDX-License-Identifier: ISC */
#include "zones/check_spfname.h"

#include <string.h>

#include "zones/check_mx.h"
#include "zones/check_spftext.h"
#include "zones/policy.h"
#include "zones/roles.h"
#include "zones/rrtype.h"

/* What a name has; in->facts while rules look at it. */
struct spf_name {
	const struct rrset	*mx;
	const struct rrset	*type99;
	bool			 has_spf;	/* in TXT; damaged counts too */
	bool			 is_null;	/* a null MX and nothing else */
	bool			 is_apex;
	unsigned		 real_at;	/* first MX record that is no
						   null MX */
	struct policy		 policy;	/* in type 99, if has_old */
	bool			 has_old;
	unsigned		 old_at;	/* record of that set */
};

/* Tell at record i of a set of the node. */
static unsigned
place_of(const struct inspect *in, const struct rrset *set, unsigned i)
{
	const struct rrset	*at;
	unsigned		 k;

	for (k = 0; k < in->node->rrsets; k++) {
		at = node_set(in->zone->content, in->node, k);
		if (at == set)
			break;
		i += at->count;
	}
	return i;
}

/* "; write: owner TXT ..." with what stands in type 99. */
static const char *
old_line(const struct inspect *in, const struct spf_name *n,
    char buf[PAPER_LINE_MAX])
{
	struct spf_paper	paper = {.len = 0};

	if (n->policy.len > sizeof(paper.text) ||
	    n->policy.state != POLICY_GOOD)
		return "";
	memcpy(paper.text, n->policy.text, n->policy.len);
	paper.len = n->policy.len;
	return check_spf_paper(in, &paper, buf);
}

static bool
look_old_only(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_name	*n = in->facts;
	char			 line[PAPER_LINE_MAX];

	if (n->has_spf || !n->has_old)
		return false;
	return inspect_tell(in, rule, place_of(in, n->type99, n->old_at),
	    "the policy stands in type SPF only, which nobody reads (RFC 7208"
	    " 3.1); publish it as TXT%s", old_line(in, n, line));
}

static bool
look_old(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_name	*n = in->facts;

	if (n->type99 == NULL)
		return false;
	return inspect_tell(in, rule, place_of(in, n->type99, 0), "type SPF is"
	    " obsolete, and nobody reads it (RFC 7208 3.1); remove it, TXT is"
	    " enough");
}

/* A wildcard is told of by mx-wildcard, and what it answers is no name that
   somebody gave. */
static bool
is_demanded(const struct inspect *in)
{
	return !check_spf_is_mailless(&in->owner) &&
	    !check_spf_is_wildcard(&in->owner);
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_name	*n = in->facts;
	char			 owner[NAME_TEXT_MAX];

	if (n->has_spf || n->mx == NULL || n->is_null || !is_demanded(in))
		return false;
	return inspect_tell(in, rule, place_of(in, n->mx, n->real_at), "the"
	    " name takes mail, but has no SPF, so anybody may send in it;"
	    " write, if its exchanges send and nobody else: %s TXT \"v=spf1 mx"
	    " -all\"", inspect_name(in, rule, &in->owner, owner));
}

/* A zone of delegations or of reverse names sends no mail anyway. */
static bool
has_hosts(const struct zone *z)
{
	const struct node	*node;
	size_t			 i;

	for (i = 0; i < content_nodes(z->content); i++) {
		node = content_node(z->content, i);
		if ((node->flags & NODE_OCCLUDED) == 0 &&
		    (node_has_address(node) ||
		    node_find(z->content, node, TYPE_MX) != NULL))
			return true;
	}
	return false;
}

static bool
look_nonmail(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_name	*n = in->facts;
	char			 owner[NAME_TEXT_MAX];

	if (n->has_spf || !is_demanded(in) ||
	    check_spf_is_underscore(&in->owner) ||
	    !(n->is_null || (n->is_apex && n->mx == NULL)) ||
	    inspect_has_role(in, &in->owner, ROLE_EXCHANGE) ||
	    (!n->is_null && !has_hosts(in->zone)))
		return false;
	name_to_text(in->owner.wire, owner);
	return inspect_tell(in, rule, n->mx == NULL ? 0 : place_of(in, n->mx,
	    0), "the name takes no mail, but does not say that it sends none;"
	    " write: %s TXT \"v=spf1 -all\" and _dmarc.%s TXT \"v=DMARC1;"
	    " p=reject\"", owner, owner);
}

/* RFC 7208 2.3: the name that the server says in HELO. */
static bool
look_helo(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_name	*n = in->facts;
	const struct rrset	*set;
	char			 owner[NAME_TEXT_MAX];

	if (n->has_spf || (n->mx != NULL && !n->is_null) ||
	    !node_has_address(in->node) ||
	    !is_demanded(in) ||
	    !inspect_has_role(in, &in->owner, ROLE_EXCHANGE))
		return false;
	set = inspect_set(in, TYPE_A);
	if (set == NULL)
		set = inspect_set(in, TYPE_AAAA);
	return inspect_tell(in, rule, place_of(in, set, 0), "the exchange has"
	    " no SPF for the name that it says in HELO, which bounces are"
	    " judged by; write: %s TXT \"v=spf1 a -all\"",
	    inspect_name(in, rule, &in->owner, owner));
}

/* The first that applies: each is about the lack of SPF, or what stands in
   its place. */
static const struct check_rule rules[] = {
	{"spf-type99-only", SEV_ERROR, SCOPE_NAME,
	    "SPF stands in type SPF only.", look_old_only},
	{"spf-type99", SEV_WARNING, SCOPE_NAME,
	    "A record of the obsolete type SPF is published.", look_old},
	{"spf-missing", SEV_WARNING, SCOPE_NAME,
	    "A name that takes mail has no SPF.", look_missing},
	{"spf-missing-nonmail", SEV_INFO, SCOPE_NAME,
	    "A name without mail does not say so in SPF.", look_nonmail},
	{"spf-helo-missing", SEV_INFO, SCOPE_NAME,
	    "An exchange has no SPF of its own.", look_helo},
};

static const struct check_table table = {
	rules, sizeof(rules) / sizeof(rules[0])
};

static void
read_mx(struct spf_name *n)
{
	unsigned	i;

	if (n->mx == NULL)
		return;
	for (i = 0; i < n->mx->count && check_mx_is_null(n->mx, i); i++)
		;
	n->is_null = i == n->mx->count;
	n->real_at = i;
}

/* What type 99 says; its text lies in in->text from then on. */
static void
read_old(struct inspect *in, struct spf_name *n)
{
	unsigned	i;

	for (i = 0; n->type99 != NULL && i < n->type99->count; i++) {
		policy_read(n->type99, i, &in->owner, false, in->text,
		    &n->policy);
		n->has_old = n->policy.kind == POLICY_SPF;
		n->old_at = i;
		if (n->has_old)
			return;
	}
}

static void
visit_node(struct inspect *in)
{
	struct spf_name	n;
	struct policy	p;
	unsigned	good;
	unsigned	meant;

	if ((in->node->flags & (NODE_OCCLUDED | NODE_CUT | NODE_NSEC3 |
	    NODE_CNAME)) != 0)
		return;
	memset(&n, 0, sizeof(n));
	n.is_apex = in->node_at == 0;
	n.mx = inspect_set(in, TYPE_MX);
	n.type99 = inspect_set(in, TYPE_SPF);
	if (!n.is_apex && n.mx == NULL && n.type99 == NULL &&
	    !node_has_address(in->node))
		return;
	n.has_spf = policy_at(in->zone->content, in->node, &in->owner,
	    POLICY_SPF, in->text, &p, &good, &meant);
	read_mx(&n);
	read_old(in, &n);
	in->facts = &n;
	(void)inspect_ask(in, &table, true);
	in->facts = NULL;
}

const struct check_chapter check_spfname = {
	.tables = &table,
	.n = 1,
	.visit_node = visit_node,
};
