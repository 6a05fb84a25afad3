/* SPDX-License-Identifier: ISC */
#ifndef MXD_PROGRESS_H
#define MXD_PROGRESS_H

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How far the loader has come with the zones of a round, for people who wait:
 * on the terminal, in the manager's STATUS, and for mxctl.  Of a round that
 * takes less than a second nothing is said.
 *
 * The loader writes, any thread may read; numbers that do not quite belong
 * together do no harm.  All 0 is fine: nothing is under way.
 */
struct progress {
	atomic_size_t		 all;		/* zones to read; 0: none */
	atomic_size_t		 done;
	_Atomic uint64_t	 begun_ms;	/* clock_ms() */
	uint64_t		 told_ms;	/* the loader's: last */
};

/* Loader; NULL is fine in all three. */
void progress_begin(struct progress *, size_t all);
void progress_step(struct progress *, size_t done);
void progress_end(struct progress *);

#define PROGRESS_TEXT_MAX	96

/*
 * "5000 of 20000 zones, about 3 s left"; the rest is reckoned as if all
 * zones took alike, once there is a second to reckon from.
 *
 * returns	buf
 */
const char *progress_text(size_t done, size_t all, uint64_t elapsed_ms,
    char buf[PROGRESS_TEXT_MAX]);

/* The same about what is under way; NULL: nothing is. */
const char *progress_now(const struct progress *,
    char buf[PROGRESS_TEXT_MAX]);

#endif
