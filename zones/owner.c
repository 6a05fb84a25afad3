/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/name.h"
#include "zones/owner.h"
#include "zones/wire.h"

/*
 * From this many names on they are distributed by octets: comparing them
 * with each other costs a cache miss each time.
 */
#define RADIX_LEAST	1024

/*
 * Files are mostly in order, but for what stands at their top: up to so many
 * pieces are merged.
 */
#define PIECES_MAX	16

/* Two words of a key tell most names from each other. */
#define PREFIX_WORDS	2
#define WORD_BYTES	8
#define PREFIX_BYTES	(PREFIX_WORDS * WORD_BYTES)

/* Every octet of a name may be a 0, and each label is ended. */
#define KEY_BYTES	(2 * NAME_MAX_BYTES + 2 * NAME_MAX_LABELS)

/* A name, and the part of its key that is likely to tell it from others. */
struct item {
	uint64_t		 prefix[PREFIX_WORDS]; /* the last one first */
	struct draft_owner	*owner;
};

/* Where the labels of a name begin. */
static void
find_labels(const struct draft_owner *o, uint8_t at[NAME_MAX_LABELS])
{
	unsigned	i, from = 0;

	for (i = 0; i < o->labels; i++) {
		at[i] = (uint8_t)from;
		from += o->rel[from] + 1u;
	}
}

/* Do they differ in the first label at most? */
static bool
are_siblings(const struct draft_owner *a, const struct draft_owner *b)
{
	size_t	tail = a->rel_len - (a->rel[0] + 1u);

	return a->rel_len > 0 && b->rel_len > 0 &&
	    b->rel_len - (b->rel[0] + 1u) == tail &&
	    octets_equal(a->rel + a->rel_len - tail,
	    b->rel + b->rel_len - tail, tail);
}

int
owner_compare(const struct draft_owner *a, const struct draft_owner *b)
{
	uint8_t	a_len, b_len;
	int	d;

	/* As names are that were read one behind the other. */
	if (!are_siblings(a, b))
		return name_compare_rel(a->rel, a->rel_len, b->rel,
		    b->rel_len);
	a_len = a->rel[0];
	b_len = b->rel[0];
	d = memcmp(a->rel + 1, b->rel + 1, a_len < b_len ? a_len : b_len);
	return d != 0 ? d : a_len - b_len;
}

static int
compare_owners(const void *va, const void *vb)
{
	const struct draft_owner	*a = *(struct draft_owner *const *)va;
	const struct draft_owner	*b = *(struct draft_owner *const *)vb;
	int				 d;

	if ((d = owner_compare(a, b)) != 0)
		return d;
	return owner_first(a)->number < owner_first(b)->number ? -1 : 1;
}

/* One label of a key; its octets there. */
static size_t
put_label(uint8_t *out, const uint8_t *label, size_t len)
{
	size_t	i, n = 0;

	for (i = 0; i < len; i++) {
		out[n++] = label[i];
		if (label[i] == 0)
			out[n++] = 1;
	}
	out[n++] = 0;
	out[n++] = 0;
	return n;
}

/*
 * A key that sorts by octets as names are ordered: labels from the apex
 * leftwards, each ended by 0 0, a 0 within one said as 0 1.  So the key of an
 * ancestor is the beginning of it.
 *
 * most		so many octets of it are wanted
 * returns	how many there are; perhaps more than wanted
 */
static size_t
make_key(const struct draft_owner *o, size_t most, uint8_t key[KEY_BYTES])
{
	uint8_t		 at[NAME_MAX_LABELS];
	const uint8_t	*p;
	unsigned	 n = o->labels;
	size_t		 len = 0;

	find_labels(o, at);
	while (n > 0 && len < most) {
		p = o->rel + at[--n];
		len += put_label(key + len, p + 1, *p);
	}
	return len;
}

/* How many octets all keys begin with alike, but for that of the apex, which
   has none. */
static size_t
common_bytes(struct draft_owner *const *owners, size_t n)
{
	uint8_t	first[KEY_BYTES], key[KEY_BYTES];
	size_t	i = 0, k, key_len, len;

	while (i + 1 < n && owners[i]->labels == 0)
		i++;
	len = make_key(owners[i++], sizeof(first), first);
	for (; i < n && len > 0; i++) {
		if (owners[i]->labels == 0)
			continue;
		key_len = make_key(owners[i], len, key);
		if (key_len < len)
			len = key_len;
		for (k = 0; k < len && key[k] == first[k]; k++)
			;
		len = k;
	}
	return len;
}

/* What tells a name from others, behind at octets that they have alike. */
static struct item
item_of(struct draft_owner *o, size_t at)
{
	uint8_t		key[KEY_BYTES + PREFIX_BYTES];
	struct item	item = {.owner = o};
	unsigned	i;
	size_t		len;

	assert(at <= KEY_BYTES);
	len = make_key(o, at + PREFIX_BYTES, key);
	if (len < at + PREFIX_BYTES)
		memset(key + len, 0, at + PREFIX_BYTES - len);
	for (i = 0; i < PREFIX_WORDS; i++, at += WORD_BYTES)
		item.prefix[PREFIX_WORDS - 1 - i] =
		    (uint64_t)load_be32(key + at) << 32 |
		    load_be32(key + at + 4);
	return item;
}

/* Octet i of a prefix, counted from its end. */
static unsigned
octet_of(const struct item *item, unsigned i)
{
	return (unsigned)(item->prefix[i / WORD_BYTES] >>
	    (8 * (i % WORD_BYTES))) & 0xff;
}

/* Distribute by octet i of the prefix, keeping the order so far. */
static void
distribute(const struct item *from, struct item *to, size_t n, unsigned i)
{
	size_t		start[256] = {0}, at = 0, count, k;
	unsigned	v;

	for (k = 0; k < n; k++)
		start[octet_of(&from[k], i)]++;
	for (v = 0; v < 256; v++) {
		count = start[v];
		start[v] = at;
		at += count;
	}
	for (k = 0; k < n; k++)
		to[start[octet_of(&from[k], i)]++] = from[k];
}

/* Sort by prefix, from its last octet to its first; returns a or b. */
static struct item *
sort_prefixes(struct item *a, struct item *b, size_t n)
{
	struct item	 differ = {{0}, NULL}; /* bits that are not all alike */
	struct item	*t;
	size_t		 k;
	unsigned	 i;

	for (k = 1; k < n; k++)
		for (i = 0; i < PREFIX_WORDS; i++)
			differ.prefix[i] |= a[k].prefix[i] ^ a[0].prefix[i];
	for (i = 0; i < PREFIX_BYTES; i++) {
		if (octet_of(&differ, i) == 0)
			continue;
		distribute(a, b, n, i);
		t = a;
		a = b;
		b = t;
	}
	return a;
}

static bool
is_same_prefix(const struct item *a, const struct item *b)
{
	return a->prefix[0] == b->prefix[0] && a->prefix[1] == b->prefix[1];
}

/* Where the pieces begin that are in order; 0 if there are too many. */
static size_t
find_pieces(struct draft_owner *const *owners, size_t n,
    size_t start[PIECES_MAX + 2])
{
	size_t	i, pieces = 0;

	start[pieces++] = 0;
	for (i = 1; i < n; i++) {
		if (owner_compare(owners[i - 1], owners[i]) <= 0)
			continue;	/* equal ones were read in this order */
		if (pieces == PIECES_MAX)
			return 0;
		start[pieces++] = i;
	}
	start[pieces] = n;
	return pieces;
}

/* Two pieces, one behind the other, become one. */
static void
merge(struct draft_owner **from, struct draft_owner **to, size_t i,
    size_t middle, size_t end)
{
	size_t	k = middle, n = i;

	while (i < middle && k < end)
		to[n++] = owner_compare(from[i], from[k]) <= 0 ? from[i++] :
		    from[k++];
	while (i < middle)
		to[n++] = from[i++];
	while (k < end)
		to[n++] = from[k++];
}

/* Pieces in order, merged two by two.  -1 without memory. */
static int
merge_pieces(struct draft_owner **owners, size_t n, size_t *start,
    size_t pieces)
{
	struct draft_owner	**room, **from = owners, **to, **t;
	size_t			  i;

	if ((room = mem_take(n * sizeof(*room))) == NULL)
		return -1;
	for (to = room; pieces > 1; pieces = (pieces + 1) / 2) {
		start[pieces + 1] = n;	/* an odd one has an empty partner */
		for (i = 0; i < pieces; i += 2) {
			merge(from, to, start[i], start[i + 1], start[i + 2]);
			start[i / 2] = start[i];
		}
		start[(pieces + 1) / 2] = n;
		t = from;
		from = to;
		to = t;
	}
	if (from != owners)
		memcpy(owners, from, n * sizeof(*owners));
	mem_give(room, n * sizeof(*room));
	return 0;
}

int
owners_sort(struct draft_owner **owners, size_t n)
{
	struct item	*items, *sorted;
	size_t		 start[PIECES_MAX + 2], pieces, i, k, at;

	if (n < RADIX_LEAST) {
		if (n > 1)
			qsort(owners, n, sizeof(*owners), compare_owners);
		return 0;
	}
	if ((pieces = find_pieces(owners, n, start)) > 0)
		return merge_pieces(owners, n, start, pieces);
	if ((items = mem_take(2 * n * sizeof(*items))) == NULL)
		return -1;
	at = common_bytes(owners, n);
	for (i = 0; i < n; i++)
		items[i] = item_of(owners[i], at);
	sorted = sort_prefixes(items, items + n, n);
	for (i = 0; i < n; i++)
		owners[i] = sorted[i].owner;
	/* The rest is compared, where prefixes are equal. */
	for (i = 0; i < n; i = k) {
		for (k = i + 1; k < n && is_same_prefix(&sorted[k],
		    &sorted[i]); k++)
			;
		if (k > i + 1)
			qsort(owners + i, k - i, sizeof(*owners),
			    compare_owners);
	}
	mem_give(items, 2 * n * sizeof(*items));
	return 0;
}
