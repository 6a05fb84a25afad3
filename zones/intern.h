/* SPDX-License-Identifier: ISC */
#ifndef MXD_INTERN_H
#define MXD_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Things that are stored once: a hash table of pointers to them, each with
 * some bits of its hash, so that a search looks at few that are not meant.
 * The table takes 10 octets for a thing, more or less, and nobody keeps the
 * hash: it is asked for again when the table grows, or the thing goes.
 * One thread at a time; the things are their users'.
 */
struct intern_kind {
	/* arg is as intern_init() was told. */
	uint32_t	(*hash)(const void *thing, const void *arg);
	bool		(*is_same)(const void *thing, const void *like);
};

struct intern {
	const struct intern_kind *kind;
	const void	*arg;
	uint64_t	*slots;		/* words, see word.h; 0: free */
	size_t		 nslots;
	size_t		 used;
};

void intern_init(struct intern *, const struct intern_kind *,
    const void *arg);

/* The things are not touched. */
void intern_clear(struct intern *);

/*
 * The thing that is the same as another, whose hash is given; NULL if
 * there is none.  like may be of another type than a thing, if is_same()
 * knows it.
 */
void *intern_find(const struct intern *, uint32_t hash, const void *like);

/* Add a thing that is not there.  -1 without memory. */
int intern_add(struct intern *, void *thing);

/* Take out a thing that is there. */
void intern_remove(struct intern *, const void *thing);

#endif
