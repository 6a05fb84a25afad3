/* SPDX-License-Identifier: ISC */
#include "zones/rests.h"

#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/mem.h"

/* Who makes names collide gets checks that were not needed, no more. */
#define SEED	UINT64_C(0x9e3779b97f4a7c15)

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
}

static void
put(struct rests *r, uint64_t hash)
{
	void	*p;

	if ((p = array_grow(r->hashes, r->n, &r->cap,
	    sizeof(*r->hashes))) == NULL) {
		r->is_partial = true;
		return;
	}
	r->hashes = p;
	r->hashes[r->n++] = (uint32_t)hash;
}

void
rests_note(struct rests *r, const struct name *name)
{
	uint64_t	h = SEED;
	unsigned	i;

	for (i = name->labels; i-- > 0; ) {
		h = hash_label(h, name->wire + name->offset[i]);
		put(r, h);
	}
}

uint32_t
rests_hash(const struct name *apex)
{
	uint64_t	h = SEED;
	unsigned	i;

	for (i = apex->labels; i-- > 0; )
		h = hash_label(h, apex->wire + apex->offset[i]);
	return (uint32_t)h;
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
	if (n > 1)
		qsort(hashes, n, sizeof(*hashes), compare);
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
