/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXCHANGE_H
#define MXD_EXCHANGE_H

#include <stdint.h>

#include "conf/settings.h"
#include "server/worker.h"
#include "zones/table.h"

/*
 * How often each mail exchange was sent first, of the names that `metrics
 * exchanges' says: the MX records that share their preference with another.
 * One that does not is always where it is, and is not told.  Of a name without
 * any that does it is told why, with no target.
 *
 * Nothing is counted for it, see spread.h.  The loader's.
 */
struct exchange {
	const char	*name;		/* whose exchange it is; both without
					   final dot */
	const char	*target;	/* NULL: see why */
	const char	*why;		/* nothing is told of the name;
					   static */
	uint16_t	 preference;
	uint64_t	 firsts;	/* answers that it came first in */
	uint64_t	 answers;	/* of the set, at the same moment */
};

/* What to look at; all borrowed. */
struct exchange_view {
	const struct conf	*conf;
	const struct table	*table;
	struct worker		**workers;
	unsigned		 nworkers;
};

/* At most this many of one name are told. */
#define EXCHANGES_MAX	64

/* Call fn with each, those of a name behind each other.  Without memory
   with none. */
void exchange_walk(const struct exchange_view *,
    void (*fn)(void *arg, const struct exchange *), void *arg);

/* Log the names of which nothing is told. */
void exchange_warn(const struct exchange_view *);

/*
 * All of them as a metric in Prometheus' text format.
 *
 * returns	text for free(), or NULL without memory
 */
char *exchange_text(const struct exchange_view *);

#endif
