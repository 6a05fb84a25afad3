/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <string.h>
#include <time.h>

#include <event2/event_struct.h>

#include "server/evloop.h"
#include "server/log.h"

/* The kernel has told something since: the failures before do not count. */
static void
evloop_on_good(evutil_socket_t fd, short what, void *failures)
{
	(void)fd;
	(void)what;
	*(unsigned *)failures = 0;
}

static void
wait_a_little(void)
{
	static const struct timespec	 pause = {0,
					    EVLOOP_PAUSE_MS * 1000000L};

	(void)nanosleep(&pause, NULL);
}

int
evloop_run(struct event_base *base, const char *who, unsigned failures_max)
{
	struct event	 on_good;
	unsigned	 failures = 0;
	int		 rc = 0;

	/* It runs only in a turn that the kernel did not refuse. */
	(void)event_assign(&on_good, base, -1, 0, evloop_on_good, &failures);
	while (event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) == -1) {
		if (failures_max != 0 && ++failures == failures_max) {
			log_write(LEVEL_ERROR, "%s: its event loop failed %u "
			    "times in a row: %s; mxd ends", who, failures,
			    strerror(errno));
			rc = -1;
			break;
		}
		log_limited(LEVEL_ERROR, "%s: its event loop failed: %s; it "
		    "is tried again", who, strerror(errno));
		wait_a_little();
		event_active(&on_good, EV_TIMEOUT, 0);
	}
	(void)event_del(&on_good);
	return rc;
}
