/* SPDX-License-Identifier: ISC */
/*
 * A configuration as a whole: defaults, values, and that conf_print() says all
 * of it in the same language.
 */
#include "tests/unit/findings.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/addr.h"
#include "conf/conf.h"
#include "tests/unit/failing.h"

static struct conf *
load(const char *text)
{
	struct report	*rep = report_new(20);
	struct conf	*cf = NULL;
	char		 line[1024];
	int		 rc;

	rc = conf_load_text(NULL, text, strlen(text), rep, &cf);
	if (rc == -1) {
		assert_true(report_kept(rep) > 0);
		finding_format(report_at(rep, 0), line, sizeof(line));
		fail_msg("%s", line);
	}
	report_free(rep);
	return cf;
}

static void
put_into(void *arg, const char *piece)
{
	assert_true(fputs(piece, arg) >= 0);
}

/* What conf_print() says; caller frees. */
static char *
print(const struct conf *cf)
{
	char	*text;
	size_t	 len;
	FILE	*out;

	assert_non_null(out = open_memstream(&text, &len));
	conf_print(cf, put_into, out);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void
expect_same_text(const char *a, const char *b)
{
	assert_int_equal(a == NULL, b == NULL);
	if (a != NULL)
		assert_string_equal(a, b);
}

static void
expect_same_listens(const struct conf *a, const struct conf *b)
{
	const struct conf_listen	*x, *y;
	size_t				 i;

	assert_int_equal(a->nlistens, b->nlistens);
	for (i = 0; i < a->nlistens; i++) {
		x = &a->listens[i];
		y = &b->listens[i];
		assert_int_equal(x->kind, y->kind);
		assert_int_equal(x->port, y->port);
		assert_int_equal(x->transports, y->transports);
		assert_int_equal(x->addr_len, y->addr_len);
		assert_memory_equal(&x->addr, &y->addr, sizeof(x->addr));
		expect_same_text(x->interface, y->interface);
	}
}

static void
same_lint(const struct lint *a, const struct lint *b)
{
	size_t	i;

	assert_int_equal(a->strict, b->strict);
	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++) {
		assert_string_equal(a->words[i].id, b->words[i].id);
		assert_int_equal(a->words[i].verdict, b->words[i].verdict);
	}
}

static void
expect_same_acls(const struct acl *a, const struct acl *b)
{
	char	x[ACL_TEXT_MAX], y[ACL_TEXT_MAX];
	size_t	i;

	assert_int_equal(a == NULL, b == NULL);
	if (a == NULL || b == NULL)
		return;
	assert_int_equal(a->n, b->n);
	for (i = 0; i < a->n; i++)
		assert_string_equal(acl_entry_to_text(&a->said[i], x),
		    acl_entry_to_text(&b->said[i], y));
}

static void
expect_same_zones(const struct conf *a, const struct conf *b)
{
	size_t	i;

	assert_int_equal(a->nzones, b->nzones);
	for (i = 0; i < a->nzones; i++) {
		assert_true(name_equal(&a->zones[i].apex, &b->zones[i].apex));
		expect_same_text(a->zones[i].file, b->zones[i].file);
		expect_same_text(a->zones[i].include_root,
		    b->zones[i].include_root);
		expect_same_acls(a->zones[i].allow, b->zones[i].allow);
		same_lint(&a->zones[i].lint, &b->zones[i].lint);
		assert_int_equal(a->zones[i].does_rotate,
		    b->zones[i].does_rotate);
	}
	assert_int_equal(a->nzone_dirs, b->nzone_dirs);
	for (i = 0; i < a->nzone_dirs; i++) {
		expect_same_text(a->zone_dirs[i].path, b->zone_dirs[i].path);
		expect_same_text(a->zone_dirs[i].include_root,
		    b->zone_dirs[i].include_root);
		same_lint(&a->zone_dirs[i].lint, &b->zone_dirs[i].lint);
		assert_int_equal(a->zone_dirs[i].does_rotate,
		    b->zone_dirs[i].does_rotate);
	}
}

static void
expect_same_templates(const struct conf *a, const struct conf *b)
{
	const struct conf_template	*x, *y;
	size_t				 i;

	assert_int_equal(a->ntemplates, b->ntemplates);
	for (i = 0; i < a->ntemplates; i++) {
		x = &a->templates[i];
		y = &b->templates[i];
		assert_string_equal(x->name, y->name);
		assert_string_equal(x->file, y->file);
		assert_string_equal(x->domains, y->domains);
		expect_same_text(x->include_root, y->include_root);
		same_lint(&x->lint, &y->lint);
		assert_int_equal(x->does_rotate, y->does_rotate);
	}
}

static void
expect_same(const struct conf *a, const struct conf *b)
{
	size_t	i;

	expect_same_listens(a, b);
	expect_same_zones(a, b);
	expect_same_templates(a, b);
	assert_int_equal(a->workers, b->workers);
	expect_same_text(a->user, b->user);
	expect_same_text(a->chroot, b->chroot);
	expect_same_text(a->pidfile, b->pidfile);
	expect_same_text(a->control, b->control);
	expect_same_text(a->identity, b->identity);
	expect_same_text(a->report_agent, b->report_agent);
	expect_same_text(a->cookie_secret, b->cookie_secret);
	expect_same_text(a->cookie_previous, b->cookie_previous);
	assert_int_equal(a->does_cookies, b->does_cookies);
	assert_int_equal(a->is_minimal, b->is_minimal);
	assert_int_equal(a->is_any_full, b->is_any_full);
	assert_int_equal(a->does_watch, b->does_watch);
	assert_int_equal(a->metrics.addr_len, b->metrics.addr_len);
	if (a->metrics.addr_len != 0)
		assert_true(addr_equal(&a->metrics.addr, &b->metrics.addr));
	assert_int_equal(a->nexchanges, b->nexchanges);
	for (i = 0; i < a->nexchanges; i++)
		assert_memory_equal(a->exchanges[i].wire,
		    b->exchanges[i].wire, a->exchanges[i].len);
	expect_same_text(a->version, b->version);
	assert_int_equal(a->log_target, b->log_target);
	expect_same_text(a->log_file, b->log_file);
	assert_int_equal(a->log_level, b->log_level);
	assert_int_equal(a->log_queries, b->log_queries);
	expect_same_text(a->dnstap, b->dnstap);
	assert_int_equal(a->dnstap_sample, b->dnstap_sample);
	assert_int_equal(a->udp_size, b->udp_size);
	assert_int_equal(a->rate_limit, b->rate_limit);
	assert_int_equal(a->rate_total, b->rate_total);
	assert_int_equal(a->rate_slip, b->rate_slip);
	assert_int_equal(a->nrate_exempts, b->nrate_exempts);
	for (i = 0; i < a->nrate_exempts; i++)
		assert_memory_equal(&a->rate_exempts[i], &b->rate_exempts[i],
		    sizeof(struct prefix));
	expect_same_acls(a->allow, b->allow);
	assert_int_equal(a->nguarded, b->nguarded);
	assert_int_equal(a->tcp_connections, b->tcp_connections);
	assert_int_equal(a->tcp_client, b->tcp_client);
	assert_int_equal(a->tcp_idle_ms, b->tcp_idle_ms);
	assert_int_equal(a->tcp_total_ms, b->tcp_total_ms);
	assert_int_equal(a->does_rotate, b->does_rotate);
	same_lint(&a->lint, &b->lint);
}

/* Load, print, load, print: the same struct and the same text. */
static void
expect_fixpoint(const char *text)
{
	struct conf	*cf = load(text);
	struct conf	*again;
	char		*printed = print(cf);
	char		*printed_again;

	again = load(printed);
	printed_again = print(again);
	expect_same(cf, again);
	assert_string_equal(printed, printed_again);
	free(printed);
	free(printed_again);
	conf_free(cf);
	conf_free(again);
}

#define EVERYTHING \
	"listen on { 127.0.0.1 ::1 } port 5300\n" \
	"listen on eth0; listen on fe80::1%eth0 udp only\n" \
	"listen on * port 5353 tcp only\n" \
	"workers 4\nuser \"_mxd\"\nchroot \"/var/empty\"\n" \
	"pidfile \"/run/x.pid\"\ncontrol \"/run/x.sock\"; " \
	"metrics on ::1 port 9000\n" \
	"metrics exchanges \"Mail.Example\"; metrics exchanges a\n" \
	"identity \"a \\\"b\\\" \\\\ \xc3\xa9\t{;#$\"\nversion \"9\"\n" \
	"report agent \"agent.example.net\"\ncookies off\n" \
	"cookie secret \"e5e973e5a6b2a43f48e7dc849e37bfcf\"\n" \
	"cookie previous \"445536BCD2513298075a5d379663c962\"\n" \
	"minimal responses off\nany full\n" \
	"log to file \"/var/log/\\\"x\\\"\"\nlog level debug; " \
	"log queries 1/1000000; dnstap to tap; dnstap sample 1/2\n" \
	"udp size 512\ntcp connections 7; tcp client 5\ntcp idle 1m30s\n" \
	"tcp total 100ms; rate limit 7; rate total 50; rate slip 0\n" \
	"rate exempt ::/0\n" \
	"allow query from !192.0.2.66 192.0.2.0/24 2001:db8::/32\n" \
	"zone \"Example.COM\" { file \"../a/./b\"; include from \"/c\" }\n" \
	"zone \"a\\\\.b.\\\\000\\\"c.example\" { file \"d\"; rotate on }\n" \
	"zone \".\" { file \"root\"; lint strict off; lint mx-single error\n" \
	"allow query from { none }\n" \
	"lint ttl-mismatch info }\n" \
	"rotate off; watch on\nlint strict\nlint mx-single off\n" \
	"zones in \"/zones/\" { rotate on; include from \"x\" }\n" \
	"zones in other\n" \
	"template \"hosted\" { file \"hosted.zone\"; " \
	"domains \"/etc/mxd/domains\" }\n" \
	"template Full-2.x_ {\nfile \"f \\\"g\"\ndomains d\ninclude from /e\n" \
	"rotate on\nlint strict; lint mx-single off\n}\n"

static void
test_defaults(void **state)
{
	struct conf	*cf = load("");

	(void)state;
	assert_int_equal(cf->nlistens, 1);
	assert_int_equal(cf->listens[0].kind, LISTEN_ANY);
	assert_int_equal(cf->listens[0].port, 53);
	assert_int_equal(cf->listens[0].transports, LISTEN_UDP | LISTEN_TCP);
	assert_int_equal(cf->nzones, 0);
	assert_int_equal(cf->nzone_dirs, 0);
	assert_int_equal(cf->workers, 0);
	assert_null(cf->user);
	assert_null(cf->chroot);
	assert_null(cf->pidfile);
	assert_null(cf->control);
	assert_int_equal(cf->metrics.addr_len, 0);
	assert_int_equal(cf->nexchanges, 0);
	assert_null(cf->identity);
	assert_null(cf->version);
	assert_int_equal(cf->log_target, LOG_TO_SYSLOG);
	assert_null(cf->log_file);
	assert_int_equal(cf->log_level, LEVEL_INFO);
	assert_int_equal(cf->log_queries, 0);
	assert_null(cf->dnstap);
	assert_int_equal(cf->dnstap_sample, 1);
	assert_int_equal(cf->udp_size, 1232);
	assert_int_equal(cf->tcp_connections, 1000);
	assert_int_equal(cf->tcp_client, 100);
	assert_int_equal(cf->tcp_idle_ms, 10000);
	assert_int_equal(cf->tcp_total_ms, 600000);
	assert_null(cf->allow);
	assert_int_equal(cf->nguarded, 0);
	assert_int_equal(cf->rate_limit, 0);
	assert_int_equal(cf->rate_total, 0);
	assert_int_equal(cf->rate_slip, 2);
	assert_true(cf->does_rotate);
	assert_int_equal(cf->nfiles, 0);
	conf_free(cf);
	conf_free(NULL);
}

/* What EVERYTHING says of those who ask. */
static void
expect_limits(const struct conf *cf)
{
	assert_int_equal(cf->tcp_connections, 7);
	assert_int_equal(cf->tcp_client, 5);
	assert_int_equal(cf->tcp_idle_ms, 90000);
	assert_int_equal(cf->tcp_total_ms, 100);
	assert_int_equal(cf->allow->n, 3);
	assert_null(cf->zones[0].allow);
	assert_true(acl_is_shut(cf->zones[2].allow));
	assert_int_equal(cf->nguarded, 1);
	assert_ptr_equal(cf->guarded[0], &cf->zones[2]);
	assert_int_equal(cf->rate_limit, 7);
	assert_int_equal(cf->rate_total, 50);
	assert_int_equal(cf->rate_slip, 0);
	assert_int_equal(cf->nrate_exempts, 1);
	assert_int_equal(cf->rate_exempts[0].bits, 0);
	assert_int_equal(cf->rate_exempts[0].octets, 16);
}

static void
expect_templates(const struct conf *cf)
{
	assert_int_equal(cf->ntemplates, 2);
	assert_string_equal(cf->templates[0].name, "hosted");
	assert_string_equal(cf->templates[0].file, "hosted.zone");
	assert_string_equal(cf->templates[0].domains, "/etc/mxd/domains");
	assert_null(cf->templates[0].include_root);
	assert_false(cf->templates[0].does_rotate);
	assert_int_equal(cf->templates[0].at.line, 36);
	assert_string_equal(cf->templates[1].name, "Full-2.x_");
	assert_string_equal(cf->templates[1].file, "f \"g");
	assert_string_equal(cf->templates[1].include_root, "/e");
	assert_true(cf->templates[1].does_rotate);
	assert_int_equal(cf->templates[1].lint.strict, STRICT_ON);
	assert_int_equal(cf->templates[1].lint.n, 1);
}

static void
test_everything(void **state)
{
	struct conf	*cf = load(EVERYTHING);
	char		 name[NAME_TEXT_MAX];

	(void)state;
	assert_int_equal(cf->nlistens, 5);
	assert_int_equal(cf->workers, 4);
	assert_string_equal(cf->user, "_mxd");
	assert_string_equal(cf->chroot, "/var/empty");
	assert_string_equal(cf->pidfile, "/run/x.pid");
	assert_string_equal(cf->control, "/run/x.sock");
	assert_int_equal(addr_port(&cf->metrics.addr), 9000);
	assert_string_equal(cf->identity, "a \"b\" \\ \xc3\xa9\t{;#$");
	assert_string_equal(cf->version, "9");
	assert_int_equal(cf->log_target, LOG_TO_FILE);
	assert_string_equal(cf->log_file, "/var/log/\"x\"");
	assert_int_equal(cf->log_level, LEVEL_DEBUG);
	assert_int_equal(cf->log_queries, 1000000);
	assert_string_equal(cf->dnstap, "tap");
	assert_int_equal(cf->dnstap_sample, 2);
	assert_int_equal(cf->udp_size, 512);
	expect_limits(cf);
	assert_false(cf->does_rotate);
	assert_int_equal(cf->nzones, 3);
	assert_string_equal(name_to_text(cf->zones[0].apex.wire, name),
	    "example.com.");
	assert_string_equal(cf->zones[0].file, "../a/b");
	assert_string_equal(cf->zones[0].include_root, "/c");
	assert_int_equal(cf->zones[0].at.line, 26);
	/* The global setting reaches what stands above it. */
	assert_false(cf->zones[0].does_rotate);
	assert_true(cf->zones[1].does_rotate);
	assert_null(cf->zones[1].include_root);
	assert_false(cf->zones[2].does_rotate);
	assert_int_equal(cf->nzone_dirs, 2);
	assert_string_equal(cf->zone_dirs[0].path, "/zones");
	assert_string_equal(cf->zone_dirs[0].include_root, "x");
	assert_true(cf->zone_dirs[0].does_rotate);
	assert_string_equal(cf->zone_dirs[1].path, "other");
	assert_false(cf->zone_dirs[1].does_rotate);
	expect_templates(cf);
	assert_int_equal(cf->lint.strict, STRICT_ON);
	assert_int_equal(cf->lint.n, 1);
	assert_string_equal(cf->lint.words[0].id, "mx-single");
	assert_int_equal(cf->lint.words[0].verdict, LINT_OFF);
	assert_int_equal(cf->zones[0].lint.strict, STRICT_UNSAID);
	assert_int_equal(cf->zones[2].lint.strict, STRICT_OFF);
	assert_int_equal(cf->zones[2].lint.n, 2);
	assert_int_equal(cf->zones[2].lint.words[1].verdict, LINT_INFO);
	conf_free(cf);
}

static const struct {
	const char	*text;
	unsigned	 ms;
} times[] = {
	{"1", 1000},
	{"86400", 86400000},
	{"100ms", 100},
	{"101ms", 101},
	{"10s", 10000},
	{"2m", 120000},
	{"24h", 86400000},
	{"1m30s", 90000},
	{"1s500ms", 1500},
	{"1m1m", 120000}
};

static const char *const bad_times[] = {
	"0", "99ms", "86401", "86400001ms", "24h1ms", "25h", "1x", "s", "\"\"",
	"1m30", "ms", "1.5s", "-1s", "99999999999999999999s", "4294967296",
	"4294967295h", "1M", "1d"
};

static void
test_times(void **state)
{
	struct report	*rep = report_new(10);
	struct conf	*cf;
	char		 text[64];
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		(void)snprintf(text, sizeof(text), "tcp idle %s",
		    times[i].text);
		cf = load(text);
		assert_int_equal(cf->tcp_idle_ms, times[i].ms);
		conf_free(cf);
		expect_fixpoint(text);
	}
	for (i = 0; i < sizeof(bad_times) / sizeof(bad_times[0]); i++) {
		(void)snprintf(text, sizeof(text), "tcp total %s",
		    bad_times[i]);
		assert_int_equal(conf_load_text("f", text, strlen(text), rep,
		    &cf), -1);
		assert_int_equal(report_kept(rep), 1);
		assert_non_null(strstr(report_at(rep, 0)->text, "expected a "
		    "time from 100ms to 24h (as 500ms, 10s or 2m) after "
		    "\"tcp total\", found "));
		report_clear(rep);
	}
	report_free(rep);
}

static void
test_print(void **state)
{
	struct conf	*cf = load("zone \"a\" { file \"b\" }");
	char		*text = print(cf);

	(void)state;
	assert_string_equal(text,
	    "listen on * port 53\n"
	    "# no workers: one for each CPU\n"
	    "# no user: started by root, _mxd if there is one, else nobody\n"
	    "# no chroot: none\n"
	    "confine on\t# give up other files and system calls\n"
	    "# no pidfile: the one that mxd was built with\n"
	    "# no control: none\n"
	    "# no metrics on: nowhere\n"
	    "# no metrics exchanges: of no name\n"
	    "# no identity: none\n"
	    "# no version: none\n"
	    "# no report agent: nobody\n"
	    "cookies on\t# clients are known again by a cookie\n"
	    "# no cookie secret: a random one, new at each start\n"
	    "# no cookie previous: none\n"
	    "minimal responses on\t# no authority section where none is "
	    "needed\n"
	    "any minimal\t# what ANY gets over TCP\n"
	    "log to syslog\t# where messages go\n"
	    "log level info\t# the least that is logged\n"
	    "log queries off\t# how many queries have a line in the log\n"
	    "# no dnstap to: nowhere\n"
	    "dnstap sample all\t# how many queries are told there\n"
	    "udp size 1232\t# octets of a UDP answer at most\n"
	    "# no allow query: everybody may ask\n"
	    "# no rate limit: no limit\n"
	    "# no rate total: no limit\n"
	    "rate slip 2\t# of the answers above it each so many-th asks for "
	    "TCP\n"
	    "# no rate exempt: nobody\n"
	    "tcp connections 1000\t# at once, for each worker\n"
	    "tcp client 100\t# of these, for one client\n"
	    "tcp idle 10s\t# a connection may be silent\n"
	    "tcp total 10m\t# a connection may last\n"
	    "rotate on\t# equal records take turns in coming first\n"
	    "watch off\t# changed zone files take effect at once\n"
	    "zone \"a.\" {\n\tfile \"b\"\n\trotate on\n}\n");
	free(text);
	conf_free(cf);
}

static void
test_fixpoint(void **state)
{
	(void)state;
	expect_fixpoint("");
	expect_fixpoint(EVERYTHING);
	expect_fixpoint("log to stderr\nlog level error");
	expect_fixpoint("log level warning; log queries off");
	expect_fixpoint("log queries all; dnstap sample all");
	expect_fixpoint("log queries 1/1; dnstap sample 1/1000000");
	expect_fixpoint("log level notice");
}

/*
 * Each allocation fails in turn: either it was not needed, or the load
 * fails and says so; nothing is lost.
 */
static void
test_memory(void **state)
{
	struct report	*rep = report_new(10);
	struct conf	*cf;
	size_t		 good = 0;
	long		 held;
	bool		 has_failed;
	int		 rc;

	(void)state;
	do {
		report_clear(rep);
		held = failing_held();
		cf = NULL;
		failing_arm(good++);
		rc = conf_load_text("f", EVERYTHING, strlen(EVERYTHING), rep,
		    &cf);
		has_failed = failing_disarm();
		assert_int_equal(rc == -1, report_count(rep, SEV_ERROR) > 0);
		assert_int_equal(rc == -1, cf == NULL);
		conf_free(cf);
		report_clear(rep);
		assert_int_equal(failing_held(), held);
	} while (has_failed);
	assert_int_equal(rc, 0);
	/* Every string, array and the conf itself had their turn. */
	assert_true(good > 30);
	report_free(rep);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_everything),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_print),
		cmocka_unit_test(test_fixpoint),
		cmocka_unit_test(test_memory)
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
