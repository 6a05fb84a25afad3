/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEXT_H
#define MXD_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/*
 * One word of a zone file: a character-string or a run of octets between
 * white space, with its escapes still in it.  RFC 1035 5.1.
 */
struct token {
	const char	*text;		/* borrowed, not terminated */
	uint32_t	 len;		/* octets, quotes not included */
	uint32_t	 line;		/* from 1 */
	uint32_t	 column;	/* from 1, in octets */
	bool		 is_quoted;
};

/* Does the token's text equal this word?  ASCII, without regard to case. */
bool token_is(const struct token *, const char *word);

/* Is the octet one of these?  NUL, which ends them, is not. */
static inline bool
text_is_of(uint8_t octet, const char *these)
{
	return octet != '\0' && strchr(these, octet) != NULL;
}

/*
 * The next octet of a text, \X and \DDD taken out.
 *
 * at		moves behind it; *at < end
 * returns	0, or -1 for a bad escape
 */
int text_octet(const char **at, const char *end, uint8_t *out);

/*
 * Take out \X and \DDD.  out has room for tok->len octets.
 * returns the length, or -1 for a bad escape
 */
int text_unescape(const char *text, size_t len_bytes, uint8_t *out);

/*
 * A decimal number up to max.  -1 if it is anything else (sign, empty,
 * letters, overflow).
 */
int text_number(const char *text, size_t len_bytes, uint64_t max,
    uint64_t *out);

/* The quick way to the same: up to ten digits; false: ask text_number(). */
static inline bool
token_is_number(const struct token *tok, uint32_t max, uint32_t *out)
{
	uint64_t	v = 0;
	uint32_t	i;
	unsigned	digit;

	if (tok->len == 0 || tok->len > 10)
		return false;
	for (i = 0; i < tok->len; i++) {
		if ((digit = (unsigned)(uint8_t)tok->text[i] - '0') > 9)
			return false;
		v = v * 10 + digit;
	}
	*out = (uint32_t)v;
	return v <= max;
}

/*
 * A time in seconds: a number, or BIND's units 1w2d3h4m5s in any case.
 * -1 if malformed or above 2^32-1.
 */
int text_seconds(const char *text, size_t len_bytes, uint32_t *out_s);

/*
 * The nearest of n words to a misspelt one, or NULL if none is near.
 * For messages: "did you mean ...".
 */
const char *text_nearest(const char *word, size_t len_bytes,
    const char *const *words, size_t n);

#endif
