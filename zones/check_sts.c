/* SPDX-License-Identifier: ISC */
#include "zones/check_sts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "zones/check_mx.h"
#include "zones/mailname.h"
#include "zones/mtasts.h"
#include "zones/policy.h"
#include "zones/rrtype.h"

/* More exchanges than this are compared in part: n^2 stays harmless. */
#define COMPARED_MAX	64

/* A name, the type and "v=STSv1; id=...;" */
#define LINE_MAX_BYTES	(NAME_TEXT_MAX + 32 + MTASTS_ID_MAX)

/* What stands at one _mta-sts. */
struct facts {
	struct name		 domain;
	const struct policy	*record;	/* that is looked at */
	unsigned		 good;		/* that senders read */
	unsigned		 second;	/* the second of them */
	char			 id[MTASTS_ID_MAX + 1];	/* the first's; or "" */
};

/* An id that is new: nobody has more than one version with a serial. */
static void
new_id(const struct inspect *in, const char *old, char id[MTASTS_ID_MAX + 1])
{
	(void)snprintf(id, MTASTS_ID_MAX + 1, "%" PRIu32,
	    content_serial(in->zone->content));
	if (strcmp(id, old) == 0)
		(void)snprintf(id + strlen(id), 2, "a");
}

/* The record as it should be, to be pasted. */
static const char *
record_line(const struct name *owner, const char *id,
    char buf[LINE_MAX_BYTES])
{
	char	text[NAME_TEXT_MAX];

	(void)snprintf(buf, LINE_MAX_BYTES, "%s TXT \"v=STSv1; id=%s;\"",
	    name_to_text(owner->wire, text), id);
	return buf;
}

/* The same for a domain that has none yet. */
static const char *
domain_line(const struct name *domain, const char *id,
    char buf[LINE_MAX_BYTES])
{
	struct name	owner;

	if (mailname_make(mailname_sts.prefix, domain, &owner) == -1)
		owner = *domain;
	return record_line(&owner, id, buf);
}

/* What can be kept of an id that is wrong. */
static void
mend_id(const struct inspect *in, const struct policy *record,
    char id[MTASTS_ID_MAX + 1])
{
	struct taglist	list;
	struct tag	tag;
	size_t		n = 0;
	size_t		i;
	uint8_t		c;

	taglist_init(&list, record->text, record->len);
	while (n == 0 && taglist_next(&list, &tag)) {
		if (tag.name_len != 2 || !bytes_equal_nocase(tag.name,
		    (const uint8_t *)"id", 2))
			continue;
		for (i = 0; i < tag.value_len && n < MTASTS_ID_MAX; i++) {
			c = ascii_lower(tag.value[i]);
			if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'))
				id[n++] = (char)tag.value[i];
		}
	}
	id[n] = '\0';
	if (n == 0)
		new_id(in, "", id);
}

static bool
look_wrong_name(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 domain;
	char			 id[MTASTS_ID_MAX + 1];
	char			 line[LINE_MAX_BYTES];

	mend_id(in, f->record, id);
	if (!mailname_is_misplaced(in, &mailname_sts, &domain))
		return false;
	return inspect_tell(in, rule, in->i, "senders look for MTA-STS at"
	    " _mta-sts below the mail domain only, not here; write: %s",
	    domain_line(&domain, id, line));
}

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct policy	*p = f->record;
	struct mtasts_record	 record;
	struct fields_fault	 fault;
	char			 id[MTASTS_ID_MAX + 1];
	char			 line[LINE_MAX_BYTES];
	char			 here[16] = "its end";

	if (mtasts_read_record(p->text, p->len, &record, &fault) == 0) {
		if (p->state == POLICY_GOOD)
			return false;
		fault.at = 0;
		fault.why = "the record does not begin with \"v=STSv1;\"";
	}
	if (fault.at < p->len)
		(void)snprintf(here, sizeof(here), "\"%c\"",
		    p->text[fault.at]);
	mend_id(in, p, id);
	return inspect_tell(in, rule, in->i, "senders take this for no MTA-STS"
	    " record: %s (octet %zu, %s); write: %s", fault.why, fault.at + 1,
	    here, record_line(&in->owner, id, line));
}

/* One record that does not stand at _mta-sts. */
static const struct check_rule stray_rules[] = {
	{"mta-sts-wrong-name", SEV_WARNING, SCOPE_NAME,
	    "An MTA-STS record stands at a name where nobody looks for it.",
	    look_wrong_name},
};

static const struct check_rule record_rules[] = {
	{"mta-sts-syntax", SEV_ERROR, SCOPE_RECORD,
	    "An MTA-STS record is not as its grammar wants.", look_syntax},
};

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->good < 2)
		return false;
	return inspect_tell(in, rule, f->second, "there are %u MTA-STS"
	    " records, and senders act as if there were none (RFC 8461 3.1);"
	    " keep the one whose id is newer", f->good);
}

static bool
look_no_mx(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 domain = f->domain;
	struct target		 t;
	char			 text[NAME_TEXT_MAX];

	if (inspect_follow(in, &domain, &t) == -1 ||
	    (t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD) ||
	    mailname_has_mx(t.zone->content, t.node))
		return false;
	name_to_text(f->domain.wire, text);
	if (target_set(&t, TYPE_MX) != NULL)
		return inspect_tell(in, rule, 0, "MTA-STS says how mail to %s"
		    " must be sent, but its null MX says that it takes none;"
		    " remove this record", text);
	return inspect_tell(in, rule, 0, "MTA-STS says by which exchanges %s"
	    " takes mail, but it has no MX; remove this record, or add: %s MX"
	    " 10 ...", text, text);
}

static bool
look_no_host(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 host;
	struct target		 t;
	char			 text[NAME_TEXT_MAX];

	if (mailname_make("mta-sts", &f->domain, &host) == -1)
		return false;
	inspect_find(in, &host, &t);
	if (t.kind != TARGET_MISSING && ((t.kind != TARGET_HERE &&
	    t.kind != TARGET_WILDCARD) || target_has_address(&t)))
		return false;
	if (mailname_is_doubled(in, &host))
		return false;
	name_to_text(host.wire, text);
	return inspect_tell(in, rule, 0, "senders fetch the policy from %s,"
	    " which has no address; add the web server that holds it: %s A"
	    " ..., or CNAME", text, text);
}

/* What the record needs; the first cause counts. */
static const struct check_rule need_rules[] = {
	{"mta-sts-no-mx", SEV_WARNING, SCOPE_NAME,
	    "MTA-STS is published for a name without MX.", look_no_mx},
	{"mta-sts-no-policy-host", SEV_ERROR, SCOPE_SERVED,
	    "The host that holds the MTA-STS policy has no address.",
	    look_no_host},
};

/* The node of a name in a version of the zone, or NULL. */
static const struct node *
node_in(const struct zone *z, const struct inspect *in,
    const struct name *name)
{
	if (!name_is_under(name, &in->apex))
		return NULL;
	return content_exact(z->content, name->wire,
	    (size_t)(name->len - in->apex.len));
}

static bool
names(const struct zone *z, const struct rrset *mx, const struct name *host)
{
	struct name	name;
	unsigned	i;

	for (i = 0; i < mx->count && i < COMPARED_MAX; i++) {
		if (target_name(z, mx, i, &name) == 0 &&
		    name_equal(&name, host))
			return true;
	}
	return false;
}

/*
 * An exchange that the last version did not have.  One that went away, or
 * has another preference, leaves the old policy true.
 */
static bool
find_new_exchange(const struct inspect *in, const struct name *domain,
    struct name *out)
{
	const struct node	*now = node_in(in->zone, in, domain);
	const struct node	*then = node_in(in->before, in, domain);
	const struct rrset	*mx;
	unsigned		 i;

	if (!mailname_has_mx(in->zone->content, now) ||
	    !mailname_has_mx(in->before->content, then))
		return false;
	mx = node_find(in->zone->content, now, TYPE_MX);
	for (i = 0; i < mx->count && i < COMPARED_MAX; i++) {
		if (!check_mx_is_null(mx, i) &&
		    target_name(in->zone, mx, i, out) == 0 &&
		    !names(in->before, node_find(in->before->content, then,
		    TYPE_MX), out))
			return true;
	}
	return false;
}

/* Had the last version this id? */
static bool
had_id(struct inspect *in, const char *id)
{
	const struct node	*node = node_in(in->before, in, &in->owner);
	struct mtasts_record	 record;
	struct fields_fault	 fault;
	struct policy		 p;
	unsigned		 good;
	unsigned		 meant;

	return policy_at(in->before->content, node, &in->owner, POLICY_STS,
	    in->text, &p, &good, &meant) && good == 1 &&
	    mtasts_read_record(p.text, p.len, &record, &fault) == 0 &&
	    record.id_len == strlen(id) &&
	    memcmp(record.id, id, record.id_len) == 0;
}

static bool
look_id_unchanged(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct name		 host;
	char			 text[NAME_TEXT_MAX];
	char			 id[MTASTS_ID_MAX + 1];
	char			 line[LINE_MAX_BYTES];

	if (in->before == NULL || in->before->content == NULL ||
	    f->good != 1 || f->id[0] == '\0' || !had_id(in, f->id) ||
	    !find_new_exchange(in, &f->domain, &host))
		return false;
	new_id(in, f->id, id);
	return inspect_tell(in, rule, 0, "the exchange %s is new, but the id"
	    " is that of the policy before it, which senders keep; add it to"
	    " the policy, then write: %s", name_to_text(host.wire, text),
	    record_line(&in->owner, id, line));
}

/* Each of these concerns something else. */
static const struct check_rule set_rules[] = {
	{"mta-sts-multiple", SEV_ERROR, SCOPE_NAME,
	    "A name has several MTA-STS records.", look_multiple},
	{"mta-sts-id-unchanged", SEV_WARNING, SCOPE_ZONE,
	    "The exchanges changed, the id of MTA-STS did not.",
	    look_id_unchanged},
};

static bool
look_orphan(struct inspect *in, const struct check_rule *rule)
{
	struct name	domain;
	struct target	t;
	struct policy	p;
	unsigned	good;
	unsigned	meant;
	char		id[MTASTS_ID_MAX + 1];
	char		line[LINE_MAX_BYTES];

	mailname_drop(&in->owner, 1, &domain);
	inspect_find(in, &domain, &t);
	/* A record at the host itself is told as one at the wrong name. */
	if (t.kind != TARGET_HERE ||
	    !mailname_has_mx(t.zone->content, t.node) ||
	    mailname_find(in, &mailname_sts, &domain) != MAILNAME_MISSING ||
	    policy_at(in->zone->content, in->node, &in->owner, POLICY_STS,
	    in->text, &p, &good, &meant))
		return false;
	new_id(in, "", id);
	return inspect_tell(in, rule, 0, "this host is where senders would"
	    " fetch an MTA-STS policy, but no record tells them to; if it has"
	    " one, add: %s", domain_line(&domain, id, line));
}

static const struct check_rule host_rules[] = {
	{"mta-sts-orphan-host", SEV_INFO, SCOPE_NAME,
	    "A host for an MTA-STS policy exists, but no record.",
	    look_orphan},
};

static bool
tell_bad_policy(struct inspect *in, const struct check_rule *rule,
    const struct mtasts_fault *f)
{
	return inspect_tell(in, rule, 0, "the MTA-STS policy given is no"
	    " policy, so no exchange is in it: line %zu, column %zu: %s",
	    f->line, f->column, f->why);
}

static bool
look_mismatch(struct inspect *in, const struct check_rule *rule)
{
	struct mtasts_policy	policy;
	struct mtasts_fault	fault;
	const char		*text;
	char			 name[NAME_TEXT_MAX];
	size_t			 len;
	unsigned		 i;
	bool			 has_told = false;

	text = extras_policy(in->extras, &in->owner, &len);
	if (text == NULL || !mailname_has_mx(in->zone->content, in->node))
		return false;
	if (mtasts_read_policy(text, len, &policy, &fault) == -1)
		return tell_bad_policy(in, rule, &fault);
	for (i = 0; i < in->set->count && policy.mode != MTASTS_NONE; i++) {
		if (check_mx_is_null(in->set, i) ||
		    target_name(in->zone, in->set, i, &in->name) == -1 ||
		    mtasts_allows(&policy, &in->name))
			continue;
		name_to_text(in->name.wire, name);
		name[strlen(name) - 1] = '\0';
		has_told = inspect_tell(in, rule, i, "no line of the MTA-STS"
		    " policy matches the exchange %s., so senders %s; add to"
		    " the policy: mx: %s, then change the id in DNS", name,
		    policy.mode == MTASTS_ENFORCE ? "do not deliver to it" :
		    "report it, and would not deliver to it in mode enforce",
		    name);
	}
	return has_told;
}

static const struct check_rule policy_rules[] = {
	{"mta-sts-mx-mismatch", SEV_ERROR, SCOPE_SERVED,
	    "An exchange is not in the MTA-STS policy that is given.",
	    look_mismatch},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { STRAYS, RECORDS, NEEDS, SETS, HOSTS, POLICIES };

static const struct check_table tables[] = {
	[STRAYS] = ROWS(stray_rules),
	[RECORDS] = ROWS(record_rules),
	[NEEDS] = ROWS(need_rules),
	[SETS] = ROWS(set_rules),
	[HOSTS] = ROWS(host_rules),
	[POLICIES] = ROWS(policy_rules),
};

static void
keep_id(struct facts *f, const struct policy *p)
{
	struct mtasts_record	record;
	struct fields_fault	fault;

	if (mtasts_read_record(p->text, p->len, &record, &fault) == 0)
		(void)snprintf(f->id, sizeof(f->id), "%.*s",
		    (int)record.id_len, (const char *)record.id);
}

/* Does the owner only seem to be for MTA-STS because its dot is missing? */
static bool
is_dotless(const struct inspect *in)
{
	struct name	meant;

	return inspect_is_dotless(in, &in->owner, &meant);
}

/* Read record i; false if it is none of MTA-STS. */
static bool
read_record(struct inspect *in, unsigned i, bool is_place, struct policy *p)
{
	if (!is_place && !mailname_resembles(in, i, &mailname_sts))
		return false;
	inspect_policy(in, i, in->text, p);
	return p->kind == POLICY_STS;
}

/* A record that is not damaged. */
static void
visit_record(struct inspect *in, struct facts *f, struct policy *p,
    bool is_place)
{
	f->record = p;
	if (p->state == POLICY_GOOD && f->good++ < 2)
		f->second = in->i;
	if (!is_place) {
		if (p->state != POLICY_GOOD ||
		    inspect_ask(in, &tables[STRAYS], true))
			return;
		/* The rule may have used the room for the text. */
		(void)read_record(in, in->i, is_place, p);
	}
	if (f->good == 1 && f->id[0] == '\0')
		keep_id(f, p);
	(void)inspect_ask(in, &tables[RECORDS], true);
}

static void
visit_txt(struct inspect *in)
{
	struct facts	f;
	struct policy	p;
	bool		is_place = policy_role(&in->owner) == POLICY_STS;

	if (!is_place && !mailname_resembles_any(in, &mailname_sts))
		return;
	memset(&f, 0, sizeof(f));
	f.domain = in->owner;
	if (is_place)
		mailname_drop(&in->owner, 1, &f.domain);
	in->facts = &f;
	for (in->i = 0; in->i < in->set->count; in->i++) {
		if (read_record(in, in->i, is_place, &p) &&
		    !policy_is_damaged(&p))
			visit_record(in, &f, &p, is_place);
	}
	/* What an alias leads to is read as if it stood at the alias. */
	if (is_place ? f.good > 0 : f.good > 1 &&
	    inspect_has_role(in, &in->owner, ROLE_POLICY)) {
		(void)inspect_ask(in, &tables[SETS], false);
		if (is_place && !is_dotless(in))
			(void)inspect_ask(in, &tables[NEEDS], true);
	}
	in->facts = NULL;
}

/* _mta-sts as an alias, the usual way when a provider holds the policy. */
static void
visit_cname(struct inspect *in)
{
	struct facts		f;
	enum mailname_state	state;

	if (policy_role(&in->owner) != POLICY_STS || is_dotless(in))
		return;
	memset(&f, 0, sizeof(f));
	mailname_drop(&in->owner, 1, &f.domain);
	state = mailname_find(in, &mailname_sts, &f.domain);
	if (state != MAILNAME_THERE && state != MAILNAME_UNKNOWN)
		return;
	in->facts = &f;
	(void)inspect_ask(in, &tables[NEEDS], true);
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	if (in->set->type == TYPE_TXT)
		visit_txt(in);
	else if (in->set->type == TYPE_CNAME)
		visit_cname(in);
	else if (in->set->type == TYPE_MX && in->extras != NULL)
		(void)inspect_ask(in, &tables[POLICIES], true);
}

static void
visit_node(struct inspect *in)
{
	static const uint8_t	label[] = "\7mta-sts";

	if (in->owner.labels < 2 ||
	    memcmp(in->owner.wire, label, sizeof(label) - 1) != 0 ||
	    (in->node->flags & (NODE_CUT | NODE_OCCLUDED)) != 0 ||
	    (!node_has_address(in->node) &&
	    (in->node->flags & NODE_CNAME) == 0))
		return;
	(void)inspect_ask(in, &tables[HOSTS], true);
}

const struct check_chapter check_sts = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_node = visit_node,
	.visit_set = visit_set,
};
