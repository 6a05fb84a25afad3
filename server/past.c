/* SPDX-License-Identifier: ISC */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "server/past.h"
#include "zones/hash.h"

/* Places at the start, a power of two. */
#define PLACES_MIN	64

struct entry {
	uint64_t	 hash;		/* of the apex; 0: free */
	uint32_t	 loaded_s;
	uint32_t	 fault;		/* its number, from 1; 0: none */
};

struct fault {
	struct report	*why;		/* of one finding; NULL: free */
	uint32_t	 since_s;
};

struct past {
	struct entry	*entries;	/* [places], open addressing */
	size_t		 places;	/* a power of two */
	size_t		 n;		/* that are not free */
	uint64_t	 seed;
	struct fault	 faults[PAST_FAULTS_MAX];
	size_t		 nfaults;
};

struct past *
past_new(uint64_t seed)
{
	struct past	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	p->seed = seed;
	p->places = PLACES_MIN;
	if ((p->entries = calloc(PLACES_MIN, sizeof(*p->entries))) != NULL)
		return p;
	free(p);
	return NULL;
}

void
past_free(struct past *p)
{
	size_t	 i;

	if (p == NULL)
		return;
	for (i = 0; i < PAST_FAULTS_MAX; i++)
		report_free(p->faults[i].why);
	free(p->entries);
	free(p);
}

static uint64_t
hash_of(const struct past *p, const uint8_t *apex, size_t len)
{
	uint64_t	 h = hash_bytes(p->seed, apex, len);

	return h == 0 ? 1 : h;
}

/* Where it stands, or the free place where it would. */
static struct entry *
place(const struct past *p, uint64_t hash)
{
	size_t	 i;

	for (i = (size_t)hash & (p->places - 1); p->entries[i].hash != 0 &&
	    p->entries[i].hash != hash; i = (i + 1) & (p->places - 1))
		continue;
	return &p->entries[i];
}

static bool
says_nothing(const struct entry *e)
{
	return e->loaded_s == 0 && e->fault == 0;
}

/* Room for one more; those of which nothing is said any more go.  Where
   zones come and go for years it does not grow, if they do not get more. */
static int
reserve(struct past *p)
{
	struct past	 next = *p;
	size_t		 i, n = 0;

	if (p->n < p->places / 2)
		return 0;
	for (i = 0; i < p->places; i++)
		n += !says_nothing(&p->entries[i]);
	if (n >= p->places / 4)
		next.places *= 2;
	next.n = 0;
	next.entries = calloc(next.places, sizeof(*next.entries));
	if (next.entries == NULL)
		return -1;
	for (i = 0; i < p->places; i++) {
		if (says_nothing(&p->entries[i]))
			continue;
		*place(&next, p->entries[i].hash) = p->entries[i];
		next.n++;
	}
	free(p->entries);
	p->entries = next.entries;
	p->places = next.places;
	p->n = next.n;
	return 0;
}

/* NULL without memory. */
static struct entry *
entry_of(struct past *p, const uint8_t *apex, size_t len)
{
	uint64_t	 hash = hash_of(p, apex, len);
	struct entry	*e = place(p, hash);

	if (e->hash != 0)
		return e;
	if (reserve(p) == -1)
		return NULL;
	e = place(p, hash);
	e->hash = hash;
	p->n++;
	return e;
}

static void
drop_fault(struct past *p, struct entry *e)
{
	struct fault	*f;

	if (e->fault == 0)
		return;
	f = &p->faults[e->fault - 1];
	report_free(f->why);
	f->why = NULL;
	p->nfaults--;
	e->fault = 0;
}

void
past_loaded(struct past *p, const uint8_t *apex, size_t len, uint32_t now_s)
{
	struct entry	*e = entry_of(p, apex, len);

	if (e == NULL)
		return;
	drop_fault(p, e);
	e->loaded_s = now_s;
}

void
past_mended(struct past *p, const uint8_t *apex, size_t len)
{
	struct entry	*e = place(p, hash_of(p, apex, len));

	if (e->hash != 0)
		drop_fault(p, e);
}

/* A fault for an entry that has none; 0: there are too many. */
static uint32_t
take_fault(struct past *p, uint32_t now_s)
{
	uint32_t	 i;

	if (p->nfaults == PAST_FAULTS_MAX)
		return 0;
	for (i = 0; p->faults[i].why != NULL; i++)
		continue;
	p->faults[i].since_s = now_s;
	return i + 1;
}

void
past_failed(struct past *p, const uint8_t *apex, size_t len, uint32_t now_s,
    const struct finding *why)
{
	struct report	*rep;
	struct entry	*e;

	if (why == NULL || (rep = report_new(1)) == NULL)
		return;
	report_add(rep, why->severity, &why->at, why->id, why->owner, "%s",
	    why->text);
	e = p->nfaults < PAST_FAULTS_MAX ? entry_of(p, apex, len) :
	    place(p, hash_of(p, apex, len));
	if (e != NULL && e->hash != 0 && e->fault == 0 &&
	    (e->fault = take_fault(p, now_s)) != 0)
		p->nfaults++;
	if (e == NULL || e->hash == 0 || e->fault == 0) {
		report_free(rep);
		return;
	}
	report_free(p->faults[e->fault - 1].why);
	p->faults[e->fault - 1].why = rep;
}

void
past_forget(struct past *p, const uint8_t *apex, size_t len)
{
	struct entry	*e = place(p, hash_of(p, apex, len));

	if (e->hash == 0)
		return;
	drop_fault(p, e);
	e->loaded_s = 0;
}

struct past_of
past_find(const struct past *p, const uint8_t *apex, size_t len)
{
	const struct entry	*e = place(p, hash_of(p, apex, len));
	struct past_of		 out = {0, 0, NULL};

	if (e->hash == 0)
		return out;
	out.loaded_s = e->loaded_s;
	if (e->fault != 0) {
		out.failed_s = p->faults[e->fault - 1].since_s;
		out.why = report_at(p->faults[e->fault - 1].why, 0);
	}
	return out;
}
