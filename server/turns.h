/* SPDX-License-Identifier: ISC */
#ifndef MXD_TURNS_H
#define MXD_TURNS_H

/*
 * Who has the CPU when workers and the loader share it: queries come first,
 * and a reload ends in due time.  Of threads of the loader; what the system
 * does not permit or know is left as it is.
 *
 * Niceness alone says who gets how much, not who is first.  A worker that
 * has just had more than its share waits until the loader is interrupted by
 * the clock, 4 ms at HZ=250, which 1 to 2 % of all queries felt.  So the
 * loader asks for short turns, and ends each of them itself.
 *
 * Workers ask for nothing.  With short turns they would not answer sooner,
 * and where a CPU is shared with other programs a query cost 4 % more.
 */

/*
 * The loader, once queries are answered, and the threads that it makes
 * later: nicer than workers, so that one that needs all of a CPU keeps three
 * quarters of it.  A CPU that nobody needs is all theirs.  From then on turns
 * are passed.
 */
void turns_load(void);

/*
 * To be called after each piece of work: whoever waits for this CPU gets it, if
 * this thread has had a turn since others got it last, 100 us.  Does nothing
 * before turns_load(), when nobody waits for an answer.
 */
void turns_pass(void);

#endif
