/* SPDX-License-Identifier: ISC */
/* The hashes of RFC 5155 appendix A, and what is not hashed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "zones/nsec3.h"

static const uint8_t salt[] = {0xaa, 0xbb, 0xcc, 0xdd};

static const struct {
	const char	*name;
	const char	*label;
} rows[] = {
	{"example.", "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom"},
	{"a.example.", "35mthgpgcu1qg68fab165klnsnk3dpvl"},
	{"ai.example.", "gjeqe526plbf1g8mklp59enfd789njgi"},
	{"ns1.example.", "2t7b4g4vsa5smi47k61mv5bv1a22bojr"},
	{"ns2.example.", "q04jkcevqvmu85r014c7dkba38o0ji5r"},
	{"w.example.", "k8udemvp1j2f7eg6jebps17vp3n8i58h"},
	{"*.w.example.", "r53bq7cc2uvmubfu5ocmm6pers9tk9en"},
	{"x.w.example.", "b4um86eghhds6nea196smvmlo4ors995"},
	{"y.w.example.", "ji6neoaepv8b5o6k4ev33abha8ht9fgc"},
	{"x.y.w.example.", "2vptu5timamqttgl4luu9kg21e0aor3s"},
	{"xx.example.", "t644ebqk9bibcna874givr6joj62mlhv"},
};

static void
test_appendix(void **state)
{
	const struct nsec3_params params = {salt, 12, sizeof(salt)};
	struct nsec3	*h = nsec3_new();
	struct name	 name;
	const char	*why;
	uint8_t		 label[NSEC3_LABEL_BYTES];
	size_t		 i;

	(void)state;
	assert_non_null(h);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(name_from_text(&name, rows[i].name,
		    strlen(rows[i].name), NULL, &why), 0);
		assert_int_equal(nsec3_label(h, &params, name.wire, name.len,
		    label), 0);
		assert_int_equal(label[0], 32);
		assert_memory_equal(label + 1, rows[i].label, 32);
	}
	nsec3_free(h);
}

/* How often: as often as is allowed, and not once more. */
static void
test_iterations(void **state)
{
	static const uint8_t	root[1];
	struct nsec3_params	params = {NULL, 0, 0};
	struct nsec3		*h = nsec3_new();
	uint8_t			label[NSEC3_LABEL_BYTES];

	(void)state;
	/* Without salt or iterations it is SHA-1 of one octet. */
	assert_int_equal(nsec3_label(h, &params, root, 1, label), 0);
	assert_memory_equal(label + 1, "bekjp7dgpvsjukll47bk43i3urmq4u2f",
	    32);
	params.iterations = NSEC3_ITERATIONS_MAX;
	assert_int_equal(nsec3_label(h, &params, root, 1, label), 0);
	params.iterations++;
	assert_int_equal(nsec3_label(h, &params, root, 1, label), -1);
	params.iterations = UINT16_MAX;
	assert_int_equal(nsec3_label(h, &params, root, 1, label), -1);
	nsec3_free(h);
	nsec3_free(NULL);
}

/* A salt of more blocks is hashed less often. */
static void
test_cost(void **state)
{
	static const struct {
		uint8_t		salt_len;
		unsigned	most;
	} salts[] = {
		{0, 150}, {35, 150}, {36, 75}, {99, 75}, {100, 50}, {163, 50},
		{164, 37}, {227, 37}, {228, 30}, {255, 30},
	};
	static const uint8_t	zeros[UINT8_MAX];
	struct nsec3_params	params = {.salt = zeros};
	struct nsec3		*h = nsec3_new();
	uint8_t			label[NSEC3_LABEL_BYTES];
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(salts) / sizeof(salts[0]); i++) {
		params.salt_len = salts[i].salt_len;
		params.iterations = (uint16_t)salts[i].most;
		assert_int_equal(nsec3_iterations_max(&params), salts[i].most);
		assert_in_range(nsec3_cost(&params), 149, 158);
		assert_int_equal(nsec3_label(h, &params, zeros, 1, label), 0);
		params.iterations++;
		assert_int_equal(nsec3_cost(&params), 0);
		assert_int_equal(nsec3_label(h, &params, zeros, 1, label), -1);
	}
	nsec3_free(h);
}

/* The longest salt and the longest name. */
static void
test_longest(void **state)
{
	uint8_t			long_salt[UINT8_MAX], name[NAME_MAX_BYTES];
	struct nsec3_params	params = {long_salt, 1, UINT8_MAX};
	struct nsec3		*h = nsec3_new();
	uint8_t			one[NSEC3_LABEL_BYTES], two[NSEC3_LABEL_BYTES];
	size_t			i;

	(void)state;
	memset(long_salt, 0xff, sizeof(long_salt));
	for (i = 0; i < sizeof(name) - 1; i += 2) {
		name[i] = 1;
		name[i + 1] = 'a';
	}
	name[sizeof(name) - 1] = 0;
	assert_int_equal(nsec3_label(h, &params, name, sizeof(name), one), 0);
	params.salt_len--;
	assert_int_equal(nsec3_label(h, &params, name, sizeof(name), two), 0);
	assert_memory_not_equal(one, two, sizeof(one));
	nsec3_free(h);
}

static void
test_is_label(void **state)
{
	static const struct {
		const char	*rel;
		size_t		 len;
		bool		 is_label;
	} cases[] = {
		{" 0123456789abcdefghijklmnopqrstuv", 33, true},
		{" 0123456789abcdefghijklmnopqrstuw", 33, false},
		{" 0123456789abcdefghijklmnopqrstuV", 33, false},
		{" 0123456789abcdefghijklmnopqrstu/", 33, false},
		{" 0123456789abcdefghijklmnopqrstu:", 33, false},
		{" 0123456789abcdefghijklmnopqrstu`", 33, false},
		{"\0370123456789abcdefghijklmnopqrstu", 32, false},
		{"!0123456789abcdefghijklmnopqrstuvv", 34, false},
		{" 0123456789abcdefghijklmnopqrstuv\001a", 35, false},
		{"\0170123456789abcde\0200123456789abcdef", 33, false},
		{"", 0, false},
	};
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(nsec3_is_label((const uint8_t *)cases[i].rel,
		    cases[i].len), cases[i].is_label);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_appendix),
		cmocka_unit_test(test_iterations),
		cmocka_unit_test(test_cost),
		cmocka_unit_test(test_longest),
		cmocka_unit_test(test_is_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
