/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "zones/hash.h"
#include "zones/lanes.h"
#include "zones/name.h"

/* RFC 1035 4.1.4: the two top bits of a length octet. */
#define LABEL_TYPE_MASK		0xc0

void
name_root(struct name *n)
{
	n->len = 1;
	n->labels = 0;
	n->offset[0] = 0;
	n->wire[0] = 0;
}

/*
 * Append a label; text has len octets, 0 is the root and the end.
 * -1 if the name would get too long.
 */
static int
add_label(struct name *n, const uint8_t *text, uint8_t len)
{
	/* Room for the root label stays, unless this is it. */
	if ((size_t)n->len + 1 + len + (len > 0) > NAME_MAX_BYTES)
		return -1;
	n->offset[n->labels] = n->len;
	n->wire[n->len] = len;
	if (len > 0)
		memcpy(n->wire + n->len + 1, text, len);
	n->len = (uint8_t)(n->len + 1 + len);
	if (len > 0)
		n->labels++;
	return 0;
}

static void
name_empty(struct name *n)
{
	n->len = 0;
	n->labels = 0;
}

int
name_parse(struct reader *r, struct name *n)
{
	const uint8_t	*text;
	uint8_t		 len;

	name_empty(n);
	do {
		len = reader_u8(r);
		if (len > LABEL_MAX_BYTES)
			r->failed = true;
		text = reader_bytes(r, len);
		if (r->failed || add_label(n, text, len) == -1) {
			r->failed = true;
			return -1;
		}
	} while (len != 0);
	name_lower(n);
	return 0;
}

int
name_skip(struct reader *r)
{
	uint8_t	len;

	while ((len = reader_u8(r)) != 0) {
		if ((len & LABEL_TYPE_MASK) == LABEL_TYPE_MASK) {
			(void)reader_u8(r);
			break;
		}
		if (len > LABEL_MAX_BYTES)
			r->failed = true;
		if (reader_bytes(r, len) == NULL)
			break;
	}
	return r->failed ? -1 : 0;
}

/* Follow a pointer whose first octet is hi; it must lead back. */
static int
follow(struct reader *r, struct reader *at, uint8_t hi)
{
	size_t	 here = (size_t)(at->at - r->start) - 1;
	size_t	 to;

	to = (((size_t)hi << 8) | reader_u8(at)) & (POINTER_REACH - 1);
	if (at->failed || to >= here)
		return -1;
	at->at = r->start + to;
	/* What follows must end before the pointer: no loop is possible. */
	at->end = r->start + here;
	return 0;
}

int
name_expand(struct reader *r, struct name *n)
{
	struct reader	 at = *r;
	const uint8_t	*text;
	uint8_t		 len;
	bool		 has_jumped = false;

	name_empty(n);
	do {
		len = reader_u8(&at);
		if ((len & LABEL_TYPE_MASK) == LABEL_TYPE_MASK) {
			if (!has_jumped) {
				(void)reader_bytes(r,
				    (size_t)(at.at - r->at) + 1);
				has_jumped = true;
			}
			if (r->failed || follow(r, &at, len) == -1)
				goto fail;
			continue;
		}
		if (len > LABEL_MAX_BYTES)
			goto fail;
		text = reader_bytes(&at, len);
		if (at.failed || add_label(n, text, len) == -1)
			goto fail;
		if (len == 0)
			break;
	} while (true);
	if (!has_jumped)
		r->at = at.at;
	return 0;
fail:
	r->failed = true;
	return -1;
}

static char *
put_escaped(char *p, uint8_t c)
{
	if (c <= 0x20 || c >= 0x7f) {
		*p++ = '\\';
		*p++ = (char)('0' + c / 100);
		*p++ = (char)('0' + c / 10 % 10);
		*p++ = (char)('0' + c % 10);
		return p;
	}
	if (strchr(".\\\"();@$", c) != NULL)
		*p++ = '\\';
	*p++ = (char)c;
	return p;
}

/* What nearly all names are made of, and needs no thought. */
static inline bool
is_usual(uint8_t c)
{
	return (uint8_t)(c - 'a') < 26 || (uint8_t)(c - '0') < 10 ||
	    c == '-' || c == '_';
}

char *
name_to_text(const uint8_t *wire, char *buf)
{
	char	*p = buf;
	uint8_t	 len;

	if (*wire == 0)
		*p++ = '.';
	while ((len = *wire++) != 0) {
		for (; len > 0; len--, wire++) {
			if (is_usual(*wire))
				*p++ = (char)*wire;
			else
				p = put_escaped(p, *wire);
		}
		*p++ = '.';
	}
	*p = '\0';
	return buf;
}

/* Note where labels begin in a sound name, and how long it is. */
static void
find_offsets(struct name *n, const uint8_t *wire)
{
	unsigned	labels = 0;
	unsigned	at;

	for (at = 0; wire[at] != 0; at += wire[at] + 1u)
		n->offset[labels++] = (uint8_t)at;
	n->offset[labels] = (uint8_t)at;
	n->labels = (uint8_t)labels;
	n->len = (uint8_t)(at + 1);
}

void
name_from_wire(struct name *n, const uint8_t *wire)
{
	find_offsets(n, wire);
	lanes_copy(n->wire, wire, n->len);
}

/* Length octets are below 64 and so no letters: all octets may be folded. */
void
name_lower(struct name *n)
{
	size_t	i, whole = n->len & ~(size_t)15;

	for (i = 0; i < whole; i += 16)
		lower16(n->wire + i, n->wire + i);
	for (; i < n->len; i++)
		n->wire[i] = ascii_lower(n->wire[i]);
}

bool
bytes_equal_rest(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t	i;

	/* Most names are in lower case, and most words as they should be. */
	if (octets_equal(a, b, len))
		return true;
	for (i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

bool
name_equal(const struct name *a, const struct name *b)
{
	return a->len == b->len && bytes_equal_nocase(a->wire, b->wire, a->len);
}

bool
name_is_under(const struct name *n, const struct name *apex)
{
	uint8_t	at;

	if (n->labels < apex->labels)
		return false;
	at = n->offset[n->labels - apex->labels];
	return n->len - at == apex->len &&
	    bytes_equal_nocase(n->wire + at, apex->wire, apex->len);
}

static int
compare_labels(const uint8_t *a, const uint8_t *b)
{
	uint8_t	 alen = *a++, blen = *b++, i;
	int	 d;

	for (i = 0; i < alen && i < blen; i++)
		if ((d = ascii_lower(a[i]) - ascii_lower(b[i])) != 0)
			return d;
	return alen - blen;
}

/* Where the labels begin, from the left; returns how many. */
static unsigned
find_labels(const uint8_t *rel, size_t rel_len,
    uint8_t offset[NAME_MAX_LABELS])
{
	unsigned	n = 0;
	size_t		at;

	for (at = 0; at < rel_len; at += (size_t)rel[at] + 1)
		offset[n++] = (uint8_t)at;
	return n;
}

int
name_compare_rel(const uint8_t *a, size_t a_len, const uint8_t *b,
    size_t b_len)
{
	uint8_t		a_at[NAME_MAX_LABELS], b_at[NAME_MAX_LABELS];
	unsigned	na = find_labels(a, a_len, a_at);
	unsigned	nb = find_labels(b, b_len, b_at);
	int		d;

	while (na > 0 && nb > 0)
		if ((d = compare_labels(a + a_at[--na], b + b_at[--nb])) != 0)
			return d;
	return (int)na - (int)nb;
}

int
name_compare(const struct name *a, const struct name *b)
{
	return name_compare_rel(a->wire, a->len - 1u, b->wire, b->len - 1u);
}

uint64_t
name_hash_rel(uint64_t seed, const uint8_t *rel, size_t rel_len)
{
	uint8_t		offset[NAME_MAX_LABELS];
	unsigned	n = find_labels(rel, rel_len, offset);
	uint64_t	h = seed;

	while (n > 0)
		h = hash_label(h, rel + offset[--n]);
	return h;
}

int
name_join(struct name *n, const struct name_parts *parts)
{
	if ((size_t)parts->head_len + parts->tail_len > NAME_MAX_BYTES) {
		name_empty(n);
		return -1;
	}
	lanes_copy(n->wire, parts->head, parts->head_len);
	lanes_copy(n->wire + parts->head_len, parts->tail, parts->tail_len);
	find_offsets(n, n->wire);
	return 0;
}
