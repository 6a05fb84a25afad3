/* SPDX-License-Identifier: ISC */
#ifndef MXD_EXPOSE_H
#define MXD_EXPOSE_H

#include <stdint.h>
#include <time.h>

#include "server/rounds.h"
#include "server/stats.h"

/* What the process takes. */
struct usage {
	uint64_t	memory;		/* resident, octets; 0: not known */
	double		cpu_s;		/* user and system */
};

/* How mxd is at a moment. */
struct exposure {
	struct stats		 sum;		/* of all workers */
	struct loader_status	 status;
	struct usage		 usage;
	unsigned		 workers;
	time_t			 started;
	const char		*exchanges;	/* exchange_text(); or NULL */
};

/*
 * All that in Prometheus' text format, version 0.0.4: names begin with
 * mxd_, or with process_ where it is a name that all programs have in
 * common.  Pure.
 *
 * returns	text for free(), or NULL without memory
 */
char *expose_text(const struct exposure *);

#endif
