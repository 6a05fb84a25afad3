/* SPDX-License-Identifier: ISC */
#ifndef MXD_OUTCOME_H
#define MXD_OUTCOME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"
#include "zones/restpool.h"

/*
 * What came of the examination of a zone, as far as many zones have it in
 * common: how much was found, by which settings, and what that rests on.
 * Equal ones are stored once, so that a zone needs a pointer.  One thread
 * at a time.
 */
struct exam {
	uint32_t	 at_load[SEV_ERROR + 1]; /* findings of the load; if the
						   newest version is not
						   served: its errors */
	uint32_t	 found[SEV_ERROR + 1];	/* and of the linter */
	uint64_t	 lint;		/* lint_digest() that they were judged
					   by; 0: not yet examined */
	struct restset	*rests;		/* NULL: on anything */
};

/* One that is stored; frozen. */
struct outcome;

struct outcomes;

/* rests	where their sets are given back; borrowed.  NULL without
		memory */
struct outcomes *outcomes_new(struct restpool *rests);

/* All must have been given back. */
void outcomes_free(struct outcomes *);

/*
 * The stored one that is equal; the caller's until it is given back.  Takes
 * the hold on rests, also when it fails.
 *
 * returns	NULL without memory, and also for a zone without findings of
 *		the load that was not yet examined: nothing is known
 */
const struct outcome *outcomes_take(struct outcomes *, const struct exam *);

/* NULL is fine. */
void outcomes_give(struct outcomes *, const struct outcome *);

/* What it says; for NULL: all 0. */
const struct exam *outcome_exam(const struct outcome *);

/* Findings of a severity, all together. */
uint32_t outcome_count(const struct outcome *, enum severity);

/* Findings of all holders together, by severity. */
void outcomes_total(const struct outcomes *, uint64_t found[SEV_ERROR + 1]);

/* How many distinct ones there are. */
size_t outcomes_count(const struct outcomes *);

#endif
