/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "zones/hash.h"

#define LEN_MAX		70
#define NAMES		(1 << 16)
#define SLOTS		(1 << 12)

typedef uint64_t hasher(uint64_t, const void *, size_t);

static uint64_t
octets(uint64_t h, const void *p, size_t len)
{
	return len == 0 ? h : hash_octets(h, p, len);
}

static hasher *const	hashers[] = {hash_bytes, octets};

/* Only content, length and state count, not where the octets lie. */
static void
test_place_does_not_count(void **state)
{
	uint8_t		buf[LEN_MAX + 16];
	uint64_t	h, rnd = 1;
	size_t		len, at, i, k;

	(void)state;
	for (len = 0; len <= LEN_MAX; len++)
		for (at = 0, h = 0; at < 32; at++) {
			k = at / 16;
			memset(buf, (int)at, sizeof(buf));
			for (i = 0, rnd = len; i < len; i++)
				buf[at % 16 + i] = (uint8_t)roll(&rnd);
			if (at % 16 == 0)
				h = hashers[k](7, buf, len);
			assert_int_equal(hashers[k](7, buf + at % 16, len),
			    h);
		}
}

/* Machines with and without wide words hash alike. */
static void
test_halves_agree(void **state)
{
	static const uint64_t	edges[] = {0, 1, 0xffffffff, 0x100000000,
				    UINT64_MAX, UINT64_MAX - 1};
	const size_t		n = sizeof(edges) / sizeof(edges[0]);
	uint64_t		a, b, rnd = 3;
	size_t			i, k;

	(void)state;
	for (i = 0; i < n; i++)
		for (k = 0; k < n; k++)
			assert_true(hash_mix(edges[i], edges[k]) ==
			    hash_mix_halves(edges[i], edges[k]));
	for (i = 0; i < 10000; i++) {
		a = roll(&rnd);
		b = roll(&rnd);
		assert_true(hash_mix(a, b) == hash_mix_halves(a, b));
	}
	/* 2^64 - 1 squared: 1 and 2^64 - 2. */
	assert_true(hash_mix_halves(UINT64_MAX, UINT64_MAX) ==
	    (1 ^ (UINT64_MAX - 1)));
}

/* Zeros of each length differ: the length is part of the hash. */
static void
test_length_counts(void **state)
{
	static const uint8_t	zeros[LEN_MAX];
	uint64_t		h[LEN_MAX + 1];
	size_t			i, k, m;

	(void)state;
	for (m = 0; m < 2; m++)
		for (i = 0; i <= LEN_MAX; i++) {
			h[i] = hashers[m](1, zeros, i);
			for (k = 0; k < i; k++)
				assert_true(h[i] != h[k]);
		}
}

/* Each bit of content and state changes the hash, many bits of it. */
static void
count_bits(hasher *hash)
{
	uint8_t		buf[LEN_MAX];
	uint64_t	h, other, rnd = 5, flipped = 0, flips = 0;
	size_t		len, bit;

	for (bit = 0; bit < sizeof(buf); bit++)
		buf[bit] = (uint8_t)roll(&rnd);
	for (len = 1; len <= LEN_MAX; len++) {
		h = hash(rnd, buf, len);
		for (bit = 0; bit < 8 * len; bit++) {
			buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
			other = hash(rnd, buf, len);
			assert_true(other != h);
			flipped += (uint64_t)__builtin_popcountll(h ^ other);
			flips++;
			buf[bit / 8] ^= (uint8_t)(1 << bit % 8);
		}
		for (bit = 0; bit < 64; bit++)
			assert_true(hash(rnd ^ (uint64_t)1 << bit, buf,
			    len) != h);
	}
	/* 32 of 64 would be ideal. */
	assert_in_range(flipped / flips, 24, 40);
}

static void
test_bits_count(void **state)
{
	(void)state;
	count_bits(hash_bytes);
	count_bits(octets);
}

/* A label is its length octet and its text, of each length and no more. */
static void
test_label(void **state)
{
	static const uint8_t	label[] = "\3abc\2de";
	uint8_t			buf[66];
	uint64_t		h;
	uint8_t			len, i;

	(void)state;
	for (len = 0; len < 64; len++) {
		memset(buf, 'x', sizeof(buf));
		buf[0] = len;
		h = hash_label(9, buf);
		buf[len + 1]++;
		assert_int_equal(hash_label(9, buf), h);
		for (i = 0; i <= len; i++) {
			buf[i]++;
			if (i > 0)
				assert_true(hash_label(9, buf) != h);
			buf[i]--;
		}
	}
	assert_true(hash_label(9, label) != hash_label(8, label));
	assert_true(hash_label(hash_label(9, label), label + 4) !=
	    hash_label(hash_label(9, label + 4), label));
}

/*
 * Names as hosters have them fall into slots at least as evenly as random
 * numbers would, by low bits (contents) and high ones, of apexes by all
 * (slots, shards, tags): chi-squared would be SLOTS, give or take a few
 * times 91.
 */
static void
test_names_are_spread(void **state)
{
	static const unsigned	shifts[] = {0, 40, 0, 20, 32, 52};
	static unsigned		count[SLOTS];
	uint8_t			label[32];
	double			sum, want = (double)NAMES / SLOTS;
	size_t			i, k;
	uint64_t		h;

	(void)state;
	for (k = 0; k < 6; k++) {
		memset(count, 0, sizeof(count));
		for (i = 0; i < NAMES; i++) {
			label[0] = (uint8_t)snprintf((char *)label + 1,
			    sizeof(label) - 1, "customer%05zu", i);
			h = k < 2 ? hash_label(7, label) :
			    hash_octets(7, label, label[0] + 1u);
			count[(h >> shifts[k]) & (SLOTS - 1)]++;
		}
		for (i = 0, sum = 0; i < SLOTS; i++)
			sum += (count[i] - want) * (count[i] - want) / want;
		assert_true(sum < SLOTS + 5 * 91);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_place_does_not_count),
		cmocka_unit_test(test_halves_agree),
		cmocka_unit_test(test_length_counts),
		cmocka_unit_test(test_bits_count),
		cmocka_unit_test(test_label),
		cmocka_unit_test(test_names_are_spread),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
