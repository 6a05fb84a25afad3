/* SPDX-License-Identifier: ISC */
#ifndef MXD_HINTS_H
#define MXD_HINTS_H

#include <stddef.h>

#include "conf/conf.h"
#include "server/inventory.h"
#include "server/round.h"

/*
 * Which files of directories of zones have changed since the last reload, as
 * far as the kernel tells it (inotify(7)): a reload takes these first, and
 * looks at all others afterwards, of which it may have told nothing.  So
 * they are hints: nothing rests on them but how soon a change is in force.
 *
 * They take a watch for each directory and none for a file; what has
 * happened waits in the kernel, which keeps fs.inotify.max_queued_events at
 * most.  Without it (no memory, no instance, too much) there are no hints,
 * and nobody is told: a reload takes longer.  The loader's.
 */
struct hints;

/* More directories than this are not followed: not many have as many. */
#define HINTS_DIRS_MAX	64

/* After more than these a look at all files is as good. */
#define HINTS_MAX	10000

/* NULL: there will be none. */
struct hints *hints_new(void);
void hints_free(struct hints *);

/* Follow the directories of this conf, and no others.  What has happened is
   forgotten.  NULL is fine. */
void hints_follow(struct hints *, const struct conf *);

/*
 * What has happened since, and is forgotten then.
 *
 * conf		that of hints_follow()
 * *out		good until the next call
 * returns	how many; 0 also if these are not all, or if more than one file
 *		claims to be the zone of one of them.  What has gone is not
 *		among them
 */
size_t hints_read(struct hints *, const struct conf *,
    const struct inventory *, const struct touched **out);

#endif
