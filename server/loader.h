/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOADER_H
#define MXD_LOADER_H

#include <stdbool.h>

#include "server/inquiry.h"
#include "server/rounds.h"

/*
 * The loader: the one thread that reads configuration and zones, makes
 * snapshots, hands them to the workers, and frees what they give back.
 *
 * Main asks, the loader answers; neither waits for the other.  Requests
 * to reload that arrive while it reloads become one more round.  Unless
 * said otherwise, functions are for the main thread.
 */
struct loader;

enum loader_request {
	LOADER_RELOAD,		/* the first one starts the service */
	LOADER_LOOK,		/* what `watch on` has seen, and no more; rc
				   is an enum settle_found */
	LOADER_REOPEN_LOG,
	LOADER_INQUIRE,		/* loader_inquire() */
	LOADER_TELL_EXCHANGES,	/* exchange_text() */
	LOADER_TELL_BOARD	/* board_make() */
};

/* NULL without memory; then nothing was taken. */
struct loader *loader_new(const struct loader_setup *);

/*
 * Start the thread; returns when it has what it needs.
 *
 * does_unshare	give it a view of the file system of its own, which a
 *		chroot() of the process afterwards does not change
 * returns	0, or -1 with errno set
 */
int loader_start(struct loader *, bool does_unshare);

/*
 * Ask for something.  done is called in the main thread:
 *
 * rc		0, or -1 if it did not work, or not for all zones
 * text		the outcome, for an operator; borrowed
 *
 * done		may be NULL
 * returns	-1 without memory: nothing will happen
 */
int loader_ask(struct loader *, enum loader_request,
    void (*done)(void *arg, int rc, const char *text), void *arg);

/*
 * Ask for the next part of an answer.  told is called in the main thread:
 *
 * next		to ask with again if it has_more; rc is set.  Borrowed, but
 *		for its name, which is then NULL
 * text		this part, of len octets; NULL without memory
 *
 * inquiry	copied, its name too
 * returns	-1 without memory: nothing will happen
 */
typedef void loader_told_fn(void *arg, const struct inquiry *next,
    const char *text, size_t len);
int loader_inquire(struct loader *, const struct inquiry *inquiry,
    loader_told_fn *told, void *arg);

/* Whoever asked with this arg is gone: call nobody. */
void loader_forget(struct loader *, const void *arg);

/* How things stand: see rounds.h. */
void loader_get_status(struct loader *, struct loader_status *);

/* End the thread soon; a round under way is given up between zones. */
void loader_stop(struct loader *);

/*
 * Wait for the end of the thread, if it was started, for at most so long:
 * one zone may be large.
 *
 * returns	0, or -1: it is busy and left alone.  It will not call
 *		at_end, but uses all that it was given: free nothing, and
 *		_exit(2) soon
 */
int loader_join(struct loader *, unsigned patience_ms);

/* When thread and workers are gone. */
void loader_free(struct loader *);

#endif
