/* SPDX-License-Identifier: ISC */
#include "zones/check_srv.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/rrtype.h"
#include "zones/mailservice.h"

/* Owner, numbers and target of an SRV record. */
#define LINE_MAX_BYTES	(2 * NAME_TEXT_MAX + 32)

/* Addresses of two hosts that are compared: n^2 stays harmless. */
#define COMPARED_MAX	16

/* What the SRV records of one name are, seen together. */
struct facts {
	struct srv_name	 said;	/* what the owner says */
	unsigned		 none;	/* records with the target "." */
	unsigned		 none_at; /* the first of them */
	unsigned		 real;	/* the others */
	unsigned		 real_at; /* the first of them */
};

/* Priority, weight and port stand before the target. */
static unsigned
number_at(const struct inspect *in, unsigned i, unsigned at)
{
	size_t		 len;
	const uint8_t	*rdata = rrset_rdata(in->set, i, &len);

	return (unsigned)rdata[at] << 8 | rdata[at + 1];
}

static unsigned
port_of(const struct inspect *in, unsigned i)
{
	return number_at(in, i, 4);
}

/* RFC 2782: "." says that the service is not offered. */
static bool
is_none(const struct rrset *set, unsigned i)
{
	size_t		 len;
	const uint8_t	*rdata = rrset_rdata(set, i, &len);

	return len == 7 && rdata[6] == 0;
}

/* Record i as it should be, to be pasted. */
static const char *
srv_line(const struct inspect *in, unsigned i, const struct name *owner,
    const struct name *target, char buf[LINE_MAX_BYTES])
{
	char	name[NAME_TEXT_MAX];
	char	host[NAME_TEXT_MAX];

	(void)snprintf(buf, LINE_MAX_BYTES, "%s SRV %u %u %u %s",
	    name_to_text(owner->wire, name), number_at(in, i, 0),
	    number_at(in, i, 2), port_of(in, i),
	    name_to_text(target->wire, host));
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
	return inspect_tell(in, rule, in->i, "the target %s is an address, but"
	    " must be the name of a host; write: %s%s", address,
	    srv_line(in, in->i, &in->owner, &host, line), record);
}

static bool
look_cname(struct inspect *in, const struct check_rule *rule)
{
	struct name	last = in->name;
	struct target	end;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (in->target.kind != TARGET_ALIAS &&
	    in->target.kind != TARGET_RENAMED)
		return false;
	name_to_text(in->name.wire, name);
	if (inspect_follow(in, &last, &end) == -1)
		return inspect_tell(in, rule, in->i, "the target %s is an"
		    " alias that leads nowhere; name a host that has A or AAAA"
		    " records", name);
	return inspect_tell(in, rule, in->i, "the target %s is an alias, but"
	    " must be a host's own name (RFC 2782); write: %s", name,
	    srv_line(in, in->i, &in->owner, &last, line));
}

static bool
look_address(struct inspect *in, const struct check_rule *rule)
{
	struct name	near;
	char		name[NAME_TEXT_MAX];
	char		line[LINE_MAX_BYTES];

	if (in->target.kind != TARGET_MISSING &&
	    ((in->target.kind != TARGET_HERE &&
	    in->target.kind != TARGET_WILDCARD) ||
	    target_has_address(&in->target)))
		return false;
	name_to_text(in->name.wire, name);
	if (inspect_near_host(in, &in->name, &near))
		return inspect_tell(in, rule, in->i, "the target %s %s; did"
		    " you mean: %s", name, in->target.kind == TARGET_MISSING ?
		    "does not exist" : "has no address",
		    srv_line(in, in->i, &in->owner, &near, line));
	return inspect_tell(in, rule, in->i, "the target %s has no address, so"
	    " the service cannot be reached; add: %s A ...", name, name);
}

static const struct check_rule record_rules[] = {
	{"srv-target-is-ip", SEV_ERROR, SCOPE_RECORD,
	    "The target of an SRV is an address, not a name.", look_ip},
	{"srv-target-cname", SEV_ERROR, SCOPE_SERVED,
	    "The target of an SRV is an alias.", look_cname},
	{"srv-target-no-address", SEV_ERROR, SCOPE_SERVED,
	    "The target of an SRV has no address.", look_address},
};

static bool
look_port(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct mailservice	*row = f->said.known;
	char			 label[SRV_TEXT_MAX];

	if (row == NULL || row->port == 0 || port_of(in, in->i) == row->port)
		return false;
	return inspect_tell(in, rule, in->i, "port %u is unusual for %s; mail"
	    " programs and firewalls expect %u", port_of(in, in->i),
	    mailservice_text(row, label), row->port);
}

static const struct check_rule port_rules[] = {
	{"srv-unusual-port", SEV_INFO, SCOPE_RECORD,
	    "A mail service is at a port of its own.", look_port},
};

/* The owner with its first labels replaced, and what it is. */
static bool
find_beside(struct inspect *in, unsigned labels, const char *service,
    struct name *out, struct target *target)
{
	uint8_t			wire[NAME_MAX_BYTES];
	const uint8_t		*rest;
	struct name_parts	 parts;

	rest = in->owner.wire + in->owner.offset[labels];
	parts.head = wire;
	parts.head_len = (uint8_t)mailservice_labels(service, wire);
	parts.tail = rest;
	parts.tail_len = (uint8_t)(in->owner.len - in->owner.offset[labels]);
	if (name_join(out, &parts) == -1)
		return false;
	inspect_find(in, out, target);
	return true;
}

/* May the service be offered there, as far as we see? */
static bool
is_offered(struct inspect *in, const char *service)
{
	const struct rrset	*set;
	struct target		 target;
	struct name		 name;

	if (!find_beside(in, 2, service, &name, &target))
		return false;
	if (target.kind == TARGET_MISSING)
		return false;
	if (target.kind != TARGET_HERE && target.kind != TARGET_WILDCARD)
		return true;
	set = target_set(&target, TYPE_SRV);
	return set != NULL && !is_none(set, 0);
}

static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct target		 target;
	struct name		 better;
	char			 name[NAME_TEXT_MAX];

	if (!f->said.is_wrong)
		return false;
	if (f->said.better[0] == '\0' || !find_beside(in, f->said.labels,
	    f->said.better, &better, &target))
		return inspect_tell(in, rule, 0, "nobody asks for an SRV at"
		    " this name; it must begin with the service and the"
		    " protocol, each with an underscore, as in _imaps._tcp"
		    " (RFC 2782)");
	return inspect_tell(in, rule, 0, "nobody asks for an SRV at this name;"
	    " service and protocol stand first, each with an underscore (RFC"
	    " 2782); write: %s", name_to_text(better.wire, name));
}

static bool
look_unknown(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct target		 target;
	struct name		 better;
	char			 name[NAME_TEXT_MAX];

	/* Beside the right name it does no harm. */
	if (!f->said.is_unknown || f->real == 0 ||
	    (f->said.better[0] != '\0' && is_offered(in, f->said.better)))
		return false;
	if (f->said.better[0] == '\0' ||
	    !find_beside(in, 2, f->said.better, &better, &target))
		return inspect_tell(in, rule, f->real_at, "no mail program"
		    " asks for this service; those of RFC 6186 and 8314 are"
		    " _submissions, _submission, _imaps, _imap, _pop3s, _pop3");
	return inspect_tell(in, rule, f->real_at, "no mail program asks for"
	    " this service; write: %s", name_to_text(better.wire, name));
}

static const struct check_rule owner_rules[] = {
	{"srv-owner", SEV_ERROR, SCOPE_RECORD,
	    "The name of an SRV is not _service._protocol.", look_owner},
	{"srv-unknown-service", SEV_WARNING, SCOPE_RECORD,
	    "No mail program asks for this service.", look_unknown},
};

static bool
look_mixed(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->none == 0 || f->real == 0)
		return false;
	return inspect_tell(in, rule, f->none_at, "the target \".\" says that"
	    " the service is not offered (RFC 2782), yet other records offer"
	    " it; remove this one, or the others");
}

static bool
look_plain(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct target		 target;
	struct name		 better;
	char			 owner[NAME_TEXT_MAX];
	char			 name[NAME_TEXT_MAX];
	const char		*secure;

	if (f->said.known == NULL || f->real == 0 ||
	    (secure = f->said.known->secure) == NULL ||
	    is_offered(in, secure) ||
	    !find_beside(in, 2, secure, &better, &target))
		return false;
	name_to_text(in->owner.wire, owner);
	return inspect_tell(in, rule, f->real_at, "the service is offered in"
	    " clear text or with STARTTLS only (RFC 8314 3); offer it with TLS"
	    " from the start, at port %u of %s, and say here that the other is"
	    " not offered: %s SRV 0 0 0 .", mailservice_port(secure),
	    name_to_text(better.wire, name), owner);
}

/* Is one of the addresses of both?  Taken for granted of many. */
static bool
has_common(const struct target *a, const struct target *b)
{
	struct address	one;
	struct address	other;
	size_t		i;
	size_t		k;

	for (i = 0; i < COMPARED_MAX &&
	    address_of(a->zone->content, a->node, i, &one); i++) {
		for (k = 0; k < COMPARED_MAX &&
		    address_of(b->zone->content, b->node, k, &other); k++) {
			if (address_equal(&one, &other))
				return true;
		}
		if (k == COMPARED_MAX)
			return true;
	}
	return i == COMPARED_MAX;
}

/* Does the SRV lead to the host that the other way leads to? */
static bool
is_same_host(struct inspect *in, const struct name *host,
    const struct target *at)
{
	struct target	end;
	struct name	name;
	unsigned	i;

	for (i = 0; i < in->set->count; i++) {
		if (target_name(in->zone, in->set, i, &name) == -1 ||
		    inspect_follow(in, &name, &end) == -1 ||
		    name_equal(&name, host))
			return true;
		if ((end.kind == TARGET_HERE || end.kind == TARGET_WILDCARD) &&
		    (at->kind == TARGET_HERE || at->kind == TARGET_WILDCARD) &&
		    has_common(&end, at))
			return true;
	}
	return false;
}

static bool
look_conflict(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct target		 at;
	struct name		 host;
	char			 name[NAME_TEXT_MAX];

	if (f->said.known == NULL || f->real == 0 ||
	    strcmp(f->said.known->label, "autodiscover") != 0 ||
	    !find_beside(in, 2, "autodiscover", &host, &at) ||
	    (at.kind != TARGET_ALIAS && (at.kind != TARGET_HERE ||
	    !target_has_address(&at))))
		return false;
	name_to_text(host.wire, name);
	if (inspect_follow(in, &host, &at) == -1 ||
	    is_same_host(in, &host, &at))
		return false;
	return inspect_tell(in, rule, f->real_at, "mail programs find two"
	    " hosts, this one and that of %s, and differ in which they try"
	    " first; keep one of the two ways", name);
}

static const struct check_rule set_rules[] = {
	{"srv-dot-mixed", SEV_ERROR, SCOPE_NAME,
	    "A service is offered and not offered.", look_mixed},
	{"srv-plain-only", SEV_WARNING, SCOPE_NAME,
	    "A mail service is offered without implicit TLS only.",
	    look_plain},
	{"autodiscover-conflict", SEV_INFO, SCOPE_NAME,
	    "The host autodiscover and the SRV lead to different hosts.",
	    look_conflict},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { RECORDS, PORTS, OWNERS, SETS };

static const struct check_table tables[] = {
	[RECORDS] = ROWS(record_rules),
	[PORTS] = ROWS(port_rules),
	[OWNERS] = ROWS(owner_rules),
	[SETS] = ROWS(set_rules),
};

/* Does check_dot tell that a final dot is missing? */
static bool
is_mistyped(const struct inspect *in)
{
	struct name	meant;

	return inspect_is_dotless(in, &in->name, &meant) ||
	    (in->target.kind == TARGET_MISSING &&
	    inspect_is_foreign(in, &in->name, &in->target, &meant));
}

static void
visit_record(struct inspect *in)
{
	if (!is_mistyped(in))
		(void)inspect_ask(in, &tables[RECORDS], true);
	(void)inspect_ask(in, &tables[PORTS], true);
}

static void
visit_set(struct inspect *in)
{
	struct facts	f;
	unsigned	i;

	memset(&f, 0, sizeof(f));
	mailservice_read(&in->owner, &f.said);
	for (i = 0; i < in->set->count; i++) {
		if (is_none(in->set, i))
			f.none_at = f.none++ == 0 ? i : f.none_at;
		else
			f.real_at = f.real++ == 0 ? i : f.real_at;
	}
	in->facts = &f;
	for (i = 0; i < in->set->count; i++) {
		if (!is_none(in->set, i) && inspect_record(in, i))
			visit_record(in);
	}
	(void)inspect_ask(in, &tables[OWNERS], true);
	(void)inspect_ask(in, &tables[SETS], false);
	in->facts = NULL;
}

const struct check_chapter check_srv = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_SRV,
	.visit_set = visit_set,
};
