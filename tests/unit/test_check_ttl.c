/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* What is found of TTLs; other findings about a case are left out. */
static void
check_ttls(const struct expected *cases, size_t n)
{
	const struct finding	*f;
	struct checked		 c;
	struct finding		 shown;
	char			 line[2000];
	const char		*at;
	size_t			 i;
	size_t			 k;
	size_t			 len;

	for (i = 0; i < n; i++) {
		checked_init(&c, &cases[i].zones);
		at = cases[i].found;
		for (k = 0; k < report_kept(c.rep); k++) {
			f = report_at(c.rep, k);
			if (strncmp(f->id, "ttl-", 4) != 0)
				continue;
			shown = *f;
			shown.at.line -= FIRST_LINE - 1;
			finding_format(&shown, line, sizeof(line));
			len = strcspn(at, "\n");
			if (len == 0 || strncmp(line, at, len) != 0)
				fail_msg("of \"%s\" found \"%s\"",
				    cases[i].zones.text[0], line);
			at += len + (at[len] == '\n');
		}
		if (*at != '\0')
			fail_msg("of \"%s\" not found: \"%s\"",
			    cases[i].zones.text[0], at);
		checked_clear(&c);
	}
}

#define LOW	": the TTL of 59 s is short for "

static const struct expected rows[] = {
	{ONE("x 59 MX 10 m.isp.net.\n"), "example.com.:1:1: info: ttl-too-low:"
	    " x.example.com." LOW "MX: who sends mail asks", SEV_INFO},
	{ONE("x 60 MX 10 m.isp.net.\n"), "", SEV_INFO},
	{ONE("x 0 MX 0 .\n"), "example.com.:1:1: info: ttl-too-low:",
	    SEV_INFO},
	{ONE("x MX 10 box\nbox 59 A 192.0.2.1\nbox 60 AAAA 2001:db8::1\n"),
	    "example.com.:2:1: info: ttl-too-low: box.example.com." LOW "an"
	    " exchange's address", SEV_INFO},
	{ONE("x MX 10 box\ny MX 10 box\nbox 60 A 192.0.2.1\n"
	    "box 5 AAAA 2001:db8::1\n"),
	    "example.com.:4:1: info: ttl-too-low:", SEV_INFO},
	{TWO("x MX 10 box.example.net.\n", "example.net.",
	    "box 59 A 192.0.2.1\n"),
	    "example.net.:1:1: info: ttl-too-low:", SEV_INFO},
	{ONE("x 59 TXT verification=1\nx 59 TXT \"v=spf1 -all\"\n"),
	    "example.com.:2:1: info: ttl-too-low: x.example.com." LOW "a policy"
	    " text", SEV_INFO},
	{ONE("_dmarc 30 TXT \"v=DMARC1; p=reject\"\n"),
	    "example.com.:1:1: info: ttl-too-low:", SEV_INFO},
	/* Of no use for mail. */
	{ONE("_acme-challenge 0 TXT abc\nwww 5 A 192.0.2.1\nx 1 TXT y\n"
	    "_443._tcp 1 TLSA 3 1 1 00\nz 5 CNAME a.isp.net.\n"), "",
	    SEV_INFO},
	/* A week. */
	{ONE("x 604801 MX 10 m.isp.net.\n"), "example.com.:1:1: info:"
	    " ttl-too-high: x.example.com.: the TTL of 604801 s is above 7"
	    " days, and a change is seen so late; write 86400 or less",
	    SEV_INFO},
	{ONE("x 8d TXT a\n"), "example.com.:1:1: info: ttl-too-high:",
	    SEV_INFO},
	{ONE("x 7d MX 10 m.isp.net.\n"
	    "x 8d NSEC example.com. MX\n"), "", SEV_INFO},
	/* Glue is not answered. */
	{ONE("d NS ns.d\nns.d 30d A 192.0.2.1\n"), "", SEV_INFO},
	/* Ten times, and above a day. */
	{ONE("x 8641 MX 10 m\nm 86410 A 192.0.2.1\n"), "example.com.:1:1: info:"
	    " ttl-mx-longer-than-address: x.example.com.: the address of the"
	    " exchange m.example.com. has a TTL of 86410 s, this MX one of"
	    " 8641 s", SEV_INFO},
	{ONE("x 8642 MX 10 m\nm 86410 A 192.0.2.1\n"), "", SEV_INFO},
	{ONE("x 300 MX 10 m\nm 86400 A 192.0.2.1\n"), "", SEV_INFO},
	{ONE("x 300 MX 10 n\nx 300 MX 20 m\nn A 192.0.2.2\nm A 192.0.2.1\n"
	    "m 2d AAAA 2001:db8::1\n"),
	    "example.com.:2:1: info: ttl-mx-longer-than-address:", SEV_INFO},
	{TWO("x 300 MX 10 m.example.net.\n", "example.net.",
	    "m 2d A 192.0.2.1\n"),
	    "example.com.:1:1: info: ttl-mx-longer-than-address:", SEV_INFO},
	{ONE("x 300 MX 10 m\nm 7d CNAME n\nn 7d A 192.0.2.1\n"), "",
	    SEV_INFO},
};

static void
test_rows(void **state)
{
	(void)state;
	check_ttls(rows, sizeof(rows) / sizeof(rows[0]));
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
