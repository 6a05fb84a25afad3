/* SPDX-License-Identifier: ISC */
#ifndef MXD_NAME_H
#define MXD_NAME_H

#ifdef __SSE2__
#include <emmintrin.h>
#endif
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/hash.h"
#include "zones/lanes.h"
#include "zones/wire.h"

/* RFC 1035 2.3.4: 255 octets for a name, 63 for a label. */
#define NAME_MAX_BYTES	255
#define LABEL_MAX_BYTES	63
/* 127 labels of one octet and the root label fill 255 octets. */
#define NAME_MAX_LABELS	128
/* Each octet may become \DDD, plus the final NUL. */
#define NAME_TEXT_MAX	(4 * NAME_MAX_BYTES + 1)

/*
 * A domain name, uncompressed, with the place of each label.
 * For look-up it is lower case (name_lower(), name_parse()).
 */
struct name {
	uint8_t	len;			/* octets, root label included */
	uint8_t	labels;			/* root label not counted */
	uint8_t	offset[NAME_MAX_LABELS]; /* of each label's length octet;
					    offset[labels] is the root's */
	uint8_t	wire[NAME_MAX_BYTES];
};

/* The root, ".". */
void name_root(struct name *);

/*
 * Read an uncompressed name and make it lower case.
 * -1 if it is cut off, too long, or has a compression pointer (a name in
 * a question has nothing to point to).  RFC 1035 4.1.4.
 */
int name_parse(struct reader *, struct name *);

/*
 * Pass over a name that may be compressed, without following its pointer:
 * the cost is that of its own octets.  -1 if it is cut off or unsound.
 */
int name_skip(struct reader *);

/*
 * Read a name that may be compressed; the reader's start is the message's.
 * Case is kept.  -1 on anything unsound; never loops: each pointer must
 * lead further back.
 */
int name_expand(struct reader *, struct name *);

/*
 * From presentation form, case kept.  A name without a final dot is
 * completed by origin (another name; NULL: taken as absolute); "@" alone is
 * origin.
 * Escapes: \. and \DDD (RFC 1035 5.1).
 *
 * returns 0, or -1 with *why set to a static text
 */
int name_from_text(struct name *, const char *text, size_t len_bytes,
    const struct name *origin, const char **why);

/*
 * The quick way of name_from_text(), for most names as they are written.
 *
 * wire		room for NAME_MAX_BYTES
 * n		gets labels and offsets, if not NULL; its wire may be wire
 * returns	octets of the name, or 0: ask name_from_text()
 */
size_t name_quick(uint8_t *wire, const char *text, size_t len_bytes,
    const struct name *origin, struct name *n);

/*
 * To presentation form, escaped, with a final dot, NUL-terminated.
 * wire is a sound uncompressed name.  buf has NAME_TEXT_MAX bytes.
 * returns buf
 */
char *name_to_text(const uint8_t *wire, char *buf);

/* From sound uncompressed wire form, case kept. */
void name_from_wire(struct name *, const uint8_t *wire);

void name_lower(struct name *);

/* Is it this apex, or below it?  Without regard to case. */
bool name_is_under(const struct name *, const struct name *apex);

/* Without regard to case. */
bool name_equal(const struct name *, const struct name *);

/* Canonical order, RFC 4034 6.1: <0, 0, >0. */
int name_compare(const struct name *, const struct name *);

/* The same of labels without a root label. */
int name_compare_rel(const uint8_t *a, size_t a_len, const uint8_t *b,
    size_t b_len);

/* ASCII only, RFC 4343. */
static inline uint8_t
ascii_lower(uint8_t c)
{
	return (uint8_t)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
}

/*
 * 16 octets made lower case, ASCII only, in place or elsewhere; by what any
 * processor has, and by what all of one kind have.
 */
static inline void
lower16_portable(uint8_t *to, const uint8_t *from)
{
	const uint64_t	ones = 0x0101010101010101ULL, high = ones << 7;
	uint64_t	w, from_a, past_z, i;

	for (i = 0; i < 16; i += 8) {
		w = lanes_load8(from + i);
		/* The top bits tell: at or above A, above Z, not ASCII. */
		from_a = (w & ~high) + (128 - 'A') * ones;
		past_z = (w & ~high) + (128 - 'Z' - 1) * ones;
		w |= (from_a & ~past_z & ~w & high) >> 2;
		lanes_store8(to + i, w);
	}
}

static inline void
lower16(uint8_t *to, const uint8_t *from)
{
#ifdef __SSE2__
	__m128i	 w = _mm_loadu_si128((const void *)from), is_upper;

	/* A to Z become the least 26 of the signed numbers. */
	is_upper = _mm_cmplt_epi8(_mm_add_epi8(w, _mm_set1_epi8(128 - 'A')),
	    _mm_set1_epi8(-128 + 26));
	w = _mm_or_si128(w, _mm_and_si128(is_upper, _mm_set1_epi8(0x20)));
	_mm_storeu_si128((void *)to, w);
#else
	lower16_portable(to, from);
#endif
}

/* Are these the same octets?  As memcmp(), but in place: names are short. */
static inline bool
octets_equal(const uint8_t *a, const uint8_t *b, size_t len)
{
	size_t	i;

	if (len < 8)
		return len == 0 ||
		    hash_load_tail(a, len) == hash_load_tail(b, len);
	for (i = 0; i + 8 < len; i += 8)
		if (lanes_load8(a + i) != lanes_load8(b + i))
			return false;
	return lanes_load8(a + len - 8) == lanes_load8(b + len - 8);
}

/* Equal octets without regard to ASCII case; what differs, mostly does so in
   the first. */
bool bytes_equal_rest(const uint8_t *, const uint8_t *, size_t len_bytes);

static inline bool
bytes_equal_nocase(const uint8_t *a, const uint8_t *b, size_t len)
{
	return len == 0 || (ascii_lower(*a) == ascii_lower(*b) &&
	    bytes_equal_rest(a, b, len));
}

/*
 * A name in two parts, neither copied: some labels, then a complete name.
 * Zone data says names relative to an apex; this is such a name, made
 * absolute.  The root alone is head_len 0 and tail "\0".
 */
struct name_parts {
	const uint8_t	*head;		/* labels without a root label; may be
					   NULL if there are none */
	const uint8_t	*tail;		/* complete name, ends with root */
	uint8_t		 head_len;	/* octets */
	uint8_t		 tail_len;	/* octets, root label included */
};

/*
 * The hash of labels without a root label, lower case: hash_label() for
 * each of them from the right, begun with seed.  A seed that nobody knows
 * keeps authors of zones from making names that collide.
 */
uint64_t name_hash_rel(uint64_t seed, const uint8_t *rel, size_t rel_len);

/* Join the parts.  -1 if that is longer than a name may be. */
int name_join(struct name *, const struct name_parts *);

#endif
