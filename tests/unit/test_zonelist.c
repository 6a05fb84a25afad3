/* SPDX-License-Identifier: ISC */
/* Zones and directories: rotation as said anywhere, and what is twice. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/zonelist.h"

static void
add(struct zonelist *zl, const char *text, uint32_t line,
    enum block_rotate rotate)
{
	struct zone_block	 b = {.rotate = rotate};
	struct place		 at = {.file = "f", .line = line};
	struct name		 apex;
	const char		*why;

	assert_non_null(b.path = strdup(text));
	assert_int_equal(name_from_text(&apex, text, strlen(text), NULL, &why),
	    0);
	assert_int_equal(zonelist_add(zl, &apex, &at, &b), 0);
}

static void
add_dir(struct zonelist *zl, const char *text, uint32_t line,
    enum block_rotate rotate)
{
	struct zone_block	 b = {.rotate = rotate};
	struct place		 at = {.file = "f", .line = line};

	assert_non_null(b.path = strdup(text));
	assert_int_equal(zonelist_add_dir(zl, &at, &b), 0);
}

static void
add_template(struct zonelist *zl, const char *text, uint32_t line,
    enum block_rotate rotate)
{
	struct zone_block	 b = {.rotate = rotate};
	struct place		 at = {.file = "f", .line = line};
	char			*name;

	assert_non_null(name = strdup(text));
	assert_non_null(b.path = strdup(text));
	assert_non_null(b.domains = strdup(text));
	assert_int_equal(zonelist_add_template(zl, name, &at, &b), 0);
}

static void
expect_rotation(bool global)
{
	struct zonelist	 zl = {.zones = NULL};
	struct report	*rep = report_new(10);

	add(&zl, "a", 1, ROTATE_UNSAID);
	add(&zl, "b", 2, ROTATE_ON);
	add(&zl, "c", 3, ROTATE_OFF);
	add_dir(&zl, "a", 4, ROTATE_OFF);
	add_dir(&zl, "b", 5, ROTATE_ON);
	add_dir(&zl, "c", 6, ROTATE_UNSAID);
	add_template(&zl, "a", 7, ROTATE_ON);
	add_template(&zl, "b", 8, ROTATE_UNSAID);
	add_template(&zl, "c", 9, ROTATE_OFF);
	assert_int_equal(zonelist_settle(&zl, global, rep), 0);
	expect_findings(rep, "");
	assert_int_equal(zl.zones[0].does_rotate, global);
	assert_true(zl.zones[1].does_rotate);
	assert_false(zl.zones[2].does_rotate);
	assert_false(zl.dirs[0].does_rotate);
	assert_true(zl.dirs[1].does_rotate);
	assert_int_equal(zl.dirs[2].does_rotate, global);
	assert_true(zl.templates[0].does_rotate);
	assert_int_equal(zl.templates[1].does_rotate, global);
	assert_false(zl.templates[2].does_rotate);
	zonelist_clear(&zl);
	report_free(rep);
}

static void
test_rotation(void **state)
{
	(void)state;
	expect_rotation(true);
	expect_rotation(false);
}

static void
test_twice(void **state)
{
	struct zonelist	 zl = {.zones = NULL};
	struct report	*rep = report_new(10);

	(void)state;
	add(&zl, "b.example", 1, ROTATE_UNSAID);
	add(&zl, "a.example", 2, ROTATE_UNSAID);
	add(&zl, "b.example", 3, ROTATE_UNSAID);
	add(&zl, "example", 4, ROTATE_UNSAID);
	add(&zl, "b.example", 5, ROTATE_UNSAID);
	add(&zl, "a.example", 6, ROTATE_UNSAID);
	add_dir(&zl, "x", 7, ROTATE_UNSAID);
	add_dir(&zl, "xx", 8, ROTATE_UNSAID);
	add_dir(&zl, "x", 9, ROTATE_UNSAID);
	/* A name may be that of a zone and of a template. */
	add_template(&zl, "a.example", 10, ROTATE_UNSAID);
	add_template(&zl, "A.example", 11, ROTATE_UNSAID);
	add_template(&zl, "a.example", 12, ROTATE_UNSAID);
	assert_int_equal(zonelist_settle(&zl, true, rep), 0);
	expect_findings(rep,
	    "f:3: error: conf-twice: zone \"b.example.\" is there twice; "
	    "first at f:1\n"
	    "f:5: error: conf-twice: zone \"b.example.\" is there twice; "
	    "first at f:1\n"
	    "f:6: error: conf-twice: zone \"a.example.\" is there twice; "
	    "first at f:2\n"
	    "f:9: error: conf-twice: directory \"x\" is there twice; first at "
	    "f:7\n"
	    "f:12: error: conf-twice: template \"a.example\" is there twice; "
	    "first at f:10\n");
	/* The order of the file is kept. */
	assert_int_equal(zl.nzones, 6);
	assert_int_equal(zl.zones[0].at.line, 1);
	assert_int_equal(zl.zones[5].at.line, 6);
	zonelist_clear(&zl);
	report_free(rep);
}

static void
test_empty(void **state)
{
	struct zonelist	 zl = {.zones = NULL};
	struct conf	 cf;

	(void)state;
	memset(&cf, 0, sizeof(cf));
	assert_int_equal(zonelist_settle(&zl, true, NULL), 0);
	zonelist_give(&zl, &cf);
	assert_int_equal(cf.nzones, 0);
	zonelist_clear(&zl);
}

static void
test_give(void **state)
{
	struct zonelist	 zl = {.zones = NULL};
	struct conf	 cf;

	(void)state;
	memset(&cf, 0, sizeof(cf));
	add(&zl, "a", 1, ROTATE_UNSAID);
	add_template(&zl, "b", 2, ROTATE_UNSAID);
	zonelist_give(&zl, &cf);
	assert_int_equal(cf.nzones, 1);
	assert_int_equal(cf.ntemplates, 1);
	assert_int_equal(zl.nzones, 0);
	assert_int_equal(zl.ntemplates, 0);
	zonelist_clear(&zl);
	assert_string_equal(cf.templates[0].name, "b");
	free(cf.templates[0].name);
	free(cf.templates[0].file);
	free(cf.templates[0].domains);
	free(cf.templates);
	assert_string_equal(cf.zones[0].file, "a");
	free(cf.zones[0].file);
	free(cf.zones);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_twice),
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_give)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
