/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/explain.h"
#include "zones/lint.h"

/* What the examples leave out; an SOA only where they have none. */
#define TTL	"$TTL 3600\n"
#define SOA	"@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n"
#define NS	"@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 198.51.100.53\n"

/* 2026-11-23 18:00:00 UTC */
#define TODAY_S	1795456800u

/* 4000 records of one set, and what is said of each. */
#define FINDINGS_MAX	20000

static void
make_text(const struct explain *row, char *text, size_t size)
{
	bool	 has_soa = strncmp(row->example, "@ SOA", 5) == 0;
	bool	 is_bare = strcmp(row->id, "ttl-missing-default") == 0;

	if (strcmp(row->id, "soa-missing") == 0)
		has_soa = true;
	(void)snprintf(text, size, "%s%s%s%s", is_bare ? "" : TTL,
	    has_soa ? "" : SOA, row->example, NS);
}

static bool
is_found(const struct report *rep, const char *id)
{
	size_t	i;

	for (i = 0; i < report_kept(rep); i++) {
		if (strcmp(report_at(rep, i)->id, id) == 0)
			return true;
	}
	return false;
}

static struct table *
table_of(struct zone *zone)
{
	struct table		*empty = table_new(1);
	struct table_edit	*edit = table_edit_begin(empty);
	struct table		*table;

	assert_int_equal(table_edit_put(edit, zone_ref(zone)), 0);
	assert_non_null(table = table_edit_commit(edit));
	table_free(empty);
	return table;
}

static struct name
apex_of_row(const struct explain *row)
{
	return checked_apex(strcmp(row->id, "mx-in-reverse-zone") == 0 ?
	    REVERSE : "example.com.");
}

/* The example is loaded and checked; its id must be among the findings. */
static void
check_example(const struct explain *row)
{
	struct name		 apex = apex_of_row(row);
	struct load_source	 src = {&apex, "z", NULL, 1};
	struct report		*rep = report_new(FINDINGS_MAX);
	struct table		*table;
	struct loaded		 out;
	struct judge		 judge = {.allows = &out.allows};
	struct zone		*zone;
	char			 text[4000];

	make_text(row, text, sizeof(text));
	(void)load_text(&src, text, strlen(text), rep, &out);
	assert_non_null(zone = zone_new(&apex, out.content, true, 0));
	out.content = NULL;
	table = table_of(zone);
	check_zone(&(struct check_input){.served = table, .zone = zone,
	    .places = out.places, .now_s = TODAY_S}, rep);
	lint_unused(&judge, rep);
	if (!is_found(rep, row->id))
		fail_msg("%s is not found in its example:\n%s", row->id,
		    text);
	table_free(table);
	zone_unref(zone);
	loaded_clear(&out);
	report_free(rep);
}

static void
check_table(const struct explain_table *table)
{
	const struct explain	*row;
	size_t			 i;

	for (i = 0; i < table->n; i++) {
		row = &table->rows[i];
		assert_ptr_equal(explain_find(row->id), row);
		assert_non_null(check_find(row->id, strlen(row->id)));
		assert_true(strlen(row->harm) > 30);
		assert_true(strlen(row->cure) > 10);
		assert_int_equal(row->cure[strlen(row->cure) - 1], '.');
		assert_int_equal(row->harm[strlen(row->harm) - 1], '.');
		if (*row->example != '\0')
			check_example(row);
	}
}

static void
test_examples(void **state)
{
	(void)state;
	check_table(&explain_mx);
	check_table(&explain_soa);
	check_table(&explain_load);
	check_table(&explain_zone);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
