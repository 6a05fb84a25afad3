/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/explain.h"

/* What no zone alone can trigger has no example. */
static const char *const without[] = {
	"mta-sts-mx-mismatch", "mta-sts-id-unchanged", "tlsa-mx-unsigned",
	"tlsa-cert-mismatch", "tlsa-rollover-order",
};

static bool
has_no_example(const char *id)
{
	size_t	i;

	for (i = 0; i < sizeof(without) / sizeof(without[0]); i++) {
		if (strcmp(without[i], id) == 0)
			return true;
	}
	return false;
}

/* Each example triggers its id. */
static void
check_example(const struct explain *row)
{
	struct zones	zones = {{"example.com."}, {NULL}};
	struct checked	c;
	char		text[2000];
	size_t		i;

	(void)snprintf(text, sizeof(text), "!%s", row->example);
	zones.text[0] = text;
	checked_init(&c, &zones);
	for (i = 0; i < report_kept(c.rep) &&
	    strcmp(report_at(c.rep, i)->id, row->id) != 0; i++)
		;
	if (i == report_kept(c.rep))
		fail_msg("%s is not found in its example", row->id);
	checked_clear(&c);
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
		if (has_no_example(row->id))
			assert_string_equal(row->example, "");
		else
			check_example(row);
	}
}

static void
test_examples(void **state)
{
	(void)state;
	check_table(&explain_sts);
	check_table(&explain_tlsa);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
