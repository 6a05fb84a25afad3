/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <sys/stat.h>

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/conf.h"
#include "server/landlock.h"
#include "server/reach.h"

static char	 top[] = "/tmp/mxd-test-XXXXXX";

/*
 * A configuration that stands in etc/mxd.conf, and the directories that it
 * reaches, below the one of the test, with their rights: r, w, d (remove).
 */
static const struct {
	const char	*conf;
	bool		 does_follow;
	bool		 writes_log;
	const char	*pidfile;	/* below top */
	const char	*dirs;
} cases[] = {
	{"", true, true, NULL, "etc:r "},
	{"zones in \"../zones\"\n", false, true, NULL, "etc:r zones:r "},
	/* Of what is below another one nothing is said. */
	{"zones in \"below\"\n", false, true, NULL, "etc:r "},
	/* Links of files count where they lead to, if they are followed. */
	{"zones in \"../zones\"\n", true, true, NULL,
	    "etc:r far:r zones:r "},
	{"zone \"a.example\" { file \"../links/a\" }\n", true, true, NULL,
	    "etc:r far:r links:r "},
	{"zone \"a.example\" { file \"../links/a\" }\n", false, true, NULL,
	    "etc:r links:r "},
	/* A link that is a directory is what it leads to. */
	{"zones in \"../alias\"\n", false, true, NULL, "etc:r zones:r "},
	{"zone \"a.example\" { file \"a\"\ninclude from \"../far\" }\n",
	    false, true, NULL, "etc:r far:r "},
	{"template \"t\" { file \"../zones/t\"; domains \"../far/list\" }\n",
	    false, true, NULL, "etc:r far:r zones:r "},
	/* What is not there is left out. */
	{"zones in \"../nothing\"\nzone \"a.example\" { file \"/no/a\" }\n",
	    true, true, NULL, "etc:r "},
	{"log to file \"../far/log\"\n", true, true, NULL, "etc:r far:w "},
	{"log to file \"../far/log\"\n", true, false, NULL, "etc:r "},
	{"log to file \"../zones/log\"\nzones in \"../zones\"\n", false, true,
	    NULL, "etc:r zones:rw "},
	{"control \"../far/c\"\n", true, true, "zones/pid",
	    "etc:r far:d zones:d "},
	{"control \"c\"\n", true, true, NULL, "etc:rd "},
};

static void
path_of(const char *name, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s", top, name);
}

static void
describe(const struct reach *r, char *buf, size_t len_bytes)
{
	size_t	 i, used = 0, skip = strlen(top) + 1;

	buf[0] = '\0';
	for (i = 0; i < r->n; i++)
		used += (size_t)snprintf(buf + used, len_bytes - used,
		    "%s:%s%s%s ", r->dirs[i].path + skip,
		    r->dirs[i].rights & LANDLOCK_MAY_READ ? "r" : "",
		    r->dirs[i].rights & LANDLOCK_MAY_WRITE ? "w" : "",
		    r->dirs[i].rights & LANDLOCK_MAY_REMOVE ? "d" : "");
}

static struct conf *
conf_of(const char *text)
{
	struct report	*rep = report_new(10);
	struct conf	*conf = NULL;
	char		 path[PATH_MAX];
	FILE		*f;

	path_of("etc/mxd.conf", path);
	assert_non_null(f = fopen(path, "w"));
	assert_int_not_equal(fputs(text, f), EOF);
	assert_int_equal(fclose(f), 0);
	assert_non_null(rep);
	if (conf_load(path, rep, &conf) == -1)
		fail_msg("%s", text);
	report_free(rep);
	return conf;
}

static void
test_find(void **state)
{
	struct reach	 r;
	struct conf	*conf;
	char		 pidfile[PATH_MAX], text[1024];
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		conf = conf_of(cases[i].conf);
		if (cases[i].pidfile != NULL)
			path_of(cases[i].pidfile, pidfile);
		assert_int_equal(reach_find(conf, cases[i].does_follow,
		    cases[i].writes_log, cases[i].pidfile == NULL ? NULL :
		    pidfile, &r), 0);
		describe(&r, text, sizeof(text));
		assert_string_equal(text, cases[i].dirs);
		reach_clear(&r);
		conf_free(conf);
	}
}

/* Are these rights there, for paths below top or, with a slash, others? */
static const struct {
	const char	*path;
	unsigned	 rights;
	bool		 has;
} asked[] = {
	{"zones", LANDLOCK_MAY_READ, true},
	{"zones/some/where", LANDLOCK_MAY_READ, true},
	{"zones", LANDLOCK_MAY_WRITE, false},
	{"zones", LANDLOCK_MAY_READ | LANDLOCK_MAY_REMOVE, false},
	{"alias", LANDLOCK_MAY_READ, true},
	{"etc", LANDLOCK_MAY_READ | LANDLOCK_MAY_REMOVE, true},
	{"zones-b", LANDLOCK_MAY_READ, false},
	{"far", LANDLOCK_MAY_READ, true},	/* by the link in zones */
	{"far", LANDLOCK_MAY_WRITE, false},
	{"", LANDLOCK_MAY_READ, false},
	{"etc", 0, true},
};

static void
test_has(void **state)
{
	struct conf	*conf;
	struct reach	 r;
	char		 path[PATH_MAX];
	size_t		 i;

	(void)state;
	conf = conf_of("zones in \"../zones\"\ncontrol \"c\"\n");
	assert_int_equal(reach_find(conf, true, true, NULL, &r), 0);
	for (i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
		path_of(asked[i].path, path);
		assert_int_equal(reach_has(&r, path, asked[i].rights),
		    asked[i].has);
	}
	assert_false(reach_has(&r, "/", LANDLOCK_MAY_READ));
	assert_false(reach_has(&r, "none", LANDLOCK_MAY_READ));
	reach_clear(&r);
	conf_free(conf);
}

/* Whatever memory is lacking for. */
static void
test_memory(void **state)
{
	struct conf	*conf;
	struct reach	 r;
	int		 rc;
	unsigned	 n = 0;

	(void)state;
	conf = conf_of("zones in \"../zones\"\ncontrol \"c\"\n");
	do {
		failing_arm(n++);
		rc = reach_find(conf, false, true, NULL, &r);
		failing_disarm();
		reach_clear(&r);
	} while (rc == -1);
	assert_in_range(n, 2, 100);
	conf_free(conf);
}

static int
set_up(void **state)
{
	static const char *const dirs[] = {
		"etc", "etc/below", "zones", "zones-b", "far", "links"
	};
	static const char *const links[][2] = {
		{"../far/a", "zones/a.example.zone"},
		{"b.zone", "zones/c.zone"}, {"../far", "zones/d.txt"},
		{"../far/a", "links/a"}, {"zones", "alias"}
	};
	char	 path[PATH_MAX];
	size_t	 i;
	int	 fd;

	(void)state;
	if (mkdtemp(top) == NULL)
		return -1;
	for (i = 0; i < sizeof(dirs) / sizeof(dirs[0]); i++) {
		path_of(dirs[i], path);
		if (mkdir(path, 0700) == -1)
			return -1;
	}
	path_of("far/a", path);
	if ((fd = open(path, O_WRONLY | O_CREAT, 0600)) == -1)
		return -1;
	(void)close(fd);
	for (i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
		path_of(links[i][1], path);
		if (symlink(links[i][0], path) == -1)
			return -1;
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	return remove_tree(top);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_has),
		cmocka_unit_test(test_memory),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
