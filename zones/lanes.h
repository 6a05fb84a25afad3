/* SPDX-License-Identifier: ISC */
#ifndef MXD_LANES_H
#define MXD_LANES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/*
 * Octets side by side: looked at many at a time, or copied without asking
 * the library for a handful.
 */

/* This octet, eight times. */
#define LANES_EACH(octet)	(0x0101010101010101u * (uint8_t)(octet))

/* Eight octets, the first lowest whatever the machine's order. */
static inline uint64_t
lanes_load8(const void *p)
{
	uint64_t	word;

	memcpy(&word, p, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* Put a word of lanes_load8() back. */
static inline void
lanes_store8(void *p, uint64_t word)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(p, &word, sizeof(word));
}

/* Bit 7 of each octet of a word that is this one; exact, without a carry. */
static inline uint64_t
lanes_same(uint64_t word, char octet)
{
	uint64_t	differs = word ^ LANES_EACH(octet);

	return ~(((differs & LANES_EACH(0x7f)) + LANES_EACH(0x7f)) | differs |
	    LANES_EACH(0x7f));
}

/* These bits side by side, in the order of the octets. */
static inline uint64_t
lanes_gather(uint64_t bits)
{
	return (bits >> 7) * 0x0102040810204080u >> 56;
}

/* Which of sixteen octets are this one, a bit for each, on any machine. */
static inline unsigned
lanes_find16_words(const void *p, char octet)
{
	const char	*high = (const char *)p + 8;

	return (unsigned)(lanes_gather(lanes_same(lanes_load8(p), octet)) |
	    lanes_gather(lanes_same(lanes_load8(high), octet)) << 8);
}

/* The same as fast as this machine can for sure. */
static inline unsigned
lanes_find16(const void *p, char octet)
{
#if defined(__SSE2__)
	return (unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(
	    _mm_loadu_si128(p), _mm_set1_epi8(octet)));
#else
	return lanes_find16_words(p, octet);
#endif
}

/* memmove() for lengths that are mostly small: two pieces that overlap. */
static inline void
lanes_copy(void *to, const void *from, size_t len)
{
	/* A register where there is such a one, two or four elsewhere. */
	typedef uint64_t pair __attribute__((vector_size(16)));
	char		*d = to;
	const char	*s = from;
	pair		 a16, b16;
	uint64_t	 a8, b8;
	uint32_t	 a4, b4;

	if (len > 32) {
		memmove(to, from, len);
	} else if (len >= 16) {
		memcpy(&a16, s, 16);
		memcpy(&b16, s + len - 16, 16);
		memcpy(d, &a16, 16);
		memcpy(d + len - 16, &b16, 16);
	} else if (len >= 8) {
		memcpy(&a8, s, 8);
		memcpy(&b8, s + len - 8, 8);
		memcpy(d, &a8, 8);
		memcpy(d + len - 8, &b8, 8);
	} else if (len >= 4) {
		memcpy(&a4, s, 4);
		memcpy(&b4, s + len - 4, 4);
		memcpy(d, &a4, 4);
		memcpy(d + len - 4, &b4, 4);
	} else if (len > 0) {
		d[0] = s[0];
		d[len / 2] = s[len / 2];
		d[len - 1] = s[len - 1];
	}
}

/* Up to eight octets as a word, the first lowest, zeros behind them. */
static inline uint64_t
lanes_load_some(const void *from, size_t len)
{
	uint64_t	word = 0;

	lanes_copy(&word, from, len);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* ASCII letters of a word in upper case; what equals upper case letters and
   digits then was the same word but for its case. */
static inline uint64_t
lanes_upper(uint64_t word)
{
	return word & ~((word & LANES_EACH(0x40)) >> 1);
}

#endif
