/* SPDX-License-Identifier: ISC */
#ifndef MXD_PLACES_H
#define MXD_PLACES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * Where the records of a content stood in the zone files.  Kept beside the
 * content while it is checked, then thrown away.
 */
struct places;

/*
 * For some n records of these files (names are copied).
 * NULL without memory.
 */
struct places *places_new(size_t n, const char *const *files, size_t nfiles);

/*
 * Say where the next record stands; file is an index into files, below 2^31;
 * is_bare as in struct place.  Where it is in the line behind the record
 * before and in its column, that takes an octet.
 * returns	0, or -1 without memory
 */
int places_add(struct places *, uint32_t file, uint32_t line,
    uint32_t column, bool is_bare);

/*
 * The place of record i, counted over all nodes and RRsets in order
 * (content_node(), node_set(), ...).  file NULL if i is out of range,
 * or places is NULL.
 */
struct place places_at(const struct places *, size_t i);

void places_free(struct places *);

#endif
