/* SPDX-License-Identifier: ISC */
#include "tests/unit/loads.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Files appear, change, vanish. */
static void
test_life(void **state)
{
	struct loads	 w;

	(void)state;
	loads_open(&w);
	assert_outcome(&w, 0, 0, 0, 0, 0);
	put_zone("a.zone", 1, "");
	put_zone("b.zone", 1, "");
	put_zone(".hidden.zone", 1, "");
	put_zone("other", 1, "");
	assert_outcome(&w, 2, 0, 0, 0, 0);
	assert_outcome(&w, 0, 0, 0, 0, 2);
	assert_int_equal(w.generation, 1);
	put_zone("a.zone", 2, "");
	put_zone("c.zone", 1, "");
	(void)unlink(path_of("b.zone"));
	assert_outcome(&w, 1, 1, 1, 0, 0);
	assert_int_equal(serial_of(&w, "a."), 2);
	assert_int_equal(serial_of(&w, "b."), -1);
	assert_int_equal(serial_of(&w, "c."), 1);
	loads_close(&w);
}

/* An included file counts like the zone file; so does one that appears. */
static void
test_includes(void **state)
{
	struct loads	 w;

	(void)state;
	loads_open(&w);
	put_zone("b.zone", 1, "$INCLUDE b.inc\n");
	assert_string_equal(reload(&w), "0 added, 0 changed, 0 removed, "
	    "0 kept because of errors, 1 without content because of errors, "
	    "0 unchanged");
	put_file("b.inc", "x A 192.0.2.3\n");
	assert_outcome(&w, 1, 0, 0, 0, 0);
	put_file("b.inc", "x A 192.0.2.4\n");
	assert_outcome(&w, 0, 1, 0, 0, 0);
	(void)unlink(path_of("b.inc"));
	assert_outcome(&w, 0, 0, 0, 1, 0);
	assert_int_equal(serial_of(&w, "b."), 1);
	loads_close(&w);
}

/* Settings count too; a block wins over a directory; names of any case. */
static void
test_settings(void **state)
{
	struct name	 a = name_of("a.");
	struct loads	 w;

	(void)state;
	loads_open(&w);
	put_zone("a.zone", 1, "");
	put_zone("A.zone", 2, "");
	put_zone("other", 3, "");
	assert_outcome(&w, 1, 0, 0, 0, 0);
	assert_int_equal(serial_of(&w, "a."), 1);	/* the usual name */
	(void)unlink(path_of("a.zone"));
	assert_outcome(&w, 0, 1, 0, 0, 0);
	assert_int_equal(serial_of(&w, "a."), 2);
	assert_outcome(&w, 0, 0, 0, 0, 1);
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 0, 1, 0, 0, 0);
	assert_int_equal(serial_of(&w, "a."), 1);
	configure(&w, "rotate off\nzones in \".\"\n");
	assert_outcome(&w, 0, 1, 0, 0, 0);
	assert_false(table_exact(w.table, &a)->does_rotate);
	configure(&w, "zones in \".\"\nzone \"a\" { file \"other\" }\n");
	assert_outcome(&w, 0, 1, 0, 0, 0);
	assert_int_equal(serial_of(&w, "a."), 3);
	assert_true(table_exact(w.table, &a)->does_rotate);
	configure(&w, "");
	assert_outcome(&w, 0, 0, 1, 0, 0);
	loads_close(&w);
}

/* A file that says what it said before changes nothing but its stamp. */
static void
test_same(void **state)
{
	struct name		 a = name_of("a.");
	const struct zone	*zone;
	struct loads		 w;

	(void)state;
	loads_open(&w);
	configure(&w, "lint strict\nzones in \".\"\n");
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 1, 0, 0, 0, 0);
	zone = table_exact(w.table, &a);
	put_zone("a.zone", 1, "; nothing is new\n");
	assert_outcome(&w, 0, 0, 0, 0, 1);
	assert_outcome(&w, 0, 0, 0, 0, 1);
	assert_int_equal(w.generation, 1);
	/* Beside one that comes, and when the round before was cut short. */
	put_zone("a.zone", 1, "");
	put_zone("b.zone", 1, "");
	w.left_advice = 2;
	assert_outcome(&w, 1, 0, 0, 0, 1);
	put_zone("a.zone", 1, "; once more\n");
	assert_outcome(&w, 0, 0, 0, 0, 2);
	put_zone("a.zone", 1, "");
	put_zone("b.zone", 2, "");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_ptr_equal(table_exact(w.table, &a), zone);
	/* Served is more than records. */
	configure(&w, "rotate off\nzones in \".\"\n");
	assert_outcome(&w, 0, 2, 0, 0, 0);
	put_zone("a.zone", 1, "x MX y\n");
	assert_outcome(&w, 0, 0, 0, 1, 1);
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_false(is_stale(&w, "a."));
	loads_close(&w);
}

/* Findings that the inventory knows of. */
static size_t
warnings(const struct loads *w)
{
	uint64_t	 found[SEV_ERROR + 1];

	inventory_findings(w->inventory, found);
	return (size_t)found[SEV_WARNING];
}

/* What the linter has not come to is done by the next round, also if nothing
   has changed; and what is known of names is right. */
static void
test_advice_put_off(void **state)
{
	struct loads	 w, whole;
	size_t		 before, after;

	(void)state;
	loads_open(&whole);
	put_zone("a.zone", 1, "@ MX 1 mx.b.\n");
	put_zone("b.zone", 1, "mx A 192.0.2.3\n");
	assert_outcome(&whole, 2, 0, 0, 0, 0);
	before = warnings(&whole);
	put_zone("b.zone", 2, "mx CNAME ns\n");
	assert_outcome(&whole, 0, 1, 0, 0, 1);
	after = warnings(&whole);
	loads_close(&whole);

	loads_open(&w);
	put_zone("a.zone", 1, "@ MX 1 mx.b.\n");
	put_zone("b.zone", 1, "mx A 192.0.2.3\n");
	w.left_advice = 1;
	assert_outcome(&w, 2, 0, 0, 0, 0);
	assert_int_equal(warnings(&w), 0);
	assert_outcome(&w, 0, 0, 0, 0, 2);
	assert_int_equal(warnings(&w), before);
	put_zone("b.zone", 2, "mx CNAME ns\n");
	w.left_advice = 2;
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_outcome(&w, 0, 0, 0, 0, 2);
	assert_outcome(&w, 0, 0, 0, 0, 2);
	assert_int_equal(warnings(&w), after);
	loads_close(&w);
}

/* Many zones, read by several threads or by one: the same comes of it. */
static void
test_crew(void **state)
{
	struct loads	 w;
	char		 name[32], apex[32];
	unsigned	 i, helpers;

	(void)state;
	for (helpers = 0; helpers < 3; helpers++) {
		loads_open(&w);
		w.crew = crew_new(helpers);
		for (i = 0; i < 500; i++) {
			(void)snprintf(name, sizeof(name), "z%u.zone", i);
			put_zone(name, i + 1, i % 50 == 7 ? "x MX y\n" : "");
		}
		assert_string_equal(reload(&w), "490 added, 0 changed, "
		    "0 removed, 0 kept because of errors, 10 without content "
		    "because of errors, 0 unchanged");
		for (i = 0; i < 500; i++) {
			(void)snprintf(apex, sizeof(apex), "z%u.", i);
			assert_int_equal(serial_of(&w, apex),
			    i % 50 == 7 ? 0 : i + 1);
		}
		for (i = 0; i < 500; i++) {
			(void)snprintf(name, sizeof(name), "z%u.zone", i);
			if (i < 5)
				(void)unlink(path_of(name));
			else if (i < 400)
				put_zone(name, i + 2, "");
		}
		assert_string_equal(reload(&w), "8 added, 387 changed, "
		    "5 removed, 0 kept because of errors, 2 without content "
		    "because of errors, 98 unchanged");
		for (i = 5; i < 500; i++) {
			(void)snprintf(name, sizeof(name), "z%u.zone", i);
			(void)unlink(path_of(name));
		}
		crew_free(w.crew);
		loads_close(&w);
	}
}

/* More zones than papers are kept of: what comments permit counts in all of
   them, and so does what is wrong. */
static void
test_papers(void **state)
{
	static const char	 allowed[] = "@ MX 1 none ; mxcheck: allow "
	    "mx-target-nonexistent\n";
	struct exam		 first;
	const struct exam	*e;
	struct known		*k;
	struct loads		 w;
	char			 name[32];
	unsigned		 i, n = ROUND_PAPERS_MAX + 20;
	uint32_t		 cursor = 0;

	(void)state;
	loads_open(&w);
	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "z%04u.zone", i);
		put_zone(name, 1, i % 2 == 0 ? "@ MX 1 none\n" : allowed);
	}
	(void)reload(&w);
	for (i = 0; (k = inventory_walk(w.inventory, &cursor)) != NULL; i++) {
		e = outcome_exam(k->outcome);
		if (i == 0)
			first = *e;
		assert_true(e->lint != 0);
		assert_int_equal(e->found[SEV_ERROR], first.found[SEV_ERROR] -
		    i % 2);
		assert_int_equal(e->found[SEV_INFO], first.found[SEV_INFO]);
	}
	assert_int_equal(i, n);
	assert_int_equal(first.found[SEV_ERROR], 1);
	for (i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "z%04u.zone", i);
		(void)unlink(path_of(name));
	}
	loads_close(&w);
}

/* mxd ends in the middle of a round. */
static void
test_cancelled(void **state)
{
	static const atomic_bool	 now = true;
	struct loads			 w;
	struct round			 r;

	(void)state;
	loads_open(&w);
	put_zone("a.zone", 1, "");
	r = (struct round){
		.inventory = w.inventory, .slots = w.slots, .old = w.table,
		.generation = 1, .is_cancelled = &now
	};
	assert_int_equal(reload_zones(&r, w.conf), -1);
	assert_int_equal(inventory_count(w.inventory), 0);
	loads_close(&w);
}

/* A zone keeps its counters as long as they are enough for it. */
static void
test_counters(void **state)
{
	struct name	 a = name_of("a.");
	struct loads	 w;
	unsigned	 i;
	uint32_t	 base;

	(void)state;
	loads_open(&w);
	put_zone("b.zone", 1, "");
	assert_outcome(&w, 1, 0, 0, 0, 0);
	put_zone("a.zone", 1, "");
	assert_outcome(&w, 1, 0, 0, 0, 1);
	base = table_exact(w.table, &a)->rotation_base;
	put_zone("a.zone", 2, "y A 192.0.2.1\n");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_int_equal(table_exact(w.table, &a)->rotation_base, base);
	put_zone("a.zone", 3, "@ MX 1 y\n@ MX 1 ns\ny A 192.0.2.1\n");
	assert_outcome(&w, 0, 1, 0, 0, 1);
	assert_int_not_equal(table_exact(w.table, &a)->rotation_base, base);
	for (i = 4; i < 50; i++) {
		put_zone("a.zone", i, i % 2 == 0 ? "" :
		    "@ MX 1 y\n@ MX 1 ns\ny A 192.0.2.1\n");
		assert_outcome(&w, 0, 1, 0, 0, 1);
	}
	assert_in_range(slots_top(w.slots), 3, 8);
	loads_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_advice_put_off),
		cmocka_unit_test(test_crew),
		cmocka_unit_test(test_papers),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_counters),
	};

	return cmocka_run_group_tests(tests, loads_begin, loads_end);
}
