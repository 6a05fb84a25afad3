/* SPDX-License-Identifier: ISC */
#include "zones/check_mx.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/lame.h"
#include "zones/rrtype.h"
#include "zones/special.h"

/* Two names, "MX" and a preference. */
#define LINE_MAX_BYTES	(2 * NAME_TEXT_MAX + 16)

/* Addresses to be added: one name of any length, or several usual ones. */
#define GLUE_BYTES	(NAME_TEXT_MAX + 16)

bool
check_mx_is_null(const struct rrset *set, unsigned i)
{
	size_t		 len;
	const uint8_t	*rdata = rrset_rdata(set, i, &len);

	return len == 3 && rdata[2] == 0;
}

/* The record as it should be, to be pasted. */
static const char *
mx_line(const struct inspect *in, const struct name *exchange,
    char buf[LINE_MAX_BYTES])
{
	char	owner[NAME_TEXT_MAX];
	char	name[NAME_TEXT_MAX];

	(void)snprintf(buf, LINE_MAX_BYTES, "%s MX %u %s",
	    name_to_text(in->owner.wire, owner),
	    rrset_preference(in->set, in->i),
	    name_to_text(exchange->wire, name));
	return buf;
}

static bool
look_ip(struct inspect *in, const struct check_rule *rule)
{
	struct name	host;
	char		address[64];
	char		record[HOST_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (!inspect_is_address(in, &in->name, address))
		return false;
	inspect_host_for(in, address, &host, record);
	return inspect_tell(in, rule, in->i, "the exchange %s is an address,"
	    " but must be the name of a host; write: %s%s", address,
	    mx_line(in, &host, line), record);
}

static bool
look_dot(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (!inspect_is_dotless(in, &in->name, &meant))
		return false;
	return inspect_tell(in, rule, in->i, "the exchange became %s, because"
	    " its final dot is missing; write: %s",
	    name_to_text(in->name.wire, name), mx_line(in, &meant, line));
}

static bool
look_localhost(struct inspect *in, const struct check_rule *rule)
{
	char	owner[NAME_TEXT_MAX];

	if (!special_is_localhost(&in->name))
		return false;
	return inspect_tell(in, rule, in->i, "the exchange localhost sends the"
	    " senders to themselves; name the public host, or, if no mail is"
	    " taken, write: %s MX 0 .", name_to_text(in->owner.wire, owner));
}

static bool
look_special(struct inspect *in, const struct check_rule *rule)
{
	const char	*suffix = special_suffix(&in->name);
	char		 owner[NAME_TEXT_MAX];
	char		 name[NAME_TEXT_MAX];

	/* A zone for inside use names its own hosts. */
	if (suffix == NULL || special_suffix(&in->apex) == suffix)
		return false;
	return inspect_tell(in, rule, in->i, "the exchange %s lies under %s,"
	    " which is never in the public DNS; use a public name, or, if no"
	    " mail is taken, write: %s MX 0 .",
	    name_to_text(in->name.wire, name), suffix,
	    name_to_text(in->owner.wire, owner));
}

/* The nearest name that may be a host's: hyphens for what may not be. */
static void
make_hostname(struct name *name)
{
	uint8_t		*label;
	unsigned	 i;
	unsigned	 k;
	bool		 is_edge;

	for (i = 0; i < name->labels; i++) {
		label = name->wire + name->offset[i];
		for (k = 1; k <= label[0]; k++) {
			is_edge = k == 1 || k == label[0];
			if (label[k] == '-' ? is_edge :
			    !inspect_is_host_octet(label[k]))
				label[k] = is_edge ? 'x' : '-';
		}
	}
}

static bool
look_hostname(struct inspect *in, const struct check_rule *rule)
{
	struct name	better = in->name;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (inspect_is_hostname(&in->name))
		return false;
	make_hostname(&better);
	return inspect_tell(in, rule, in->i, "the exchange %s is no host name:"
	    " letters, digits and inner hyphens only; rename the host and its"
	    " addresses too, then write: %s",
	    name_to_text(in->name.wire, name), mx_line(in, &better, line));
}

static bool
look_foreign_dot(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (!inspect_is_foreign(in, &in->name, &in->target, &meant))
		return false;
	return inspect_tell(in, rule, in->i, "the exchange became %s, which"
	    " does not exist; if a host elsewhere is meant, its final dot is"
	    " missing, write: %s", name_to_text(in->name.wire, name),
	    mx_line(in, &meant, line));
}

static bool
tell_alias(struct inspect *in, const struct check_rule *rule,
    const char *how)
{
	struct name	last = in->name;
	struct target	end;
	char		name[NAME_TEXT_MAX];
	char		goal[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	name_to_text(in->name.wire, name);
	if (inspect_follow(in, &last, &end) == -1)
		return inspect_tell(in, rule, in->i, "the exchange %s is an"
		    " alias (%s) that leads nowhere; name a host that has A or"
		    " AAAA records", name, how);
	if (end.kind == TARGET_MISSING || (end.node != NULL &&
	    end.kind != TARGET_DELEGATED && !target_has_address(&end)))
		return inspect_tell(in, rule, in->i, "the exchange %s is an"
		    " alias (%s) of %s, which has no address; name a host that"
		    " has A or AAAA records", name, how,
		    name_to_text(last.wire, goal));
	if (inspect_is_listed(in, &last))
		return inspect_tell(in, rule, in->i, "the exchange %s is an"
		    " alias (%s) of %s, which the name has as exchange"
		    " already; remove this record", name, how,
		    name_to_text(last.wire, goal));
	return inspect_tell(in, rule, in->i, "the exchange %s is an alias"
	    " (%s), but must be a host's own name (RFC 2181 10.3); write: %s",
	    name, how, mx_line(in, &last, line));
}

static bool
look_cname(struct inspect *in, const struct check_rule *rule)
{
	return in->target.kind == TARGET_ALIAS &&
	    tell_alias(in, rule, "CNAME");
}

static bool
look_dname(struct inspect *in, const struct check_rule *rule)
{
	return in->target.kind == TARGET_RENAMED &&
	    tell_alias(in, rule, "below a DNAME");
}

/*
 * The addresses that a lame delegation lacks, to be pasted; what has no room
 * is left out.
 */
static const char *
glue_lines(const struct target *t, char list[GLUE_BYTES])
{
	const struct rrset	*ns = target_set(t, TYPE_NS);
	struct name		 server;
	char			 name[NAME_TEXT_MAX];
	size_t			 used = 0;
	unsigned		 i;

	list[0] = '\0';
	for (i = 0; i < ns->count; i++) {
		if (target_name(t->zone, ns, i, &server) == -1)
			continue;
		name_to_text(server.wire, name);
		if (used + strlen(name) + sizeof(", ... A ...") > GLUE_BYTES)
			break;
		used += (size_t)snprintf(list + used, GLUE_BYTES - used,
		    "%s%s A ...", used > 0 ? ", " : "", name);
	}
	return list;
}

static bool
look_lame(struct inspect *in, const struct check_rule *rule)
{
	char		name[NAME_TEXT_MAX];
	char		cut[NAME_TEXT_MAX];
	char		list[GLUE_BYTES];
	struct name	owner;

	if (!lame_has(in, &in->target) ||
	    target_owner(in->target.zone, in->target.node, &owner) == -1)
		return false;
	return inspect_tell(in, rule, in->i, "the exchange %s lies below the"
	    " delegation %s, whose name servers have no address, so nobody can"
	    " find it; add their addresses (glue): %s; or name another"
	    " exchange", name_to_text(in->name.wire, name),
	    name_to_text(owner.wire, cut), glue_lines(&in->target, list));
}

/* One that the name has already was not meant: mx1 and mx2 resemble. */
static bool
find_near(struct inspect *in, struct name *near)
{
	return inspect_near_host(in, &in->name, near) &&
	    !inspect_is_listed(in, near);
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	struct name	near;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (in->target.kind != TARGET_MISSING)
		return false;
	name_to_text(in->name.wire, name);
	if (find_near(in, &near))
		return inspect_tell(in, rule, in->i, "the exchange %s does not"
		    " exist; did you mean: %s", name,
		    mx_line(in, &near, line));
	return inspect_tell(in, rule, in->i, "the exchange %s does not exist;"
	    " correct the name, or add its address: %s A ...", name, name);
}

static bool
look_no_address(struct inspect *in, const struct check_rule *rule)
{
	bool		is_wildcard = in->target.kind == TARGET_WILDCARD;
	struct name	near;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if ((in->target.kind != TARGET_HERE && !is_wildcard) ||
	    target_has_address(&in->target))
		return false;
	name_to_text(in->name.wire, name);
	if (is_wildcard && find_near(in, &near))
		return inspect_tell(in, rule, in->i, "the exchange %s exists"
		    " by way of a wildcard, but has no address; did you mean:"
		    " %s", name, mx_line(in, &near, line));
	return inspect_tell(in, rule, in->i, "the exchange %s exists%s, but"
	    " has no address, so no mail can reach it; add: %s A ...", name,
	    is_wildcard ? " by way of a wildcard" : "", name);
}

/* Of which kinds the target's addresses are; several rules ask. */
static unsigned
kinds_of(struct inspect *in)
{
	struct address	a;
	size_t		i;

	/* Zones of one shape share their nodes, though not their addresses. */
	if (in->kinds_of == in->target.node && in->kinds_in == in->target.zone)
		return in->kinds;
	in->kinds_of = in->target.node;
	in->kinds_in = in->target.zone;
	in->kinds = 0;
	for (i = 0; i < ADDRESSES_MAX && address_of(in->target.zone->content,
	    in->target.node, i, &a); i++)
		in->kinds |= 1u << address_kind(&a);
	return in->kinds;
}

/* The first address of a kind among the target's. */
static bool
find_kind(struct inspect *in, enum address_kind kind, struct address *out)
{
	size_t	i;

	if ((in->target.kind != TARGET_HERE &&
	    in->target.kind != TARGET_WILDCARD) ||
	    (kinds_of(in) & 1u << kind) == 0)
		return false;
	for (i = 0; i < ADDRESSES_MAX && address_of(in->target.zone->content,
	    in->target.node, i, out); i++) {
		if (address_kind(out) == kind)
			return true;
	}
	return false;
}

static bool
tell_kind(struct inspect *in, const struct check_rule *rule,
    enum address_kind kind, const char *what)
{
	struct address	a;
	char		name[NAME_TEXT_MAX];
	char		text[ADDRESS_TEXT_MAX];

	if (!find_kind(in, kind, &a))
		return false;
	return inspect_tell(in, rule, in->i, "the exchange %s has the address"
	    " %s, which %s; give it its public address",
	    name_to_text(in->name.wire, name), address_to_text(&a, text),
	    what);
}

static bool
look_loopback(struct inspect *in, const struct check_rule *rule)
{
	return tell_kind(in, rule, ADDRESS_LOOPBACK, "is each sender's own");
}

static bool
look_multicast(struct inspect *in, const struct check_rule *rule)
{
	return tell_kind(in, rule, ADDRESS_MULTICAST, "is no address of one"
	    " host");
}

/* A zone that is never in the public DNS is for inside use. */
static bool
look_private(struct inspect *in, const struct check_rule *rule)
{
	return special_suffix(&in->apex) == NULL && tell_kind(in, rule,
	    ADDRESS_PRIVATE, "cannot be reached from the Internet");
}

static bool
look_documentation(struct inspect *in, const struct check_rule *rule)
{
	struct address	a;

	return find_kind(in, ADDRESS_DOCUMENTATION, &a) &&
	    !inspect_is_example(in) && tell_kind(in, rule,
	    ADDRESS_DOCUMENTATION, "is for documentation only");
}

static bool
look_wildcard(struct inspect *in, const struct check_rule *rule)
{
	struct name	near;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (in->target.kind != TARGET_WILDCARD)
		return false;
	name_to_text(in->name.wire, name);
	if (find_near(in, &near))
		return inspect_tell(in, rule, in->i, "the exchange %s has an"
		    " address by way of a wildcard only; did you mean: %s",
		    name, mx_line(in, &near, line));
	return inspect_tell(in, rule, in->i, "the exchange %s has an address"
	    " by way of a wildcard only, as any misspelt name has; add its"
	    " own: %s A ...", name, name);
}

static bool
look_chain(struct inspect *in, const struct check_rule *rule)
{
	const struct rrset	*mx;
	char			 name[NAME_TEXT_MAX];

	if (in->target.kind != TARGET_HERE ||
	    (mx = target_set(&in->target, TYPE_MX)) == NULL ||
	    mx->count != 1 || !check_mx_is_null(mx, 0))
		return false;
	return inspect_tell(in, rule, in->i, "the exchange %s says by its own"
	    " null MX that it takes no mail; was another host meant? if not,"
	    " remove the null MX there", name_to_text(in->name.wire, name));
}

static const struct check_rule target_rules[] = {
	{"mx-target-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "The exchange is an address, not a name.", look_ip},
	{"mx-target-missing-dot", SEV_ERROR, SCOPE_ZONE,
	    "The exchange ends with the zone's name twice.", look_dot},
	{"mx-target-localhost", SEV_ERROR, SCOPE_RECORD,
	    "The exchange is localhost.", look_localhost},
	{"mx-target-special-use", SEV_ERROR, SCOPE_RECORD,
	    "The exchange lies under a name that is never public.",
	    look_special},
	{"mx-target-bad-hostname", SEV_ERROR, SCOPE_RECORD,
	    "The exchange is no host name.", look_hostname},
	{"mx-target-foreign-missing-dot", SEV_ERROR, SCOPE_ZONE,
	    "A foreign exchange without final dot became a name of the zone.",
	    look_foreign_dot},
	{"mx-target-cname", SEV_ERROR, SCOPE_SERVED,
	    "The exchange is an alias.", look_cname},
	{"mx-target-dname", SEV_ERROR, SCOPE_SERVED,
	    "The exchange lies below a DNAME.", look_dname},
	{"mx-target-lame", SEV_ERROR, SCOPE_SERVED,
	    "The exchange lies below a delegation that cannot be reached.",
	    look_lame},
	{"mx-target-nonexistent", SEV_ERROR, SCOPE_SERVED,
	    "The exchange does not exist.", look_missing},
	{"mx-target-no-address", SEV_ERROR, SCOPE_SERVED,
	    "The exchange has neither A nor AAAA.", look_no_address},
	{"mx-target-loopback", SEV_ERROR, SCOPE_SERVED,
	    "The exchange has a loopback address.", look_loopback},
	{"mx-target-multicast", SEV_ERROR, SCOPE_SERVED,
	    "The exchange has a multicast or reserved address.",
	    look_multicast},
	{"mx-target-private", SEV_WARNING, SCOPE_SERVED,
	    "The exchange has an address that is not reachable.",
	    look_private},
	{"mx-target-documentation", SEV_WARNING, SCOPE_SERVED,
	    "The exchange has an address from documentation.",
	    look_documentation},
	{"mx-target-wildcard", SEV_WARNING, SCOPE_SERVED,
	    "The exchange exists by way of a wildcard only.", look_wildcard},
	{"mx-chain-to-null", SEV_WARNING, SCOPE_SERVED,
	    "The exchange says that it takes no mail.", look_chain},
};

const struct check_table check_mx_targets = {
	target_rules, sizeof(target_rules) / sizeof(target_rules[0])
};

/* Led by check_mxset, which sees the records of a name together. */
const struct check_chapter check_mx = {
	.tables = &check_mx_targets,
	.n = 1,
};
