/* SPDX-License-Identifier: ISC */
#ifndef MXD_BLOCK_H
#define MXD_BLOCK_H

#include <stddef.h>
#include <stdint.h>

#include "zones/wire.h"

/*
 * One RRset as it will be sent.  Behind the struct, in this order:
 *
 *	uint32_t end[count]	where record i ends, in octets from the
 *				first record; absent if count is 1
 *	uint8_t wire[]		the records: owner as the pointer to the
 *				question, type, class, TTL, RDLENGTH, RDATA
 *
 * Records of an RR_PREFERENCE type stand in the order of preference;
 * otherwise, and within one preference, in the order of the file.
 */
struct rrset {
	uint32_t	wire_len;	/* octets of all records */
	uint16_t	type;
	uint16_t	count;		/* records, at least 1 */
	uint16_t	back;		/* pool.c's: to its slab */
	uint8_t		flags;		/* enum rrset_flags */
	uint8_t		spare;
};

enum rrset_flags {
	RRSET_READY = 1 << 0,	/* wire may be copied into an answer as it
				   is, if the question is the owner */
	RRSET_ROTATES = 1 << 1,	/* more than one record, of a type whose
				   records take turns */
	RRSET_TARGETS = 1 << 2,	/* its records have targets */
	RRSET_PREFERENCE = 1 << 3, /* of an RR_PREFERENCE type */
	RRSET_SERIAL = 1 << 4	/* the SOA: its serial stands in the content,
				   and here is 0 */
};

/* The octets of a stored record before its RDATA: C00C type class ttl len. */
#define RRSET_FIXED_BYTES	12

/* Where the serial of an SOA stands, from its end: RFC 1035 3.3.13. */
#define SOA_NUMBERS_BYTES	20

/* Of the first record; but for signatures it is that of all.  In a record it
   stands behind C00C, type and class. */
static inline uint32_t
rrset_ttl(const struct rrset *set)
{
	const uint8_t	*at = (const uint8_t *)(set + 1);

	if (set->count > 1)
		at += set->count * sizeof(uint32_t);
	return load_be32(at + 6);
}

/* What is known of an RRset at its name: the rest of it may be shared. */
struct rrset_slot {
	uint32_t	numbers;	/* place of those that it has, see
					   slot_rotation(), slot_target() */
	uint16_t	type;
	uint16_t	flags;		/* enum slot_flags */
};

/* Up to so many slots of a node are looked at one by one: nearly all names
   have fewer. */
#define SLOTS_FEW	16

enum slot_flags {
	SLOT_FOREIGN = 1 << 0,	/* some target must be asked of the table */
	SLOT_ROTATES = 1 << 1	/* the set has RRSET_ROTATES */
};

/*
 * One name of the zone.  Behind the struct its labels, relative to the
 * apex, lower case, without root label; then, aligned to 4, a slot for each
 * of its RRsets.
 */
struct node {
	uint32_t	first_set;	/* number of its first RRset in the
					   content */
	uint16_t	rrsets;		/* 0: an empty non-terminal */
	uint8_t		flags;		/* enum node_flags */
	uint8_t		labels;		/* relative to the apex; 0: the apex */
	uint8_t		rel_len;	/* octets of labels */
	uint8_t		rel[];
};

enum node_flags {
	NODE_CUT = 1 << 0,	/* NS below the apex: a delegation */
	NODE_DNAME = 1 << 1,
	NODE_OCCLUDED = 1 << 2,	/* below a cut or a DNAME */
	NODE_HAS_WILDCARD = 1 << 3, /* a child "*" exists */
	NODE_CNAME = 1 << 4,
	NODE_NSEC3 = 1 << 5	/* nothing but NSEC3 and its signature: not a
				   name of the zone, RFC 5155 7.2.8 */
};

/*
 * How a content lies in memory.  The fields from here on are for those who
 * make it (freeze.c, pool.c), read it (content.c, chain.c), and for the
 * road of a query, which must not pay for a call.
 *
 * A content is two things.  Its shape is which names there are, what types
 * they have, and where targets lead to; hosted zones differ little in
 * that.  Its RRsets are the data.  As freeze.c makes it, a content is one
 * block:
 *
 *	struct content
 *	struct shape, of shape.bytes:
 *		uint32_t order[nodes]	nodes in canonical order
 *		uint32_t index[slots]	by name_hash_rel(); 0: free
 *		uint32_t chain[chained]	nodes with NSEC or NSEC3, see chain.h
 *		nodes			in canonical order, aligned to 4
 *	uint32_t place[rrsets]		RRsets, from the start of the block
 *	RRsets				aligned to 4
 *
 * The serial of the SOA is in none of these: it is what differs between
 * zones that are alike otherwise, so it stands in struct content, and they
 * share the set.  Who sends an SOA writes it in.
 *
 * pool.c takes a content apart: the shape and each RRset are stored once for
 * all contents that have them.  Those of the first content with a shape are
 * the usual ones of it: most of what a hoster's zones have in common.  What
 * is left is
 *
 *	struct content
 *	uint8_t which[rrsets]	0: the usual one; or where the pointer to the
 *				set stands, in units of a pointer from the
 *				start; aligned to that
 *	const struct rrset *own[]	those that are not the usual ones
 *
 * order[], index[], chain[] and targets hold a node's place in units of
 * four octets from the start of the shape, place[] those from the start of
 * the block: 16 GiB can be told in 32 bits.
 */
struct content;

struct shape {
	uint64_t	bytes;		/* of all this */
	uint64_t	seed;		/* of the hashes in index[] */
	/* These five are no part of what the shape is; but for the first
	   they are the loader's, who shares it. */
	const struct rrset *const *usual; /* [rrsets]; NULL: not shared */
	void		(*release)(struct content *); /* instead of free() */
	void		*owner;		/* who made release */
	uint32_t	refs;		/* contents that have it */
	uint32_t	hash;		/* of all that follows; if the shape is
					   not shared, of all of the content */
	uint32_t	nodes;
	uint32_t	rrsets;
	uint32_t	rotations;
	uint32_t	slots;		/* of index[] */
	uint32_t	chained;	/* nodes in the chain of denial */
	uint16_t	longest;	/* rel_len of the longest name */
	uint8_t		denial;		/* enum content_denial */
	uint8_t		is_signed;	/* the apex has an RRSIG */
	uint8_t		nsec3param;	/* which record of that set counts */
	uint8_t		spare[3];
	uint32_t	order[];
};

struct content {
	const struct shape *shape;	/* its own, or shared */
	uint32_t	refs;		/* holders; loader only, and no part of
					   what the content is */
	uint32_t	records;
	uint32_t	serial;		/* of the SOA */
	uint16_t	back;		/* pool.c's: to its slab */
	uint16_t	own;		/* sets that are not the usual ones */
};

#define BLOCK_UNIT	4

/* Of a content that is taken apart. */
#define PARTS_UNIT	sizeof(void *)

/* A target that no node of the zone has; no node stands at 0. */
#define TARGET_NONE	0
/* Its top bit says: outside the zone or below a cut, ask the table. */
#define TARGET_FOREIGN	0x80000000u

static inline uint32_t *
shape_index(struct shape *s)
{
	return s->order + s->nodes;
}

static inline const uint32_t *
shape_chain(const struct shape *s)
{
	return s->order + s->nodes + s->slots;
}

static inline const struct node *
shape_node(const struct shape *s, uint32_t place)
{
	return (const struct node *)(const void *)((const uint8_t *)s +
	    (size_t)place * BLOCK_UNIT);
}

/* Where the search for a hash begins in index[]; any number of slots. */
static inline uint32_t
shape_home(const struct shape *s, uint64_t hash)
{
	return (uint32_t)((hash & UINT32_MAX) * s->slots >> 32);
}

/* Octets of a node before its slots, for a name of so many octets. */
static inline size_t
node_head_bytes(size_t rel_len)
{
	return (offsetof(struct node, rel) + rel_len + BLOCK_UNIT - 1) &
	    ~(size_t)(BLOCK_UNIT - 1);
}

static inline const struct rrset_slot *
node_slots(const struct node *node)
{
	return (const struct rrset_slot *)(const void *)((const uint8_t *)node +
	    node_head_bytes(node->rel_len));
}

/* Octets of which[] and own[] of a content that is taken apart. */
static inline size_t
parts_bytes(size_t rrsets, size_t own)
{
	return (rrsets + PARTS_UNIT - 1) / PARTS_UNIT * PARTS_UNIT +
	    own * sizeof(void *);
}

/* The i-th RRset of all. */
static inline const struct rrset *
block_set(const struct content *c, uint32_t i)
{
	const struct shape	*s = c->shape;
	const uint32_t		*place;
	const void		*part;
	size_t			 at;

	if (s->usual != NULL) {
		at = ((const uint8_t *)(c + 1))[i];
		part = (const uint8_t *)c + at * PARTS_UNIT;
		return at == 0 ? s->usual[i] :
		    *(const struct rrset *const *)part;
	}
	place = (const uint32_t *)(const void *)((const uint8_t *)s +
	    s->bytes);
	return (const struct rrset *)(const void *)((const uint8_t *)c +
	    (size_t)place[i] * BLOCK_UNIT);
}

/* The numbers of a slot: its counter, if it rotates, then its targets. */
static inline const uint32_t *
slot_numbers(const struct shape *s, const struct rrset_slot *slot)
{
	return (const uint32_t *)(const void *)((const uint8_t *)s +
	    (size_t)slot->numbers * BLOCK_UNIT);
}

#endif
