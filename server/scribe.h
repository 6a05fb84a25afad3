/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCRIBE_H
#define MXD_SCRIBE_H

struct event_base;

/*
 * What the main thread does for the log: tells what was left out and is not
 * told by a later line, and has libevent's own messages written to the log,
 * limited, as strangers may cause them.
 */
struct scribe;

/* NULL without memory. */
struct scribe *scribe_new(struct event_base *);

/* Tells all that is not told yet. */
void scribe_free(struct scribe *);

#endif
