/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "server/inventory.h"
#include "server/stamp.h"
#include "server/title.h"
#include "zones/hash.h"
#include "zones/shards.h"

/* Places of the index at the start. */
#define PLACES_MIN	64

#define ROUND_MASK	((1u << ROUND_BITS) - 1)

struct inventory {
	struct shelf	*shelf;
	uint32_t	*numbers;	/* [places] on the shelf; 0: free.
					   Open addressing */
	uint8_t		*tags;		/* [places] 8 bits of each hash */
	size_t		 places;
	size_t		 n;
	size_t		 wanted;	/* by this round */
	size_t		 failing;
	size_t		 dead;		/* of these, without content */
	uint64_t	 seed;
	uint32_t	 round;
	struct homes	 homes;
	struct hosts	 hosts;
	struct examiner	*examiner;
	struct notices	*notices;
	struct faults	*faults;
	struct pool	*pool;
	struct slabs	*slabs;		/* of the zones */
	struct past	*past;
};

struct inventory *
inventory_new(uint64_t seed)
{
	struct inventory	*inv;

	if ((inv = calloc(1, sizeof(*inv))) == NULL)
		return NULL;
	inv->places = PLACES_MIN;
	inv->numbers = calloc(PLACES_MIN, sizeof(*inv->numbers));
	inv->tags = malloc(PLACES_MIN);
	inv->shelf = shelf_new();
	inv->examiner = examiner_new(seed);
	inv->notices = notices_new();
	inv->faults = faults_new();
	inv->pool = pool_new(seed);
	inv->slabs = slabs_new();
	inv->past = past_new(seed);
	inv->seed = seed;
	if (inv->numbers != NULL && inv->tags != NULL && inv->shelf != NULL &&
	    inv->examiner != NULL && inv->notices != NULL &&
	    inv->faults != NULL && inv->pool != NULL &&
	    inv->slabs != NULL && inv->past != NULL)
		return inv;
	inventory_free(inv);
	return NULL;
}

uint64_t
inventory_seed(const struct inventory *inv)
{
	return inv->seed;
}

struct notices *
inventory_notices(const struct inventory *inv)
{
	return inv->notices;
}

struct faults *
inventory_faults(const struct inventory *inv)
{
	return inv->faults;
}

static uint64_t
key_of(const struct known *k)
{
	return notices_key(k->named->apex, k->named->apex_len);
}

void
inventory_note(struct inventory *inv, const struct known *k,
    enum notice_part part, const struct report *rep)
{
	uint64_t	 key = key_of(k);
	char		 title[TITLE_MAX];

	if (notices_want(inv->notices, key, rep))
		notices_set(inv->notices, key, title_zone(known_apex(k),
		    title), part, rep);
	else
		notices_drop_part(inv->notices, key, part);
}

const struct notice *
inventory_notice(const struct inventory *inv, const struct known *k)
{
	return notices_find(inv->notices, key_of(k));
}

void
inventory_note_none(struct inventory *inv, const struct known *k,
    enum notice_part part)
{
	notices_drop_part(inv->notices, key_of(k), part);
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

struct past *
inventory_past(struct inventory *inv)
{
	return inv->past;
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

/* Where the search for a hash begins; any number of places. */
static size_t
home_of(const struct inventory *inv, uint32_t hash)
{
	return (size_t)((uint64_t)hash * inv->places >> 32);
}

static size_t
next_place(const struct inventory *inv, size_t i)
{
	return i + 1 < inv->places ? i + 1 : 0;
}

/* Where it stands, or the free place where it would. */
static size_t
place(const struct inventory *inv, uint32_t hash, const uint8_t *apex,
    size_t len)
{
	const struct known	*k;
	size_t			 i;

	for (i = home_of(inv, hash); inv->numbers[i] != 0;
	    i = next_place(inv, i)) {
		if (inv->tags[i] != (uint8_t)hash)
			continue;
		k = shelf_at(inv->shelf, inv->numbers[i]);
		if (zone_has_apex(k->named, apex, len))
			break;
	}
	return i;
}

struct known *
inventory_find(const struct inventory *inv, const uint8_t *apex, size_t len)
{
	size_t	 i = place(inv, hash_of(inv, apex, len), apex, len);

	return inv->numbers[i] == 0 ? NULL :
	    shelf_at(inv->shelf, inv->numbers[i]);
}

static uint32_t
hash_known(const struct inventory *inv, const struct known *k)
{
	return hash_of(inv, k->named->apex, k->named->apex_len);
}

static void
put_place(struct inventory *inv, uint32_t number, uint32_t hash)
{
	size_t	 i = home_of(inv, hash);

	while (inv->numbers[i] != 0)
		i = next_place(inv, i);
	inv->numbers[i] = number;
	inv->tags[i] = (uint8_t)hash;
}

/* A quarter more places: an eighth to three tenths of them stay free.  Those
   that we know are put in anew in the order in which they lie. */
static int
grow(struct inventory *inv)
{
	struct inventory	 wider = *inv;
	struct known		*k;
	uint32_t		 cursor = 0;

	wider.places += wider.places / 4;
	wider.numbers = calloc(wider.places, sizeof(*wider.numbers));
	wider.tags = malloc(wider.places);
	if (wider.numbers == NULL || wider.tags == NULL) {
		free(wider.numbers);
		free(wider.tags);
		return -1;
	}
	while ((k = shelf_walk(inv->shelf, &cursor)) != NULL)
		put_place(&wider, shelf_number(&k->piece, cursor),
		    hash_known(inv, k));
	free(inv->numbers);
	free(inv->tags);
	inv->numbers = wider.numbers;
	inv->tags = wider.tags;
	inv->places = wider.places;
	return 0;
}

static struct known *
add(struct inventory *inv, const uint8_t *apex, size_t len)
{
	struct known	*k;
	struct zone	*named;
	struct name	 name;
	uint32_t	 number;

	if (inv->n + 1 > inv->places - inv->places / 8 && grow(inv) == -1)
		return NULL;
	name_from_wire(&name, apex);
	if ((named = zone_new_in(inv->slabs, &name, NULL, true, 0)) == NULL)
		return NULL;
	if ((k = shelf_take(inv->shelf, sizeof(*k), &number)) == NULL) {
		zone_unref(named);
		return NULL;
	}
	k->named = named;
	put_place(inv, number, hash_of(inv, apex, len));
	inv->n++;
	return k;
}

struct zone *
known_serve(struct known *k, struct zone *zone)
{
	struct zone	*before = known_zone(k);

	if (before == NULL)
		zone_unref(k->named);
	k->named = zone;
	k->is_served = true;
	return before;
}

/* Their numbers begin anew: no zone may have one of long ago. */
static void
next_round(struct inventory *inv)
{
	struct known	*k;
	uint32_t	 cursor = 0;

	inv->round = (inv->round + 1) & ROUND_MASK;
	if (inv->round > 0)
		return;
	while ((k = inventory_walk(inv, &cursor)) != NULL)
		k->round = 0;
	inv->round = 1;
}

void
inventory_begin(struct inventory *inv)
{
	next_round(inv);
	inv->wanted = 0;
}

struct known *
inventory_want(struct inventory *inv, struct known *k, const uint8_t *apex,
    size_t len, uint32_t home)
{
	if (k == NULL && (k = add(inv, apex, len)) == NULL)
		return NULL;
	k->round = inv->round & ROUND_MASK;
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

	path = home_path(inventory_source(inv, k), known_apex(k), file, buf);
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
	next_round(inv);	/* nothing is wanted from a home that went */
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

/* What fails leaves in place what was served: none gets content, or loses it,
   before it is said here that it does not fail. */
void
inventory_set_failing(struct inventory *inv, struct known *k, bool is_failing)
{
	bool	 is_empty = !known_has_content(k);

	inv->failing += (size_t)is_failing - (size_t)k->is_failing;
	if (is_empty)
		inv->dead += (size_t)is_failing - (size_t)k->is_failing;
	k->is_failing = is_failing;
}

size_t
inventory_failing(const struct inventory *inv)
{
	return inv->failing;
}

size_t
inventory_dead(const struct inventory *inv)
{
	return inv->dead;
}

void
inventory_findings(struct inventory *inv, uint64_t found[SEV_ERROR + 1])
{
	const struct hosts	*hosts = inventory_hosts(inv);
	size_t			 i, sev;

	outcomes_total(examiner_outcomes(inv->examiner), found);
	for (i = 0; i < hosts->n; i++)
		for (sev = SEV_INFO; sev <= SEV_ERROR; sev++)
			found[sev] += host_count(hosts->host[i],
			    (enum severity)sev);
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
	inventory_set_failing(inv, k, false);
	outcomes_give(examiner_outcomes(inv->examiner), k->outcome);
	zone_unref(k->named);
	aside_free(k->aside);
	leave_home(inv, k);
}

/* Close the gap that it leaves: one moves into it if its search would
   otherwise end there. */
static void
leave_place(struct inventory *inv, size_t gap)
{
	const struct known	*k;
	size_t			 i, home;

	for (i = next_place(inv, gap); inv->numbers[i] != 0;
	    i = next_place(inv, i)) {
		k = shelf_at(inv->shelf, inv->numbers[i]);
		home = home_of(inv, hash_known(inv, k));
		if (gap < i ? home > gap && home <= i :
		    home > gap || home <= i)
			continue;
		inv->numbers[gap] = inv->numbers[i];
		inv->tags[gap] = inv->tags[i];
		gap = i;
	}
	inv->numbers[gap] = 0;
}

void
inventory_remove(struct inventory *inv, struct known *k)
{
	size_t		 i = place(inv, hash_known(inv, k), k->named->apex,
			    k->named->apex_len);
	uint32_t	 number = inv->numbers[i];

	leave_place(inv, i);
	notices_drop(inv->notices, key_of(k));
	known_clear(inv, k);
	shelf_give(inv->shelf, number);
	inv->n--;
}

struct slot_range
inventory_range(const struct known *k)
{
	return slots_range(k->room == 0 ? 0 : k->named->rotation_base,
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
	notices_free(inv->notices);
	faults_free(inv->faults);
	shelf_free(inv->shelf);
	past_free(inv->past);
	pool_free(inv->pool);
	slabs_close(inv->slabs);
	free(inv->numbers);
	free(inv->tags);
	free(inv);
}
