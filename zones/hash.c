/* SPDX-License-Identifier: ISC */
#include "zones/hash.h"

/* Odd constants with their bits well spread; any such would do. */
#define SPREAD_A	0x9e3779b97f4a7c15ULL
#define SPREAD_B	0xd6e8feb86659fd93ULL

static uint64_t
load_word(const uint8_t *p, size_t len)
{
	uint64_t	 w = 0;

	memcpy(&w, p, len);
	return w;
}

uint64_t
hash_bytes(uint64_t h, const void *data, size_t len)
{
	const uint8_t	*p = data;

	h ^= len * SPREAD_B;
	for (; len > 8; p += 8, len -= 8)
		h = hash_mix(h ^ load_word(p, 8), SPREAD_A);
	return hash_mix(h ^ load_word(p, len), SPREAD_A);
}
