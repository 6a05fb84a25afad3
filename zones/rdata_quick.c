/* SPDX-License-Identifier: ISC */
#include "zones/rdata_quick.h"

#include <stdbool.h>
#include <string.h>

#include "zones/lanes.h"
#include "zones/rrtype.h"
#include "zones/wire.h"

#define STRING_MAX_BYTES	255	/* RFC 1035 3.3 */

/* So many strings fit into RDATA however long they are. */
#define STRINGS_MOST		255

/* The longest value of CAA that fits behind any tag. */
#define VALUE_MOST_BYTES	(65535 - 2 - STRING_MAX_BYTES)

/* Values of hexadecimal digits, and one more; 0: none. */
static const uint8_t hex_digits[256] = {
	['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6,
	['6'] = 7, ['7'] = 8, ['8'] = 9, ['9'] = 10,
	['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
	['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16
};

/* A word that is read from its front. */
struct word {
	const char	*at;
	const char	*end;
};

static inline struct word
word_of(const struct token *tok)
{
	return (struct word){tok->text, tok->text + tok->len};
}

/* The value of a digit, or more than 9. */
static inline unsigned
digit_at(const char *p)
{
	return (unsigned)(uint8_t)*p - '0';
}

/* --- addresses ---------------------------------------------------------- */

/* A number up to 255 without leading zeros; -1: none. */
static inline int
take_octet(struct word *w)
{
	unsigned	v, d;
	const char	*p = w->at;

	if (p == w->end || (v = digit_at(p)) > 9)
		return -1;
	for (p++; p < w->end && (d = digit_at(p)) <= 9; p++) {
		if (v == 0 || (v = v * 10 + d) > 255)
			return -1;
	}
	w->at = p;
	return (int)v;
}

static int
quick_a(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	struct word	w;
	int		v;
	unsigned	i;

	(void)origin;
	if (n != 1)
		return -1;
	w = word_of(tokens);
	for (i = 0; i < 4; i++) {
		if ((v = take_octet(&w)) == -1)
			return -1;
		out[i] = (uint8_t)v;
		if (i < 3 && (w.at == w.end || *w.at++ != '.'))
			return -1;
	}
	return w.at == w.end ? 4 : -1;
}

/* Up to four digits; -1: none, or more. */
static inline int
take_group(struct word *w)
{
	const char	*p = w->at;
	unsigned	 v = 0, d;

	for (; p < w->end && (d = hex_digits[(uint8_t)*p]) > 0; p++)
		v = v << 4 | (d - 1);
	if (p == w->at || p - w->at > 4)
		return -1;
	w->at = p;
	return (int)v;
}

/* RFC 4291 2.2: eight groups, of which one run of zeros may be "::". */
static int
quick_aaaa(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	struct word	w;
	unsigned	groups = 0;
	unsigned	gap = 8;	/* groups before "::"; 8: none yet */
	int		v;

	(void)origin;
	if (n != 1)
		return -1;
	w = word_of(tokens);
	if (w.end - w.at >= 2 && w.at[0] == ':' && w.at[1] == ':') {
		gap = 0;
		w.at += 2;
	}
	while (w.at < w.end) {
		if (groups == 8 || (v = take_group(&w)) == -1)
			return -1;
		store_be16(out + 2 * groups++, (uint16_t)v);
		if (w.at == w.end)
			break;
		/* One colon and a group behind it, or two. */
		if (*w.at++ != ':' || w.at == w.end)
			return -1;
		if (*w.at != ':')
			continue;
		if (gap < 8)
			return -1;
		gap = groups;
		w.at++;
	}
	if (gap == 8)
		return groups == 8 ? 16 : -1;
	if (groups == 8)
		return -1;
	memmove(out + 16 - 2 * (groups - gap), out + 2 * gap,
	    2 * (groups - gap));
	memset(out + 2 * gap, 0, 2 * (8 - groups));
	return 16;
}

/* --- names and numbers -------------------------------------------------- */

static int
quick_name(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	size_t	len;

	if (n != 1)
		return -1;
	len = name_quick(out, tokens->text, tokens->len, origin, NULL);
	return len == 0 ? -1 : (int)len;
}

static inline bool
put_u16(const struct token *tok, uint8_t *out)
{
	uint32_t	v;

	if (!token_is_number(tok, UINT16_MAX, &v))
		return false;
	store_be16(out, (uint16_t)v);
	return true;
}

/* Numbers of 16 bits, then a name. */
static inline int
numbers_and_name(const struct token *tokens, size_t n, size_t numbers,
    const struct name *origin, uint8_t *out)
{
	size_t	i;
	int	len;

	if (n != numbers + 1)
		return -1;
	for (i = 0; i < numbers; i++)
		if (!put_u16(&tokens[i], out + 2 * i))
			return -1;
	len = quick_name(&tokens[i], 1, origin, out + 2 * i);
	return len == -1 ? -1 : (int)(2 * i) + len;
}

static int
quick_mx(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	return numbers_and_name(tokens, n, 1, origin, out);
}

static int
quick_srv(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	return numbers_and_name(tokens, n, 3, origin, out);
}

static int
quick_soa(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	uint32_t	v;
	size_t		at = 0;
	size_t		i;
	int		len;

	if (n != 7)
		return -1;
	for (i = 0; i < 2; i++) {
		len = quick_name(&tokens[i], 1, origin, out + at);
		if (len == -1)
			return -1;
		at += (size_t)len;
	}
	for (; i < n; i++, at += 4) {
		/* All but the serial may have units. */
		if (!token_is_number(&tokens[i], UINT32_MAX, &v) && (i == 2 ||
		    text_seconds(tokens[i].text, tokens[i].len, &v) == -1))
			return -1;
		store_be32(out + at, v);
	}
	return (int)at;
}

/* --- strings ------------------------------------------------------------ */

/* A text without escapes, as it is; false if it has some. */
static inline bool
put_text(const struct token *tok, uint8_t *out)
{
	if (memchr(tok->text, '\\', tok->len) != NULL)
		return false;
	lanes_copy(out, tok->text, tok->len);
	return true;
}

static int
quick_txt(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	size_t	at = 0;
	size_t	i;

	(void)origin;
	if (n == 0 || n > STRINGS_MOST)
		return -1;
	for (i = 0; i < n; i++) {
		if (tokens[i].len > STRING_MAX_BYTES ||
		    !put_text(&tokens[i], out + at + 1))
			return -1;
		out[at] = (uint8_t)tokens[i].len;
		at += tokens[i].len + 1;
	}
	return (int)at;
}

/* RFC 8659 4.1: letters and digits. */
static inline bool
is_tag(const struct token *tok)
{
	uint32_t	i;
	uint8_t		c;

	for (i = 0; i < tok->len; i++) {
		c = ascii_lower((uint8_t)tok->text[i]);
		if ((c < 'a' || c > 'z') && (c < '0' || c > '9'))
			return false;
	}
	return tok->len > 0 && tok->len <= STRING_MAX_BYTES;
}

static int
quick_caa(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	uint32_t	flags;

	(void)origin;
	if (n != 3 || !token_is_number(&tokens[0], UINT8_MAX, &flags) ||
	    !is_tag(&tokens[1]) || tokens[2].len > VALUE_MOST_BYTES ||
	    !put_text(&tokens[2], out + 2 + tokens[1].len))
		return -1;
	out[0] = (uint8_t)flags;
	out[1] = (uint8_t)tokens[1].len;
	lanes_copy(out + 2, tokens[1].text, tokens[1].len);
	return (int)(2 + tokens[1].len + tokens[2].len);
}

/* --- digests ------------------------------------------------------------ */

/* Pairs of digits; false if it is anything else. */
static inline bool
put_hex(const struct token *tok, uint8_t *out)
{
	const uint8_t	*p = (const uint8_t *)tok->text;
	uint32_t	 i;
	unsigned	 high, low;

	for (i = 0; i + 1 < tok->len; i += 2) {
		high = hex_digits[p[i]];
		low = hex_digits[p[i + 1]];
		if (high == 0 || low == 0)
			return false;
		*out++ = (uint8_t)((high - 1) << 4 | (low - 1));
	}
	return tok->len > 0 && tok->len % 2 == 0;
}

static int
quick_tlsa(const struct token *tokens, size_t n, const struct name *origin,
    uint8_t *out)
{
	uint32_t	v;
	size_t		i;

	(void)origin;
	if (n != 4 || tokens[3].len > 2 * UINT8_MAX)
		return -1;
	for (i = 0; i < 3; i++) {
		if (!token_is_number(&tokens[i], UINT8_MAX, &v))
			return -1;
		out[i] = (uint8_t)v;
	}
	return put_hex(&tokens[3], out + 3) ? 3 + (int)tokens[3].len / 2 : -1;
}

/* --- all ---------------------------------------------------------------- */

struct quick {
	int		(*read)(const struct token *, size_t n,
			    const struct name *origin, uint8_t *out);
};

/* Indexed by type. */
static const struct quick quick[] = {
	[TYPE_A] = {quick_a},
	[TYPE_NS] = {quick_name},
	[TYPE_CNAME] = {quick_name},
	[TYPE_SOA] = {quick_soa},
	[TYPE_PTR] = {quick_name},
	[TYPE_MX] = {quick_mx},
	[TYPE_TXT] = {quick_txt},
	[TYPE_AAAA] = {quick_aaaa},
	[TYPE_SRV] = {quick_srv},
	[TYPE_TLSA] = {quick_tlsa},
	[TYPE_CAA] = {quick_caa},
};

int
rdata_quick(uint16_t type, const struct token *tokens, size_t n,
    const struct name *origin, uint8_t *out)
{
	if (type >= sizeof(quick) / sizeof(quick[0]) ||
	    quick[type].read == NULL)
		return -1;
	return quick[type].read(tokens, n, origin, out);
}
