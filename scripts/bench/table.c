/* SPDX-License-Identifier: ISC */
#include <err.h>
#include <limits.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "zones/shards.h"
#include "zones/table.h"

/*
 * The table of zones by itself: what a zone costs in memory and time, and a
 * look-up with memory as cold as random questions make it.
 *
 * usage: table [zones]
 *
 * The zones have no content; apexes have some 15 octets.
 */

#define ZONES_PRESET	1000000
#define LOOKUPS		(1 << 21)
#define BATCH		64
#define CHANGES		10

static uint64_t	seed = 1;

/* Numbers that look random and are the same in each run (xorshift). */
static uint64_t
draw(void)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed;
}

static double
now_s(void)
{
	struct timespec	ts;

	if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts) == -1)
		err(1, "clock_gettime");
	return (double)ts.tv_sec + (double)ts.tv_nsec / 1e9;
}

static void
name_of(struct name *name, unsigned long i)
{
	char		 text[40];
	const char	*why;

	(void)snprintf(text, sizeof(text), "d%07lu.test.", i);
	if (name_from_text(name, text, strlen(text), NULL, &why) == -1)
		errx(1, "%s %s", text, why);
}

static size_t
held_bytes(void)
{
	struct mallinfo2	m = mallinfo2();

	return m.uordblks + m.hblkhd;
}

static void
put_one_by_one(struct table_edit *e, struct zone *const *z, size_t n)
{
	size_t	i;

	for (i = 0; i < n; i++)
		if (table_edit_put(e, z[i]) == -1)
			err(1, "table");
}

/* As the lists of templates are read. */
static void
put_announced(struct table_edit *e, struct zone *const *z, size_t n)
{
	struct name		 names[BATCH];
	const struct name	*apexes[BATCH];
	size_t			 i, k, some;

	if (table_edit_expect(e, n) == -1)
		err(1, "table");
	for (i = 0; i < n; i += some) {
		some = n - i < BATCH ? n - i : BATCH;
		for (k = 0; k < some; k++) {
			name_from_wire(&names[k], z[i + k]->apex);
			apexes[k] = &names[k];
		}
		table_edit_fetch(e, apexes, some);
		put_one_by_one(e, z + i, some);
	}
}

static struct table *
make_table(unsigned long zones, struct slabs *slabs, const char *how,
    void (*put)(struct table_edit *, struct zone *const *, size_t))
{
	struct table		*empty, *t;
	struct table_edit	*e;
	struct name		 name;
	struct zone		**z = calloc(zones, sizeof(struct zone *));
	double			 start_s;
	unsigned long		 i;
	size_t			 before = held_bytes();

	if (z == NULL || (empty = table_new(draw())) == NULL ||
	    (e = table_edit_begin(empty)) == NULL)
		err(1, "table");
	for (i = 0; i < zones; i++) {
		name_of(&name, i);
		z[i] = zone_new_in(slabs, &name, NULL, true, 0);
		if (z[i] == NULL)
			err(1, "zone");
	}
	start_s = now_s();
	put(e, z, zones);
	printf("%lu zones put %s: %.0f ns each, %.1f octets each\n", zones,
	    how, (now_s() - start_s) * 1e9 / (double)zones,
	    (double)(held_bytes() - before) / (double)zones);
	t = table_edit_commit(e);
	table_free(empty);
	free(z);
	return t;
}

static void
look_up_alone(const struct table *t, const struct name *names)
{
	double		start_s = now_s();
	unsigned	i, found = 0;

	for (i = 0; i < LOOKUPS; i++)
		found += table_find(t, &names[i], 0) != NULL;
	printf("looked up alone: %.0f ns, %u found\n",
	    (now_s() - start_s) * 1e9 / LOOKUPS, found);
}

static void
look_up_together(const struct table *t, const struct name *names)
{
	static struct aim	 aims[BATCH];
	const struct zone	*z[BATCH];
	double			 start_s = now_s();
	unsigned		 i, k, found = 0;

	for (i = 0; i < LOOKUPS; i += BATCH) {
		for (k = 0; k < BATCH; k++)
			aim_take(&aims[k], t, &names[i + k],
			    table_hash(t, names[i + k].wire,
			    names[i + k].len));
		for (k = 0; k < BATCH; k++)
			z[k] = aim_slots(&aims[k].at[0]);
		for (k = 0; k < BATCH; k++)
			found += z[k] != NULL && zone_has_apex(z[k],
			    names[i + k].wire, names[i + k].len);
	}
	printf("looked up in batches: %.0f ns, %u found\n",
	    (now_s() - start_s) * 1e9 / LOOKUPS, found);
}

static void
change(const struct table *t, struct slabs *slabs, unsigned long zones)
{
	double			 start_s = now_s();
	struct table_edit	*e;
	struct table		*next;
	struct name		 name;
	unsigned		 i;

	if ((e = table_edit_begin(t)) == NULL)
		err(1, "table");
	for (i = 0; i < CHANGES; i++) {
		name_of(&name, draw() % zones);
		if (table_edit_remove(e, &name) == -1)
			err(1, "table");
		name_of(&name, zones + i);
		if (table_edit_put(e, zone_new_in(slabs, &name, NULL, true,
		    0)) == -1)
			err(1, "table");
	}
	next = table_edit_commit(e);
	printf("%d put and removed: %.2f ms", CHANGES,
	    (now_s() - start_s) * 1e3);
	start_s = now_s();
	table_free(next);
	printf(", let go: %.2f ms\n", (now_s() - start_s) * 1e3);
}

int
main(int argc, char *argv[])
{
	unsigned long	 zones = ZONES_PRESET, i;
	struct slabs	*slabs = slabs_new();
	struct table	*t;
	struct name	*names = calloc(LOOKUPS, sizeof(*names));

	if (argc > 1)
		zones = strtoul(argv[1], NULL, 10);
	if (argc > 2 || zones == 0 || zones > INT_MAX)
		errx(2, "usage: table [zones]");
	if (slabs == NULL || names == NULL)
		err(1, NULL);
	table_free(make_table(zones, slabs, "one by one", put_one_by_one));
	t = make_table(zones, slabs, "announced", put_announced);
	for (i = 0; i < LOOKUPS; i++)
		name_of(&names[i], draw() % zones);
	look_up_alone(t, names);
	look_up_together(t, names);
	change(t, slabs, zones);
	table_free(t);
	slabs_close(slabs);
	free(names);
	return 0;
}
