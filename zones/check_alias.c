/* SPDX-License-Identifier: ISC */
#include "zones/check_alias.h"

#include <stdio.h>
#include <string.h>

#include "zones/policy.h"
#include "zones/rrtype.h"

/* Resolvers follow about this many aliases. */
#define CHAIN_MAX	8

/* A loop is searched so far. */
#define WALK_MAX	32

/* As in inspect.c: searches of a whole zone for one zone. */
#define SEARCHES_MAX	8

/* Records of a block of addresses that stand between aliases of it. */
#define BLOCK_MAX	300

/* Names of a chain that are printed, and the room for them. */
#define PRINTED_MAX	10
#define CHAIN_TEXT_MAX	(2 * NAME_TEXT_MAX)

/* Where an alias leads. */
struct chain {
	struct name		 names[WALK_MAX + 2];
	const struct node	*nodes[WALK_MAX + 2]; /* the alias at each */
	const struct zone	*zones[WALK_MAX + 2]; /* that it stands in */
	unsigned		 steps;	/* aliases followed */
	bool			 is_loop;
	unsigned		 loop_at; /* names[loop_at] comes again last */
	bool			 is_endless; /* no end was found */
	struct target		 end;	/* what names[steps] is */
};

/* Does the last name of the chain stand in it before? */
static bool
is_back(struct chain *c)
{
	unsigned	i;

	for (i = 0; i < c->steps; i++) {
		if (name_equal(&c->names[i], &c->names[c->steps])) {
			c->loop_at = i;
			return true;
		}
	}
	return false;
}

/* From names[0] on, whose alias is at *at. */
static void
walk(struct inspect *in, struct chain *c, struct target *at)
{
	struct name	name = c->names[0];

	c->steps = 0;
	c->is_endless = true;
	for (c->is_loop = false; !c->is_loop && c->steps <= WALK_MAX;
	    c->is_loop = is_back(c)) {
		c->nodes[c->steps] = at->node;
		c->zones[c->steps] = at->zone;
		if (target_step(&name, at) == -1)
			return;
		c->names[++c->steps] = name;
		inspect_find(in, &name, at);
		if (at->kind != TARGET_ALIAS && at->kind != TARGET_RENAMED) {
			c->is_endless = false;
			c->end = *at;
			return;
		}
	}
}

/* Any name below a DNAME, to see where it leads. */
static bool
begin_below(const struct inspect *in, struct name *out)
{
	static const uint8_t	label[] = {1, 'x'};
	struct name_parts	parts = {.head = label, .head_len = 2,
	    .tail = in->owner.wire, .tail_len = in->owner.len};

	return name_join(out, &parts) == 0;
}

/* The names of a chain with arrows between; cut off if it is long. */
static const char *
chain_text(const struct chain *c, char buf[CHAIN_TEXT_MAX])
{
	char		name[NAME_TEXT_MAX];
	size_t		len = 0;
	unsigned	i;

	buf[0] = '\0';
	for (i = 0; i <= c->steps && i <= PRINTED_MAX; i++) {
		name_to_text(c->names[i].wire, name);
		if (len + strlen(name) + 16 > CHAIN_TEXT_MAX)
			break;
		len += (size_t)snprintf(buf + len, CHAIN_TEXT_MAX - len,
		    "%s%s", i == 0 ? "" : " -> ", name);
	}
	if (i <= c->steps)
		(void)snprintf(buf + len, CHAIN_TEXT_MAX - len, " -> ...");
	return buf;
}

/* Is the node one of a loop?  The last name of it is the first again. */
static bool
is_in_loop(const struct chain *c, const struct node *node)
{
	unsigned	i;

	for (i = c->loop_at; i < c->steps; i++) {
		if (c->nodes[i] == node)
			return true;
	}
	return false;
}

static bool
is_before(const struct place *a, const struct place *b)
{
	int	order = 0;

	if (a->file != NULL && b->file != NULL)
		order = strcmp(a->file, b->file);
	if (order != 0)
		return order < 0;
	return a->line != b->line ? a->line < b->line : a->column < b->column;
}

/*
 * Is this the first alias of a loop that is looked at in this zone?  One
 * loop gets one finding.  A DNAME in a loop of CNAMEs is no loop for other
 * names below it, so it tells nothing itself.
 */
static bool
is_first_in_loop(const struct inspect *in, const struct chain *c)
{
	struct name	other;
	unsigned	i;

	for (i = c->loop_at; i < c->steps; i++) {
		if (c->zones[i] == in->zone && (in->set->type != TYPE_CNAME ||
		    (c->nodes[i]->flags & NODE_CNAME) != 0) &&
		    target_owner(in->zone, c->nodes[i], &other) == 0 &&
		    name_compare(&other, &in->owner) < 0)
			return false;
	}
	return is_in_loop(c, in->node);
}

/* Go to the alias of a loop that stands first in the zone file. */
static void
go_to_first(struct inspect *in, const struct chain *c)
{
	const struct content	*content = in->zone->content;
	const struct node	*node;
	const struct rrset	*set;
	struct place		 own = places_at(in->places, in->first);
	struct place		 other;
	size_t			 at = 0;
	size_t			 i;
	unsigned		 k;

	if (in->searches++ >= SEARCHES_MAX)
		return;
	for (i = 0; i < content_nodes(content); i++) {
		node = content_node(content, i);
		for (k = 0; k < node->rrsets; k++, at += set->count) {
			set = node_set(content, node, k);
			other = places_at(in->places, at);
			if (set->type != in->set->type ||
			    !is_in_loop(c, node) || !is_before(&other, &own) ||
			    target_owner(in->zone, node, &in->owner) == -1)
				continue;
			own = other;
			in->first = at;
		}
	}
}

static bool
tell_loop(struct inspect *in, const struct check_rule *rule,
    const struct chain *c)
{
	struct name	owner = in->owner;
	size_t		first = in->first;
	char		text[CHAIN_TEXT_MAX];

	if (!is_first_in_loop(in, c))
		return false;
	go_to_first(in, c);
	(void)inspect_tell(in, rule, 0, "the aliases form a loop, so none of"
	    " them leads anywhere; let one name a host: %s",
	    chain_text(c, text));
	in->owner = owner;
	in->first = first;
	return true;
}

/* Does another alias of the zone lead here?  Then that one is told. */
static bool
is_aimed_at(struct inspect *in)
{
	const struct content	*content = in->zone->content;
	const struct rrset	*set;
	struct name		 name;
	size_t			 i;

	if (in->searches++ >= SEARCHES_MAX)
		return false;
	for (i = 0; i < content_nodes(content); i++) {
		set = node_find(content, content_node(content, i),
		    in->set->type);
		if (set != NULL && target_name(in->zone, set, 0, &name) == 0 &&
		    name_equal(&name, &in->owner))
			return true;
	}
	return false;
}

static bool
look_loop(struct inspect *in, const struct check_rule *rule)
{
	const struct chain	*c = in->facts;
	char			 text[CHAIN_TEXT_MAX];

	if (c->is_loop)
		return tell_loop(in, rule, c);
	if (c->is_endless && c->steps <= WALK_MAX)
		return inspect_tell(in, rule, 0, "the aliases make names that"
		    " are longer and longer; correct one of them: %s",
		    chain_text(c, text));
	if (c->steps <= CHAIN_MAX || (!c->is_endless && is_aimed_at(in)))
		return false;
	return inspect_tell(in, rule, 0, "%u aliases follow each other, and"
	    " resolvers give up after about %u; name the last host: %s",
	    c->steps, CHAIN_MAX, chain_text(c, text));
}

/* A record that is looked for at names of a certain form. */
struct policy_name {
	const char		*first;	/* label, or NULL: any */
	const char		*next;	/* the label behind it, or NULL */
	uint16_t		 type;
	enum policy_kind	 kind;	/* of a TXT */
	const char		*what;
	const char		*line;	/* the record, without its owner */
};

static const struct policy_name policy_names[] = {
	{"_dmarc", NULL, TYPE_TXT, POLICY_DMARC, "DMARC record",
	    "TXT \"v=DMARC1; p=...\""},
	{"_mta-sts", NULL, TYPE_TXT, POLICY_STS, "MTA-STS record",
	    "TXT \"v=STSv1; id=...\""},
	{"_smtp", "_tls", TYPE_TXT, POLICY_TLSRPT, "TLSRPT record",
	    "TXT \"v=TLSRPTv1; rua=mailto:...\""},
	{"_25", "_tcp", TYPE_TLSA, POLICY_NONE, "TLSA record",
	    "TLSA 3 1 1 ..."},
	{NULL, "_domainkey", TYPE_TXT, POLICY_DKIM, "DKIM key",
	    "TXT \"v=DKIM1; p=...\""},
};

static bool
is_label(const struct name *name, unsigned i, const char *text)
{
	const uint8_t	*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	return label[0] == strlen(text) && bytes_equal_nocase(label + 1,
	    (const uint8_t *)text, label[0]);
}

/* A selector may have several labels: RFC 6376 3.1. */
static bool
is_selector(const struct inspect *in, const char *behind)
{
	unsigned	i;

	/* What stands there is no key: RFC 5617 4.1, RFC 4870. */
	if (is_label(&in->owner, 0, "_adsp") ||
	    is_label(&in->owner, 0, "_policy"))
		return false;
	for (i = 1; i < in->node->labels; i++) {
		if (is_label(&in->owner, i, behind))
			return true;
	}
	return false;
}

static const struct policy_name *
policy_name_of(const struct inspect *in)
{
	const struct policy_name	*row;
	size_t				 i;

	for (i = 0; i < sizeof(policy_names) / sizeof(policy_names[0]); i++) {
		row = &policy_names[i];
		if (row->first == NULL ? is_selector(in, row->next) :
		    is_label(&in->owner, 0, row->first) &&
		    (row->next == NULL || is_label(&in->owner, 1, row->next)))
			return row;
	}
	return NULL;
}

static bool
is_known(const struct target *t)
{
	return t->kind == TARGET_HERE || t->kind == TARGET_WILDCARD;
}

/* What readers see at the alias: a text is judged by the name they asked,
   and one that is damaged is told where it stands. */
static bool
has_policy(struct inspect *in, const struct policy_name *row,
    const struct target *t)
{
	struct policy	p;
	unsigned	good;
	unsigned	meant;

	if (row->type != TYPE_TXT)
		return target_set(t, row->type) != NULL;
	return policy_at(t->zone->content, t->node, &in->owner, row->kind,
	    in->text, &p, &good, &meant);
}

static bool
look_policy(struct inspect *in, const struct check_rule *rule)
{
	const struct chain		*c = in->facts;
	const struct policy_name	*row = policy_name_of(in);
	char				 name[NAME_TEXT_MAX];

	if (row == NULL || c->is_endless || in->set->type != TYPE_CNAME ||
	    (c->end.kind != TARGET_MISSING && (!is_known(&c->end) ||
	    has_policy(in, row, &c->end))))
		return false;
	name_to_text(c->names[c->steps].wire, name);
	return inspect_tell(in, rule, 0, "the alias leads to %s, which %s;"
	    " publish the %s there: %s %s", name,
	    c->end.kind == TARGET_MISSING ? "does not exist" :
	    "has no such record", row->what, name, row->line);
}

/* Is it a name of the reverse tree that ends with a number? */
static bool
is_reverse(const struct inspect *in)
{
	const uint8_t	*label = in->owner.wire;
	unsigned	 n = in->owner.labels;

	if (n < 3 || !is_label(&in->owner, n - 1, "arpa"))
		return false;
	if (is_label(&in->owner, n - 2, "ip6"))
		return label[0] == 1 && ((label[1] >= '0' && label[1] <= '9') ||
		    (label[1] >= 'a' && label[1] <= 'f'));
	return is_label(&in->owner, n - 2, "in-addr") && label[0] <= 3 &&
	    label[1] >= '0' && label[1] <= '9';
}

/* Does record i of the zone stand where this one does, as those that one
   $GENERATE made? */
static bool
is_same_line(const struct inspect *in, size_t i)
{
	const struct place	own = places_at(in->places, in->first);
	const struct place	other = places_at(in->places, i);

	return own.line != 0 && !is_before(&own, &other) &&
	    !is_before(&other, &own);
}

/*
 * One $GENERATE makes aliases for a whole block of addresses, and not all
 * of them are in use.  So its aliases are told only if nothing of the block
 * exists, and once.  Records of the block may stand between them.
 */
static bool
is_spare(struct inspect *in, const struct name *goal)
{
	struct target	at;
	struct name	block;
	size_t		i;

	for (i = 1; i <= BLOCK_MAX && i <= in->first; i++) {
		if (is_same_line(in, in->first - i))
			return true;
	}
	for (i = 1; i <= BLOCK_MAX && !is_same_line(in, in->first + i); i++)
		continue;
	if (i > BLOCK_MAX)
		return false;
	name_from_wire(&block, goal->wire + goal->offset[1]);
	inspect_find(in, &block, &at);
	return at.kind != TARGET_MISSING;
}

/* Does the DNAME lead to nothing, whatever stands before it? */
static bool
is_void(struct inspect *in, const struct zone *z, const struct node *node)
{
	const struct rrset	*set = node_find(z->content, node, TYPE_DNAME);
	struct target		 at;
	struct name		 name;

	if (set == NULL || target_name(z, set, 0, &name) == -1)
		return true;
	inspect_find(in, &name, &at);
	return at.kind == TARGET_MISSING;
}

/* Does another alias on the way lead to nothing?  Then that one is told. */
static bool
is_told_later(struct inspect *in, const struct chain *c)
{
	unsigned	i;

	for (i = 1; i < c->steps && c->end.kind == TARGET_MISSING; i++) {
		if ((c->nodes[i]->flags & NODE_CNAME) != 0 ||
		    is_void(in, c->zones[i], c->nodes[i]))
			return true;
	}
	return false;
}

/* Does this alias lead to nothing, and is the one to be told? */
static bool
is_dangling(struct inspect *in, const struct chain *c)
{
	if (in->set->type == TYPE_DNAME)
		return in->target.kind == TARGET_MISSING;
	return !c->is_endless && c->end.kind == TARGET_MISSING &&
	    !is_told_later(in, c);
}

/* RFC 2317 4: the PTR stands where the alias leads. */
static bool
look_classless(struct inspect *in, const struct check_rule *rule)
{
	const struct chain	*c = in->facts;
	const struct name	*goal = &c->names[c->steps];
	char			 name[NAME_TEXT_MAX];

	if (!is_reverse(in) || c->is_endless || is_told_later(in, c) ||
	    in->set->type != TYPE_CNAME || goal->labels == 0 ||
	    (c->end.kind != TARGET_MISSING && (!is_known(&c->end) ||
	    target_set(&c->end, TYPE_PTR) != NULL)) || is_spare(in, goal))
		return false;
	name_to_text(goal->wire, name);
	return inspect_tell(in, rule, 0, "the alias of the address leads to"
	    " %s, which %s (RFC 2317 4); add there: %s PTR ...", name,
	    c->end.kind == TARGET_MISSING ? "does not exist" : "has no PTR",
	    name);
}

static bool
look_autoconfig(struct inspect *in, const struct check_rule *rule)
{
	const struct chain	*c = in->facts;
	char			 name[NAME_TEXT_MAX];

	if (c->is_endless || is_told_later(in, c) ||
	    in->set->type != TYPE_CNAME ||
	    (!is_label(&in->owner, 0, "autoconfig") &&
	    !is_label(&in->owner, 0, "autodiscover")) ||
	    (c->end.kind != TARGET_MISSING && (!is_known(&c->end) ||
	    target_has_address(&c->end))))
		return false;
	return inspect_tell(in, rule, 0, "mail programs look for a web server"
	    " here, but the alias leads to %s, which %s; name a web host that"
	    " exists", name_to_text(c->names[c->steps].wire, name),
	    c->end.kind == TARGET_MISSING ? "does not exist" :
	    "has no address");
}

/* Where certificates are asked for, the record comes and goes: RFC 8555
   8.4. */
static bool
is_passing(const struct inspect *in)
{
	static const char	acme[] = "_acme-challenge";
	const uint8_t		*label = in->owner.wire;

	return label[0] >= sizeof(acme) - 1 && bytes_equal_nocase(label + 1,
	    (const uint8_t *)acme, sizeof(acme) - 1);
}

/* Of aliases in a row, the last one is told. */
static bool
look_dangling(struct inspect *in, const struct check_rule *rule)
{
	const struct chain	*c = in->facts;
	const struct name	*goal = &c->names[c->steps];
	struct name		 near;
	char			 name[NAME_TEXT_MAX];
	char			 better[NAME_TEXT_MAX];
	char			 owner[NAME_TEXT_MAX];
	char			 text[64];

	if (!is_dangling(in, c) || is_passing(in) || is_reverse(in))
		return false;
	if (in->set->type == TYPE_DNAME)
		goal = &in->name;
	name_to_text(goal->wire, name);
	name_to_text(in->owner.wire, owner);
	if (inspect_is_address(in, &in->name, text))
		return inspect_tell(in, rule, 0, "an alias leads to a name,"
		    " not to the address %s; write: %s %s %s", text, owner,
		    strchr(text, ':') == NULL ? "A" : "AAAA", text);
	if (inspect_near_host(in, goal, &near))
		return inspect_tell(in, rule, 0, "the alias leads to %s, which"
		    " does not exist; did you mean: %s CNAME %s", name, owner,
		    name_to_text(near.wire, better));
	return inspect_tell(in, rule, 0, "the alias leads to %s, which does"
	    " not exist; correct the name, or remove the alias", name);
}

static const struct check_rule alias_rules[] = {
	{"cname-loop", SEV_ERROR, SCOPE_SERVED,
	    "Aliases form a loop, or too long a chain.", look_loop},
	{"policy-cname-dangling", SEV_ERROR, SCOPE_SERVED,
	    "The alias of a mail policy leads to a name without it.",
	    look_policy},
	{"ptr-rfc2317-dangling", SEV_WARNING, SCOPE_SERVED,
	    "The alias of an address leads to a name without PTR.",
	    look_classless},
	{"autoconfig-dangling", SEV_WARNING, SCOPE_SERVED,
	    "The alias of a set-up host leads to no host.", look_autoconfig},
	{"cname-dangling", SEV_WARNING, SCOPE_SERVED,
	    "An alias leads to a name that does not exist.", look_dangling},
};

static const struct check_table table = {
	alias_rules, sizeof(alias_rules) / sizeof(alias_rules[0])
};

/* Does check_dot tell that a final dot is missing? */
static bool
is_mistyped(const struct inspect *in)
{
	struct name	meant;

	return inspect_is_dotless(in, &in->name, &meant) ||
	    (in->set->type == TYPE_CNAME &&
	    in->target.kind == TARGET_MISSING &&
	    inspect_is_foreign(in, &in->name, &in->target, &meant));
}

static void
visit_alias(struct inspect *in)
{
	struct target	at = {TARGET_ALIAS, in->zone, in->node};
	struct chain	c = {.steps = 0};

	c.names[0] = in->owner;
	if (in->set->type == TYPE_DNAME) {
		at.kind = TARGET_RENAMED;
		if (!begin_below(in, &c.names[0]))
			return;
	}
	walk(in, &c, &at);
	in->facts = &c;
	(void)inspect_ask(in, &table, true);
	in->facts = NULL;
}

static void
visit_set(struct inspect *in)
{
	if ((in->set->type == TYPE_CNAME || in->set->type == TYPE_DNAME) &&
	    inspect_record(in, 0) && !is_mistyped(in))
		visit_alias(in);
}

const struct check_chapter check_alias = {
	.tables = &table,
	.n = 1,
	.visit_set = visit_set,
};
