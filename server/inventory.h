/* SPDX-License-Identifier: ISC */
#ifndef MXD_INVENTORY_H
#define MXD_INVENTORY_H

#include <sys/queue.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/examine.h"
#include "server/slots.h"
#include "zones/load.h"
#include "zones/zone.h"

/*
 * The zones that we know: for each one what it is loaded from, which
 * versions of which files were read, and what is served.  The loader's.
 *
 * A round of reloading first says for each zone of the configuration that
 * it is wanted (inventory_want()), which changes nothing yet: a round that
 * fails is forgotten by inventory_forget().  Then it looks at all zones
 * and changes what has to be changed.
 */
struct inventory;

/* What a zone is loaded from, and its settings. */
struct origin {
	char	*path;
	char	*include_root;		/* or NULL */
	bool	 does_rotate;
	const struct lint *lint;	/* of the configuration of this round,
					   and no longer */
};

struct known {
	TAILQ_ENTRY(known)	 link;		/* all, in order of arrival */
	struct known		*chain;		/* same bucket */
	struct zone		*zone;		/* served; NULL: not yet */
	struct zone_file	*files;		/* read for it last time */
	size_t			 nfiles;
	struct origin		 origin;	/* of the last load; path NULL:
						   never tried */
	struct origin		 wanted;	/* of this round if it differs,
						   else path NULL */
	struct slot_range	 range;		/* of its content */
	uint64_t		 round;		/* last one that wanted it */
	struct exam		 exam;		/* of what is served */
	uint64_t		 examined;	/* generation of that */
	const struct lint	*lint;		/* of this round, if it wants
						   the zone */
	bool			 is_failing;	/* the last load failed */
	uint8_t			 apex_len;
	uint8_t			 apex[];	/* wire form, lower case */
};

TAILQ_HEAD(known_list, known);

/* seed makes the hash unpredictable.  NULL without memory. */
struct inventory *inventory_new(uint64_t seed);

/* That seed, for the names within the zones. */
uint64_t inventory_seed(const struct inventory *);

/* The linter's knowledge of these zones. */
struct examiner *inventory_examiner(struct inventory *);

/* Gives back the zones. */
void inventory_free(struct inventory *);

/* A new round begins: nothing is wanted yet. */
void inventory_begin(struct inventory *);

/*
 * This zone is wanted.  Texts are copied if they are new.
 *
 * *found	set to the zone, unless there is no memory
 * returns	0; 1 if it was wanted in this round already, and then
 *		nothing is changed; -1 without memory
 */
int inventory_want(struct inventory *, const struct name *apex,
    const struct origin *, struct known **found);

/* Is it wanted in this round? */
bool inventory_wants(const struct inventory *, const struct known *);

/* The path that it is or will be loaded from; for messages. */
const char *inventory_path(const struct known *);

/* The round failed: as if it had never begun. */
void inventory_forget(struct inventory *);

/* All zones; the one at hand may be removed. */
struct known_list *inventory_all(struct inventory *);
size_t inventory_count(const struct inventory *);

/* Findings in all that is served, by severity. */
void inventory_findings(const struct inventory *,
    uint64_t found[SEV_ERROR + 1]);

/* A round's settings take effect: wanted becomes origin. */
void inventory_settle(struct known *);

/* Gives back its zone and frees it; its range is the caller's. */
void inventory_remove(struct inventory *, struct known *);

/* Free an array as struct loaded has it. */
void zone_files_free(struct zone_file *, size_t n);

#endif
