/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tests/unit/checked.h"
#include "tests/unit/findings.h"
#include "zones/lint.h"

static void
say(struct lint *l, const char *id, enum lint_verdict verdict)
{
	const char	*why;
	const char	*near;

	assert_int_equal(lint_say(l, id, strlen(id), verdict, &why, &near),
	    0);
}

static void
test_say(void **state)
{
	struct lint	 l = {.n = 0};
	const char	*why;
	const char	*near;

	(void)state;
	assert_int_equal(lint_say(&l, "mx-singel", 9, LINT_OFF, &why, &near),
	    1);
	assert_string_equal(why, "is no check; mxcheck -l lists them");
	assert_string_equal(near, "mx-single");
	assert_int_equal(lint_say(&l, "parse-error", 11, LINT_OFF, &why,
	    &near), 1);
	assert_string_equal(why, "keeps a zone from being served, so it stays"
	    " an error");
	assert_null(near);
	assert_int_equal(l.n, 0);
	say(&l, "ttl-mismatch", LINT_ERROR);
	assert_int_equal(l.n, 1);
	lint_clear(&l);
}

static void
test_settings(void **state)
{
	struct lint	zone = {.n = 0};
	struct lint	all = {.n = 0};
	uint64_t	d[6];
	unsigned	i;
	unsigned	k;

	(void)state;
	assert_false(lint_is_strict(NULL, NULL));
	d[0] = lint_digest(&zone, &all);
	assert_true(d[0] == lint_digest(NULL, NULL));
	all.strict = STRICT_ON;
	assert_true(lint_is_strict(&zone, &all));
	d[1] = lint_digest(&zone, &all);
	zone.strict = STRICT_OFF;
	assert_false(lint_is_strict(&zone, &all));
	assert_true(d[0] == lint_digest(&zone, &all));
	say(&zone, "mx-single", LINT_INFO);
	d[2] = lint_digest(&zone, &all);
	say(&zone, "mx-self", LINT_INFO);
	d[3] = lint_digest(&zone, &all);
	say(&all, "mx-single", LINT_ERROR);
	d[4] = lint_digest(&zone, &all);
	zone.strict = STRICT_ON;
	d[5] = lint_digest(&zone, &all);
	for (i = 0; i < 6; i++) {
		for (k = 0; k < i; k++)
			assert_true(d[i] != d[k]);
	}
	lint_clear(&zone);
	lint_clear(&all);
	assert_int_equal(zone.strict, STRICT_UNSAID);
}

/* A zone with its comments, and what is told of it. */
static void
judged(const struct lint *l, const struct lint *all, const char *text,
    const char *findings)
{
	struct name		 apex = checked_apex("example.com.");
	struct load_source	 src = {&apex, "z", NULL, 1};
	struct report		*rep = report_new(100);
	struct report		*told = report_new(100);
	const struct finding	*f;
	struct table		*empty = table_new(1);
	struct table_edit	*edit = table_edit_begin(empty);
	struct table		*table;
	struct loaded		 out;
	struct judge		 judge = {l, all, &out.allows};
	struct zone		*zone;
	char			 whole[2000];
	size_t			 i;

	(void)snprintf(whole, sizeof(whole), "%s%s", HEAD, text);
	lint_judge(rep, &judge);
	assert_int_equal(load_text(&src, whole, strlen(whole), rep, &out), 0);
	zone = zone_new(&apex, out.content, true, 0);
	out.content = NULL;
	assert_int_equal(table_edit_put(edit, zone_ref(zone)), 0);
	table = table_edit_commit(edit);
	check_zone(&(struct check_input){.served = table, .zone = zone,
	    .places = out.places, .now_s = NOW_S}, rep);
	lint_unused(&judge, rep);
	lint_judge(rep, NULL);
	/* What HEAD lacks is another matter. */
	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (strcmp(f->id, "spf-missing-nonmail") != 0)
			report_add(told, f->severity, &f->at, f->id, f->owner,
			    "%s", f->text);
	}
	expect_findings(told, findings);
	report_free(told);
	loaded_clear(&out);
	zone_unref(zone);
	table_free(table);
	table_free(empty);
	report_free(rep);
}

static void
test_judge(void **state)
{
	struct lint	l = {.n = 0};
	struct lint	all = {.n = 0};

	(void)state;
	/* The order of records is that of preference, not of the file. */
	judged(NULL, NULL, "x CNAME y\ny A 192.0.2.1\nx2 CNAME y ; mxcheck:"
	    " allow"
	    " no-such-id\n", "z:8:12: info: allow-unused: \"no-such-id\" is no"
	    " check; mxcheck -l lists them\n");
	judged(NULL, NULL, "a CNAME b.example.com\n",
	    "z:6:1: error: rdata-missing-dot: a.example.com.: the name became"
	    " b.example.com.example.com., because its final dot is missing;"
	    " write b.example.com.\n");
	judged(NULL, NULL, "a CNAME b.example.com ; mxcheck: allow"
	    " rdata-missing-dot meant\n", "");
	judged(NULL, NULL, "a CNAME ( ; mxcheck: allow rdata-missing-dot\n"
	    "b.example.com )\n", "");
	judged(NULL, NULL, "a CNAME (\nb.example.com ) ; mxcheck: allow"
	    " rdata-missing-dot\n", "");
	judged(NULL, NULL, "; mxcheck: allow rdata-missing-dot\na CNAME"
	    " b.example.com\n",
	    "z:6:1: info: allow-unused: rdata-missing-dot is permitted here,"
	    " but was not found; remove it from the comment\n"
	    "z:7:1: error: rdata-missing-dot: a.example.com.: the name became"
	    " b.example.com.example.com., because its final dot is missing;"
	    " write b.example.com.\n");
	judged(NULL, NULL, "a TXT x ; mxcheck: permit mx-single\n",
	    "z:6:9: info: allow-unused: \"permit\" behind \"mxcheck:\" says"
	    " nothing; write: ; mxcheck: allow ID\n");
	judged(NULL, NULL, "a TXT x ; mxcheck: allow mx-singel\n",
	    "z:6:9: info: allow-unused: \"mx-singel\" is no check; did you"
	    " mean mx-single?\n");
	/* What load finds can be permitted, what keeps a zone out cannot. */
	judged(NULL, NULL, "a 60 TXT x\na TXT y ; mxcheck: allow"
	    " ttl-mismatch\n",
	    "");
	judged(NULL, NULL, "a TXT x ; mxcheck: allow cname-multiple\n",
	    "z:6:9: info: allow-unused: cname-multiple is permitted here, but"
	    " was not found; remove it from the comment\n");

	say(&l, "rdata-missing-dot", LINT_INFO);
	judged(&l, &all, "a CNAME b.example.com\n",
	    "z:6:1: info: rdata-missing-dot: a.example.com.: the name became"
	    " b.example.com.example.com., because its final dot is missing;"
	    " write b.example.com.\n");
	say(&l, "rdata-missing-dot", LINT_OFF);
	say(&all, "rdata-missing-dot", LINT_WARNING);
	judged(&l, &all, "a CNAME b.example.com\n", "");
	judged(NULL, &all, "a CNAME b.example.com\n",
	    "z:6:1: warning: rdata-missing-dot: a.example.com.: the name"
	    " became b.example.com.example.com., because its final dot is"
	    " missing; write b.example.com.\n");
	lint_clear(&l);
	lint_clear(&all);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_say),
		cmocka_unit_test(test_settings),
		cmocka_unit_test(test_judge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
