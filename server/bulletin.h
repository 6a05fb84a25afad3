/* SPDX-License-Identifier: ISC */
#ifndef MXD_BULLETIN_H
#define MXD_BULLETIN_H

#include <time.h>

#include "server/loader.h"

struct event_base;

/*
 * A text that the loader makes, for those who ask again and again: it is
 * asked for a new one when somebody wants it, not more often than each
 * BULLETIN_FRESH_MS, and who wants it while it is busy gets the last one.
 * Main thread.
 */
struct bulletin;

/* So long a text is new. */
#define BULLETIN_FRESH_MS	2000

/* So long somebody waits for a new one before the last one has to do. */
#define BULLETIN_PATIENCE_MS	1000

/* loader is borrowed.  NULL without memory. */
struct bulletin *bulletin_new(struct event_base *, struct loader *,
    enum loader_request);

/* Those who wait get the last one. */
void bulletin_free(struct bulletin *);

/*
 * Call done, now or soon.
 *
 * text		borrowed until done returns; NULL: there has been none
 * at		when it was made
 */
void bulletin_get(struct bulletin *, void (*done)(void *arg,
    const char *text, time_t at), void *arg);

#endif
