/* SPDX-License-Identifier: ISC */
#include "zones/check_dmarc.h"

#include <stdio.h>
#include <string.h>

#include "zones/check_dmarc_auth.h"
#include "zones/check_dmarc_policy.h"
#include "zones/check_dmarc_report.h"
#include "zones/dmarc_walk.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/text.h"

/* What a message quotes of a text. */
#define QUOTED_MAX	60

/* What a TXT set is to receivers of DMARC. */
enum place_kind {
	AT_POLICY,		/* "_dmarc" */
	AT_TARGET,		/* where a CNAME of "_dmarc" leads */
	AT_PERMISSION,		/* below "_report._dmarc" */
	AT_WILDCARD,		/* that answers at "_dmarc" */
	AT_OTHER
};

/* One text of a TXT set: facts of text_rules. */
struct facts {
	struct policy	 policy;
	struct name	 domain;	/* that it is, or may be, meant for; of
					   AT_TARGET any, so the apex */
	enum place_kind	 at;
};

static size_t
skip_octets(const uint8_t *text, size_t len, size_t at, const char *these)
{
	while (at < len && text_is_of(text[at], these))
		at++;
	return at;
}

/* Where the tags begin behind a version in whatever spelling; an owner
   "_dmarc" may stand before it. */
static size_t
skip_version(const uint8_t *text, size_t len)
{
	size_t	at = 0;
	size_t	i;

	for (i = 0; i + 5 <= len && text[i] != ';'; i++) {
		if (bytes_equal_nocase(text + i, (const uint8_t *)"dmarc", 5))
			at = i + 5;
	}
	return at == 0 ? 0 : skip_octets(text, len, skip_octets(text, len, at,
	    "0123456789"), " ,;:.\\");
}

/* The record that receivers would have taken, if that is clear. */
static const char *
recognised(struct suggest *out, const struct policy *p,
    const struct name *domain)
{
	struct suggest	value;
	struct suggest	clean;
	struct dmarc	d;
	struct name	owner;
	size_t		at = skip_version(p->text, p->len);
	bool		has_semicolon = memchr(p->text, ';', p->len) != NULL;
	uint8_t		c;

	suggest_init(&value);
	suggest_word(&value, "v=DMARC1; ");
	for (; at < p->len; at++) {
		c = p->text[at];
		/* A form escaped what it then put into quotes. */
		if (c == '\\' && at + 1 < p->len && p->text[at + 1] == ';')
			continue;
		suggest_add(&value, c == ',' && !has_semicolon ?
		    (const void *)";" : &c, 1);
	}
	dmarc_write(&clean, (const uint8_t *)value.text, value.len, NULL, 0);
	dmarc_parse(&d, (const uint8_t *)clean.text, clean.len);
	suggest_init(out);
	if (value.is_full || d.syntax.text != NULL || d.uri.text != NULL ||
	    dmarc_owner(domain, &owner) == -1)
		return out->text;
	return suggest_txt(out, "; write: ", &owner, &clean);
}

static bool
is_wildcard(const struct name *name)
{
	return name->wire[0] == 1 && name->wire[1] == '*';
}

static int
quoted(const struct policy *p)
{
	return (int)(p->len < QUOTED_MAX ? p->len : QUOTED_MAX);
}

static bool
look_ignored(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct suggest		 line;

	if (f->at > AT_PERMISSION || f->policy.kind != POLICY_DMARC ||
	    f->policy.state != POLICY_IGNORED)
		return false;
	suggest_init(&line);
	if (f->at == AT_POLICY)
		(void)recognised(&line, &f->policy, &f->domain);
	return inspect_tell(in, rule, in->i, "\"%.*s\" is no DMARC record for"
	    " receivers, who look for v=DMARC1 in this spelling, with nothing"
	    " before it and a semicolon behind it%s", quoted(&f->policy),
	    (const char *)f->policy.text, line.text);
}

/* The record at the name where it belongs, if it is sound and nothing else
   stands there. */
static const char *
moved(struct suggest *out, struct inspect *in, const struct policy *p,
    const struct name *owner)
{
	struct suggest	value;
	struct dmarc	d;
	struct target	t;

	suggest_init(out);
	inspect_find(in, owner, &t);
	dmarc_parse(&d, p->text, p->len);
	if (t.kind == TARGET_ALIAS || (t.kind == TARGET_HERE &&
	    target_set(&t, TYPE_TXT) != NULL)) {
		suggest_word(out, "; remove it, for _dmarc has a record"
		    " already, or put it in the place of that");
		return out->text;
	}
	if (d.syntax.text != NULL || d.unknown.len > 0)
		return out->text;
	suggest_init(&value);
	suggest_add(&value, p->text, p->len);
	return suggest_txt(out, "; write: ", owner, &value);
}

static bool
look_wrong_name(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct suggest		 line;
	struct name		 owner;

	if (f->at <= AT_PERMISSION || f->policy.kind != POLICY_DMARC ||
	    dmarc_owner(&f->domain, &owner) == -1)
		return false;
	return inspect_tell(in, rule, in->i, "a DMARC record stands at %s,"
	    " but receivers ask for _dmarc only%s", is_wildcard(&in->owner) ?
	    "a wildcard" : "a wrong name",
	    moved(&line, in, &f->policy, &owner));
}

static bool
look_unrelated(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	/* The wildcard of an SPF record has a finding of its own. */
	if (f->at == AT_WILDCARD && in->i == 0 &&
	    f->policy.kind == POLICY_NONE)
		return inspect_tell(in, rule, in->i, "the wildcard answers at"
		    " _dmarc too, where receivers look for DMARC only; give"
		    " _dmarc its own record");
	if (f->at != AT_POLICY || f->policy.kind == POLICY_DMARC)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" at _dmarc has nothing to"
	    " do with DMARC; move it to a name of its own",
	    quoted(&f->policy), (const char *)f->policy.text);
}

static const struct check_rule text_rules[] = {
	{"dmarc-not-recognised", SEV_WARNING, SCOPE_RECORD,
	    "What looks like DMARC is ignored by receivers.", look_ignored},
	{"dmarc-wrong-name", SEV_ERROR, SCOPE_NAME,
	    "A DMARC record stands at a name where nobody looks.",
	    look_wrong_name},
	{"dmarc-unrelated-txt", SEV_INFO, SCOPE_NAME,
	    "Another text stands where receivers look for DMARC.",
	    look_unrelated},
};

static const struct check_table texts = {
	text_rules, sizeof(text_rules) / sizeof(text_rules[0])
};

/* All records of the set as one. */
static void
merge_all(struct inspect *in, struct suggest *out)
{
	struct policy	p;
	struct suggest	before;
	unsigned	i;

	suggest_init(out);
	for (i = 0; i < in->set->count; i++) {
		inspect_policy(in, i, in->text, &p);
		if (p.kind != POLICY_DMARC || p.state != POLICY_GOOD)
			continue;
		before = *out;
		if (before.len == 0)
			dmarc_write(out, p.text, p.len, NULL, 0);
		else
			dmarc_merge(out, (const uint8_t *)before.text,
			    before.len, p.text, p.len);
	}
}

/* A policy that only watches needs somebody who does. */
static void
add_reports(struct inspect *in, struct suggest *value)
{
	char			 rua[CHECK_DMARC_RUA_BYTES];
	struct dmarc_edit	 edit = {DMARC_RUA, rua};
	struct suggest		 before = *value;
	struct name		 domain;
	struct dmarc		 d;

	name_from_wire(&domain, in->owner.wire + in->owner.offset[1]);
	dmarc_parse(&d, (const uint8_t *)before.text, before.len);
	if (d.p == DMARC_NONE && !d.has[DMARC_RUA] &&
	    check_dmarc_rua(in, &domain, rua) == 0)
		dmarc_write(value, (const uint8_t *)before.text, before.len,
		    &edit, 1);
}

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	struct suggest	value;
	struct suggest	line;

	merge_all(in, &value);
	add_reports(in, &value);
	return inspect_tell(in, rule, in->i, "the domain has more than one"
	    " DMARC record, so receivers ignore them all (RFC 9989 4.10);"
	    " keep one%s", suggest_txt(&line, ", of both perhaps: ",
	    &in->owner, &value));
}

static const struct check_rule set_rules[] = {
	{"dmarc-multiple", SEV_ERROR, SCOPE_NAME,
	    "A domain has more than one DMARC record.", look_multiple},
};

static const struct check_table sets = {
	set_rules, sizeof(set_rules) / sizeof(set_rules[0])
};

/* The rules of one record; in->facts is a struct dmarc_facts. */
static void
ask_rules(struct inspect *in, enum place_kind at, bool is_dmarc)
{
	if (at != AT_PERMISSION || !is_dmarc)
		(void)inspect_ask(in, &check_dmarc_policies, !is_dmarc);
	if (is_dmarc)
		(void)inspect_ask(in, &check_dmarc_lists, false);
	if (!is_dmarc || at != AT_POLICY)
		return;
	check_dmarc_ask_addresses(in);
	(void)inspect_ask(in, &check_dmarc_auths, true);
}

/* A record that receivers take for one. */
static void
ask_record(struct inspect *in, const struct facts *facts)
{
	uint8_t			text[RDATA_MAX_BYTES];
	struct dmarc_facts	f;
	struct dmarc		d;

	/* Rules look elsewhere, so in->text does not last. */
	memcpy(text, facts->policy.text, facts->policy.len);
	dmarc_parse(&d, text, facts->policy.len);
	memset(&f, 0, sizeof(f));
	f.d = &d;
	f.text = text;
	f.len = facts->policy.len;
	f.domain = facts->domain;
	in->facts = &f;
	ask_rules(in, facts->at, d.is_dmarc);
	in->facts = NULL;
}

/* Is record i one that receivers take?  Anything else is told here. */
static bool
ask_text(struct inspect *in, unsigned i, struct facts *f)
{
	in->i = i;
	inspect_policy(in, i, in->text, &f->policy);
	if (policy_is_damaged(&f->policy))
		return false;
	if (f->at > AT_PERMISSION && f->policy.kind == POLICY_DMARC &&
	    inspect_has_role(in, &in->owner, ROLE_POLICY)) {
		f->at = AT_TARGET;
		f->domain = in->apex;
	}
	in->facts = f;
	if (inspect_ask(in, &texts, true))
		return false;
	return f->policy.kind == POLICY_DMARC &&
	    f->policy.state == POLICY_GOOD;
}

static enum place_kind
place_of(struct inspect *in, struct name *domain)
{
	struct target	t;
	struct name	owner;

	if (policy_is_permission(&in->owner))
		return AT_PERMISSION;
	if (!dmarc_meant(&in->owner, domain)) {
		name_from_wire(domain, in->owner.wire +
		    in->owner.offset[1]);
		/* Or "_report", with nothing before it. */
		return policy_role(&in->owner) == POLICY_DMARC ? AT_POLICY :
		    AT_PERMISSION;
	}
	if (!is_wildcard(&in->owner) ||
	    dmarc_owner(domain, &owner) == -1)
		return AT_OTHER;
	inspect_find(in, &owner, &t);
	return t.kind == TARGET_WILDCARD && t.node == in->node ?
	    AT_WILDCARD : AT_OTHER;
}

static void
visit_txt(struct inspect *in)
{
	struct facts	f;
	unsigned	good = 0;
	unsigned	last = 0;
	unsigned	i;

	name_root(&f.domain);
	f.at = place_of(in, &f.domain);
	for (i = 0; i < in->set->count; i++) {
		if (!ask_text(in, i, &f))
			continue;
		if (f.at == AT_PERMISSION)
			ask_record(in, &f);
		good++;
		last = i;
	}
	in->i = last;
	if (f.at <= AT_TARGET && good > 1) {
		(void)inspect_ask(in, &sets, true);
	} else if (f.at <= AT_TARGET && good == 1) {
		inspect_policy(in, last, in->text, &f.policy);
		ask_record(in, &f);
	}
	in->facts = NULL;
}

static const struct check_table tables[] = {
	{set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
	{text_rules, sizeof(text_rules) / sizeof(text_rules[0])},
};

const struct check_chapter check_dmarc = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_TXT,
	.visit_set = visit_txt,
};
