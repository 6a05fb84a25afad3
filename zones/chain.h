/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHAIN_H
#define MXD_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"

/*
 * The chain of denial that a signed zone brings along: its owners of NSEC
 * records, or of NSEC3 records of the parameters that the apex names, in
 * canonical order.  RFC 4034 4, 5155 7.1.
 */

/*
 * The member of the chain that stands at a name or before it; before the
 * first, the last.
 *
 * rel		lower case, relative to the apex; with NSEC3 the hash label
 * is_match	set: it stands at the name itself
 * returns	NULL if there is no chain
 */
const struct node *chain_before(const struct content *, const uint8_t *rel,
    size_t rel_len, bool *is_match);

/*
 * What NSEC3 hashes are made with.  false: the zone has no NSEC3 chain.
 * salt is borrowed from the content.
 */
struct nsec3_params {
	const uint8_t	*salt;
	uint16_t	 iterations;
	uint8_t		 salt_len;	/* octets */
};

bool chain_nsec3(const struct content *, struct nsec3_params *out);

#endif
