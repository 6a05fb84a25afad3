/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_H
#define MXD_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/places.h"
#include "zones/report.h"
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

/*
 * Check one zone.
 *
 * served	all zones served, zone among them; for targets elsewhere
 * places	where its records stand, as the load gave them
 * now_s	Unix time, modulo 2^32: signatures expire
 */
void check_zone(const struct table *served, const struct zone *zone,
    const struct places *places, uint32_t now_s, struct report *);

#endif
