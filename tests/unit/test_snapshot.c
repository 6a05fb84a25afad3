/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/snapshot.h"

#define THREADS	4
#define TURNS	20000

/* What retire() was given, and how often. */
struct bin {
	struct snapshot	*snap;
	unsigned	 times;
};

static void
retire(void *arg, struct snapshot *snap)
{
	struct bin	*bin = arg;

	bin->snap = snap;
	bin->times++;
}

static struct snapshot *
snapshot_of(struct bin *bin)
{
	struct table	*table = table_new(1);
	struct snapshot	*snap;

	assert_non_null(table);
	snap = snapshot_new(table, NULL, 3, 17, retire, bin);
	assert_non_null(snap);
	assert_ptr_equal(snap->table, table);
	return snap;
}

/* The last holder hands it back, and does not free it. */
static void
test_last_holder_retires(void **state)
{
	struct bin	 bin = {NULL, 0};
	struct snapshot	*snap = snapshot_of(&bin);

	(void)state;
	assert_int_equal(snap->generation, 3);
	assert_int_equal(snap->rotations, 17);
	assert_ptr_equal(snapshot_ref(snap), snap);
	snapshot_unref(snap);
	assert_int_equal(bin.times, 0);
	snapshot_unref(snap);
	assert_int_equal(bin.times, 1);
	assert_ptr_equal(bin.snap, snap);
	assert_int_equal(table_zones(snap->table), 0);
	snapshot_free(snap);
	snapshot_unref(NULL);
	snapshot_free(NULL);
}

static void *
hold_and_drop(void *arg)
{
	struct snapshot	*snap = arg;
	unsigned	 i;

	for (i = 0; i < TURNS; i++) {
		(void)snapshot_ref(snap);
		(void)snapshot_ref(snap);
		snapshot_unref(snap);
		snapshot_unref(snap);
	}
	snapshot_unref(snap);
	return NULL;
}

/* Many threads: it is handed back once, by the last. */
static void
test_many_holders(void **state)
{
	struct bin	 bin = {NULL, 0};
	struct snapshot	*snap = snapshot_of(&bin);
	pthread_t	 threads[THREADS];
	unsigned	 i;

	(void)state;
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL,
		    hold_and_drop, snapshot_ref(snap)), 0);
	snapshot_unref(snap);
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(threads[i], NULL), 0);
	assert_int_equal(bin.times, 1);
	snapshot_free(bin.snap);
}

/* Without memory the table is still the caller's. */
static void
test_without_memory(void **state)
{
	struct table	*table = table_new(1);
	struct bin	 bin = {NULL, 0};

	(void)state;
	failing_arm(0);
	assert_null(snapshot_new(table, NULL, 1, 0, retire, &bin));
	assert_int_equal(table_zones(table), 0);
	assert_int_equal(bin.times, 0);
	table_free(table);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_last_holder_retires),
		cmocka_unit_test(test_many_holders),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
