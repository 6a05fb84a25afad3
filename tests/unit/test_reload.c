/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "conf/directory.h"
#include "server/listing.h"
#include "server/log.h"
#include "server/reload.h"

#define PATH_MAX_BYTES	256

static char	 dir[] = "/tmp/mxd-test-XXXXXX";

/* A loader without its thread: what is known and what is served. */
struct world {
	struct inventory	*inventory;
	struct slots		*slots;
	struct table		*table;
	struct conf		*conf;
	uint64_t		 generation;
	bool			 is_started;
	struct crew		*crew;
	size_t			 left_advice;	/* rounds to end early */
};

static const char *
path_of(const char *name)
{
	static char	 path[PATH_MAX_BYTES];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	return path;
}

/* Each version is another file: other tests need not wait for a clock. */
static void
put_file(const char *name, const char *text)
{
	char	 next[PATH_MAX_BYTES];
	FILE	*f;

	(void)snprintf(next, sizeof(next), "%s/.next", dir);
	f = fopen(next, "w");
	assert_non_null(f);
	assert_int_not_equal(fputs(text, f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_int_equal(rename(next, path_of(name)), 0);
}

static void
put_zone(const char *name, unsigned serial, const char *more)
{
	char	 text[512];

	(void)snprintf(text, sizeof(text), "$TTL 60\n@ SOA ns h %u 1 1 1 1\n"
	    "@ NS ns\nns A 192.0.2.1\nns A 192.0.2.2\n%s", serial, more);
	put_file(name, text);
}

static void
remove_files(void)
{
	static const char *const names[] = {
		"a.zone", "b.zone", "c.zone", "A.zone", "x..y.zone",
		".hidden.zone", "other", "b.inc"
	};
	size_t	 i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(path_of(names[i]));
}

static void
configure(struct world *w, const char *text)
{
	struct report	*rep = report_new(10);

	conf_free(w->conf);
	w->conf = NULL;
	assert_non_null(rep);
	assert_int_equal(conf_load_text(path_of("mxd.conf"), text,
	    strlen(text), rep, &w->conf), 0);
	report_free(rep);
}

static void
world_open(struct world *w)
{
	memset(w, 0, sizeof(*w));
	remove_files();
	w->inventory = inventory_new(1);
	w->slots = slots_new();
	w->table = table_new(1);
	configure(w, "zones in \".\"\n");
}

static void
world_close(struct world *w)
{
	table_free(w->table);
	inventory_free(w->inventory);
	slots_free(w->slots);
	conf_free(w->conf);
	remove_files();
}

/* One round, of all or of these files; the outcome as text, "refused" if
   nothing changed. */
static const char *
look(struct world *w, const struct touched *touched, size_t n)
{
	static const atomic_bool	 never;
	static char			 text[RELOAD_TEXT_MAX];
	struct round			 r = {
		.inventory = w->inventory, .slots = w->slots,
		.old = w->table, .generation = w->generation + 1,
		.is_cancelled = &never, .is_first = !w->is_started,
		.crew = w->crew, .touched = touched, .ntouched = n,
		.advice_max = 100
	};

	w->is_started = true;
	if (reload_zones(&r, w->conf) == -1) {
		assert_null(r.table);
		return "refused";
	}
	if (w->left_advice > 0) {
		w->left_advice--;
		assert_false(reload_advise_some(&r, 0));
		reload_advise_stop(&r);
	} else {
		reload_advise(&r);
	}
	if (r.table != NULL) {
		table_free(w->table);
		w->table = r.table;
		w->generation++;
		slots_collect(w->slots, w->generation);
	}
	return round_to_text(&r, text);
}

static const char *
reload(struct world *w)
{
	return look(w, NULL, 0);
}

#define assert_outcome(w, a, c, r, k, u)				\
	assert_string_equal(reload(w), #a " added, " #c " changed, " #r	\
	    " removed, " #k " kept because of errors, " #u " unchanged")

/* The serial that is served; 0: no content, -1: no such zone. */
static long
serial_of(const struct world *w, const char *apex)
{
	struct name		 name = name_of(apex);
	const struct zone	*z = table_exact(w->table, &name);

	return z == NULL ? -1 : (long)zone_serial(z);
}

/* Is the zone served marked as stale? */
static bool
is_stale(const struct world *w, const char *apex)
{
	struct name		 name = name_of(apex);
	const struct zone	*z = table_exact(w->table, &name);

	assert_non_null(z);
	return z->is_stale;
}

/* Files appear, change, vanish. */
static void
test_life(void **state)
{
	struct world	 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* Errors that are counted of all zones together. */
static uint64_t
errors_of(struct world *w)
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
	struct world	 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* The first failure marks what is served; the content, its counters and the
   other zones stay what they were.  The cure takes the mark away. */
static void
test_stale(void **state)
{
	struct name		 a = name_of("a."), b = name_of("b.");
	const struct zone	*before, *other, *z;
	const struct content	*content;
	struct world		 w;
	uint32_t		 base;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* A zone that never had content has nothing that could be old. */
static void
test_never_loaded_is_not_stale(void **state)
{
	struct world	 w;

	(void)state;
	world_open(&w);
	put_file("a.zone", "nonsense\n");
	(void)reload(&w);
	(void)reload(&w);
	assert_int_equal(serial_of(&w, "a."), 0);
	assert_false(is_stale(&w, "a."));
	world_close(&w);
}

/* Memory ends while a zone is to be marked: it is served, with the mark or
   without, and the next round marks it. */
static void
test_stale_without_memory(void **state)
{
	struct world	 w;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	for (good = 0; has_failed; good++) {
		world_open(&w);
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
		world_close(&w);
		assert_int_equal(failing_held(), held);
	}
	assert_true(good > 10);
}

/* An included file counts like the zone file; so does one that appears. */
static void
test_includes(void **state)
{
	struct world	 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* Settings count too; a block wins over a directory; names of any case. */
static void
test_settings(void **state)
{
	struct name	 a = name_of("a.");
	struct world	 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* A file that says what it said before changes nothing but its stamp. */
static void
test_same(void **state)
{
	struct name		 a = name_of("a.");
	const struct zone	*zone;
	struct world		 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* Only what is said to have changed is looked at. */
static void
test_touched(void **state)
{
	struct name	 b = name_of("b."), c = name_of("c.");
	struct world	 w;
	struct touched	 t[3];

	(void)state;
	world_open(&w);
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
	world_close(&w);
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
	struct world	 w;
	struct touched	 t;
	const char	*outcome;
	size_t		 i;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* A file of which nobody can say whether it is there is not gone. */
static void
test_touched_unseen(void **state)
{
	char		 sub[PATH_MAX_BYTES], away[PATH_MAX_BYTES];
	struct world	 w;
	struct touched	 t;

	(void)state;
	(void)strlcpy(sub, path_of("sub"), sizeof(sub));
	(void)strlcpy(away, path_of("away"), sizeof(away));
	world_open(&w);
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
	world_close(&w);
}

/* Findings that the inventory knows of. */
static size_t
warnings(const struct world *w)
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
	struct world	 w, whole;
	size_t		 before, after;

	(void)state;
	world_open(&whole);
	put_zone("a.zone", 1, "@ MX 1 mx.b.\n");
	put_zone("b.zone", 1, "mx A 192.0.2.3\n");
	assert_outcome(&whole, 2, 0, 0, 0, 0);
	before = warnings(&whole);
	put_zone("b.zone", 2, "mx CNAME ns\n");
	assert_outcome(&whole, 0, 1, 0, 0, 1);
	after = warnings(&whole);
	world_close(&whole);

	world_open(&w);
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
	world_close(&w);
}

/* Many zones, read by several threads or by one: the same comes of it. */
static void
test_crew(void **state)
{
	struct world	 w;
	char		 name[32], apex[32];
	unsigned	 i, helpers;

	(void)state;
	for (helpers = 0; helpers < 3; helpers++) {
		world_open(&w);
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
		world_close(&w);
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
	struct world		 w;
	char			 name[32];
	unsigned		 i, n = ROUND_PAPERS_MAX + 20;
	uint32_t		 cursor = 0;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* A directory that is gone: at the start it is told, later refused. */
static void
test_directory_gone(void **state)
{
	const struct faults	*faults;
	struct directory	 none;
	struct world		 w;

	(void)state;
	world_open(&w);
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
	world_close(&w);
	assert_int_equal(directory_read(path_of("none"), &none), -1);
	assert_int_equal(errno, ENOENT);
}

/* mxd ends in the middle of a round. */
static void
test_cancelled(void **state)
{
	static const atomic_bool	 now = true;
	struct world			 w;
	struct round			 r;

	(void)state;
	world_open(&w);
	put_zone("a.zone", 1, "");
	r = (struct round){
		.inventory = w.inventory, .slots = w.slots, .old = w.table,
		.generation = 1, .is_cancelled = &now
	};
	assert_int_equal(reload_zones(&r, w.conf), -1);
	assert_int_equal(inventory_count(w.inventory), 0);
	world_close(&w);
}

/* A zone keeps its counters as long as they are enough for it. */
static void
test_counters(void **state)
{
	struct name	 a = name_of("a.");
	struct world	 w;
	unsigned	 i;
	uint32_t	 base;

	(void)state;
	world_open(&w);
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
	world_close(&w);
}

/* Wherever memory ends: what was served is served, and the next round
   makes everything good. */
static void
test_without_memory(void **state)
{
	struct world	 w;
	long		 held = failing_held();
	size_t		 good;
	bool		 has_failed = true;

	(void)state;
	for (good = 0; has_failed; good++) {
		world_open(&w);
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
		world_close(&w);
		assert_int_equal(failing_held(), held);
	}
	assert_true(good > 20);
}

/* What is logged is for other tests; here it would only be in the way. */
static int
be_quiet(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_DEBUG,
		.file = "/dev/null"
	};

	(void)state;
	return log_open(&set);
}

static int
end(void **state)
{
	(void)state;
	log_close();
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_life),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_never_loaded_is_not_stale),
		cmocka_unit_test(test_stale_without_memory),
		cmocka_unit_test(test_includes),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_same),
		cmocka_unit_test(test_touched),
		cmocka_unit_test(test_touched_names),
		cmocka_unit_test(test_touched_unseen),
		cmocka_unit_test(test_advice_put_off),
		cmocka_unit_test(test_crew),
		cmocka_unit_test(test_papers),
		cmocka_unit_test(test_directory_gone),
		cmocka_unit_test(test_cancelled),
		cmocka_unit_test(test_counters),
		cmocka_unit_test(test_without_memory),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, be_quiet, end);
}
