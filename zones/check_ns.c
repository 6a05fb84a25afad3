/* SPDX-License-Identifier: ISC */
#include "zones/check_ns.h"

#include <string.h>

#include "zones/address.h"
#include "zones/lame.h"
#include "zones/rrtype.h"

static bool
look_ip(struct inspect *in, const struct check_rule *rule)
{
	char	text[64];

	if (!inspect_is_address(in, &in->name, text))
		return false;
	return inspect_tell(in, rule, in->i, "the name server %s is an"
	    " address, but must be the name of a host; name it and give that"
	    " name the address", text);
}

static bool
look_dot(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		owner[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	name_to_text(in->name.wire, name);
	name_to_text(in->owner.wire, owner);
	if (inspect_is_dotless(in, &in->name, &meant))
		return inspect_tell(in, rule, in->i, "the name server became"
		    " %s, because its final dot is missing; write: %s NS %s",
		    name, owner, name_to_text(meant.wire, better));
	if (!inspect_is_foreign(in, &in->name, &in->target, &meant))
		return false;
	return inspect_tell(in, rule, in->i, "the name server became %s, which"
	    " does not exist; if a host elsewhere is meant, its final dot is"
	    " missing, write: %s NS %s", name, owner,
	    name_to_text(meant.wire, better));
}

static bool
look_cname(struct inspect *in, const struct check_rule *rule)
{
	struct name	last = in->name;
	struct target	end;
	char		name[NAME_TEXT_MAX];
	char		owner[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (in->target.kind != TARGET_ALIAS &&
	    in->target.kind != TARGET_RENAMED)
		return false;
	name_to_text(in->name.wire, name);
	if (inspect_follow(in, &last, &end) == -1)
		return inspect_tell(in, rule, in->i, "the name server %s is an"
		    " alias that leads nowhere; name a host that has A or AAAA"
		    " records", name);
	name_to_text(last.wire, better);
	if (inspect_is_listed(in, &last))
		return inspect_tell(in, rule, in->i, "the name server %s is an"
		    " alias of %s, which is named already; remove this record,"
		    " or name another host", name, better);
	return inspect_tell(in, rule, in->i, "the name server %s is an alias,"
	    " but must be a host's own name (RFC 2181 10.3); write: %s NS %s",
	    name, name_to_text(in->owner.wire, owner), better);
}

/*
 * RFC 1034 4.2.1: a server below its own delegation can be found only by
 * the addresses that the parent holds.  Where an MX needs one of them in
 * vain, that is told there.
 */
static bool
look_glue(struct inspect *in, const struct check_rule *rule)
{
	const struct content	*c = in->zone->content;
	char			 name[NAME_TEXT_MAX];

	if ((in->node->flags & NODE_CUT) == 0 ||
	    !name_is_under(&in->name, &in->owner) ||
	    node_has_address(content_exact(c, in->name.wire,
	    (size_t)(in->name.len - in->apex.len))) ||
	    lame_is_told(in, in->node))
		return false;
	name_to_text(in->name.wire, name);
	return inspect_tell(in, rule, in->i, "the name server %s lies below"
	    " its own delegation and has no address here, so nobody can find"
	    " it; add: %s A ...", name, name);
}

static bool
look_address(struct inspect *in, const struct check_rule *rule)
{
	struct name	near;
	char		name[NAME_TEXT_MAX];
	char		owner[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (in->target.kind != TARGET_MISSING &&
	    ((in->target.kind != TARGET_HERE &&
	    in->target.kind != TARGET_WILDCARD) ||
	    target_has_address(&in->target)))
		return false;
	name_to_text(in->name.wire, name);
	if (in->target.kind == TARGET_MISSING &&
	    inspect_near_host(in, &in->name, &near) &&
	    !inspect_is_listed(in, &near))
		return inspect_tell(in, rule, in->i, "the name server %s does"
		    " not exist; did you mean: %s NS %s", name,
		    name_to_text(in->owner.wire, owner),
		    name_to_text(near.wire, better));
	return inspect_tell(in, rule, in->i, "the name server %s has no"
	    " address; add: %s A ...", name, name);
}

static const struct check_rule record_rules[] = {
	{"ns-target-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "A name server is an address, not a name.", look_ip},
	{"ns-missing-dot", SEV_ERROR, SCOPE_ZONE,
	    "A name server without final dot became a name of the zone.",
	    look_dot},
	{"ns-target-cname", SEV_ERROR, SCOPE_SERVED,
	    "A name server is an alias.", look_cname},
	{"ns-no-glue", SEV_ERROR, SCOPE_ZONE,
	    "A name server below its delegation has no glue.", look_glue},
	{"ns-no-address", SEV_ERROR, SCOPE_SERVED,
	    "A name server has no address.", look_address},
};

/* What the NS records of the zone are, seen together. */
struct facts {
	unsigned		known;	/* whose addresses we see */
	bool			is_one_name;
	struct name		first;
	struct addresses	addresses;
};

static bool
look_single(struct inspect *in, const struct check_rule *rule)
{
	if (in->set->count > 1)
		return false;
	return inspect_tell(in, rule, 0, "the zone has one name server only,"
	    " and is gone while that is down (RFC 2182 5); add a second one in"
	    " another network");
}

/*
 * Have all servers the same addresses?  One with IPv4 only and one with
 * IPv6 only may be two machines.
 */
static bool
is_one_host(const struct facts *f)
{
	const struct addresses	*a = &f->addresses;

	return a->is_same && (a->v4 == 0 || a->v4 == f->known) &&
	    (a->v6 == 0 || a->v6 == f->known);
}

static bool
look_same(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 text[ADDRESS_TEXT_MAX];

	if (in->set->count < 2 || f->known != in->set->count ||
	    f->is_one_name || !is_one_host(f))
		return false;
	return inspect_tell(in, rule, 0, "all name servers have the same"
	    " address %s and fail together (RFC 2182 3.1); use another host"
	    " for one of them", address_to_text(f->addresses.v4 > 0 ?
	    &f->addresses.first4 : &f->addresses.first6, text));
}

static const struct check_rule set_rules[] = {
	{"ns-single", SEV_WARNING, SCOPE_ZONE,
	    "The zone has one name server only.", look_single},
	{"ns-same-address", SEV_WARNING, SCOPE_SERVED,
	    "All name servers have the same address.", look_same},
};

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	char	apex[NAME_TEXT_MAX];

	if (inspect_set(in, TYPE_NS) != NULL)
		return false;
	name_to_text(in->apex.wire, apex);
	return inspect_tell(in, rule, 0, "the zone names no name server; add"
	    " two or more, as: %s NS ns1.%s", apex, apex);
}

static const struct check_rule zone_rules[] = {
	{"ns-missing", SEV_ERROR, SCOPE_ZONE,
	    "The zone has no NS record.", look_missing},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { RECORDS, SETS, ZONE };

static const struct check_table tables[] = {
	[RECORDS] = ROWS(record_rules),
	[SETS] = ROWS(set_rules),
	[ZONE] = ROWS(zone_rules),
};

static void
visit_record(struct inspect *in, struct facts *f, unsigned i)
{
	if (!inspect_record(in, i))
		return;
	(void)inspect_ask(in, &tables[RECORDS], true);
	if (i == 0)
		f->first = in->name;
	if (!name_equal(&f->first, &in->name))
		f->is_one_name = false;
	if ((in->target.kind == TARGET_HERE ||
	    in->target.kind == TARGET_WILDCARD) &&
	    target_has_address(&in->target)) {
		f->known++;
		addresses_add(&f->addresses, in->target.zone->content,
		    in->target.node);
	}
}

static void
visit_set(struct inspect *in)
{
	struct facts	f;
	unsigned	i;

	memset(&f, 0, sizeof(f));
	f.is_one_name = true;
	addresses_init(&f.addresses);
	for (i = 0; i < in->set->count; i++)
		visit_record(in, &f, i);
	in->facts = &f;
	if ((in->node->flags & NODE_CUT) == 0)
		(void)inspect_ask(in, &tables[SETS], true);
	in->facts = NULL;
}

static void
visit_zone(struct inspect *in)
{
	(void)inspect_ask(in, &tables[ZONE], true);
}

const struct check_chapter check_ns = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_NS,
	.visit_zone = visit_zone,
	.visit_set = visit_set,
};
