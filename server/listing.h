/* SPDX-License-Identifier: ISC */
#ifndef MXD_LISTING_H
#define MXD_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/inventory.h"
#include "server/recheck.h"
#include "server/rows.h"
#include "zones/table.h"

/*
 * The zones for an operator, one a line:
 *
 *	NAME serial N STATE errors N warnings N FILE
 *
 * STATE is "ok", "old" (the file has errors, the last good content is
 * served) or "failed" (SERVFAIL; the serial is "-").  Errors and warnings
 * are what the checks find in what is served, and of a zone that is old or
 * failed what is wrong with its file.
 *
 * A template is one line, behind the zones, with its state, a serial if all
 * of its domains have it in common, and the path of the list:
 *
 *	template NAME domains N serial N STATE errors N warnings N FILE LIST
 *
 * There may be a million: the list is made in parts.  What comes or goes
 * between two of them may be in it or not; all else is in it once.  What
 * cannot be written is seen by ferror() of the stream.  The loader's.
 */
struct listing {
	const char	*pattern;	/* of names, as in the shell; NULL: all.
					   Borrowed */
	const struct host *owner;	/* template whose domain the pattern is,
					   which is listed then; or NULL.  Set
					   for each part */
	struct rows	 rows;		/* its stream is set for each part */
	/* How far it has come; all 0 at first. */
	bool		 is_begun;
	bool		 has_zones;	/* all of them are in it */
	uint32_t	 cursor;
	size_t		 host;
};

/* Whose domain is this, as an operator writes it?  NULL: of none. */
const struct host *listing_owner(struct inventory *, const struct table *,
    const char *text);

/* One more part; returns whether there is another. */
bool listing_some(struct listing *, const struct inventory *,
    const struct hosts *);

/*
 * One zone, a word and its value a line: zone, state, serial, records, file;
 * of one with a file of its own when it was loaded, if that was after the
 * start, since when and why it fails, errors and warnings; of one that a
 * template serves template and domains; then the findings of the checks,
 * which are made anew.
 *
 * text		as an operator writes it
 * returns	0; -1 if there is no such zone: then *why, for free(), says
 *		so, or is NULL without memory
 */
int listing_zone(struct rows *, const struct recheck_world *,
    const char *text, char **why);

#endif
