/* SPDX-License-Identifier: ISC */
#include "zones/chain.h"
#include "zones/rrtype.h"

const struct node *
chain_before(const struct content *c, const uint8_t *rel, size_t rel_len,
    bool *is_match)
{
	const struct shape	*s = c->shape;
	const uint32_t		*chain = shape_chain(s);
	const struct node	*node;
	uint32_t		 low = 0, high = s->chained, mid;
	int			 d;

	*is_match = false;
	if (s->chained == 0)
		return NULL;
	while (low < high) {	/* those below low stand at or before rel */
		mid = low + (high - low) / 2;
		node = shape_node(s, chain[mid]);
		d = name_compare_rel(node->rel, node->rel_len, rel, rel_len);
		if (d == 0) {
			*is_match = true;
			return node;
		}
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return shape_node(s, chain[low > 0 ? low - 1 : s->chained - 1]);
}

bool
chain_nsec3(const struct content *c, struct nsec3_params *out)
{
	const struct rrset	*set;
	const uint8_t		*rdata;
	size_t			 len;

	if (content_denial(c) != DENIAL_NSEC3)
		return false;
	set = node_find(c, content_apex(c), TYPE_NSEC3PARAM);
	rdata = rrset_rdata(set, c->shape->nsec3param, &len);
	/* RFC 5155 4.2: algorithm, flags, iterations, salt. */
	out->iterations = load_be16(rdata + 2);
	out->salt_len = rdata[4];
	out->salt = rdata + 5;
	return true;
}
