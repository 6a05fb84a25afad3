/* SPDX-License-Identifier: ISC */
#ifndef MXD_FUZZ_SERVED_H
#define MXD_FUZZ_SERVED_H

#include "server/snapshot.h"

/*
 * What the fuzzers ask: small zones in which everything happens that an
 * answer can be made of, and configurations to answer them by.
 */

/* Each bit of a set is a zone. */
#define SERVED_ZONES	8
#define SERVED_SETS	(1u << SERVED_ZONES)

/* Bits of a configuration. */
enum served_conf {
	SERVED_LIMITED = 1,	/* `rate limit`, soon reached */
	SERVED_FULL = 2,	/* authority section, ANY with all sets */
	SERVED_GUARDED = 4,	/* an access list, and one zone has its own */
	SERVED_PLAIN = 8	/* no cookies, identity, agent, turns */
};

#define SERVED_CONFS	16u

/*
 * The snapshot of this set of zones and this configuration; borrowed, made
 * when it is wanted first.  Aborts without memory.
 */
const struct snapshot *served_snapshot(unsigned set, unsigned bits);

/* The octets of the secret that makes cookies. */
extern const uint8_t	 served_secret[COOKIE_SECRET_BYTES];

#endif
