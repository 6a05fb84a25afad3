/* SPDX-License-Identifier: ISC */
#include "zones/text.h"

#include <string.h>

#include "zones/name.h"

/*
 * Words longer than this are not compared: no keyword or mnemonic comes
 * near it, and the work for one pair stays below a few thousand steps.
 */
#define WORD_MAX_BYTES	40

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

bool
token_is(const struct token *tok, const char *word)
{
	return strlen(word) == tok->len &&
	    bytes_equal_nocase((const uint8_t *)tok->text,
	    (const uint8_t *)word, tok->len);
}

int
text_octet(const char **at, const char *end, uint8_t *out)
{
	const char	*text = *at;
	int		 v;

	if (*text != '\\') {
		*out = (uint8_t)*text;
		*at = text + 1;
		return 0;
	}
	if (++text == end)
		return -1;
	if (!is_digit(*text)) {
		*out = (uint8_t)*text;
		*at = text + 1;
		return 0;
	}
	/* RFC 1035 5.1: three decimal digits. */
	if (end - text < 3 || !is_digit(text[1]) || !is_digit(text[2]))
		return -1;
	v = (text[0] - '0') * 100 + (text[1] - '0') * 10 + (text[2] - '0');
	if (v > 255)
		return -1;
	*out = (uint8_t)v;
	*at = text + 3;
	return 0;
}

int
text_unescape(const char *text, size_t len_bytes, uint8_t *out)
{
	const char	*end = text + len_bytes;
	uint8_t		*at = out;

	while (text < end)
		if (text_octet(&text, end, at++) == -1)
			return -1;
	return (int)(at - out);
}

int
text_number(const char *text, size_t len_bytes, uint64_t max, uint64_t *out)
{
	uint64_t	 v = 0;
	uint64_t	 digit;
	size_t		 i;

	if (len_bytes == 0)
		return -1;
	for (i = 0; i < len_bytes; i++) {
		if (!is_digit(text[i]))
			return -1;
		digit = (uint64_t)(text[i] - '0');
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, digit, &v) || v > max)
			return -1;
	}
	*out = v;
	return 0;
}

/* Seconds in a unit's letter; 0 if it is none. */
static uint32_t
unit_seconds(char c)
{
	switch (ascii_lower((uint8_t)c)) {
	case 's':
		return 1;
	case 'm':
		return 60;
	case 'h':
		return 3600;
	case 'd':
		return 86400;
	case 'w':
		return 604800;
	default:
		return 0;
	}
}

int
text_seconds(const char *text, size_t len_bytes, uint32_t *out_s)
{
	uint64_t	 v;
	uint64_t	 sum_s = 0;
	uint32_t	 unit_s;
	size_t		 i = 0;
	size_t		 start;

	if (text_number(text, len_bytes, UINT32_MAX, &v) == 0) {
		*out_s = (uint32_t)v;
		return 0;
	}
	if (len_bytes == 0)
		return -1;
	while (i < len_bytes) {
		start = i;
		while (i < len_bytes && is_digit(text[i]))
			i++;
		/* A number without unit is seconds only if it is alone. */
		if (i == len_bytes || (unit_s = unit_seconds(text[i])) == 0)
			return -1;
		if (text_number(text + start, i - start, UINT32_MAX, &v) == -1)
			return -1;
		sum_s += v * unit_s;
		if (sum_s > UINT32_MAX)
			return -1;
		i++;
	}
	*out_s = (uint32_t)sum_s;
	return 0;
}

static unsigned
least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/*
 * How many letters must be added, removed, changed or swapped with their
 * neighbour to make b of a.  Three rows of the usual matrix suffice.
 */
static unsigned
distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	unsigned	 row[3][WORD_MAX_BYTES + 1];
	unsigned	*before = row[0];
	unsigned	*above = row[1];
	unsigned	*here = row[2];
	unsigned	*spare;
	uint8_t		 ca, cb, last_a, last_b;
	size_t		 i, j;

	for (j = 0; j <= b_len; j++)
		above[j] = (unsigned)j;
	last_a = 0;
	for (i = 1; i <= a_len; i++, last_a = ca) {
		ca = ascii_lower((uint8_t)a[i - 1]);
		here[0] = (unsigned)i;
		last_b = 0;
		for (j = 1; j <= b_len; j++, last_b = cb) {
			cb = ascii_lower((uint8_t)b[j - 1]);
			here[j] = least(above[j], here[j - 1]) + 1;
			here[j] = least(here[j], above[j - 1] + (ca != cb));
			if (i > 1 && j > 1 && ca == last_b && cb == last_a)
				here[j] = least(here[j], before[j - 2] + 1);
		}
		spare = before;
		before = above;
		above = here;
		here = spare;
	}
	return above[b_len];
}

/* Does the whole begin with these octets? */
static bool
is_begun(const char *begun, size_t len, const char *whole)
{
	return strlen(whole) >= len && bytes_equal_nocase(
	    (const uint8_t *)begun, (const uint8_t *)whole, len);
}

const char *
text_nearest(const char *word, size_t len_bytes, const char *const *words,
    size_t n)
{
	const char	*best = NULL;
	unsigned	 best_distance;
	unsigned	 d;
	size_t		 i, other;

	if (len_bytes == 0 || len_bytes > WORD_MAX_BYTES)
		return NULL;
	/* Short words resemble each other too easily: one slip only. */
	best_distance = len_bytes <= 3 ? 1 : len_bytes / 3 > 2 ?
	    (unsigned)len_bytes / 3 : 2;
	best_distance++;
	for (i = 0; i < n; i++) {
		other = strlen(words[i]);
		if (other > WORD_MAX_BYTES)
			continue;
		/* The letters that one has more are slips already. */
		d = (unsigned)(other > len_bytes ? other - len_bytes :
		    len_bytes - other);
		if (d > best_distance)
			continue;
		d = distance(word, len_bytes, words[i], other);
		/* Nothing in common is not near, however short. */
		if (d >= len_bytes || d >= other || d > best_distance)
			continue;
		/* Of two that are as near, the one that was begun. */
		if (d == best_distance && (best == NULL ||
		    is_begun(word, len_bytes, best) ||
		    !is_begun(word, len_bytes, words[i])))
			continue;
		best = words[i];
		best_distance = d;
	}
	return best;
}
