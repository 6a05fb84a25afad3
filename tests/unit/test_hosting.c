/* SPDX-License-Identifier: ISC */
/*
 * Templates in a checkup: whose domains they are, what is told once and what
 * for each, and what happens without memory.
 */
#include "tests/unit/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "conf/hosting.h"
#include "tests/unit/support.h"

/* Complete but for DKIM and DMARC, which is advice. */
#define SOA	"$TTL 60\n@ SOA ns.x. h.x. 1 14400 3600 1209600 300\n" \
		" NS ns.x.\n NS ns2.x.\n"

static char	dir[64];

static int
set_up(void **state)
{
	(void)state;
	(void)snprintf(dir, sizeof(dir), "/tmp/test_hosting.XXXXXX");
	return mkdtemp(dir) == NULL ? -1 : chdir(dir);
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink("t");
	(void)unlink("l");
	return chdir("/") == -1 ? -1 : rmdir(dir);
}

static void
world_open(struct hosting_world *w, struct report *rep)
{
	memset(w, 0, sizeof(*w));
	w->rep = rep;
	assert_non_null(w->table = table_new(1));
	assert_non_null(w->roles = roles_new(1));
}

static void
world_close(struct hosting_world *w)
{
	table_free(w->table);
	roles_free(w->roles);
}

static bool
serves(const struct hosting_world *w, const char *text)
{
	const struct zone	*z;
	struct name		 apex;
	const char		*why;

	assert_int_equal(name_from_text(&apex, text, strlen(text), NULL,
	    &why), 0);
	z = table_exact(w->table, &apex);
	return z != NULL && z->content != NULL;
}

/* Load and check file "t" with list "l". */
static void
run(struct hosting_world *w, size_t domains)
{
	struct hosting	*h;

	h = hosting_new(&(struct hosting_setup){.path = "t", .list = "l"});
	assert_non_null(h);
	assert_int_equal(hosting_load(h, w), 0);
	assert_true(hosting_is_readable(h));
	assert_int_equal(hosting_domains(h), domains);
	assert_int_equal(hosting_check(h, w), 0);
	hosting_free(h);
}

static void
test_domains(void **state)
{
	struct report		*rep = report_new(100);
	struct hosting_world	 w;

	(void)state;
	report_keep_least(rep, SEV_WARNING);
	world_open(&w, rep);
	write_file("t", SOA);
	write_file("l", "a.x\nb.x\nA.x.\nc..x\n");
	run(&w, 2);
	assert_int_equal(table_zones(w.table), 2);
	assert_true(serves(&w, "a.x"));
	expect_findings(rep, "l:3:1: warning: domain-unused: this domain "
	    "stands in the list already; the line is not used\n"
	    "l:4:3: error: domain-error: the domain \"c..x\" has an "
	    "empty label\n");
	report_clear(rep);
	/* A template behind another one. */
	write_file("l", "b.x\nd.x\n");
	run(&w, 1);
	assert_int_equal(table_zones(w.table), 3);
	expect_findings(rep, "l:1:1: warning: domain-unused: this line is not "
	    "used: the domain has a zone file of its own, or a template "
	    "before this one lists it\n");
	world_close(&w);
	report_free(rep);
}

/* What each has is told once, what comes with a value for each. */
static void
test_told(void **state)
{
	struct report		*rep = report_new(100);
	struct hosting_world	 w;

	(void)state;
	report_keep_least(rep, SEV_ERROR);
	world_open(&w, rep);
	write_file("t", SOA "@ TXT \"v=spf1 -all\"\n"
	    "@ TXT \"v=spf1 $(y) -all\"\n"
	    "s._domainkey TXT \"v=DKIM1; p=$(x)\"\n");
	write_file("l", "a.x x=\"\" y=ip4:192.0.2.1\n"
	    "b.x x=abc y=ip4:192.0.2.2\nc.x x=abd y=ip4:192.0.2.3\n"
	    "d.x x=\"\" y=ip4:192.0.2.4\n");
	run(&w, 4);
	assert_int_equal(report_count(rep, SEV_ERROR), 3);
	report_sort(rep);
	assert_string_equal(report_at(rep, 0)->id, "spf-multiple");
	assert_string_equal(report_at(rep, 0)->owner, "a.x.");
	assert_string_equal(report_at(rep, 1)->owner, "s._domainkey.b.x.");
	assert_string_equal(report_at(rep, 2)->owner, "s._domainkey.c.x.");
	world_close(&w);
	report_free(rep);
}

/* Bad lines cost their domains only, wherever they stand and however many
   they are; that the template may be at fault is said if all are bad. */
static void
test_bad_lines(void **state)
{
	struct report		*rep = report_new(100);
	struct hosting_world	 w;
	char			 list[1024];
	int			 i, len = 0;

	(void)state;
	report_keep_least(rep, SEV_ERROR);
	world_open(&w, rep);
	write_file("t", SOA "@ A $(x)\n");
	write_file("l", "a.x x=1\n");
	run(&w, 1);
	assert_int_equal(report_count(rep, SEV_ERROR), 1);
	report_clear(rep);
	write_file("l", "b.x\nc.x\nd.x x=1\ne.x\n");
	run(&w, 4);
	expect_findings(rep, "l: error: domain-error: none of 4 domains can be "
	    "made, so the fault is probably in the template t, or in what it "
	    "asks of all of them\n" "l:1:1: error: domain-error: b.x.: the "
	    "domain has no value for $(x), which the template has at t:5; "
	    "write x=... behind it; the same in 2 more lines: 2, 4\n" "l:3:1: "
	    "error: domain-error: d.x.: the template does not load with the "
	    "values of this domain: t:5:5: error: parse-error: @: A "
	    "address \"1\" is not an IPv4 address\n");
	report_clear(rep);
	for (i = 0; i < 40; i++)
		len += snprintf(list + len, sizeof(list) - (size_t)len,
		    "f%d.x x=%d\n", i, i);
	(void)strlcat(list, "g.x x=192.0.2.1\n", sizeof(list));
	write_file("l", list);
	run(&w, 41);
	assert_true(serves(&w, "g.x"));
	assert_false(serves(&w, "f39.x"));
	assert_int_equal(report_count(rep, SEV_ERROR), 40);
	world_close(&w);
	report_free(rep);
}

/* One word instead of what each line of the wrong file says. */
static void
test_exchanged(void **state)
{
	struct report		*rep = report_new(100);
	struct hosting_world	 w;
	struct hosting		*h;

	(void)state;
	world_open(&w, rep);
	write_file("t", "a.x\nb.x\n");
	write_file("l", SOA);
	h = hosting_new(&(struct hosting_setup){.path = "t", .list = "l"});
	assert_int_equal(hosting_load(h, &w), 0);
	assert_false(hosting_is_readable(h));
	assert_int_equal(hosting_check(h, &w), 0);
	expect_findings(rep, "l: error: domain-error: this is a zone file, "
	    "not a list of domains; have the template and its list been "
	    "exchanged?\n");
	hosting_free(h);
	world_close(&w);
	report_free(rep);
}

/* A domain whose names would be too long, at n-1, n and n+1 octets. */
static void
test_length(void **state)
{
	struct report		*rep = report_new(100);
	struct hosting_world	 w;
	char			 list[512];
	char			 name[57];

	(void)state;
	report_keep_least(rep, SEV_WARNING);
	world_open(&w, rep);
	/* 4 * 57 = 228 octets before the domain. */
	(void)snprintf(name, sizeof(name), "%056d", 0);
	(void)snprintf(list, sizeof(list), SOA "%s.%s.%s.%s A 192.0.2.1\n",
	    name, name, name, name);
	write_file("t", list);
	/* 26, 27 and 28 octets. */
	write_file("l", "aaaaaaaaaaaaaaaaaaaaaa.x\naaaaaaaaaaaaaaaaaaaaaaa.x\n"
	    "aaaaaaaaaaaaaaaaaaaaaaaa.x\n");
	run(&w, 3);
	assert_true(serves(&w, "aaaaaaaaaaaaaaaaaaaaaaa.x"));
	assert_false(serves(&w, "aaaaaaaaaaaaaaaaaaaaaaaa.x"));
	assert_int_equal(report_count(rep, SEV_ERROR), 1);
	report_sort(rep);
	assert_string_equal(report_at(rep, 0)->text, "the domain has 28 "
	    "octets, and the template a name of 228 before it; a name has at "
	    "most 255");
	world_close(&w);
	report_free(rep);
}

static void
test_no_memory(void **state)
{
	struct hosting_world	 w;
	struct hosting		*h;
	size_t			 good;
	struct report		*rep;
	long			 held = failing_held();
	bool			 has_failed;
	int			 rc;

	(void)state;
	write_file("t", SOA "@ TXT $(x)\n");
	write_file("l", "a.x x=1\nb.x x=2\nb.x x=1\nc.x x=1\n");
	for (good = 0;; good++) {
		assert_non_null(rep = report_new(10));
		world_open(&w, rep);
		rc = -1;
		failing_arm(good);
		h = hosting_new(&(struct hosting_setup){.path = "t",
		    .list = "l", .include_root = "."});
		if (h != NULL && hosting_load(h, &w) == 0)
			rc = hosting_check(h, &w);
		has_failed = failing_disarm();
		hosting_free(h);
		world_close(&w);
		report_free(rep);
		assert_int_equal(failing_held(), held);
		if (!has_failed)
			break;
	}
	assert_int_equal(rc, 0);
	assert_true(good > 20);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_told),
		cmocka_unit_test(test_bad_lines),
		cmocka_unit_test(test_exchanged),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_no_memory)
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
