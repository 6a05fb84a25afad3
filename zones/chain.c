/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/block.h"
#include "zones/chain.h"
#include "zones/rrtype.h"

static unsigned
label_offsets(const uint8_t *rel, size_t rel_len, uint8_t *offset)
{
	unsigned	n = 0;
	size_t		at;

	for (at = 0; at < rel_len; at += (size_t)rel[at] + 1)
		offset[n++] = (uint8_t)at;
	return n;
}

static int
compare_labels(const uint8_t *a, const uint8_t *b)
{
	size_t	len = *a < *b ? *a : *b;
	int	d;

	if ((d = memcmp(a + 1, b + 1, len)) != 0)
		return d;
	return *a - *b;
}

/* Canonical order of relative names in lower case, RFC 4034 6.1. */
static int
compare_rel(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	uint8_t		a_at[NAME_MAX_LABELS], b_at[NAME_MAX_LABELS];
	unsigned	na = label_offsets(a, a_len, a_at);
	unsigned	nb = label_offsets(b, b_len, b_at);
	int		d;

	while (na > 0 && nb > 0)
		if ((d = compare_labels(a + a_at[--na], b + b_at[--nb])) != 0)
			return d;
	return (int)na - (int)nb;
}

const struct node *
chain_before(const struct content *c, const uint8_t *rel, size_t rel_len,
    bool *is_match)
{
	const uint32_t		*chain = block_chain(c);
	const struct node	*node;
	uint32_t		 low = 0, high = c->chained, mid;
	int			 d;

	*is_match = false;
	if (c->chained == 0)
		return NULL;
	while (low < high) {	/* those below low stand at or before rel */
		mid = low + (high - low) / 2;
		node = block_node(c, chain[mid]);
		d = compare_rel(node->rel, node->rel_len, rel, rel_len);
		if (d == 0) {
			*is_match = true;
			return node;
		}
		if (d < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return block_node(c, chain[low > 0 ? low - 1 : c->chained - 1]);
}

bool
chain_nsec3(const struct content *c, struct nsec3_params *out)
{
	const struct rrset	*set;
	const uint8_t		*rdata;
	size_t			 len;

	if (content_denial(c) != DENIAL_NSEC3)
		return false;
	set = node_find(content_apex(c), TYPE_NSEC3PARAM);
	rdata = rrset_rdata(set, c->nsec3param, &len);
	/* RFC 5155 4.2: algorithm, flags, iterations, salt. */
	out->iterations = load_be16(rdata + 2);
	out->salt_len = rdata[4];
	out->salt = rdata + 5;
	return true;
}
