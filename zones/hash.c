/* SPDX-License-Identifier: ISC */
#include "zones/hash.h"

/* Odd as well, and another one. */
#define SPREAD_LENGTH	0xd6e8feb86659fd93ULL

uint64_t
hash_bytes(uint64_t h, const void *data, size_t len)
{
	const uint8_t	*p = data;

	h ^= len * SPREAD_LENGTH;
	for (; len > 8; p += 8, len -= 8)
		h = hash_mix(h ^ lanes_load8(p), HASH_SPREAD);
	return hash_mix(h ^ (len == 0 ? 0 : hash_load_tail(p, len)),
	    HASH_SPREAD);
}
