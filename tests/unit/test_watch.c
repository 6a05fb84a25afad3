/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/log.h"
#include "server/title.h"
#include "server/watch.h"

/*
 * Directories d0 and d1 of `zones in`; z, the file of a zone block; inc/i,
 * which a zone "i" of d0 and the zone block include; t and t.list of a
 * template.
 */
static struct conf_zone_dir	 dirs[2];
static struct conf_zone		 block;
static struct conf_template	 template;
static struct conf		 conf = {
	.zone_dirs = dirs, .nzone_dirs = 2, .zones = &block, .nzones = 1,
	.templates = &template, .ntemplates = 1, .does_watch = true
};

static char	 top[] = "/tmp/mxd-test-XXXXXX";

/* A path in the directory of this test; the caller's. */
static char *
path_of(const char *name)
{
	char	*path = NULL;

	assert_int_not_equal(asprintf(&path, "%s/%s", top, name), -1);
	return path;
}

/* The last file that was left open; or NULL. */
static FILE	*open_file;

static void
put_file(const char *path, bool is_closed)
{
	FILE	*f = fopen(path, "w");

	assert_non_null(f);
	assert_int_not_equal(fputs("x", f), EOF);
	assert_int_equal(fflush(f), 0);
	if (is_closed)
		assert_int_equal(fclose(f), 0);
	else
		open_file = f;
}

static void
close_file(void)
{
	if (open_file != NULL)
		assert_int_equal(fclose(open_file), 0);
	open_file = NULL;
}

/*
 * What is done: a letter and one or two names.
 *
 * w write, o write and leave open, c close that, r rename, u unlink, l
 * link, s symbolic link, m mkdir, d rmdir
 */
static void
do_one(const char *deed)
{
	char	 letter, a[32], b[32] = "";
	char	*from, *to;
	int	 rc = 0;

	assert_true(sscanf(deed, "%c %31s %31s", &letter, a, b) >= 2);
	from = path_of(a);
	to = path_of(b);
	switch (letter) {
	case 'w':
	case 'o':
		put_file(from, letter == 'w');
		break;
	case 'c':
		close_file();
		break;
	case 'r':
		rc = rename(from, to);
		break;
	case 'u':
		rc = unlink(from);
		break;
	case 'l':
		rc = link(from, to);
		break;
	case 's':
		rc = symlink(from, to);
		break;
	case 'm':
		rc = mkdir(from, 0755);
		break;
	case 'd':
		rc = rmdir(from);
		break;
	default:
		fail_msg("%s", deed);
	}
	if (rc == -1)
		fail_msg("%s", deed);
	free(from);
	free(to);
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

/* "0/a.zone z " and so on; what comes twice in a row is said once. */
static const char *
told(struct watch *w)
{
	static char		 text[1024];
	const struct touched	*t;
	char			 one[128], last[128] = "", title[TITLE_MAX];
	size_t			 i, n;

	text[0] = '\0';
	n = watch_read(w, &conf, &t);
	for (i = 0; i < n; i++) {
		if (t[i].dir != NULL)
			(void)snprintf(one, sizeof(one), "%d/%s ",
			    (int)(t[i].dir - dirs), t[i].file);
		else if (t[i].apex != NULL)
			(void)snprintf(one, sizeof(one), "%s ",
			    title_name(t[i].apex, title));
		else
			(void)strlcpy(one, t[i].is_hosted ? "template " :
			    "all ", sizeof(one));
		if (strcmp(one, last) != 0)
			(void)strlcat(text, one, sizeof(text));
		(void)strlcpy(last, one, sizeof(last));
	}
	return text;
}

/* Each in a world of its own, in which there is what set_up() makes. */
static const struct {
	const char	*before;	/* done before it is watched */
	const char	*deeds;
	const char	*told;		/* after | what is told later */
} cases[] = {
	{"", "", ""},
	/* Whole files of directories of zones. */
	{"", "w d0/a.zone", "0/a.zone "},
	{"", "o d0/a.zone", ""},
	{"", "o d0/a.zone,w d0/b.zone", "0/b.zone "},
	{"", "o d0/a.zone,c d0/a.zone", "0/a.zone "},
	{"", "w d1/a.zone", "1/a.zone "},
	{"", "w d0/new,r d0/new d0/a.zone", "0/a.zone "},
	/* What has gone is told later: it may come again. */
	{"w d0/a.zone", "r d0/a.zone d0/old", "| 0/a.zone "},
	{"w d0/a.zone", "r d0/a.zone d0/b.zone", "0/b.zone | 0/a.zone "},
	{"w d0/a.zone", "r d0/a.zone d1/a.zone", "1/a.zone | 0/a.zone "},
	{"w d0/a.zone", "u d0/a.zone", "| 0/a.zone "},
	{"w d0/a.zone", "u d0/a.zone,o d0/a.zone", "| 0/a.zone "},
	{"w d0/a.zone", "u d0/a.zone,w d0/a.zone", "0/a.zone | 0/a.zone "},
	{"w d0/a.zone,w d0/b.zone", "u d0/a.zone,u d0/b.zone",
	    "| 0/a.zone 0/b.zone "},
	{"w x", "u x", ""},
	{"w x", "l x d0/a.zone", "0/a.zone "},
	{"w x", "s x d0/a.zone", "0/a.zone "},
	{"", "w d0/.a.zone,w d0/a.zone~,w d0/zone,w d0/.zone", ""},
	{"", "m d0/a.zone", ""},
	{"", "w z.zone,w d2.zone", ""},
	/* Files that are named. */
	{"", "w z", "z "},
	{"w new", "r new z", "z "},
	{"w z", "u z", "| z "},
	{"w t", "u t", "| template "},
	{"", "w inc/i", "z i "},
	{"", "w inc/j", ""},
	{"", "w t", "template "},
	{"", "w t.list,w d0/a.zone,w t", "template 0/a.zone "},
	/* Directories that go, and come again. */
	{"w d0/a.zone", "w d0/a.zone,r d0 old,w old/b.zone", ""},
	{"w d0/a.zone", "u d0/a.zone,d d0", "| "},
	{"w d0/a.zone", "u d0/a.zone,d d0,w d1/a.zone", "1/a.zone | "},
	{"", "d d0,m d0", "all "},
	{"m new,w new/a.zone", "r d0 old,r new d0", "all "},
	{"r d0 v0,s v0 d0,m v1", "s v1 new,r new d0", "all "},
	{"d d0", "m d0", "all "},
	{"", "d inc", ""},
	{"", "d inc,m inc", "all "},
	/* As Kubernetes does. */
	{"m d0/..1,s d0/..1 d0/..data", "m d0/..2,s d0/..2 d0/..tmp,"
	    "r d0/..tmp d0/..data", "all "},
};

/* Anything but the directory of this test. */
static int
remove_one(const char *path, const struct stat *st, int what, struct FTW *ftw)
{
	(void)st;
	(void)what;
	return ftw->level == 0 ? 0 : remove(path);
}

/* Zones "i" and "z" that have been loaded, and include a file. */
static struct inventory *
make_inventory(void)
{
	static const char	*apexes[] = {"i.", "z."};
	struct inventory	*inv = inventory_new(1);
	struct zone_file	 files[2];
	struct origin		 origin = {.path = dirs[0].path,
	    .is_directory = true};
	struct name		 name;
	struct known		*k;
	bool			 failed;
	size_t			 i;

	assert_non_null(inv);
	inventory_begin(inv);
	for (i = 0; i < 2; i++) {
		name = name_of(apexes[i]);
		k = inventory_want(inv, NULL, name.wire, name.len,
		    homes_want(inventory_homes(inv), &origin, 0));
		assert_non_null(k);
		memset(files, 0, sizeof(files));
		files[0].path = path_of("d0/i.zone");
		files[1].path = path_of("inc/i");
		k->aside = aside_new(NULL, files, 2, &failed);
		assert_false(failed);
		free(files[0].path);
		free(files[1].path);
		inventory_settle(inv, k);
	}
	inventory_end(inv);
	return inv;
}

static void
test_cases(void **state)
{
	struct inventory	*inv;
	struct watch		*w;
	char			 text[1024];
	size_t			 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		do_all("m d0,m d1,m inc");
		do_all(cases[i].before);
		inv = make_inventory();
		w = watch_new();
		assert_non_null(w);
		assert_true(watch_follow(w, &conf, inv));
		assert_false(watch_follow(w, &conf, inv));
		assert_string_equal(told(w), "");
		do_all(cases[i].deeds);
		(void)strlcpy(text, told(w), sizeof(text));
		if (watch_has_rest(w)) {
			(void)strlcat(text, "| ", sizeof(text));
			(void)strlcat(text, told(w), sizeof(text));
		}
		if (strcmp(text, cases[i].told) != 0)
			fail_msg("%s: told \"%s\"", cases[i].deeds, text);
		assert_false(watch_has_rest(w));
		/* That was all, and it is still seen what is done. */
		assert_string_equal(told(w), "");
		do_all("w d1/after.zone");
		assert_string_equal(told(w), "1/after.zone ");
		watch_free(w);
		inventory_free(inv);
		close_file();
		assert_int_equal(nftw(top, remove_one, 10,
		    FTW_DEPTH | FTW_PHYS), 0);
	}
}

/* A zone that was loaded later includes a file elsewhere. */
static void
test_some(void **state)
{
	struct inventory	*inv, *none = inventory_new(2);
	struct watch		*w = watch_new();
	struct touched		 t[2];

	(void)state;
	do_all("m d0,m d1,m inc");
	assert_non_null(w);
	assert_true(watch_follow(w, &conf, none));
	do_all("w inc/i");
	assert_string_equal(told(w), "");
	inv = make_inventory();
	t[0] = (struct touched){.dir = &dirs[0], .file = "a.zone"};
	t[1] = (struct touched){.dir = &dirs[1], .file = "x..y.zone"};
	assert_false(watch_follow_some(w, &conf, inv, t, 2));
	t[1] = (struct touched){.dir = &dirs[1], .file = "i.zone"};
	assert_true(watch_follow_some(w, &conf, inv, t, 2));
	assert_false(watch_follow_some(w, &conf, inv, t, 2));
	do_all("w inc/i");
	assert_string_equal(told(w), "i ");
	t[0] = (struct touched){.is_hosted = true};
	assert_false(watch_follow_some(w, &conf, inv, t, 1));
	do_all("w inc/i,w t");
	assert_string_equal(told(w), "i template ");
	assert_false(watch_follow_some(w, &conf, inv, &watch_all, 1));
	do_all("w inc/i");
	assert_string_equal(told(w), "z i ");
	watch_free(w);
	inventory_free(inv);
	inventory_free(none);
	do_all("u inc/i,u t,d inc,d d1,d d0");
}

static void
test_off(void **state)
{
	struct watch	*w = watch_new();

	(void)state;
	do_all("m d0,m d1,m inc");
	assert_non_null(w);
	assert_true(watch_fd(w) >= 0);
	assert_true(watch_follow(w, &conf, NULL));
	do_all("w d0/a.zone");
	conf.does_watch = false;
	assert_false(watch_follow(w, &conf, NULL));
	(void)told(w);
	do_all("w d0/a.zone,w z");
	assert_string_equal(told(w), "");
	conf.does_watch = true;
	assert_true(watch_follow(w, &conf, NULL));
	do_all("w z");
	assert_string_equal(told(w), "z ");
	watch_free(w);
	watch_free(NULL);
	do_all("u z,u d0/a.zone,d inc,d d1,d d0");
}

/* Without memory for what has changed all is looked at. */
static void
test_no_memory(void **state)
{
	struct watch	*w = watch_new();
	const char	*text = "";
	long		 held = failing_held();
	size_t		 good;

	(void)state;
	do_all("m d0,m d1,m inc");
	assert_non_null(w);
	assert_true(watch_follow(w, &conf, NULL));
	for (good = 0; strcmp(text, "0/a.zone 0/b.zone ") != 0; good++) {
		do_all("w d0/a.zone,w d0/b.zone");
		failing_arm(good);
		text = told(w);
		if (failing_disarm())
			assert_string_equal(text, "all ");
		assert_in_range(good, 0, 10);
	}
	assert_true(good > 1);
	watch_free(w);
	assert_true(failing_held() <= held);
	do_all("u d0/a.zone,u d0/b.zone,d inc,d d1,d d0");
}

static int
set_up(void **state)
{
	struct log_settings	 set = {
		.target = LOG_TO_FILE, .level = LEVEL_INFO,
		.file = "/dev/null"
	};

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	dirs[0].path = path_of("d0");
	dirs[1].path = path_of("d1/");
	block.apex = name_of("z.");
	block.file = path_of("z");
	template.file = path_of("t");
	template.domains = path_of("t.list");
	return log_open(&set);
}

static int
clean(void **state)
{
	(void)state;
	log_close();
	free(dirs[0].path);
	free(dirs[1].path);
	free(block.file);
	free(template.file);
	free(template.domains);
	return rmdir(top);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_some),
		cmocka_unit_test(test_off),
		cmocka_unit_test(test_no_memory),
	};

	return cmocka_run_group_tests(tests, set_up, clean);
}
