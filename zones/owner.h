/* SPDX-License-Identifier: ISC */
#ifndef MXD_OWNER_H
#define MXD_OWNER_H

#include <stddef.h>
#include <stdint.h>

/*
 * Names and records of a zone in the making, and the order of names.  A large
 * zone is mostly these: they are kept small, and lie in the order read, each
 * record behind its name or the record before, so that going through them is
 * going through memory.
 */

/* Records begin at a multiple of it. */
#define DRAFT_UNIT	4

/* One record as it was read. */
struct draft_record {
	uint32_t	 number;	/* in the order read */
	uint32_t	 ttl_s;
	uint32_t	 line;
	uint32_t	 column : 31;
	uint32_t	 is_bare : 1;	/* as in struct place */
	uint16_t	 file;		/* index into draft.files */
	uint16_t	 type;
	uint16_t	 rdata_len;
	uint8_t		 rdata[];	/* absolute names */
};

/*
 * One name.  While records are added, a name that comes again after
 * others is another owner; draft_order() puts them together, and adds the
 * ancestors that have no records.
 */
struct draft_owner {
	union {
		struct draft_owner *next;	/* the next one read */
		struct draft_owner *parent;	/* after draft_order(); NULL:
						   the apex */
	};
	uint32_t	 records;	/* behind it; in order: of its name */
	uint32_t	 first_record;	/* of them, index into draft.sorted */
	uint32_t	 place;		/* freeze.c: in the shape */
	uint8_t		 flags;		/* enum node_flags */
	uint8_t		 labels;	/* below the apex */
	uint8_t		 rel_len;
	uint8_t		 rel[];		/* lower case, relative to the apex;
					   its records stand behind it */
};

static inline size_t
draft_round(size_t n)
{
	return (n + DRAFT_UNIT - 1) & ~(size_t)(DRAFT_UNIT - 1);
}

/* Octets of a name before its first record. */
static inline size_t
owner_bytes(size_t rel_len)
{
	return draft_round(offsetof(struct draft_owner, rel) + rel_len);
}

static inline size_t
record_bytes(size_t rdata_len)
{
	return draft_round(offsetof(struct draft_record, rdata) + rdata_len);
}

/* The first of the records behind a name that has some. */
static inline struct draft_record *
owner_first(const struct draft_owner *o)
{
	return (struct draft_record *)((char *)o + owner_bytes(o->rel_len));
}

static inline struct draft_record *
record_next(const struct draft_record *r)
{
	return (struct draft_record *)((char *)r +
	    record_bytes(r->rdata_len));
}

/* Canonical order, RFC 4034 6.1: <0, 0, >0. */
int owner_compare(const struct draft_owner *, const struct draft_owner *);

/*
 * Put owners in canonical order; of equal names the one that was read
 * first.  Each has a record.  0, or -1 without memory.
 */
int owners_sort(struct draft_owner **, size_t n);

#endif
