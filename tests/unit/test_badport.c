/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include "server/badport.h"

/* All there are; any other port may ask. */
static const uint16_t	bad[] = {0, 7, 11, 13, 17, 19, 37, 69, 111, 123, 137,
    161, 389, 464, 520, 1900, 11211};

#define NBAD	(sizeof(bad) / sizeof(bad[0]))

static void
test_all_ports(void **state)
{
	uint32_t	port;
	size_t		i, found = 0;
	bool		is_bad;

	(void)state;
	for (port = 0; port <= UINT16_MAX; port++) {
		is_bad = false;
		for (i = 0; i < NBAD; i++)
			is_bad |= bad[i] == port;
		assert_int_equal(badport_has((uint16_t)port), is_bad);
		found += is_bad;
	}
	assert_int_equal(found, NBAD);
	assert_false(badport_has(53));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_all_ports)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
