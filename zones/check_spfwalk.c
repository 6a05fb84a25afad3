/* SPDX-License-Identifier: ISC */
#include "zones/check_spfwalk.h"

#include <stdio.h>
#include <string.h>

#include "zones/address.h"
#include "zones/check_mx.h"
#include "zones/roles.h"
#include "zones/rrtype.h"
#include "zones/spf_walk.h"

/* From here on, the next include may be one too many. */
#define LOOKUPS_NEAR	8

/* Room for lists of names or terms in a message. */
#define LIST_BYTES	1200

/* What the walk found; in->facts while its rules are asked. */
struct walked {
	const struct spf_facts	*facts;
	struct spf_walk		*w;
	const struct walk_issue	*issue;		/* one of a term */
	bool			 has_void;	/* too many were told */
	unsigned		 exchange[WALK_WANTED_MAX]; /* record of the
						   MX set that each address
						   asked about comes from */
	const struct rrset	*mx;		/* of the owner, or NULL */
};

/* Append to a list; what has no room is left out. */
static void
append(char list[LIST_BYTES], const char *between, const char *text)
{
	size_t	used = strlen(list);

	if (used + strlen(between) + strlen(text) < LIST_BYTES)
		(void)snprintf(list + used, LIST_BYTES - used, "%s%s",
		    used > 0 ? between : "", text);
}

/* --- limits -------------------------------------------------------------- */

static bool
look_loop(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	const struct spf_walk	*w = x->w;
	unsigned		 way[WALK_RECORDS_MAX];
	unsigned		 n = 0;
	char			 list[LIST_BYTES] = "";
	char			 name[NAME_TEXT_MAX];
	unsigned		 i;

	if (!w->is_loop)
		return false;
	for (i = w->loop_from; i != 0; i = w->records[i].parent)
		way[n++] = i;
	append(list, "", name_to_text(in->owner.wire, name));
	while (n-- > 0)
		append(list, " -> ", name_to_text(
		    w->records[way[n]].name.wire, name));
	append(list, " -> ", name_to_text(in->owner.wire, name));
	return inspect_tell(in, rule, in->i, "SPF includes itself: %s; remove"
	    " the include or redirect that leads back", list);
}

/* "include:x 5, a:y 1": what each term costs. */
static const char *
cost_list(const struct walked *x, char list[LIST_BYTES])
{
	char		one[120];
	unsigned	i;

	list[0] = '\0';
	for (i = 0; i < x->w->ncosts; i++) {
		(void)snprintf(one, sizeof(one), "%.*s %u",
		    check_spf_told(x->w->costs[i].len),
		    (const char *)x->facts->text + x->w->costs[i].at,
		    x->w->costs[i].lookups);
		append(list, ", ", one);
	}
	return list;
}

static bool
look_lookups(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	char			 list[LIST_BYTES];

	if (x->w->lookups <= SPF_LOOKUPS_MAX)
		return false;
	return inspect_tell(in, rule, in->i, "SPF needs %u look-ups or more,"
	    " and receivers give up after 10 (%s); write the addresses of a"
	    " and mx as ip4: and ip6:, or remove includes", x->w->lookups,
	    cost_list(x, list));
}

static bool
look_near(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	char			 list[LIST_BYTES];

	if (x->w->lookups < LOOKUPS_NEAR)
		return false;
	return inspect_tell(in, rule, in->i, "SPF needs %u of the 10 look-ups"
	    " that are allowed (%s); one more include can break it",
	    x->w->lookups, cost_list(x, list));
}

static const struct check_rule limit_rules[] = {
	{"spf-loop", SEV_ERROR, SCOPE_SERVED,
	    "SPF includes itself.", look_loop},
	{"spf-too-many-lookups", SEV_ERROR, SCOPE_SERVED,
	    "SPF needs more than 10 look-ups.", look_lookups},
	{"spf-near-lookup-limit", SEV_INFO, SCOPE_SERVED,
	    "SPF needs 8 to 10 look-ups.", look_near},
};

/* --- single terms -------------------------------------------------------- */

/* Is it "a" or "mx" without a name, that asks about where it stands? */
static bool
is_about_self(const struct walked *x, const struct walk_issue *issue)
{
	return issue->what == WALK_VOID &&
	    memchr(x->facts->text + issue->at, ':', issue->len) == NULL;
}

/*
 * Terms that find nothing because of where their record stands.  A name with
 * an underscore sends no mail: its record counts only where another leads to
 * it, and one that receivers give up on does not; what is wrong with that
 * one is told there.
 */
static unsigned
unasked_voids(struct inspect *in, const struct walked *x)
{
	unsigned	n = 0;
	unsigned	i;

	for (i = 0; i < x->w->nissues; i++)
		n += is_about_self(x, &x->w->issues[i]);
	return n == 0 || !check_spf_is_underscore(&in->owner) ||
	    inspect_has_role(in, &in->owner, ROLE_SPF_MET) ? 0 : n;
}

/* Asked once, before the issues: then none of them is told by itself. */
static bool
look_voids(struct inspect *in, const struct check_rule *rule)
{
	struct walked	*x = in->facts;
	char		 list[LIST_BYTES] = "";
	char		 name[NAME_TEXT_MAX];
	unsigned	 i;

	if (x->issue != NULL || x->w->voids <= SPF_VOIDS_MAX ||
	    x->w->voids - unasked_voids(in, x) <= SPF_VOIDS_MAX)
		return false;
	for (i = 0; i <= SPF_VOIDS_MAX; i++)
		append(list, ", ", name_to_text(x->w->voided[i].wire, name));
	x->has_void = true;
	return inspect_tell(in, rule, in->i, "%u look-ups find nothing, and"
	    " receivers give up after 2 (%s%s); remove these terms",
	    x->w->voids, list, x->w->voids > SPF_VOIDS_MAX + 1 ? " ..." : "");
}

static bool
look_void(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	const struct walk_issue	*issue = x->issue;
	char			 name[NAME_TEXT_MAX];

	if (issue == NULL || issue->what != WALK_VOID || x->has_void ||
	    (is_about_self(x, issue) && unasked_voids(in, x) > 0))
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" lets nobody pass: %s has"
	    " no %s; remove the term, or restore what is missing",
	    check_spf_told(issue->len),
	    (const char *)x->facts->text + issue->at,
	    name_to_text(issue->name.wire, name), issue->kind == SPF_A ?
	    "address" : "MX");
}

static bool
look_missing(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	const struct walk_issue	*issue = x->issue;
	char			 name[NAME_TEXT_MAX];

	if (issue == NULL || issue->what != WALK_NO_RECORD)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" makes receivers give up:"
	    " %s has no SPF; remove the term, or publish there what it should"
	    " include", check_spf_told(issue->len),
	    (const char *)x->facts->text + issue->at,
	    name_to_text(issue->name.wire, name));
}

static bool
look_exchanges(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	const struct walk_issue	*issue = x->issue;
	char			 name[NAME_TEXT_MAX];

	if (issue == NULL || issue->what != WALK_EXCHANGES)
		return false;
	return inspect_tell(in, rule, in->i, "\"%.*s\" makes receivers give up:"
	    " %s has more than 10 exchanges; write their addresses as ip4:"
	    " and ip6:", check_spf_told(issue->len),
	    (const char *)x->facts->text + issue->at,
	    name_to_text(issue->name.wire, name));
}

static const struct check_rule issue_rules[] = {
	{"spf-void-lookups", SEV_ERROR, SCOPE_SERVED,
	    "More than two look-ups of SPF find nothing.", look_voids},
	{"spf-term-void", SEV_WARNING, SCOPE_SERVED,
	    "a or mx in SPF finds nothing.", look_void},
	{"spf-include-missing", SEV_ERROR, SCOPE_SERVED,
	    "SPF includes a name that has no SPF.", look_missing},
	{"spf-mx-over-10", SEV_ERROR, SCOPE_NAME,
	    "mx in SPF meets more than 10 exchanges.", look_exchanges},
};

/* --- the mail of the name ------------------------------------------------ */

/* These are asked with in->facts NULL: that the record lets hosts pass is
   known. */
static bool
look_null_mx(struct inspect *in, const struct check_rule *rule)
{
	const struct rrset	*mx = inspect_set(in, TYPE_MX);
	char			 owner[NAME_TEXT_MAX];

	if (mx == NULL || mx->count != 1 || !check_mx_is_null(mx, 0))
		return false;
	return inspect_tell(in, rule, in->i, "the name takes no mail (null MX),"
	    " yet SPF lets hosts send in it, and what bounces is lost; give"
	    " the name a real MX, or write: %s TXT \"v=spf1 -all\"",
	    name_to_text(in->owner.wire, owner));
}

/* Names that do not stand for themselves, or for nobody's mail. */
static bool
is_aside(const struct inspect *in)
{
	return inspect_set(in, TYPE_MX) != NULL ||
	    check_spf_is_wildcard(&in->owner) ||
	    check_spf_is_underscore(&in->owner) ||
	    check_spf_is_mailless(&in->owner);
}

static bool
look_implicit(struct inspect *in, const struct check_rule *rule)
{
	char	owner[NAME_TEXT_MAX];

	if (is_aside(in) || !node_has_address(in->node) ||
	    inspect_has_role(in, &in->owner,
	    ROLE_EXCHANGE | ROLE_SERVER | ROLE_BEHIND | ROLE_SPF |
	    ROLE_POLICY))
		return false;
	name_to_text(in->owner.wire, owner);
	return inspect_tell(in, rule, in->i, "SPF lets hosts send in this"
	    " name, but it has no MX, so replies go to its address, whatever"
	    " host that is; write: %s MX 10 ..., or, if no mail is taken: %s"
	    " MX 0 .", owner, owner);
}

static bool
look_unreachable(struct inspect *in, const struct check_rule *rule)
{
	char	owner[NAME_TEXT_MAX];

	if (is_aside(in) || node_has_address(in->node) ||
	    inspect_has_role(in, &in->owner, ROLE_SPF | ROLE_POLICY))
		return false;
	return inspect_tell(in, rule, in->i, "SPF lets hosts send in this"
	    " name, but it has neither MX nor address, so bounces are lost and"
	    " many receivers refuse it; write: %s MX 10 ...",
	    name_to_text(in->owner.wire, owner));
}

static bool
look_uncovered(struct inspect *in, const struct check_rule *rule)
{
	const struct walked	*x = in->facts;
	struct name		 name;
	char			 host[NAME_TEXT_MAX];
	char			 text[ADDRESS_TEXT_MAX];
	char			 line[PAPER_LINE_MAX];
	unsigned		 i;

	if (x->w->is_unsure || x->w->lookups > SPF_LOOKUPS_MAX ||
	    x->w->voids > SPF_VOIDS_MAX)
		return false;
	for (i = 0; i < x->w->wanteds; i++) {
		if ((x->w->passed & ((uint32_t)1 << i)) != 0 ||
		    target_name(in->zone, x->mx, x->exchange[i], &name) == -1)
			continue;
		return inspect_tell(in, rule, in->i, "the exchange %s has the"
		    " address %s, which SPF does not let pass, so its replies"
		    " fail; if it sends too, add mx%s",
		    name_to_text(name.wire, host),
		    address_to_text(&x->w->wanted[i], text),
		    check_spf_line(in, x->facts, FIX_MX, line));
	}
	return false;
}

static const struct check_rule mail_rules[] = {
	{"null-mx-sends", SEV_WARNING, SCOPE_NAME,
	    "A name with null MX lets hosts send.", look_null_mx},
	{"mx-implicit", SEV_WARNING, SCOPE_NAME,
	    "A name that sends has an address, but no MX.", look_implicit},
	{"mx-unreachable-sender", SEV_WARNING, SCOPE_NAME,
	    "A name that sends has neither MX nor address.",
	    look_unreachable},
};

/* Apart, as it is asked of the walk. */
static const struct check_rule covered_rules[] = {
	{"spf-own-mx-not-covered", SEV_INFO, SCOPE_SERVED,
	    "An exchange of the name does not pass its SPF.",
	    look_uncovered},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { LIMITS, ISSUES, MAIL, COVERED };

static const struct check_table tables[] = {
	[LIMITS] = ROWS(limit_rules),
	[ISSUES] = ROWS(issue_rules),
	[MAIL] = ROWS(mail_rules),
	[COVERED] = ROWS(covered_rules),
};

const struct check_chapter check_spfwalk = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
};

void
check_spf_sender(struct inspect *in)
{
	in->facts = NULL;
	(void)inspect_ask(in, &tables[MAIL], true);
}

/* --- the walk ------------------------------------------------------------ */

/* The addresses of the name's own exchanges that are served here. */
static void
want(struct inspect *in, struct walked *x)
{
	struct spf_walk	*w = x->w;
	struct target	 at;
	struct name	 name;
	unsigned	 i;
	size_t		 k;

	w->wanteds = 0;
	x->mx = inspect_set(in, TYPE_MX);
	for (i = 0; x->mx != NULL && i < x->mx->count &&
	    i < SPF_EXCHANGES_MAX; i++) {
		if (check_mx_is_null(x->mx, i) ||
		    target_name(in->zone, x->mx, i, &name) == -1 ||
		    inspect_follow(in, &name, &at) == -1 ||
		    (at.kind != TARGET_HERE && at.kind != TARGET_WILDCARD))
			continue;
		for (k = 0; w->wanteds < WALK_WANTED_MAX &&
		    address_of(at.zone->content, at.node, k,
		    &w->wanted[w->wanteds]); k++)
			x->exchange[w->wanteds++] = i;
	}
}

bool
check_spf_walk(struct inspect *in, const struct policy *p,
    const struct spf_facts *f)
{
	struct spf_walk	w;
	struct walked	x = {.facts = f, .w = &w};
	struct policy	again;
	unsigned	i;

	want(in, &x);
	spf_walk(in, &in->owner, p->text, p->len, &w);
	/* The walk used the room where the text was. */
	inspect_policy(in, in->i, in->text, &again);
	in->facts = &x;
	/* Receivers give up on a faulty record before they ask anybody. */
	if (f->faults == 0) {
		(void)inspect_ask(in, &tables[LIMITS], true);
		(void)inspect_ask(in, &tables[ISSUES], false);
	}
	for (i = 0; i < w.nissues && f->faults == 0; i++) {
		x.issue = &w.issues[i];
		(void)inspect_ask(in, &tables[ISSUES], true);
	}
	if (f->is_only)
		(void)inspect_ask(in, &tables[COVERED], true);
	in->facts = NULL;
	return w.sends;
}
