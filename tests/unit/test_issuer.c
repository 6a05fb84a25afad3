/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "zones/issuer.h"

#define LABEL	"a label"
#define TAG	"a tag"

static const struct {
	const char	*value;
	size_t		 at;
	const char	*expected;	/* how it begins; NULL: all is well */
} rows[] = {
	/* RFC 8659 4.2, 4.3; RFC 9495 4. */
	{";", 0, NULL},
	{"", 0, NULL},
	{" \t", 0, NULL},
	{" ; ", 0, NULL},
	{"authority.example", 0, NULL},
	{"authority.example; account=123456", 0, NULL},
	{"ca1.example.net; account=230123", 0, NULL},
	{"CA-1.x--y.9", 0, NULL},
	{"ca", 0, NULL},
	{"ca.example;", 0, NULL},
	{"ca.example ;\ta=1 ; b-c = !~:<>=\"\\ ", 0, NULL},
	{";a=", 0, NULL},
	{"a;b= ;c=", 0, NULL},
	/* Names. */
	{"bad value here", 4, "a semicolon behind the name"},
	{"ca.example.", 11, LABEL},
	{"ca..example", 3, LABEL},
	{".", 0, LABEL},
	{"-ca.example", 0, LABEL},
	{"ca-.example", 2, "a semicolon"},
	{"ca_1.example", 2, "a semicolon"},
	{"https://ca.example", 5, "a semicolon"},
	{"\"ca.example\"", 0, LABEL},
	{"%%%%%", 0, LABEL},
	{"a\xc3\xa4.example", 1, "a semicolon"},
	/* Parameters. */
	{"ca.example; account", 19, "= and a value"},
	{"ca.example; account=1;", 22, TAG},
	{"ca.example;;", 11, TAG},
	{"ca.example; =1", 12, TAG},
	{"ca.example; a-=1", 13, "= and"},
	{"ca.example; a_b=1", 13, "= and"},
	{"ca.example; a=1 b=2", 16, "a semicolon before the next"},
	{"ca.example a=1", 11, "a semicolon behind"},
	{"; a=\x7f", 4, "a semicolon before"},
	{"; a=\x01", 4, "a semicolon before"},
};

static void
test_values(void **state)
{
	const char	*expected;
	uint8_t		*copy;
	size_t		 len;
	size_t		 at;
	size_t		 i;
	int		 rc;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		len = strlen(rows[i].value);
		/* Nothing behind it, for those who watch memory. */
		assert_non_null(copy = malloc(len == 0 ? 1 : len));
		memcpy(copy, rows[i].value, len);
		at = 0;
		rc = issuer_check(copy, len, &at, &expected);
		if (rc != (rows[i].expected == NULL ? 0 : -1) ||
		    at != rows[i].at || (rc == -1 && strncmp(expected,
		    rows[i].expected, strlen(rows[i].expected)) != 0))
			fail_msg("\"%s\": %d, at %zu, expected %s",
			    rows[i].value, rc, at,
			    rc == 0 ? "nothing" : expected);
		free(copy);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
