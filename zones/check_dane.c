/* SPDX-License-Identifier: ISC */
#include "zones/check_dane.h"

#include <stdio.h>
#include <string.h>

#include "zones/check_mx.h"
#include "zones/mailname.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/tlsa.h"

#define PORT_SMTP		25

/* More exchanges than this are looked at in part. */
#define EXCHANGES_MAX		64

/* Type and RDATA of a record with a digest, or an alias. */
#define RECORD_TEXT_MAX		(NAME_TEXT_MAX + 16)

/* One exchange whose addresses are served here. */
struct exchange {
	unsigned		 record;	/* of the MX set */
	const struct zone	*zone;
	enum dane_state		 state;
};

struct facts {
	struct tlsa_owner	owner;		/* of TLSA or its alias */
	unsigned		n;
	struct exchange		all[EXCHANGES_MAX];	/* of an MX set */
};

/* Pre-signed: RFC 4035 2.1 wants DNSKEY at the apex. */
static bool
is_signed(const struct zone *z)
{
	return node_find(z->content, content_apex(z->content),
	    TYPE_DNSKEY) != NULL;
}

enum dane_state
check_dane_find(struct inspect *in, const struct name *exchange)
{
	struct name	name;
	struct target	t;

	if (tlsa_make_owner(exchange, PORT_SMTP, "_tcp", &name) == -1 ||
	    inspect_follow(in, &name, &t) == -1)
		return DANE_UNKNOWN;
	if (t.kind == TARGET_MISSING)
		return DANE_NONE;
	if (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD)
		return DANE_UNKNOWN;
	return target_set(&t, TYPE_TLSA) != NULL ? DANE_THERE : DANE_NONE;
}

/* "TLSA 3 1 1 ..." of the first record, to be pasted behind a name; in->text
   is used. */
static const char *
record_text(const struct inspect *in, char buf[RECORD_TEXT_MAX])
{
	char	type[RRTYPE_TEXT_MAX];
	int	n;
	int	len;

	n = snprintf(buf, RECORD_TEXT_MAX, "%s ",
	    rrtype_to_text(in->set->type, type));
	len = rrset_rdata_absolute(in->zone->content, in->set, 0,
	    in->zone->apex, in->zone->apex_len, in->text);
	if (len == -1 || rdata_to_text(in->set->type, in->text, (size_t)len,
	    buf + n, (size_t)(RECORD_TEXT_MAX - n)) == -1)
		(void)snprintf(buf + n, (size_t)(RECORD_TEXT_MAX - n), "...");
	return buf;
}

/* The first exchange of a domain that is not one itself; false if senders
   come to the domain's own host. */
static bool
first_exchange(struct inspect *in, const struct name *domain,
    struct name *out)
{
	const struct rrset	*mx;
	struct target		 t;
	unsigned		 i;

	inspect_find(in, domain, &t);
	if (t.kind != TARGET_HERE ||
	    !mailname_has_mx(t.zone->content, t.node) ||
	    inspect_has_role(in, domain, ROLE_EXCHANGE))
		return false;
	mx = target_set(&t, TYPE_MX);
	for (i = 0; i < mx->count; i++) {
		if (!check_mx_is_null(mx, i))
			return target_name(t.zone, mx, i, out) == 0;
	}
	return false;
}

/* Where the record should stand, as text. */
static char *
owner_text(const struct name *host, uint16_t port, const char *proto,
    char buf[NAME_TEXT_MAX])
{
	struct name	name;

	if (tlsa_make_owner(host, port, proto, &name) == -1)
		name = *host;
	return name_to_text(name.wire, buf);
}

/* Is there, at a name without underscores, a host that mail comes to, and
   no alias that leads to its TLSA? */
static bool
is_host(struct inspect *in)
{
	return (node_has_address(in->node) ||
	    inspect_set(in, TYPE_MX) != NULL ||
	    inspect_has_role(in, &in->owner, ROLE_EXCHANGE)) &&
	    !inspect_has_role(in, &in->owner, ROLE_POLICY);
}

static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa_owner	*owner = &f->owner;
	const char		*why = owner->why;
	const char		*proto = owner->proto;
	uint16_t		 port = owner->port;
	struct name		 host = owner->host;
	char			 name[NAME_TEXT_MAX];
	char			 record[RECORD_TEXT_MAX];

	if (in->set->type != TYPE_TLSA || (owner->kind != TLSA_OWNER_WRONG &&
	    (owner->kind != TLSA_OWNER_BARE || !is_host(in))))
		return false;
	if (owner->kind == TLSA_OWNER_BARE) {
		why = "port and transport are missing";
		proto = "_tcp";
		port = PORT_SMTP;
	}
	if (port == PORT_SMTP)
		(void)first_exchange(in, &owner->host, &host);
	return inspect_tell(in, rule, 0, "clients look for TLSA at"
	    " _port._tcp before the host (RFC 6698 3); here %s; write: %s %s",
	    why, owner_text(&host, port, proto, name),
	    record_text(in, record));
}

static bool
look_wrong_host(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 exchange;
	struct target		 t;
	char			 host[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	char			 record[RECORD_TEXT_MAX];

	if (f->owner.kind != TLSA_OWNER_GOOD || f->owner.port != PORT_SMTP ||
	    !first_exchange(in, &f->owner.host, &exchange))
		return false;
	name_to_text(exchange.wire, host);
	inspect_find(in, &exchange, &t);
	if (t.kind == TARGET_UNKNOWN || t.kind == TARGET_DELEGATED)
		return inspect_tell(in, rule, 0, "senders look for TLSA below"
		    " the exchange, %s, not below the mail domain (RFC 7672"
		    " 2.2.3); who runs it may publish it there; remove this",
		    host);
	owner_text(&exchange, PORT_SMTP, "_tcp", name);
	if (check_dane_find(in, &exchange) != DANE_NONE)
		return inspect_tell(in, rule, 0, "senders look for TLSA below"
		    " the exchange, %s, not below the mail domain (RFC 7672"
		    " 2.2.3); %s is there, so remove this", host, name);
	return inspect_tell(in, rule, 0, "senders look for TLSA below the"
	    " exchange, %s, not below the mail domain (RFC 7672 2.2.3); write"
	    " instead: %s %s", host, name, record_text(in, record));
}

/* Has the name an address, or leads somewhere else?  RFC 9460 2.4.2. */
static bool
leads_somewhere(const struct target *t)
{
	if (t->kind == TARGET_MISSING)
		return false;
	return (t->kind != TARGET_HERE && t->kind != TARGET_WILDCARD) ||
	    target_has_address(t) ||
	    target_set(t, TYPE_HTTPS) != NULL ||
	    target_set(t, TYPE_SVCB) != NULL;
}

static bool
look_no_host(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct target		 t;
	struct name		 near;
	char			 host[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	char			 record[RECORD_TEXT_MAX];

	if (f->owner.kind != TLSA_OWNER_GOOD)
		return false;
	inspect_find(in, &f->owner.host, &t);
	if (leads_somewhere(&t) || mailname_is_doubled(in, &f->owner.host))
		return false;
	name_to_text(f->owner.host.wire, host);
	if (inspect_near_host(in, &f->owner.host, &near))
		return inspect_tell(in, rule, 0, "the host %s has no address,"
		    " so nobody connects to it; did you mean: %s %s", host,
		    owner_text(&near, f->owner.port, f->owner.proto, name),
		    record_text(in, record));
	return inspect_tell(in, rule, 0, "the host %s has no address, so"
	    " nobody connects to it; correct the name, remove the record, or"
	    " add: %s A ...", host, host);
}

/* Where TLSA of a mail server is met besides port 25; in the order of names,
   so that one of them speaks for all. */
static const uint16_t ports[] = {110, 143, 4190, 443, 465, 587, 993, 995};
#define PORTS	(sizeof(ports) / sizeof(ports[0]))

/* Is there TLSA at a port that speaks before this one? */
static bool
is_spoken_for(struct inspect *in, const struct tlsa_owner *owner)
{
	struct name	name;
	struct target	t;
	size_t		i;

	for (i = 0; i < PORTS && ports[i] != owner->port; i++) {
		if (tlsa_make_owner(&owner->host, ports[i], "_tcp",
		    &name) == -1)
			continue;
		inspect_find(in, &name, &t);
		if (t.kind == TARGET_HERE &&
		    target_set(&t, TYPE_TLSA) != NULL)
			return true;
	}
	return false;
}

static bool
look_no_port(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct tlsa_owner	*owner = &f->owner;
	char			 host[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	char			 record[RECORD_TEXT_MAX];

	if (owner->kind != TLSA_OWNER_GOOD || owner->port == PORT_SMTP ||
	    owner->port == 0 || strcmp(owner->proto, "_tcp") != 0 ||
	    !inspect_has_role(in, &owner->host, ROLE_EXCHANGE) ||
	    check_dane_find(in, &owner->host) != DANE_NONE ||
	    is_spoken_for(in, owner))
		return false;
	return inspect_tell(in, rule, 0, "%s is an exchange and has TLSA, but"
	    " none for port 25, where other servers bring mail; if the"
	    " certificate is the same, add: %s %s",
	    name_to_text(owner->host.wire, host),
	    owner_text(&owner->host, PORT_SMTP, "_tcp", name),
	    record_text(in, record));
}

/* About the owner of TLSA; the first cause counts. */
static const struct check_rule owner_rules[] = {
	{"tlsa-owner", SEV_ERROR, SCOPE_RECORD,
	    "The owner of a TLSA record is not _port._tcp.host.", look_owner},
	{"tlsa-wrong-host", SEV_WARNING, SCOPE_SERVED,
	    "TLSA stands below the mail domain, not below its exchange.",
	    look_wrong_host},
	{"tlsa-no-host", SEV_WARNING, SCOPE_NAME,
	    "The host of a TLSA record has no address.", look_no_host},
	{"tlsa-no-port-25", SEV_INFO, SCOPE_NAME,
	    "An exchange has TLSA for other ports than 25 only.",
	    look_no_port},
};

/* Does an attacker who can choose the exchange get around the TLSA of
   another one? */
static bool
is_way_around(const struct exchange *bare, const struct exchange *other)
{
	/* In one zone both are signed, or will be. */
	return other->state == DANE_THERE && (other->zone == bare->zone ||
	    (is_signed(other->zone) && is_signed(bare->zone)));
}

static bool
look_partial(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 bare;
	char			 host[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	unsigned		 i;
	unsigned		 k;
	bool			 has_told = false;

	for (i = 0; i < f->n; i++) {
		for (k = 0; k < f->n && !is_way_around(&f->all[i],
		    &f->all[k]); k++)
			;
		if (f->all[i].state != DANE_NONE || k == f->n ||
		    target_name(in->zone, in->set, f->all[i].record,
		    &bare) == -1)
			continue;
		has_told = inspect_tell(in, rule, f->all[i].record, "the"
		    " exchange %s has no TLSA, but another one has, so an"
		    " attacker leads senders to this one; add: %s TLSA 3 1 1"
		    " ...", name_to_text(bare.wire, host),
		    owner_text(&bare, PORT_SMTP, "_tcp", name));
	}
	return has_told;
}

static bool
look_mx_unsigned(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	char			 apex[NAME_TEXT_MAX];
	unsigned		 i;

	if (is_signed(in->zone))
		return false;
	for (i = 0; i < f->n; i++) {
		if (f->all[i].state == DANE_THERE &&
		    is_signed(f->all[i].zone))
			return inspect_tell(in, rule, f->all[i].record, "the"
			    " exchange has TLSA in a signed zone, but this"
			    " zone is not signed, so an attacker forges the MX"
			    " itself; sign %s too",
			    name_to_text(in->apex.wire, apex));
	}
	return false;
}

/* About the exchanges of a domain. */
static const struct check_rule exchange_rules[] = {
	{"tlsa-partial", SEV_WARNING, SCOPE_SERVED,
	    "Some exchanges of a domain have TLSA, others do not.",
	    look_partial},
	{"tlsa-mx-unsigned", SEV_WARNING, SCOPE_SERVED,
	    "An exchange has TLSA, but the mail domain is not signed.",
	    look_mx_unsigned},
};

static bool
look_unsigned(struct inspect *in, const struct check_rule *rule)
{
	char	apex[NAME_TEXT_MAX];

	return inspect_tell(in, rule, 0, "the zone %s is not signed, so every"
	    " sender ignores its TLSA records, this one and all others; sign"
	    " it, or remove them", name_to_text(in->apex.wire, apex));
}

static const struct check_rule zone_rules[] = {
	{"tlsa-unsigned-zone", SEV_ERROR, SCOPE_ZONE,
	    "TLSA stands in a zone that is not signed.", look_unsigned},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { OWNERS, EXCHANGES, ZONE };

static const struct check_table tables[] = {
	[OWNERS] = ROWS(owner_rules),
	[EXCHANGES] = ROWS(exchange_rules),
	[ZONE] = ROWS(zone_rules),
};

/* Go to the first TLSA of the zone; false if it has none. */
static bool
go_to_tlsa(struct inspect *in)
{
	const struct content	*c = in->zone->content;
	size_t			 i;
	unsigned		 k;

	for (i = 0; i < content_nodes(c); i++) {
		in->node = content_node(c, i);
		for (k = 0; k < in->node->rrsets; k++) {
			in->set = node_set(c, in->node, k);
			if (in->set->type == TYPE_TLSA && (in->node->flags &
			    (NODE_CUT | NODE_OCCLUDED)) == 0)
				return target_owner(in->zone, in->node,
				    &in->owner) == 0;
			in->first += in->set->count;
		}
	}
	return false;
}

/* One cause, so one finding, however many records. */
static void
visit_zone(struct inspect *in)
{
	const struct node	*node = in->node;
	const struct rrset	*set = in->set;
	struct name		 owner = in->owner;
	size_t			 first = in->first;

	if (is_signed(in->zone))
		return;
	if (go_to_tlsa(in))
		(void)inspect_ask(in, &tables[ZONE], true);
	in->node = node;
	in->set = set;
	in->owner = owner;
	in->first = first;
}

static void
visit_owner(struct inspect *in)
{
	struct facts	f;
	struct name	meant;

	/* A CNAME is for TLSA if it stands at such a name. */
	if (in->set->type == TYPE_CNAME && in->owner.wire[1] != '_')
		return;
	f.n = 0;
	tlsa_read_owner(&in->owner, &f.owner);
	if (in->set->type == TYPE_CNAME && (f.owner.port != PORT_SMTP ||
	    f.owner.kind != TLSA_OWNER_GOOD))
		return;
	if (inspect_is_dotless(in, &in->owner, &meant))
		return;
	in->facts = &f;
	(void)inspect_ask(in, &tables[OWNERS], true);
	in->facts = NULL;
}

static void
visit_mx(struct inspect *in)
{
	struct facts	 f;
	struct exchange	*x;
	unsigned	 i;

	f.n = 0;
	for (i = 0; i < in->set->count && f.n < EXCHANGES_MAX; i++) {
		if (check_mx_is_null(in->set, i) || !inspect_record(in, i) ||
		    (in->target.kind != TARGET_HERE &&
		    in->target.kind != TARGET_WILDCARD) ||
		    !target_has_address(&in->target))
			continue;
		x = &f.all[f.n++];
		x->record = i;
		x->zone = in->target.zone;
		x->state = check_dane_find(in, &in->name);
	}
	in->facts = &f;
	(void)inspect_ask(in, &tables[EXCHANGES], false);
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	switch (in->set->type) {
	case TYPE_TLSA:
	case TYPE_CNAME:
		visit_owner(in);
		break;
	case TYPE_MX:
		visit_mx(in);
		break;
	default:
		break;
	}
}

const struct check_chapter check_dane = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_zone = visit_zone,
	.visit_set = visit_set,
};
