/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/fields.h"

#define A31	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

/* "name=value" of each field, joined by |; a fault as "!position why". */
static const struct {
	const char	*text;
	const char	*fields;
} cases[] = {
	{"", "!0 the record is empty"},
	{"v=X1", ""},
	{"v=X1;", ""},
	{"v=X1;a=1", "a=1"},
	{"v=X1; a=1 ; b-._9=x:y@z ;", "a=1|b-._9=x:y@z"},
	{"v=X1;\ta=b=c", "a=b=c"},
	{" v=X1;a=1", "!0 the record does not begin with its version"},
	{"v", "!0 the record does not begin with its version"},
	{"v;a=1", "!0 the record does not begin with its version"},
	{"a=1;v=X1", "!0 the record does not begin with its version"},
	{"V=X1;a=1", "!0 the record does not begin with its version"},
	{"v =X1;a=1", "!1 no blank may stand before \"=\""},
	{"v= X1;a=1", "!2 no blank may stand behind \"=\""},
	{"v=x1;a=1", "!2 this is not the version that senders know"},
	{"v=;a=1", "!2 no value stands behind this \"=\""},
	{"v=X1;;a=1", "!5 nothing stands before this semicolon"},
	{"v=X1; a", "!6 this is no \"name=value\""},
	{"v=X1; =a", "!6 no name stands before this \"=\""},
	{"v=X1; a =1", "!7 no blank may stand before \"=\""},
	{"v=X1; a= 1", "!8 no blank may stand behind \"=\""},
	{"v=X1; a=", "!8 no value stands behind this \"=\""},
	{"v=X1; a=1 ", "!9 no blank may stand at the end without a semicolon"
	    " before it"},
	{"v=X1; _a=1", "!6 this octet cannot be part of a field's name"},
	{"v=X1; a*=1", "!7 this octet cannot be part of a field's name"},
	{"v=X1; " A31 "b=1", A31 "b=1"},
	{"v=X1; " A31 "bc=1", "!6 a field's name has at most 32 octets"},
	{"v=X1;\na=1", "!5 here is an octet that is no printable ASCII"},
	{"v=X1; a=\xc3\xa4", "!8 here is an octet that is no printable ASCII"},
};

static void
test_fields(void **state)
{
	struct fields		fields;
	struct fields_fault	f;
	struct tag		tag;
	char			found[200];
	size_t			used;
	size_t			i;
	int			rc;

	(void)state;
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fields_init(&fields, (const uint8_t *)cases[i].text,
		    strlen(cases[i].text));
		used = 0;
		found[0] = '\0';
		while ((rc = fields_next(&fields, "X1", &tag, &f)) == 1)
			used += (size_t)snprintf(found + used,
			    sizeof(found) - used, "%s%.*s=%.*s",
			    used > 0 ? "|" : "", (int)tag.name_len,
			    (const char *)tag.name, (int)tag.value_len,
			    (const char *)tag.value);
		if (rc == -1)
			(void)snprintf(found + used, sizeof(found) - used,
			    "!%zu %s", f.at, f.why);
		assert_string_equal(found, cases[i].fields);
	}
}

static void
test_extensions(void **state)
{
	static const struct {
		const char	*value;
		const char	*why;
		size_t		 at;
	} rows[] = {
		{"x", NULL, 0},
		{"a:/\"\\b", NULL, 0},
		{"a b", "no blank may stand in a value; is a semicolon"
		    " missing", 11},
		{"ab=c", "no \"=\" may stand in a value; is a semicolon"
		    " missing", 12},
	};
	struct fields_fault	f;
	struct tag		tag;
	size_t			i;

	(void)state;
	memset(&tag, 0, sizeof(tag));
	tag.value_at = 10;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tag.value = (const uint8_t *)rows[i].value;
		tag.value_len = strlen(rows[i].value);
		assert_int_equal(fields_check_extension(&tag, &f),
		    rows[i].why == NULL ? 0 : -1);
		if (rows[i].why == NULL)
			continue;
		assert_string_equal(f.why, rows[i].why);
		assert_int_equal(f.at, rows[i].at);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_extensions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
