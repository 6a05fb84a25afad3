/* SPDX-License-Identifier: ISC */
#ifndef MXD_DRAFT_H
#define MXD_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/mem.h"
#include "zones/name.h"
#include "zones/owner.h"
#include "zones/report.h"

/*
 * A zone in the making: its records under their owners, not yet frozen.
 * build.c fills and checks it, freeze.c turns it into a content.
 */

/* How many owners ahead: as many misses as overlap, and not much more. */
#define DRAFT_AHEAD	12

struct draft {
	struct name	 apex;		/* lower case */
	uint64_t	 seed;		/* of name_hash_rel() */
	struct arena	*arena;		/* owners and records */
	struct draft_owner *first;	/* as read, each leads to the next */
	struct draft_owner **link;	/* where the next one is to be put */
	struct draft_owner *last;	/* of the last record added */
	const void	*end;		/* of that record */
	struct draft_owner **owners;	/* after draft_order(): canonical,
					   the apex first */
	size_t		 nowners;
	size_t		 owners_cap;
	uint64_t	 above_most;	/* labels of all owners: as many
					   ancestors can be missing */
	bool		 is_sorted;	/* owners were read in order */
	bool		 has_repeated;	/* ... and two of them are equal */
	struct draft_record **sorted;	/* after draft_order(): by owner,
					   type, preference, order read */
	size_t		 sorted_cap;
	size_t		 nrecords;
	const char	**files;	/* names of the files read, borrowed */
	size_t		 nfiles;
	size_t		 files_cap;
};

/* seed of the hashes; 0, or -1 without memory. */
int draft_init(struct draft *, const struct name *apex, uint64_t seed);
void draft_clear(struct draft *);

/*
 * Add one record; owner is at or below the apex, any case, and rdata_len has
 * 16 bits.
 * 0, or -1 without memory (or beyond 2^32 records, 2^16 files).
 */
int draft_add(struct draft *, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at);

/*
 * Put owners and records in order: one owner a name, ancestors before
 * their descendants, all of them there (RFC 4592 2.2.2: empty
 * non-terminals exist).  Records of one owner and type stand together, SOA
 * first of all.  0, or -1 without memory.
 */
int draft_order(struct draft *);

/* After draft_order(): how many records of an owner, from its i-th on, are
   of one type. */
static inline uint32_t
draft_run(const struct draft *d, const struct draft_owner *o, uint32_t i)
{
	struct draft_record	*const *r = d->sorted + o->first_record;
	uint32_t		 n = 1;

	while (i + n < o->records && r[i + n]->type == r[i]->type)
		n++;
	return n;
}

/*
 * Owners lie in the order read, and are visited in canonical order: have
 * what is needed of them soon on its way.  i is the one at hand.
 */
static inline void
draft_prefetch(struct draft_owner *const *owners, size_t n, size_t i)
{
	const char	*soon;

	if (i + DRAFT_AHEAD >= n)
		return;
	/* The record was mostly added right behind its owner. */
	soon = (const char *)owners[i + DRAFT_AHEAD];
	__builtin_prefetch(soon);
	__builtin_prefetch(soon + 64);
}

/*
 * Owners before this one are not needed any more.  Where owners lie in
 * canonical order their memory is given back by and by, so that the zone that
 * is made of them takes its place.
 */
static inline void
draft_give_before(struct draft *d, const struct draft_owner *o)
{
	if (d->is_sorted && o->records > 0)
		arena_give_before(d->arena, o);
}

struct place draft_place(const struct draft *, const struct draft_record *);

#endif
