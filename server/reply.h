/* SPDX-License-Identifier: ISC */
#ifndef MXD_REPLY_H
#define MXD_REPLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/query.h"
#include "zones/content.h"
#include "zones/name.h"
#include "zones/wire.h"
#include "zones/zone.h"

enum section { SECTION_ANSWER, SECTION_AUTHORITY, SECTION_ADDITIONAL,
    SECTIONS };

/*
 * How many suffixes of names are remembered for compression.  An answer
 * with more different names is only a little longer than it could be.
 */
#define REPLY_SUFFIXES_MAX	128
/*
 * How many labels are looked at for compression in one message: these, and
 * one for each so many octets of its room.  A name has 127 at most and takes
 * two octets when it stands there already, so a set could have half a
 * million; what is usual has a fifth of this.  Names beyond it are written
 * as they are.
 */
#define REPLY_LABELS		1024
#define REPLY_LABEL_BYTES	4

/* Places of the index of them: a power of two, half of it stays free. */
#define REPLY_SLOTS		256

/* A message that is being written. */
struct reply {
	struct writer	w;		/* end: the size limit, less OPT */
	uint64_t	seed;		/* of the hashes: nobody knows it; set
					   by who owns this */
	uint16_t	counts[SECTIONS];
	uint16_t	nsuffixes;
	uint32_t	labels_left;	/* to be looked at */
	uint16_t	at[REPLY_SUFFIXES_MAX];	/* where the suffix stands */
	uint32_t	hash[REPLY_SUFFIXES_MAX]; /* of the suffix */
	uint8_t		slot[REPLY_SLOTS]; /* by hash: which suffix, plus 1;
					   0: free */
};

/* A set to be written. */
struct reply_set {
	const struct rrset *set;
	const struct rrset_slot *slot;	/* of set; tells it from another with
					   the same records */
	const struct rrset *sigs;	/* RRSIGs of its owner; those of its
					   type go with it.  NULL: none do */
	const struct zone *zone;	/* that the set is of: its RDATA may
					   name the zone's apex */
	struct name_parts owner;
	uint32_t	 ttl_s;		/* to be sent; RRSIG keeps its own */
	uint32_t	 turn;		/* rotation_run() */
};

/*
 * The set of a type at a node of a zone.  Sets slot, set and zone, and the
 * TTL; false if there is none.
 */
bool reply_set_find(struct reply_set *, const struct zone *,
    const struct node *, uint16_t type);

/*
 * Begin: header space and the question, as it came.
 *
 * limit	octets that the message may have without its OPT
 */
void reply_begin(struct reply *, uint8_t *out, size_t limit,
    const struct query *);

/*
 * Write a whole RRset, its signatures behind it, or nothing.
 * false if it does not fit: what stands there before stays.
 */
bool reply_put_set(struct reply *, enum section, const struct reply_set *);

/* Write a CNAME record made on the spot (RFC 6672 3.1). */
bool reply_put_cname(struct reply *, const struct name *owner,
    const struct name *target, uint32_t ttl_s);

/* Finish: the header.  returns the length so far, the OPT comes behind. */
size_t reply_end(struct reply *, const struct query *, unsigned flags);

#endif
