/* SPDX-License-Identifier: ISC */
#ifndef MXD_MEM_H
#define MXD_MEM_H

#include <stddef.h>
#include <stdio.h>

/*
 * An arena: memory that is taken piece by piece and given back at once.
 * One owner, one thread at a time.
 */
struct arena;

/* NULL without memory. */
struct arena *arena_new(void);

/*
 * len_bytes of memory, not cleared, aligned to 8.  NULL without memory;
 * what was taken before stays good.
 */
void *arena_alloc(struct arena *, size_t len_bytes);

/*
 * len_bytes more behind a piece, if it is the one taken last; aligned as its
 * end is.
 *
 * returns	end, or NULL if there is no room: take another piece
 */
void *arena_extend(struct arena *, const void *end, size_t len_bytes);

/* A copy of len_bytes at src.  NULL without memory. */
void *arena_copy(struct arena *, const void *src, size_t len_bytes);

/* All memory that the arena holds, in bytes. */
size_t arena_bytes(const struct arena *);

/*
 * Who goes through the pieces in the order they were taken has come to this
 * one: memory in which all others lie before it is given back.
 */
void arena_give_before(struct arena *, const void *piece);

void arena_free(struct arena *);

/*
 * Memory that is used whole, cleared.  A large piece lies in large pages, as
 * far as the kernel has them: one fault brings what else takes 512, and what
 * walks through it misses fewer translations.
 *
 * mem_take()	NULL without memory
 * mem_give()	len_bytes as it was taken; NULL is fine
 */
void *mem_take(size_t len_bytes);
void mem_give(void *, size_t len_bytes);

/*
 * The same wish for memory that free() takes: as much of it as lies in whole
 * large pages.  Nothing is changed; any piece may be given, also none.
 */
void mem_advise(void *, size_t len_bytes);

/*
 * Close what open_memstream() opened.
 *
 * text		as it was told there; NULL afterwards
 * returns	all that was written, the caller's; NULL if it is not whole
 */
char *memstream_close(FILE *, char **text);

/*
 * Make room for one element more in a growing array: doubles *cap when
 * used == *cap.  Returns the array, perhaps moved, or NULL without
 * memory, when the old array and *cap are untouched.
 */
void *array_grow(void *array, size_t used, size_t *cap, size_t elem_bytes);

#endif
