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
	uint64_t	white;		/* space, tab, LF */
	uint64_t	newline;	/* LF */
	uint64_t	special;	/* what most lines have none of: quote,
					   semicolon, backslash, parentheses,
					   CR, NUL */
};

/* Two of the special ones; the others stop the quick way. */
struct scan_special {
	uint64_t	quote;
	uint64_t	comment;	/* semicolon */
};

/* Octets that are looked at. */
#define SCAN_KERNEL_BYTES	64

/* They must be inlined into code for the same machine. */
#define SCAN_INLINE	static inline __attribute__((always_inline))

/* --- any machine: eight octets in a word -------------------------------- */

SCAN_INLINE struct scan_masks
scan_classify_words(const char *p)
{
	struct scan_masks	m = {0, 0, 0};
	uint64_t		v, newline, white, special;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 8) {
		v = lanes_load8(p + i);
		newline = lanes_same(v, '\n');
		white = newline | lanes_same(v, ' ') | lanes_same(v, '\t');
		special = lanes_same(v, '"') | lanes_same(v, ';') |
		    lanes_same(v, '\\') | lanes_same(v, '(') |
		    lanes_same(v, ')') | lanes_same(v, '\r') |
		    lanes_same(v, '\0');
		m.newline |= lanes_gather(newline) << i;
		m.white |= lanes_gather(white) << i;
		m.special |= lanes_gather(special) << i;
	}
	return m;
}

SCAN_INLINE struct scan_special
scan_special_words(const char *p)
{
	struct scan_special	m = {0, 0};
	uint64_t		v;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 8) {
		v = lanes_load8(p + i);
		m.quote |= lanes_gather(lanes_same(v, '"')) << i;
		m.comment |= lanes_gather(lanes_same(v, ';')) << i;
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

SCAN_INLINE __m128i
scan_special16(__m128i v)
{
	__m128i	found = _mm_or_si128(scan_same16(v, '"'), scan_same16(v, ';'));

	found = _mm_or_si128(found, scan_same16(v, '\\'));
	/* ( and ) differ in their lowest bit. */
	found = _mm_or_si128(found, scan_same16(_mm_or_si128(v,
	    _mm_set1_epi8(1)), ')'));
	found = _mm_or_si128(found, scan_same16(v, '\r'));
	return _mm_or_si128(found, scan_same16(v, '\0'));
}

SCAN_INLINE struct scan_masks
scan_classify_sse2(const char *p)
{
	struct scan_masks	m = {0, 0, 0};
	__m128i			v, newline, white;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 16) {
		v = _mm_loadu_si128((const void *)(p + i));
		newline = scan_same16(v, '\n');
		white = _mm_or_si128(newline, scan_same16(v, ' '));
		white = _mm_or_si128(white, scan_same16(v, '\t'));
		m.newline |= scan_bits16(newline) << i;
		m.white |= scan_bits16(white) << i;
		m.special |= scan_bits16(scan_special16(v)) << i;
	}
	return m;
}

SCAN_INLINE struct scan_special
scan_special_sse2(const char *p)
{
	struct scan_special	m = {0, 0};
	__m128i			v;
	unsigned		i;

	for (i = 0; i < SCAN_KERNEL_BYTES; i += 16) {
		v = _mm_loadu_si128((const void *)(p + i));
		m.quote |= scan_bits16(scan_same16(v, '"')) << i;
		m.comment |= scan_bits16(scan_same16(v, ';')) << i;
	}
	return m;
}

/* --- AVX2: 32 octets ---------------------------------------------------- */

/* What has AVX2 has the instructions for bits too. */
#define SCAN_AVX2	__attribute__((target("avx2,bmi,bmi2")))

SCAN_AVX2 SCAN_INLINE uint64_t
scan_bits64(__m256i low, __m256i high)
{
	return (uint32_t)_mm256_movemask_epi8(low) |
	    (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

SCAN_AVX2 SCAN_INLINE uint64_t
scan_find64(__m256i low, __m256i high, char c)
{
	__m256i	all = _mm256_set1_epi8(c);

	return scan_bits64(_mm256_cmpeq_epi8(low, all),
	    _mm256_cmpeq_epi8(high, all));
}

/*
 * Octets of a set, in which no two have the same lower half: table has each
 * at the place that its lower half says.
 */
SCAN_AVX2 SCAN_INLINE uint64_t
scan_set64(__m256i low, __m256i high, __m128i table)
{
	__m256i	twice = _mm256_broadcastsi128_si256(table);

	return scan_bits64(
	    _mm256_cmpeq_epi8(_mm256_shuffle_epi8(twice, low), low),
	    _mm256_cmpeq_epi8(_mm256_shuffle_epi8(twice, high), high));
}

SCAN_AVX2 SCAN_INLINE struct scan_masks
scan_classify_avx2(const char *p)
{
	/* -1 is at no place that its lower half says, nor is 1. */
	const __m128i	white = _mm_setr_epi8(' ', -1, -1, -1, -1, -1, -1, -1,
	    -1, '\t', '\n', -1, -1, -1, -1, 1);
	const __m128i	special = _mm_setr_epi8('\0', -1, '"', -1, -1, -1, -1,
	    -1, '(', ')', -1, ';', '\\', '\r', -1, 1);
	__m256i		a = _mm256_loadu_si256((const void *)p);
	__m256i		b = _mm256_loadu_si256((const void *)(p + 32));

	return (struct scan_masks){
	    .white = scan_set64(a, b, white),
	    .newline = scan_find64(a, b, '\n'),
	    .special = scan_set64(a, b, special)};
}

SCAN_AVX2 SCAN_INLINE struct scan_special
scan_special_avx2(const char *p)
{
	__m256i	a = _mm256_loadu_si256((const void *)p);
	__m256i	b = _mm256_loadu_si256((const void *)(p + 32));

	return (struct scan_special){
	    .quote = scan_find64(a, b, '"'),
	    .comment = scan_find64(a, b, ';')};
}

#endif

#endif
