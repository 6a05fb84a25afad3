/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOOKOUT_H
#define MXD_LOOKOUT_H

#include <stdbool.h>
#include <stddef.h>

#include "server/account.h"
#include "server/hints.h"
#include "server/inquiry.h"
#include "server/rounds.h"
#include "server/settle.h"
#include "server/watch.h"

/*
 * Rounds that look at some files and at no others: those that the kernel
 * tells of, and those of zones that an operator names.  The loader's.
 */
struct lookout {
	struct watch	*watch;		/* NULL: not wanted as yet, or not to
					   be had */
	struct hints	*hints;		/* for reloads; or NULL */
};

/* Have something to watch with, if it is wanted; is there? */
bool lookout_watches(struct lookout *, const struct conf *);

/* Of what happens from now on; `watch on' needs no hints. */
void lookout_follow_hints(struct lookout *, const struct conf *);

/* What is known to have changed does not wait until all are looked at, unless
   the configuration says something new of it. */
void lookout_ahead(struct lookout *, struct rounds *, struct account *);

/* One more look, at what was not watched before. */
void lookout_again(struct lookout *, struct rounds *,
    struct loader_status *);

/* What the kernel has told of since; status is set if that was a round. */
enum settle_found lookout_look(struct lookout *, struct rounds *,
    struct loader_status *);

/* Of the zones that the account tells of: how many errors the checks have
   found by now.  Checks that take long go on. */
void lookout_tell(struct rounds *, struct account *);

/*
 * Reload the zones that q names.
 *
 * returns	as inquiry_account(): the outcome, or why nothing was done,
 *		and then status is as it was
 */
char *lookout_reload(struct lookout *, struct rounds *, struct account *,
    struct inquiry *q, struct loader_status *, size_t *len);

#endif
