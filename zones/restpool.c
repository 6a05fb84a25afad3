/* SPDX-License-Identifier: ISC */
#include "zones/restpool.h"

#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"

/* Chains at the start; doubled when there are as many sets. */
#define CHAINS_MIN	16

struct restset {
	struct restset	*chain;
	size_t		 users;
	uint64_t	 hash;		/* of the hashes */
	bool		 is_touched;
	size_t		 n;
	uint32_t	 hashes[];
};

struct restpool {
	struct restset	**chains;
	size_t		 nchains;	/* a power of two */
	size_t		 n;		/* sets */
};

struct restpool *
restpool_new(void)
{
	struct restpool	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	p->nchains = CHAINS_MIN;
	if ((p->chains = calloc(p->nchains, sizeof(*p->chains))) != NULL)
		return p;
	free(p);
	return NULL;
}

void
restpool_free(struct restpool *p)
{
	if (p == NULL)
		return;
	free(p->chains);
	free(p);
}

static struct restset **
chain_of(const struct restpool *p, uint64_t hash)
{
	return &p->chains[hash & (p->nchains - 1)];
}

/* Without memory the chains grow longer, and that is all. */
static void
grow(struct restpool *p)
{
	struct restpool	 wider = {.nchains = p->nchains * 2};
	struct restset	**at;
	struct restset	*set;
	size_t		 i;

	wider.chains = calloc(wider.nchains, sizeof(*wider.chains));
	if (wider.chains == NULL)
		return;
	for (i = 0; i < p->nchains; i++) {
		while ((set = p->chains[i]) != NULL) {
			p->chains[i] = set->chain;
			at = chain_of(&wider, set->hash);
			set->chain = *at;
			*at = set;
		}
	}
	free(p->chains);
	p->chains = wider.chains;
	p->nchains = wider.nchains;
}

static struct restset *
add(struct restpool *p, const struct rests *r, uint64_t hash)
{
	struct restset	**at;
	struct restset	*set;

	if ((set = malloc(sizeof(*set) + r->n * sizeof(*r->hashes))) == NULL)
		return NULL;
	if (p->n == p->nchains)
		grow(p);
	at = chain_of(p, hash);
	set->chain = *at;
	set->users = 1;
	set->hash = hash;
	set->is_touched = false;
	set->n = r->n;
	if (r->n > 0)
		memcpy(set->hashes, r->hashes, r->n * sizeof(*r->hashes));
	*at = set;
	p->n++;
	return set;
}

struct restset *
restpool_take(struct restpool *p, const struct rests *r)
{
	size_t		 len = r->n * sizeof(*r->hashes);
	struct restset	*set;
	uint64_t	 hash;

	if (r->is_partial)
		return NULL;
	hash = hash_bytes(r->n, r->hashes, len);
	for (set = *chain_of(p, hash); set != NULL; set = set->chain) {
		if (set->hash == hash && set->n == r->n && (len == 0 ||
		    memcmp(set->hashes, r->hashes, len) == 0)) {
			set->users++;
			return set;
		}
	}
	return add(p, r, hash);
}

void
restpool_give(struct restpool *p, struct restset *set)
{
	struct restset	**at;

	if (set == NULL || --set->users > 0)
		return;
	at = chain_of(p, set->hash);
	while (*at != set)
		at = &(*at)->chain;
	*at = set->chain;
	p->n--;
	free(set);
}

void
restpool_mark(struct restpool *p, const uint32_t *sorted, size_t n)
{
	struct restset	*set;
	struct rests	 r = {.n = 0};
	size_t		 i;

	for (i = 0; i < p->nchains; i++) {
		for (set = p->chains[i]; set != NULL; set = set->chain) {
			r.hashes = set->hashes;
			r.n = set->n;
			set->is_touched = rests_touches(&r, sorted, n);
		}
	}
}

bool
restset_is_touched(const struct restset *set)
{
	return set == NULL || set->is_touched;
}

size_t
restpool_sets(const struct restpool *p)
{
	return p->n;
}
