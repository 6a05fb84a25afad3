/* SPDX-License-Identifier: ISC */
#ifndef MXD_SETTLE_H
#define MXD_SETTLE_H

struct event_base;

/*
 * Tells when it is time to read what comes in bursts: when for a moment
 * nothing more has come, or when the first of it has waited for long
 * enough.  Main's.
 *
 * Ten thousand files that are copied into a directory become a few rounds,
 * and a single one is seen at once.
 */
struct settle;

/* How long nothing may come, and how long one waits at most. */
#define SETTLE_QUIET_MS	10
#define SETTLE_MAX_MS	40

/*
 * fd	anything that FIONREAD knows; borrowed, read by others
 * fn	called once; then not before settle_again()
 */
struct settle *settle_new(struct event_base *, int fd,
    void (*fn)(void *arg), void *arg);

/* All has been read. */
void settle_again(struct settle *);

void settle_free(struct settle *);

#endif
