/* SPDX-License-Identifier: ISC */
/* What is wrong beside zones: it stays until a look at all ends without. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <string.h>

#include "server/faults.h"
#include "tests/unit/failing.h"

static void
expect(const struct faults *f, const char *wanted)
{
	char	 found[500] = "";
	size_t	 i, len = 0;

	for (i = 0; i < f->n; i++) {
		(void)snprintf(found + len, sizeof(found) - len, "%s=%s%s;",
		    f->all[i].what, f->all[i].why,
		    f->all[i].is_lost ? "!" : "");
		len = strlen(found);
	}
	assert_string_equal(found, wanted);
	assert_int_equal(faults_count(f), f->n + f->more);
}

static void
test_life(void **state)
{
	struct faults	*f = faults_new();

	(void)state;
	assert_non_null(f);
	faults_begin(f);
	faults_note(f, "/d", NULL, "no", true);
	faults_note(f, "/e", "a..zone", "bad", false);
	faults_end(f);
	expect(f, "zones in /d=no!;zones in /e: a..zone=bad;");
	/* A look that does not come to its end mends nothing. */
	faults_begin(f);
	faults_note(f, "/d", NULL, "other", false);
	faults_give_up(f);
	expect(f, "zones in /d=other!;zones in /e: a..zone=bad;");
	faults_begin(f);
	faults_note(f, "/e", "a..zone", "bad", false);
	faults_note(f, "/e", "b..zone", "bad", false);
	faults_end(f);
	expect(f, "zones in /e: a..zone=bad;zones in /e: b..zone=bad;");
	/* Outside of one: what is told of a file. */
	faults_drop(f, "/e", "none");
	faults_drop(f, "/e", "a..zone");
	expect(f, "zones in /e: b..zone=bad;");
	faults_begin(f);
	faults_end(f);
	expect(f, "");
	faults_free(f);
	faults_free(NULL);
}

static void
fill(struct faults *f, unsigned n)
{
	char		 file[16];
	unsigned	 i;

	faults_begin(f);
	for (i = 0; i < n; i++) {
		(void)snprintf(file, sizeof(file), "%u", i);
		faults_note(f, "/d", file, "bad", false);
	}
	faults_end(f);
}

static void
test_limit(void **state)
{
	static const unsigned	 rows[] = {FAULTS_MAX - 1, FAULTS_MAX,
	    FAULTS_MAX + 1, 3 * FAULTS_MAX, FAULTS_MAX + 1, 0};
	struct faults		*f = faults_new();
	size_t			 i;

	(void)state;
	assert_non_null(f);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		fill(f, rows[i]);
		assert_int_equal(faults_count(f), rows[i]);
		assert_true(f->n <= FAULTS_MAX);
	}
	/* One that was counted and is not kept is no new one. */
	fill(f, FAULTS_MAX + 1);
	faults_note(f, "/d", "100", "bad", false);
	assert_int_equal(faults_count(f), FAULTS_MAX + 1);
	/* Nor after a look that met it again and was given up. */
	faults_begin(f);
	faults_note(f, "/d", "100", "bad", false);
	faults_give_up(f);
	faults_note(f, "/d", "100", "bad", false);
	assert_int_equal(faults_count(f), FAULTS_MAX + 1);
	faults_free(f);
}

/* It is counted then. */
static void
test_no_memory(void **state)
{
	struct faults	*f;
	size_t		 good;
	long		 held = failing_held();

	(void)state;
	failing_arm(0);
	assert_null(faults_new());
	assert_true(failing_disarm());
	for (good = 0; good < 2; good++) {
		f = faults_new();
		assert_non_null(f);
		failing_arm(good);
		faults_note(f, "/d", NULL, "no", false);
		assert_true(failing_disarm());
		assert_int_equal(f->n, 0);
		assert_int_equal(faults_count(f), 1);
		faults_begin(f);
		faults_note(f, "/d", NULL, "no", false);
		faults_end(f);
		expect(f, "zones in /d=no;");
		failing_arm(0);
		faults_note(f, "/d", NULL, "yes", false);
		assert_true(failing_disarm());
		expect(f, "zones in /d=no;");
		faults_free(f);
	}
	assert_int_equal(failing_held(), held);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
