/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "server/home.h"

/* Origins that differ, each in one thing; the first two are directories. */
static const struct origin	 origins[] = {
	{.path = "/a", .is_directory = true},
	{.path = "/a", .is_directory = true, .does_rotate = true},
	{.path = "/b", .is_directory = true},
	{.path = "/a", .is_directory = true, .include_root = "/r"},
	{.path = "/a", .is_directory = true, .include_root = "/s"},
	{.path = "/a"},
	{.path = "/a", .does_rotate = true},
};

#define ORIGINS	(sizeof(origins) / sizeof(origins[0]))

static void
test_want(void **state)
{
	struct homes	 hs = {.n = 0};
	struct lint	 lint = {.n = 0};
	struct origin	 o;
	uint32_t	 number[ORIGINS], again;
	size_t		 i, k;

	(void)state;
	for (i = 0; i < ORIGINS; i++) {
		number[i] = homes_want(&hs, &origins[i], 0);
		assert_int_not_equal(number[i], 0);
		for (k = 0; k < i; k++)
			assert_int_not_equal(number[i], number[k]);
	}
	for (i = 0; i < ORIGINS; i++) {
		o = origins[i];
		o.lint = &lint;
		/* The one given does, if it is like that. */
		assert_int_equal(homes_want(&hs, &o, number[i]), number[i]);
		assert_ptr_equal(homes_at(&hs, number[i])->next_lint, &lint);
		again = homes_want(&hs, &o, number[(i + 1) % ORIGINS]);
		if (o.is_directory)
			assert_int_equal(again, number[i]);
		else	/* blocks share none */
			assert_int_not_equal(again, number[i]);
	}
	homes_clear(&hs);
}

/* What has no users goes, and its number is taken again. */
static void
test_sweep(void **state)
{
	struct homes	 hs = {.n = 0};
	struct lint	 lint = {.n = 0};
	struct origin	 o = origins[5];
	uint32_t	 a, b, c;

	(void)state;
	o.lint = &lint;
	a = homes_want(&hs, &o, 0);
	b = homes_want(&hs, &o, 0);
	c = homes_want(&hs, &o, 0);
	homes_at(&hs, a)->users = 1;
	homes_at(&hs, c)->users = 1;
	assert_null(homes_at(&hs, a)->lint);
	homes_settle(&hs);
	assert_ptr_equal(homes_at(&hs, a)->lint, &lint);
	assert_null(homes_at(&hs, a)->next_lint);
	(void)homes_want(&hs, &(struct origin){.path = "/x"}, 0);
	homes_sweep(&hs);
	assert_ptr_equal(homes_at(&hs, a)->lint, &lint);
	assert_int_equal(homes_want(&hs, &origins[0], 0), b);
	assert_int_equal(homes_want(&hs, &origins[2], 0), c + 1);
	homes_clear(&hs);
}

static const struct {
	struct origin	 origin;
	const char	*apex;
	const char	*file;
	const char	*path;
} paths[] = {
	{{.path = "/a/b.zone"}, "x.", NULL, "/a/b.zone"},
	{{.path = "/a", .is_directory = true}, "x.", NULL, "/a/x.zone"},
	{{.path = "/a", .is_directory = true}, "x.example.", NULL,
	    "/a/x.example.zone"},
	{{.path = "/a", .is_directory = true}, "x.", "X.zone", "/a/X.zone"},
};

static void
test_path(void **state)
{
	static char	 dir[PATH_MAX];
	struct homes	 hs = {.n = 0};
	struct origin	 o = {.path = dir, .is_directory = true};
	struct name	 apex;
	char		 buf[PATH_MAX];
	uint32_t	 number;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		apex = name_of(paths[i].apex);
		number = homes_want(&hs, &paths[i].origin, 0);
		assert_string_equal(home_path(homes_at(&hs, number),
		    apex.wire, paths[i].file, buf), paths[i].path);
	}
	/* "/x.zone" and the NUL are 8 octets. */
	apex = name_of("x.");
	memset(dir, 'd', PATH_MAX - 8);
	number = homes_want(&hs, &o, 0);
	assert_non_null(home_path(homes_at(&hs, number), apex.wire, NULL,
	    buf));
	memset(dir, 'd', PATH_MAX - 7);
	number = homes_want(&hs, &o, 0);
	assert_null(home_path(homes_at(&hs, number), apex.wire, NULL, buf));
	homes_clear(&hs);
}

static void
test_without_memory(void **state)
{
	struct homes	 hs = {.n = 0};
	long		 held = failing_held();
	uint32_t	 number = 0;
	size_t		 good;

	(void)state;
	for (good = 0; number == 0; good++) {
		failing_arm(good);
		number = homes_want(&hs, &origins[3], 0);
		(void)failing_disarm();
	}
	assert_int_equal(good, 4);
	homes_clear(&hs);
	assert_int_equal(failing_held(), held);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_want),
		cmocka_unit_test(test_sweep),
		cmocka_unit_test(test_path),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
