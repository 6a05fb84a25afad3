/* SPDX-License-Identifier: ISC */
#ifndef MXD_OWNER_H
#define MXD_OWNER_H

#include <stddef.h>
#include <stdint.h>

/* Names and records of a zone in the making, and the order of names. */

/* One record as it was read. */
struct draft_record {
	struct draft_record *next;	/* of the same owner, in order read */
	uint32_t	 rdata_len;
	uint32_t	 ttl_s;
	uint32_t	 number;		/* in the order read */
	uint32_t	 line;
	uint32_t	 column : 31;
	uint32_t	 is_bare : 1;	/* as in struct place */
	uint16_t	 file;		/* index into draft.files */
	uint16_t	 type;
	uint8_t		 rdata[];	/* absolute names */
};

/*
 * One name.  While records are added, a name that comes again after
 * others is another owner; draft_order() makes one of them, and adds the
 * ancestors that have no records.
 */
struct draft_owner {
	struct draft_owner *parent;	/* NULL: the apex */
	struct draft_record *first;
	struct draft_record *last;
	const uint8_t	*key;		/* sorts as RFC 4034 6.1 orders */
	uint64_t	 hash;		/* freeze.c: name_hash_rel() */
	uint32_t	 first_record;	/* index into draft.sorted */
	uint32_t	 records;	/* how many from there */
	uint32_t	 place;		/* freeze.c: in the shape, its units */
	uint16_t	 key_len;
	uint8_t		 flags;		/* enum node_flags */
	uint8_t		 labels;	/* below the apex */
	uint8_t		 rel_len;
	uint8_t		 rel[];		/* lower case, relative to the apex;
					   the key stands behind it */
};

/* Canonical order by keys, RFC 4034 6.1: <0, 0, >0. */
int owner_compare(const struct draft_owner *, const struct draft_owner *);

/*
 * Put owners in canonical order; of equal names the one that was read
 * first.  Each has a record.  0, or -1 without memory.
 */
int owners_sort(struct draft_owner **, size_t n);

#endif
