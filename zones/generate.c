/* SPDX-License-Identifier: ISC */
#include "zones/generate.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "zones/text.h"

/* What "${offset,width,base}" says. */
struct modifier {
	int64_t		offset;
	uint32_t	width;
	char		base;
};

/* The text on its way into the room. */
struct output {
	char	*at;
	char	*end;
	bool	 is_full;
};

static void
put(struct output *o, char c)
{
	if (o->at < o->end)
		*o->at++ = c;
	else
		o->is_full = true;
}

static int
fail(char *why, const char *what)
{
	(void)snprintf(why, GENERATE_WHY_BYTES, "%s", what);
	return -1;
}

/* A number up to the first octet that is no digit; *used its length. */
static int
leading_number(const char *text, size_t len, uint32_t *out, size_t *used)
{
	uint64_t	v;
	size_t		n = 0;

	while (n < len && text[n] >= '0' && text[n] <= '9')
		n++;
	if (text_number(text, n, GENERATE_MAX, &v) == -1)
		return -1;
	*out = (uint32_t)v;
	*used = n;
	return 0;
}

int
generate_range(const char *text, size_t len_bytes, struct generate *out,
    char why[GENERATE_WHY_BYTES])
{
	static const char expected[] = "is no range; expected first-last or"
	    " first-last/step, such as 1-254";
	size_t	used;
	size_t	at;

	out->step = 1;
	if (leading_number(text, len_bytes, &out->first, &at) == -1 ||
	    at == len_bytes || text[at] != '-')
		return fail(why, expected);
	at++;
	if (leading_number(text + at, len_bytes - at, &out->last, &used) == -1)
		return fail(why, expected);
	at += used;
	if (at < len_bytes) {
		if (text[at++] != '/' ||
		    leading_number(text + at, len_bytes - at, &out->step,
		    &used) == -1 || at + used != len_bytes)
			return fail(why, expected);
	}
	if (out->last < out->first)
		return fail(why, "ends before it begins; the lower number"
		    " comes first");
	if (out->step == 0)
		return fail(why, "has step 0; the least step is 1");
	if (generate_count(out) > GENERATE_RECORDS_MAX)
		return fail(why, "makes more than 65536 records; write several"
		    " $GENERATE lines");
	return 0;
}

uint32_t
generate_count(const struct generate *g)
{
	return (g->last - g->first) / g->step + 1;
}

/*
 * From behind "${" to behind "}".
 * returns octets used, or -1
 */
static int
parse_modifier(const char *text, size_t len, struct modifier *mod)
{
	bool		is_negative = len > 0 && text[0] == '-';
	uint32_t	v;
	size_t		used;
	size_t		at = is_negative ? 1 : 0;

	*mod = (struct modifier){0, 0, 'd'};
	if (leading_number(text + at, len - at, &v, &used) == -1)
		return -1;
	mod->offset = is_negative ? -(int64_t)v : (int64_t)v;
	at += used;
	if (at < len && text[at] == ',') {
		at++;
		if (leading_number(text + at, len - at, &mod->width,
		    &used) == -1 || mod->width > GENERATE_WIDTH_MAX)
			return -1;
		at += used;
		if (len - at >= 2 && text[at] == ',') {
			mod->base = text[at + 1];
			at += 2;
		}
	}
	if (at == len || text[at] != '}' ||
	    !text_is_of((uint8_t)mod->base, "doxXnN"))
		return -1;
	return (int)at + 1;
}

/*
 * Nibbles, the last first, dots between; BIND counts the dots as part of
 * the width, so an even width ends with a dot.
 */
static void
put_nibbles(struct output *o, uint32_t v, uint32_t width, const char *digits)
{
	for (;;) {
		put(o, digits[v & 15]);
		v >>= 4;
		if (width > 0)
			width--;
		if (v == 0 && width == 0)
			return;
		put(o, '.');
		if (width > 0)
			width--;
		if (v == 0 && width == 0)
			return;
	}
}

static void
put_number(struct output *o, uint32_t v, uint32_t width, uint32_t base,
    const char *digits)
{
	char		reversed[16];	/* octal 2^32-1 has 11 digits */
	uint32_t	n = 0;

	do {
		reversed[n++] = digits[v % base];
		v /= base;
	} while (v > 0);
	for (; width > n; width--)
		put(o, '0');
	while (n > 0)
		put(o, reversed[--n]);
}

static int
put_modified(struct output *o, uint32_t number, const struct modifier *mod)
{
	static const char lower[] = "0123456789abcdef";
	static const char upper[] = "0123456789ABCDEF";
	int64_t		v = (int64_t)number + mod->offset;

	if (v < 0 || v > UINT32_MAX)
		return -1;
	switch (mod->base) {
	case 'o':
		put_number(o, (uint32_t)v, mod->width, 8, lower);
		break;
	case 'x':
		put_number(o, (uint32_t)v, mod->width, 16, lower);
		break;
	case 'X':
		put_number(o, (uint32_t)v, mod->width, 16, upper);
		break;
	case 'n':
		put_nibbles(o, (uint32_t)v, mod->width, lower);
		break;
	case 'N':
		put_nibbles(o, (uint32_t)v, mod->width, upper);
		break;
	default:
		put_number(o, (uint32_t)v, mod->width, 10, lower);
		break;
	}
	return 0;
}

/*
 * What stands behind a "$".
 * returns octets used, or -1 with why filled
 */
static int
expand_dollar(const char *text, size_t len, uint32_t number, struct output *o,
    char *why)
{
	struct modifier	mod = {0, 0, 'd'};
	int		used;

	if (len > 0 && text[0] == '$') {
		put(o, '\\');	/* else it could begin a directive */
		put(o, '$');
		return 1;
	}
	if (len == 0 || text[0] != '{') {
		(void)put_modified(o, number, &mod);	/* offset 0 fits */
		return 0;
	}
	if ((used = parse_modifier(text + 1, len - 1, &mod)) == -1)
		return fail(why, "has a malformed ${...}; expected"
		    " ${offset}, ${offset,width} or ${offset,width,base},"
		    " width up to 255, base one of d o x X n N");
	if (put_modified(o, number, &mod) == -1)
		return fail(why, "has an offset that makes a number below 0;"
		    " begin the range higher or choose a greater offset");
	return used + 1;
}

int
generate_expand(const char *text, size_t len_bytes, uint32_t number,
    char *out, size_t room, char why[GENERATE_WHY_BYTES])
{
	struct output	o = {out, out + room, false};
	size_t		at = 0;
	int		used;

	while (at < len_bytes && !o.is_full) {
		if (text[at] == '\\' && at + 1 < len_bytes) {
			put(&o, text[at++]);
			put(&o, text[at++]);
		} else if (text[at] != '$') {
			put(&o, text[at++]);
		} else {
			at++;
			used = expand_dollar(text + at, len_bytes - at, number,
			    &o, why);
			if (used == -1)
				return -1;
			at += (size_t)used;
		}
	}
	if (o.is_full)
		return fail(why, "makes a record of more than 65535"
		    " characters; shorten it");
	return (int)(o.at - out);
}
