/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/inventory.h"
#include "server/listing.h"

static char	 path_a[] = "/a", path_b[] = "/b", root[] = "/r";

static const struct origin	 from_a = {path_a, NULL, true, NULL};

static int
want(struct inventory *inv, const char *apex, const struct origin *origin,
    struct known **k)
{
	struct name	 name = name_of(apex);

	return inventory_want(inv, &name, origin, k);
}

/* Settle everything, as a round that succeeded does. */
static void
settle(struct inventory *inv)
{
	struct known	*k, *next;

	TAILQ_FOREACH_SAFE(k, inventory_all(inv), link, next) {
		if (inventory_wants(inv, k))
			inventory_settle(k);
		else
			inventory_remove(inv, k);
	}
}

/* New, the same again, twice in one round, no longer. */
static void
test_rounds(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*k, *again;

	(void)state;
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_string_equal(inventory_path(k), "/a");
	assert_int_equal(want(inv, "a.", &from_a, &again), 1);
	assert_ptr_equal(again, k);
	assert_int_equal(want(inv, "b.", &from_a, &k), 0);
	assert_int_equal(inventory_count(inv), 2);
	settle(inv);
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.", &from_a, &k), 0);
	assert_null(k->wanted.path);
	assert_true(inventory_wants(inv, k));
	settle(inv);
	assert_int_equal(inventory_count(inv), 1);
	inventory_free(inv);
	inventory_free(NULL);
}

/* Settings of a zone, before and in this round: do they differ? */
static const struct {
	struct origin	 before;
	struct origin	 now;
	bool		 differs;
} origins[] = {
	{{path_a, NULL, true, NULL}, {path_a, NULL, true, NULL}, false},
	{{path_a, root, true, NULL}, {path_a, root, true, NULL}, false},
	{{path_a, NULL, true, NULL}, {path_b, NULL, true, NULL}, true},
	{{path_a, NULL, true, NULL}, {path_a, NULL, false, NULL}, true},
	{{path_a, NULL, true, NULL}, {path_a, root, true, NULL}, true},
	{{path_a, root, true, NULL}, {path_a, NULL, true, NULL}, true},
	{{path_a, root, true, NULL}, {path_a, path_b, true, NULL}, true},
};

static void
test_settings(void **state)
{
	struct inventory	*inv;
	struct known		*k;
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(origins) / sizeof(origins[0]); i++) {
		inv = inventory_new(i);
		inventory_begin(inv);
		assert_int_equal(want(inv, "a.", &origins[i].before, &k), 0);
		settle(inv);
		inventory_begin(inv);
		assert_int_equal(want(inv, "a.", &origins[i].now, &k), 0);
		assert_int_equal(k->wanted.path != NULL, origins[i].differs);
		inventory_forget(inv);
		assert_null(k->wanted.path);
		assert_string_equal(k->origin.path, "/a");
		inventory_free(inv);
	}
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
	struct origin		 full = {path_a, root, true, NULL};
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
	assert_in_range(good, 10, 16);
}

static const struct row	 rows[] = {ROW_SOA};

static void
test_listing(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct known		*k;
	struct name		 apex = name_of("dead.");
	char			*text;

	(void)state;
	text = listing_make(inv);
	assert_string_equal(text, "");
	free(text);
	inventory_begin(inv);
	assert_int_equal(want(inv, "a.example.", &from_a, &k), 0);
	k->zone = zone_of("a.example.", ROWS(rows), 0);
	assert_int_equal(want(inv, "old.", &from_a, &k), 0);
	k->zone = zone_of("old.", ROWS(rows), 0);
	k->is_failing = true;
	assert_int_equal(want(inv, "dead.", &from_a, &k), 0);
	k->zone = zone_new(&apex, NULL, true, 0);
	assert_int_equal(want(inv, ".", &from_a, &k), 0);
	settle(inv);
	k->exam.found[SEV_ERROR] = 2;
	k->exam.at_load[SEV_WARNING] = 1;
	k->exam.found[SEV_WARNING] = 3;
	k->exam.found[SEV_INFO] = 9;
	text = listing_make(inv);
	assert_string_equal(text, "a.example serial 7 ok errors 0 warnings 0"
	    " /a\nold serial 7 old errors 0 warnings 0 /a\n"
	    "dead serial - failed errors 0 warnings 0 /a\n"
	    ". serial - failed errors 2 warnings 4 /a\n");
	free(text);
	inventory_free(inv);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_forget),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_without_memory),
		cmocka_unit_test(test_listing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
