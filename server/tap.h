/* SPDX-License-Identifier: ISC */
#ifndef MXD_TAP_H
#define MXD_TAP_H

#include "server/sight.h"

/*
 * Queries and answers for a program that listens on a socket, in the format
 * of dnstap (dnstap.info) over Frame Streams.  Each worker has a queue, which
 * a thread of libfstrm empties: no worker waits for the listener.
 */
struct tap;

/*
 * Connects by and by, again and again if need be, with the rights and the
 * view of the file system of the calling thread, as long as the tap lives.
 *
 * socket	path, copied
 * workers	that will call tap_tell(), numbered from 0
 * returns	NULL, with a line in the log: no memory, or mxd was built
 *		without what this needs.  Has one reference.
 */
struct tap *tap_new(const char *socket, unsigned workers);

/*
 * References are the loader's to count.  The last one ends the connection:
 * what waits is sent if the listener takes it within a second.
 */
struct tap *tap_ref(struct tap *);
void tap_unref(struct tap *);

/*
 * Worker: tell of a query, and of its answer if it got one.
 *
 * identity	of this server; NULL: the host's name
 * returns	how many messages of this worker were lost since the last
 *		call: the queue was full, or nobody listened
 */
unsigned tap_tell(struct tap *, unsigned worker, const struct sight *,
    const char *identity);

#endif
