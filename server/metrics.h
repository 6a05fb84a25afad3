/* SPDX-License-Identifier: ISC */
#ifndef MXD_METRICS_H
#define MXD_METRICS_H

#include <stdint.h>
#include <time.h>

#include "conf/settings.h"
#include "server/loader.h"
#include "server/worker.h"

struct event_base;

/*
 * How mxd is, over HTTP, for Prometheus and whoever watches: main thread, no
 * rights beyond reading.
 *
 *	/		for people, see page.h
 *	/metrics	see expose.h
 *	/healthz	200 as long as mxd runs
 *	/readyz		200 once queries are answered, else 503
 */
struct metrics;

/* What is told of; all borrowed. */
struct metrics_env {
	struct loader	*loader;
	struct worker	**workers;
	unsigned	 nworkers;
	time_t		 started;
};

/*
 * Open the socket, before privileges are given up.
 *
 * returns	its descriptor; -1 with a log line
 */
int metrics_bind(const struct conf_listen *);

/* Serve clients at fd, which is taken, also on failure (NULL). */
struct metrics *metrics_new(struct event_base *, int fd,
    const struct metrics_env *);

void metrics_free(struct metrics *);

#endif
