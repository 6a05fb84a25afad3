/* SPDX-License-Identifier: ISC */
/* What is allowed and hardly meant is advised; the example needs none. */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

#define NO_ZONES(file) \
	file ": warning: conf-zones: there are no zones, so all queries " \
	"will be refused; add \"zone\" or \"zones in\"\n"

static void
expect_advice(const char *text, const char *findings)
{
	struct report	*rep = report_new(10);
	struct conf	*cf = NULL;

	assert_int_equal(conf_load_text("f", text, strlen(text), rep, &cf), 0);
	expect_findings(rep, findings);
	conf_free(cf);
	report_free(rep);
}

static void
test_advice(void **state)
{
	(void)state;
	expect_advice("", NO_ZONES("f"));
	expect_advice("# nothing", NO_ZONES("f"));
	expect_advice("zones in x", "");
	expect_advice("zones in x\ntcp idle 11m", "f: warning: conf-value: "
	    "\"tcp idle\" is longer than \"tcp total\" and so has no "
	    "effect\n");
	expect_advice("zones in x\ntcp idle 10m", "");
	expect_advice("zones in x\nrate limit 7; rate total 7", "");
	expect_advice("zones in x\nrate total 7", "");
	expect_advice("zones in x\nrate limit 8\nrate total 7", "f: warning: "
	    "conf-value: \"rate limit\" is more than \"rate total\" and so "
	    "has no effect\n");
	expect_advice("zones in x\na = b\nc = $a", "f:3:1: info: conf-macro: "
	    "macro \"c\" is never used\n");
	expect_advice("\xef\xbb\xbfzones in x", "f:1:1: warning: "
	    "conf-encoding: the file begins with a byte order mark, which is "
	    "skipped; save it as UTF-8 without one\n");
	expect_advice("zone \"m\xc3\xbcll.example\" { file \"x\" }", "f:1:6: "
	    "warning: conf-value: the name of a zone, \"m\xc3\xbcll.example\", "
	    "is not ASCII, so nobody will ask for it; write its labels in "
	    "the form xn--...\n");
}

/*
 * The example as it is, and with all that it shows switched on: lines that
 * begin with '#' and no blank.
 */
static void
test_example(void **state)
{
	struct report	*rep = report_new(10);
	struct conf	*cf;
	char		*text = NULL;
	size_t		 size = 0;
	ssize_t		 len;
	char		*p;
	FILE		*in;

	(void)state;
	if ((in = fopen("mxd.conf.example", "re")) == NULL)
		skip();
	len = getdelim(&text, &size, '\0', in);
	assert_true(len > 0);
	assert_int_equal(fclose(in), 0);
	assert_int_equal(conf_load_text(NULL, text, (size_t)len, rep, &cf),
	    0);
	expect_findings(rep, "");
	assert_int_equal(cf->nlistens, 2);
	assert_int_equal(cf->listens[0].port, 5300);
	assert_string_equal(cf->zone_dirs[0].path, "zones/examples");
	conf_free(cf);
	for (p = text; (p = strstr(p, "\n#")) != NULL; p++)
		if (p[2] != ' ' && p[2] != '\n' &&
		    strncmp(p + 2, "\tmxd", 4) != 0 &&
		    strncmp(p + 2, "\tdig", 4) != 0 &&
		    strncmp(p + 2, "include \"", 9) != 0)
			p[1] = ' ';
	assert_int_equal(conf_load_text(NULL, text, (size_t)len, rep, &cf),
	    0);
	expect_findings(rep, "");
	assert_int_equal(cf->nlistens, 7);
	assert_string_equal(cf->user, "_mxd");
	conf_free(cf);
	free(text);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_example),
		cmocka_unit_test(test_advice)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
