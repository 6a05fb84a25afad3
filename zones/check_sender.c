/* SPDX-License-Identifier: ISC */
#include "zones/check_sender.h"

#include <string.h>

#include "zones/address.h"
#include "zones/generated.h"
#include "zones/policy.h"
#include "zones/rrtype.h"
#include "zones/spf.h"

/* Records of a set that are looked through for an address, and addresses
   of one record that are remembered: n^2 stays harmless. */
#define COMPARED_MAX	64

/* One address on its way back. */
struct way_back {
	struct address	address;
	struct name	reverse;	/* where the PTR should be, aliases
					   followed: RFC 2317 */
	struct target	at;		/* what that is */
	bool		is_exchange;	/* or allowed by SPF */
};

static bool
is_known(const struct target *t)
{
	return t->kind == TARGET_HERE || t->kind == TARGET_WILDCARD;
}

static const struct rrset *
ptr_of(const struct way_back *way)
{
	return is_known(&way->at) ? target_set(&way->at, TYPE_PTR) : NULL;
}

static bool
is_missing(const struct way_back *way)
{
	return way->at.kind == TARGET_MISSING ||
	    (is_known(&way->at) && ptr_of(way) == NULL);
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	char			 name[NAME_TEXT_MAX];
	char			 reverse[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];

	if (!way->is_exchange || !is_missing(way))
		return false;
	return inspect_tell(in, rule, in->i, "the address %s of the exchange"
	    " has no PTR, and many receivers refuse mail from such; add: %s"
	    " PTR %s", address_to_text(&way->address, text),
	    name_to_text(way->reverse.wire, reverse),
	    name_to_text(in->name.wire, name));
}

static bool
look_sender(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	char			 name[NAME_TEXT_MAX];
	char			 reverse[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];

	if (way->is_exchange || !is_missing(way))
		return false;
	address_to_text(&way->address, text);
	name_to_text(way->reverse.wire, reverse);
	if (in->name.labels > 0)
		return inspect_tell(in, rule, in->i, "the address %s, which may"
		    " send, has no PTR, and many receivers refuse mail from"
		    " such; add: %s PTR %s", text, reverse,
		    name_to_text(in->name.wire, name));
	return inspect_tell(in, rule, in->i, "the address %s, which may send,"
	    " has no PTR, and many receivers refuse mail from such; add the"
	    " name that its host says in HELO: %s PTR ...", text, reverse);
}

/* Any one of several PTRs is good enough if it is a plain name. */
static bool
look_generic(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	const struct rrset	*ptr = ptr_of(way);
	struct name		 name;
	char			 text[ADDRESS_TEXT_MAX];
	char			 host[NAME_TEXT_MAX];
	char			 reverse[NAME_TEXT_MAX];
	char			 apex[NAME_TEXT_MAX];
	unsigned		 i;

	if (ptr == NULL)
		return false;
	for (i = 0; i < ptr->count && i < COMPARED_MAX; i++) {
		if (target_name(way->at.zone, ptr, i, &name) == -1 ||
		    !generated_is_like(&name, &way->address))
			return false;
	}
	return inspect_tell(in, rule, in->i, "the PTR of %s, %s, looks like the"
	    " generated name of a customer's line, and many receivers refuse"
	    " mail from such; give the mail host a plain name: %s PTR"
	    " mail.%s", address_to_text(&way->address, text),
	    name_to_text(name.wire, host),
	    name_to_text(way->reverse.wire, reverse),
	    name_to_text(in->apex.wire, apex));
}

/* The exchange itself may say another name, but the PTR is its own. */
static bool
look_other(struct inspect *in, const struct check_rule *rule)
{
	const struct way_back	*way = in->facts;
	const struct rrset	*ptr = ptr_of(way);
	struct name		 name;
	char			 text[ADDRESS_TEXT_MAX];
	char			 other[NAME_TEXT_MAX];
	unsigned		 i;

	if (!way->is_exchange || ptr == NULL || ptr->count > COMPARED_MAX)
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

static const struct check_rule address_rules[] = {
	{"ptr-missing", SEV_WARNING, SCOPE_SERVED,
	    "An address of an exchange has no PTR.", look_missing},
	{"ptr-missing-sender", SEV_WARNING, SCOPE_SERVED,
	    "An address that SPF allows singly has no PTR.", look_sender},
	{"ptr-generic", SEV_WARNING, SCOPE_SERVED,
	    "The PTR of a mail server looks generated.", look_generic},
	{"ptr-other-name", SEV_INFO, SCOPE_SERVED,
	    "The PTR of an exchange gives another name.", look_other},
};

static const struct check_table table = {
	address_rules, sizeof(address_rules) / sizeof(address_rules[0])
};

/* What is not reached from the Internet has no PTR there. */
static bool
is_reachable(const struct address *a)
{
	enum address_kind	kind = address_kind(a);

	return kind == ADDRESS_PUBLIC || kind == ADDRESS_DOCUMENTATION;
}

/* way->address and is_exchange are set. */
static bool
ask_back(struct inspect *in, struct way_back *way)
{
	bool	has_told;

	address_reverse(&way->address, &way->reverse);
	if (!is_reachable(&way->address) ||
	    inspect_follow(in, &way->reverse, &way->at) == -1)
		return false;
	in->facts = way;
	has_told = inspect_ask(in, &table, true);
	in->facts = NULL;
	return has_told;
}

void
check_sender_exchange(struct inspect *in)
{
	struct way_back	 way = {.is_exchange = true};
	size_t		 i;

	if (!is_known(&in->target))
		return;
	for (i = 0; i < ADDRESSES_MAX &&
	    address_of(in->target.zone->content, in->target.node, i,
	    &way.address); i++)
		(void)ask_back(in, &way);
}

/* Addresses of one SPF record that were told. */
struct told {
	struct address	addresses[COMPARED_MAX];
	size_t		n;
	size_t		of_hosts;	/* looked at, of "a" terms */
};

static bool
has_address(const struct target *t, const struct address *wanted)
{
	struct address	a;
	size_t		i;

	for (i = 0; i < COMPARED_MAX &&
	    address_of(t->zone->content, t->node, i, &a); i++) {
		if (address_equal(&a, wanted))
			return true;
	}
	return false;
}

/* Has an exchange of the name the address?  Then its MX record is told. */
static bool
is_of_exchange(struct inspect *in, const struct address *a)
{
	const struct rrset	*mx = inspect_set(in, TYPE_MX);
	struct target		 target;
	struct name		 name;
	unsigned		 i;

	for (i = 0; mx != NULL && i < mx->count && i < COMPARED_MAX; i++) {
		if (target_name(in->zone, mx, i, &name) == -1)
			continue;
		inspect_find(in, &name, &target);
		if (is_known(&target) && has_address(&target, a))
			return true;
	}
	return false;
}

static void
visit_address(struct inspect *in, struct told *told,
    const struct address *a)
{
	struct way_back	way = {.address = *a};
	size_t		i;

	for (i = 0; i < told->n; i++) {
		if (address_equal(&told->addresses[i], a))
			return;
	}
	if (told->n < COMPARED_MAX && !is_of_exchange(in, a) &&
	    ask_back(in, &way))
		told->addresses[told->n++] = *a;
}

/* The host of an "a" term; one that is an exchange is told there. */
static void
visit_host(struct inspect *in, struct told *told, const uint8_t *text,
    const struct spf_term *term)
{
	struct target	target;
	struct address	a;
	size_t		i;

	if (spf_domain(text, term, &in->owner, &in->name) == -1 ||
	    inspect_has_role(in, &in->name, ROLE_EXCHANGE) ||
	    inspect_follow(in, &in->name, &target) == -1 ||
	    !is_known(&target))
		return;
	for (i = 0; told->of_hosts < COMPARED_MAX &&
	    address_of(target.zone->content, target.node, i, &a);
	    i++, told->of_hosts++) {
		if ((a.type == TYPE_A ? term->prefix4 == 32 :
		    term->prefix6 == 128))
			visit_address(in, told, &a);
	}
}

/* RFC 7208 5.3, 5.6: terms that let single addresses pass. */
static void
visit_spf(struct inspect *in, const struct policy *p)
{
	struct told	told = {.n = 0};
	struct spf	spf;
	struct spf_term	term;

	if (!spf_init(&spf, p->text, p->len))
		return;
	while (spf_next(&spf, &term)) {
		if (term.fault != SPF_SOUND || term.qualifier != '+')
			continue;
		name_root(&in->name);
		if (term.kind == SPF_A)
			visit_host(in, &told, p->text, &term);
		else if ((term.kind == SPF_IP4 && term.prefix4 == 32) ||
		    (term.kind == SPF_IP6 && term.prefix6 == 128))
			visit_address(in, &told, &term.address);
	}
}

static void
visit_set(struct inspect *in)
{
	struct policy	p;

	for (in->i = 0; in->i < in->set->count; in->i++) {
		inspect_policy(in, in->i, in->text, &p);
		if (p.kind == POLICY_SPF && p.state == POLICY_GOOD)
			visit_spf(in, &p);
	}
}

const struct check_chapter check_sender = {
	.tables = &table,
	.n = 1,
	.type = TYPE_TXT,
	.visit_set = visit_set,
};
