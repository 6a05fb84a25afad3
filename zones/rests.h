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
 */
struct rests {
	uint32_t	*hashes;	/* sorted after rests_settle() */
	size_t		 n;
	size_t		 cap;
	bool		 is_partial;	/* out of memory: rests on anything */
};

void rests_init(struct rests *);
void rests_clear(struct rests *);

/* Forget all names, keep the memory. */
void rests_restart(struct rests *);

/* A name was looked up; lower case. */
void rests_note(struct rests *, const struct name *);

/* All is noted: sort, each hash once. */
void rests_settle(struct rests *);

/* The hash of an apex as rests_note() takes it. */
uint32_t rests_hash(const struct name *);

/* Is one of these, sorted, among those that a settled set rests on? */
bool rests_touches(const struct rests *, const uint32_t *sorted, size_t n);

/* Sort hashes for rests_touches(). */
void rests_sort(uint32_t *hashes, size_t n);

#endif
