/* SPDX-License-Identifier: ISC */
#ifndef MXD_EVLOOP_H
#define MXD_EVLOOP_H

#include <event2/event.h>

/*
 * Turn an event base until somebody ends it, with event_base_loopexit() or
 * event_base_loopbreak().  Should the kernel fail to say what has happened,
 * this is told and tried again: a thread that gave up would leave its sockets
 * open, and what is sent there unanswered.
 *
 * who	for the log: "worker 1"
 */
void evloop_run(struct event_base *, const char *who);

#endif
