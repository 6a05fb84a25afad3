/* SPDX-License-Identifier: ISC */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>

#include "server/rows.h"
#include "zones/json.h"

/* Texts as JSON strings. */
static const struct {
	const char	*text;
	const char	*json;
} strings[] = {
	{NULL, "null"},
	{"", "\"\""},
	{"a b", "\"a b\""},
	{"a\"b\\c/", "\"a\\\"b\\\\c/\""},
	{"\x01\n\t\x1f \x7f", "\"\\u0001\\u000a\\u0009\\u001f \\u007f\""},
	{"\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xac",
	    "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xac\""},
	/* Cut, too long, a surrogate, above U+10FFFF, a stray octet. */
	{"\xc3", "\"\\ufffd\""},
	{"\xe2\x82", "\"\\ufffd\\ufffd\""},
	{"\xf0\x9f\x93", "\"\\ufffd\\ufffd\\ufffd\""},
	{"\xc0\xaf", "\"\\ufffd\\ufffd\""},
	{"\xe0\x80\x80", "\"\\ufffd\\ufffd\\ufffd\""},
	{"\xed\xa0\x80", "\"\\ufffd\\ufffd\\ufffd\""},
	{"\xf4\x90\x80\x80", "\"\\ufffd\\ufffd\\ufffd\\ufffd\""},
	{"\xff" "a", "\"\\ufffda\""}
};

static void
test_strings(void **state)
{
	char	*text;
	size_t	 i, len;
	FILE	*to;

	(void)state;
	for (i = 0; i < sizeof(strings) / sizeof(strings[0]); i++) {
		to = open_memstream(&text, &len);
		json_text(to, strings[i].text);
		assert_int_equal(fclose(to), 0);
		assert_string_equal(text, strings[i].json);
		free(text);
	}
}

static const struct finding	found = {
	.at = {.file = "a.zone", .line = 3, .column = 5},
	.severity = SEV_ERROR, .id = "mx-alias", .owner = "a.example.",
	.text = "it is \"wrong\""
};

static void
put_values(struct rows *r)
{
	rows_text(r, "zone", "a\"b\n");
	rows_text(r, "serial", NULL);
	rows_number(r, "n", UINT64_MAX);
	rows_bare(r, "state", "ok");
	rows_time(r, "never", 0);
	rows_time(r, "when", 86399);
	rows_flag(r, "yes", true, "is", "is not");
	rows_flag(r, "no", false, "is", "");
	rows_finding(r, "why", &found);
	rows_finding(r, "none", NULL);
}

static void
put_empty(struct rows *r)
{
	rows_list(r, "empty");
	rows_list_end(r);
}

static void
put_lists(struct rows *r)
{
	unsigned	 i;

	rows_number(r, "n", 1);
	rows_list(r, "sets");
	for (i = 0; i < 2; i++) {
		rows_item(r);
		rows_bare(r, "type", "MX");
		rows_join(r, ": ");
		rows_wide_number(r, "answers", 4 + i, 0);
		rows_join(r, " answers");
		rows_list(r, "records");
		rows_item(r);
		rows_wide(r, "record", "mx", -4);
		rows_wide(r, "right", "r", 3);
		rows_wide_number(r, "first", 1, 5);
		rows_share(r, "share", i == 0 ? 0.25 : 0);
		rows_item_end(r);
		rows_list_end(r);
		rows_item_end(r);
	}
	rows_list_end(r);
	rows_list(r, "findings");
	rows_finding_item(r, &found);
	rows_finding_item(r, &found);
	rows_list_end(r);
	rows_number(r, "m", 2);
}

static void
put_nested_empty(struct rows *r)
{
	rows_list(r, "sets");
	rows_item(r);
	rows_bare(r, "type", "A");
	rows_list(r, "records");
	rows_list_end(r);
	rows_item_end(r);
	rows_item(r);
	rows_text(r, "a", "x");
	rows_number(r, "b", 2);
	rows_flag(r, "c", true, "c", "");
	rows_flag(r, "d", false, "d", "");
	rows_item_end(r);
	rows_list_end(r);
}

#define FINDING_JSON "{\"file\":\"a.zone\",\"line\":3,\"column\":5," \
	"\"severity\":\"error\",\"id\":\"mx-alias\"," \
	"\"owner\":\"a.example.\",\"text\":\"it is \\\"wrong\\\"\"}"
#define FINDING_TEXT "a.zone:3:5: error: mx-alias: a.example.: it is " \
	"\"wrong\"\n"

/* One document, twice. */
static const struct {
	void		(*put)(struct rows *);
	const char	*text;
	const char	*json;
} documents[] = {
	{put_values, "zone a\"b?\nserial -\nn 18446744073709551615\nok\n"
	    "never -\nwhen 1970-01-01T23:59:59Z\nyes is\n" FINDING_TEXT "-\n",
	    "{\"zone\":\"a\\\"b\\u000a\",\"serial\":null,"
	    "\"n\":18446744073709551615,\"state\":\"ok\",\"never\":null,"
	    "\"when\":\"1970-01-01T23:59:59Z\",\"yes\":true,\"no\":false,"
	    "\"why\":" FINDING_JSON ",\"none\":null}\n"},
	{put_empty, "", "{\"empty\":[\n]}\n"},
	{put_lists, "n 1\n"
	    "MX: 4 answers\n  mx     r     1  25.0% ##########\n"
	    "MX: 5 answers\n  mx     r     1   0.0% \n"
	    FINDING_TEXT FINDING_TEXT "m 2\n",
	    "{\"n\":1,\"sets\":[\n{\"type\":\"MX\",\"answers\":4,"
	    "\"records\":[\n{\"record\":\"mx\",\"right\":\"r\",\"first\":1,"
	    "\"share\":0.2500}\n]}\n,{\"type\":\"MX\",\"answers\":5,"
	    "\"records\":[\n{\"record\":\"mx\",\"right\":\"r\",\"first\":1,"
	    "\"share\":0.0000}\n]}\n],\"findings\":[\n" FINDING_JSON "\n,"
	    FINDING_JSON "\n],\"m\":2}\n"},
	{put_nested_empty, "A\na x b 2 c\n",
	    "{\"sets\":[\n{\"type\":\"A\",\"records\":[\n]}\n"
	    ",{\"a\":\"x\",\"b\":2,\"c\":true,\"d\":false}\n]}\n"}
};

static char *
make(void (*put)(struct rows *), enum rows_form form)
{
	struct rows	 r;
	char		*text;
	size_t		 len;
	FILE		*to = open_memstream(&text, &len);

	rows_begin(&r, to, form);
	put(&r);
	rows_end(&r);
	assert_int_equal(fclose(to), 0);
	return text;
}

static void
test_documents(void **state)
{
	char	*text;
	size_t	 i;

	(void)state;
	for (i = 0; i < sizeof(documents) / sizeof(documents[0]); i++) {
		text = make(documents[i].put, ROWS_TEXT);
		assert_string_equal(text, documents[i].text);
		free(text);
		text = make(documents[i].put, ROWS_JSON);
		assert_string_equal(text, documents[i].json);
		free(text);
	}
}

static void
test_error(void **state)
{
	char	*text;
	size_t	 len;
	FILE	*to;

	(void)state;
	to = open_memstream(&text, &len);
	rows_error(to, ROWS_TEXT, "no");
	rows_error(to, ROWS_JSON, "no \"a\"");
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, "no\n{\"error\":\"no \\\"a\\\"\"}\n");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_documents),
		cmocka_unit_test(test_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
