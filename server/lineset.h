/* SPDX-License-Identifier: ISC */
#ifndef MXD_LINESET_H
#define MXD_LINESET_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/domains.h"

/*
 * Lines of a list of domains that have values, to be known again: who reads
 * the list once more need not make these domains anew.  A line is remembered
 * by a hash of 64 bits, 11 to 22 octets for each.  Two lines have the same
 * once in 2^64 times: then a change of values is not seen.
 */
struct lineset;

/* NULL without memory. */
struct lineset *lineset_new(void);
void lineset_free(struct lineset *);

/* The hash of what a line says. */
uint64_t lineset_hash(uint64_t seed, const struct domain *);

/* NULL has none. */
bool lineset_has(const struct lineset *, uint64_t hash);

/* -1 without memory. */
int lineset_add(struct lineset *, uint64_t hash);

#endif
