/* SPDX-License-Identifier: ISC */
/* The cookies of RFC 9018 appendix A, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "server/cookie.h"

struct row {
	const char	*name;
	uint8_t		 secret[COOKIE_SECRET_BYTES];
	uint8_t		 address[16];
	size_t		 address_len;
	uint32_t	 now_s;
	uint8_t		 cookie[COOKIE_BYTES];
};

#define SECRET_A {0xe5, 0xe9, 0x73, 0xe5, 0xa6, 0xb2, 0xa4, 0x3f, \
	0x48, 0xe7, 0xdc, 0x84, 0x9e, 0x37, 0xbf, 0xcf}

static const struct row rows[] = {
	{"A.1", SECRET_A, {198, 51, 100, 100}, 4, 1559731985,
	    {0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57,
	    0x01, 0, 0, 0, 0x5c, 0xf7, 0x9f, 0x11,
	    0x1f, 0x81, 0x30, 0xc3, 0xee, 0xe2, 0x94, 0x80}},
	{"A.2", SECRET_A, {198, 51, 100, 100}, 4, 1559734385,
	    {0x24, 0x64, 0xc4, 0xab, 0xcf, 0x10, 0xc9, 0x57,
	    0x01, 0, 0, 0, 0x5c, 0xf7, 0xa8, 0x71,
	    0xd4, 0xa5, 0x64, 0xa1, 0x44, 0x2a, 0xca, 0x77}},
	{"A.4", {0x44, 0x55, 0x36, 0xbc, 0xd2, 0x51, 0x32, 0x98,
	    0x07, 0x5a, 0x5d, 0x37, 0x96, 0x63, 0xc9, 0x62},
	    {0x20, 0x01, 0x0d, 0xb8, 0x02, 0x20, 0x00, 0x01,
	    0x59, 0xde, 0xd0, 0xf4, 0x87, 0x69, 0x82, 0xb8}, 16, 1559741961,
	    {0x22, 0x68, 0x1a, 0xb9, 0x7d, 0x52, 0xc2, 0x98,
	    0x01, 0, 0, 0, 0x5c, 0xf7, 0xc6, 0x09,
	    0xa6, 0xbb, 0x79, 0xd1, 0x66, 0x25, 0x50, 0x7a}},
};

static void
test_vectors(void **state)
{
	struct cookie	*c = cookie_new();
	const struct row *r;
	uint8_t		 out[COOKIE_BYTES];

	(void)state;
	assert_non_null(c);
	for (r = rows; r < rows + sizeof(rows) / sizeof(rows[0]); r++) {
		struct cookie_client client = {r->address, r->address_len,
		    r->now_s};

		assert_int_equal(cookie_make(c, r->secret, &client,
		    r->cookie, out), 0);
		assert_memory_equal(out, r->cookie, COOKIE_BYTES);
		assert_true(cookie_is_good(c, r->secret, &client, out));
	}
	cookie_free(c);
}

/* Each limit at n - 1, n and n + 1; any flipped bit is found. */
static void
test_refused(void **state)
{
	static const struct {
		int32_t	age_s;
		bool	is_good;
	} ages[] = {
		{0, true}, {3599, true}, {3600, true}, {3601, false},
		{-299, true}, {-300, true}, {-301, false},
	};
	struct cookie	*c = cookie_new();
	const struct row *r = &rows[0];
	struct cookie_client client = {r->address, r->address_len, 0};
	uint8_t		 bad[COOKIE_BYTES];
	size_t		 i;

	(void)state;
	assert_non_null(c);
	for (i = 0; i < sizeof(ages) / sizeof(ages[0]); i++) {
		client.now_s = r->now_s + (uint32_t)ages[i].age_s;
		assert_int_equal(cookie_is_good(c, r->secret, &client,
		    r->cookie), ages[i].is_good);
	}
	client.now_s = r->now_s;
	for (i = 0; i < sizeof(bad) * 8; i++) {
		memcpy(bad, r->cookie, sizeof(bad));
		bad[i / 8] ^= (uint8_t)(1 << i % 8);
		assert_false(cookie_is_good(c, r->secret, &client, bad));
	}
	client.address = rows[2].address;
	assert_false(cookie_is_good(c, r->secret, &client, r->cookie));
	cookie_free(c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
