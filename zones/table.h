/* SPDX-License-Identifier: ISC */
#ifndef MXD_TABLE_H
#define MXD_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/zone.h"

/*
 * All zones at one moment: apex -> zone.  Frozen.  An edit makes a new
 * table that shares the untouched shards with the old one, so ten changes
 * among a million zones cost ten shards.  Made, edited, freed by the
 * loader; read by all.
 */
struct table;

/* An empty table; seed makes the hash unpredictable.  NULL w/o memory. */
struct table *table_new(uint64_t seed);

/*
 * The zone to ask about a name: the longest apex that ends it.
 *
 * name		lower case, as name_parse() leaves it
 * skip		labels to leave out at its left end; 1 asks for the parent
 *		side of a cut (RFC 4035 3.1.4.1: DS)
 * returns	borrowed, good while the caller holds its snapshot;
 *		NULL if no zone of ours matches (answer REFUSED)
 *
 * RFC 1034 4.3.2 step 2.  One hash probe per label.
 */
const struct zone *table_find(const struct table *, const struct name *name,
    unsigned skip);

/* The zone with exactly this apex (lower case), or NULL. */
const struct zone *table_exact(const struct table *, const struct name *);

size_t table_zones(const struct table *);

/* Calls fn for each zone, in no order, until it returns nonzero; returns
   that. */
int table_walk(const struct table *, int (*fn)(const struct zone *, void *),
    void *arg);

/*
 * Zones fall into classes by the hash of their apex, so that who has to look
 * at some of very many finds them.
 *
 * n		how many classes there are; a power of two, at most 2^32
 * *hash	set: of the apex, a number that nobody outside can guess
 * returns	which one it is
 */
size_t table_class(const struct table *, const struct name *apex, size_t n,
    uint64_t *hash);

/* table_walk() for the zones of those classes that are wanted[i] != 0. */
int table_walk_classes(const struct table *, const uint8_t *wanted, size_t n,
    int (*fn)(const struct zone *, void *), void *arg);

/* A new table in the making. */
struct table_edit;

/* NULL without memory.  The old table must live until commit or abort. */
struct table_edit *table_edit_begin(const struct table *old);

/*
 * So many zones there will be in the end, more or less: the edit need not
 * find a size for many of them step by step.  -1 without memory; the edit
 * may go on.
 */
int table_edit_expect(struct table_edit *, size_t zones);

/*
 * Put a zone in, in place of one with the same apex.  Takes the caller's
 * reference, also when it fails.  -1 without memory.
 */
int table_edit_put(struct table_edit *, struct zone *);

/* The zone with exactly this apex (lower case) as things are now, or NULL;
   borrowed until the next change. */
const struct zone *table_edit_exact(const struct table_edit *,
    const struct name *apex);

/*
 * Somebody will look these up, and may put or remove them: their memory is
 * fetched together.
 */
void table_edit_fetch(const struct table_edit *,
    const struct name *const *apexes, size_t n);

/* 1 removed, 0 there was none, -1 without memory. */
int table_edit_remove(struct table_edit *, const struct name *apex);

/*
 * The same table with one zone more, or in place of one: what would be, for
 * the checks.
 *
 * content	not taken
 * returns	for table_free(); NULL without memory
 */
struct table *table_with(const struct table *, const struct name *apex,
    struct content *content);

/* The new table; the edit is gone.  NULL without memory. */
struct table *table_edit_commit(struct table_edit *);
void table_edit_abort(struct table_edit *);

/* Gives back its shards and, with the last table, the zones in them. */
void table_free(struct table *);

#endif
