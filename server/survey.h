/* SPDX-License-Identifier: ISC */
#ifndef MXD_SURVEY_H
#define MXD_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/recheck.h"
#include "server/rows.h"

/*
 * The mail checks of all zones and templates, or of one, made anew for who
 * asks: their findings, and how many there are.  There may be a million
 * zones, so it is done in parts, as long as some milliseconds; the answer is
 * bounded.  Without memory a part is empty.  The loader's.
 */
struct survey {
	struct rows	 rows;		/* its stream is set for each part */
	/* How far it has come; all 0 at first. */
	bool		 is_begun;
	uint32_t	 cursor;
	size_t		 host;
	size_t		 zones;		/* and templates, looked at */
	size_t		 shown;
	size_t		 left_out;
	size_t		 found[SEV_ERROR + 1];
};

/* Findings that are told; the rest is counted. */
#define SURVEY_MAX	1000

/* What mxcheck would exit with. */
enum survey_status {
	SURVEY_CLEAN,
	SURVEY_WARNINGS,
	SURVEY_ERRORS,
	SURVEY_IMPOSSIBLE
};

/* One more part, until this time of clock_ms(); returns whether there is
   another. */
bool survey_some(struct survey *, const struct recheck_world *,
    uint64_t until_ms);

/*
 * The same of one.
 *
 * name		of a zone, of a domain of a template, or of a template
 * returns	0; -1 if there is no such thing
 */
int survey_one(struct survey *, const struct recheck_world *,
    const char *name);

enum survey_status survey_status(const struct survey *);

#endif
