/* SPDX-License-Identifier: ISC */
#ifndef MXD_RECHECK_H
#define MXD_RECHECK_H

#include "conf/conf.h"
#include "server/inventory.h"
#include "zones/report.h"
#include "zones/table.h"

/*
 * The mail checks of what is served, made anew because somebody asks; what
 * is remembered of them does not change.  The loader's.
 */
struct recheck_world {
	struct inventory	*inventory;
	const struct table	*table;
	const struct conf	*conf;		/* in force; NULL: none yet */
};

/* Findings of one zone, or one template, that are kept: no advice. */
#define RECHECK_MAX	100

struct recheck {
	struct report	*out;		/* sorted */
	struct report	*load;		/* of a template's domain whose newest
					   version is not served: why; or
					   NULL */
	size_t		 found[SEV_ERROR + 1]; /* kept or not */
};

/* -1 without memory. */
int recheck_init(struct recheck *);
void recheck_clear(struct recheck *);

/* Findings that somebody should hear of, and that are not kept. */
size_t recheck_left_out(const struct recheck *);

/*
 * A zone of a file.  Where something is found, its file is read again for the
 * places and for what its comments permit; if it fails, its errors are
 * findings.
 * Without memory less may be found, as by all of these.
 */
void recheck_known(const struct recheck_world *, const struct known *,
    struct recheck *);

/* A domain of a template; if its newest version is not served, the errors of
   the template or of its line are findings. */
void recheck_hosted(const struct recheck_world *, struct host *,
    const struct zone *, struct recheck *);

/* A template: what its load and that of its list found, and the checks of the
   domains that stand for others; what is the same of several once. */
void recheck_host(const struct recheck_world *, struct host *,
    struct recheck *);

#endif
