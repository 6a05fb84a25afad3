/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCAN_KERNEL_H
#define MXD_SCAN_KERNEL_H

#include <stdint.h>
#include <string.h>

#include "zones/lanes.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define SCAN_HAS_X86
#endif

/*
 * Private to scan_line.c: what 64 octets of a zone file are, one bit for
 * each, the first in bit 0.  The one step of reading that is better done
 * with the vectors of the machine; all ways give the same bits.
 */
struct scan_masks {
	uint64_t	blank;		/* space, tab */
	uint64_t	newline;
	uint64_t	quote;
	uint64_t	comment;	/* semicolon */
	uint64_t	hard;		/* backslash, parentheses, CR, NUL: more
					   must be known to go on */
};

/* Octets that are looked at. */
#define SCAN_KERNEL_BYTES	64

/* They must be inlined into code for the same machine. */
#define SCAN_INLINE	static inline __attribute__((always_inline))

/* --- any machine: eight octets in a word -------------------------------- */

SCAN_INLINE struct scan_masks
scan_classify_words(const char *p)
{
	struct scan_masks	m = {0, 0, 0, 0, 0};
	uint64_t		v;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 8) {
		v = lanes_load8(p + i);
		m.blank |= lanes_gather(lanes_same(v, ' ') |
		    lanes_same(v, '\t')) << i;
		m.newline |= lanes_gather(lanes_same(v, '\n')) << i;
		m.quote |= lanes_gather(lanes_same(v, '"')) << i;
		m.comment |= lanes_gather(lanes_same(v, ';')) << i;
		m.hard |= lanes_gather(lanes_same(v, '\\') |
		    lanes_same(v, '(') | lanes_same(v, ')') |
		    lanes_same(v, '\r') | lanes_same(v, '\0')) << i;
	}
	return m;
}

#ifdef SCAN_HAS_X86

/* --- SSE2, which every x86-64 has: 16 octets ---------------------------- */

SCAN_INLINE __m128i
scan_same16(__m128i octets, char c)
{
	return _mm_cmpeq_epi8(octets, _mm_set1_epi8(c));
}

SCAN_INLINE uint64_t
scan_bits16(__m128i lanes)
{
	return (uint32_t)_mm_movemask_epi8(lanes);
}

SCAN_INLINE struct scan_masks
scan_classify_sse2(const char *p)
{
	struct scan_masks	m = {0, 0, 0, 0, 0};
	__m128i			v, hard;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 16) {
		v = _mm_loadu_si128((const void *)(p + i));
		m.blank |= scan_bits16(_mm_or_si128(scan_same16(v, ' '),
		    scan_same16(v, '\t'))) << i;
		m.newline |= scan_bits16(scan_same16(v, '\n')) << i;
		m.quote |= scan_bits16(scan_same16(v, '"')) << i;
		m.comment |= scan_bits16(scan_same16(v, ';')) << i;
		hard = _mm_or_si128(scan_same16(v, '\\'),
		    scan_same16(v, '\0'));
		hard = _mm_or_si128(hard, scan_same16(v, '\r'));
		hard = _mm_or_si128(hard, scan_same16(v, '('));
		hard = _mm_or_si128(hard, scan_same16(v, ')'));
		m.hard |= scan_bits16(hard) << i;
	}
	return m;
}

/* --- AVX2: 32 octets ---------------------------------------------------- */

/* What has AVX2 has the instructions for bits too. */
#define SCAN_AVX2	__attribute__((target("avx2,bmi,bmi2")))

SCAN_AVX2 SCAN_INLINE __m256i
scan_same32(__m256i octets, char c)
{
	return _mm256_cmpeq_epi8(octets, _mm256_set1_epi8(c));
}

SCAN_AVX2 SCAN_INLINE uint64_t
scan_bits64(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

SCAN_AVX2 SCAN_INLINE __m256i
scan_blank32(__m256i v)
{
	return _mm256_or_si256(scan_same32(v, ' '), scan_same32(v, '\t'));
}

SCAN_AVX2 SCAN_INLINE __m256i
scan_hard32(__m256i v)
{
	__m256i	hard = _mm256_or_si256(scan_same32(v, '\\'),
	    scan_same32(v, '\0'));

	/* ( and ) differ in their lowest bit. */
	hard = _mm256_or_si256(hard, scan_same32(_mm256_or_si256(v,
	    _mm256_set1_epi8(1)), ')'));
	return _mm256_or_si256(hard, scan_same32(v, '\r'));
}

SCAN_AVX2 SCAN_INLINE struct scan_masks
scan_classify_avx2(const char *p)
{
	__m256i	a = _mm256_loadu_si256((const void *)p);
	__m256i	b = _mm256_loadu_si256((const void *)(p + 32));

	return (struct scan_masks){
	    .blank = scan_bits64(scan_blank32(a), scan_blank32(b)),
	    .newline = scan_bits64(scan_same32(a, '\n'),
		scan_same32(b, '\n')),
	    .quote = scan_bits64(scan_same32(a, '"'), scan_same32(b, '"')),
	    .comment = scan_bits64(scan_same32(a, ';'), scan_same32(b, ';')),
	    .hard = scan_bits64(scan_hard32(a), scan_hard32(b))};
}

#endif

#endif
