/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "zones/special.h"

static struct name
name_of(const char *text)
{
	struct name	 name;
	const char	*why;

	assert_int_equal(name_from_text(&name, text, strlen(text), NULL,
	    &why), 0);
	return name;
}

static const struct {
	const char	*name;
	const char	*suffix;	/* NULL: none */
	bool		 is_localhost;
	bool		 is_public;
} rows[] = {
	{".", NULL, false, false},
	{"local.", "local", false, false},
	{"a.LOCAL.", "local", false, false},
	{"alocal.", NULL, false, false},
	{"local.de.", NULL, false, true},
	{"a.b.invalid.", "invalid", false, false},
	{"x.test.", "test", false, false},
	{"x.onion.", "onion", false, false},
	{"x.alt.", "alt", false, false},
	{"x.internal.", "internal", false, false},
	{"x.home.arpa.", "home.arpa", false, true},
	{"home.arpa.", "home.arpa", false, true},
	{"arpa.", NULL, false, true},
	{"localhost.", NULL, true, false},
	{"x.LocalHost.", NULL, true, false},
	{"localhost.example.com.", NULL, false, true},
	/* First, last, some between; not near ones. */
	{"a.academy.", NULL, false, true},
	{"a.zuerich.", NULL, false, true},
	{"a.Example.", NULL, false, true},
	{"a.COM.", NULL, false, true},
	{"a.xn--p1ai.", NULL, false, true},
	{"a.academ.", NULL, false, false},
	{"a.comm.", NULL, false, false},
	{"a.mail.", NULL, false, false},
	{"a.b1.", NULL, false, false},
	{"a.ac.", NULL, false, true},
	{"a.zw.", NULL, false, true},
	{"a.Uk.", NULL, false, true},
	{"a.hq.", NULL, false, false},
	{"a.dc.", NULL, false, false},
	/* Pairs are met at even places only: "acad" holds no "ca". */
	{"a.ca.", NULL, false, true},
	{"a.ea.", NULL, false, false},
	{"a.c.", NULL, false, false},
	{"a.\\000.", NULL, false, false},
	{"a.com\\000.", NULL, false, false},
	{"a.ac\\000.", NULL, false, false},
	{"abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabcdefghijabc.",
	    NULL, false, false},
};

static void
test_names(void **state)
{
	struct name	 name;
	const char	*suffix;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		name = name_of(rows[i].name);
		suffix = special_suffix(&name);
		if (rows[i].suffix == NULL ? suffix != NULL :
		    suffix == NULL || strcmp(suffix, rows[i].suffix) != 0)
			fail_msg("%s: suffix %s", rows[i].name,
			    suffix == NULL ? "none" : suffix);
		if (special_is_localhost(&name) != rows[i].is_localhost ||
		    special_is_public(&name) != rows[i].is_public)
			fail_msg("%s", rows[i].name);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
