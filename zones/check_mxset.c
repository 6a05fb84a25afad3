/* SPDX-License-Identifier: ISC */
#include "zones/check_mxset.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/check_mx.h"
#include "zones/check_sender.h"
#include "zones/rrtype.h"
#include "zones/special.h"
#include "zones/wire.h"

/* More exchanges than this are compared in part: n^2 stays harmless. */
#define COMPARED_MAX	64

/* RFC 7208 4.6.4: the SPF mechanism mx takes 10 names. */
#define EXCHANGES_MAX	10

/* What most servers and resolvers take over UDP, lest it is fragmented. */
#define ANSWER_BYTES	1232

/* An RRSIG by ECDSA P-256, without the name of its signer: RFC 4034 3.1,
   6605 4. */
#define SIGNATURE_BYTES	(RRSET_FIXED_BYTES + 18 + 64)

/* So many names that a wildcard does not cover are told. */
#define SHADOWED_MAX	16

/* Wildcards below each other read the same names again: a zone is read so
   many times at most. */
#define SHADOWS_MAX	4

/* What the MX records of one name are, seen together. */
struct facts {
	unsigned	null;		/* records 0 . */
	unsigned	null_at;	/* the last of them */
	unsigned	real;		/* the others */
	unsigned	real_at;	/* the first of them */
	unsigned	known;		/* whose addresses we see */
	unsigned	unknown;	/* in no served zone */
	unsigned	unknown_at;	/* the first, so the most preferred */
	unsigned	known_at;	/* likewise */
	bool		is_one_name;	/* all name the same host */
	struct name	first;		/* exchange of record real_at */
	struct addresses addresses;	/* of all that are known */
	size_t		address_sets;	/* of them */
	size_t		sig_bytes;	/* of the signatures of these */
};

/* Are the addresses of all exchanges in sight? */
static bool
is_complete(const struct facts *f)
{
	return f->real > 0 && f->known == f->real;
}

static bool
look_mixed(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 owner[NAME_TEXT_MAX];

	if (f->null == 0 || f->null + f->real < 2)
		return false;
	return inspect_tell(in, rule, f->null_at, "a null MX must be the only"
	    " MX of its name (RFC 7505 3); remove it, or, if no mail is taken,"
	    " keep only: %s MX 0 .", name_to_text(in->owner.wire, owner));
}

static bool
look_null_preference(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 owner[NAME_TEXT_MAX];

	if (f->null != 1 || rrset_preference(in->set, f->null_at) == 0)
		return false;
	return inspect_tell(in, rule, f->null_at, "a null MX has preference 0"
	    " (RFC 7505 3); write: %s MX 0 .",
	    name_to_text(in->owner.wire, owner));
}

static const struct check_rule null_rules[] = {
	{"null-mx-mixed", SEV_ERROR, SCOPE_NAME,
	    "A null MX stands beside other MX records.", look_mixed},
	{"null-mx-preference", SEV_WARNING, SCOPE_RECORD,
	    "A null MX has a preference other than 0.", look_null_preference},
};

static bool
look_duplicate(struct inspect *in, const struct check_rule *rule)
{
	static const char	text[] = "the exchange %s is listed twice, with"
	    " preferences %u and %u; remove one of the records, or name the"
	    " real backup host";
	struct name	name;
	struct name	other;
	char		buf[NAME_TEXT_MAX];
	unsigned	i;
	unsigned	k;

	for (i = 1; i < in->set->count && i < COMPARED_MAX; i++) {
		if (check_mx_is_null(in->set, i) ||
		    target_name(in->zone, in->set, i, &name) == -1)
			continue;
		for (k = 0; k < i; k++) {
			if (target_name(in->zone, in->set, k, &other) == 0 &&
			    name_equal(&name, &other))
				return inspect_tell(in, rule, i, text,
				    name_to_text(name.wire, buf),
				    rrset_preference(in->set, k),
				    rrset_preference(in->set, i));
		}
	}
	return false;
}

/*
 * Several exchanges, all with addresses of one family: only then an address
 * or network can be common to them.
 */
static bool
is_shared(const struct facts *f)
{
	return is_complete(f) && f->real > 1 && !f->is_one_name &&
	    (f->addresses.v4 >= f->real || f->addresses.v6 >= f->real);
}

static bool
look_same_address(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 text[ADDRESS_TEXT_MAX];

	if (!is_shared(f) || !f->addresses.is_same)
		return false;
	return inspect_tell(in, rule, f->real_at, "all %u exchanges have the"
	    " same address %s, so none is a backup of another; give one its"
	    " own host, or keep one MX", f->real, address_to_text(
	    f->addresses.v4 > 0 ? &f->addresses.first4 : &f->addresses.first6,
	    text));
}

static bool
look_same_network(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!is_shared(f) || !f->addresses.is_near)
		return false;
	return inspect_tell(in, rule, f->real_at, "all exchanges are in one"
	    " network (/24 of IPv4, /48 of IPv6) and will fail together; place"
	    " one of them elsewhere");
}

static bool
look_self(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->real != 1 || !is_complete(f) ||
	    !name_equal(&f->first, &in->owner))
		return false;
	return inspect_tell(in, rule, f->real_at, "the name is its own only"
	    " exchange, which senders assume without MX too; to be able to"
	    " move mail away from the host, name an exchange of its own");
}

static bool
look_single(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->real != 1 || !is_complete(f) || f->addresses.v4 > 1 ||
	    f->addresses.v6 > 1)
		return false;
	return inspect_tell(in, rule, f->real_at, "there is one exchange with"
	    " one address, and while it is down mail waits at the senders;"
	    " add a second exchange");
}

/* These concern the same thing: how much redundancy there is. */
static const struct check_rule spread_rules[] = {
	{"mx-duplicate-target", SEV_WARNING, SCOPE_NAME,
	    "An exchange is listed at two preferences.", look_duplicate},
	{"mx-same-address", SEV_WARNING, SCOPE_SERVED,
	    "All exchanges have the same address.", look_same_address},
	{"mx-same-network", SEV_INFO, SCOPE_SERVED,
	    "All exchanges are in one network.", look_same_network},
	{"mx-self", SEV_INFO, SCOPE_NAME,
	    "A name is its own only exchange.", look_self},
	{"mx-single", SEV_INFO, SCOPE_NAME,
	    "There is one exchange with one address.", look_single},
};

static bool
look_no_ipv4(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 name[NAME_TEXT_MAX];

	if (!is_complete(f) || f->addresses.v4 > 0)
		return false;
	return inspect_tell(in, rule, f->real_at, "no exchange has an IPv4"
	    " address, so many senders cannot deliver; add: %s A ...",
	    inspect_name(in, rule, &f->first, name));
}

static bool
look_no_ipv6(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 name[NAME_TEXT_MAX];

	if (!is_complete(f) || f->addresses.v6 > 0)
		return false;
	return inspect_tell(in, rule, f->real_at, "no exchange has an IPv6"
	    " address; add: %s AAAA ...",
	    inspect_name(in, rule, &f->first, name));
}

static bool
look_offsite_preferred(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->known == 0 || f->unknown == 0 ||
	    rrset_preference(in->set, f->unknown_at) >=
	    rrset_preference(in->set, f->known_at))
		return false;
	return inspect_tell(in, rule, f->unknown_at, "an exchange elsewhere is"
	    " preferred to your own; if it is the backup, give it a higher"
	    " number than %u, if it filters for you, remove your own",
	    rrset_preference(in->set, f->known_at));
}

static bool
look_offsite_equal(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->known == 0 || f->unknown == 0 ||
	    rrset_preference(in->set, f->unknown_at) !=
	    rrset_preference(in->set, f->known_at))
		return false;
	return inspect_tell(in, rule, f->unknown_at, "an exchange elsewhere has"
	    " the same preference as your own and gets its share of the mail;"
	    " if it is the backup, give it a higher number than %u",
	    rrset_preference(in->set, f->known_at));
}

static bool
look_too_many(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->real <= EXCHANGES_MAX)
		return false;
	return inspect_tell(in, rule, f->real_at, "%u exchanges: senders try"
	    " some of them only, and SPF \"mx\" fails above 10 (RFC 7208"
	    " 4.6.4); put several addresses on fewer names", f->real);
}

/* The octets of the signatures of a type at a node. */
static size_t
signature_bytes(const struct content *c, const struct node *node,
    uint16_t type)
{
	const struct rrset	*sigs = node_find(c, node, TYPE_RRSIG);
	size_t			 bytes = 0;
	size_t			 len;
	unsigned		 i;

	for (i = 0; sigs != NULL && i < sigs->count; i++) {
		/* RFC 4034 3.1: the type covered is the first field. */
		if (load_be16(rrset_rdata(sigs, i, &len)) == type)
			bytes += RRSET_FIXED_BYTES + len;
	}
	return bytes;
}

/* Header, question, the records, an address each, and OPT. */
static bool
look_size(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	bool			 is_signed;
	size_t			 answer;
	size_t			 plain;
	size_t			 mx_sigs;
	size_t			 with_sigs;

	answer = 12 + in->owner.len + 4u + in->set->wire_len + 11;
	plain = answer + f->addresses.v4 * 16 + f->addresses.v6 * 28;
	mx_sigs = signature_bytes(in->zone->content, in->node, TYPE_MX);
	is_signed = mx_sigs > 0;
	if (!is_signed)
		mx_sigs = SIGNATURE_BYTES + in->apex.len;
	with_sigs = plain + mx_sigs + (is_signed ? f->sig_bytes :
	    f->address_sets * (SIGNATURE_BYTES + in->apex.len));
	/* Signatures of addresses are left out where there is no room. */
	if (plain <= ANSWER_BYTES &&
	    (!is_signed || answer + mx_sigs <= ANSWER_BYTES))
		return false;
	return inspect_tell(in, rule, f->real_at, "the answer with all"
	    " addresses takes %zu octets, and %s%zu with DNSSEC, above the"
	    " usual UDP limit of 1232; shorten names or remove"
	    " exchanges", plain, is_signed ? "" : "would take ", with_sigs);
}

static bool
is_wildcard(const struct inspect *in)
{
	return in->owner.wire[0] == 1 && in->owner.wire[1] == '*';
}

static bool
look_wildcard(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!is_wildcard(in))
		return false;
	return inspect_tell(in, rule, f->real_at, "a wildcard MX takes mail for"
	    " every name that does not exist, spam targets too; list the names"
	    " that take mail");
}

/* Which of a node's records is the first address; sets stand by type. */
static size_t
address_at(const struct content *c, const struct node *node)
{
	const struct rrset	*set = node_find(c, node, TYPE_A);

	return inspect_before(c, node, set != NULL ? set :
	    node_find(c, node, TYPE_AAAA));
}

/*
 * Is it a host that people may write to, without MX?  Exchanges and name
 * servers are there for machines, and so are names with an underscore.
 */
static bool
is_shadowed(struct inspect *in, const struct node *node,
    const struct name *name)
{
	const struct content	*c = in->zone->content;

	return (node->flags & (NODE_OCCLUDED | NODE_CUT)) == 0 &&
	    name->wire[1] != '_' && node_has_address(node) &&
	    node_find(c, node, TYPE_MX) == NULL &&
	    !inspect_has_role(in, name,
	    ROLE_EXCHANGE | ROLE_SERVER | ROLE_BEHIND);
}

static void
tell_shadowed(struct inspect *in, const struct check_rule *rule,
    const struct name *name, size_t first)
{
	struct name	owner = in->owner;
	size_t		of_set = in->first;
	char		wildcard[NAME_TEXT_MAX];
	char		text[NAME_TEXT_MAX];

	name_to_text(owner.wire, wildcard);
	name_to_text(name->wire, text);
	in->owner = *name;
	in->first = first;
	(void)inspect_tell(in, rule, 0, "the wildcard MX of %s does not cover"
	    " this name, because it exists (RFC 4592 2.2.1); add: %s MX ...,"
	    " or, if it takes no mail: %s MX 0 .", wildcard, text, text);
	in->owner = owner;
	in->first = of_set;
}

/* RFC 4592 2.2.1: a name that exists is not covered by the wildcard. */
static bool
look_shadowed(struct inspect *in, const struct check_rule *rule)
{
	const struct content	*c = in->zone->content;
	const struct node	*node = in->node;
	struct name		 parent;
	struct name		 name;
	size_t			 first;	/* place of the node's first record */
	size_t			 i;
	unsigned		 told = 0;

	if (!is_wildcard(in))
		return false;
	name_from_wire(&parent, in->owner.wire + 2);
	first = in->first - inspect_before(c, node, in->set);
	/* Names below one parent stand together. */
	for (i = in->node_at + 1; i < content_nodes(c) &&
	    told < SHADOWED_MAX &&
	    in->shadowed < SHADOWS_MAX * content_nodes(c); i++) {
		in->shadowed++;
		first += inspect_before(c, node, NULL);
		node = content_node(c, i);
		if (target_owner(in->zone, node, &name) == -1 ||
		    !name_is_under(&name, &parent))
			break;
		if (!is_shadowed(in, node, &name))
			continue;
		tell_shadowed(in, rule, &name, first + address_at(c, node));
		told++;
	}
	return told > 0;
}

/* Under arpa, but for networks at home: RFC 8375. */
static bool
is_reverse(const struct name *name)
{
	static const uint8_t	wire[] = "\4arpa";
	struct name		arpa;

	name_from_wire(&arpa, wire);
	return name_is_under(name, &arpa) && special_suffix(name) == NULL;
}

static bool
look_reverse(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (!is_reverse(&in->apex) && in->owner.labels > 1)
		return false;
	return inspect_tell(in, rule, f->real_at, "nobody has a mail address"
	    " at a reverse or top-level name; remove the MX");
}

/* Each of these concerns something else. */
static const struct check_rule set_rules[] = {
	{"mx-no-ipv4", SEV_WARNING, SCOPE_SERVED,
	    "No exchange has an IPv4 address.", look_no_ipv4},
	{"mx-no-ipv6", SEV_INFO, SCOPE_SERVED,
	    "No exchange has an IPv6 address.", look_no_ipv6},
	{"mx-offsite-preferred", SEV_WARNING, SCOPE_NAME,
	    "An exchange elsewhere is preferred to the own ones.",
	    look_offsite_preferred},
	{"mx-offsite-equal", SEV_INFO, SCOPE_NAME,
	    "An exchange elsewhere has the preference of the own ones.",
	    look_offsite_equal},
	{"mx-too-many", SEV_INFO, SCOPE_NAME,
	    "There are more than 10 exchanges.", look_too_many},
	{"mx-answer-size", SEV_WARNING, SCOPE_SERVED,
	    "The MX answer is larger than 1232 octets.", look_size},
	{"mx-wildcard", SEV_WARNING, SCOPE_NAME,
	    "A wildcard takes mail for all names.", look_wildcard},
	{"mx-wildcard-shadowed", SEV_WARNING, SCOPE_ZONE,
	    "A name is not covered by the wildcard MX.", look_shadowed},
	{"mx-in-reverse-zone", SEV_INFO, SCOPE_ZONE,
	    "An MX stands in a reverse zone or at a top-level name.",
	    look_reverse},
};

/* Nobody has a mail address at a name with an underscore. */
bool
check_mxset_lacks_apex(const struct inspect *in)
{
	const struct content	*c = in->zone->content;

	return node_find(c, content_apex(c), TYPE_MX) == NULL &&
	    in->apex.labels >= 2 && in->apex.wire[1] != '_' &&
	    !is_reverse(&in->apex);
}

static bool
look_apex(struct inspect *in, const struct check_rule *rule)
{
	char	apex[NAME_TEXT_MAX];

	if (!check_mxset_lacks_apex(in))
		return false;
	return inspect_tell(in, rule, 0, "the domain has no MX, so mail to"
	    " postmaster goes to its address, if anywhere; add an MX, or for a"
	    " domain without mail: %s MX 0 .",
	    name_to_text(in->apex.wire, apex));
}

static const struct check_rule zone_rules[] = {
	{"mx-apex-missing", SEV_INFO, SCOPE_ZONE,
	    "The domain has neither MX nor null MX.", look_apex},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { NULLS, SPREAD, SETS, ZONE };

static const struct check_table tables[] = {
	[NULLS] = ROWS(null_rules),
	[SPREAD] = ROWS(spread_rules),
	[SETS] = ROWS(set_rules),
	[ZONE] = ROWS(zone_rules),
};

static void
count_addresses(struct facts *f, const struct target *t)
{
	const struct content	*c = t->zone->content;

	addresses_add(&f->addresses, c, t->node);
	f->address_sets += target_set(t, TYPE_A) != NULL;
	f->address_sets += target_set(t, TYPE_AAAA) != NULL;
	f->sig_bytes += signature_bytes(c, t->node, TYPE_A) +
	    signature_bytes(c, t->node, TYPE_AAAA);
}

/* Record i, which names an exchange, is looked at and counted. */
static void
visit_record(struct inspect *in, struct facts *f, unsigned i)
{
	bool	is_seen;

	if (!inspect_record(in, i))
		return;
	(void)inspect_ask(in, &check_mx_targets, true);
	check_sender_exchange(in);
	if (f->real++ == 0) {
		f->real_at = i;
		f->first = in->name;
	}
	if (!name_equal(&f->first, &in->name))
		f->is_one_name = false;
	is_seen = (in->target.kind == TARGET_HERE ||
	    in->target.kind == TARGET_WILDCARD) &&
	    target_has_address(&in->target);
	if (is_seen) {
		if (f->known++ == 0)
			f->known_at = i;
		count_addresses(f, &in->target);
	} else if (in->target.kind == TARGET_UNKNOWN && f->unknown++ == 0) {
		f->unknown_at = i;
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
	for (i = 0; i < in->set->count; i++) {
		if (check_mx_is_null(in->set, i)) {
			f.null++;
			f.null_at = i;
		} else {
			visit_record(in, &f, i);
		}
	}
	in->facts = &f;
	(void)inspect_ask(in, &tables[NULLS], true);
	if (f.real > 0) {
		(void)inspect_ask(in, &tables[SPREAD], true);
		(void)inspect_ask(in, &tables[SETS], false);
	}
	in->facts = NULL;
}

static void
visit_zone(struct inspect *in)
{
	(void)inspect_ask(in, &tables[ZONE], false);
}

const struct check_chapter check_mxset = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_MX,
	.visit_zone = visit_zone,
	.visit_set = visit_set,
};
