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

/* Who wants to know. */
struct looker {
	/* What is known under this name; NULL: nothing, and nobody looks at
	   the file.  Called in any thread, several at once, also while told()
	   is in the caller's. */
	void		*(*find)(void *arg, const char *file);

	/* Told thing and stamp (stamp.h; 0 if there is no thing) of each, in
	   the caller's thread, by looks_add() and looks_end(), in the order
	   of looks_add(); returns 0, or -1: stop. */
	int		(*told)(void *arg, void *thing, const char *file,
			    uint64_t stamp);
	void		*arg;
};

/*
 * crew		or NULL; nobody else uses it until looks_free()
 * dir		descriptor of the directory; borrowed
 * looker	copied
 * returns	NULL without memory
 */
struct looks *looks_new(struct crew *, int dir, const struct looker *);

/*
 * One more.
 *
 * file		name in the directory, of at most 255 octets; copied
 * returns	0; -1 if told() said so
 */
int looks_add(struct looks *, const char *file);

/* All are added: until all are looked at.  -1 if told() said so. */
int looks_end(struct looks *);

/* At any time.  NULL is fine. */
void looks_free(struct looks *);

#endif
