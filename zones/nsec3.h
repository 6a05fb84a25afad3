/* SPDX-License-Identifier: ISC */
#ifndef MXD_NSEC3_H
#define MXD_NSEC3_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/chain.h"
#include "zones/name.h"

/* RFC 5155 3.3: SHA-1 in base32hex, 32 characters behind their length. */
#define NSEC3_LABEL_BYTES	33

/*
 * Each denial hashes three names, some more in zones with opt-out, and each
 * this often at most.  RFC 9276 3.1 wants 0; resolvers give up above 50 to
 * 150.  Zones with more are served without proof, and said so at load.
 */
#define NSEC3_ITERATIONS_MAX	150

/* The same for a salt, which may take several blocks of SHA-1 each time: up
   to 35 octets NSEC3_ITERATIONS_MAX, with 255 a fifth of that. */
unsigned nsec3_iterations_max(const struct nsec3_params *);

/* Blocks of SHA-1 for one name; 0 if iterations are too many. */
unsigned nsec3_cost(const struct nsec3_params *);

/* Hashes names; one for each thread.  Keeps its memory between two. */
struct nsec3;

/* NULL without memory. */
struct nsec3 *nsec3_new(void);
void nsec3_free(struct nsec3 *);

/*
 * The label of a name's NSEC3 owner, RFC 5155 5.
 *
 * wire		lower case, uncompressed, len octets
 * returns	0, or -1 if the library fails or iterations are too many
 */
int nsec3_label(struct nsec3 *, const struct nsec3_params *,
    const uint8_t *wire, size_t len, uint8_t label[NSEC3_LABEL_BYTES]);

/*
 * Is it a hash: 32 digits of base32hex in lower case and nothing else?
 *
 * rel	relative to the apex
 */
bool nsec3_is_label(const uint8_t *rel, size_t rel_len);

#endif
