/* SPDX-License-Identifier: ISC */
#include "zones/check_cut.h"

#include <string.h>

#include "zones/policy.h"
#include "zones/rrtype.h"

/* More name servers than this are not compared: n^2 stays harmless. */
#define COMPARED_MAX	64

/* What a signer leaves at a delegation.  RFC 4035 2.2, 2.3. */
static bool
is_of_signer(uint16_t type)
{
	return type == TYPE_NSEC || type == TYPE_RRSIG;
}

static bool
is_address_type(uint16_t type)
{
	return type == TYPE_A || type == TYPE_AAAA;
}

/* RFC 1034 4.2.1: addresses of name servers, whoever names them. */
static bool
is_glue(struct inspect *in)
{
	return is_address_type(in->set->type) &&
	    inspect_has_role(in, &in->owner, ROLE_SERVER);
}

/* The delegation that hides the owner. */
static const char *
cut_of(const struct inspect *in, char buf[NAME_TEXT_MAX])
{
	struct search	found;
	struct name	cut = in->owner;

	content_search(in->zone->content, &in->owner, in->apex.labels,
	    &found);
	if (found.cut != NULL)
		(void)target_owner(in->zone, found.cut, &cut);
	return name_to_text(cut.wire, buf);
}

/* MX, a policy in a TXT, the address of somebody's exchange. */
static bool
is_of_mail(struct inspect *in)
{
	struct policy	p;
	unsigned	i;

	if (is_address_type(in->set->type))
		return inspect_has_role(in, &in->owner, ROLE_EXCHANGE);
	for (i = 0; i < in->set->count && in->set->type == TYPE_TXT; i++) {
		inspect_policy(in, i, in->text, &p);
		if (p.kind != POLICY_NONE)
			return true;
	}
	return in->set->type == TYPE_MX;
}

static bool
look_mail(struct inspect *in, const struct check_rule *rule)
{
	char	cut[NAME_TEXT_MAX];
	char	type[RRTYPE_TEXT_MAX];

	if (!is_of_mail(in))
		return false;
	return inspect_tell(in, rule, 0, "this %s is never answered, because"
	    " %s is delegated to other servers; put it into the zone %s there,"
	    " or remove the delegation", rrtype_to_text(in->set->type, type),
	    cut_of(in, cut), cut);
}

static bool
look_occluded(struct inspect *in, const struct check_rule *rule)
{
	char	cut[NAME_TEXT_MAX];
	char	type[RRTYPE_TEXT_MAX];

	return inspect_tell(in, rule, 0, "this %s is never answered, because"
	    " %s is delegated to other servers, and it is not the address of a"
	    " name server; move it to the zone %s there",
	    rrtype_to_text(in->set->type, type), cut_of(in, cut), cut);
}

static const struct check_rule hidden_rules[] = {
	{"delegation-hides-mail", SEV_ERROR, SCOPE_ZONE,
	    "Data that mail needs lie at or below a delegation.", look_mail},
	{"occluded-data", SEV_WARNING, SCOPE_ZONE,
	    "Data that are no glue lie at or below a delegation.",
	    look_occluded},
};

/* Does the set name this server? */
static bool
has_server(const struct zone *zone, const struct rrset *set,
    const struct name *server)
{
	struct name	name;
	unsigned	i;

	for (i = 0; i < set->count; i++) {
		if (target_name(zone, set, i, &name) == 0 &&
		    name_equal(&name, server))
			return true;
	}
	return false;
}

/*
 * The first server of a set that the other does not name.
 * returns false if there is none
 */
static bool
find_extra(const struct zone *zone, const struct rrset *set,
    const struct zone *other_zone, const struct rrset *other, unsigned *at,
    struct name *out)
{
	for (*at = 0; *at < set->count; (*at)++) {
		if (target_name(zone, set, *at, out) == 0 &&
		    !has_server(other_zone, other, out))
			return true;
	}
	return false;
}

/* Does a server's name end with a zone's twice?  Then the checks of that
   zone tell that its final dot is missing. */
static bool
is_dotless(const struct name *server, const struct name *apex)
{
	struct name	rest;
	uint8_t		wire[NAME_MAX_BYTES];
	size_t		len;

	if (!name_is_under(server, apex))
		return false;
	len = (size_t)(server->len - apex->len);
	memcpy(wire, server->wire, len);
	wire[len] = 0;
	name_from_wire(&rest, wire);
	return name_is_under(&rest, apex);
}

static bool
is_mistyped(struct inspect *in, const struct name *server,
    const struct name *child)
{
	struct name	meant;
	struct target	target;
	char		text[64];

	inspect_find(in, server, &target);
	return inspect_is_address(in, server, text) ||
	    inspect_is_dotless(in, server, &meant) ||
	    inspect_is_foreign(in, server, &target, &meant) ||
	    is_dotless(server, child);
}

/* RFC 1034 4.2.2: both sides of a cut name the same servers. */
static bool
look_child(struct inspect *in, const struct check_rule *rule)
{
	const struct zone	*child;
	const struct rrset	*theirs;
	struct name		 name;
	char			 server[NAME_TEXT_MAX];
	char			 owner[NAME_TEXT_MAX];
	unsigned		 at;

	inspect_find(in, &in->owner, &in->target);
	child = in->target.zone;
	if ((in->node->flags & NODE_CUT) == 0 || child == NULL ||
	    child->content == NULL || child->apex_len != in->owner.len ||
	    (theirs = node_find(child->content, content_apex(child->content),
	    TYPE_NS)) == NULL || theirs->count > COMPARED_MAX ||
	    in->set->count > COMPARED_MAX)
		return false;
	name_to_text(in->owner.wire, owner);
	if (find_extra(in->zone, in->set, child, theirs, &at, &name))
		return !is_mistyped(in, &name, &in->owner) &&
		    inspect_tell(in, rule, at, "the zone %s, which is served"
		    " here too, does not name the server %s; make both sets"
		    " equal, for example in that zone: %s NS %s", owner,
		    name_to_text(name.wire, server), owner, server);
	if (find_extra(child, theirs, in->zone, in->set, &at, &name))
		return !is_mistyped(in, &name, &in->owner) &&
		    inspect_tell(in, rule, 0, "the zone %s, which is served"
		    " here too, also names the server %s; make both sets"
		    " equal, for example here: %s NS %s", owner,
		    name_to_text(name.wire, server), owner, server);
	return false;
}

static const struct check_rule set_rules[] = {
	{"delegation-child-differs", SEV_WARNING, SCOPE_SERVED,
	    "Parent and child zone name different servers.", look_child},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { HIDDEN, SETS };

static const struct check_table tables[] = {
	[HIDDEN] = ROWS(hidden_rules),
	[SETS] = ROWS(set_rules),
};

static void
visit_hidden(struct inspect *in)
{
	if (!is_of_signer(in->set->type) && !is_glue(in))
		(void)inspect_ask(in, &tables[HIDDEN], true);
}

static void
visit_set(struct inspect *in)
{
	(void)inspect_ask(in, &tables[SETS], true);
}

const struct check_chapter check_cut = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_NS,
	.visit_set = visit_set,
	.visit_hidden = visit_hidden,
};
