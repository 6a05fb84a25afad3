/* SPDX-License-Identifier: ISC */
#ifndef MXD_LINT_H
#define MXD_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/allow.h"
#include "zones/report.h"

/*
 * What the operator says of the checks: `lint ID off|info|warning|error` and
 * `lint strict` in mxd.conf, for all zones or for some.
 */
enum lint_verdict { LINT_OFF, LINT_INFO, LINT_WARNING, LINT_ERROR };

struct lint_word {
	const char	*id;		/* static: that of the check's row */
	enum lint_verdict verdict;
};

/* Do errors refuse a new version of a zone? */
enum lint_strict { STRICT_UNSAID, STRICT_ON, STRICT_OFF };

struct lint {
	struct lint_word *words;	/* the last one about an id counts */
	size_t		 n;
	size_t		 cap;
	enum lint_strict strict;
};

/* All zero says nothing. */
void lint_clear(struct lint *);

/*
 * Say something of a check.
 *
 * returns	0; -1 without memory; 1 if it is no id, or if it is one that
 *		keeps a zone from being served and cannot be changed; then
 *		*why is set to a static text, and *near to a similar id, or
 *		NULL
 */
int lint_say(struct lint *, const char *id, size_t len_bytes,
    enum lint_verdict, const char **why, const char **near);

/* Is `strict` in force, by what is said of a zone, and else of all? */
bool lint_is_strict(const struct lint *zone, const struct lint *all);

/* A number that differs where settings do, for a zone as above. */
uint64_t lint_digest(const struct lint *zone, const struct lint *all);

/*
 * Who decides about each finding of one zone, before it is counted.
 * Fatal ones are nobody's to change.
 */
struct judge {
	const struct lint *zone;	/* what is said of this zone; or NULL */
	const struct lint *all;		/* of all; counts where zone is silent;
					   or NULL */
	struct allows	  *allows;	/* of the zone's files; or NULL */
};

/* Have a report ask the judge, until it is given another, or NULL. */
void lint_judge(struct report *, struct judge *);

/*
 * The same when all comments have been read: a judge who has nothing to say
 * is not asked, so that findings that nobody will read cost no text.
 */
void lint_judge_settled(struct report *, struct judge *);

/*
 * All checks of the zone are done: tell which comments permitted nothing,
 * as allow-unused.
 */
void lint_unused(const struct judge *, struct report *);

#endif
