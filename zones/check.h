/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_H
#define MXD_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/extras.h"
#include "zones/places.h"
#include "zones/report.h"
#include "zones/rests.h"
#include "zones/roles.h"
#include "zones/table.h"
#include "zones/zone.h"

/*
 * The linter: mistakes in mail data that a name server would serve without
 * a word.  Rules are rows of a table, read frozen zones only, and are
 * linear in the records.
 */
struct check_rule;

/* The i-th rule, or NULL past the end; for documents and tests. */
const struct check_rule *check_row(size_t i);
const char *check_id(const struct check_rule *);
enum severity check_severity(const struct check_rule *);
const char *check_summary(const struct check_rule *);

/* The rule with this id, or NULL. */
const struct check_rule *check_find(const char *id, size_t len_bytes);

/* Does it keep a zone from being served, so that nobody may switch it off? */
bool check_is_fatal(const struct check_rule *);

/* Does it compare a zone with its last version? */
bool check_compares(const struct check_rule *);

/* What is looked at, and what is known besides. */
struct check_input {
	const struct table	*served;	/* all zones served, this one
						   among them */
	const struct zone	*zone;		/* to be checked */
	const struct zone	*before;	/* its last version, at a
						   reload; or NULL */
	const struct places	*places;	/* where its records stand, as
						   the load gave them; NULL: no
						   finding says where */
	const struct roles	*roles;		/* of names that zones say of
						   each other; or NULL */
	const struct extras	*extras;	/* or NULL */
	struct rests		*rests;		/* filled, not yet settled; or
						   NULL */
	uint32_t		 now_s;		/* Unix time modulo 2^32:
						   signatures expire */
};

/* Check one zone; it may be without content, and then nothing is told. */
void check_zone(const struct check_input *, struct report *);

#endif
