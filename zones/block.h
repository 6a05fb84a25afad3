/* SPDX-License-Identifier: ISC */
#ifndef MXD_BLOCK_H
#define MXD_BLOCK_H

#include <stddef.h>
#include <stdint.h>

/*
 * How a content lies in memory; for those who make it (freeze.c) and read
 * it (content.c) only.
 *
 *	struct content
 *	uint32_t order[nodes]		nodes in canonical order
 *	uint32_t index[index_mask + 1]	slots by name_hash_rel(); 0: free
 *	uint32_t chain[chained]		nodes with NSEC or NSEC3, see chain.h
 *	nodes				in canonical order, aligned to 4
 *
 * order[], index[] and rrset targets hold a node's place in units of four
 * octets from the start of the block: 16 GiB can be told in 32 bits.
 */
struct node;

struct content {
	uint64_t	bytes;		/* of the whole block */
	uint64_t	seed;		/* of the hashes in index[] */
	uint32_t	nodes;
	uint32_t	rrsets;
	uint32_t	records;
	uint32_t	rotations;
	uint32_t	serial;
	uint32_t	negative_ttl_s;
	uint32_t	longest;	/* rel_len of the longest name */
	uint32_t	index_mask;	/* slots - 1, slots a power of two */
	uint32_t	chained;	/* nodes in the chain of denial */
	uint8_t		denial;		/* enum content_denial */
	uint8_t		is_signed;	/* the apex has an RRSIG */
	uint8_t		nsec3param;	/* which record of that set counts */
	uint8_t		spare;
	uint32_t	refs;		/* holders; loader only, and no part of
					   what the content is */
	uint32_t	order[];
};

#define BLOCK_UNIT	4

/* A target that no node of the zone has; no node stands at 0. */
#define TARGET_NONE	0
/* Its top bit says: outside the zone or below a cut, ask the table. */
#define TARGET_FOREIGN	0x80000000u

static inline uint32_t *
block_index(struct content *c)
{
	return c->order + c->nodes;
}

static inline const uint32_t *
block_chain(const struct content *c)
{
	return c->order + c->nodes + c->index_mask + 1;
}

static inline const struct node *
block_node(const struct content *c, uint32_t place)
{
	return (const struct node *)(const void *)((const uint8_t *)c +
	    (size_t)place * BLOCK_UNIT);
}

#endif
