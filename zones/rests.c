/* SPDX-License-Identifier: ISC */
#include "zones/rests.h"

#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/mem.h"

/* Who makes names collide gets checks that were not needed, no more. */
#define SEED	UINT64_C(0x9e3779b97f4a7c15)
#define BELOW	UINT64_C(0xc2b2ae3d27d4eb4f)

/* Names of addresses: RFC 1035 3.5, 3596 2.5. */
#define V4_LABELS	(4 + 2)
#define V6_LABELS	(32 + 2)

/* More than these are left to qsort(). */
#define INSERTED_MAX	64

void
rests_init(struct rests *r)
{
	memset(r, 0, sizeof(*r));
}

void
rests_clear(struct rests *r)
{
	free(r->hashes);
	rests_init(r);
}

void
rests_restart(struct rests *r)
{
	r->n = 0;
	r->is_partial = false;
	memset(r->last, 0, sizeof(r->last));
}

/* What was noted lately is not noted again: a zone asks for few names, and
   often. */
static void
put(struct rests *r, uint64_t hash)
{
	uint32_t	*last = &r->last[hash % RESTS_LAST];
	void		*p;

	if (*last == (uint32_t)hash && *last != 0)
		return;
	if ((p = array_grow(r->hashes, r->n, &r->cap,
	    sizeof(*r->hashes))) == NULL) {
		r->is_partial = true;
		return;
	}
	*last = (uint32_t)hash;
	r->hashes = p;
	r->hashes[r->n++] = (uint32_t)hash;
}

/* Of a name: all that lies below it. */
static uint64_t
below(uint64_t hash)
{
	return hash_mix(hash, BELOW);
}

/* How many labels of a name stand before what is common: those up to the end
   of the last place where it repeats the apex; 0 if it does nowhere.  A
   top-level name can be part of others by chance. */
static unsigned
own_labels(const struct name *name, const struct name *apex)
{
	size_t		len = apex->len - 1u;
	unsigned	i = name->labels;

	if (apex->labels < 2 || name->labels <= apex->labels)
		return 0;
	for (i -= apex->labels; i-- > 0; ) {
		/* Many short labels may take less than few long ones. */
		if (name->offset[i] + len < name->len &&
		    octets_equal(name->wire + name->offset[i], apex->wire,
		    len))
			return i + apex->labels;
	}
	return 0;
}

/* The same of the name of an address: a /24, or a /64, is common. */
static unsigned
address_labels(const struct name *name)
{
	static const uint8_t	v4[] = "\7in-addr\4arpa";
	static const uint8_t	v6[] = "\3ip6\4arpa";
	unsigned		at = name->labels - 2;

	if (name->labels == V4_LABELS &&
	    memcmp(name->wire + name->offset[at], v4, sizeof(v4)) == 0)
		return 1;
	return name->labels == V6_LABELS && memcmp(name->wire +
	    name->offset[at], v6, sizeof(v6)) == 0 ? 16 : 0;
}

void
rests_note(struct rests *r, const struct name *name, const struct name *apex)
{
	uint64_t	h = SEED;
	unsigned	own = own_labels(name, apex);
	unsigned	i;

	if (own == 0)
		own = address_labels(name);
	for (i = name->labels; i-- > own; ) {
		h = hash_label(h, name->wire + name->offset[i]);
		put(r, h);
	}
	if (own > 0)
		put(r, below(h));
}

size_t
rests_hashes(const struct name *apex, uint32_t out[NAME_MAX_LABELS])
{
	uint64_t	h = SEED;
	size_t		n = 0;
	unsigned	i;

	for (i = apex->labels; i-- > 0; ) {
		h = hash_label(h, apex->wire + apex->offset[i]);
		out[n++] = (uint32_t)(i > 0 ? below(h) : h);
	}
	return n;
}

static int
compare(const void *va, const void *vb)
{
	uint32_t	a = *(const uint32_t *)va;
	uint32_t	b = *(const uint32_t *)vb;

	return a < b ? -1 : a > b;
}

void
rests_sort(uint32_t *hashes, size_t n)
{
	uint32_t	hash;
	size_t		i;
	size_t		k;

	if (n > INSERTED_MAX) {
		qsort(hashes, n, sizeof(*hashes), compare);
		return;
	}
	for (i = 1; i < n; i++) {
		hash = hashes[i];
		for (k = i; k > 0 && hashes[k - 1] > hash; k--)
			hashes[k] = hashes[k - 1];
		hashes[k] = hash;
	}
}

void
rests_settle(struct rests *r)
{
	size_t	i;
	size_t	n = 0;

	rests_sort(r->hashes, r->n);
	for (i = 0; i < r->n; i++) {
		if (n == 0 || r->hashes[n - 1] != r->hashes[i])
			r->hashes[n++] = r->hashes[i];
	}
	r->n = n;
}

bool
rests_touches(const struct rests *r, const uint32_t *sorted, size_t n)
{
	size_t	i;

	if (r->is_partial || n == 0)
		return n > 0;
	for (i = 0; i < r->n; i++) {
		if (bsearch(&r->hashes[i], sorted, n, sizeof(*sorted),
		    compare) != NULL)
			return true;
	}
	return false;
}
