/* SPDX-License-Identifier: ISC */
#ifndef MXD_WORD_H
#define MXD_WORD_H

#include <assert.h>
#include <stdint.h>

/*
 * A pointer and 16 bits more in one word, for tables of very many.  No
 * system that we know gives addresses above 48 bits without being asked for
 * them.
 */
#define WORD_TAG_SHIFT	48
#define WORD_POINTER	(((uint64_t)1 << WORD_TAG_SHIFT) - 1)

static inline uint64_t
word_of(const void *p, uint64_t tag)
{
	assert(((uint64_t)(uintptr_t)p & ~WORD_POINTER) == 0);
	return (uint64_t)(uintptr_t)p | tag << WORD_TAG_SHIFT;
}

static inline void *
word_pointer(uint64_t word)
{
	/* Two things in one word are what this is for. */
	/* NOLINTNEXTLINE(performance-no-int-to-ptr) */
	return (void *)(uintptr_t)(word & WORD_POINTER);
}

static inline uint64_t
word_tag(uint64_t word)
{
	return word >> WORD_TAG_SHIFT;
}

#endif
