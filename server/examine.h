/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXAMINE_H
#define MXD_EXAMINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/outcome.h"
#include "zones/lint.h"
#include "zones/places.h"
#include "zones/report.h"
#include "zones/table.h"

/*
 * The linter in the daemon: what it must know of all zones to look at one,
 * and what is remembered of each, so that a reload looks again only where
 * something may have changed.  The loader's.
 */
struct examiner;

/* seed as in roles_new().  NULL without memory. */
struct examiner *examiner_new(uint64_t seed);

/* All outcomes must have been given back. */
void examiner_free(struct examiner *);

/* What is remembered of zones. */
struct outcomes *examiner_outcomes(struct examiner *);

/*
 * A zone gives way to another in what is known of names.
 * old, new	may be NULL, or without content
 */
void examiner_replace(struct examiner *, const struct zone *old,
    const struct zone *next);

/* Is there a zone that it has not taken in yet, because a round was ended
   early?  Set by who knows. */
bool examiner_is_behind(const struct examiner *);
void examiner_set_behind(struct examiner *, bool is_behind);

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
 * rep		cleared, then has the findings
 * out		found, lint and rests are set, the latter for
 *		outcomes_take(); what was there is not given back
 * returns	a digest of the findings, but for their places; 0 for none
 */
uint32_t examine(struct examiner *, struct subject *, struct report *rep,
    struct exam *out);

/* What examine() found is not kept. */
void examiner_give_rests(struct examiner *, struct exam *);

/* A change of these zones (rests_sort()): which exams may be out of date? */
void examiner_mark(struct examiner *, const uint32_t *sorted, size_t n);
bool exam_is_touched(const struct exam *);

#endif
