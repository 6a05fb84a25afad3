/* SPDX-License-Identifier: ISC */
#ifndef MXD_RESTS_H
#define MXD_RESTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"

/*
 * Which other zones the findings about a zone rest on: the names outside of
 * it that were looked up.  When a zone comes, changes or goes, those that
 * asked for a name at or below its apex are checked again; a name that no
 * zone answers for today counts too.
 *
 * Kept as a set of short hashes, of each name and of all its ancestors but
 * the root.  Two names may share one; then a zone is checked once too often.
 *
 * Of a name that is made of the zone's own, "ZONE._report._dmarc.PROVIDER",
 * and of one that stands for an address, only the part that many zones have
 * in common is kept, with "below it": so a million zones of one provider have
 * one set, at the price of a check too many when somebody serves a zone below
 * that part.
 */
/* A power of two; a zone rests on some twenty names and their ancestors. */
#define RESTS_LAST	64

struct rests {
	uint32_t	*hashes;	/* sorted after rests_settle() */
	size_t		 n;
	size_t		 cap;
	bool		 is_partial;	/* out of memory: rests on anything */
	uint32_t	 last[RESTS_LAST]; /* noted lately; 0: none */
};

void rests_init(struct rests *);
void rests_clear(struct rests *);

/* Forget all names, keep the memory. */
void rests_restart(struct rests *);

/*
 * A name was looked up.  Both in lower case.
 *
 * apex		of the zone that is looked at
 */
void rests_note(struct rests *, const struct name *,
    const struct name *apex);

/* All is noted: sort, each hash once. */
void rests_settle(struct rests *);

/*
 * What to seek in sets when a zone comes, changes or goes: its hash, and
 * those of all names that it lies below.
 *
 * returns	how many
 */
size_t rests_hashes(const struct name *apex, uint32_t out[NAME_MAX_LABELS]);

/* Is one of these, sorted, among those that a settled set rests on? */
bool rests_touches(const struct rests *, const uint32_t *sorted, size_t n);

/* Sort hashes for rests_touches(). */
void rests_sort(uint32_t *hashes, size_t n);

#endif
