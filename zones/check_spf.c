/* SPDX-License-Identifier: ISC */
#include "zones/check_spf.h"

#include <string.h>

#include "zones/check_spfterm.h"
#include "zones/check_spftext.h"
#include "zones/check_spfwalk.h"
#include "zones/policy.h"
#include "zones/rrtype.h"

/* The SPF records of a set; in->facts while rules look at it. */
struct spf_set {
	unsigned		 good;	/* that receivers take for SPF */
	unsigned		 first_at; /* record; if good > 0 */
	unsigned		 second_at; /* if good > 1 */
	const struct policy	*policy; /* that is looked at, or NULL */
};

static bool
is_good(const struct policy *p)
{
	return p->kind == POLICY_SPF && p->state == POLICY_GOOD;
}

/* --- records that are no SPF --------------------------------------------- */

static bool
look_senderid(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_set	*s = in->facts;

	if (s->policy->kind != POLICY_SENDERID)
		return false;
	return inspect_tell(in, rule, in->i, "Sender ID was given up (RFC 6686"
	    " 6), and nobody reads this record; remove it");
}

static bool
look_unrecognised(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_set	*s = in->facts;
	struct spf_paper	 paper;
	char			 line[PAPER_LINE_MAX];

	if (s->policy->kind != POLICY_SPF)
		return false;
	check_spf_recover(in, s->policy, false, &paper);
	return inspect_tell(in, rule, in->i, "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that%s", check_spf_paper(in, &paper, line));
}

static const struct check_rule record_rules[] = {
	{"spf-senderid", SEV_INFO, SCOPE_RECORD,
	    "A Sender ID record is published.", look_senderid},
	{"spf-not-recognised", SEV_WARNING, SCOPE_RECORD,
	    "A text looks like SPF, but is not taken for it.",
	    look_unrecognised},
};

/* --- all records of a name ----------------------------------------------- */

/* "-", "~", "?": which of two ends refuses less? */
static bool
is_softer(uint8_t a, uint8_t b)
{
	return a != b && (a == '?' || b == '-');
}

/*
 * Of several ends the softest, so that no mail is lost by the merge; but
 * not one that lets everybody pass.
 */
static void
merge_all(struct spf_paper *all, const struct spf_paper *next)
{
	if (next->len == 0)
		return;
	if (all->len == 0 || is_softer(next->text[0], all->text[0]))
		*all = *next;
	if (all->text[0] == '+' || ascii_lower(all->text[0]) == 'a') {
		memcpy(all->text, "~all", 4);
		all->len = 4;
	}
}

/* What a record of its own says by redirect= is an include among others. */
static void
merge_redirect(struct spf_paper *paper, const struct spf_paper *redirect)
{
	static const char	word[] = "include:";
	size_t			skip = strlen("redirect=");
	struct spf_paper	one;

	if (redirect->len <= skip)
		return;
	one = *redirect;
	memcpy(one.text, word, strlen(word));
	memmove(one.text + strlen(word), redirect->text + skip,
	    redirect->len - skip);
	spf_paper_add(paper, one.text, redirect->len - skip + strlen(word));
}

static void
merge_record(const struct inspect *in, const struct policy *p,
    struct spf_paper *paper, struct spf_paper *all)
{
	struct spf_facts	f;
	struct spf_paper	end = {.len = 0};
	struct spf_paper	redirect = {.len = 0};

	memset(&f, 0, sizeof(f));
	f.text = p->text;
	f.len = p->len;
	check_spf_copy(in, &f, 0, paper, &end, &redirect);
	merge_all(all, &end);
	if (end.len == 0)
		merge_redirect(paper, &redirect);
}

/* All good records in one, as far as they are sound. */
static void
merge(struct inspect *in, struct spf_paper *paper)
{
	struct spf_paper	all = {.len = 0};
	struct policy		p;
	unsigned		i;

	spf_paper_init(paper);
	for (i = 0; i < in->set->count && !paper->is_spoilt; i++) {
		inspect_policy(in, i, in->text, &p);
		if (is_good(&p))
			merge_record(in, &p, paper, &all);
	}
	if (all.len > 0)
		spf_paper_add(paper, all.text, all.len);
	else
		spf_paper_add(paper, (const uint8_t *)"~all", 4);
}

static bool
look_multiple(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_set	*s = in->facts;
	struct spf_paper	 paper;
	char			 line[PAPER_LINE_MAX];

	if (s->good < 2)
		return false;
	merge(in, &paper);
	return inspect_tell(in, rule, s->second_at, "the name has %u SPF"
	    " records, and receivers give up on more than one (RFC 7208 4.5);"
	    " merge them%s", s->good, check_spf_paper(in, &paper, line));
}

static bool
look_wildcard(struct inspect *in, const struct check_rule *rule)
{
	const struct spf_set	*s = in->facts;

	if (s->good == 0 || !check_spf_is_wildcard(&in->owner))
		return false;
	return inspect_tell(in, rule, s->first_at, "a wildcard answers with SPF"
	    " at every name that does not exist, _dmarc and DKIM selectors too;"
	    " list the names that need it, or accept it knowingly");
}

static const struct check_rule set_rules[] = {
	{"spf-multiple", SEV_ERROR, SCOPE_NAME,
	    "A name has more than one SPF record.", look_multiple},
	{"spf-wildcard", SEV_INFO, SCOPE_NAME,
	    "A wildcard TXT holds SPF.", look_wildcard},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { RECORDS, SETS };

static const struct check_table tables[] = {
	[RECORDS] = ROWS(record_rules),
	[SETS] = ROWS(set_rules),
};

/* --- the visit ----------------------------------------------------------- */

/* Read record i; false if it is no SPF or Sender ID, or damaged: then the
   txt-* checks tell. */
static bool
read_record(struct inspect *in, unsigned i, struct policy *p)
{
	inspect_policy(in, i, in->text, p);
	return (p->kind == POLICY_SPF || p->kind == POLICY_SENDERID) &&
	    !policy_is_damaged(p);
}

static void
count_good(struct inspect *in, struct spf_set *s)
{
	struct policy	p;
	unsigned	i;

	for (i = 0; i < in->set->count; i++) {
		if (!read_record(in, i, &p) || !is_good(&p))
			continue;
		if (s->good++ == 0)
			s->first_at = i;
		if (s->good == 2)
			s->second_at = i;
	}
}

/* A record that receivers do not take for SPF. */
static void
visit_other(struct inspect *in, struct spf_set *s, const struct policy *p)
{
	struct spf_facts	f;

	if (p->kind == POLICY_SPF && check_spf_headless(in, p, &f))
		return;
	s->policy = p;
	in->facts = s;
	(void)inspect_ask(in, &tables[RECORDS], true);
}

static void
visit_set(struct inspect *in)
{
	struct spf_set		s = {.good = 0};
	struct spf_facts	f;
	struct policy		p;
	bool			has_sender = false;
	unsigned		i;

	count_good(in, &s);
	for (i = 0; i < in->set->count; i++) {
		if (!read_record(in, i, &p))
			continue;
		in->i = i;
		if (!is_good(&p)) {
			visit_other(in, &s, &p);
			continue;
		}
		check_spf_read(in, &p, &f, s.good == 1);
		if (!check_spf_walk(in, &p, &f) || has_sender)
			continue;
		has_sender = true;
		check_spf_sender(in);
	}
	in->facts = &s;
	(void)inspect_ask(in, &tables[SETS], false);
	in->facts = NULL;
}

const struct check_chapter check_spf = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.type = TYPE_TXT,
	.visit_set = visit_set,
};
