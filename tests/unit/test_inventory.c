/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/inventory.h"
#include "server/listing.h"

static const struct origin	 from_a = {.path = "/a", .does_rotate = true};

/* 1 if it was wanted already. */
static int
want(struct inventory *inv, const char *apex, const struct origin *origin,
    struct known **k)
{
	struct name	 name = name_of(apex);
	uint32_t	 home;

	*k = inventory_find(inv, name.wire, name.len);
	if (inventory_wants(inv, *k))
		return 1;
	home = homes_want(inventory_homes(inv), origin,
	    *k == NULL ? 0 : (*k)->home);
	if (home == 0)
		return -1;
	*k = inventory_want(inv, *k, name.wire, name.len, home);
	return *k == NULL ? -1 : 0;
}

/* Settle everything, as a round that succeeded does. */
static void
settle(struct inventory *inv)
{
	struct known	*k;
	uint32_t	 cursor = 0;

	while ((k = inventory_walk(inv, &cursor)) != NULL) {
		if (inventory_wants(inv, k))
			inventory_settle(inv, k);
		else
			inventory_remove(inv, k);
	}
	inventory_end(inv);
}

/* New, the same again, twice in one round, no longer. */
static void
test_rounds(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*k, *again;
	char			 path[PATH_MAX];

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_string_equal(inventory_path(inv, k, NULL, path), "/a");
	assert_int_equal(want(inv, "a.", &from_a, &again), 1);
	assert_ptr_equal(again, k);
	assert_int_equal(want(inv, "b.", &from_a, &k), 0);
	assert_int_equal(inventory_count(inv), 2);
	assert_int_equal(inventory_wanted(inv), 2);
	settle(inv);
	inventory_begin(inv);
	assert_int_equal(inventory_wanted(inv), 0);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_int_equal(k->wanted, k->home);
	assert_true(inventory_wants(inv, k));
	settle(inv);
	assert_int_equal(inventory_count(inv), 1);
	inventory_free(inv);
	inventory_free(NULL);
}

/* Another home is in force when the round is. */
static void
test_homes(void **state)
{
	const struct origin	 from_dir = {.path = "/d",
	    .is_directory = true};
	struct inventory	*inv = inventory_new(1);
	struct known		*k;
	char			 path[PATH_MAX];
	bool			 failed;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_null(inventory_home(inv, k));
	settle(inv);
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_dir, &k), 0);
	assert_string_equal(inventory_home(inv, k)->path, "/a");
	assert_string_equal(inventory_source(inv, k)->path, "/d");
	inventory_forget(inv);
	assert_string_equal(inventory_source(inv, k)->path, "/a");
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_dir, &k), 0);
	settle(inv);
	assert_string_equal(inventory_home(inv, k)->path, "/d");
	assert_string_equal(inventory_path(inv, k, NULL, path), "/d/a.zone");
	k->aside = aside_new("A.zone", NULL, 0, &failed);
	assert_false(failed);
	assert_string_equal(inventory_path(inv, k, k->aside->file, path),
	    "/d/A.zone");
	inventory_free(inv);
}

static void
test_failing(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*a, *b;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &a), 0);
	assert_int_equal(want(inv, "b.", &from_a, &b), 0);
	settle(inv);
	inventory_set_failing(inv, a, true);
	inventory_set_failing(inv, a, true);
	inventory_set_failing(inv, b, true);
	assert_int_equal(inventory_failing(inv), 2);
	assert_int_equal(inventory_dead(inv), 2);
	inventory_set_failing(inv, b, false);
	assert_int_equal(inventory_dead(inv), 1);
	inventory_remove(inv, a);
	assert_int_equal(inventory_failing(inv), 0);
	assert_int_equal(inventory_dead(inv), 0);
	inventory_free(inv);
}

/* What is kept of a load: nothing, if it read one file with the usual
   name. */
static void
test_aside(void **state)
{
	struct zone_file	 files[3] = {
		{.path = NULL, .id = {.ino = 1}},
		{.path = strdup("/nowhere/a"), .id = {.ino = 2}},
		{.path = strdup("/nowhere/b"), .id = {.ino = 0}},
	};
	struct aside		*a;
	long			 held;
	size_t			 good;
	bool			 failed;

	(void)state;
	assert_null(aside_new(NULL, files, 1, &failed));
	assert_false(failed);
	assert_null(aside_new(NULL, NULL, 0, &failed));
	assert_false(failed);
	held = failing_held();
	for (good = 0; good < 2; good++) {
		failing_arm(good);
		assert_null(aside_new("A.zone", files, 3, &failed));
		assert_true(failing_disarm());
		assert_true(failed);
		assert_int_equal(failing_held(), held);
	}
	a = aside_new("A.zone", files, 3, &failed);
	assert_false(failed);
	assert_string_equal(a->file, "A.zone");
	assert_int_equal(a->n, 2);
	assert_string_equal(a->files[1].path, "/nowhere/b");
	assert_null(files[1].path);
	assert_true(a->files[0].stamp != 0);
	assert_true(aside_has_changed(a));	/* a was there */
	a->files[0].stamp = 0;
	assert_false(aside_has_changed(a));	/* neither is */
	aside_free(a);
	assert_false(aside_has_changed(NULL));
	aside_free(NULL);
}

/* A round that failed leaves nothing behind. */
static void
test_forget(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*k;
	long			 held;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	settle(inv);
	held = failing_held();
	inventory_begin(inv);
	assert_int_equal(want(inv, "b.", &from_a, &k), 0);
	inventory_forget(inv);
	assert_int_equal(inventory_count(inv), 1);
	assert_int_equal(failing_held(), held);
	inventory_free(inv);
}

/* A zone that no round wants is never taken for one that is wanted, however
   often the numbers of rounds begin anew. */
static void
test_many_rounds(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*a, *b;
	unsigned		 i;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &a), 0);
	assert_int_equal(want(inv, "b.", &from_a, &b), 0);
	settle(inv);
	for (i = 0; i < (2u << ROUND_BITS) + 2; i++) {
		inventory_begin(inv);
		assert_false(inventory_wants(inv, a));
		assert_false(inventory_wants(inv, b));
		assert_int_equal(want(inv, "b.", &from_a, &b), 0);
		assert_true(inventory_wants(inv, b));
	}
	inventory_free(inv);
}

/* Its name is there before it is served, and stays. */
static void
test_serve(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct name		 apex = name_of("a.");
	struct known		*k;
	struct zone		*first, *next;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_null(known_zone(k));
	assert_memory_equal(known_apex(k), apex.wire, apex.len);
	/* The one that waits may be it. */
	first = zone_ref(k->named);
	zone_fill(first, NULL, false, 5);
	assert_null(known_serve(k, first));
	assert_ptr_equal(known_zone(k), first);
	assert_int_equal(first->rotation_base, 5);
	next = zone_new(&apex, NULL, true, 0);
	assert_ptr_equal(known_serve(k, next), first);
	assert_ptr_equal(known_zone(k), next);
	zone_unref(first);
	inventory_free(inv);
}

/* More zones than buckets, several times. */
static void
test_many(void **state)
{
	struct inventory	*inv = inventory_new(99);
	struct known		*k;
	char			 apex[32];
	int			 i, round;

	(void)state;
	for (round = 0; round < 2; round++) {
		inventory_begin(inv);
		for (i = 0; i < 1000; i++) {
			(void)snprintf(apex, sizeof(apex), "z%d.example.", i);
			assert_int_equal(want(inv, apex, &from_a, &k), 0);
		}
		assert_int_equal(inventory_count(inv), 1000);
		settle(inv);
	}
	inventory_begin(inv);
	settle(inv);
	assert_int_equal(inventory_count(inv), 0);
	inventory_free(inv);
}

/* Wherever memory ends, the round can be forgotten. */
static void
test_without_memory(void **state)
{
	struct origin		 full = {.path = "/a", .include_root = "/r"};
	struct inventory	*inv;
	struct known		*k;
	long			 held = failing_held();
	size_t			 good;
	int			 rc = -1;

	(void)state;
	for (good = 0; rc == -1; good++) {
		failing_arm(good);
		if ((inv = inventory_new(1)) != NULL) {
			inventory_begin(inv);
			rc = want(inv, "a.", &full, &k);
		}
		(void)failing_disarm();
		if (rc == -1 && inv != NULL) {
			inventory_forget(inv);
			assert_int_equal(inventory_count(inv), 0);
		}
		inventory_free(inv);
		assert_int_equal(failing_held(), held);
	}
	assert_in_range(good, 18, 28);
}

static const struct row	 rows[] = {ROW_SOA};

/* All parts of the list. */
static char *
list(struct inventory *inv, const char *pattern, enum rows_form form)
{
	struct listing	 l = {.pattern = pattern};
	char		*text = NULL;
	size_t		 len;
	FILE		*to = open_memstream(&text, &len);

	rows_begin(&l.rows, to, form);
	while (listing_some(&l, inv, inventory_hosts(inv)))
		continue;
	assert_int_equal(fclose(to), 0);
	return text;
}

static void
test_listing(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*k;
	struct name		 apex = name_of("dead.");
	struct exam		 e = {.lint = 1};
	uint64_t		 found[SEV_ERROR + 1];
	char			*text;

	(void)state;
	text = list(inv, NULL, ROWS_TEXT);
	assert_string_equal(text, "");
	free(text);
	text = list(inv, NULL, ROWS_JSON);
	assert_string_equal(text, "{\"zones\":[\n],\"templates\":[\n]}\n");
	free(text);
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.example.", &from_a, &k), 0);
	assert_null(known_serve(k, zone_of("a.example.", ROWS(rows), 0)));
	assert_int_equal(want(inv, "old.", &from_a, &k), 0);
	assert_null(known_serve(k, zone_of("old.", ROWS(rows), 0)));
	k->is_failing = true;
	assert_int_equal(want(inv, "dead.", &from_a, &k), 0);
	assert_null(known_serve(k, zone_new(&apex, NULL, true, 0)));
	assert_int_equal(want(inv, ".", &from_a, &k), 0);
	settle(inv);
	e.found[SEV_ERROR] = 2;
	e.at_load[SEV_WARNING] = 1;
	e.found[SEV_WARNING] = 3;
	e.found[SEV_INFO] = 9;
	k->outcome = outcomes_take(examiner_outcomes(inventory_examiner(inv)),
	    &e);
	text = list(inv, NULL, ROWS_TEXT);
	assert_string_equal(text, "a.example serial 7 ok errors 0 warnings 0"
	    " /a\nold serial 7 old errors 0 warnings 0 /a\n"
	    "dead serial - failed errors 0 warnings 0 /a\n"
	    ". serial - failed errors 2 warnings 4 /a\n");
	free(text);
	text = list(inv, "*D", ROWS_TEXT);
	assert_string_equal(text, "old serial 7 old errors 0 warnings 0 /a\n"
	    "dead serial - failed errors 0 warnings 0 /a\n");
	free(text);
	text = list(inv, "[.d]*", ROWS_JSON);
	assert_string_equal(text, "{\"zones\":[\n"
	    "{\"zone\":\"dead\",\"serial\":null,\"state\":\"failed\","
	    "\"errors\":0,\"warnings\":0,\"file\":\"/a\"}\n"
	    ",{\"zone\":\".\",\"serial\":null,\"state\":\"failed\","
	    "\"errors\":2,\"warnings\":4,\"file\":\"/a\"}\n"
	    "],\"templates\":[\n]}\n");
	free(text);
	inventory_findings(inv, found);
	assert_int_equal(found[SEV_WARNING], 4);
	inventory_free(inv);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_homes),
		cmocka_unit_test(test_failing),
		cmocka_unit_test(test_aside),
		cmocka_unit_test(test_forget),
		cmocka_unit_test(test_many_rounds),
		cmocka_unit_test(test_serve),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_without_memory),
		cmocka_unit_test(test_listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
