/* SPDX-License-Identifier: ISC */
#ifndef MXD_NOTICES_H
#define MXD_NOTICES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * What was found last in zones and templates, and went to the log: kept for
 * who looks later, as long as it is true.  Few things, those that did not
 * load first, then those with errors, then those with warnings: a million
 * zones with the same flaw are one to look at.  The loader's.
 */
struct notices;

/* Things and findings of each that are kept. */
#define NOTICES_MAX		40
#define NOTICE_FINDINGS_MAX	5

/* A thing has a list for each: what its load found, that of the domains of a
   template, and the checks. */
enum notice_part { NOTICE_LOAD, NOTICE_LIST, NOTICE_CHECK, NOTICE_PARTS };

struct notice {
	uint64_t	 key;
	char		*title;		/* "zone example.org" */
	struct {
		struct report *findings; /* those that are kept, errors
					   first; NULL: none */
		size_t	 errors;	/* of all, kept or not */
		size_t	 warnings;
	} part[NOTICE_PARTS];
};

/* NULL without memory. */
struct notices *notices_new(void);
void notices_free(struct notices *);

/* The key of a zone, by its apex (wire form), or of another name. */
uint64_t notices_key(const void *name, size_t len);

/* Nothing of this thing is true any more, or one part of it. */
void notices_drop(struct notices *, uint64_t key);
void notices_drop_part(struct notices *, uint64_t key, enum notice_part);

/* Is there room for a thing with such a report, and something in it?  So
   that its title need not be made otherwise. */
bool notices_want(const struct notices *, uint64_t key,
    const struct report *);

/* This is what a part is now.  After notices_want(). */
void notices_set(struct notices *, uint64_t key, const char *title,
    enum notice_part, const struct report *);

/* The same with a title that is at hand: it is set, or dropped. */
void notices_note(struct notices *, uint64_t key, const char *title,
    enum notice_part, const struct report *);

/* In that order; i from 0 to notices_count() - 1. */
size_t notices_count(const struct notices *);
const struct notice *notices_at(const struct notices *, size_t i);

/* Of this thing, or NULL. */
const struct notice *notices_find(const struct notices *, uint64_t key);

/* How many findings of a part are kept. */
size_t notice_kept(const struct notice *, enum notice_part);

#endif
