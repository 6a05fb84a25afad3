/* SPDX-License-Identifier: ISC */
#include "zones/check_ptr.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/reverse.h"
#include "zones/rrtype.h"

/* What the owner of a PTR set is. */
struct facts {
	struct reverse	said;
	bool		is_told;	/* a fault of it was told */
};

static bool
is_known(const struct target *t)
{
	return t->kind == TARGET_HERE || t->kind == TARGET_WILDCARD;
}

/* Host names do not lie in the reverse tree. */
static bool
look_dot(struct inspect *in, const struct check_rule *rule)
{
	struct name	meant;
	uint8_t		wire[NAME_MAX_BYTES];
	size_t		len;
	char		owner[NAME_TEXT_MAX];
	char		name[NAME_TEXT_MAX];
	char		better[NAME_TEXT_MAX];

	if (in->name.len <= in->apex.len ||
	    !name_is_under(&in->name, &in->apex))
		return false;
	len = (size_t)(in->name.len - in->apex.len);
	memcpy(wire, in->name.wire, len);
	wire[len] = 0;
	name_from_wire(&meant, wire);
	name_to_text(in->name.wire, name);
	name_to_text(in->owner.wire, owner);
	if (meant.labels == 1)
		return inspect_tell(in, rule, in->i, "the name became %s,"
		    " because it is not written in full; write the whole name"
		    " of the host with a final dot, for example: %s PTR"
		    " %sexample.com.", name, owner,
		    name_to_text(meant.wire, better));
	return inspect_tell(in, rule, in->i, "the name became %s, because its"
	    " final dot is missing; write: %s PTR %s", name, owner,
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

	if (in->name.labels > 0 && inspect_is_hostname(&in->name))
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

/* Has it the address, as far as we look? */
static bool
has_address(const struct target *t, const struct address *wanted)
{
	struct address	a;
	size_t		i;

	for (i = 0; i < ADDRESSES_MAX &&
	    address_of(t->zone->content, t->node, i, &a); i++) {
		if (address_equal(&a, wanted))
			return true;
	}
	return i == ADDRESSES_MAX;
}

static bool
look_confirmed(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct address		 a;
	char			 name[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];

	if (f->is_told || (!address_from_reverse(&in->owner, &a) &&
	    !reverse_classless(&in->owner, &a)) ||
	    (!is_known(&in->target) && in->target.kind != TARGET_MISSING) ||
	    has_address(&in->target, &a))
		return false;
	name_to_text(in->name.wire, name);
	address_to_text(&a, text);
	return inspect_tell(in, rule, in->i, "%s %s, so the name does not lead"
	    " back to the address; name the host that has it, or add: %s %s"
	    " %s", name, in->target.kind == TARGET_MISSING ? "does not exist" :
	    "does not have this address", name,
	    a.type == TYPE_A ? "A" : "AAAA", text);
}

static const struct check_rule record_rules[] = {
	{"ptr-target-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "The PTR leads to an address.", look_ip},
	{"ptr-missing-dot", SEV_ERROR, SCOPE_RECORD,
	    "The PTR leads into the reverse zone itself.", look_dot},
	{"ptr-bad-hostname", SEV_WARNING, SCOPE_RECORD,
	    "The PTR leads to what is no host name.", look_hostname},
	{"ptr-target-cname", SEV_ERROR, SCOPE_SERVED,
	    "The PTR leads to an alias.", look_cname},
	{"ptr-not-confirmed", SEV_ERROR, SCOPE_SERVED,
	    "The name in the PTR does not lead back to the address.",
	    look_confirmed},
};

/* The address of the host, if its PTR would stand in this zone. */
static bool
find_own(const struct inspect *in, uint16_t type, struct address *out)
{
	struct name	reverse;
	size_t		i;

	if (!is_known(&in->target))
		return false;
	for (i = 0; i < ADDRESSES_MAX && address_of(in->target.zone->content,
	    in->target.node, i, out); i++) {
		address_reverse(out, &reverse);
		if (out->type == type && name_is_under(&reverse, &in->apex))
			return true;
	}
	return false;
}

/* The record that was probably meant: for the host's own address, or for
   what can be read from the owner.  "" if there is none. */
static const char *
meant_text(const struct inspect *in, char buf[4 * NAME_TEXT_MAX])
{
	const struct facts	*f = in->facts;
	struct address		 guesses[REVERSE_GUESSES];
	struct name		 reverse;
	char			 owner[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];

	buf[0] = '\0';
	if (!find_own(in, f->said.type, &guesses[0]) &&
	    reverse_guess(&in->owner, &in->apex, guesses) == 0)
		return buf;
	address_reverse(&guesses[0], &reverse);
	(void)snprintf(buf, 4 * NAME_TEXT_MAX, "; if %s is meant, write: %s PTR"
	    " %s", address_to_text(&guesses[0], text),
	    name_to_text(reverse.wire, owner),
	    name_to_text(in->name.wire, name));
	return buf;
}

/*
 * Does an alias at an address lead here?  Then it is a block of RFC 2317 4
 * without sign: "25.64".
 */
static bool
is_aimed_at(struct inspect *in)
{
	struct address	guesses[REVERSE_GUESSES];
	struct target	at;
	struct name	name;
	unsigned	n;
	unsigned	i;

	n = reverse_guess(&in->owner, &in->apex, guesses);
	for (i = 0; i < n; i++) {
		address_reverse(&guesses[i], &name);
		if (inspect_follow(in, &name, &at) == 0 &&
		    name_equal(&name, &in->owner))
			return true;
	}
	return false;
}

/* Is the owner the host's address with its labels in another order? */
static bool
is_turned(const struct inspect *in)
{
	struct address	guesses[REVERSE_GUESSES];
	struct address	said;
	unsigned	n;
	unsigned	i;

	if (!address_from_reverse(&in->owner, &said) ||
	    !is_known(&in->target) || has_address(&in->target, &said))
		return false;
	n = reverse_guess(&in->owner, &in->apex, guesses);
	for (i = 1; i < n; i++) {
		if (has_address(&in->target, &guesses[i]))
			return true;
	}
	return false;
}

static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct reverse	*r = &f->said;
	bool			 is_v6 = r->type == TYPE_AAAA;
	char			 meant[4 * NAME_TEXT_MAX];

	if (r->kind == REVERSE_NUMBER)
		return inspect_tell(in, rule, 0, "\"%.*s\" is no %s of an"
		    " address, so no query asks for this name; write %s%s",
		    (int)r->bad[0], (const char *)r->bad + 1,
		    is_v6 ? "digit" : "octet", is_v6 ?
		    "one hexadecimal digit a label, the last one first" :
		    "a number from 0 to 255 without leading zeros",
		    meant_text(in, meant));
	/* A zone of its own for one address may have names as it likes. */
	if (r->kind == REVERSE_LONG && in->apex.labels < (is_v6 ? 32 : 4) + 2 &&
	    !is_aimed_at(in))
		return inspect_tell(in, rule, 0, "the name has %u %s, an"
		    " address has %u; remove what is too much%s", r->labels,
		    is_v6 ? "digits" : "numbers", is_v6 ? 32 : 4,
		    meant_text(in, meant));
	if (r->kind == REVERSE_WHOLE && is_turned(in))
		return inspect_tell(in, rule, 0, "the %s of the address are not"
		    " in reverse order, the last one first%s",
		    is_v6 ? "digits" : "numbers", meant_text(in, meant));
	return false;
}

static bool
look_short(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 meant[4 * NAME_TEXT_MAX];

	if (f->said.kind != REVERSE_PART || f->said.type != TYPE_AAAA)
		return false;
	return inspect_tell(in, rule, 0, "the name has %u hexadecimal digits"
	    " of an address, not 32, so no query asks for it; write all"
	    " digits, zeros too%s", f->said.labels, meant_text(in, meant));
}

static const struct check_rule owner_rules[] = {
	{"ptr-bad-owner", SEV_ERROR, SCOPE_RECORD,
	    "The owner is no address written backwards.", look_owner},
	{"ptr-v6-short", SEV_WARNING, SCOPE_RECORD,
	    "The owner has fewer than the 32 digits of an IPv6 address.",
	    look_short},
};

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	struct address	a;

	if (in->set->count < 2 || (!address_from_reverse(&in->owner, &a) &&
	    !reverse_classless(&in->owner, &a)))
		return false;
	return inspect_tell(in, rule, 1, "the address has %u PTR records, and"
	    " receivers look at any one of them; keep the name that the mail"
	    " server says in HELO", in->set->count);
}

static const struct check_rule set_rules[] = {
	{"ptr-multiple", SEV_WARNING, SCOPE_NAME,
	    "An address has several PTR records.", look_multiple},
};

/* What a name in a forward zone says of an address. */
static unsigned
guess_forward(const struct inspect *in,
    struct address guesses[REVERSE_GUESSES])
{
	static const uint8_t	root[1];
	struct name_parts	parts = {in->owner.wire, root,
	    (uint8_t)(in->owner.len - in->apex.len), 1};
	struct reverse		said;
	struct name		name;
	struct name		arpa;
	unsigned		n;

	if (name_join(&name, &parts) == -1)
		return 0;
	reverse_read(&name, &said);
	if (said.kind == REVERSE_NONE)
		return reverse_guess_bare(&name, guesses);
	if (said.kind == REVERSE_OTHER)
		return 0;
	name_from_wire(&arpa, name.wire + name.offset[said.labels]);
	n = reverse_guess(&name, &arpa, guesses);
	if (n == 0)	/* of a network: the name itself tells enough */
		memset(&guesses[0], 0, sizeof(guesses[0]));
	return n == 0 ? 1 : n;
}

/* The guess that is the host's address, or the first. */
static const struct address *
choose(const struct inspect *in, const struct address *guesses, unsigned n)
{
	unsigned	i;

	for (i = 0; i < n && is_known(&in->target); i++) {
		if (guesses[i].type != 0 &&
		    has_address(&in->target, &guesses[i]))
			return &guesses[i];
	}
	return &guesses[0];
}

/* Does an alias in a reverse zone of ours lead here?  RFC 2317 4. */
static bool
is_classless(struct inspect *in, const struct address *guesses, unsigned n)
{
	struct target	at;
	struct name	name;
	unsigned	i;

	for (i = 0; i < n; i++) {
		if (guesses[i].type == 0)
			continue;
		address_reverse(&guesses[i], &name);
		if (inspect_follow(in, &name, &at) == 0 &&
		    name_equal(&name, &in->owner))
			return true;
	}
	return false;
}

static bool
look_forward(struct inspect *in, const struct check_rule *rule)
{
	struct address		 guesses[REVERSE_GUESSES];
	const struct address	*a;
	struct name		 reverse;
	char			 owner[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	char			 zone[NAME_TEXT_MAX];
	unsigned		 n;

	if ((n = guess_forward(in, guesses)) == 0 ||
	    is_classless(in, guesses, n))
		return false;
	a = choose(in, guesses, n);
	if (a->type == 0)
		return inspect_tell(in, rule, 0, "nobody asks for an address in"
		    " this zone; put the PTR into the reverse zone, below"
		    " in-addr.arpa or ip6.arpa");
	address_reverse(a, &reverse);
	return inspect_tell(in, rule, 0, "nobody asks for an address in this"
	    " zone; put the PTR into the reverse zone, for example %s: %s PTR"
	    " %s", name_to_text(reverse.wire + reverse.offset[a->type ==
	    TYPE_A ? 1 : 16], zone), name_to_text(reverse.wire, owner),
	    name_to_text(in->name.wire, name));
}

static const struct check_rule forward_rules[] = {
	{"ptr-in-forward-zone", SEV_WARNING, SCOPE_RECORD,
	    "A PTR for an address stands in a forward zone.", look_forward},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { OWNERS, RECORDS, SETS, FORWARD };

static const struct check_table tables[] = {
	[OWNERS] = ROWS(owner_rules),
	[RECORDS] = ROWS(record_rules),
	[SETS] = ROWS(set_rules),
	[FORWARD] = ROWS(forward_rules),
};

/* Services are pointed to by PTR as well: RFC 6763 4.1, 11. */
static bool
is_of_service(const struct inspect *in)
{
	unsigned	i;

	for (i = 0; i < in->owner.labels; i++) {
		if (in->owner.wire[in->owner.offset[i] + 1] == '_')
			return true;
	}
	return false;
}

static void
visit_reverse(struct inspect *in, struct facts *f)
{
	struct name	meant;
	unsigned	i;

	in->facts = f;
	reverse_read(&in->owner, &f->said);
	f->is_told = inspect_is_dotless(in, &in->owner, &meant) ||
	    (inspect_record(in, 0) && inspect_ask(in, &tables[OWNERS], true));
	for (i = 0; i < in->set->count; i++) {
		if (inspect_record(in, i))
			(void)inspect_ask(in, &tables[RECORDS], true);
	}
	if (!f->is_told)
		(void)inspect_ask(in, &tables[SETS], true);
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	struct facts	f;

	if (is_of_service(in))
		return;
	if (reverse_is_arpa(&in->apex))
		visit_reverse(in, &f);
	else if (inspect_record(in, 0))
		(void)inspect_ask(in, &tables[FORWARD], true);
}

const struct check_chapter check_ptr = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_PTR,
	.visit_set = visit_set,
};
