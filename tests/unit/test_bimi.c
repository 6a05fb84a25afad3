/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/bimi.h"

/* Text, and its first fault as "tag@position+length text". */
static const struct {
	const char	*text;
	const char	*fault;
} cases[] = {
	{"v=BIMI1; l=https://a.example/b.svg", ""},
	{"v=BIMI1;l=HTTPS://a.example/b.SVG;", ""},
	{"v = BIMI1 ; l = https://a.example/b.svgz ; a =", ""},
	{"v=BIMI1; l=; a=;", ""},
	{"v=BIMI1; l=", ""},
	{"v=BIMI1; a=https://a.example/c.pem; l=https://a.example/b.svg",
	    ""},
	{"v=BIMI1; l=https://a.example:8443/logo?size=1.png#x", ""},
	{"v=BIMI1; l=https://a-b.c.example/b%2Cc.svg; avp=brand; lps=true",
	    ""},
	{"v=BIMI1; l=https://a.example/b.svg; avp=personal; x=y", ""},
	/* No record. */
	{"", "@0+0 does not begin with v=BIMI1 and a semicolon"},
	{" v=BIMI1; l=", "@0+12 does not begin with v=BIMI1 and a semicolon"},
	{"v=bimi1; l=", "@0+11 does not begin with v=BIMI1 and a semicolon"},
	{"V=BIMI1; l=", "@0+11 does not begin with v=BIMI1 and a semicolon"},
	{"v=BIMI1 l=", "@0+10 does not begin with v=BIMI1 and a semicolon"},
	{"v=BIMI2; l=", "@0+11 does not begin with v=BIMI1 and a semicolon"},
	{"l=; v=BIMI1", "@0+11 does not begin with v=BIMI1 and a semicolon"},
	/* Tags. */
	{"v=BIMI1", "@0+7 has no l, which says where the logo is"},
	{"v=BIMI1; a=https://a.example/c.pem",
	    "@0+34 has no l, which says where the logo is"},
	{"v=BIMI1;; l=", "@8+0 is empty: two semicolons stand side by side"},
	{"v=BIMI1; =x; l=", "@9+2 has no name before the ="},
	{"v=BIMI1; l", "@9+1 is no tag: it has no ="},
	{"v=BIMI1; l=; l=", "@13+2 stands twice"},
	{"v=BIMI1; L=", "@9+2 must be in lower case"},
	{"v=BIMI1; l=; x=\x01", "@13+3 has a value that is not printable"
	    " ASCII"},
	{"v=BIMI1; l=; avp=Brand", "avp@17+5 is neither brand nor personal"},
	/* Locations. */
	{"v=BIMI1; l=http://a.example/b.svg",
	    "l@11+22 is not safe: only https is taken"},
	{"v=BIMI1; l=a.example/b.svg", "l@11+15 is no https URI"},
	{"v=BIMI1; l=; a=self", "a@15+4 is no https URI"},
	{"v=BIMI1; l=https:/a.example/b.svg", "l@11+22 is no https URI"},
	{"v=BIMI1; l=https://a.example/b.png",
	    "l@11+23 is no SVG image, and no other format is taken"},
	{"v=BIMI1; l=https://a.example/c.pem",
	    "l@11+23 is no SVG image, and no other format is taken"},
	{"v=BIMI1; l=; a=https://a.example/b.svg",
	    "a@15+23 is an image, but must be the certificate (PEM)"},
	{"v=BIMI1; l=https://a.example/b.svg,https://a.example/c.svg",
	    "l@11+47 holds a comma; it must be one URI, with commas written"
	    " as %2C"},
	{"v=BIMI1; l=https://a.example/b c.svg", "l@11+25 holds a blank"},
	{"v=BIMI1; l=https://a.example/<b>.svg",
	    "l@11+25 holds a character that a URI cannot have"},
	{"v=BIMI1; l=https://logo/b.svg", "l@11+18 has no full host name"},
	{"v=BIMI1; l=https:///b.svg", "l@11+14 has no full host name"},
	{"v=BIMI1; l=https://192.0.2.1/b.svg",
	    "l@11+23 has no full host name"},
	{"v=BIMI1; l=https://a..example/b.svg",
	    "l@11+24 has no full host name"},
	{"v=BIMI1; l=https://a.example", "l@11+17 names no file"},
	{"v=BIMI1; l=https://a.example/", "l@11+18 names no file"},
};

static void
test_records(void **state)
{
	struct bimi	b;
	char		found[200];
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bimi_parse(&b, (const uint8_t *)cases[i].text,
		    strlen(cases[i].text));
		found[0] = '\0';
		if (b.fault != NULL)
			(void)snprintf(found, sizeof(found), "%s@%zu+%zu %s",
			    b.fault_tag == -1 ? "" : bimi_tag_name(
			    (enum bimi_tag)b.fault_tag), b.fault_piece.at,
			    b.fault_piece.len, b.fault);
		assert_string_equal(found, cases[i].fault);
		assert_int_equal(b.is_http, strstr(found, "not safe") != NULL);
	}
}

static void
test_values(void **state)
{
	struct bimi	b;
	const char	*text = "v=BIMI1; l=https://a.example/b.svg; a= ;";

	(void)state;
	bimi_parse(&b, (const uint8_t *)text, strlen(text));
	assert_true(b.is_bimi);
	assert_true(b.has[BIMI_L] && b.has[BIMI_A] && !b.has[BIMI_AVP]);
	assert_int_equal(b.value[BIMI_L].at, 11);
	assert_int_equal(b.value[BIMI_L].len, 23);
	assert_int_equal(b.value[BIMI_A].len, 0);
	assert_false(bimi_declines(&b));
	bimi_parse(&b, (const uint8_t *)"v=BIMI1; l=;", 12);
	assert_true(bimi_declines(&b));
	bimi_parse(&b, (const uint8_t *)"v=BIMI1", 7);
	assert_false(bimi_declines(&b));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
