/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/inventory.h"
#include "zones/hash.h"

/* Buckets at the start; doubled when there are as many zones. */
#define BUCKETS_MIN	64

struct inventory {
	struct known_list	 all;
	struct known		**buckets;
	size_t			 nbuckets;	/* a power of two */
	size_t			 n;
	uint64_t		 seed;
	uint64_t		 round;
	struct examiner		*examiner;
};

struct inventory *
inventory_new(uint64_t seed)
{
	struct inventory	*inv;

	if ((inv = calloc(1, sizeof(*inv))) == NULL)
		return NULL;
	TAILQ_INIT(&inv->all);
	inv->nbuckets = BUCKETS_MIN;
	inv->buckets = calloc(inv->nbuckets, sizeof(*inv->buckets));
	inv->examiner = examiner_new(seed);
	inv->seed = seed;
	if (inv->buckets != NULL && inv->examiner != NULL)
		return inv;
	inventory_free(inv);
	return NULL;
}

uint64_t
inventory_seed(const struct inventory *inv)
{
	return inv->seed;
}

struct examiner *
inventory_examiner(struct inventory *inv)
{
	return inv->examiner;
}

static struct known **
bucket_of(struct inventory *inv, const uint8_t *apex, size_t len)
{
	uint64_t	 h = hash_bytes(inv->seed, apex, len);

	return &inv->buckets[h & (inv->nbuckets - 1)];
}

static struct known *
find(struct inventory *inv, const struct name *apex)
{
	struct known	*k = *bucket_of(inv, apex->wire, apex->len);

	for (; k != NULL; k = k->chain)
		if (k->apex_len == apex->len &&
		    memcmp(k->apex, apex->wire, apex->len) == 0)
			return k;
	return NULL;
}

/* Without memory the chains grow longer, and that is all. */
static void
grow(struct inventory *inv)
{
	struct known	**buckets, **b, *k;

	buckets = calloc(inv->nbuckets * 2, sizeof(*buckets));
	if (buckets == NULL)
		return;
	free(inv->buckets);
	inv->buckets = buckets;
	inv->nbuckets *= 2;
	TAILQ_FOREACH(k, &inv->all, link) {
		b = bucket_of(inv, k->apex, k->apex_len);
		k->chain = *b;
		*b = k;
	}
}

static struct known *
add(struct inventory *inv, const struct name *apex)
{
	struct known	*k, **b;

	if ((k = calloc(1, sizeof(*k) + apex->len)) == NULL)
		return NULL;
	k->apex_len = apex->len;
	memcpy(k->apex, apex->wire, apex->len);
	if (inv->n == inv->nbuckets)
		grow(inv);
	b = bucket_of(inv, k->apex, k->apex_len);
	k->chain = *b;
	*b = k;
	TAILQ_INSERT_TAIL(&inv->all, k, link);
	inv->n++;
	return k;
}

static void
origin_clear(struct origin *s)
{
	free(s->path);
	free(s->include_root);
	*s = (struct origin){.path = NULL};
}

static int
origin_copy(struct origin *to, const struct origin *from)
{
	to->does_rotate = from->does_rotate;
	to->path = strdup(from->path);
	to->include_root = from->include_root == NULL ? NULL :
	    strdup(from->include_root);
	if (to->path != NULL &&
	    (to->include_root != NULL || from->include_root == NULL))
		return 0;
	origin_clear(to);
	return -1;
}

static bool
same_text(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static bool
origin_equal(const struct origin *a, const struct origin *b)
{
	return a->does_rotate == b->does_rotate &&
	    same_text(a->path, b->path) &&
	    same_text(a->include_root, b->include_root);
}

void
inventory_begin(struct inventory *inv)
{
	inv->round++;
}

int
inventory_want(struct inventory *inv, const struct name *apex,
    const struct origin *origin, struct known **found)
{
	struct known	*k = find(inv, apex);

	*found = k;
	if (k != NULL && k->round == inv->round)
		return 1;
	if (k == NULL && (k = add(inv, apex)) == NULL)
		return -1;
	*found = k;
	if (!origin_equal(&k->origin, origin) &&
	    origin_copy(&k->wanted, origin) == -1)
		return -1;
	k->round = inv->round;
	k->lint = origin->lint;
	return 0;
}

bool
inventory_wants(const struct inventory *inv, const struct known *k)
{
	return k->round == inv->round;
}

const char *
inventory_path(const struct known *k)
{
	return k->wanted.path != NULL ? k->wanted.path : k->origin.path;
}

void
inventory_forget(struct inventory *inv)
{
	struct known	*k, *next;

	TAILQ_FOREACH_SAFE(k, &inv->all, link, next) {
		origin_clear(&k->wanted);
		if (k->origin.path == NULL)
			inventory_remove(inv, k);
	}
}

struct known_list *
inventory_all(struct inventory *inv)
{
	return &inv->all;
}

size_t
inventory_count(const struct inventory *inv)
{
	return inv->n;
}

void
inventory_findings(const struct inventory *inv, uint64_t found[SEV_ERROR + 1])
{
	const struct known	*k;
	int			 i;

	memset(found, 0, (SEV_ERROR + 1) * sizeof(*found));
	TAILQ_FOREACH(k, &inv->all, link) {
		for (i = SEV_INFO; i <= SEV_ERROR; i++)
			found[i] += exam_count(&k->exam, (enum severity)i);
	}
}

void
inventory_settle(struct known *k)
{
	if (k->wanted.path == NULL)
		return;
	origin_clear(&k->origin);
	k->origin = k->wanted;
	k->wanted = (struct origin){.path = NULL};
}

void
zone_files_free(struct zone_file *files, size_t n)
{
	size_t	 i;

	for (i = 0; i < n; i++)
		free(files[i].path);
	free(files);
}

static void
known_free(struct inventory *inv, struct known *k)
{
	exam_clear(inv->examiner, &k->exam);
	zone_unref(k->zone);
	zone_files_free(k->files, k->nfiles);
	origin_clear(&k->origin);
	origin_clear(&k->wanted);
	free(k);
}

void
inventory_remove(struct inventory *inv, struct known *k)
{
	struct known	**at = bucket_of(inv, k->apex, k->apex_len);

	while (*at != k)
		at = &(*at)->chain;
	*at = k->chain;
	TAILQ_REMOVE(&inv->all, k, link);
	inv->n--;
	known_free(inv, k);
}

void
inventory_free(struct inventory *inv)
{
	struct known	*k;

	if (inv == NULL)
		return;
	while ((k = TAILQ_FIRST(&inv->all)) != NULL) {
		TAILQ_REMOVE(&inv->all, k, link);
		known_free(inv, k);
	}
	examiner_free(inv->examiner);
	free(inv->buckets);
	free(inv);
}
