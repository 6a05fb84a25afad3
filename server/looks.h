/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOOKS_H
#define MXD_LOOKS_H

#include <stdint.h>

#include "server/crew.h"

/*
 * Looking at many files of a directory, to see which ones have changed:
 * while a crew looks at some, others are gathered.  The loader's.
 */
struct looks;

/*
 * crew		or NULL; nobody else uses it until looks_free()
 * dir		descriptor of the directory; borrowed
 * fn		told the stamp (stamp.h) of each, in the caller's thread, by
 *		the next two, in the order of looks_add(); returns 0, or -1:
 *		stop
 * returns	NULL without memory
 */
struct looks *looks_new(struct crew *, int dir, int (*fn)(void *arg,
    void *thing, const char *file, uint64_t stamp), void *arg);

/*
 * One more.
 *
 * thing	whatever fn wants to know
 * file		name in the directory, of at most 255 octets; copied
 * returns	0; -1 if fn said so
 */
int looks_add(struct looks *, void *thing, const char *file);

/* All are added: until all are looked at.  -1 if fn said so. */
int looks_end(struct looks *);

/* At any time.  NULL is fine. */
void looks_free(struct looks *);

#endif
