/* SPDX-License-Identifier: ISC */
#include "zones/dmarc_walk.h"

#include <string.h>

#include "zones/check_mx.h"
#include "zones/policy.h"
#include "zones/rrtype.h"
#include "zones/text.h"

/* RFC 9989 4.10: a walk asks eight names at most. */
#define WALK_LABELS	8

/*
 * Each search for a record at a wrong name reads the whole zone; more than
 * this for one zone would not be linear in its records.
 */
#define SEARCHES_MAX	8

static const uint8_t	dmarc_label[] = "\6_dmarc";

int
dmarc_owner(const struct name *domain, struct name *out)
{
	struct name_parts	parts;

	parts.head = dmarc_label;
	parts.head_len = sizeof(dmarc_label) - 1;
	parts.tail = domain->wire;
	parts.tail_len = domain->len;
	return name_join(out, &parts);
}

static bool
label_is(const struct name *name, unsigned i, const char *word)
{
	const uint8_t	*label;

	if (i >= name->labels)
		return false;
	label = name->wire + name->offset[i];
	return label[0] == strlen(word) && bytes_equal_nocase(label + 1,
	    (const uint8_t *)word, label[0]);
}

/* "dmarc", "_dmark": a slip of the right label? */
static bool
is_slip(const struct name *name)
{
	static const char *const	words[] = {"_dmarc", "dmarc"};
	const uint8_t			*label = name->wire;

	return name->labels > 0 && text_nearest((const char *)label + 1,
	    label[0], words, sizeof(words) / sizeof(words[0])) != NULL;
}

bool
dmarc_meant(const struct name *owner, struct name *domain)
{
	unsigned	skip = 0;

	if (label_is(owner, 0, "_dmarc") || policy_is_permission(owner) ||
	    (label_is(owner, 0, "_report") && label_is(owner, 1, "_dmarc")))
		return false;
	if (label_is(owner, 1, "_dmarc"))
		skip = 2;		/* "default._dmarc" */
	else if (label_is(owner, 0, "*") || is_slip(owner))
		skip = 1;
	name_from_wire(domain, owner->wire + owner->offset[skip]);
	return true;
}

/* What readers find at the end of an alias. */
static enum dmarc_walk
read_target(const struct target *t, const struct name *owner,
    struct dmarc_place *place)
{
	struct policy	p;
	unsigned	good;
	unsigned	meant;

	if (t->kind == TARGET_UNKNOWN || t->kind == TARGET_DELEGATED)
		return DMARC_WALK_UNKNOWN;
	if (!policy_at(t->zone->content, t->node, owner, POLICY_DMARC,
	    place->text, &p, &good, &meant))
		return DMARC_WALK_NOTHING;
	/* RFC 9989 4.10: two of them are both discarded. */
	if (good != 1)
		return DMARC_WALK_OTHER;
	place->len = p.len;
	return DMARC_WALK_RECORD;
}

static enum dmarc_walk
look_at(struct inspect *in, const struct name *domain,
    struct dmarc_place *place)
{
	struct target	t;
	struct target	first;
	struct name	owner;
	struct name	end;
	enum dmarc_walk	found;

	if (dmarc_owner(domain, &owner) == -1)
		return DMARC_WALK_NOTHING;
	end = owner;
	inspect_find(in, &owner, &first);
	if (inspect_follow(in, &end, &t) == -1)
		return DMARC_WALK_OTHER;
	found = read_target(&t, &owner, place);
	/* An alias of its own is meant, though it may dangle; one by way of
	   a wildcard is not. */
	if (found == DMARC_WALK_NOTHING && first.kind == TARGET_ALIAS &&
	    first.node->rel_len > 0 && label_is(&owner, 0, "_dmarc") &&
	    first.node->rel[0] == dmarc_label[0] &&
	    memcmp(first.node->rel, dmarc_label, dmarc_label[0] + 1u) == 0)
		return DMARC_WALK_OTHER;
	return found;
}

/* The parent, or of a long name one with seven labels. */
static void
step_up(struct name *domain)
{
	struct name	below = *domain;
	unsigned	skip = 1;

	if (below.labels >= WALK_LABELS)
		skip = below.labels - (WALK_LABELS - 1);
	name_from_wire(domain, below.wire + below.offset[skip]);
}

enum dmarc_walk
dmarc_walk(struct inspect *in, const struct name *domain,
    struct dmarc_place *place)
{
	enum dmarc_walk	found = dmarc_seek(in, domain, place);

	if (found == DMARC_WALK_RECORD)
		dmarc_parse(&place->d, place->text, place->len);
	return found;
}

enum dmarc_walk
dmarc_seek(struct inspect *in, const struct name *domain,
    struct dmarc_place *place)
{
	enum dmarc_walk	found = DMARC_WALK_NOTHING;
	struct target	t;
	bool		is_above = false;

	place->domain = *domain;
	while (place->domain.labels > 0) {
		inspect_find(in, &place->domain, &t);
		/* Above what is served, nobody can tell. */
		if (is_above && t.kind == TARGET_UNKNOWN)
			break;
		found = look_at(in, &place->domain, place);
		if (found != DMARC_WALK_NOTHING)
			break;
		is_above = true;
		step_up(&place->domain);
	}
	return found;
}

bool
dmarc_takes_mail(const struct content *c, const struct node *node)
{
	const struct rrset	*mx;
	unsigned		 i;

	mx = node == NULL ? NULL : node_find(c, node, TYPE_MX);
	for (i = 0; mx != NULL && i < mx->count; i++) {
		if (!check_mx_is_null(mx, i))
			return true;
	}
	return false;
}

int
dmarc_report_domain(struct inspect *in, const struct name *domain,
    struct name *out)
{
	struct name	name;
	struct target	t;
	bool		is_found = false;

	for (name = *domain; name.labels > 1; step_up(&name)) {
		/* The names above the zone are of others, perhaps. */
		if (name.labels < domain->labels &&
		    !name_is_under(&name, &in->apex))
			break;
		inspect_find(in, &name, &t);
		if (t.kind == TARGET_MISSING)
			continue;
		if ((t.kind != TARGET_HERE && t.kind != TARGET_WILDCARD) ||
		    dmarc_takes_mail(t.zone->content, t.node)) {
			*out = name;
			return 0;
		}
		/* RFC 5321 5.1: without MX mail goes to the address. */
		if (!is_found && target_set(&t, TYPE_MX) == NULL &&
		    target_has_address(&t)) {
			*out = name;
			is_found = true;
		}
	}
	return is_found ? 0 : -1;
}

/* Does a node have a record that is meant for the domain, or for one above
   it, and stands at a wrong name? */
static bool
is_misplaced_for(struct inspect *in, const struct node *node,
    const struct name *domain)
{
	const struct content	*c = in->zone->content;
	struct policy		 p;
	struct name		 owner;
	struct name		 meant;
	unsigned		 good;
	unsigned		 others;

	return node_find(c, node, TYPE_TXT) != NULL &&
	    (node->flags & NODE_OCCLUDED) == 0 &&
	    target_owner(in->zone, node, &owner) == 0 &&
	    dmarc_meant(&owner, &meant) &&
	    name_is_under(domain, &meant) &&
	    policy_at(c, node, &owner, POLICY_DMARC, in->text, &p, &good,
	    &others) && !inspect_has_role(in, &owner, ROLE_POLICY);
}

bool
dmarc_is_misplaced(struct inspect *in, const struct name *domain)
{
	const struct content	*c = in->zone->content;
	size_t			 i;

	if (in->misplaced++ >= SEARCHES_MAX)
		return false;
	for (i = 0; i < content_nodes(c); i++) {
		if (is_misplaced_for(in, content_node(c, i), domain))
			return true;
	}
	return false;
}
