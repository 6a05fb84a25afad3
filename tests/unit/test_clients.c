/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <arpa/inet.h>
#include <string.h>

#include "server/clients.h"
#include "tests/unit/failing.h"

static int
enter(struct clients *cs, const char *text, unsigned limit,
    struct client **out)
{
	uint8_t	addr[16];
	bool	is6 = strchr(text, ':') != NULL;

	assert_int_equal(inet_pton(is6 ? AF_INET6 : AF_INET, text, addr), 1);
	return clients_enter(cs, addr, is6 ? 16 : 4, limit, out);
}

/* Who is the same client as whom. */
static const struct {
	const char	*a;
	const char	*b;
	bool		 is_same;
} pairs[] = {
	{"192.0.2.1", "192.0.2.1", true},
	{"192.0.2.1", "192.0.2.2", false},
	{"192.0.2.1", "193.0.2.1", false},
	{"2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff", true},
	{"2001:db8::1", "2001:db8:0:1::1", false},
	{"2001:db8::1", "2002:db8::1", false},
	/* The same first octets in another family. */
	{"32.1.13.184", "2001:db8::", false},
	{"0.0.0.0", "::", false}
};

static void
test_pairs(void **state)
{
	struct clients	*cs = clients_new(7);
	struct client	*a, *b;
	size_t		 i;

	(void)state;
	assert_non_null(cs);
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		assert_int_equal(enter(cs, pairs[i].a, 1, &a), 0);
		assert_int_equal(enter(cs, pairs[i].b, 1, &b),
		    pairs[i].is_same);
		assert_int_equal(b == NULL, pairs[i].is_same);
		clients_leave(a);
		clients_leave(b);
	}
	clients_free(cs);
}

static void
test_limit(void **state)
{
	struct clients	*cs = clients_new(7);
	struct client	*c[4], *none;
	unsigned	 i;

	(void)state;
	assert_non_null(cs);
	for (i = 0; i < 3; i++)
		assert_int_equal(enter(cs, "192.0.2.1", 3, &c[i]), 0);
	assert_int_equal(enter(cs, "192.0.2.1", 3, &none), 1);
	assert_null(none);
	/* A lower limit: who has more keeps them, and gets none. */
	assert_int_equal(enter(cs, "192.0.2.1", 2, &none), 1);
	clients_leave(c[0]);
	assert_int_equal(enter(cs, "192.0.2.1", 2, &none), 1);
	clients_leave(c[1]);
	assert_int_equal(enter(cs, "192.0.2.1", 2, &c[0]), 0);
	assert_int_equal(enter(cs, "192.0.2.1", 2, &none), 1);
	clients_leave(c[0]);
	clients_leave(c[2]);
	/* Nothing is kept of one that has left. */
	assert_int_equal(enter(cs, "192.0.2.1", 1, &c[0]), 0);
	clients_leave(c[0]);
	/* Of another family. */
	assert_int_equal(clients_enter(cs, NULL, 0, 1, &none), 0);
	assert_null(none);
	clients_leave(none);
	clients_free(cs);
	clients_free(NULL);
}

/* Each of many is counted by itself. */
static void
test_many(void **state)
{
	static struct client	*c[20000];
	struct clients		*cs = clients_new(7);
	struct client		*none;
	uint8_t			 addr[4] = {10};
	unsigned		 i;

	(void)state;
	assert_non_null(cs);
	for (i = 0; i < 20000; i++) {
		addr[1] = (uint8_t)(i / 2 >> 8);
		addr[2] = (uint8_t)(i / 2);
		assert_int_equal(clients_enter(cs, addr, 4, 2, &c[i]), 0);
		if (i % 2 == 1)
			assert_int_equal(clients_enter(cs, addr, 4, 2, &none),
			    1);
	}
	for (i = 0; i < 20000; i++)
		clients_leave(c[i]);
	clients_free(cs);
}

static void
test_memory(void **state)
{
	struct clients	*cs = clients_new(7);
	struct client	*c;

	(void)state;
	assert_non_null(cs);
	failing_arm(0);
	assert_null(clients_new(7));
	failing_arm(0);
	assert_int_equal(enter(cs, "192.0.2.1", 1, &c), -1);
	failing_disarm();
	assert_null(c);
	assert_int_equal(enter(cs, "192.0.2.1", 1, &c), 0);
	clients_leave(c);
	clients_free(cs);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
