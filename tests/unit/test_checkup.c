/* SPDX-License-Identifier: ISC */
/*
 * Zones looked at together: which of several files counts, what is said of
 * those that do not, versions before, and what happens without memory.
 */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/checkup.h"
#include "tests/unit/failing.h"
#include "tests/unit/support.h"
#include "zones/mem.h"

/* Nothing that a check would warn of. */
#define SOA(serial)	"$TTL 60\n@ SOA ns.y. h.y. " serial \
			" 14400 3600 1209600 300\n NS ns.y.\n NS ns2.y.\n"
#define GOOD		SOA("1")
#define CUT		SOA("1") "@ MX 10\n"
#define STENCIL		GOOD "@ A $(x)\n"

#define NOW_S		0
#define SEED		1

static char			dir[64];
static const char *const	files[] = {"a", "b", "bad", "new", "old", "t",
    "l", "d/b.x.zone", "d/c.x.zone", "d/c..x.zone"};

static int
set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/test_checkup.XXXXXX");
	if (mkdtemp(dir) == NULL || chdir(dir) == -1 || mkdir("d", 0700) == -1)
		return -1;
	write_file("a", GOOD);
	write_file("b", GOOD);
	write_file("bad", CUT);
	write_file("old", SOA("2"));
	write_file("new", SOA("1") "@ MX 0 .\n");
	write_file("t", STENCIL);
	write_file("l", "f.x x=192.0.2.1\ng.x x=192.0.2.2\n");
	return 0;
}

static int
tear_down(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		(void)unlink(files[i]);
	return rmdir("d") == -1 || chdir("/") == -1 ? -1 : rmdir(dir);
}

/* Findings of at least a warning. */
static struct report *
warnings(void)
{
	struct report	*rep = report_new(100);

	assert_non_null(rep);
	report_keep_least(rep, SEV_WARNING);
	return rep;
}

/* A file for a zone; with "<" before its path it is a version before. */
struct given {
	const char	*apex;
	const char	*path;
	const char	*text;		/* in its place, or NULL */
};

static int
give(struct checkup *c, const struct given *g)
{
	const struct name	 apex = name_of(g->apex);
	bool			 is_before = g->path[0] == '<';
	struct checkup_zone	 z = {.apex = &apex,
	    .path = g->path + is_before, .include_root = ".",
	    .text = g->text};

	if (g->text != NULL)
		z.text_len = strlen(g->text);
	return is_before ? checkup_before(c, &z) : checkup_add(c, &z);
}

static const struct {
	struct given	 given[4];
	const char	*findings;
	bool		 is_unreadable;
} runs[] = {
	{{{"a.x", "a", NULL}, {"b.x", "b", NULL}}, "", false},
	/* Of several files for one zone the first counts, in any case; the
	   same file twice is no second one. */
	{{{"a.x", "a", NULL}, {"b.x", "b", NULL}, {"A.X", "b", NULL}},
	    "b: warning: file-unused: this file is not used: a comes before "
	    "it\n", false},
	{{{"a.x", "a", NULL}, {"a.x", "./a", NULL}}, "", false},
	{{{"a.x", "a", NULL}, {"a.x", "bad", NULL}},
	    "bad: warning: file-unused: this file is not used: a comes before "
	    "it\n", false},
	/* A file that is not there, one that does not load. */
	{{{"a.x", "none", NULL}}, "none: error: file-unreadable: file \"none\" "
	    "cannot be read: No such file or directory; put the file there, or "
	    "correct the path\n", true},
	{{{"a.x", "bad", NULL}}, "bad:5:8: error: parse-error: a.x.: "
	    "nothing stands after the MX preference; expected the name of "
	    "the exchange\n", false},
	{{{"a.x", "t", NULL}},
	    "t: error: parse-error: this looks like a template, with its "
	    "placeholder $(x) in line 5; check it together with its "
	    "list: mxcheck -t domains t\n" "t:5:5: error: parse-error: a.x.: A "
	    "address \"$\" is not an IPv4 address\n", false},
	/* A text in place of the file. */
	{{{"a.x", "none", GOOD}}, "", false},
	{{{"a.x", "t", CUT}},
	    "-:5:8: error: parse-error: a.x.: nothing stands after the MX "
	    "preference; expected the name of the exchange\n", false},
	/* Versions before; of two the last one. */
	{{{"a.x", "new", NULL}, {"a.x", "<a", NULL}},
	    "new:2:1: warning: soa-serial-unchanged: a.x.: the zone changed, "
	    "but its serial 1 did not, so secondaries keep the old zone; write "
	    "2\n", false},
	{{{"a.x", "a", NULL}, {"a.x", "<old", NULL}},
	    "a:2:1: error: soa-serial-backwards: a.x.: the serial went back "
	    "from 2 to 1, so secondaries refuse the zone (RFC 1982 3.2); write "
	    "3 or more\n", false},
	{{{"a.x", "a", NULL}, {"a.x", "<none", NULL}},
	    "none: error: file-unreadable: the version before cannot be "
	    "loaded, so it is not compared\n", true},
	{{{"a.x", "a", NULL}, {"a.x", "<bad", NULL}},
	    "bad: error: file-unreadable: the version before cannot be "
	    "loaded, so it is not compared\n", true},
	{{{"a.x", "a", NULL}, {"b.x", "<b", NULL}},
	    "b: warning: file-unused: a version before, of a zone that is not "
	    "checked here\n", false},
	{{{"a.x", "a", NULL}, {"a.x", "<old", NULL}, {"a.x", "<a", NULL}},
	    "", false},
};

static void
test_runs(void **state)
{
	struct report	*rep = warnings();
	struct checkup	*c;
	size_t		 i, n;

	(void)state;
	for (i = 0; i < sizeof(runs) / sizeof(runs[0]); i++) {
		report_clear(rep);
		assert_non_null(c = checkup_new(rep));
		for (n = 0; n < 4 && runs[i].given[n].apex != NULL; n++)
			assert_int_equal(give(c, &runs[i].given[n]), 0);
		assert_int_equal(checkup_run(c, NOW_S, SEED), 0);
		expect_findings(rep, runs[i].findings);
		assert_int_equal(checkup_is_readable(c),
		    !runs[i].is_unreadable);
		checkup_free(c);
	}
	report_free(rep);
	checkup_free(NULL);
}

static void
test_twice(void **state)
{
	static const struct given	 given[] = {{"b.x", "b", NULL},
	    {"aa.x", "a", NULL}, {"a.x", "a", NULL}, {"B.x.", "old", NULL}};
	struct report			*rep = warnings();
	struct checkup			*c = checkup_new(rep);
	const char			*path, *other;
	size_t				 i;

	(void)state;
	assert_false(checkup_find_twice(c, &path, &other));
	for (i = 0; i < 3; i++)
		assert_int_equal(give(c, &given[i]), 0);
	assert_false(checkup_find_twice(c, &path, &other));
	assert_int_equal(give(c, &given[3]), 0);
	assert_true(checkup_find_twice(c, &path, &other));
	assert_string_equal(path, "old");
	assert_string_equal(other, "b");
	assert_int_equal(checkup_zones(c), 4);
	/* The run says so without memory. */
	failing_arm(0);
	assert_false(checkup_find_twice(c, &path, &other));
	assert_true(failing_disarm());
	checkup_free(c);
	report_free(rep);
}

#define CONF	"zone \"a.x\" { file \"a\" }\nzones in \"d\"\n" \
		"zones in \"none\"\n" \
		"template \"t\" { file \"t\"; domains \"l\" }\n"

static struct conf *
conf_of(const char *text, struct report *rep)
{
	struct conf	*cf;

	assert_int_equal(conf_load_text("f", text, strlen(text), rep, &cf),
	    0);
	return cf;
}

/* All that a configuration names, and what in it names nothing. */
static void
test_conf(void **state)
{
	struct report	*rep = warnings();
	struct conf	*cf;
	struct checkup	*c;

	(void)state;
	write_file("d/b.x.zone", GOOD);
	write_file("d/c.x.zone", GOOD);
	write_file("d/c..x.zone", GOOD);
	cf = conf_of(CONF, rep);
	report_clear(rep);
	assert_non_null(c = checkup_new(rep));
	assert_int_equal(checkup_add_conf(c, cf), 0);
	assert_int_equal(checkup_run(c, NOW_S, SEED), 0);
	assert_int_equal(checkup_zones(c), 5);
	assert_false(checkup_is_readable(c));
	expect_findings(rep, "d/c..x.zone: error: file-unreadable: the part "
	    "before \".zone\" names no zone: has an empty label; rename the "
	    "file\n" "f:3:10: error: file-unreadable: the directory none: No "
	    "such file or directory\n");
	checkup_free(c);
	conf_free(cf);
	report_free(rep);
}

/* A directory whose path is nearly too long for its files, and too long. */
static void
test_path(void **state)
{
	struct report	*rep = warnings();
	struct conf	*cf = conf_of("zones in \"d\"\n", rep);
	struct checkup	*c;
	char		*path, *was = cf->zone_dirs[0].path;
	size_t		 len;

	(void)state;
	write_file("d/b.x.zone", GOOD);
	/* "d/////.../b.x.zone" of PATH_MAX - 1 and PATH_MAX octets. */
	for (len = 4086; len <= 4087; len++) {
		assert_non_null(path = malloc(len + 1));
		memset(path, '/', len);
		path[len] = '\0';
		path[0] = 'd';
		cf->zone_dirs[0].path = path;
		assert_non_null(c = checkup_new(rep));
		assert_int_equal(checkup_add_conf(c, cf), 0);
		assert_int_equal(checkup_zones(c), len == 4086);
		checkup_free(c);
		free(path);
	}
	assert_int_equal(report_count(rep, SEV_ERROR), 1);
	assert_string_equal(report_at(rep, 0)->text, "the part before \".zone\""
	    " names no zone: the path is too long; rename the file");
	cf->zone_dirs[0].path = was;
	conf_free(cf);
	report_free(rep);
}

/* Texts that are compared with nothing. */
static void
test_extras(void **state)
{
	static const struct given	 zone = {"a.x", "a", NULL};
	const struct name		 name = name_of("b.x");
	struct report			*rep = warnings();
	struct checkup			*c = checkup_new(rep);

	(void)state;
	assert_int_equal(give(c, &zone), 0);
	assert_int_equal(extras_add(checkup_extras(c), EXTRA_POLICY, &name,
	    "", 0), 0);
	assert_int_equal(extras_add(checkup_extras(c), EXTRA_CERTIFICATE,
	    &name, "", 0), 0);
	assert_int_equal(checkup_run(c, NOW_S, SEED), 0);
	expect_findings(rep, "warning: file-unused: b.x.: the certificate that "
	    "is given is compared with nothing: the zones have no such host "
	    "with TLSA\n"
	    "warning: file-unused: b.x.: the policy that is given is "
	    "compared with nothing: the zones have no such mail domain with "
	    "MTA-STS\n");
	checkup_free(c);
	report_free(rep);
}

/* One run with so many allocations; whether it had what it needed. */
static bool
run_with(size_t good, const struct conf *cf, struct report *rep)
{
	static const struct given	 before = {"a.x", "<old", NULL};
	struct checkup			*c;
	bool				 is_done;

	failing_arm(good);
	c = checkup_new(rep);
	is_done = c != NULL && checkup_add_conf(c, cf) == 0 &&
	    give(c, &before) == 0 && checkup_run(c, NOW_S, SEED) == 0;
	checkup_free(c);
	return !failing_disarm() && is_done;
}

static void
test_no_memory(void **state)
{
	struct report	*rep = warnings();
	struct conf	*cf;
	long		 held;
	size_t		 good = 0;
	bool		 is_done;

	(void)state;
	write_file("d/b.x.zone", GOOD);
	cf = conf_of("zone \"a.x\" { file \"a\" }\n"
	    "zone \"t.x\" { file \"t\" }\n"
	    "zones in \"d\"\n"
	    "template \"t\" { file \"t\"; domains \"l\" }\n", rep);
	do {
		report_clear(rep);
		held = failing_held();
		is_done = run_with(good++, cf, rep);
		report_clear(rep);
		assert_int_equal(failing_held(), held);
	} while (!is_done);
	assert_true(good > 50);
	conf_free(cf);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_runs, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_twice, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_conf, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_path, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_extras, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(test_no_memory, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
