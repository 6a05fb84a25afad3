/* SPDX-License-Identifier: ISC */
#ifndef MXD_HASH_H
#define MXD_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "zones/lanes.h"

/*
 * A fast hash for tables in memory.  Names are hashed label by label,
 * from the root leftwards or from an apex leftwards, so that each suffix
 * of a name costs one step more.  Not for cryptography: tables that hold
 * names of many owners start from a random seed.
 */

/* An odd constant with its bits well spread; any such would do. */
#define HASH_SPREAD	0x9e3779b97f4a7c15ULL

/* The product of two words, its halves folded, where words are halves. */
static inline uint64_t
hash_mix_halves(uint64_t a, uint64_t b)
{
	uint64_t	low = (a & 0xffffffff) * (b & 0xffffffff);
	uint64_t	left = (a >> 32) * (b & 0xffffffff) + (low >> 32);
	uint64_t	right = (a & 0xffffffff) * (b >> 32) +
			    (left & 0xffffffff);

	return (right << 32 | (low & 0xffffffff)) ^
	    ((a >> 32) * (b >> 32) + (left >> 32) + (right >> 32));
}

/* The same as this machine does it best. */
static inline uint64_t
hash_mix(uint64_t a, uint64_t b)
{
#ifdef __SIZEOF_INT128__
	__extension__ typedef unsigned __int128 wide;
	wide p = (wide)a * b;

	return (uint64_t)p ^ (uint64_t)(p >> 64);
#else
	return hash_mix_halves(a, b);
#endif
}

/* As lanes_load8(), of 1 to 8 octets, in pieces that may overlap. */
static inline uint64_t
hash_load_tail(const uint8_t *p, size_t len)
{
	uint32_t	first, last;

	if (len >= 4) {
		memcpy(&first, p, sizeof(first));
		memcpy(&last, p + len - 4, sizeof(last));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
		first = __builtin_bswap32(first);
		last = __builtin_bswap32(last);
#endif
		return first | (uint64_t)last << 8 * (len - 4);
	}
	return p[0] | (uint64_t)p[len / 2] << 8 * (len / 2) |
	    (uint64_t)p[len - 1] << 8 * (len - 1);
}

/* Hash len bytes into the state h; the result is the next state. */
uint64_t hash_bytes(uint64_t h, const void *data, size_t len_bytes);

/*
 * The same in place, of at least one octet: for names.  h must be a number
 * that nobody knows; both factors depend on it.
 */
static inline uint64_t
hash_octets(uint64_t h, const uint8_t *p, size_t len)
{
	const uint64_t	secret = h ^ HASH_SPREAD;
	size_t		i;

	h ^= len;
	if (len < 8)
		return hash_mix(h ^ hash_load_tail(p, len), secret);
	for (i = 0; i + 16 < len; i += 16)
		h = hash_mix(h ^ lanes_load8(p + i),
		    secret ^ lanes_load8(p + i + 8));
	/* What is left has one word, or two that may overlap. */
	if (len >= 16)
		i = len - 16;
	return hash_mix(h ^ lanes_load8(p + i),
	    secret ^ lanes_load8(p + len - 8));
}

/*
 * Hash one label.  at points at its length octet; the text is lower
 * case.  The length is part of the hash.
 */
static inline uint64_t
hash_label(uint64_t h, const uint8_t *at)
{
	size_t	len = (size_t)*at + 1;

	for (; len > 8; at += 8, len -= 8)
		h = hash_mix(h ^ lanes_load8(at), HASH_SPREAD);
	return hash_mix(h ^ hash_load_tail(at, len), HASH_SPREAD);
}

#endif
