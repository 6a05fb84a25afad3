/* SPDX-License-Identifier: ISC */
#ifndef MXD_ACCOUNT_H
#define MXD_ACCOUNT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/rows.h"
#include "zones/report.h"

/*
 * What came of a reload, for whoever asked for it: which zones were loaded,
 * kept or failed, and why.  Bounded: what is more is counted.  The loader's;
 * where one is given, NULL is fine: nobody asks.
 */
struct account;

enum account_result {
	ACCOUNT_ADDED,
	ACCOUNT_CHANGED,
	ACCOUNT_REMOVED,
	ACCOUNT_WAITS,		/* no zone: in force after a restart */
	ACCOUNT_KEPT,		/* failed, old content is served */
	ACCOUNT_FAILED,		/* failed, and there is none */
	ACCOUNT_ERROR		/* of what is no zone */
};

/* Entries that are kept, of what went well and of what did not. */
#define ACCOUNT_MAX	100

/* NULL without memory. */
struct account *account_new(void);
void account_free(struct account *);

/* A new reload begins. */
void account_begin(struct account *);

/*
 * One zone.  What was said of it before in this reload does not count any
 * more.
 *
 * apex		wire form
 * serial	that is served; NULL: none
 * why		it failed; or NULL
 */
void account_zone(struct account *, const uint8_t *apex, enum account_result,
    const uint32_t *serial, const struct finding *why);

/* The i-th of the zones that are told of, without final dot; NULL: there are
   no more. */
const char *account_name(const struct account *, size_t i);

/* What the checks have found in a zone that was loaded, if it was told of. */
void account_findings(struct account *, const uint8_t *apex, uint64_t errors);

/*
 * Each error of a report, about something else.
 * kind		"template", "conf" and such; static
 */
void account_report(struct account *, const char *kind, const char *name,
    const struct report *);

/* One error; at may be NULL: no place. */
void account_error(struct account *, const char *kind, const char *name,
    const struct place *at, const char *why);

/* The first error of the configuration, or NULL. */
const struct finding *account_conf_error(const struct account *);

/* Something that takes effect after a restart, which is no error.  kind as
   above; why says so. */
void account_restart(struct account *, const char *kind, const char *name,
    const char *why);

/* How it ended. */
struct account_sum {
	size_t	added;
	size_t	changed;
	size_t	removed;
	size_t	kept;
	size_t	failed;
	size_t	unchanged;
};

void account_end(struct account *, int rc, const char *summary,
    const struct account_sum *);

/* All that is known, as the values of a document. */
void account_tell(const struct account *, struct rows *);

/* As account_end() was told. */
int account_rc(const struct account *);

#endif
