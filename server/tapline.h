/* SPDX-License-Identifier: ISC */
#ifndef MXD_TAPLINE_H
#define MXD_TAPLINE_H

#ifdef HAVE_DNSTAP

#include <stdbool.h>

struct fstrm_rdwr;

/*
 * The connection to who listens for dnstap, as libfstrm wants it: its thread
 * opens, reads, writes and closes.  Unlike fstrm's own it says in the log how
 * it goes, knows whether it is open, and never waits long at the end.
 */
struct tapline;

/* path is copied.  NULL without memory. */
struct tapline *tapline_new(const char *path);

/* For a writer of fstrm, which must be gone before tapline_free(). */
struct fstrm_rdwr *tapline_rdwr(struct tapline *);

/* Does somebody listen?  Any thread. */
bool tapline_is_open(const struct tapline *);

/* Wait no longer than a moment for anything from now on; any thread. */
void tapline_hurry(struct tapline *);

void tapline_free(struct tapline *);

#endif

#endif
