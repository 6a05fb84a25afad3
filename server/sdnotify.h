/* SPDX-License-Identifier: ISC */
#ifndef MXD_SDNOTIFY_H
#define MXD_SDNOTIFY_H

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

/* "RELOADING=1" with the time that it needs beside it. */
void sdnotify_reloading(void);

void sdnotify_close(void);

#endif
