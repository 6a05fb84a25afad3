/* SPDX-License-Identifier: ISC */
#ifndef MXD_EVLOOP_H
#define MXD_EVLOOP_H

#include <event2/event.h>

/*
 * Turn an event base until somebody ends it, with event_base_loopexit() or
 * event_base_loopbreak().  Should the kernel fail to say what has happened,
 * this is told and tried again: a worker that gave up would leave its sockets
 * open, and what is sent there unanswered.  Whoever can end the process should
 * not try for ever: then a service manager starts a new one.
 *
 * who		for the log: "worker 1"
 * failures_max	so many in a row, EVLOOP_PAUSE_MS between two, are the end;
 *		0: there is none
 * returns	0: somebody ended it; -1: too many failures, which is logged
 */
int evloop_run(struct event_base *, const char *who, unsigned failures_max);

/* Between two tries: others get the processor, and clients hardly wait. */
#define EVLOOP_PAUSE_MS	10

#endif
