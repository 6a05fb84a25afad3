/* SPDX-License-Identifier: ISC */
#include "tests/unit/loads.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"

/* Zones and directories that fail: what is served of them, what is told. */

/* Errors that are counted of all zones together. */
static uint64_t
errors_of(struct loads *w)
{
	uint64_t	 found[SEV_ERROR + 1];

	inventory_findings(w->inventory, found);
	return found[SEV_ERROR];
}

/* Faults keep what was good, or leave SERVFAIL, until they are mended; they
   are counted once, however often they are seen. */
static void
test_faults(void **state)
{
	struct loads	 w;

	(void)state;
	loads_open(&w);
	put_zone("a.zone", 1, "");
	put_file("b.zone", "nonsense\n");
	assert_string_equal(reload(&w), "1 added, 0 changed, 0 removed, "
	    "0 kept because of errors, 1 without content because of errors, "
	    "0 unchanged");
	assert_int_equal(serial_of(&w, "b."), 0);
	assert_int_equal(errors_of(&w), 2);	/* and no SOA */
	put_zone("a.zone", 2, "x MX y\nx A z\n");
	put_zone("b.zone", 3, "");
	assert_outcome(&w, 1, 0, 0, 1, 0);
	assert_int_equal(errors_of(&w), 2);
	assert_int_equal(serial_of(&w, "a."), 1);
	assert_int_equal(serial_of(&w, "b."), 3);
	/* It is tried again, though nothing has changed. */
	assert_outcome(&w, 0, 0, 0, 1, 1);
	assert_int_equal(errors_of(&w), 2);
	put_zone("a.zone", 4, "");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_int_equal(errors_of(&w), 0);
	assert_int_equal(serial_of(&w, "a."), 4);
	loads_close(&w);
}

/* The first failure marks what is served; the content, its counters and the
   other zones stay what they were.  The cure takes the mark away. */
static void
test_stale(void **state)
{
	struct name		 a = name_of("a."), b = name_of("b.");
	const struct zone	*before, *other, *z;
	const struct content	*content;
	struct loads		 w;
	uint32_t		 base;

	(void)state;
	loads_open(&w);
	put_zone("b.zone", 1, "");
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 2, 0, 0, 0, 0);
	assert_false(is_stale(&w, "a."));
	before = table_exact(w.table, &a);
	other = table_exact(w.table, &b);
	content = before->content;
	base = before->rotation_base;
	put_zone("a.zone", 2, "x MX y\n");
	assert_outcome(&w, 0, 0, 0, 1, 1);
	assert_true(is_stale(&w, "a."));
	assert_ptr_equal(table_exact(w.table, &b), other);
	z = table_exact(w.table, &a);
	assert_ptr_equal(z->content, content);
	assert_int_equal(z->rotation_base, base);
	assert_true(z->does_rotate);
	/* Failing on changes nothing: no new table, the very same zone. */
	assert_int_equal(w.generation, 2);
	put_zone("a.zone", 3, "x MX z\n");
	assert_outcome(&w, 0, 0, 0, 1, 1);
	assert_int_equal(w.generation, 2);
	assert_ptr_equal(table_exact(w.table, &a), z);
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_false(is_stale(&w, "a."));
	assert_int_equal(table_exact(w.table, &a)->rotation_base, base);
	/* And again; then it goes. */
	put_file("a.zone", "");
	assert_outcome(&w, 0, 0, 0, 1, 1);
	assert_true(is_stale(&w, "a."));
	(void)unlink(path_of("a.zone"));
	assert_outcome(&w, 0, 0, 1, 0, 1);
	loads_close(&w);
}

/* A zone that never had content has nothing that could be old. */
static void
test_never_loaded_is_not_stale(void **state)
{
	struct loads	 w;

	(void)state;
	loads_open(&w);
	put_file("a.zone", "nonsense\n");
	(void)reload(&w);
	(void)reload(&w);
	assert_int_equal(serial_of(&w, "a."), 0);
	assert_false(is_stale(&w, "a."));
	loads_close(&w);
}

/* Memory ends while a zone is to be marked: it is served, with the mark or
   without, and the next round marks it. */
static void
test_stale_without_memory(void **state)
{
	struct loads	 w;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	for (good = 0; has_failed; good++) {
		loads_open(&w);
		put_zone("a.zone", 1, "");
		put_zone("b.zone", 1, "");
		assert_outcome(&w, 2, 0, 0, 0, 0);
		put_zone("a.zone", 2, "x MX y\n");
		failing_arm(good);
		(void)reload(&w);
		has_failed = failing_disarm();
		assert_int_equal(serial_of(&w, "a."), 1);
		assert_int_equal(serial_of(&w, "b."), 1);
		(void)reload(&w);
		assert_int_equal(serial_of(&w, "a."), 1);
		assert_true(is_stale(&w, "a."));
		assert_false(is_stale(&w, "b."));
		loads_close(&w);
		assert_int_equal(failing_held(), held);
	}
	assert_true(good > 10);
}

/* A directory that is gone: at the start it is told, later refused. */
static void
test_directory_gone(void **state)
{
	const struct faults	*faults;
	struct directory	 none;
	struct loads		 w;

	(void)state;
	loads_open(&w);
	faults = inventory_faults(w.inventory);
	configure(&w, "zones in \"none\"\nzones in \"nil\"\n");
	assert_string_equal(reload(&w), "0 added, 0 changed, 0 removed, "
	    "0 kept because of errors, 0 unchanged; 2 directories of zones "
	    "cannot be read");
	assert_int_equal(faults_count(faults), 2);
	assert_true(faults->all[0].is_lost);
	assert_non_null(strstr(faults->all[0].why, "No such file or directory;"
	    " make the directory, or correct the path (/tmp/"));
	assert_non_null(strstr(faults->all[0].why, "/mxd.conf:1)"));
	configure(&w, "zones in \".\"\n");
	put_zone("a.zone", 1, "");
	put_zone("x..y.zone", 1, "");	/* no name: told, not used */
	assert_outcome(&w, 1, 0, 0, 0, 0);
	configure(&w, "zones in \".\"\nzones in \"none\"\n");
	put_zone("b.zone", 1, "");
	assert_int_equal(faults_count(faults), 1);	/* the name */
	assert_string_equal(reload(&w), "refused");
	assert_int_equal(serial_of(&w, "a."), 1);
	assert_int_equal(inventory_count(w.inventory), 1);
	assert_int_equal(faults_count(faults), 2);
	assert_false(faults->all[1].is_lost);
	configure(&w, "zones in \".\"\n");
	assert_outcome(&w, 1, 0, 0, 0, 1);
	assert_int_equal(faults_count(faults), 1);
	loads_close(&w);
	assert_int_equal(directory_read(path_of("none"), &none), -1);
	assert_int_equal(errno, ENOENT);
}

/* Wherever memory ends: what was served is served, and the next round
   makes everything good. */
static void
test_without_memory(void **state)
{
	struct loads	 w;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	for (good = 0; has_failed; good++) {
		loads_open(&w);
		put_zone("a.zone", 1, "");
		put_zone("b.zone", 1, "");
		assert_outcome(&w, 2, 0, 0, 0, 0);
		put_zone("a.zone", 2, "@ MX 1 y\n@ MX 1 ns\ny A 192.0.2.1\n");
		put_zone("c.zone", 2, "");
		(void)unlink(path_of("b.zone"));
		failing_arm(good);
		(void)reload(&w);
		has_failed = failing_disarm();
		assert_int_not_equal(serial_of(&w, "a."), -1);
		(void)reload(&w);
		assert_int_equal(serial_of(&w, "a."), 2);
		assert_int_equal(serial_of(&w, "b."), -1);
		assert_int_equal(serial_of(&w, "c."), 2);
		loads_close(&w);
		assert_int_equal(failing_held(), held);
	}
	assert_true(good > 20);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_never_loaded_is_not_stale),
		cmocka_unit_test(test_stale_without_memory),
		cmocka_unit_test(test_directory_gone),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, loads_begin, loads_end);
}
