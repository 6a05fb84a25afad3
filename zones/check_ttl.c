/* SPDX-License-Identifier: ISC */
#include "zones/check_ttl.h"

#include <inttypes.h>

#include "zones/check_mx.h"
#include "zones/policy.h"
#include "zones/rrtype.h"

/* Below, each delivery asks anew: RFC 1912 2.2 advises a day and more. */
#define LEAST_S		60

/* RFC 8767 4: resolvers cut to a week or so what is longer. */
#define MOST_S		(7 * DAY_S)

/* Moving a host takes far longer than moving the domain. */
#define FAR_LONGER	10

#define DAY_S		86400u

/* DNSSEC has TTLs of its own making: RFC 4034 3, 4, 5155 3. */
static bool
is_made_by_signer(uint16_t type)
{
	return type == TYPE_RRSIG || type == TYPE_NSEC || type == TYPE_NSEC3 ||
	    type == TYPE_NSEC3PARAM;
}

/* The first text that a reader of mail policies takes; false if none. */
static bool
find_policy(struct inspect *in, unsigned *at)
{
	struct policy	p;
	unsigned	i;

	for (i = 0; i < in->set->count; i++) {
		inspect_policy(in, i, in->text, &p);
		if (p.kind != POLICY_NONE) {
			*at = i;
			return true;
		}
	}
	return false;
}

/* What mail needs of this set; NULL: nothing. */
static const char *
use_for_mail(struct inspect *in, unsigned *at)
{
	*at = 0;
	switch (in->set->type) {
	case TYPE_MX:
		return "MX";
	case TYPE_A:
	case TYPE_AAAA:
		return inspect_has_role(in, &in->owner, ROLE_EXCHANGE) ?
		    "an exchange's address" : NULL;
	case TYPE_TXT:
		return find_policy(in, at) ? "a policy text" : NULL;
	default:
		return NULL;
	}
}

static bool
look_low(struct inspect *in, const struct check_rule *rule)
{
	const char	*use;
	unsigned	 at;

	if (rrset_ttl(in->set) >= LEAST_S ||
	    (use = use_for_mail(in, &at)) == NULL)
		return false;
	return inspect_tell(in, rule, at, "the TTL of %" PRIu32 " s is short"
	    " for %s: who sends mail asks for it each time, and any outage of"
	    " the name servers delays mail at once; write 300 or more, unless"
	    " you are moving", rrset_ttl(in->set), use);
}

static bool
look_high(struct inspect *in, const struct check_rule *rule)
{
	if (rrset_ttl(in->set) <= MOST_S || is_made_by_signer(in->set->type))
		return false;
	return inspect_tell(in, rule, 0, "the TTL of %" PRIu32 " s is above 7"
	    " days, and a change is seen so late; write 86400 or less",
	    rrset_ttl(in->set));
}

/* The longest TTL of a host's addresses. */
static uint32_t
address_ttl(const struct target *t)
{
	static const uint16_t	 types[] = {TYPE_A, TYPE_AAAA};
	const struct rrset	*set;
	uint32_t		 ttl_s = 0;
	size_t			 i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		set = target_set(t, types[i]);
		if (set != NULL && rrset_ttl(set) > ttl_s)
			ttl_s = rrset_ttl(set);
	}
	return ttl_s;
}

static bool
look_longer(struct inspect *in, const struct check_rule *rule)
{
	uint64_t	mx_s = rrset_ttl(in->set);
	uint32_t	ttl_s;
	char		name[NAME_TEXT_MAX];

	if (in->target.kind != TARGET_HERE &&
	    in->target.kind != TARGET_WILDCARD)
		return false;
	ttl_s = address_ttl(&in->target);
	if (ttl_s <= DAY_S || ttl_s < FAR_LONGER * mx_s)
		return false;
	return inspect_tell(in, rule, in->i, "the address of the exchange %s"
	    " has a TTL of %" PRIu32 " s, this MX one of %" PRIu32 " s:"
	    " moving the host takes far longer than moving the domain; before"
	    " the host moves, lower the TTL of its address, to 86400 or less",
	    name_to_text(in->name.wire, name), ttl_s, rrset_ttl(in->set));
}

static const struct check_rule set_rules[] = {
	{"ttl-too-low", SEV_INFO, SCOPE_NAME,
	    "A TTL of mail data is below a minute.", look_low},
	{"ttl-too-high", SEV_INFO, SCOPE_NAME,
	    "A TTL is above 7 days.", look_high},
};

static const struct check_rule exchange_rules[] = {
	{"ttl-mx-longer-than-address", SEV_INFO, SCOPE_SERVED,
	    "An exchange's address is kept far longer than the MX.",
	    look_longer},
};

static const struct check_table tables[] = {
	{set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
	{exchange_rules, sizeof(exchange_rules) / sizeof(exchange_rules[0])},
};

static void
visit_set(struct inspect *in)
{
	unsigned	i;

	(void)inspect_ask(in, &tables[0], true);
	for (i = 0; in->set->type == TYPE_MX && i < in->set->count; i++) {
		if (!check_mx_is_null(in->set, i) && inspect_record(in, i))
			(void)inspect_ask(in, &tables[1], true);
	}
}

const struct check_chapter check_ttl = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_set = visit_set,
};
