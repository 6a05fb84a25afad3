/* SPDX-License-Identifier: ISC */
#ifndef MXD_BACKGROUND_H
#define MXD_BACKGROUND_H

#include <stdbool.h>

/*
 * Going into the background.  The process that was started stays until
 * the daemon answers queries or has failed, so that its exit status can be
 * believed.
 */

/*
 * Begin with descriptors 0 to 2 open, so that no socket becomes one of
 * them.
 */
int background_begin(void);

/*
 * Close all from this one on: what the starter had open is not a server's.
 * A check may be of a configuration that the starter has opened.
 */
void background_close_others(int from);

/*
 * Fork.  No threads may run yet.
 *
 * *status	set in the parent: what it shall exit with
 * returns	0 in the daemon, 1 in the parent when all is said, -1 with
 *		errno set
 */
int background_start(int *status);

/*
 * In the daemon: it answers now, the parent may go.  Leaves the terminal.
 * Harmless without background_start().
 *
 * keeps_stderr	the log goes there
 */
void background_ready(bool keeps_stderr);

#endif
