/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <string.h>

#include "zones/lanes.h"
#include "zones/name.h"

/*
 * Names from presentation form: the usual ones the quick way, and all of
 * them the general way.
 */

/*
 * So long a text can be looked at in a word of bits, and its labels cannot
 * be too long.
 */
#define QUICK_MOST_BYTES	63

/* Labels of most origins, the root's too. */
#define FEW			8

/*
 * Where the dots of a text are, a bit for each.  What is read behind its
 * end, up to a multiple of sixteen octets, must be there and does not matter.
 * returns	false: it has an escape
 */
static inline bool
find_dots(const uint8_t *text, size_t len, uint64_t *dots)
{
	uint64_t	escapes = lanes_find16(text, '\\');
	size_t		i;

	*dots = lanes_find16(text, '.');
	for (i = 16; i < len; i += 16) {
		*dots |= (uint64_t)lanes_find16(text + i, '.') << i;
		escapes |= (uint64_t)lanes_find16(text + i, '\\') << i;
	}
	*dots &= ((uint64_t)1 << len) - 1;
	return (escapes & (((uint64_t)1 << len) - 1)) == 0;
}

/* Put lengths where the dots are; dots: one behind the last label. */
static inline unsigned
put_lengths(uint8_t *wire, uint64_t dots, uint8_t *offset)
{
	unsigned	labels = 0;
	unsigned	begin = 0;
	unsigned	dot;

	for (; dots != 0; dots &= dots - 1) {
		dot = (unsigned)__builtin_ctzll(dots);
		wire[begin] = (uint8_t)(dot - begin);
		if (offset != NULL)
			offset[labels++] = (uint8_t)begin;
		begin = dot + 1;
	}
	return labels;
}

/*
 * The origin's labels stand at an offset.  Few are done at once, with what
 * stands behind them; a carry goes that way too.
 */
static inline void
put_offsets(struct name *n, unsigned labels, size_t at,
    const struct name *origin)
{
	uint8_t		*to = n->offset + labels;
	unsigned	 i;

	if (origin->labels < FEW && labels <= NAME_MAX_LABELS - FEW) {
		lanes_store8(to, lanes_load8(origin->offset) + LANES_EACH(at));
	} else {
		for (i = 0; i <= origin->labels; i++)
			to[i] = (uint8_t)(at + origin->offset[i]);
	}
	n->labels = (uint8_t)(labels + origin->labels);
}

/* The same of its octets; there are NAME_MAX_BYTES at wire. */
static inline void
put_origin(uint8_t *wire, size_t at, const struct name *origin)
{
	if (origin->len <= 32 && at <= NAME_MAX_BYTES - 32)
		memcpy(wire + at, origin->wire, 32);
	else
		memcpy(wire + at, origin->wire, origin->len);
}

static size_t
copy_origin(uint8_t *wire, const struct name *origin, struct name *n)
{
	put_origin(wire, 0, origin);
	if (n != NULL)
		put_offsets(n, 0, 0, origin);
	return origin->len;
}

/* The labels of a text of QUICK_MOST_BYTES at most, and the origin's. */
static inline size_t
put_labels(uint8_t *wire, size_t len, uint64_t dots,
    const struct name *origin, struct name *n)
{
	bool		is_absolute = dots >> (len - 1) & 1;
	unsigned	labels;

	if (!is_absolute)
		dots |= (uint64_t)1 << len++;
	labels = put_lengths(wire, dots, n == NULL ? NULL : n->offset);
	if (is_absolute || origin == NULL) {
		wire[len] = 0;
		if (n != NULL) {
			n->offset[labels] = (uint8_t)len;
			n->labels = (uint8_t)labels;
		}
		return len + 1;
	}
	if (len + origin->len > NAME_MAX_BYTES)
		return 0;
	put_origin(wire, len, origin);
	if (n != NULL)
		put_offsets(n, labels, len, origin);
	return len + origin->len;
}

size_t
name_quick(uint8_t *wire, const char *text, size_t len,
    const struct name *origin, struct name *n)
{
	uint64_t	dots;

	if (len == 0 || len > QUICK_MOST_BYTES)
		return 0;
	if (len == 1 && text[0] == '@' && origin != NULL)
		return copy_origin(wire, origin, n);
	lanes_copy(wire + 1, text, len);
	if (!find_dots(wire + 1, len, &dots) ||
	    (dots & (dots << 1 | 1)) != 0)	/* a label without octets */
		return 0;
	return n == NULL ? put_labels(wire, len, dots, origin, NULL) :
	    put_labels(wire, len, dots, origin, n);
}

/* Append a label of 1 to 63 octets.  -1 if the name would get too long. */
static int
add_label(struct name *n, const uint8_t *text, uint8_t len)
{
	/* Room for the root label stays. */
	if ((size_t)n->len + 2 + len > NAME_MAX_BYTES)
		return -1;
	n->offset[n->labels++] = n->len;
	n->wire[n->len] = len;
	memcpy(n->wire + n->len + 1, text, len);
	n->len = (uint8_t)(n->len + 1 + len);
	return 0;
}

static void
add_root(struct name *n)
{
	n->offset[n->labels] = n->len;
	n->wire[n->len++] = 0;
}

/* One octet of presentation form at *i, escapes taken out.  -1: bad. */
static int
unescape(const char *text, size_t len, size_t *i)
{
	int	v = 0, k;

	if (text[*i] != '\\')
		return (uint8_t)text[(*i)++];
	if (++*i >= len)
		return -1;
	if (text[*i] < '0' || text[*i] > '9')
		return (uint8_t)text[(*i)++];
	if (len - *i < 3)
		return -1;
	for (k = 0; k < 3; k++, (*i)++) {
		if (text[*i] < '0' || text[*i] > '9')
			return -1;
		v = v * 10 + (text[*i] - '0');
	}
	return v > 255 ? -1 : v;
}

static int
fail_why(const char **why, const char *text)
{
	*why = text;
	return -1;
}

/* The labels of text; *is_absolute if it ends with a dot. */
static int
add_text(struct name *n, const char *text, size_t len, bool *is_absolute,
    const char **why)
{
	uint8_t	 label[LABEL_MAX_BYTES];
	size_t	 i = 0, used;
	int	 c;

	*is_absolute = false;
	while (i < len) {
		for (used = 0; i < len && text[i] != '.'; ) {
			if ((c = unescape(text, len, &i)) == -1)
				return fail_why(why, "has a bad escape; write "
				    "\\DDD with three digits up to 255");
			if (used == LABEL_MAX_BYTES)
				return fail_why(why,
				    "has a label of more than 63 octets");
			label[used++] = (uint8_t)c;
		}
		if (used == 0)
			return fail_why(why, "has an empty label");
		if (add_label(n, label, (uint8_t)used) == -1)
			return fail_why(why, "is longer than 255 octets");
		if (i < len) {
			i++;	/* the dot */
			*is_absolute = i == len;
		}
	}
	return 0;
}

int
name_from_text(struct name *n, const char *text, size_t len,
    const struct name *origin, const char **why)
{
	bool	is_absolute;
	size_t	used;

	assert(origin != n);	/* the origin is read behind what is written */
	if ((used = name_quick(n->wire, text, len, origin, n)) > 0) {
		n->len = (uint8_t)used;
		return 0;
	}
	n->len = n->labels = 0;
	if (len == 0)
		return fail_why(why, "is empty");
	if (len == 1 && text[0] == '.') {
		name_root(n);
		return 0;
	}
	if (len == 1 && text[0] == '@' && origin != NULL) {
		*n = *origin;
		return 0;
	}
	if (add_text(n, text, len, &is_absolute, why) == -1)
		return -1;
	if (is_absolute || origin == NULL) {
		add_root(n);
		return 0;
	}
	if ((size_t)n->len + origin->len > NAME_MAX_BYTES)
		return fail_why(why,
		    "is longer than 255 octets with the origin");
	memcpy(n->wire + n->len, origin->wire, origin->len);
	put_offsets(n, n->labels, n->len, origin);
	n->len = (uint8_t)(n->len + origin->len);
	return 0;
}
