/* SPDX-License-Identifier: ISC */
#ifndef MXD_WATCHDOG_H
#define MXD_WATCHDOG_H

#include "server/worker.h"

struct event_base;

/*
 * A service manager that wants to hear of us, again and again, or else starts
 * mxd anew, WatchdogSec= of systemd.service(5): it does as long as all workers
 * give signs of life.  Main thread.
 */
struct watchdog;

/*
 * workers	borrowed
 * *out		NULL if nobody wants to hear, sdnotify_watchdog_ms()
 * returns	0, or -1 without memory
 */
int watchdog_start(struct event_base *, struct worker **workers,
    unsigned nworkers, struct watchdog **out);

void watchdog_free(struct watchdog *);

#endif
