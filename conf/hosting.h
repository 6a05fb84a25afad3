/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOSTING_H
#define MXD_HOSTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/extras.h"
#include "zones/lint.h"
#include "zones/report.h"
#include "zones/roles.h"
#include "zones/table.h"

/* A template and its domains in a checkup. */
struct hosting;

/*
 * Domains with values that are looked at; the others are loaded only.  Those
 * of a hoster differ in a key or two.
 */
#define HOSTING_SAMPLES_MAX	1000

struct hosting_setup {
	const char	*path;		/* of the template; copied */
	const char	*list;		/* of domains; copied */
	const char	*include_root;	/* or NULL; copied */
	const struct lint *lint;	/* or NULL; borrowed */
};

/* What a checkup has for all of its zones. */
struct hosting_world {
	struct report	*rep;
	const struct lint *lint;	/* of all zones; or NULL */
	struct table	*table;		/* owner: the checkup; replaced by one
					   that has the domains too */
	struct roles	*roles;
	struct extras	*extras;
	uint64_t	 seed;		/* of hashes */
	uint32_t	 now_s;		/* Unix time modulo 2^32 */
};

/* NULL without memory. */
struct hosting *hosting_new(const struct hosting_setup *);
void hosting_free(struct hosting *);

/*
 * Load the template for all domains that the table has not yet.
 * returns	0, or -1 without memory
 */
int hosting_load(struct hosting *, struct hosting_world *);

/*
 * Check it, when all zones are loaded: one domain without values, and those
 * with values up to HOSTING_SAMPLES_MAX.  What all of them have is told once.
 *
 * returns	0, or -1 without memory
 */
int hosting_check(struct hosting *, const struct hosting_world *);

/* After the load: could both files be read? */
bool hosting_is_readable(const struct hosting *);

/* And how many domains does it make? */
size_t hosting_domains(const struct hosting *);

#endif
