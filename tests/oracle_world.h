/* SPDX-License-Identifier: ISC */
#ifndef MXD_ORACLE_WORLD_H
#define MXD_ORACLE_WORLD_H

#include <stddef.h>
#include <stdint.h>

#include "tests/oracle.h"

/*
 * A few small zones made from a seed, such as a name server may hold
 * together: alone, parent and child, strangers with aliases between them.
 * All of them can be served (no CNAME beside other data, nothing below a
 * DNAME ...), but within that anything goes: wildcards, empty
 * non-terminals, delegations with and without glue, loops.
 */
#define WORLD_ZONES	3
/* Names that are worth asking for. */
#define WORLD_NAMES	600

struct world {
	uint64_t	 seed;
	uint64_t	 state;		/* of the random numbers */
	struct oracle_zone zone[WORLD_ZONES];
	size_t		 nzones;
	char		(*name)[ORACLE_NAME_MAX];
	size_t		 nnames;
};

/* The world of a seed; ends the test without memory. */
struct world *world_new(uint64_t seed);
void world_free(struct world *);

/* One of its zones as a zone file; caller frees. */
char *world_text(const struct oracle_zone *);

#endif
