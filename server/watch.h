/* SPDX-License-Identifier: ISC */
#ifndef MXD_WATCH_H
#define MXD_WATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/conf.h"
#include "server/inventory.h"
#include "server/round.h"

/*
 * `watch on`: which zones have files that changed, as the kernel tells it
 * (inotify(7)), so that nobody need look at all files, or send SIGHUP.
 *
 * The directories that hold files are watched, not the files.  A file
 * counts when it has been closed by who wrote it, or has come by its name
 * (rename, link), or has gone: so none is read that is half written.  A
 * directory that vanishes leaves its zones as they are; when it is there
 * again, or another has taken its name, all zones are looked at.
 *
 * The loader's, but for its descriptor, which main waits at.
 */
struct watch;

/* NULL, which is logged, without memory or if the system has no more of
   this. */
struct watch *watch_new(void);
void watch_free(struct watch *);

/* Readable when something has happened. */
int watch_fd(const struct watch *);

/*
 * Watch what this configuration names, and what its zones and templates
 * include, or nothing, if it says so.
 *
 * inventory	of the zones that are loaded; NULL: as yet none
 * returns	whether something is watched for the first time, so that
 *		changes before that may not have been seen
 */
bool watch_follow(struct watch *, const struct conf *, struct inventory *);

/* The same after a round for these alone. */
bool watch_follow_some(struct watch *, const struct conf *,
    struct inventory *, const struct touched *, size_t n);

/*
 * What has happened; see also watch_has_rest().
 *
 * *out		what to look at, good until the next call of any of these;
 *		one without dir and apex means: at all zones
 * returns	how many there are
 */
size_t watch_read(struct watch *, const struct conf *,
    const struct touched **out);

/* Has something gone, which the next call tells if it is called in a while,
   when who wrote has perhaps put another in its place? */
bool watch_has_rest(const struct watch *);

/* That one. */
extern const struct touched	 watch_all;

#endif
