/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/outcome.h"
#include "zones/hash.h"

/* Chains at the start; doubled when there are as many outcomes. */
#define CHAINS_MIN	16

struct outcome {
	struct exam	 exam;
	struct outcome	*chain;
	uint64_t	 hash;
	size_t		 users;
};

struct outcomes {
	struct outcome	**chains;
	size_t		 nchains;	/* a power of two */
	size_t		 n;
	struct restpool	*rests;
	uint64_t	 found[SEV_ERROR + 1];	/* by all users */
};

static const struct exam	 nothing;

struct outcomes *
outcomes_new(struct restpool *rests)
{
	struct outcomes	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	p->rests = rests;
	p->nchains = CHAINS_MIN;
	if ((p->chains = calloc(p->nchains, sizeof(*p->chains))) != NULL)
		return p;
	free(p);
	return NULL;
}

void
outcomes_free(struct outcomes *p)
{
	if (p == NULL)
		return;
	free(p->chains);
	free(p);
}

/* Field by field: there may be a hole between fields. */
static bool
is_equal(const struct exam *a, const struct exam *b)
{
	return a->lint == b->lint && a->rests == b->rests &&
	    memcmp(a->at_load, b->at_load, sizeof(a->at_load)) == 0 &&
	    memcmp(a->found, b->found, sizeof(a->found)) == 0;
}

/* Equal sets are one, so its address says which. */
static uint64_t
hash_of(const struct exam *e)
{
	uint64_t	 h = e->lint ^ (uint64_t)(uintptr_t)e->rests;

	h = hash_bytes(h, e->at_load, sizeof(e->at_load));
	return hash_bytes(h, e->found, sizeof(e->found));
}

/* Without memory the chains grow longer, and that is all. */
static void
grow(struct outcomes *p)
{
	struct outcome	**chains, *o;
	size_t		  i, n = p->nchains * 2;

	if ((chains = calloc(n, sizeof(*chains))) == NULL)
		return;
	for (i = 0; i < p->nchains; i++) {
		while ((o = p->chains[i]) != NULL) {
			p->chains[i] = o->chain;
			o->chain = chains[o->hash & (n - 1)];
			chains[o->hash & (n - 1)] = o;
		}
	}
	free(p->chains);
	p->chains = chains;
	p->nchains = n;
}

static struct outcome *
add(struct outcomes *p, const struct exam *e, uint64_t hash)
{
	struct outcome	*o, **at;

	if ((o = calloc(1, sizeof(*o))) == NULL) {
		restpool_give(p->rests, e->rests);
		return NULL;
	}
	if (p->n == p->nchains)
		grow(p);
	o->exam = *e;
	o->hash = hash;
	at = &p->chains[hash & (p->nchains - 1)];
	o->chain = *at;
	*at = o;
	p->n++;
	return o;
}

/* One user more, or less (by -1). */
static void
count(struct outcomes *p, struct outcome *o, int by)
{
	size_t	 i;

	o->users += (size_t)by;
	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		p->found[i] += (uint64_t)by *
		    outcome_count(o, (enum severity)i);
}

const struct outcome *
outcomes_take(struct outcomes *p, const struct exam *e)
{
	struct outcome	*o;
	uint64_t	 hash;

	if (is_equal(e, &nothing))
		return NULL;
	hash = hash_of(e);
	for (o = p->chains[hash & (p->nchains - 1)]; o != NULL; o = o->chain)
		if (o->hash == hash && is_equal(&o->exam, e))
			break;
	if (o != NULL)
		restpool_give(p->rests, e->rests);
	else if ((o = add(p, e, hash)) == NULL)
		return NULL;
	count(p, o, 1);
	return o;
}

void
outcomes_give(struct outcomes *p, const struct outcome *given)
{
	struct outcome	**at, *o;

	if (given == NULL)
		return;
	at = &p->chains[given->hash & (p->nchains - 1)];
	while (*at != given)
		at = &(*at)->chain;
	o = *at;
	count(p, o, -1);
	if (o->users > 0)
		return;
	*at = o->chain;
	p->n--;
	restpool_give(p->rests, o->exam.rests);
	free(o);
}

const struct exam *
outcome_exam(const struct outcome *o)
{
	return o == NULL ? &nothing : &o->exam;
}

uint32_t
outcome_count(const struct outcome *o, enum severity sev)
{
	const struct exam	*e = outcome_exam(o);

	return e->at_load[sev] + e->found[sev];
}

void
outcomes_total(const struct outcomes *p, uint64_t found[SEV_ERROR + 1])
{
	memcpy(found, p->found, sizeof(p->found));
}

size_t
outcomes_count(const struct outcomes *p)
{
	return p->n;
}
