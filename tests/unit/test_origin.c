/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tests/unit/checked.h"
#include "zones/origin.h"

#define SOA	" SOA ns1 h 1 2 3 4 5\n"

static const struct {
	const char	*text;
	const char	*origin;	/* "": not said */
} cases[] = {
	{"Example.COM." SOA, "example.com."},
	{"example.com. 3600 IN" SOA, "example.com."},
	{"example.com. IN 3600" SOA, "example.com."},
	{"example.com. TYPE6 \\# 1 00\n", "example.com."},
	{"$ORIGIN example.com.\n@" SOA, "example.com."},
	{"$TTL 1h\n$ORIGIN com.\n$ORIGIN example\n@" SOA, "example.com."},
	{"$ORIGIN com.\nexample" SOA, "example.com."},
	{"example.com. NS a.\n 60" SOA, "example.com."},
	{"a.example.com. NS a.\nexample.com." SOA "b." SOA, "example.com."},
	{"; x\n\nexample.com. SOA ( ns1 h ; y\n 1 2 3 4 5 )\n",
	    "example.com."},
	{"\"x\n$ORIGIN a\nexample.com." SOA, "example.com."},
	{"$INCLUDE other\nexample.com." SOA, "example.com."},
	{"", ""},
	{"@" SOA, ""},
	{"example" SOA, ""},
	{"." SOA, ""},
	{SOA, ""},
	{"$ORIGIN example\n@" SOA, ""},
	{"example.com. NS a.\n", ""},
	{"example.com. TXT \"SOA\"\n", ""},
	{"soa.example.com. A 192.0.2.1\n", ""},
};

static void
test_texts(void **state)
{
	struct name	name;
	char		text[NAME_TEXT_MAX];
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		text[0] = '\0';
		if (origin_of_text(cases[i].text, strlen(cases[i].text),
		    &name) == 0)
			name_to_text(name.wire, text);
		if (strcmp(text, cases[i].origin) != 0)
			fail_msg("of \"%s\": \"%s\", not \"%s\"",
			    cases[i].text, text, cases[i].origin);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
