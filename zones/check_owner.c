/* SPDX-License-Identifier: ISC */
#include "zones/check_owner.h"

#include <stdio.h>
#include <string.h>

#include "zones/rrtype.h"

/* Names that a wildcard does not cover are listed up to this number. */
#define LISTED_MAX	3

static bool
is_asterisk(const uint8_t *label)
{
	return label[0] == 1 && label[1] == '*';
}

/* Labels of the node left of the apex. */
static const uint8_t *
label_of(const struct inspect *in, unsigned i)
{
	return in->owner.wire + in->owner.offset[i];
}

static bool
is_host_label(const uint8_t *label)
{
	unsigned	k;

	for (k = 1; k <= label[0]; k++) {
		if (!inspect_is_host_octet(label[k]))
			return false;
	}
	return label[1] != '-' && label[label[0]] != '-';
}

/* The first label that a host must not have, or NULL. */
static const uint8_t *
bad_label(const struct inspect *in)
{
	static const uint8_t	 msdcs[] = "\6_msdcs";
	const uint8_t		*bad = NULL;
	const uint8_t		*label;
	unsigned		 i;

	/* The apex is its parent's matter: RFC 2317 4 has "0/26". */
	for (i = 0; i < in->node->labels; i++) {
		label = label_of(in, i);
		/* Active Directory looks for gc._msdcs, and finds it. */
		if (label[0] == msdcs[0] &&
		    memcmp(label, msdcs, sizeof(msdcs) - 1) == 0)
			return NULL;
		/* An asterisk inside is told by another rule. */
		if (bad == NULL && !is_asterisk(label) &&
		    !is_host_label(label))
			bad = label;
	}
	return bad;
}

/* The name, with hyphens for what no host may have. */
static const char *
better_text(const struct inspect *in, char buf[NAME_TEXT_MAX])
{
	struct name	 better = in->owner;
	uint8_t		*label;
	unsigned	 i;
	unsigned	 k;
	bool		 is_edge;

	for (i = 0; i < in->node->labels; i++) {
		label = better.wire + better.offset[i];
		for (k = 1; k <= label[0] && !is_asterisk(label); k++) {
			is_edge = k == 1 || k == label[0];
			if (label[k] == '-' ? is_edge :
			    !inspect_is_host_octet(label[k]))
				label[k] = is_edge ? 'x' : '-';
		}
	}
	return name_to_text(better.wire, buf);
}

static bool
look_host(struct inspect *in, const struct check_rule *rule)
{
	char	better[NAME_TEXT_MAX];

	/* What is wrong with an exchange, its MX record says. */
	if (bad_label(in) == NULL ||
	    inspect_has_role(in, &in->owner, ROLE_EXCHANGE))
		return false;
	return inspect_tell(in, rule, 0, "a name with an address must be a"
	    " host name: letters, digits and inner hyphens only (RFC 1123"
	    " 2.1); rename it, for example: %s", better_text(in, better));
}

static const struct check_rule address_rules[] = {
	{"host-name-invalid", SEV_WARNING, SCOPE_RECORD,
	    "A name with addresses is no host name.", look_host},
};

static bool
look_inside(struct inspect *in, const struct check_rule *rule)
{
	unsigned	i;

	for (i = 1; i < in->node->labels; i++) {
		if (is_asterisk(label_of(in, i)))
			return inspect_tell(in, rule, 0, "an asterisk is a"
			    " wildcard only as the first label (RFC 4592"
			    " 2.1.1); here it stands for nothing but itself;"
			    " put it first");
	}
	return false;
}

/*
 * Is what stands beside a wildcard a name whose own names, or whose other
 * types, the author may think covered?  Of names of services, and of those
 * that are somebody else's, nobody expects that.
 */
static bool
is_blocking(const struct node *node)
{
	return node->rel[1] != '_' && !is_asterisk(node->rel) &&
	    (node->flags & (NODE_CUT | NODE_DNAME | NODE_OCCLUDED |
	    NODE_NSEC3)) == 0;
}

/* RFC 4592 2.2.1: a name that exists ends the wildcard's reach. */
static bool
look_blocked(struct inspect *in, const struct check_rule *rule)
{
	const struct content	*c = in->zone->content;
	const struct node	*node;
	struct name		 parent;
	struct name		 name;
	char			 text[NAME_TEXT_MAX];
	char			 list[LISTED_MAX * (NAME_TEXT_MAX + 8)];
	size_t			 len = 0;
	size_t			 i;
	unsigned		 n = 0;

	if (!is_asterisk(label_of(in, 0)))
		return false;
	name_from_wire(&parent, in->owner.wire + 2);
	/* Names below one parent stand together. */
	for (i = in->node_at + 1; i < content_nodes(c) && n < LISTED_MAX;
	    i++) {
		node = content_node(c, i);
		if (target_owner(in->zone, node, &name) == -1 ||
		    !name_is_under(&name, &parent))
			break;
		if (node->labels != in->node->labels || !is_blocking(node))
			continue;
		len += (size_t)snprintf(list + len, sizeof(list) - len,
		    "%s%s", n++ == 0 ? "" : ", ",
		    name_to_text(name.wire, text));
	}
	if (n == 0)
		return false;
	return inspect_tell(in, rule, 0, "the wildcard covers neither names"
	    " that exist nor what is below them: %s%s; where it should, add"
	    " the records there", list, n == LISTED_MAX ? " ..." : "");
}

static const struct check_rule name_rules[] = {
	{"wildcard-inside", SEV_INFO, SCOPE_RECORD,
	    "An asterisk that is not the first label.", look_inside},
	{"wildcard-blocked", SEV_INFO, SCOPE_ZONE,
	    "Names that exist end the reach of a wildcard.", look_blocked},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { ADDRESSES, NAMES };

static const struct check_table tables[] = {
	[ADDRESSES] = ROWS(address_rules),
	[NAMES] = ROWS(name_rules),
};

static void
visit_node(struct inspect *in)
{
	if (in->node->labels > 0 && in->node->rrsets > 0 &&
	    (in->node->flags & (NODE_OCCLUDED | NODE_NSEC3)) == 0)
		(void)inspect_ask(in, &tables[NAMES], false);
}

/* Once a name: at its A if it has both. */
static void
visit_set(struct inspect *in)
{
	if (in->set->type == TYPE_A || (in->set->type == TYPE_AAAA &&
	    inspect_set(in, TYPE_A) == NULL))
		(void)inspect_ask(in, &tables[ADDRESSES], true);
}

/* Glue is answered after all, beside the delegation. */
static void
visit_hidden(struct inspect *in)
{
	if ((in->set->type == TYPE_A || in->set->type == TYPE_AAAA) &&
	    inspect_has_role(in, &in->owner, ROLE_SERVER))
		visit_set(in);
}

const struct check_chapter check_owner = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_node = visit_node,
	.visit_set = visit_set,
	.visit_hidden = visit_hidden,
};
