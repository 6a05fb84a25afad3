/* SPDX-License-Identifier: ISC */
/*
 * Templates: one content for all domains, one for each with values, and what
 * is said of those that cannot be loaded.
 */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/unit/support.h"
#include "zones/template.h"

#define SOA	"$TTL 60\n@ SOA ns.x. h.x. 1 2 3 4 5\n NS ns.x.\n"

static char	dir[64];

static int
set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/test_template.XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : chdir(dir);
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink("t");
	(void)unlink("i");
	return chdir("/") == -1 ? -1 : rmdir(dir);
}

/* The template of file "t" with this text. */
static struct template *
open_text(const char *text, struct report *rep)
{
	const struct template_source	 from = {.path = "t", .seed = 1};
	struct template			*t;
	int				 rc;

	write_file("t", text);
	assert_non_null(t = template_new(&from));
	rc = template_read(t, rep);
	assert_int_equal(template_is_sound(t), rc == 0);
	/* cppcheck-suppress CastIntegerToAddressAtReturn ; it thinks of C++ */
	return t;
}

/* The values of "d key=value ..." for a template; the last three are good. */
static void
values_of(struct template *t, const char *line, struct stencil_values *out)
{
	static struct domain	some[3];
	static unsigned		turn;
	struct domain		*domain = &some[turn++ % 3];
	struct domains		d;

	assert_int_equal(domains_start(&d, "f", line, strlen(line), NULL), 0);
	assert_true(domains_next(&d, domain));
	assert_int_equal(stencil_match(template_stencil(t), domain, "f",
	    NULL, out), 0);
}

static struct content *
make(struct template *t, const char *line)
{
	struct stencil_values	 values;
	struct loaded		 out;
	struct content		*c;

	values_of(t, line, &values);
	assert_int_equal(template_make(t, &values, NULL, &out), 0);
	c = out.content;
	out.content = NULL;
	assert_int_equal(out.nfiles, 0);
	loaded_clear(&out);
	return c;
}

static void
test_plain(void **state)
{
	struct report		*rep = report_new(10);
	struct template		*t = open_text(SOA " MX 10 mail\n"
	    "mail A 192.0.2.1\n", rep);
	const struct zone_file	*files;
	struct loaded		*plain;
	size_t			 n;

	(void)state;
	expect_findings(rep, "");
	assert_true(template_is_sound(t));
	assert_int_equal(stencil_keys(template_stencil(t)), 0);
	assert_non_null(plain = template_plain(t));
	assert_int_equal(content_records(plain->content), 4);
	assert_string_equal(places_at(plain->places, 0).file, "t");
	files = template_files(t, &n);
	assert_int_equal(n, 1);
	assert_string_equal(files[0].path, "t");
	assert_false(zone_files_changed(files, n));
	template_free(t);
	report_free(rep);
}

/* Not that it has no SOA, which nobody would understand. */
static void
test_list(void **state)
{
	struct report	*rep = report_new(10);
	struct template	*t = open_text("# all\na.example\nb.example x=1\n",
	    rep);

	(void)state;
	assert_false(template_is_sound(t));
	expect_findings(rep, "t: error: parse-error: this is a list of "
	    "domains, not a zone file; have the template and its list been "
	    "exchanged?\n");
	template_free(t);
	report_free(rep);
}

/* A name that ends with a dot is the same for all. */
static void
test_absolute(void **state)
{
	struct template	*t = open_text(SOA " MX 10 mx.domain.invalid.x.\n"
	    " MX 20 rel\nrel A 192.0.2.1\n", NULL);

	(void)state;
	/* "mx.domain.invalid.x.", but not that of rel. */
	assert_int_equal(content_longest(template_plain(t)->content), 4);
	template_free(t);
}

static void
test_values(void **state)
{
	struct report		*rep = report_new(10);
	struct template		*t = open_text(SOA "@ TXT \"$(x)\"\n"
	    "a TXT $(y)\n", rep);
	struct content		*a, *b, *c;

	(void)state;
	expect_findings(rep, "");
	assert_true(template_is_sound(t));
	assert_null(template_plain(t));
	a = make(t, "d x=1 y=2");
	b = make(t, "e y=2 x=\"1\"");
	c = make(t, "d x=1 y=3");
	assert_int_equal(content_records(a), 4);
	assert_true(content_equal(a, b));
	assert_false(content_equal(a, c));
	content_unref(a);
	content_unref(b);
	content_unref(c);
	template_free(t);
	report_free(rep);
}

static void
test_recall(void **state)
{
	struct template		*t = open_text(SOA "@ TXT $(x) $(y)\n", NULL);
	struct stencil_values	 ab, a, b;
	struct content		*c;

	(void)state;
	values_of(t, "d x=ab y=c", &ab);
	values_of(t, "d x=a y=bc", &a);
	values_of(t, "d y=c x=ab", &b);
	assert_null(template_recall(t, &ab));
	c = make(t, "d x=ab y=c");
	template_remember(t, &ab, c);
	assert_ptr_equal(template_recall(t, &ab), c);
	assert_ptr_equal(template_recall(t, &b), c);
	assert_null(template_recall(t, &a));
	template_remember(t, &ab, c);	/* again: one hold only */
	template_free(t);
	content_unref(c);
	content_unref(c);
	content_unref(c);
}

static const struct {
	const char	*text;
	const char	*findings;
} wrong[] = {
	{"", "t: error: soa-missing: @: the zone has no SOA "},
	{SOA "a B c\n", "t:4:3: error: parse-error: "},
	{SOA "@ TXT $(\n", "t:4:7: error: parse-error: expected a "
	    "placeholder "},
	{SOA "$INCLUDE $(x)\n", "t:4:10: error: parse-error: no placeholder "},
	{SOA "$INCLUDE nothere\n", "t:4:10: error: include-error: "}
};

static void
test_wrong(void **state)
{
	struct report	*rep = report_new(10);
	struct template	*t;
	const struct zone_file *files;
	char		 line[1024];
	size_t		 n;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		report_clear(rep);
		t = open_text(wrong[i].text, rep);
		assert_false(template_is_sound(t));
		assert_null(template_plain(t));
		assert_int_equal(report_count(rep, SEV_ERROR), 1);
		finding_format(report_at(rep, 0), line, sizeof(line));
		if (strncmp(line, wrong[i].findings,
		    strlen(wrong[i].findings)) != 0)
			assert_string_equal(line, wrong[i].findings);
		files = template_files(t, &n);
		assert_int_equal(n, i == 4 ? 2 : 1);
		assert_false(zone_files_changed(files, n));
		template_free(t);
	}
	report_free(rep);
}

/* What is wrong with values only is told with the places of the template. */
static void
test_wrong_value(void **state)
{
	struct report		*rep = report_new(10);
	struct template		*t = open_text(SOA "@ A $(x)\n", rep);
	struct stencil_values	 values;
	struct loaded		 out;

	(void)state;
	values_of(t, "d x=y", &values);
	assert_int_equal(template_make(t, &values, rep, &out), -1);
	assert_null(out.content);
	assert_int_equal(report_count(rep, SEV_ERROR), 1);
	assert_int_equal(report_at(rep, 0)->at.line, 4);
	assert_true(template_is_sound(t));
	loaded_clear(&out);
	template_free(t);
	report_free(rep);
}

static void
test_files(void **state)
{
	struct report		*rep = report_new(10);
	struct template		*t;
	const struct zone_file	*files;
	size_t			 n;

	(void)state;
	(void)unlink("t");
	t = template_new(&(struct template_source){.path = "t"});
	assert_int_equal(template_read(t, rep), -1);
	assert_false(template_is_sound(t));
	assert_int_equal(report_count(rep, SEV_ERROR), 1);
	assert_string_equal(report_at(rep, 0)->id, "file-unreadable");
	files = template_files(t, &n);
	assert_int_equal(n, 1);
	assert_false(zone_files_changed(files, n));
	write_file("t", SOA);
	assert_true(zone_files_changed(files, n));
	template_free(t);
	/* Includes are known when a content was made. */
	write_file("i", "b A 192.0.2.1\n; $(y)\n");
	t = open_text(SOA "$INCLUDE i\n@ TXT $(x)\n", NULL);
	(void)template_files(t, &n);
	assert_int_equal(n, 1);
	content_unref(make(t, "d x=1"));
	content_unref(make(t, "d x=2"));
	files = template_files(t, &n);
	assert_int_equal(n, 2);
	assert_string_equal(files[1].path, "i");
	assert_false(zone_files_changed(files, n));
	write_file("i", "b A 192.0.2.17\n");
	assert_true(zone_files_changed(files, n));
	template_free(t);
	report_free(rep);
}

static void
test_no_memory(void **state)
{
	const struct template_source	 from = {.path = "t",
	    .include_root = ".", .seed = 1};
	struct stencil_values		 values;
	struct template			*t;
	struct loaded			 out;
	size_t				 good;
	long				 held;
	bool				 has_failed;
	bool				 is_made;

	(void)state;
	write_file("i", "b A 192.0.2.1\n");
	t = open_text(SOA "$INCLUDE i\n@ TXT $(x)\n", NULL);
	values_of(t, "d x=1", &values);
	template_free(t);
	for (good = 0;; good++) {
		memset(&out, 0, sizeof(out));
		is_made = false;
		held = failing_held();
		failing_arm(good);
		t = template_new(&from);
		if (t != NULL && template_read(t, NULL) == 0 &&
		    template_make(t, &values, NULL, &out) == 0) {
			is_made = true;
			template_remember(t, &values, out.content);
		}
		has_failed = failing_disarm();
		loaded_clear(&out);
		template_free(t);
		/* What realpath() gives is freed and was not counted. */
		assert_true(failing_held() <= held);
		if (!has_failed)
			break;
	}
	assert_true(is_made);
	assert_true(good > 10);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_absolute),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_recall),
		cmocka_unit_test(test_wrong),
		cmocka_unit_test(test_wrong_value),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
