/* SPDX-License-Identifier: ISC */
#include "tests/unit/loads.h"

#include <sys/stat.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A round that looks only at what somebody has said to have changed. */

/* Only what is said to have changed is looked at. */
static void
test_touched(void **state)
{
	struct name	 b = name_of("b."), c = name_of("c.");
	struct loads	 w;
	struct touched	 t[3];

	(void)state;
	loads_open(&w);
	configure(&w, "zones in \".\"\nzone \"c\" { file \"other\" }\n");
	put_zone("a.zone", 1, "");
	put_zone("b.zone", 1, "$INCLUDE b.inc\n");
	put_file("b.inc", "");
	put_zone("other", 1, "");
	assert_outcome(&w, 3, 0, 0, 0, 0);
	/* All change, one is named. */
	put_zone("a.zone", 2, "");
	put_file("b.inc", "x A 192.0.2.1\n");
	put_zone("other", 2, "");
	t[0] = (struct touched){.dir = &w.conf->zone_dirs[0],
	    .file = "a.zone"};
	assert_string_equal(look(&w, t, 1), "0 added, 1 changed, 0 removed, "
	    "0 kept because of errors, 0 unchanged");
	assert_int_equal(serial_of(&w, "a."), 2);
	assert_int_equal(serial_of(&w, "c."), 1);
	/* By zones; one of them twice. */
	t[0] = (struct touched){.apex = b.wire};
	t[1] = (struct touched){.apex = c.wire};
	t[2] = (struct touched){.apex = b.wire};
	assert_string_equal(look(&w, t, 3), "0 added, 2 changed, 0 removed, "
	    "0 kept because of errors, 0 unchanged");
	assert_int_equal(serial_of(&w, "c."), 2);
	assert_string_equal(look(&w, t, 3), "0 added, 0 changed, 0 removed, "
	    "0 kept because of errors, 2 unchanged");
	assert_outcome(&w, 0, 0, 0, 0, 3);
	/* At any, with the configuration in force. */
	put_zone("d.zone", 1, "");
	put_zone("other", 3, "");
	t[0] = (struct touched){.dir = NULL};
	assert_string_equal(look(&w, t, 1), "1 added, 1 changed, 0 removed, "
	    "0 kept because of errors, 2 unchanged");
	(void)unlink(path_of("d.zone"));
	loads_close(&w);
}

static const struct {
	const char	*file;
	unsigned	 put;		/* this serial; 0: it goes */
	const char	*outcome;	/* begins so */
	long		 serial;	/* of a. then */
} steps[] = {
	/* Another name for the zone comes, and is not used. */
	{"A.zone", 2, "0 added, 0 changed, 0 removed, ", 1},
	/* The usual one goes, that takes its place; and back. */
	{"a.zone", 0, "0 added, 1 changed, 0 removed, ", 2},
	{"a.zone", 3, "0 added, 1 changed, 0 removed, ", 3},
	{"A.zone", 0, "0 added, 0 changed, 0 removed, ", 3},
	/* All go; one comes. */
	{"a.zone", 0, "0 added, 0 changed, 1 removed, ", -1},
	{"a.zone", 0, "0 added, 0 changed, 0 removed, ", -1},
	{"A.zone", 4, "1 added, 0 changed, 0 removed, ", 4},
	{"A.zone", 0, "0 added, 0 changed, 1 removed, ", -1},
	{"x..y.zone", 1, "0 added, 0 changed, 0 removed, ", -1},
	/* A zone block wins over a directory. */
	{"c.zone", 9, "0 added, 0 changed, 0 removed, ", -1},
};

static void
test_touched_names(void **state)
{
	struct loads	 w;
	struct touched	 t;
	const char	*outcome;
	size_t		 i;

	(void)state;
	loads_open(&w);
	configure(&w, "zones in \".\"\nzone \"c\" { file \"other\" }\n");
	put_zone("a.zone", 1, "");
	put_zone("other", 1, "");
	assert_outcome(&w, 2, 0, 0, 0, 0);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (steps[i].put != 0)
			put_zone(steps[i].file, steps[i].put, "");
		else
			(void)unlink(path_of(steps[i].file));
		t = (struct touched){.dir = &w.conf->zone_dirs[0],
		    .file = steps[i].file};
		outcome = look(&w, &t, 1);
		assert_memory_equal(outcome, steps[i].outcome,
		    strlen(steps[i].outcome));
		assert_int_equal(serial_of(&w, "a."), steps[i].serial);
		assert_int_equal(serial_of(&w, "c."), 1);
	}
	loads_close(&w);
}

/* A file of which nobody can say whether it is there is not gone. */
static void
test_touched_unseen(void **state)
{
	char		 sub[PATH_MAX_BYTES], away[PATH_MAX_BYTES];
	struct loads	 w;
	struct touched	 t;

	(void)state;
	(void)strlcpy(sub, path_of("sub"), sizeof(sub));
	(void)strlcpy(away, path_of("away"), sizeof(away));
	loads_open(&w);
	assert_int_equal(mkdir(sub, 0755), 0);
	configure(&w, "zones in \"sub\"\n");
	put_zone("sub/a.zone", 1, "");
	assert_outcome(&w, 1, 0, 0, 0, 0);
	/* lstat(2) fails with ELOOP. */
	assert_int_equal(rename(sub, away), 0);
	assert_int_equal(symlink("sub", sub), 0);
	t = (struct touched){.dir = &w.conf->zone_dirs[0], .file = "a.zone"};
	assert_string_equal(look(&w, &t, 1), "0 added, 0 changed, 0 removed, "
	    "1 kept because of errors, 0 unchanged");
	assert_int_equal(serial_of(&w, "a."), 1);
	assert_int_equal(unlink(sub), 0);
	assert_int_equal(rename(away, sub), 0);
	(void)look(&w, &t, 1);
	assert_false(is_stale(&w, "a."));
	/* ENOENT it is. */
	assert_int_equal(unlink(path_of("sub/a.zone")), 0);
	assert_string_equal(look(&w, &t, 1), "0 added, 0 changed, 1 removed, "
	    "0 kept because of errors, 0 unchanged");
	assert_int_equal(rmdir(sub), 0);
	loads_close(&w);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_touched),
		cmocka_unit_test(test_touched_names),
		cmocka_unit_test(test_touched_unseen),
	};

	return cmocka_run_group_tests(tests, loads_begin, loads_end);
}
