/* SPDX-License-Identifier: ISC */
#include "zones/target.h"

#include <string.h>

#include "zones/rdata.h"
#include "zones/rrtype.h"

void
target_find_in(const struct zone *z, const struct name *name,
    struct target *out)
{
	struct search	 found;

	content_search(z->content, name, z->apex_labels, &found);
	out->zone = z;
	out->node = NULL;
	if (found.cut != NULL) {
		out->kind = TARGET_DELEGATED;
		out->node = found.cut;
	} else if (found.dname != NULL) {
		out->kind = TARGET_RENAMED;
		out->node = found.dname;
	} else if (found.exact != NULL) {
		out->kind = (found.exact->flags & NODE_CNAME) != 0 ?
		    TARGET_ALIAS : TARGET_HERE;
		out->node = found.exact;
	} else if (found.wildcard != NULL) {
		out->kind = (found.wildcard->flags & NODE_CNAME) != 0 ?
		    TARGET_ALIAS : TARGET_WILDCARD;
		out->node = found.wildcard;
	} else {
		out->kind = TARGET_MISSING;
	}
}

void
target_find(const struct table *served, const struct name *name,
    struct target *out)
{
	memset(out, 0, sizeof(*out));
	out->zone = table_find(served, name, 0);
	/* A zone that could not be loaded tells nothing. */
	if (out->zone == NULL || out->zone->content == NULL)
		out->kind = TARGET_UNKNOWN;
	else
		target_find_in(out->zone, name, out);
}

int
target_name(const struct zone *z, const struct rrset *set, unsigned i,
    struct name *out)
{
	const struct rrtype	*row = rrtype_find(set->type);
	const uint8_t		*rdata;
	struct name_parts	 parts;
	size_t			 len;
	size_t			 used;

	if (row == NULL || row->names == 0)
		return -1;
	rdata = rrset_rdata(set, i, &len);
	parts = stored_name(rdata + rdata_name_at(row, rdata), z->apex,
	    z->apex_len, &used);
	if (name_join(out, &parts) == -1)
		return -1;
	name_lower(out);
	return 0;
}

int
target_owner(const struct zone *z, const struct node *node, struct name *out)
{
	struct name_parts	parts = node_name(node, z->apex, z->apex_len);

	return name_join(out, &parts);
}

/* RFC 6672 2.2: the labels left of the DNAME stay, its own give way. */
static int
substitute(struct name *name, const struct name *owner,
    const struct name *goal)
{
	struct name_parts	parts;
	struct name		copy = *name;

	parts.head = copy.wire;
	parts.head_len = (uint8_t)(copy.len - owner->len);
	parts.tail = goal->wire;
	parts.tail_len = goal->len;
	return name_join(name, &parts);
}

int
target_step(struct name *name, const struct target *at)
{
	bool			 is_dname = at->kind == TARGET_RENAMED;
	const struct rrset	*set;
	struct name		 goal;
	struct name		 owner;

	set = target_set(at, is_dname ? TYPE_DNAME : TYPE_CNAME);
	if (set == NULL || target_name(at->zone, set, 0, &goal) == -1)
		return -1;
	if (is_dname) {
		if (target_owner(at->zone, at->node, &owner) == -1)
			return -1;
		return substitute(name, &owner, &goal);
	}
	*name = goal;
	return 0;
}

const struct rrset *
target_set(const struct target *t, uint16_t type)
{
	return t->node == NULL ? NULL :
	    node_find(t->zone->content, t->node, type);
}

bool
target_has_address(const struct target *t)
{
	return t->node != NULL &&
	    node_has_address(t->node);
}
