/* SPDX-License-Identifier: ISC */
#ifndef MXD_MEMO_H
#define MXD_MEMO_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "server/query.h"
#include "zones/name.h"

/*
 * Answers that a worker gave of late, for questions that are asked again and
 * again: most servers answer a few names to many resolvers.  An answer is
 * the same for all of them but for ID, RD, the case of the question and the
 * OPT, none of which is kept.  Only what the ready way said is.  Where one
 * set rotates as a whole, each way to say it is an entry of its own, and its
 * counter goes on.  Good as long as the snapshot is.
 *
 * Small enough to stay near: a question that was asked once leaves but a
 * mark, so that a flood of different names costs no room.
 */
#define MEMO_ENTRIES	256
#define MEMO_SEEN	1024
/* Octets of a name and of what follows the question: an entry has 256 with
   these, four lines.  MX with addresses takes some 100. */
#define MEMO_NAME_BYTES	48

/* Records of equal preference that take turns; more are not kept. */
#define MEMO_WAYS_MAX	8
#define MEMO_BODY_BYTES	168

struct memo_entry {
	uint64_t	hash;		/* of name and type */
	uint16_t	type;
	uint16_t	flags;		/* of the header, but RD */
	uint16_t	body_len;	/* octets */
	uint8_t		name_len;	/* octets; 0: free */
	uint8_t		kind;		/* the keeper's */
	bool		is_signed;	/* with DO the answer is another */
	uint8_t		ways;		/* to say it, if it has a turn */
	uint8_t		spare[6];
	uint32_t	*turn;		/* counter of the set that rotates;
					   NULL: none does */
	uint8_t		counts[8];	/* of the header, without an OPT */
	uint8_t		name[MEMO_NAME_BYTES];	/* lower case */
	uint8_t		body[MEMO_BODY_BYTES];
};

struct memo {
	uint32_t		seen[MEMO_SEEN];
	struct memo_entry	entry[MEMO_ENTRIES];
};

/* For another snapshot. */
static inline void
memo_forget(struct memo *m)
{
	memset(m, 0, sizeof(*m));
}

/* The hash for one of several ways to say an answer; the first has its own. */
static inline uint64_t
memo_way(uint64_t hash, uint32_t way)
{
	return hash + way * 0x9e3779b97f4a7c15;
}

/* The answer, or NULL. */
static inline const struct memo_entry *
memo_find(const struct memo *m, uint64_t hash, const struct query *q)
{
	const struct memo_entry	*e = &m->entry[hash % MEMO_ENTRIES];

	if (e->hash != hash || e->type != q->qtype ||
	    e->name_len != q->qname.len ||
	    !octets_equal(e->name, q->qname.wire, e->name_len) ||
	    (q->edns.has_do && e->is_signed))
		return NULL;
	return e;
}

/* Was it asked not long ago?  It is marked now. */
static inline bool
memo_mark(struct memo *m, uint64_t hash)
{
	uint32_t	*seen = &m->seen[(hash >> 16) % MEMO_SEEN];
	bool		 was_seen = *seen == (uint32_t)(hash >> 32);

	*seen = (uint32_t)(hash >> 32);
	return was_seen;
}

/* The answer in the way whose turn it is, or NULL. */
static inline const struct memo_entry *
memo_find_turn(const struct memo *m, uint64_t hash, const struct query *q)
{
	const struct memo_entry	*e = memo_find(m, hash, q);
	uint32_t		 way;

	if (e == NULL || e->turn == NULL || (way = *e->turn % e->ways) == 0)
		return e;
	return memo_find(m, memo_way(hash, way), q);
}

/*
 * Keep an answer, if it is not too long.
 *
 * answer	the message without an OPT
 * opts		what its header counts for an OPT all the same
 * returns	the entry, to be told of its turn; NULL if it was not kept
 */
struct memo_entry *memo_keep(struct memo *, uint64_t hash, const struct query *,
    const uint8_t *answer, size_t len_bytes, unsigned opts, unsigned kind,
    bool is_signed);

#endif
