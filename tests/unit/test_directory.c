/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/directory.h"

static char	 dir[] = "/tmp/mxd-test-XXXXXX";

static void
make(const char *name)
{
	char	 path[128];
	FILE	*f;

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_non_null(f = fopen(path, "w"));
	assert_int_equal(fclose(f), 0);
}

static void
unmake(const char *name)
{
	char	 path[128];

	(void)snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(unlink(path), 0);
}

/* In the order that is to come out; some begin alike for 8 octets. */
static const char *const	 zones[] = {
	"A.zone", "a.example.com.zone", "a.example.net.zone",
	"a.example.zone", "a.zone", "abcdefgh.zone", "abcdefghi.zone", "b.zone"
};

static const char *const	 others[] = {
	".zone", ".a.zone", "zone", "azone", "a.zones", "a.zone.bak", "x"
};

#define ZONES	(sizeof(zones) / sizeof(zones[0]))
#define OTHERS	(sizeof(others) / sizeof(others[0]))

static int
stop_at_third(void *arg, const char *name)
{
	unsigned	*n = arg;

	assert_non_null(strstr(name, ".zone"));
	return ++*n == 3 ? 7 : 0;
}

static void
test_read(void **state)
{
	struct directory	 d;
	unsigned		 n = 0;
	size_t			 i, good;
	long			 held = failing_held();
	int			 rc = -1;

	(void)state;
	for (i = 0; i < ZONES; i++)
		make(zones[(i * 5 + 3) % ZONES]);
	for (i = 0; i < OTHERS; i++)
		make(others[i]);
	assert_int_equal(directory_read(dir, &d), 0);
	assert_int_equal(d.n, ZONES);
	for (i = 0; i < ZONES; i++)
		assert_string_equal(directory_name(&d, i), zones[i]);
	directory_clear(&d);
	assert_int_equal(directory_visit(dir, stop_at_third, &n), 7);
	assert_int_equal(n, 3);
	for (good = 0; rc == -1; good++) {
		failing_arm(good);
		rc = directory_read(dir, &d);
		if (failing_disarm()) {
			assert_int_equal(rc, -1);
			assert_int_equal(errno, ENOMEM);
			assert_int_equal(d.n, 0);
		}
	}
	directory_clear(&d);
	assert_int_equal(failing_held(), held);
	for (i = 0; i < ZONES; i++)
		unmake(zones[i]);
	for (i = 0; i < OTHERS; i++)
		unmake(others[i]);
}

static void
test_absent(void **state)
{
	struct directory	 d;

	(void)state;
	assert_int_equal(directory_read("/nowhere", &d), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(d.n, 0);
	assert_int_equal(directory_read("/dev/null", &d), -1);
	assert_int_equal(errno, ENOTDIR);
}

/* Names of many lengths, until memory has moved several times. */
static void
test_many(void **state)
{
	struct directory	 d = {.n = 0};
	char			 name[300];
	size_t			 i;

	(void)state;
	for (i = 0; i < 3000; i++) {
		memset(name, 'a', 200);
		(void)snprintf(name + i % 200, 100, "%06zu", 2999 - i);
		assert_int_equal(directory_add(&d, name), 0);
	}
	directory_sort(&d);
	assert_int_equal(d.n, 3000);
	for (i = 1; i < d.n; i++)
		assert_true(strcmp(directory_name(&d, i - 1),
		    directory_name(&d, i)) < 0);
	directory_clear(&d);
	directory_sort(&d);
}

/* Names of files: the outcome, and the zone. */
static const struct {
	const char	*file;
	int		 rc;
	const char	*apex;
} names[] = {
	{"a.zone", 0, "a."},
	{"a.example.zone", 0, "a.example."},
	{"0-_9.zone.zone", 0, "0-_9.zone."},
	{"A.zone", 1, "a."},
	{"a..zone", 1, "a."},
	{"\\097.zone", 1, "a."},
	{"a\\.b.zone", 1, "a\\.b."},
	{"*.a.zone", 1, "*.a."},
	{"a/b.zone", 1, "a/b."},
	{"..zone", 1, "."},
	{".zone", -1, NULL},
	{"x..y.zone", -1, NULL},
	{".x.zone", -1, NULL},
	{"x\\.zone", -1, NULL},
};

static void
test_names(void **state)
{
	const char	*why;
	struct name	 out, expected;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_int_equal(zone_file_apex(names[i].file, &out, &why),
		    names[i].rc);
		if (names[i].rc == -1)
			continue;
		expected = name_of(names[i].apex);
		assert_int_equal(out.len, expected.len);
		assert_memory_equal(out.wire, expected.wire, out.len);
	}
}

/* Random names: the quick way says what the general one says, or nothing. */
static void
test_quick_names(void **state)
{
	static const char	 letters[] = "ab.cd-_09.Z\\*..x";
	char			 file[300];
	const char		*why;
	struct name		 out, general;
	uint32_t		 seed = 1;
	unsigned		 i, k, len, plain = 0;
	int			 rc;

	(void)state;
	for (i = 0; i < 20000; i++) {
		len = 1 + i % 20 + (i % 50 == 0 ? 230 + i % 33 : 0);
		for (k = 0; k < len; k++) {
			seed = seed * 1664525 + 1013904223;
			file[k] = letters[(seed >> 16) %
			    (i % 2 == 0 ? 10 : 16)];
			if (len > 60 && k % 60 != 0)
				file[k] = 'y';
		}
		(void)snprintf(file + len, sizeof(file) - len, ZONE_SUFFIX);
		rc = zone_file_apex(file, &out, &why);
		if (name_from_text(&general, file, len, NULL, &why) == -1) {
			assert_int_equal(rc, -1);
			continue;
		}
		name_lower(&general);
		assert_int_not_equal(rc, -1);
		plain += rc == 0;
		assert_int_equal(out.len, general.len);
		assert_int_equal(out.labels, general.labels);
		assert_memory_equal(out.wire, general.wire, out.len);
		assert_memory_equal(out.offset, general.offset,
		    out.labels + 1u);
	}
	assert_in_range(plain, 1000, 19000);
}

static int
end(void **state)
{
	(void)state;
	return rmdir(dir);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_quick_names),
	};

	if (mkdtemp(dir) == NULL)
		return 1;
	return cmocka_run_group_tests(tests, NULL, end);
}
