/* SPDX-License-Identifier: ISC */
#include "zones/check_ptr.h"

#include <string.h>

#include "zones/address.h"
#include "zones/rrtype.h"

static bool
is_under_arpa(const struct name *name)
{
	static const uint8_t	wire[] = "\4arpa";
	struct name		arpa;

	name_from_wire(&arpa, wire);
	return name_is_under(name, &arpa);
}

static bool
is_known(const struct target *t)
{
	return t->kind == TARGET_HERE || t->kind == TARGET_WILDCARD;
}

static bool
look_dot(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant = in->name;
	char		owner[NAME_TEXT_MAX];
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (!is_under_arpa(&in->name) || in->name.len <= in->apex.len ||
	    !name_is_under(&in->name, &in->apex))
		return false;
	meant.wire[meant.len - in->apex.len] = 0;
	return inspect_tell(in, rule, in->i, "the name became %s, because its"
	    " final dot is missing; write: %s PTR %s",
	    name_to_text(in->name.wire, name),
	    name_to_text(in->owner.wire, owner),
	    name_to_text(meant.wire, better));
}

static bool
look_ip(struct inspect *in, const struct check_rule *rule)
{
	char	text[64];

	if (!inspect_is_address(in, &in->name, text))
		return false;
	return inspect_tell(in, rule, in->i, "the PTR leads to an address, %s;"
	    " name the host that has the address", text);
}

static bool
look_hostname(struct inspect *in, const struct check_rule *rule)
{
	char	name[NAME_TEXT_MAX];

	if (inspect_is_hostname(&in->name))
		return false;
	return inspect_tell(in, rule, in->i, "%s is no host name: letters,"
	    " digits and inner hyphens only; rename the host here and where"
	    " its address stands", name_to_text(in->name.wire, name));
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
		return inspect_tell(in, rule, in->i, "%s is an alias that leads"
		    " nowhere; name the host that has the address", name);
	return inspect_tell(in, rule, in->i, "%s is an alias, but must be the"
	    " host's own name (RFC 2181 10.2); write: %s PTR %s", name,
	    name_to_text(in->owner.wire, owner),
	    name_to_text(last.wire, better));
}

static bool
has_address(const struct node *node, const struct address *wanted)
{
	struct address	a;
	size_t		i;

	for (i = 0; address_of(node, i, &a); i++) {
		if (address_equal(&a, wanted))
			return true;
	}
	return false;
}

static bool
look_confirmed(struct inspect *in, const struct check_rule *rule)
{
	struct address	a;
	char		name[NAME_TEXT_MAX];
	char		text[ADDRESS_TEXT_MAX];
	const char	*type;

	if (!address_from_reverse(&in->owner, &a) ||
	    (!is_known(&in->target) && in->target.kind != TARGET_MISSING) ||
	    has_address(in->target.node, &a))
		return false;
	name_to_text(in->name.wire, name);
	address_to_text(&a, text);
	type = a.type == TYPE_A ? "A" : "AAAA";
	return inspect_tell(in, rule, in->i, "%s %s, so the name does not lead"
	    " back to the address; name the host that has it, or add: %s %s"
	    " %s", name, in->target.kind == TARGET_MISSING ? "does not exist" :
	    "does not have this address", name, type, text);
}

static const struct check_rule record_rules[] = {
	{"ptr-missing-dot", SEV_ERROR, SCOPE_RECORD,
	    "The PTR leads into the reverse zone itself.", look_dot},
	{"ptr-target-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "The PTR leads to an address.", look_ip},
	{"ptr-bad-hostname", SEV_WARNING, SCOPE_RECORD,
	    "The PTR leads to what is no host name.", look_hostname},
	{"ptr-target-cname", SEV_ERROR, SCOPE_SERVED,
	    "The PTR leads to an alias.", look_cname},
	{"ptr-not-confirmed", SEV_ERROR, SCOPE_SERVED,
	    "The name in the PTR does not lead back to the address.",
	    look_confirmed},
};

static const struct check_table records = {
	record_rules, sizeof(record_rules) / sizeof(record_rules[0])
};

/* Labels left of in-addr.arpa or ip6.arpa; 0 if it is not under one. */
static unsigned
reverse_labels(const struct name *name, bool *is_v6)
{
	static const uint8_t	v4[] = "\7in-addr\4arpa";
	static const uint8_t	v6[] = "\3ip6\4arpa";
	struct name		root4;
	struct name		root6;

	name_from_wire(&root4, v4);
	name_from_wire(&root6, v6);
	*is_v6 = name_is_under(name, &root6);
	if (!*is_v6 && !name_is_under(name, &root4))
		return 0;
	return name->labels - 2u;
}

/* A label that is a number, whatever its value; -1 if it is none. */
static int
number_of(const uint8_t *label)
{
	int		v = 0;
	unsigned	k;

	for (k = 1; k <= label[0]; k++) {
		if (label[k] < '0' || label[k] > '9')
			return -1;
		v = v > 255 ? v : v * 10 + (label[k] - '0');
	}
	return v;
}

/*
 * RFC 1035 3.5: four octets.  Other labels and, in the zone of a classless
 * delegation, more of them are fine: RFC 2317 4.
 */
static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	const uint8_t	*label;
	unsigned	 numbers = 0;
	unsigned	 n;
	unsigned	 i;
	bool		 is_v6;
	int		 v;

	n = reverse_labels(&in->owner, &is_v6);
	for (i = 0; i < n && !is_v6; i++) {
		label = in->owner.wire + in->owner.offset[i];
		v = number_of(label);
		if (v > 255 || (v != -1 && label[0] > 1 && label[1] == '0'))
			return inspect_tell(in, rule, 0, "\"%.*s\" is no octet"
			    " of an address, so no query asks for this name;"
			    " write a number from 0 to 255 without leading"
			    " zeros", (int)label[0], (const char *)label + 1);
		numbers += v != -1;
	}
	if (is_v6 || numbers <= 4 || numbers < n || in->apex.labels >= 4 + 2)
		return false;
	return inspect_tell(in, rule, 0, "the name has %u numbers, an address"
	    " has 4; remove what is too much", n);
}

static bool
look_short(struct inspect *in, const struct check_rule *rule)
{
	unsigned	n;
	bool		is_v6;

	n = reverse_labels(&in->owner, &is_v6);
	if (!is_v6 || n >= 32)
		return false;
	return inspect_tell(in, rule, 0, "the name has %u hexadecimal digits"
	    " of an address, not 32, so no query asks for it; write all"
	    " digits, zeros too", n);
}

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	struct address	a;

	if (in->set->count < 2 || !address_from_reverse(&in->owner, &a))
		return false;
	return inspect_tell(in, rule, 1, "the address has %u PTR records, and"
	    " receivers look at any one of them; keep the name that the mail"
	    " server says in HELO", in->set->count);
}

static const struct check_rule set_rules[] = {
	{"ptr-bad-owner", SEV_ERROR, SCOPE_RECORD,
	    "The owner is no address written backwards.", look_owner},
	{"ptr-v6-short", SEV_WARNING, SCOPE_RECORD,
	    "The owner has fewer than the 32 digits of an IPv6 address.",
	    look_short},
	{"ptr-multiple", SEV_WARNING, SCOPE_NAME,
	    "An address has several PTR records.", look_multiple},
};

static const struct check_table sets = {
	set_rules, sizeof(set_rules) / sizeof(set_rules[0])
};

static void
visit_set(struct inspect *in)
{
	unsigned	i;

	/* DNS-SD has PTR records in forward zones: RFC 6763 4.1. */
	if (!is_under_arpa(&in->apex))
		return;
	for (i = 0; i < in->set->count; i++) {
		if (inspect_record(in, i))
			(void)inspect_ask(in, &records, true);
	}
	(void)inspect_ask(in, &sets, true);
}

/* One address of an exchange on its way back. */
struct way_back {
	struct address	address;
	struct name	reverse;	/* where the PTR should be */
	struct target	at;		/* aliases followed, RFC 2317 */
};

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	char			 name[NAME_TEXT_MAX];
	char			 reverse[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];

	if (way->at.kind != TARGET_MISSING && (!is_known(&way->at) ||
	    node_find(way->at.node, TYPE_PTR) != NULL))
		return false;
	return inspect_tell(in, rule, in->i, "the address %s of the exchange"
	    " has no PTR, and many receivers refuse mail from such; add: %s"
	    " PTR %s", address_to_text(&way->address, text),
	    name_to_text(way->reverse.wire, reverse),
	    name_to_text(in->name.wire, name));
}

static bool
look_other(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	const struct rrset	*ptr;
	struct name		 name;
	char			 text[ADDRESS_TEXT_MAX];
	char			 other[NAME_TEXT_MAX];
	unsigned		 i;

	if (!is_known(&way->at) ||
	    (ptr = node_find(way->at.node, TYPE_PTR)) == NULL)
		return false;
	for (i = 0; i < ptr->count; i++) {
		if (target_name(way->at.zone, ptr, i, &name) == -1 ||
		    name_equal(&name, &in->name))
			return false;
	}
	return inspect_tell(in, rule, in->i, "the PTR of the exchange's"
	    " address %s gives another name, %s; that is fine if the server"
	    " says this name in HELO", address_to_text(&way->address, text),
	    name_to_text(name.wire, other));
}

static const struct check_rule exchange_rules[] = {
	{"ptr-missing", SEV_WARNING, SCOPE_SERVED,
	    "An address of an exchange has no PTR.", look_missing},
	{"ptr-other-name", SEV_INFO, SCOPE_SERVED,
	    "The PTR of an exchange gives another name.", look_other},
};

static const struct check_table exchanges = {
	exchange_rules, sizeof(exchange_rules) / sizeof(exchange_rules[0])
};

void
check_ptr_exchange(struct inspect *in)
{
	struct way_back	 way;
	struct name	 name;
	size_t		 i;

	if (!is_known(&in->target))
		return;
	in->facts = &way;
	for (i = 0; address_of(in->target.node, i, &way.address); i++) {
		address_reverse(&way.address, &way.reverse);
		name = way.reverse;
		if (inspect_follow(in, &name, &way.at) == 0)
			(void)inspect_ask(in, &exchanges, true);
	}
	in->facts = NULL;
}

static const struct check_table tables[] = {
	{record_rules, sizeof(record_rules) / sizeof(record_rules[0])},
	{set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
	{exchange_rules, sizeof(exchange_rules) / sizeof(exchange_rules[0])},
};

const struct check_chapter check_ptr = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_PTR,
	.visit_set = visit_set,
};
