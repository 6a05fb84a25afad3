/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/uses.h"
#include "zones/hash.h"
#include "zones/kept.h"

/* Chains at the start; doubled when there are as many uses. */
#define CHAINS_MIN	64

struct uses {
	struct use	**chains;
	size_t		 nchains;	/* a power of 2 */
	size_t		 n;
	uint64_t	 seed;
};

/* The root is 0, and no other name has one octet. */
const uint8_t	 uses_template[1] = {1};

struct uses *
uses_new(uint64_t seed)
{
	struct uses	*us;

	if ((us = calloc(1, sizeof(*us))) == NULL)
		return NULL;
	us->seed = seed;
	us->nchains = CHAINS_MIN;
	if ((us->chains = calloc(us->nchains, sizeof(*us->chains))) == NULL) {
		free(us);
		return NULL;
	}
	return us;
}

void
uses_clear(struct uses *us)
{
	struct use	*u, *next;
	size_t		 i;

	for (i = 0; i < us->nchains; i++) {
		for (u = us->chains[i]; u != NULL; u = next) {
			next = u->next;
			free(u);
		}
		us->chains[i] = NULL;
	}
	us->n = 0;
}

void
uses_free(struct uses *us)
{
	if (us == NULL)
		return;
	uses_clear(us);
	free(us->chains);
	free(us);
}

static struct use **
chain_of(const struct uses *us, uint64_t hash)
{
	return &us->chains[hash & (us->nchains - 1)];
}

/* Twice the chains, each in its order; without memory they become longer. */
static void
grow(struct uses *us)
{
	struct use	**old = us->chains, **end[2], *u;
	size_t		 i, k, n = us->nchains;

	if ((us->chains = calloc(2 * n, sizeof(*us->chains))) == NULL) {
		us->chains = old;
		return;
	}
	us->nchains = 2 * n;
	for (i = 0; i < n; i++) {
		end[0] = &us->chains[i];
		end[1] = &us->chains[n + i];
		for (u = old[i]; u != NULL; u = u->next) {
			k = (u->hash & n) != 0;
			*end[k] = u;
			end[k] = &u->next;
		}
		*end[0] = *end[1] = NULL;
	}
	free(old);
}

const struct use *
uses_next(const struct uses *us, const char *path, const struct use *after)
{
	uint64_t		 hash = hash_bytes(us->seed, path,
	    strlen(path));
	const struct use	*u;

	u = after == NULL ? *chain_of(us, hash) : after->next;
	while (u != NULL && u->hash != hash)
		u = u->next;
	return u;
}

KEPT_BEGIN	/* in us->chains */
static int
put(struct uses *us, const char *path, const uint8_t *apex, size_t apex_len)
{
	struct use	*u;

	if ((u = malloc(sizeof(*u) + apex_len)) == NULL)
		return -1;
	u->hash = hash_bytes(us->seed, path, strlen(path));
	u->apex_len = (uint8_t)apex_len;
	if (apex_len > 0)
		memcpy(u->apex, apex, apex_len);
	if (us->n == us->nchains)
		grow(us);
	u->next = *chain_of(us, u->hash);
	*chain_of(us, u->hash) = u;
	us->n++;
	return 0;
}
KEPT_END

int
uses_add(struct uses *us, const char *path, const uint8_t *apex,
    size_t apex_len)
{
	const struct use	*u = NULL;
	unsigned		 n = 0;

	while ((u = uses_next(us, path, u)) != NULL) {
		if (u->apex_len == 0 || (u->apex_len == apex_len &&
		    memcmp(u->apex, apex, apex_len) == 0))
			return 0;
		n++;
	}
	return put(us, path, apex, n < USES_FILE_MAX ? apex_len : 0);
}
