/* SPDX-License-Identifier: ISC */
#ifndef MXD_VERDICT_H
#define MXD_VERDICT_H

#include <stddef.h>
#include <stdint.h>

#include "zones/draft.h"
#include "zones/report.h"

/*
 * A draft that is looked at, and how its faults are told.  Shared by those
 * who make a zone of it: build.c and clash.c.
 */
struct verdict {
	struct draft	 draft;
	struct report	*rep;		/* borrowed */
	const char	*path;		/* of the zone file, for what has no
					   line; borrowed, or NULL */
	size_t		 errors;	/* what keeps the zone from loading */
};

/* "line 12", perhaps " of included.zone". */
#define WHERE_MAX		256

/* A finding about a record of an owner; an error is counted. */
void verdict_tell(struct verdict *, enum severity,
    const struct draft_owner *, const struct draft_record *, const char *id,
    const char *fmt, ...) __attribute__((format(printf, 6, 7)));

/* Where a record stands, told beside another: the file if it differs. */
const char *verdict_where(const struct verdict *,
    const struct draft_record *, const struct draft_record *beside,
    char buf[WHERE_MAX]);

/* An owner's name as text; buf has NAME_TEXT_MAX octets. */
char *verdict_owner(const struct verdict *, const struct draft_owner *,
    char *buf);

/* The records of an owner, after draft_order(). */
struct draft_record **verdict_records(const struct verdict *,
    const struct draft_owner *);

/* The first of a type among them, or NULL. */
const struct draft_record *verdict_first(const struct verdict *,
    const struct draft_owner *, uint16_t type);

#endif
