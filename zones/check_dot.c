/* SPDX-License-Identifier: ISC */
#include "zones/check_dot.h"

#include <string.h>

#include "zones/rdata.h"
#include "zones/reverse.h"
#include "zones/rrtype.h"

/* NS, MX and, in reverse zones, PTR have chapters of their own. */
static bool
is_elsewhere(const struct inspect *in)
{
	return in->set->type == TYPE_NS || in->set->type == TYPE_MX ||
	    (in->set->type == TYPE_PTR && reverse_is_arpa(&in->apex));
}

static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	/* A part of names only has no line to mend. */
	if (in->node->rrsets == 0 ||
	    !inspect_is_dotless(in, &in->owner, &meant))
		return false;
	return inspect_tell(in, rule, 0, "the owner became %s, because its"
	    " final dot is missing; write %s", name_to_text(in->owner.wire,
	    name), name_to_text(meant.wire, better));
}

/* in->name is the name in the RDATA; in->facts says which, for SOA. */
static bool
tell_name(struct inspect *in, const struct check_rule *rule,
    const char *what)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (!inspect_is_dotless(in, &in->name, &meant))
		return false;
	return inspect_tell(in, rule, in->i, "the %s became %s, because its"
	    " final dot is missing; write %s", what, name_to_text(
	    in->name.wire, name), name_to_text(meant.wire, better));
}

static unsigned
number_of_name(const struct inspect *in)
{
	return *(const unsigned *)in->facts;
}

static bool
look_mname(struct inspect *in, const struct check_rule *rule)
{
	return in->set->type == TYPE_SOA && number_of_name(in) == 0 &&
	    tell_name(in, rule, "primary server");
}

static bool
look_rname(struct inspect *in, const struct check_rule *rule)
{
	return in->set->type == TYPE_SOA && number_of_name(in) == 1 &&
	    tell_name(in, rule, "mailbox");
}

/*
 * The mailbox as somebody wrote it who took it for an address: what stands
 * before the @ becomes the first label, dots and all.  RFC 1035 8.
 *
 * returns false if there is no @ in it, or nothing before or behind it
 */
static bool
read_address(struct name *name)
{
	struct name	 text = *name;
	uint8_t		*at = NULL;
	uint8_t		*end = NULL;
	unsigned	 i;
	unsigned	 k;

	for (i = 0; i < name->labels && at == NULL; i++) {
		end = text.wire + text.offset[i];
		at = memchr(end + 1, '@', end[0]);
		end += end[0] + 1;
	}
	if (at == NULL || at == text.wire + 1 || at + 1 == end ||
	    at - text.wire - 1 > LABEL_MAX_BYTES)
		return false;
	/* No octet more or less: dots stood as lengths. */
	for (k = 1; k < i; k++)
		text.wire[text.offset[k]] = '.';
	text.wire[0] = (uint8_t)(at - text.wire - 1);
	at[0] = (uint8_t)(end - at - 1);
	name_from_wire(name, text.wire);
	return true;
}

static bool
look_at(struct inspect *in, const struct check_rule *rule)
{
	struct name	address = in->name;
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (in->set->type != TYPE_SOA || number_of_name(in) != 1 ||
	    !read_address(&address))
		return false;
	inspect_find(in, &address, &in->target);
	if (!inspect_is_dotless(in, &address, &meant) &&
	    !inspect_is_foreign(in, &address, &in->target, &meant))
		meant = address;
	return inspect_tell(in, rule, 0, "the mailbox %s holds an @, but takes"
	    " a dot in its place (RFC 1035 8); write %s",
	    name_to_text(in->name.wire, name),
	    name_to_text(meant.wire, better));
}

/* As tell_name(), and for hosts of others. */
static bool
tell_host(struct inspect *in, const struct check_rule *rule,
    const char *what)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (tell_name(in, rule, what))
		return true;
	inspect_find(in, &in->name, &in->target);
	/* By way of a wildcard an alias leads somewhere, perhaps rightly. */
	if (in->target.kind != TARGET_MISSING ||
	    !inspect_is_foreign(in, &in->name, &in->target, &meant))
		return false;
	return inspect_tell(in, rule, in->i, "the %s became %s, which does not"
	    " exist; if a host elsewhere is meant, its final dot is missing,"
	    " write %s", what, name_to_text(in->name.wire, name),
	    name_to_text(meant.wire, better));
}

static bool
look_srv(struct inspect *in, const struct check_rule *rule)
{
	return in->set->type == TYPE_SRV && tell_host(in, rule, "target");
}

static bool
look_rdata(struct inspect *in, const struct check_rule *rule)
{
	if (in->set->type == TYPE_CNAME)
		return tell_host(in, rule, "name");
	return in->set->type != TYPE_SOA && in->set->type != TYPE_SRV &&
	    tell_name(in, rule, "name");
}

static const struct check_rule owner_rules[] = {
	{"owner-missing-dot", SEV_WARNING, SCOPE_RECORD,
	    "An owner ends with the zone's name twice.", look_owner},
};

static const struct check_rule name_rules[] = {
	{"soa-mname-missing-dot", SEV_WARNING, SCOPE_ZONE,
	    "The primary server ends with the zone's name twice.",
	    look_mname},
	{"soa-rname-at", SEV_ERROR, SCOPE_RECORD,
	    "The mailbox of the SOA is written with an @.", look_at},
	{"soa-rname-missing-dot", SEV_WARNING, SCOPE_ZONE,
	    "The mailbox of the SOA ends with the zone's name twice.",
	    look_rname},
	{"srv-missing-dot", SEV_ERROR, SCOPE_ZONE,
	    "The target of an SRV without final dot became a name of the"
	    " zone.",
	    look_srv},
	{"rdata-missing-dot", SEV_ERROR, SCOPE_ZONE,
	    "A name in a record without final dot became a name of the"
	    " zone.",
	    look_rdata},
};

static const struct check_table tables[] = {
	{owner_rules, sizeof(owner_rules) / sizeof(owner_rules[0])},
	{name_rules, sizeof(name_rules) / sizeof(name_rules[0])},
};

static void
visit_node(struct inspect *in)
{
	(void)inspect_ask(in, &tables[0], true);
}

/* All names of one record. */
static void
visit_record(struct inspect *in, const struct rrtype *row)
{
	const uint8_t		*rdata;
	struct name_parts	 parts;
	size_t			 len;
	size_t			 at;
	size_t			 used;
	unsigned		 n;

	rdata = rrset_rdata(in->set, in->i, &len);
	at = rdata_name_at(row, rdata);
	in->facts = &n;
	for (n = 0; n < row->names; n++, at += used) {
		parts = stored_name(rdata + at, in->apex.wire, in->apex.len,
		    &used);
		if (name_join(&in->name, &parts) == 0)
			(void)inspect_ask(in, &tables[1], true);
	}
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	const struct rrtype	*row;

	if (is_elsewhere(in) ||
	    (row = rrtype_find(in->set->type)) == NULL || row->names == 0)
		return;
	for (in->i = 0; in->i < in->set->count; in->i++)
		visit_record(in, row);
}

const struct check_chapter check_dot = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_node = visit_node,
	.visit_set = visit_set,
};
