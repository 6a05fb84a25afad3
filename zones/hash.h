/* SPDX-License-Identifier: ISC */
#ifndef MXD_HASH_H
#define MXD_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * A fast hash for tables in memory.  Names are hashed label by label,
 * from the root leftwards or from an apex leftwards, so that each suffix
 * of a name costs one step more.  Not for cryptography: tables that hold
 * names of many owners start from a random seed.
 */

static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
	__extension__ typedef unsigned __int128 wide;
	wide p = (wide)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
}

/* Hash len bytes into the state h; the result is the next state. */
uint64_t hash_bytes(uint64_t h, const void *data, size_t len_bytes);

/*
 * Hash one label.  at points at its length octet; the text is lower
 * case.  The length is part of the hash.
 */
static inline uint64_t
hash_label(uint64_t h, const uint8_t *at)
{
	return hash_bytes(h, at, (size_t)*at + 1);
}

#endif
