/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/hints.h"

/* The directories d0 and d1 of `zones in`; there is a d2. */
static struct conf_zone_dir	 dirs[HINTS_DIRS_MAX + 1];
static struct conf		 conf = {.zone_dirs = dirs, .nzone_dirs = 2};

static char	 top[] = "/tmp/mxd-test-XXXXXX";

static void
put_file(const char *name)
{
	FILE	*f = fopen(name, "w");

	assert_non_null(f);
	assert_int_not_equal(fputs("x", f), EOF);
	assert_int_equal(fclose(f), 0);
}

/* w write, r rename, u unlink, l link, m mkdir, d rmdir: a letter and one or
   two names. */
static void
do_one(const char *deed)
{
	char	 letter, a[64], b[64] = "";
	int	 rc = 0;

	assert_true(sscanf(deed, "%c %63s %63s", &letter, a, b) >= 2);
	if (letter == 'w')
		put_file(a);
	else if (letter == 'r')
		rc = rename(a, b);
	else if (letter == 'u')
		rc = unlink(a);
	else if (letter == 'l')
		rc = link(a, b);
	else if (letter == 'm')
		rc = mkdir(a, 0755);
	else if (letter == 'd')
		rc = rmdir(a);
	else
		fail_msg("%s", deed);
	if (rc == -1)
		fail_msg("%s", deed);
}

static void
do_all(const char *deeds)
{
	char	*copy = strdup(deeds), *rest = copy, *one;

	while ((one = strsep(&rest, ",")) != NULL)
		if (*one != '\0')
			do_one(one);
	free(copy);
}

/* "0/a.zone " and so on; what comes twice in a row is said once. */
static const char *
told(struct hints *h, const struct inventory *inv)
{
	static char		 text[1024];
	const struct touched	*t = NULL;
	char			 one[128], last[128] = "";
	size_t			 i, n = hints_read(h, &conf, inv, &t);

	text[0] = '\0';
	for (i = 0; i < n; i++) {
		(void)snprintf(one, sizeof(one), "%d/%s ",
		    (int)(t[i].dir - dirs), t[i].file);
		if (strcmp(one, last) != 0)
			(void)strlcat(text, one, sizeof(text));
		(void)strlcpy(last, one, sizeof(last));
	}
	return text;
}

/* The zone "rival" has another file, which is not used. */
static struct inventory *
make_inventory(void)
{
	struct inventory	*inv = inventory_new(1);
	struct origin		 origin = {.path = dirs[0].path,
	    .is_directory = true};
	struct name		 name = name_of("rival.");
	struct known		*k;

	assert_non_null(inv);
	inventory_begin(inv);
	k = inventory_want(inv, NULL, name.wire, name.len,
	    homes_want(inventory_homes(inv), &origin, 0));
	assert_non_null(k);
	k->has_rival = true;
	inventory_settle(inv, k);
	inventory_end(inv);
	return inv;
}

/* One after the other. */
static const struct {
	const char	*deeds;
	const char	*told;
} cases[] = {
	{"", ""},
	{"w d0/a.zone", "0/a.zone "},
	{"", ""},
	{"w d0/a.zone,w d1/b.zone", "0/a.zone 1/b.zone "},
	{"w d0/new,r d0/new d0/a.zone", "0/a.zone "},
	{"r d0/a.zone d1/a.zone", "1/a.zone "},
	{"l d1/a.zone d0/c.zone", "0/c.zone "},
	{"w d2/a.zone,w a.zone,w d0/a.zone~", ""},
	{"m d0/e.zone,d d0/e.zone", ""},
	/* What has gone is not told, and does not hide others. */
	{"u d0/c.zone", ""},
	{"w d0/c.zone,w d0/a.zone,u d0/c.zone", "0/a.zone "},
	/* What concerns more than a file hides all others. */
	{"w d0/rival.zone,w d0/a.zone", ""},
	{"w d0/x..y.zone,w d0/a.zone", ""},
	{"w d0/a.zone", "0/a.zone "},
	/* Nothing more is known of a directory that is gone. */
	{"u d1/a.zone,u d1/b.zone,d d1", ""},
	{"m d1,w d1/a.zone,w d0/a.zone", ""},
	{"w d1/a.zone,w d0/a.zone", "1/a.zone 0/a.zone "},
};

static void
test_cases(void **state)
{
	struct inventory	*inv = make_inventory();
	struct hints		*h = hints_new();
	const char		*text;
	size_t			 i;

	(void)state;
	assert_non_null(h);
	do_all("w d0/before.zone");
	hints_follow(h, &conf);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		do_all(cases[i].deeds);
		text = told(h, inv);
		if (strcmp(text, cases[i].told) != 0)
			fail_msg("%s: told \"%s\"", cases[i].deeds, text);
	}
	/* Nor of what was before. */
	do_all("w d1/a.zone");
	hints_follow(h, &conf);
	assert_string_equal(told(h, inv), "");
	hints_free(h);
	inventory_free(inv);
}

/* Another conf; what happened to its directories before is forgotten. */
static void
test_follow(void **state)
{
	struct inventory	*inv = make_inventory();
	struct hints		*h = hints_new();

	(void)state;
	hints_follow(h, &conf);
	conf.nzone_dirs = 1;
	assert_string_equal(told(h, inv), "");	/* that of another conf */
	do_all("w d0/a.zone");
	hints_follow(h, &conf);
	do_all("w d1/a.zone");
	assert_string_equal(told(h, inv), "");
	do_all("w d0/a.zone");
	assert_string_equal(told(h, inv), "0/a.zone ");
	conf.nzone_dirs = 0;
	hints_follow(h, &conf);
	do_all("w d0/a.zone");
	assert_string_equal(told(h, inv), "");
	conf.nzone_dirs = 2;
	hints_free(h);
	inventory_free(inv);
}

/* Which number of directories is followed. */
static void
test_many(void **state)
{
	static const struct {
		size_t		 n;
		const char	*told;
	} rows[] = {
		{HINTS_DIRS_MAX - 1, "0/a.zone 2/a.zone 3/a.zone "},
		{HINTS_DIRS_MAX, "0/a.zone 2/a.zone 3/a.zone "},
		{HINTS_DIRS_MAX + 1, ""},
	};
	struct inventory	*inv = make_inventory();
	struct hints		*h;
	size_t			 i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		h = hints_new();
		conf.nzone_dirs = rows[i].n;
		for (k = 4; k < rows[i].n; k++)
			dirs[k].path = dirs[1].path;
		dirs[3].path = dirs[2].path;	/* twice the same */
		hints_follow(h, &conf);
		do_all("w d0/a.zone,w d2/a.zone");
		assert_string_equal(told(h, inv), rows[i].told);
		hints_free(h);
	}
	conf.nzone_dirs = 2;
	inventory_free(inv);
}

/* What the kernel keeps; at least as much as we can use? */
static bool
keeps_enough(void)
{
	FILE	*f = fopen("/proc/sys/fs/inotify/max_queued_events", "r");
	char	 line[32] = "";

	if (f != NULL) {
		if (fgets(line, sizeof(line), f) == NULL)
			line[0] = '\0';
		(void)fclose(f);
	}
	return strtol(line, NULL, 10) > HINTS_MAX + 1;
}

/* How many can be told; after more it begins anew. */
static void
test_most(void **state)
{
	static const struct {
		size_t	 n;
		size_t	 told;
	} rows[] = {
		{HINTS_MAX - 1, HINTS_MAX - 1}, {HINTS_MAX, HINTS_MAX},
		{HINTS_MAX + 1, 0}, {1, 1},
	};
	struct inventory	*inv = make_inventory();
	struct hints		*h = hints_new();
	const struct touched	*t;
	size_t			 i, k;

	(void)state;
	do_all("w d0/a.zone,w d1/a.zone");
	hints_follow(h, &conf);
	for (i = 0; keeps_enough() && i < sizeof(rows) / sizeof(rows[0]);
	    i++) {
		/* The same twice in a row would be one. */
		for (k = 0; k < rows[i].n; k++)
			put_file(k % 2 == 0 ? "d0/a.zone" : "d1/a.zone");
		assert_int_equal(hints_read(h, &conf, inv, &t), rows[i].told);
	}
	hints_free(h);
	inventory_free(inv);
}

static void
test_none(void **state)
{
	const struct touched	*t;

	(void)state;
	hints_free(NULL);
	hints_follow(NULL, &conf);
	assert_int_equal(hints_read(NULL, &conf, NULL, &t), 0);
}

static int
set_up(void **state)
{
	static char	*paths[] = {"d0", "d1", "d2"};
	size_t		 i;

	(void)state;
	if (mkdtemp(top) == NULL || chdir(top) == -1)
		return -1;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		if (mkdir(paths[i], 0755) == -1)
			return -1;
		dirs[i].path = paths[i];
	}
	return 0;
}

static int
tear_down(void **state)
{
	static const char	*const left[] = {"d0/a.zone", "d0/a.zone~",
	    "d0/before.zone", "d0/rival.zone", "d0/x..y.zone", "d0",
	    "d1/a.zone", "d1", "d2/a.zone", "d2", "a.zone", top};
	size_t			 i;
	int			 rc = 0;

	(void)state;
	for (i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (remove(left[i]) == -1)
			rc = -1;
	return rc;
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_follow),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_most),
		cmocka_unit_test(test_none),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
