/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "server/evloop.h"
#include "server/log.h"

/* Between two tries: others get the processor, and clients hardly wait. */
#define PAUSE_NS	10000000

void
evloop_run(struct event_base *base, const char *who)
{
	static const struct timespec	 pause = {0, PAUSE_NS};

	while (event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) == -1) {
		log_limited(LEVEL_ERROR, "%s: its event loop failed: %s; it "
		    "is tried again", who, strerror(errno));
		(void)nanosleep(&pause, NULL);
	}
}
