/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include <event2/event.h>

#include "server/log.h"
#include "server/sdnotify.h"
#include "server/watchdog.h"

struct watchdog {
	struct event	*on_turn;
	struct worker	**workers;
	unsigned	 nworkers;
};

static void
watchdog_on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct watchdog	*d = arg;
	unsigned	 w, silent = 0;

	(void)fd;
	(void)what;
	for (w = 0; w < d->nworkers; w++) {
		if (worker_poke(d->workers[w]))
			continue;
		silent++;
		log_limited(LEVEL_ERROR, "worker %u: no sign of life; the "
		    "service manager is told nothing until it gives one", w);
	}
	if (silent == 0)
		sdnotify_say("WATCHDOG=1");
}

int
watchdog_start(struct event_base *base, struct worker **workers,
    unsigned nworkers, struct watchdog **out)
{
	/* Often enough that one that is late does not matter. */
	uint64_t	 ms = sdnotify_watchdog_ms() / 3;
	struct timeval	 tv = {(time_t)(ms / 1000),
			    (suseconds_t)(ms % 1000 * 1000)};
	struct watchdog	*d;

	*out = NULL;
	if (sdnotify_watchdog_ms() == 0)
		return 0;
	if ((d = calloc(1, sizeof(*d))) == NULL)
		return -1;
	d->workers = workers;
	d->nworkers = nworkers;
	d->on_turn = event_new(base, -1, EV_PERSIST, watchdog_on_turn, d);
	if (d->on_turn == NULL || event_add(d->on_turn, &tv) == -1) {
		watchdog_free(d);
		return -1;
	}
	*out = d;	/* caller frees with watchdog_free() */
	return 0;
}

void
watchdog_free(struct watchdog *d)
{
	if (d == NULL)
		return;
	if (d->on_turn != NULL)
		event_free(d->on_turn);
	free(d);
}
