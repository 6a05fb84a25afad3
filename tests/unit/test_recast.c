/* SPDX-License-Identifier: ISC */
/*
 * All domains of a template get another content at once: what comes of it is
 * what comes of an edit that puts each of them.
 */
#include "tests/unit/support.h"

#include <stdio.h>

#include "zones/recast.h"

#define DOMAINS	3000

static const struct row	first[] = {ROW_SOA, {"@", TYPE_NS, 60, "ns"}};
static const struct row	second[] = {ROW_SOA, {"@", TYPE_NS, 60, "ns2"}};

static struct name
name_number(unsigned i)
{
	char	text[40];

	(void)snprintf(text, sizeof(text), "domain%0*u.example.",
	    (int)(i % 20), i);
	return name_of(text);
}

/* Zones by turns: of these slabs, of others, alone. */
static struct slabs *
home_of(unsigned i, struct slabs *slabs, struct slabs *others)
{
	return i % 3 == 0 ? slabs : i % 3 == 1 ? others : NULL;
}

static struct table *
make_table(struct slabs *slabs, struct slabs *others, struct content *content)
{
	struct table		*empty = table_new(7);
	struct table_edit	*e = table_edit_begin(empty);
	struct name		 n;
	unsigned		 i;

	for (i = 0; i < DOMAINS; i++) {
		n = name_number(i);
		assert_int_equal(table_edit_put(e, zone_new_in(home_of(i,
		    slabs, others), &n, content_ref(content), i % 2 == 0,
		    i)), 0);
	}
	table_free(empty);
	return table_edit_commit(e);
}

static void
expect_zone(const struct table *t, unsigned i, const struct content *content)
{
	struct name		 n = name_number(i);
	const struct zone	*z = table_exact(t, &n);

	assert_non_null(z);
	assert_ptr_equal(z->content, content);
	assert_int_equal(z->rotation_base, i);
	assert_int_equal(z->does_rotate, i % 2 == 0);
	assert_int_equal(z->apex_len, n.len);
	assert_int_equal(z->apex_labels, n.labels);
}

/* As it is after an edit; and the old table is as it was. */
static void
test_recast(void **state)
{
	struct slabs	*slabs = slabs_new(), *others = slabs_new();
	struct content	*old = content_of("a.", ROWS(first));
	struct content	*new = content_of("a.", ROWS(second));
	struct table	*t = make_table(slabs, others, old), *next;
	struct table_edit *e;
	struct name	 n;
	unsigned	 i, turn;

	(void)state;
	next = recast(t, slabs, new);
	assert_non_null(next);
	assert_int_equal(table_zones(next), DOMAINS);
	assert_int_equal(slabs_live(slabs), 2 * DOMAINS / 3);
	for (i = 0; i < DOMAINS; i++) {
		expect_zone(t, i, old);
		expect_zone(next, i, i % 3 == 0 ? new : old);
		n = name_number(i);
		assert_int_equal(table_exact(next, &n) ==
		    table_exact(t, &n), i % 3 != 0);
	}
	table_free(t);
	assert_int_equal(slabs_live(slabs), DOMAINS / 3);
	/* Again, and edits after it. */
	for (turn = 0; turn < 3; turn++) {
		e = table_edit_begin(next);
		for (i = turn; i < DOMAINS; i += 10) {
			n = name_number(i);
			(void)table_edit_remove(e, &n);
			assert_int_equal(table_edit_put(e, zone_new_in(
			    home_of(i, slabs, others), &n, content_ref(new),
			    i % 2 == 0, i)), 0);
		}
		table_free(next);
		t = table_edit_commit(e);
		next = recast(t, slabs, turn % 2 == 0 ? old : new);
		assert_non_null(next);
		for (i = 0; i < DOMAINS; i += 3)
			expect_zone(next, i, turn % 2 == 0 ? old : new);
		table_free(t);
	}
	table_free(next);
	content_unref(old);
	content_unref(new);
	assert_int_equal(slabs_live(slabs), 0);
	slabs_close(slabs);
	slabs_close(others);
}

static void
test_no_memory(void **state)
{
	struct slabs	*slabs = slabs_new(), *others = slabs_new();
	struct content	*content = content_of("a.", ROWS(first));
	struct table	*t = make_table(slabs, others, content), *next = NULL;
	long		 held = failing_held();
	size_t		 good;

	(void)state;
	for (good = 0; next == NULL; good++) {
		failing_arm(good);
		next = recast(t, slabs, content);
		assert_int_equal(failing_disarm(), next == NULL);
		if (next == NULL) {
			assert_int_equal(failing_held(), held);
			expect_zone(t, 0, content);
		}
	}
	assert_true(good > 3);
	table_free(t);
	table_free(next);
	content_unref(content);
	slabs_close(slabs);
	slabs_close(others);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_recast),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
