/* SPDX-License-Identifier: ISC */
/* Zones on the status page: not more than fit, and names are text. */
#include "tests/unit/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/board.h"

static const struct origin	 from = {.path = "/<i>", .does_rotate = true};

/* A zone that is configured and not yet served. */
static void
add(struct inventory *inv, const char *apex)
{
	struct name	 name = name_of(apex);
	uint32_t	 home = homes_want(inventory_homes(inv), &from, 0);
	struct known	*k;

	k = inventory_want(inv, NULL, name.wire, name.len, home);
	assert_non_null(k);
	inventory_settle(inv, k);
}

static char *
board_of(struct inventory *inv)
{
	static const struct conf	conf;
	static const struct exchange_view view = {.conf = &conf};
	char				*text;

	text = board_make(inv, inventory_hosts(inv), &view);
	assert_non_null(text);
	return text;
}

static unsigned
count(const char *text, const char *what)
{
	unsigned	 n = 0;

	for (; (text = strstr(text, what)) != NULL; text++)
		n++;
	return n;
}

static void
test_limit(void **state)
{
	static const struct {
		unsigned	 zones, rows;
		const char	*rest;		/* NULL: nothing is left out */
	} rows[] = {
		{BOARD_ZONES_MAX - 1, BOARD_ZONES_MAX - 1, NULL},
		{BOARD_ZONES_MAX, BOARD_ZONES_MAX, NULL},
		{BOARD_ZONES_MAX + 1, BOARD_ZONES_MAX, ">1 other is not "
		    "shown"},
		{BOARD_ZONES_MAX + 2, BOARD_ZONES_MAX, ">2 others are not "
		    "shown"}
	};
	struct inventory	*inv;
	char			*text, apex[32];
	unsigned		 i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		inv = inventory_new(1);
		inventory_begin(inv);
		for (k = 0; k < rows[i].zones; k++) {
			(void)snprintf(apex, sizeof(apex), "z%u.", k);
			add(inv, apex);
		}
		inventory_end(inv);
		text = board_of(inv);
		assert_int_equal(count(text, "</span> failed</td>"),
		    rows[i].rows);
		assert_int_equal(count(text, " not shown"),
		    rows[i].rest != NULL);
		if (rows[i].rest != NULL)
			assert_non_null(strstr(text, rows[i].rest));
		free(text);
		inventory_free(inv);
	}
}

/* A zone of each has failed; notices are fewer than zones may be. */
static void
test_findings_limit(void **state)
{
	static const struct {
		unsigned	 zones;
		const char	*rest;		/* NULL: nothing is left out */
	} rows[] = {
		{BOARD_NOTICES_MAX - 1, NULL},
		{BOARD_NOTICES_MAX, NULL},
		{BOARD_NOTICES_MAX + 1, ">And 1 more: its findings are in"},
		{BOARD_NOTICES_MAX + 2, ">And 2 more: their findings are in"},
		{NOTICES_MAX + 20, ">And 50 more: "}
	};
	struct inventory	*inv;
	struct report		*rep = report_new(10);
	char			*text, apex[32];
	unsigned		 i, k;

	(void)state;
	report_add(rep, SEV_ERROR, NULL, "parse-error", NULL, "no");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		inv = inventory_new(1);
		inventory_begin(inv);
		for (k = 0; k < rows[i].zones; k++) {
			(void)snprintf(apex, sizeof(apex), "z%u.", k);
			add(inv, apex);
			notices_note(inventory_notices(inv), k + 1, apex,
			    NOTICE_LOAD, rep);
		}
		inventory_end(inv);
		text = board_of(inv);
		assert_int_equal(count(text, " more: "),
		    rows[i].rest != NULL);
		if (rows[i].rest != NULL)
			assert_non_null(strstr(text, rows[i].rest));
		free(text);
		inventory_free(inv);
	}
	report_free(rep);
}

/* Directories and files that are no zones. */
static void
test_faults(void **state)
{
	static const struct {
		unsigned	 n;
		const char	*rest;		/* NULL: nothing is left out */
	} rows[] = {
		{1, NULL},
		{BOARD_NOTICES_MAX, NULL},
		{BOARD_NOTICES_MAX + 1, ">And 1 more directory or file, see"},
		{FAULTS_MAX + 20, ">And 110 more directories and files, see"}
	};
	struct inventory	*inv;
	char			*text, file[32];
	unsigned		 i, k;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		inv = inventory_new(1);
		faults_begin(inventory_faults(inv));
		for (k = 0; k < rows[i].n; k++) {
			(void)snprintf(file, sizeof(file), "<%u>", k);
			faults_note(inventory_faults(inv), "/d", file, "<b>",
			    false);
		}
		faults_end(inventory_faults(inv));
		text = board_of(inv);
		assert_null(strstr(text, "Nothing to mend."));
		assert_non_null(strstr(text, "<h3>zones in /d: &lt;0&gt;</h3>"
		    "<ul>\n<li><span class=\"sev bad\">error</span><p>"
		    "&lt;b&gt;</p>"));
		assert_int_equal(count(text, "directories and files") +
		    count(text, "directory or file"), rows[i].rest != NULL);
		if (rows[i].rest != NULL)
			assert_non_null(strstr(text, rows[i].rest));
		free(text);
		inventory_free(inv);
	}
}

/* Apex and path come from outside, and so does what was found. */
static void
test_escapes(void **state)
{
	struct inventory	*inv = inventory_new(1);
	struct report		*rep = report_new(10);
	char			*text;

	(void)state;
	inventory_begin(inv);
	add(inv, "<b>&.");
	inventory_end(inv);
	report_add(rep, SEV_ERROR, NULL, "parse-error", "<u>", "<s> & \"q\"");
	notices_note(inventory_notices(inv), 1, "zone <em>", NOTICE_LOAD,
	    rep);
	text = board_of(inv);
	assert_non_null(strstr(text, "&lt;b&gt;&amp;</span>"));
	assert_non_null(strstr(text, ">/&lt;i&gt;</small>"));
	assert_non_null(strstr(text, "<h3>zone &lt;em&gt;</h3>"));
	assert_non_null(strstr(text, "<p>&lt;u&gt;: &lt;s&gt; &amp; "
	    "&quot;q&quot;</p>"));
	assert_non_null(strstr(text, "Cure:"));
	free(text);
	report_free(rep);
	inventory_free(inv);
}

static void
test_empty(void **state)
{
	struct inventory	*inv = inventory_new(1);
	char			*text = board_of(inv);

	(void)state;
	assert_non_null(strstr(text, "No zones are configured."));
	assert_non_null(strstr(text, "Nothing to mend."));
	assert_non_null(strstr(text, "metrics exchanges"));
	free(text);
	inventory_free(inv);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_findings_limit),
		cmocka_unit_test(test_faults),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_empty)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
