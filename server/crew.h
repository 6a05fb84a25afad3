/* SPDX-License-Identifier: ISC */
#ifndef MXD_CREW_H
#define MXD_CREW_H

#include <stddef.h>

/*
 * Threads that help the loader with work that falls into equal, independent
 * parts: to look at files, to read zones.  They live as long as a round
 * needs them.  What they make is joined by the loader alone.  After each
 * part they let others run, see turns.h.
 *
 * The loader's; its thread does the same work while it waits.  Without
 * helpers (one CPU, no memory, no threads) all is done there.
 */
struct crew;

/* The CPUs that this process may use, but for the caller's own: 0 to 15. */
unsigned crew_useful(void);

/*
 * helpers	threads at most; started when there is work for them
 * returns	NULL without memory
 */
struct crew *crew_new(unsigned helpers);

/* Ends the threads.  No work may be under way.  NULL is fine. */
void crew_free(struct crew *);

/*
 * Begin to call fn(arg, i) for each i below n, in any order, several at a
 * time; each is called once.  Returns at once, and crew_finish() must
 * follow before the next one.
 *
 * grain	parts that a thread takes at a time: some ten microseconds'
 *		worth
 */
void crew_begin(struct crew *, void (*fn)(void *arg, size_t i), void *arg,
    size_t n, size_t grain);

/* Take part until all is done; what was made is then visible here. */
void crew_finish(struct crew *);

#endif
