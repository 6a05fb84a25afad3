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

#define ZONES_MAX	3
#define MARK		"; zone "

/* The zones of an example, as a case has them. */
struct parts {
	char	name[ZONES_MAX][80];
	char	text[ZONES_MAX][2000];
};

/* An example with an SOA says all; the others lack what every zone has. */
static void
put_text(char text[2000], const char *part, size_t len)
{
	(void)snprintf(text, 2000, "%s%.*s", strncmp(part, "@ SOA", 5) == 0 ?
	    "?$TTL 3600\n" : "!", (int)len, part);
}

static void
split(const char *example, struct parts *parts, struct zones *zones)
{
	const char	*next;
	unsigned	 n;

	memset(zones, 0, sizeof(*zones));
	for (n = 0; *example != '\0'; n++) {
		assert_true(n < ZONES_MAX);
		strcpy(parts->name[n], "example.com.");
		if (strncmp(example, MARK, strlen(MARK)) == 0) {
			example += strlen(MARK);
			(void)snprintf(parts->name[n], sizeof(parts->name[n]),
			    "%.*s.", (int)strcspn(example, "\n"), example);
			example += strcspn(example, "\n") + 1;
		}
		if ((next = strstr(example, MARK)) == NULL)
			next = example + strlen(example);
		put_text(parts->text[n], example, (size_t)(next - example));
		zones->name[n] = parts->name[n];
		zones->text[n] = parts->text[n];
		example = next;
	}
}

/* The id must be among the findings of its example. */
static void
check_example(const struct explain *row)
{
	struct parts	parts;
	struct zones	zones;
	struct checked	c;
	size_t		i;

	split(row->example, &parts, &zones);
	checked_init(&c, &zones);
	for (i = 0; i < report_kept(c.rep) &&
	    strcmp(report_at(c.rep, i)->id, row->id) != 0; i++)
		continue;
	if (i == report_kept(c.rep))
		fail_msg("%s is not found in its example:\n%s", row->id,
		    row->example);
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
		assert_true(strlen(row->harm) > 30);
		assert_true(strlen(row->cure) > 10);
		check_example(row);
	}
}

static void
test_examples(void **state)
{
	(void)state;
	check_table(&explain_alias);
	check_table(&explain_ns);
	check_table(&explain_ptr);
	check_table(&explain_srv);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
