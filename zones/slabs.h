/* SPDX-License-Identifier: ISC */
#ifndef MXD_SLABS_H
#define MXD_SLABS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Memory for very many small objects of mixed sizes, without malloc's word
 * and rounding for each: a million zones lie as close as they can.  They are
 * cut from slabs one behind the other; what is given back is used for the
 * next object of that size, and a slab without objects is freed.  One thread.
 *
 * An object keeps for us where its slab begins: 16 bits, `back`.
 */
struct slabs;

/* Octets of the largest object; what is larger is for malloc().  The smallest
   take as much as the notes that free memory needs: 24, with pointers of 32
   bits 16. */
#define SLAB_OBJECT_MAX		1024

/* NULL without memory. */
struct slabs *slabs_new(void);

/* The owner's last word; the memory goes when the last object is given back,
   be that now or later.  NULL is fine. */
void slabs_close(struct slabs *);

/*
 * Room for an object, aligned for any member of 8 octets.
 *
 * bytes	at most SLAB_OBJECT_MAX
 * *back	set, never 0: to be kept with the object
 * returns	NULL without memory
 */
void *slab_take(struct slabs *, size_t bytes, uint16_t *back);

/* Give an object back; bytes and back as they were. */
void slab_give(void *object, size_t bytes, uint16_t back);

/* Objects that live in them. */
size_t slabs_live(const struct slabs *);

/*
 * Copy all that lives in them, slab for slab, into the same slabs: from then
 * on there is a second object for each, to be given back like the first.
 *
 * returns	0; -1 without memory: then there is none
 */
int slabs_copy(struct slabs *);

/* The copy that slabs_copy() made of an object last. */
void *slab_copy(const void *object, uint16_t back);

/* Whose object is it? */
struct slabs *slab_owner(const void *object, uint16_t back);

#endif
