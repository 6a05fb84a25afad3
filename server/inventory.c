/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "server/inventory.h"
#include "server/stamp.h"
#include "zones/hash.h"

/* Places of the index at the start; doubled when three of four are used. */
#define PLACES_MIN	64

/* Open addressing. */
struct entry {
	uint32_t	 number;	/* on the shelf; 0: free */
	uint32_t	 hash;
};

struct inventory {
	struct shelf	*shelf;
	struct entry	*index;
	size_t		 mask;		/* places less 1 */
	size_t		 n;
	size_t		 wanted;	/* by this round */
	size_t		 failing;
	uint64_t	 seed;
	uint32_t	 round;
	struct homes	 homes;
	struct hosts	 hosts;
	struct examiner	*examiner;
	struct pool	*pool;
	struct slabs	*slabs;		/* of the zones */
};

struct inventory *
inventory_new(uint64_t seed)
{
	struct inventory	*inv;

	if ((inv = calloc(1, sizeof(*inv))) == NULL)
		return NULL;
	inv->mask = PLACES_MIN - 1;
	inv->index = calloc(PLACES_MIN, sizeof(*inv->index));
	inv->shelf = shelf_new();
	inv->examiner = examiner_new(seed);
	inv->pool = pool_new(seed);
	inv->slabs = slabs_new();
	inv->seed = seed;
	if (inv->index != NULL && inv->shelf != NULL &&
	    inv->examiner != NULL && inv->pool != NULL && inv->slabs != NULL)
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

struct pool *
inventory_pool(struct inventory *inv)
{
	return inv->pool;
}

struct slabs *
inventory_slabs(struct inventory *inv)
{
	return inv->slabs;
}

struct homes *
inventory_homes(struct inventory *inv)
{
	return &inv->homes;
}

struct hosts *
inventory_hosts(struct inventory *inv)
{
	return &inv->hosts;
}

static uint32_t
hash_of(const struct inventory *inv, const uint8_t *apex, size_t len)
{
	return (uint32_t)hash_bytes(inv->seed, apex, len);
}

/* Where it stands, or the free place where it would. */
static size_t
place(const struct inventory *inv, uint32_t hash, const uint8_t *apex,
    size_t len)
{
	const struct entry	*at;
	const struct known	*k;
	size_t			 i = hash & inv->mask;

	for (;; i = (i + 1) & inv->mask) {
		at = &inv->index[i];
		if (at->number == 0)
			return i;
		if (at->hash != hash)
			continue;
		k = shelf_at(inv->shelf, at->number);
		if (k->apex_len == len && memcmp(k->apex, apex, len) == 0)
			return i;
	}
}

struct known *
inventory_find(const struct inventory *inv, const uint8_t *apex, size_t len)
{
	size_t	 i = place(inv, hash_of(inv, apex, len), apex, len);

	return inv->index[i].number == 0 ? NULL :
	    shelf_at(inv->shelf, inv->index[i].number);
}

static int
grow(struct inventory *inv)
{
	struct entry	*index;
	size_t		 i, k, mask = inv->mask * 2 + 1;

	if ((index = calloc(mask + 1, sizeof(*index))) == NULL)
		return -1;
	for (i = 0; i <= inv->mask; i++) {
		if (inv->index[i].number == 0)
			continue;
		for (k = inv->index[i].hash & mask; index[k].number != 0; )
			k = (k + 1) & mask;
		index[k] = inv->index[i];
	}
	free(inv->index);
	inv->index = index;
	inv->mask = mask;
	return 0;
}

static struct known *
add(struct inventory *inv, const uint8_t *apex, size_t len)
{
	uint32_t	 number, hash = hash_of(inv, apex, len);
	struct known	*k;
	size_t		 i;

	if ((inv->n + 1) * 4 > (inv->mask + 1) * 3 && grow(inv) == -1)
		return NULL;
	if ((k = shelf_take(inv->shelf, offsetof(struct known, apex) + len,
	    &number)) == NULL)
		return NULL;
	k->apex_len = (uint8_t)len;
	memcpy(k->apex, apex, len);
	i = place(inv, hash, apex, len);
	inv->index[i] = (struct entry){number, hash};
	inv->n++;
	return k;
}

void
inventory_begin(struct inventory *inv)
{
	inv->round++;
	inv->wanted = 0;
}

struct known *
inventory_want(struct inventory *inv, struct known *k, const uint8_t *apex,
    size_t len, uint32_t home)
{
	if (k == NULL && (k = add(inv, apex, len)) == NULL)
		return NULL;
	k->round = inv->round;
	k->wanted = home;
	inv->wanted++;
	return k;
}

bool
inventory_wants(const struct inventory *inv, const struct known *k)
{
	return k != NULL && k->round == inv->round;
}

size_t
inventory_wanted(const struct inventory *inv)
{
	return inv->wanted;
}

struct home *
inventory_home(const struct inventory *inv, const struct known *k)
{
	return k->home == 0 ? NULL : homes_at(&inv->homes, k->home);
}

struct home *
inventory_source(const struct inventory *inv, const struct known *k)
{
	return homes_at(&inv->homes,
	    inventory_wants(inv, k) ? k->wanted : k->home);
}

const struct lint *
inventory_lint(const struct inventory *inv, const struct known *k)
{
	const struct home	*h = inventory_source(inv, k);

	return h->next_lint != NULL ? h->next_lint : h->lint;
}

const char *
inventory_path(const struct inventory *inv, const struct known *k,
    const char *file, char buf[PATH_MAX])
{
	const char	*path;

	path = home_path(inventory_source(inv, k), k->apex, file, buf);
	return path == NULL ? "" : path;
}

void
inventory_forget(struct inventory *inv)
{
	struct known	*k;
	uint32_t	 cursor = 0;

	while ((k = inventory_walk(inv, &cursor)) != NULL)
		if (k->home == 0)
			inventory_remove(inv, k);
	homes_sweep(&inv->homes);
	inv->round++;		/* nothing is wanted from a home that went */
}

struct known *
inventory_walk(const struct inventory *inv, uint32_t *cursor)
{
	return shelf_walk(inv->shelf, cursor);
}

size_t
inventory_count(const struct inventory *inv)
{
	return inv->n;
}

void
inventory_set_failing(struct inventory *inv, struct known *k, bool is_failing)
{
	inv->failing += (size_t)is_failing - (size_t)k->is_failing;
	k->is_failing = is_failing;
}

size_t
inventory_failing(const struct inventory *inv)
{
	return inv->failing;
}

void
inventory_findings(struct inventory *inv, uint64_t found[SEV_ERROR + 1])
{
	outcomes_total(examiner_outcomes(inv->examiner), found);
}

static void
leave_home(struct inventory *inv, struct known *k)
{
	if (k->home != 0)
		homes_at(&inv->homes, k->home)->users--;
	k->home = 0;
}

void
inventory_settle(struct inventory *inv, struct known *k)
{
	if (k->home == k->wanted)
		return;
	leave_home(inv, k);
	k->home = k->wanted;
	homes_at(&inv->homes, k->home)->users++;
}

void
inventory_end(struct inventory *inv)
{
	homes_settle(&inv->homes);
	homes_sweep(&inv->homes);
}

static void
known_clear(struct inventory *inv, struct known *k)
{
	outcomes_give(examiner_outcomes(inv->examiner), k->outcome);
	zone_unref(k->zone);
	aside_free(k->aside);
	leave_home(inv, k);
	inventory_set_failing(inv, k, false);
}

/* Close the gap that it leaves in its run of places. */
static void
leave_place(struct inventory *inv, size_t gap)
{
	size_t	 i = gap, home;

	for (;;) {
		i = (i + 1) & inv->mask;
		if (inv->index[i].number == 0)
			break;
		home = inv->index[i].hash & inv->mask;
		if (((i - home) & inv->mask) < ((i - gap) & inv->mask))
			continue;
		inv->index[gap] = inv->index[i];
		gap = i;
	}
	inv->index[gap] = (struct entry){0, 0};
}

void
inventory_remove(struct inventory *inv, struct known *k)
{
	size_t	 i = place(inv, hash_of(inv, k->apex, k->apex_len), k->apex,
	    k->apex_len);

	known_clear(inv, k);
	shelf_give(inv->shelf, inv->index[i].number);
	leave_place(inv, i);
	inv->n--;
}

struct slot_range
inventory_range(const struct known *k)
{
	return slots_range(k->room == 0 ? 0 : k->zone->rotation_base,
	    k->room);
}

struct aside *
aside_new(const char *file, struct zone_file *files, size_t nfiles,
    bool *failed)
{
	struct aside	*a;
	size_t		 i, n = nfiles > 1 ? nfiles - 1 : 0;

	*failed = false;
	if (file == NULL && n == 0)
		return NULL;
	*failed = true;
	if ((a = calloc(1, sizeof(*a) + n * sizeof(a->files[0]))) == NULL)
		return NULL;
	if (file != NULL && (a->file = strdup(file)) == NULL) {
		free(a);
		return NULL;
	}
	*failed = false;
	for (i = 0; i < n; i++) {
		a->files[i].path = files[i + 1].path;
		a->files[i].stamp = stamp_of(&files[i + 1].id);
		files[i + 1].path = NULL;
	}
	a->n = n;
	return a;
}

void
aside_free(struct aside *a)
{
	size_t	 i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n; i++)
		free(a->files[i].path);
	free(a->file);
	free(a);
}

bool
aside_has_changed(const struct aside *a)
{
	size_t	 i;

	for (i = 0; a != NULL && i < a->n; i++)
		if (stamp_at(AT_FDCWD, a->files[i].path) !=
		    a->files[i].stamp)
			return true;
	return false;
}

void
inventory_free(struct inventory *inv)
{
	struct known	*k;
	uint32_t	 cursor = 0;

	if (inv == NULL)
		return;
	while (inv->shelf != NULL && inv->examiner != NULL &&
	    (k = inventory_walk(inv, &cursor)) != NULL)
		known_clear(inv, k);
	homes_clear(&inv->homes);
	if (inv->examiner != NULL)
		hosts_clear(&inv->hosts, inv->examiner);
	examiner_free(inv->examiner);
	shelf_free(inv->shelf);
	pool_free(inv->pool);
	slabs_close(inv->slabs);
	free(inv->index);
	free(inv);
}
