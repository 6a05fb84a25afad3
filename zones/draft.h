/* SPDX-License-Identifier: ISC */
#ifndef MXD_DRAFT_H
#define MXD_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/mem.h"
#include "zones/name.h"
#include "zones/report.h"

/*
 * A zone in the making: its records under their owners, not yet frozen.
 * build.c fills and checks it, freeze.c turns it into a content.
 */

/* One record as it was read. */
struct draft_record {
	struct draft_record *next;	/* of the same owner, in order read */
	const uint8_t	*rdata;		/* absolute names; draft's arena */
	uint32_t	 rdata_len;
	uint32_t	 ttl_s;
	uint32_t	 number;		/* in the order read */
	uint32_t	 line;
	uint32_t	 column : 31;
	uint32_t	 is_bare : 1;	/* as in struct place */
	uint16_t	 file;		/* index into draft.files */
	uint16_t	 type;
};

/* One name; all its ancestors up to the apex exist too. */
struct draft_owner {
	struct draft_owner *parent;	/* NULL: the apex */
	struct draft_owner *chain;	/* of the same hash slot */
	struct draft_record *first;
	struct draft_record *last;
	const uint8_t	*key;		/* sorts as RFC 4034 6.1 orders */
	uint64_t	 hash;		/* name_hash_rel() */
	uint64_t	 prefix;	/* first octets of key, big-endian */
	uint32_t	 first_record;	/* index into draft.sorted */
	uint32_t	 records;	/* how many from there */
	uint32_t	 place;		/* in the frozen block, in its units */
	uint16_t	 key_len;
	uint8_t		 flags;		/* enum node_flags */
	uint8_t		 labels;	/* below the apex */
	uint8_t		 rel_len;
	uint8_t		 rel[];		/* lower case, relative to the apex */
};

struct draft {
	struct name	 apex;		/* lower case */
	uint64_t	 seed;		/* of name_hash_rel() */
	struct arena	*arena;
	struct draft_owner **slots;	/* hash table of owners */
	size_t		 nslots;	/* a power of two */
	struct draft_owner **owners;	/* after draft_order(): canonical */
	size_t		 nowners;
	size_t		 owners_cap;
	struct draft_record **sorted;	/* after draft_order(): by owner,
					   type, preference, order read */
	size_t		 nrecords;
	struct draft_owner *last_owner;	/* of the last record added */
	const char	**files;	/* names of the files read, borrowed */
	size_t		 nfiles;
	size_t		 files_cap;
};

/* seed of the hashes; 0, or -1 without memory. */
int draft_init(struct draft *, const struct name *apex, uint64_t seed);
void draft_clear(struct draft *);

/*
 * Add one record; owner is at or below the apex, any case.
 * 0, or -1 without memory (or beyond 2^32 records, 2^16 files).
 */
int draft_add(struct draft *, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at);

/*
 * Put owners and records in order.  Records of one owner and type stand
 * together, SOA first of all.  0, or -1 without memory.
 */
int draft_order(struct draft *);

/* After draft_order(): how many records of an owner, from its i-th on, are
   of one type. */
uint32_t draft_run(const struct draft *, const struct draft_owner *,
    uint32_t i);

/* The owner with this relative name (lower case), or NULL. */
struct draft_owner *draft_find(const struct draft *, const uint8_t *rel,
    size_t rel_len);

struct place draft_place(const struct draft *, const struct draft_record *);

#endif
