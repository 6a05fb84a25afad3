/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXAMINE_H
#define MXD_EXAMINE_H

#include <stddef.h>
#include <stdint.h>

#include "zones/lint.h"
#include "zones/places.h"
#include "zones/report.h"
#include "zones/restpool.h"
#include "zones/table.h"

/*
 * The linter in the daemon: what it must know of all zones to look at one,
 * and what is remembered of each, so that a reload looks again only where
 * something may have changed.  The loader's.
 */
struct examiner;

/* seed as in roles_new().  NULL without memory. */
struct examiner *examiner_new(uint64_t seed);

/* All exams must have been given back. */
void examiner_free(struct examiner *);

/* What came of a zone's last examination. */
struct exam {
	uint32_t	 at_load[SEV_ERROR + 1]; /* findings of the load */
	uint32_t	 found[SEV_ERROR + 1];	/* and of the linter */
	uint64_t	 digest;	/* of the latter, but for places */
	uint64_t	 lint;		/* lint_digest() that they were judged
					   by; 0: never examined */
	struct restset	*rests;		/* NULL: on anything */
};

/* Gives back what it rests on; it is then as never examined. */
void exam_clear(struct examiner *, struct exam *);

/* Findings of a severity, all together. */
uint32_t exam_count(const struct exam *, enum severity);

/*
 * A zone gives way to another in what is known of names.
 * old, new	may be NULL, or without content
 */
void examiner_replace(struct examiner *, const struct zone *old,
    const struct zone *next);

/* What is examined. */
struct subject {
	const struct table	*served;
	const struct zone	*zone;
	const struct zone	*before;	/* as in struct check_input */
	const struct places	*places;	/* likewise */
	struct judge		 judge;
	uint32_t		 now_s;		/* Unix time modulo 2^32 */
};

/*
 * Examine a zone.
 *
 * rep	cleared, then has the findings
 * out	found, digest, lint and rests are set; what was there is not given
 *	back
 */
void examine(struct examiner *, struct subject *, struct report *rep,
    struct exam *out);

/* A change of these zones (rests_sort()): which exams may be out of date? */
void examiner_mark(struct examiner *, const uint32_t *sorted, size_t n);
bool exam_is_touched(const struct exam *);

#endif
