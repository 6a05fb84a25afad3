/* SPDX-License-Identifier: ISC */
#ifndef MXD_READ_H
#define MXD_READ_H

#include "server/inventory.h"
#include "zones/lint.h"
#include "zones/load.h"
#include "zones/report.h"

/*
 * Rooms for loads (zones/load.h), so that whoever reads many zones does not
 * make and clear one for each.  As many are made as threads read at once.
 */
struct rooms;

/* NULL without memory. */
struct rooms *rooms_new(void);

/* Nobody reads any more.  NULL is fine. */
void rooms_free(struct rooms *);

/* Which zone to read. */
struct errand {
	const struct known	*known;
	const char		*file;		/* as home_path() takes it */
	bool			 needs_places;	/* or is better off without */
};

/*
 * Read one zone, from what it is wanted from in this round, or else from
 * what it was last loaded from.  Changes nothing but its last arguments, so
 * that several can be read at once while the inventory stays as it is.
 *
 * rooms	any thread may use them; NULL: a room for this load alone
 * judge	is asked about findings
 * out		content is NULL if it failed, and then there is an error
 */
void read_known(struct rooms *, const struct inventory *,
    const struct errand *, struct judge *, struct report *,
    struct loaded *out);

#endif
