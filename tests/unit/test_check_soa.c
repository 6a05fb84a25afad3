/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* A zone around an SOA; the records of a case begin at line 5. */
#define SOA(data)	"?@ 60 SOA " data "\n@ NS ns1.dns.\n@ NS ns2.dns.\n" \
			"@ MX 0 .\n"
#define TIMES		" 1 4h 1h 2w 1h"
#define OF(text)	{{"example.com."}, {text}}

#define RNAME		"example.com.:1:1: warning: soa-rname-invalid:" \
			" example.com.: the mailbox "
#define LOST		"example.com.:1:1: warning: soa-rname-undeliverable:" \
			" example.com.: the mailbox "

static const struct expected names[] = {
	{OF(SOA("ns1.dns. . " TIMES)), RNAME ". is no mail address, which"
	    " needs a label for the mailbox and the name of its domain (RFC"
	    " 1035 8); write hostmaster.example.com.", SEV_INFO},
	{OF(SOA("ns1.dns. root. " TIMES)), RNAME "root. is no mail address",
	    SEV_INFO},
	{OF(SOA("ns1.dns. NS1.dns." TIMES)), RNAME "ns1.dns. is the name of"
	    " the primary server, and so no mail address (RFC 1035 8); write"
	    " hostmaster.example.com.", SEV_INFO},
	{{{REVERSE}, {SOA("ns1.dns. ." TIMES)}}, REVERSE ":1:1: warning:"
	    " soa-rname-invalid: " REVERSE ": the mailbox . is no mail address,"
	    " which needs a label for the mailbox and the name of its domain"
	    " (RFC 1035 8); write hostmaster and the name of your mail domain",
	    SEV_INFO},
	/* Dots in the local part, other letters: all is allowed. */
	{OF(SOA("ns1.dns. first\\.last.isp.net." TIMES)), "", SEV_INFO},
	/* Its domain. */
	{OF(SOA("ns1.dns. h.ops" TIMES) "ops TXT none\n"),
	    LOST "h.ops.example.com. gets no mail: its domain ops.example.com."
	    " has neither MX nor address; give it an MX, or name a mailbox"
	    " elsewhere, such as hostmaster.example.com.", SEV_INFO},
	{OF(SOA("ns1.dns. h.nothere" TIMES)), LOST, SEV_INFO},
	{OF(SOA("ns1.dns. h.null" TIMES) "null MX 0 .\nnull A 192.0.2.1\n"),
	    LOST, SEV_INFO},
	{OF(SOA("ns1.dns. h.alias" TIMES) "alias CNAME ops\n"
	    "ops HINFO a b\n"), LOST, SEV_INFO},
	{OF(SOA("ns1.dns. h.provider.net" TIMES)),
	    "example.com.:1:1: warning: soa-rname-undeliverable: example.com.:"
	    " the mailbox became h.provider.net.example.com., whose domain"
	    " does not exist; if a domain elsewhere is meant, its final dot is"
	    " missing, write h.provider.net.", SEV_INFO},
	{TWO(SOA("ns1.dns. h.example.net." TIMES), "example.net.", ""), LOST,
	    SEV_INFO},
	/* MX, address, by alias or wildcard; unknown; the zone's own name. */
	{OF(SOA("ns1.dns. h.a" TIMES) "a MX 1 m.isp.net.\n"), "", SEV_INFO},
	{OF(SOA("ns1.dns. h.a" TIMES) "a AAAA 2001:db8::1\n"), "", SEV_INFO},
	{OF(SOA("ns1.dns. h.a" TIMES) "a CNAME b\nb A 192.0.2.1\n"), "",
	    SEV_INFO},
	{OF(SOA("ns1.dns. h.a" TIMES) "a CNAME b.isp.net.\n"), "", SEV_INFO},
	{OF(SOA("ns1.dns. h.a" TIMES) "* A 192.0.2.1\n"), "", SEV_INFO},
	{OF(SOA("ns1.dns. h.a.b" TIMES) "b NS ns.isp.net.\n"), "", SEV_INFO},
	{OF(SOA("ns1.dns. h" TIMES)), "", SEV_INFO},
	{OF("?@ 60 SOA ns1.dns. h" TIMES "\n@ NS ns1.dns.\n@ NS ns2.dns.\n"),
	    "", SEV_WARNING},
	/* The primary server. */
	{OF(SOA("master h.isp.net." TIMES) "master CNAME box\n"
	    "box A 192.0.2.1\n"),
	    "example.com.:1:1: warning: soa-mname-cname: example.com.: the"
	    " primary server master.example.com. is an alias, but must be a"
	    " host's own name (RFC 2181 10.3); write box.example.com.",
	    SEV_INFO},
	{OF(SOA("a.d h.isp.net." TIMES) "d DNAME isp.net.\n"),
	    "example.com.:1:1: warning: soa-mname-cname: example.com.: the"
	    " primary server a.d.example.com. is an alias, but must be a"
	    " host's own name (RFC 2181 10.3); write a.isp.net.", SEV_INFO},
	{OF(SOA("ns0 h.isp.net." TIMES)), "example.com.:1:1: warning:"
	    " soa-mname-no-address: example.com.: the primary server"
	    " ns0.example.com. has no address, so dynamic updates do not find"
	    " it; name one of the zone's name servers, or add:"
	    " ns0.example.com. A ...", SEV_INFO},
	{OF(SOA("ns0 h.isp.net." TIMES) "ns0 TXT x\n"), "example.com.:1:1:"
	    " warning: soa-mname-no-address:", SEV_INFO},
	{OF(SOA("ns.provider.net h.isp.net." TIMES)), "example.com.:1:1:"
	    " warning: soa-mname-no-address: example.com.: the primary server"
	    " became ns.provider.net.example.com., which does not exist; if a"
	    " host elsewhere is meant, its final dot is missing, write"
	    " ns.provider.net.", SEV_INFO},
	/* Hidden, foreign, none, by wildcard; or ns-* says it. */
	{OF(SOA("hidden h.isp.net." TIMES) "hidden A 192.0.2.1\n"), "",
	    SEV_INFO},
	{OF(SOA("ns.isp.net. h.isp.net." TIMES)), "", SEV_INFO},
	{OF(SOA(". h.isp.net." TIMES)), "", SEV_INFO},
	{OF(SOA("a h.isp.net." TIMES) "* A 192.0.2.1\n"), "", SEV_INFO},
	{OF(SOA("a.b h.isp.net." TIMES) "b NS ns.isp.net.\n"), "", SEV_INFO},
	{OF(SOA("a h.isp.net." TIMES) "@ NS a\n"),
	    "example.com.:5:1: error: ns-no-address:", SEV_INFO},
	{OF(SOA("a h.isp.net." TIMES) "@ NS a\na CNAME b\nb A 192.0.2.1\n"),
	    "example.com.:5:1: error: ns-target-cname:", SEV_INFO},
	/* A missing dot or an @ is told alone. */
	{OF(SOA("a.example.com h.example.com" TIMES)),
	    "example.com.:1:1: warning: soa-mname-missing-dot:\n"
	    "example.com.:1:1: warning: soa-rname-missing-dot:", SEV_INFO},
	{OF(SOA("ns1.dns. h@b.example.com." TIMES)),
	    "example.com.:1:1: error: soa-rname-at:", SEV_INFO},
};

static void
test_names(void **state)
{
	(void)state;
	CHECK_CASES(names);
}

#define NUMBERS(n)	OF(SOA("ns1.dns. h.isp.net. 1 " n))

static const struct expected numbers[] = {
	{NUMBERS("14400 3600 1209600 3600"), "", SEV_INFO},
	{NUMBERS("1200 1199 604800 86400"), "", SEV_INFO},
	{NUMBERS("43200 43199 604800 0"), "", SEV_INFO},
	{NUMBERS("3600 3600 1209600 3600"),
	    "example.com.:1:1: warning: soa-retry-ge-refresh: example.com.:"
	    " retry (3600) is not below refresh (3600), so a secondary that"
	    " failed asks no sooner than one that did not; write 14400 for"
	    " refresh and 3600 for retry", SEV_INFO},
	{NUMBERS("1h 2h 2w 1h"),
	    "example.com.:1:1: warning: soa-retry-ge-refresh:", SEV_INFO},
	{NUMBERS("1199 60 1209600 3600"), "example.com.:1:1: info:"
	    " soa-refresh-range: example.com.: refresh (1199) is below 20"
	    " minutes (RFC 1912 2.2): secondaries ask all the time; write"
	    " 14400", SEV_INFO},
	{NUMBERS("43201 3600 1209600 3600"), "example.com.:1:1: info:"
	    " soa-refresh-range: example.com.: refresh (43201) is above 12"
	    " hours", SEV_INFO},
	{NUMBERS("14400 3600 604799 3600"), "example.com.:1:1: warning:"
	    " soa-expire-short: example.com.: expire (604799) is below 7 days",
	    SEV_INFO},
	{NUMBERS("600000 4799 604799 3600"), "example.com.:1:1: info:"
	    " soa-refresh-range:\n"
	    "example.com.:1:1: warning: soa-expire-short:", SEV_INFO},
	{NUMBERS("600000 4801 604800 3600"), "example.com.:1:1: info:"
	    " soa-refresh-range:\n"
	    "example.com.:1:1: warning: soa-expire-short: example.com.: expire"
	    " (604800) is below refresh and retry together (604801)",
	    SEV_INFO},
	{NUMBERS("600000 4800 604800 3600"), "example.com.:1:1: info:"
	    " soa-refresh-range:", SEV_INFO},
	{NUMBERS("14400 3600 1209600 86401"), "example.com.:1:1: warning:"
	    " soa-negative-ttl-high: example.com.: the last number (86401),"
	    " the time for negative answers, is above a day (RFC 2308 5)",
	    SEV_INFO},
	{OF(SOA("ns1.dns. h.isp.net. 0 4h 1h 2w 1h")), "example.com.:1:1:"
	    " info: soa-serial-zero: example.com.: the serial is 0", SEV_INFO},
};

static void
test_numbers(void **state)
{
	(void)state;
	CHECK_CASES(numbers);
}

/* 2026-11-23 18:00:00 UTC, and a leap day. */
#define NOV23	1795456800u
#define FEB28	1835308800u

/* A zone of which the serial changes. */
struct version {
	const char	*serial;
	const char	*more;		/* records */
	uint64_t	 seed;
};

static struct zone *
load_version(const struct version *v, struct loaded *out)
{
	struct name		 apex = checked_apex("example.com.");
	struct load_source	 src = {&apex, "z", NULL, v->seed};
	struct report		*rep = report_new(10);
	struct zone		*zone;
	char			 text[2000];

	(void)snprintf(text, sizeof(text), "@ 60 SOA ns1.dns. h.isp.net. %s 4h"
	    " 1h 2w 1h\n@ NS ns1.dns.\n@ NS ns2.dns.\n@ MX 0 .\n%s",
	    v->serial, v->more);
	if (load_text(&src, text, strlen(text), rep, out) == -1)
		fail_msg("%s: %s", text, report_at(rep, 0)->text);
	assert_non_null(zone = zone_new(&apex, out->content, true, 0));
	out->content = NULL;
	report_free(rep);
	return zone;
}

/* What is said of a version behind another (NULL: of the first). */
static void
check_version(const struct version *before, const struct version *v,
    uint32_t now_s, const char *found)
{
	struct table	*table = table_new(1);
	struct report	*rep = report_new(10);
	struct loaded	 old_out;
	struct loaded	 out;
	struct zone	*old = NULL;
	struct zone	*zone = load_version(v, &out);
	char		 line[2000] = "";
	size_t		 i;

	memset(&old_out, 0, sizeof(old_out));
	if (before != NULL)
		old = load_version(before, &old_out);
	check_zone(&(struct check_input){.served = table, .zone = zone,
	    .before = old, .places = out.places, .now_s = now_s}, rep);
	/* A signature alone has faults of its own. */
	for (i = 0; i < report_kept(rep); i++) {
		if (strncmp(report_at(rep, i)->id, "soa-", 4) != 0)
			continue;
		assert_string_equal(line, "");
		finding_format(report_at(rep, i), line, sizeof(line));
	}
	if (strncmp(line, found, strlen(found)) != 0 ||
	    (*found == '\0' && *line != '\0'))
		fail_msg("serial %s: found \"%s\", not \"%s\"", v->serial,
		    line, found);
	zone_unref(zone);
	zone_unref(old);
	loaded_clear(&out);
	loaded_clear(&old_out);
	table_free(table);
	report_free(rep);
}

static const struct {
	const char	*serial;
	uint32_t	 now_s;
	const char	*found;
} dates[] = {
	{"2026112399", NOV23, ""},
	/* Tomorrow has begun elsewhere; the day after has not. */
	{"2026112400", NOV23, ""},
	{"2026112500", NOV23, "z:1:1: info: soa-serial-future: example.com.:"
	    " the serial 2026112500 is a date in the future, so a serial of"
	    " today would be smaller; to go back, write 4173596147 (2147483647"
	    " more, RFC 1982 3.1), wait until all secondaries have it, then"
	    " write the serial of today"},
	{"2099123199", NOV23, "z:1:1: info: soa-serial-future: example.com.:"
	    " the serial 2099123199 is a date in the future, so a serial of"
	    " today would be smaller; to go back, write 4246606846"},
	{"2260112301", NOV23, "z:1:1: info: soa-serial-future:"},
	{"2999123100", NOV23, "z:1:1: info: soa-serial-future:"},
	/* No dates. */
	{"3000010100", NOV23, ""},
	{"2099130100", NOV23, ""},
	{"2099003100", NOV23, ""},
	{"2099120000", NOV23, ""},
	{"2099123200", NOV23, ""},
	{"1999123100", NOV23, ""},
	{"1795456800", NOV23, ""},
	{"4294967295", NOV23, ""},
	{"7", NOV23, ""},
	/* Months and leap years: 2028-02-28 00:00 UTC. */
	{"2028022900", FEB28, ""},
	{"2028030100", FEB28, "z:1:1: info: soa-serial-future:"},
	{"2028030100", FEB28 + 86400, ""},
};

static void
test_dates(void **state)
{
	struct version	v = {NULL, "", 1};
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(dates) / sizeof(dates[0]); i++) {
		v.serial = dates[i].serial;
		check_version(NULL, &v, dates[i].now_s, dates[i].found);
	}
}

#define BACK	"z:1:1: error: soa-serial-backwards: example.com.: the" \
		" serial went back from "
#define SAME	"z:1:1: warning: soa-serial-unchanged: example.com.: the zone" \
		" changed, but its serial 5 did not, so secondaries keep the" \
		" old zone; write 6"

static const struct {
	struct version	 before;
	struct version	 now;
	const char	*found;
} reloads[] = {
	{{"5", "", 1}, {"5", "", 1}, ""},
	{{"5", "", 1}, {"6", "a A 192.0.2.1\n", 1}, ""},
	{{"5", "", 1}, {"4", "", 1}, BACK "5 to 4, so secondaries refuse the"
	    " zone (RFC 1982 3.2); write 6 or more"},
	{{"5", "", 1}, {"2147483652", "", 1}, ""},
	/* Half way round, and further. */
	{{"5", "", 1}, {"2147483653", "", 1}, BACK "5 to 2147483653"},
	{{"5", "", 1}, {"2147483654", "", 1}, BACK "5 to 2147483654"},
	{{"4294967295", "", 1}, {"1", "", 1}, ""},
	{{"4294967295", "", 1}, {"4294967290", "", 1}, BACK "4294967295 to"
	    " 4294967290, so secondaries refuse the zone (RFC 1982 3.2); write"
	    " 0 or more"},
	/* What is a change. */
	{{"5", "", 1}, {"5", "a A 192.0.2.1\n", 1}, SAME},
	{{"5", "a A 192.0.2.1\n", 1}, {"5", "", 1}, SAME},
	{{"5", "a A 192.0.2.1\n", 1}, {"5", "a A 192.0.2.2\n", 1}, SAME},
	{{"5", "a A 192.0.2.1\n", 1}, {"5", "b A 192.0.2.1\n", 1}, SAME},
	{{"5", "a A 192.0.2.1\n", 1}, {"5", "a 61 A 192.0.2.1\n", 1}, SAME},
	{{"5", "a TXT a\n", 1}, {"5", "a SPF a\n", 1}, SAME},
	{{"5", "a TXT a\n", 1}, {"5", "a TXT a\na TXT b\n", 1}, SAME},
	{{"5", "a MX 1 b\na MX 2 c\n", 1}, {"5", "a MX 2 b\na MX 1 c\n", 1},
	    SAME},
	{{"5", "a TXT a\na TXT b\n", 1}, {"5", "a TXT b\na TXT c\n", 1}, SAME},
	{{"5 1h 1h 1w 1h ; ", "", 1}, {"5", "", 1}, SAME},
	{{"5", "", 1}, {"5", "@ RRSIG SOA 13 2 60 20300101000000"
	    " 20200101000000 1 example.com. AAAA\n", 1}, SAME},
	/* What is none: the seed of the hashes, the order of records. */
	{{"5", "b A 192.0.2.1\na A 192.0.2.1\n", 1},
	    {"5", "a A 192.0.2.1\nb A 192.0.2.1\n", 77}, ""},
	{{"5", "a TXT a\na TXT b\na TXT c\n", 1},
	    {"5", "a TXT c\na TXT a\na TXT b\n", 2}, ""},
};

static void
test_reloads(void **state)
{
	size_t	i;

	(void)state;
	for (i = 0; i < sizeof(reloads) / sizeof(reloads[0]); i++)
		check_version(&reloads[i].before, &reloads[i].now, NOV23,
		    reloads[i].found);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_numbers),
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_reloads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
