/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "zones/owner.h"

/*
 * From this many names on they are distributed by octets: comparing them
 * with each other costs a cache miss each time.
 */
#define RADIX_LEAST	1024

#define PREFIX_BYTES	8

/* A name, and the part of its key that is likely to tell it from others. */
struct item {
	uint64_t		 prefix;
	struct draft_owner	*owner;
};

int
owner_compare(const struct draft_owner *a, const struct draft_owner *b)
{
	size_t	len = a->key_len < b->key_len ? a->key_len : b->key_len;
	int	d;

	if ((d = memcmp(a->key, b->key, len)) != 0)
		return d;
	return (int)a->key_len - (int)b->key_len;
}

static int
compare_owners(const void *va, const void *vb)
{
	const struct draft_owner	*a = *(struct draft_owner *const *)va;
	const struct draft_owner	*b = *(struct draft_owner *const *)vb;
	int				 d;

	if ((d = owner_compare(a, b)) != 0)
		return d;
	return a->first->number < b->first->number ? -1 : 1;
}

/* How many octets all keys begin with alike. */
static size_t
common_bytes(struct draft_owner *const *owners, size_t n)
{
	const struct draft_owner	*o = owners[0];
	size_t				 i, k, len = o->key_len;

	for (i = 1; i < n; i++) {
		if (owners[i]->key_len < len)
			len = owners[i]->key_len;
		for (k = 0; k < len && owners[i]->key[k] == o->key[k]; k++)
			;
		len = k;
	}
	return len;
}

/* Some octets of a key from at on, big-endian; 0 behind its end. */
static uint64_t
prefix_at(const struct draft_owner *o, size_t at)
{
	uint64_t	prefix = 0;
	size_t		i;

	for (i = at; i < at + PREFIX_BYTES; i++)
		prefix = prefix << 8 | (i < o->key_len ? o->key[i] : 0);
	return prefix;
}

static unsigned
octet_of(uint64_t prefix, unsigned i)
{
	return (unsigned)(prefix >> (8 * i)) & 0xff;
}

/* Distribute by octet i of the prefix, keeping the order so far. */
static void
distribute(const struct item *from, struct item *to, size_t n, unsigned i,
    const size_t count[256])
{
	size_t		start[256], at = 0, k;
	unsigned	v;

	for (v = 0; v < 256; v++) {
		start[v] = at;
		at += count[v];
	}
	for (k = 0; k < n; k++)
		to[start[octet_of(from[k].prefix, i)]++] = from[k];
}

/* Sort by prefix, from its last octet to its first; returns a or b. */
static struct item *
sort_prefixes(struct item *a, struct item *b, size_t n)
{
	size_t		 count[PREFIX_BYTES][256] = {{0}}, k;
	struct item	*t;
	unsigned	 i;

	for (k = 0; k < n; k++)
		for (i = 0; i < PREFIX_BYTES; i++)
			count[i][octet_of(a[k].prefix, i)]++;
	for (i = 0; i < PREFIX_BYTES; i++) {
		if (count[i][octet_of(a[0].prefix, i)] == n)
			continue;	/* the same in all */
		distribute(a, b, n, i, count[i]);
		t = a;
		a = b;
		b = t;
	}
	return a;
}

int
owners_sort(struct draft_owner **owners, size_t n)
{
	struct item	*items, *sorted;
	size_t		 i, k, at;

	if (n < RADIX_LEAST) {
		if (n > 1)
			qsort(owners, n, sizeof(*owners), compare_owners);
		return 0;
	}
	if ((items = malloc(2 * n * sizeof(*items))) == NULL)
		return -1;
	at = common_bytes(owners, n);
	for (i = 0; i < n; i++)
		items[i] = (struct item){prefix_at(owners[i], at), owners[i]};
	sorted = sort_prefixes(items, items + n, n);
	for (i = 0; i < n; i++)
		owners[i] = sorted[i].owner;
	/* The rest is compared, where prefixes are equal. */
	for (i = 0; i < n; i = k) {
		for (k = i + 1; k < n && sorted[k].prefix == sorted[i].prefix;
		    k++)
			;
		if (k > i + 1)
			qsort(owners + i, k - i, sizeof(*owners),
			    compare_owners);
	}
	free(items);
	return 0;
}
