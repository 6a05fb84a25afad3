/* SPDX-License-Identifier: ISC */
#include "zones/aim.h"

#include "zones/rdata.h"
#include "zones/wire.h"

/*
 * The place of the node that a stored name leads to.  It ends with a pointer
 * if it lies in the zone; below the root none does.
 */
static uint32_t
find_target(const struct content *c, const uint8_t *name)
{
	const struct shape	*s = c->shape;
	const struct node	*node;
	const uint8_t		*p = name;
	uint8_t			 rel[NAME_MAX_BYTES];
	size_t			 i, len;
	uint32_t		 place;

	if (*name == 0)
		return TARGET_NONE;	/* RFC 7505, 2782: "." is no host */
	while (*p > 0 && *p <= LABEL_MAX_BYTES)
		p += *p + 1;
	if (*p == 0)
		return TARGET_NONE | TARGET_FOREIGN;
	len = (size_t)(p - name);
	for (i = 0; i < len; i++)
		rel[i] = ascii_lower(name[i]);
	if ((node = content_exact(c, rel, len)) == NULL)
		return TARGET_NONE | TARGET_FOREIGN;
	place = (uint32_t)((size_t)((const uint8_t *)node -
	    (const uint8_t *)s) / BLOCK_UNIT);
	return node->flags & (NODE_CUT | NODE_OCCLUDED) ?
	    place | TARGET_FOREIGN : place;
}

/* The targets of a set; they are not yet anybody's to read. */
static void
aim_set(const struct content *c, const struct rrset_slot *slot,
    const struct rrset *set)
{
	const struct rrtype	*t = rrtype_find(set->type);
	struct rrset_slot	*own = (struct rrset_slot *)slot;
	uint32_t		*numbers;
	const uint8_t		*rdata;
	size_t			 len;
	unsigned		 i;

	numbers = (uint32_t *)slot_numbers(c->shape, slot);
	if (set->flags & RRSET_ROTATES)
		numbers++;	/* its counter */
	for (i = 0; i < set->count; i++) {
		rdata = rrset_rdata(set, i, &len);
		*numbers = find_target(c, rdata + rdata_name_at(t, rdata));
		if (*numbers++ & TARGET_FOREIGN)
			own->flags |= SLOT_FOREIGN;
	}
}

void
aim_targets(struct content *c, size_t from, size_t end)
{
	const struct node	*node;
	const struct rrset	*set;
	uint32_t		 k;

	for (; from < end; from++) {
		node = content_node(c, from);
		for (k = 0; k < node->rrsets; k++) {
			/* Without numbers it need not be looked at. */
			if (node_slots(node)[k].numbers == 0)
				continue;
			set = node_set(c, node, k);
			if (set->flags & RRSET_TARGETS)
				aim_set(c, node_slots(node) + k, set);
		}
	}
}
