/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <string.h>

#include "zones/rrtype.h"
#include "zones/zone.h"

static const struct row	rows[] = {ROW_SOA};

static void
test_fields(void **state)
{
	struct name	 apex = name_of("Example.ORG.");
	struct content	*c = content_of("example.org.", ROWS(rows));
	struct zone	*z = zone_new(&apex, c, false, 17);

	(void)state;
	assert_non_null(z);
	assert_ptr_equal(z->content, c);
	assert_int_equal(z->refs, 1);
	assert_int_equal(z->rotation_base, 17);
	assert_false(z->does_rotate);
	assert_int_equal(z->apex_labels, 2);
	assert_int_equal(z->apex_len, 13);
	assert_memory_equal(z->apex, "\7example\3org", 13);
	assert_int_equal(zone_serial(z), 7);
	zone_unref(z);
}

/* The root, and the longest apex. */
static void
test_apex_limits(void **state)
{
	struct name	 apex;
	struct zone	*z;
	unsigned	 i;

	(void)state;
	name_root(&apex);
	assert_non_null(z = zone_new(&apex, NULL, true, 0));
	assert_int_equal(z->apex_labels, 0);
	assert_int_equal(z->apex_len, 1);
	zone_unref(z);
	for (i = 0; i < 127; i++) {
		apex.offset[i] = (uint8_t)(2 * i);
		apex.wire[2 * i] = 1;
		apex.wire[2 * i + 1] = 'X';
	}
	apex.offset[127] = 254;
	apex.wire[254] = 0;
	apex.labels = 127;
	apex.len = 255;
	assert_non_null(z = zone_new(&apex, NULL, true, 0));
	assert_int_equal(z->apex_labels, 127);
	assert_int_equal(z->apex_len, 255);
	assert_int_equal(z->apex[253], 'x');
	assert_int_equal(z->apex[254], 0);
	zone_unref(z);
}

/* The last reference frees zone and content. */
static void
test_references(void **state)
{
	struct name	 apex = name_of("a.");
	long		 held = failing_held();
	struct zone	*z;

	(void)state;
	z = zone_new(&apex, content_of("a.", ROWS(rows)), true, 0);
	assert_non_null(z);
	assert_ptr_equal(zone_ref(z), z);
	zone_unref(z);
	assert_int_equal(failing_held(), held + 2);
	assert_int_equal(zone_serial(z), 7);
	zone_unref(z);
	assert_int_equal(failing_held(), held);
	zone_unref(NULL);
}

/* The stale zone is the same but for the mark, and lives by itself. */
static void
test_stale(void **state)
{
	struct name	 apex = name_of("Long.Example.ORG.");
	struct content	*c = content_of("long.example.org.", ROWS(rows));
	long		 held;
	struct zone	*z = zone_new(&apex, c, true, 17), *stale;

	(void)state;
	assert_non_null(z);
	assert_false(z->is_stale);
	(void)zone_ref(z);
	held = failing_held();
	assert_non_null(stale = zone_new_stale(z));
	assert_int_equal(failing_held(), held + 1);
	assert_true(stale->is_stale);
	assert_ptr_equal(stale->content, c);
	assert_int_equal(stale->refs, 1);
	assert_int_equal(stale->rotation_base, 17);
	assert_true(stale->does_rotate);
	assert_int_equal(stale->apex_labels, 3);
	assert_int_equal(stale->apex_len, z->apex_len);
	assert_memory_equal(stale->apex, z->apex, z->apex_len);
	assert_false(z->is_stale);
	zone_unref(z);
	zone_unref(z);
	assert_int_equal(zone_serial(stale), 7);
	zone_unref(stale);
	assert_int_equal(failing_held(), held - 2);
}

/* In slabs: the same zone, freed as any other; its stale twin beside it. */
static void
test_in_slabs(void **state)
{
	long		 held = failing_held();
	struct slabs	*slabs = slabs_new();
	struct name	 apex = name_of("Example.ORG.");
	struct zone	*z, *stale;

	(void)state;
	z = zone_new_in(slabs, &apex, content_of("example.org.", ROWS(rows)),
	    true, 17);
	assert_non_null(z);
	assert_int_not_equal(z->back, 0);
	assert_int_equal(z->rotation_base, 17);
	assert_true(z->does_rotate);
	assert_false(z->is_stale);
	assert_memory_equal(z->apex, "\7example\3org", 13);
	assert_non_null(stale = zone_new_stale(z));
	assert_ptr_equal(slab_owner(stale, stale->back), slabs);
	assert_true(stale->is_stale);
	assert_int_equal(stale->refs, 1);
	zone_unref(z);
	slabs_close(slabs);
	assert_int_equal(zone_serial(stale), 7);
	zone_unref(stale);
	assert_int_equal(failing_held(), held);
	slabs = slabs_new();
	failing_arm(0);
	assert_null(zone_new_in(slabs, &apex, NULL, true, 0));
	(void)failing_disarm();
	slabs_close(slabs);
}

/* What a hosted domain costs, and where the next begins: apexes of 18, 19
   and 20 octets. */
static void
test_bytes(void **state)
{
	static const struct {
		const char	*apex;
		ptrdiff_t	 bytes;		/* with pointers of 8 octets */
		ptrdiff_t	 short_bytes;	/* of 4 */
	} sizes[] = {
		{".", 24, 24}, {"ab1234567890.com.", 40, 40},
		{"ab12345678901.com.", 40, 40},
		{"ab123456789012.com.", 48, 40},
		{"ab1234567890123456.com.", 48, 48}
	};
	struct slabs	*slabs = slabs_new();
	struct zone	*z[2];
	struct name	 apex;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		apex = name_of(sizes[i].apex);
		z[0] = zone_new_in(slabs, &apex, NULL, true, 0);
		z[1] = zone_new_in(slabs, &apex, NULL, true, 0);
		assert_int_equal((char *)z[1] - (char *)z[0],
		    sizeof(void *) == 8 ? sizes[i].bytes :
		    sizes[i].short_bytes);
		zone_unref(z[0]);
		zone_unref(z[1]);
	}
	slabs_close(slabs);
}

/* Without memory nothing has changed. */
static void
test_stale_without_memory(void **state)
{
	struct name	 apex = name_of("a.");
	struct zone	*z = zone_new(&apex, content_of("a.", ROWS(rows)),
			    true, 0);
	long		 held = failing_held();

	(void)state;
	assert_non_null(z);
	failing_arm(0);
	assert_null(zone_new_stale(z));
	(void)failing_disarm();
	assert_int_equal(z->refs, 1);
	zone_unref(z);
	assert_int_equal(failing_held(), held - 2);
}

/* A zone that could not be loaded has no serial. */
static void
test_without_content(void **state)
{
	struct name	 apex = name_of("a.");
	struct zone	*z = zone_new(&apex, NULL, true, 0);

	(void)state;
	assert_non_null(z);
	assert_int_equal(zone_serial(z), 0);
	zone_unref(z);
}

/* Without memory the content is still the caller's. */
static void
test_without_memory(void **state)
{
	struct name	 apex = name_of("a.");
	struct content	*c = content_of("a.", ROWS(rows));

	(void)state;
	failing_arm(0);
	assert_null(zone_new(&apex, c, true, 0));
	assert_int_equal(content_serial(c), 7);
	content_unref(c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_apex_limits),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_stale),
		cmocka_unit_test(test_in_slabs),
		cmocka_unit_test(test_bytes),
		cmocka_unit_test(test_stale_without_memory),
		cmocka_unit_test(test_without_content),
		cmocka_unit_test(test_without_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
