/* SPDX-License-Identifier: ISC */
#include "zones/check_bimi.h"

#include <stdio.h>
#include <string.h>

#include "zones/bimi.h"
#include "zones/dmarc_walk.h"
#include "zones/policy.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/suggest.h"
#include "zones/text.h"

/* What a message quotes of a text. */
#define QUOTED_MAX	80

/* One text of a TXT set. */
struct facts {
	struct policy	 policy;
	struct bimi	 b;
	struct name	 domain;	/* whose logo it is */
	bool		 is_placed;	/* the owner is SELECTOR._bimi.DOMAIN */
	bool		 is_target;	/* or a CNAME of one leads to it: for
					   domains that are not known */
	unsigned	 good;		/* records of the set */
};

static int
quoted(size_t len)
{
	return (int)(len < QUOTED_MAX ? len : QUOTED_MAX);
}

/* The record with https for http, which is the slip that can be mended. */
static const char *
with_https(struct suggest *out, const struct inspect *in)
{
	const struct facts	*f = in->facts;
	const struct bimi_piece	*piece = &f->b.fault_piece;
	struct suggest		 value;
	struct bimi		 b;
	size_t			 at = piece->at + strlen("http");

	suggest_init(out);
	if (!f->b.is_http)
		return out->text;
	suggest_init(&value);
	suggest_add(&value, f->policy.text, at);
	suggest_word(&value, "s");
	suggest_add(&value, f->policy.text + at, f->policy.len - at);
	bimi_parse(&b, (const uint8_t *)value.text, value.len);
	return b.fault != NULL ? out->text : suggest_txt(out, "; write: ",
	    &in->owner, &value);
}

static bool
look_syntax(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct bimi	*b = &f->b;
	struct suggest		 line;

	if (b->fault == NULL)
		return false;
	if (b->fault_tag != -1)
		return inspect_tell(in, rule, in->i, "%s: \"%.*s\" %s%s",
		    bimi_tag_name((enum bimi_tag)b->fault_tag),
		    quoted(b->fault_piece.len),
		    (const char *)b->fault_piece.text, b->fault,
		    with_https(&line, in));
	if (b->fault_piece.len == f->policy.len)
		return inspect_tell(in, rule, in->i, "the record %s; it reads"
		    " v=BIMI1; l=https://HOST/LOGO.svg;"
		    " a=https://HOST/CERTIFICATE.pem, or l=; for no logo",
		    b->fault);
	if (b->fault_piece.len == 0)
		return inspect_tell(in, rule, in->i, "a tag %s; remove it",
		    b->fault);
	return inspect_tell(in, rule, in->i, "\"%.*s\" %s; correct it",
	    quoted(b->fault_piece.len), (const char *)b->fault_piece.text,
	    b->fault);
}

static bool
look_no_vmc(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->b.fault != NULL || bimi_declines(&f->b) ||
	    f->b.value[BIMI_A].len > 0)
		return false;
	return inspect_tell(in, rule, in->i, "there is no a, so the large"
	    " mailbox providers show no logo; add"
	    " a=https://HOST/CERTIFICATE.pem with a mark certificate");
}

/*
 * What in a policy keeps receivers from BIMI?  Draft 7.1, 7 to 9.
 *
 * is_above	the policy is that of a domain above
 * returns	static text, or NULL
 */
static const char *
obstacle(const struct dmarc *d, bool is_above)
{
	if (dmarc_applied(d) == DMARC_NONE)
		return "p=none";
	if (d->sp == DMARC_NONE)
		return "sp=none";
	if (is_above && dmarc_applied_below(d) == DMARC_NONE)
		return "no policy for sub-domains";
	if (d->p == DMARC_QUARANTINE && d->pct < 100)
		return "pct below 100";
	return NULL;
}

static bool
tell_policy(struct inspect *in, const struct check_rule *rule,
    const struct dmarc_place *place, bool is_above)
{
	const char	*why = obstacle(&place->d, is_above);
	char		 domain[NAME_TEXT_MAX];

	if (why == NULL)
		return false;
	return inspect_tell(in, rule, in->i, "the logo is not shown, because"
	    " the DMARC policy of %s has %s; BIMI needs quarantine or reject,"
	    " for sub-domains too, and for all mail",
	    name_to_text(place->domain.wire, domain), why);
}

static bool
look_no_dmarc(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	struct dmarc_place	 place;
	struct name		 above;
	struct target		 t;
	bool			 is_above;

	if (f->is_target || f->b.fault != NULL || bimi_declines(&f->b))
		return false;
	place.text = in->text;
	switch (dmarc_walk(in, &f->domain, &place)) {
	case DMARC_WALK_UNKNOWN:
	case DMARC_WALK_OTHER:
		return false;
	case DMARC_WALK_NOTHING:
		/* A domain without mail may have its policy above what is
		   served, as names for a logo alone have. */
		inspect_find(in, &f->domain, &t);
		if (t.kind != TARGET_HERE ||
		    !dmarc_takes_mail(t.zone->content, t.node) ||
		    dmarc_is_misplaced(in, &f->domain))
			return false;
		return inspect_tell(in, rule, in->i, "the logo is not shown,"
		    " because the domain has no DMARC record; BIMI needs"
		    " p=quarantine or p=reject");
	case DMARC_WALK_RECORD:
		break;
	}
	is_above = !name_equal(&place.domain, &f->domain);
	if (tell_policy(in, rule, &place, is_above))
		return true;
	/* The organisation's own policy counts besides the domain's. */
	if (is_above || place.domain.labels < 3)
		return false;
	name_from_wire(&above, place.domain.wire + place.domain.offset[1]);
	return dmarc_walk(in, &above, &place) == DMARC_WALK_RECORD &&
	    tell_policy(in, rule, &place, true);
}

static const struct check_rule record_rules[] = {
	{"bimi-syntax", SEV_ERROR, SCOPE_RECORD,
	    "A BIMI record is not in the language of BIMI.", look_syntax},
	{"bimi-no-dmarc", SEV_WARNING, SCOPE_ZONE,
	    "A domain with BIMI has no DMARC policy that it needs.",
	    look_no_dmarc},
	{"bimi-no-vmc", SEV_INFO, SCOPE_RECORD,
	    "A BIMI record has no certificate.", look_no_vmc},
};

static const struct check_table records = {
	record_rules, sizeof(record_rules) / sizeof(record_rules[0])
};

/* A label that is, or looks like, "_bimi". */
static bool
is_slip(const struct name *name, unsigned i)
{
	static const char *const	words[] = {"_bimi", "bimi"};
	const uint8_t			*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	return text_nearest((const char *)label + 1, label[0], words,
	    sizeof(words) / sizeof(words[0])) != NULL;
}

static bool
is_default(const struct name *name, unsigned i)
{
	const uint8_t	*label = name->wire + name->offset[i];

	return i < name->labels && label[0] == 7 && bytes_equal_nocase(
	    label + 1, (const uint8_t *)"default", 7);
}

/* The domain that a record at a wrong name may be meant for. */
static void
meant(const struct name *owner, struct name *domain)
{
	bool		is_wild = owner->wire[0] == 1 && owner->wire[1] == '*';
	unsigned	skip = 0;

	if (is_slip(owner, 0))
		skip = is_default(owner, 1) ? 2 : 1;	/* "_bimi.default" */
	else if (is_slip(owner, 1))
		skip = 2;				/* "default.bimi" */
	else if (is_wild || is_default(owner, 0))
		skip = 1;
	name_from_wire(domain, owner->wire + owner->offset[skip]);
}

static bool
look_wrong_name(struct inspect *in, const struct check_rule *rule)
{
	static const uint8_t	 head[] = "\7default\5_bimi";
	const struct facts	*f = in->facts;
	struct name_parts	 parts;
	struct suggest		 value;
	struct suggest		 line;
	struct name		 owner;

	parts.head = head;
	parts.head_len = sizeof(head) - 1;
	parts.tail = f->domain.wire;
	parts.tail_len = f->domain.len;
	if (f->is_placed || f->is_target || name_join(&owner, &parts) == -1)
		return false;
	suggest_init(&value);
	suggest_add(&value, f->policy.text, f->policy.len);
	return inspect_tell(in, rule, in->i, "a BIMI record stands at a name"
	    " that nobody asks for: it must be SELECTOR._bimi.DOMAIN%s",
	    suggest_txt(&line, "; write: ", &owner, &value));
}

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;

	if (f->good < 2)
		return false;
	return inspect_tell(in, rule, in->i, "the selector has %u BIMI"
	    " records, so receivers use none of them; keep one", f->good);
}

static const struct check_rule set_rules[] = {
	{"bimi-wrong-name", SEV_WARNING, SCOPE_NAME,
	    "A BIMI record stands at a name where nobody looks.",
	    look_wrong_name},
	{"bimi-multiple", SEV_ERROR, SCOPE_NAME,
	    "A selector has more than one BIMI record.", look_multiple},
};

static const struct check_table sets = {
	set_rules, sizeof(set_rules) / sizeof(set_rules[0])
};

/* Read record i; false if it is none of BIMI, or damaged. */
static bool
read_text(struct inspect *in, unsigned i, uint8_t *text, struct facts *f)
{
	in->i = i;
	inspect_policy(in, i, text, &f->policy);
	if (f->policy.kind != POLICY_BIMI || policy_is_damaged(&f->policy))
		return false;
	bimi_parse(&f->b, f->policy.text, f->policy.len);
	return true;
}

static void
find_domain(struct inspect *in, struct facts *f)
{
	const struct name	*owner = &in->owner;
	unsigned		 i;

	f->is_placed = policy_role(owner) == POLICY_BIMI;
	f->is_target = !f->is_placed &&
	    inspect_has_role(in, owner, ROLE_POLICY);
	if (!f->is_placed) {
		meant(owner, &f->domain);
		return;
	}
	for (i = 1; i + 1u < owner->labels; i++) {
		if (owner->wire[owner->offset[i]] == 5 && bytes_equal_nocase(
		    owner->wire + owner->offset[i] + 1,
		    (const uint8_t *)"_bimi", 5))
			break;
	}
	name_from_wire(&f->domain, owner->wire + owner->offset[i + 1]);
}

static void
visit_txt(struct inspect *in)
{
	uint8_t		text[RDATA_MAX_BYTES];
	struct facts	f;
	unsigned	last = 0;
	unsigned	i;
	bool		has_any = false;

	memset(&f, 0, sizeof(f));
	for (i = 0; i < in->set->count; i++) {
		if (read_text(in, i, text, &f)) {
			has_any = true;
			f.good += f.b.is_bimi;
			last = i;
		}
	}
	if (!has_any)
		return;
	find_domain(in, &f);
	(void)read_text(in, last, text, &f);
	in->facts = &f;
	if (!inspect_ask(in, &sets, true)) {
		for (i = 0; i < in->set->count; i++) {
			if (read_text(in, i, text, &f))
				(void)inspect_ask(in, &records, false);
		}
	}
	in->facts = NULL;
}

static const struct check_table tables[] = {
	{record_rules, sizeof(record_rules) / sizeof(record_rules[0])},
	{set_rules, sizeof(set_rules) / sizeof(set_rules[0])},
};

const struct check_chapter check_bimi = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_TXT,
	.visit_set = visit_txt,
};
