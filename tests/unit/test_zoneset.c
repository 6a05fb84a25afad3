/* SPDX-License-Identifier: ISC */
/* Zones by their names, before they are in a table. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>

#include "zones/zoneset.h"

#define ZONES	1000

static void
test_many(void **state)
{
	struct zoneset	*set = zoneset_new(7);
	struct zone	*zones[ZONES];
	struct name	 apex;
	char		 text[32];
	size_t		 i;

	(void)state;
	for (i = 0; i < ZONES; i++) {
		(void)snprintf(text, sizeof(text), "a%zu.example.", i);
		apex = name_of(text);
		assert_null(zoneset_find(set, &apex));
		zones[i] = zone_new(&apex, NULL, true, 0);
		assert_non_null(zones[i]);
		assert_int_equal(zoneset_add(set, zones[i]), 0);
	}
	for (i = 0; i < ZONES; i++) {
		(void)snprintf(text, sizeof(text), "a%zu.example.", i);
		apex = name_of(text);
		assert_ptr_equal(zoneset_find(set, &apex), zones[i]);
	}
	apex = name_of("example.");
	assert_null(zoneset_find(set, &apex));
	zoneset_free(set);
	for (i = 0; i < ZONES; i++)
		zone_unref(zones[i]);
	zoneset_free(NULL);
}

/* What is in stays in when there is no memory for more. */
static void
test_no_memory(void **state)
{
	struct zoneset	*set = NULL;
	struct zone	*zones[ZONES];
	struct name	 apex;
	char		 text[32];
	size_t		 i;

	(void)state;
	for (i = 0; set == NULL; i++) {
		failing_arm(i);
		set = zoneset_new(7);
		assert_int_equal(failing_disarm(), set == NULL);
	}
	for (i = 0;; i++) {
		(void)snprintf(text, sizeof(text), "a%zu.example.", i);
		apex = name_of(text);
		assert_non_null(zones[i] = zone_new(&apex, NULL, true, 0));
		failing_arm(0);
		if (zoneset_add(set, zones[i]) == -1)
			break;
		assert_false(failing_disarm());
	}
	assert_true(failing_disarm());
	assert_null(zoneset_find(set, &apex));
	zone_unref(zones[i]);
	while (i-- > 0) {
		name_from_wire(&apex, zones[i]->apex);
		assert_ptr_equal(zoneset_find(set, &apex), zones[i]);
		zone_unref(zones[i]);
	}
	zoneset_free(set);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
