/* SPDX-License-Identifier: ISC */
#ifndef MXD_SDNOTIFY_H
#define MXD_SDNOTIFY_H

#include <stdint.h>

/*
 * What a service manager wants to know, said over the socket that it
 * names in $NOTIFY_SOCKET (sd_notify(3)).  Without one nothing happens.
 */

/*
 * Connect, before privileges and the view of the file system are given
 * up, and forget the variable.  Main thread, once.
 */
void sdnotify_open(void);

/* Send "READY=1" and such; lines are separated by \n.  Any thread. */
void sdnotify_say(const char *fmt, ...)
    __attribute__((format(printf, 1, 2)));

/*
 * How often the manager wants to hear WATCHDOG=1 at least, in milliseconds:
 * $WATCHDOG_USEC as it was at sdnotify_open(), sd_watchdog_enabled(3).
 * 0: it does not.
 */
uint64_t sdnotify_watchdog_ms(void);

/* "RELOADING=1" with the time that it needs beside it. */
void sdnotify_reloading(void);

void sdnotify_close(void);

#endif
