/* SPDX-License-Identifier: ISC */
#ifndef MXD_FAILING_H
#define MXD_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes memory run out, and counts what is held.  Unit tests are linked
 * with --wrap, so that malloc(), calloc(), realloc(), strdup() and free()
 * of all our objects, but not of libraries, come by here.  Each thread has
 * its own; a thread that never calls failing_arm() is left alone.
 */

/* How many allocations succeed from now on; the next one fails. */
void failing_arm(size_t good);

/* Nothing fails any more.  true if something did since failing_arm(). */
bool failing_disarm(void);

/*
 * The same in all threads but the caller's, together.  The count begins
 * when this returns; failing_disarm_others() by the same thread ends it.
 */
void failing_arm_others(size_t good);
bool failing_disarm_others(void);

/*
 * Pieces of memory taken and not given back by this thread.  Only
 * differences mean something.
 */
long failing_held(void);

#endif
