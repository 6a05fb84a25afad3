/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "zones/mtasts.h"

#define D32	"0123456789abcdefABCDEFxyzXYZ0189"

/* The id, or "!position why". */
static const struct {
	const char	*text;
	const char	*found;
} records[] = {
	{"v=STSv1; id=20270316T093000;", "20270316T093000"},
	{"v=STSv1;id=a", "a"},
	{"v=STSv1 ; id=a ; ", "a"},
	{"v=STSv1; id=" D32, D32},
	{"v=STSv1; id=" D32 "0", "!12 an id has at most 32 letters and digits"},
	{"v=STSv1; x.y=z@1; id=7; z=9", "7"},
	{"v=STSv1; id=2027-03", "!16 an id has letters and digits only"},
	{"v=STSv1; id=2027_03", "!16 an id has letters and digits only"},
	{"v=STSv1; id=a b", "!13 an id has letters and digits only"},
	{"v=STSv1; id=", "!12 no value stands behind this \"=\""},
	{"v=STSv1; id=1; id=2", "!15 here is a second id"},
	{"v=STSv1; ID=1", "!13 there is no id"},
	{"v=STSv1;", "!8 there is no id"},
	{"v=STSv1", "!7 there is no id"},
	{"v=STSv2; id=1", "!2 this is not the version that senders know"},
	{"v=STSv1 id=1", "!7 a semicolon must follow the version"},
	{"v=STSv1, id=1", "!7 a semicolon must follow the version"},
	{"v=STSv1; id:1", "!9 this is no \"name=value\""},
	{"v=STSv1; id=1; a=b c", "!18 no blank may stand in a value; is a"
	    " semicolon missing"},
	{"id=1; v=STSv1", "!0 the record does not begin with its version"},
};

static void
test_records(void **state)
{
	struct mtasts_record	record;
	struct fields_fault	f;
	char			found[200];
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		if (mtasts_read_record((const uint8_t *)records[i].text,
		    strlen(records[i].text), &record, &f) == 0)
			(void)snprintf(found, sizeof(found), "%.*s",
			    (int)record.id_len, (const char *)record.id);
		else
			(void)snprintf(found, sizeof(found), "!%zu %s", f.at,
			    f.why);
		assert_string_equal(found, records[i].found);
	}
}

#define GOOD	"version: STSv1\nmode: enforce\nmax_age: 604800\n"

/* "mode age patterns", or "line:column why". */
static const struct {
	const char	*text;
	const char	*found;
} policies[] = {
	{GOOD "mx: mx.isp.net\n", "2 604800 1"},
	{"version: STSv1\r\nmode: testing\r\nmx: a.b\r\nmx: *.c.d\r\n"
	    "max_age: 1", "1 1 2"},
	{"mx:a.b\nmax_age:31557600\nmode:none \nversion:STSv1\n",
	    "0 31557600 1"},
	{"version: STSv1\nmode: none\nmax_age: 0\n", "0 0 0"},
	{GOOD "mx: xn--bcher-kva.example\n\n", "2 604800 1"},
	{GOOD "mode: none\nmax_age: x\nversion: 9\nmx: a\n", "2 604800 1"},
	{GOOD "contact: a b\xc3\xa4\nmx: a\n", "2 604800 1"},
	{"", "1:1 there is no version"},
	{"version: STSv1\n", "2:1 there is no mode"},
	{"version: STSv1\nmode: none\n", "3:1 there is no max_age"},
	{GOOD, "4:1 there is no mx"},
	{"version: STSv2\n", "1:10 the version is not STSv1"},
	{"version: STSv1\nmode: Enforce\n", "2:7 the mode is none of enforce,"
	    " testing, none"},
	{"max_age: 31557601\n", "1:10 max_age is no number of seconds up to"
	    " 31557600"},
	{"max_age: 00000000001\n", "1:10 max_age is no number"},
	{"max_age: 7d\n", "1:10 max_age is no number"},
	{"mx\n", "1:1 this line is no \"key: value\""},
	{"v s: 1\n", "1:2 this octet cannot be part of a key"},
	{": 1\n", "1:1 a key has 1 to 32 octets"},
	{"mx:\n", "1:3 no value stands behind this colon"},
	{"mx: a\r b\n", "1:6 here is a control character"},
	{"mx: *\n", "1:5 this is no host name"},
	{"mx: *.\n", "1:5 this is no host name"},
	{"mx: a.*.b\n", "1:5 this is no host name"},
	{"mx: .a\n", "1:5 this is no host name"},
	{"mx: a..b\n", "1:5 this is no host name"},
	{"mx: a.b.\n", "1:5 this is no host name"},
	{"mx: -a\n", "1:5 this is no host name"},
	{"mx: a-.b\n", "1:5 this is no host name"},
	{"mx: a_b\n", "1:5 this is no host name"},
	{"mx: a, b\n", "1:5 this is no host name"},
	{"mx: " D32 D32 ".b\n", "1:5 this is no host name"},
};

static void
test_policies(void **state)
{
	struct mtasts_policy	policy;
	struct mtasts_fault	f;
	char			found[200];
	size_t			i;

	(void)state;
	for (i = 0; i < sizeof(policies) / sizeof(policies[0]); i++) {
		if (mtasts_read_policy(policies[i].text,
		    strlen(policies[i].text), &policy, &f) == 0)
			(void)snprintf(found, sizeof(found), "%u %u %zu",
			    (unsigned)policy.mode, policy.max_age_s,
			    policy.patterns);
		else
			(void)snprintf(found, sizeof(found), "%zu:%zu %.*s",
			    f.line, f.column, (int)strlen(f.why), f.why);
		found[strlen(policies[i].found)] = '\0';
		assert_string_equal(found, policies[i].found);
	}
}

static void
test_matches(void **state)
{
	static const char	text[] = GOOD "mx: mail.example.com\n"
	    "mx: *.Mx.example.net\nmx: *.org\n";
	static const struct {
		const char	*exchange;
		bool		 is_allowed;
	} rows[] = {
		{"mail.example.com.", true},
		{"MAIL.Example.com.", true},
		{"a.mail.example.com.", false},
		{"example.com.", false},
		{"a.mx.example.net.", true},
		{"a.b.mx.example.net.", false},
		{"mx.example.net.", false},
		{"amx.example.net.", false},
		{"isp.org.", true},
		{"org.", false},
		{".", false},
	};
	struct mtasts_policy	policy;
	struct mtasts_fault	f;
	struct name		exchange;
	const char		*why;
	size_t			i;

	(void)state;
	assert_int_equal(mtasts_read_policy(text, strlen(text), &policy, &f),
	    0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(name_from_text(&exchange, rows[i].exchange,
		    strlen(rows[i].exchange), NULL, &why), 0);
		assert_int_equal(mtasts_allows(&policy, &exchange),
		    rows[i].is_allowed);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
