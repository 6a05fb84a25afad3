/* SPDX-License-Identifier: ISC */
#ifndef MXD_SETTLE_H
#define MXD_SETTLE_H

struct event_base;

/*
 * Tells when it is time to read what comes in bursts.  The first of it is
 * told at once; what comes soon after, when for a moment nothing more has
 * come, or when the first of that has waited for long enough.  Main's.
 *
 * Ten thousand files that are copied into a directory become some rounds,
 * and a single one is seen at once.
 */
struct settle;

/* How long nothing may come, and how long one waits at most. */
#define SETTLE_QUIET_MS	10
#define SETTLE_MAX_MS	20

/* What comes so long after the last is the first of a burst. */
#define SETTLE_REST_MS	100

/* What came of it when it was read. */
enum settle_found {
	SETTLE_NOTHING,		/* as if nothing had come */
	SETTLE_SOMETHING,
	SETTLE_UNFINISHED	/* to be read again in a moment, whether or
				   not more comes */
};

/*
 * fd	anything that FIONREAD knows; borrowed, read by others
 * fn	called once; then not before settle_again()
 */
struct settle *settle_new(struct event_base *, int fd,
    void (*fn)(void *arg), void *arg);

/* All has been read. */
void settle_again(struct settle *, enum settle_found);

void settle_free(struct settle *);

#endif
