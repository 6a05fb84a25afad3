/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

#define KEY	"@ DNSKEY 257 3 13 AA==\n"
#define SUM	"00112233445566778899AABBCCDDEEFF" \
		"00112233445566778899AABBCCDDEEFF"
#define TLSA	" TLSA 2 1 1 " SUM "\n"
#define BOX	"box A 192.0.2.25\nbox AAAA 2001:db8::25\n"
#define AWAY	"a A 198.51.100.25\na AAAA 2001:db8:a::25\n"

/* The owner is wrong: why, and the owner that it should have. */
#define OWNER(owner, why, better)	{ONE(owner TLSA KEY BOX), \
	"example.com.:1:1: error: tlsa-owner: " owner ".example.com.: clients" \
	" look for TLSA at _port._tcp before the host (RFC 6698 3); here " why \
	"; write: " better ".example.com." " TLSA 2 1 1 " SUM, SEV_INFO}

static const struct expected owners[] = {
	OWNER("_smtp._tcp.box", "the port must be a number", "_25._tcp.box"),
	OWNER("_imaps._tcp.box", "the port must be a number", "_993._tcp.box"),
	OWNER("_tcp._25.box", "port and transport stand in the wrong order",
	    "_25._tcp.box"),
	OWNER("25._tcp.box", "an underscore is missing", "_25._tcp.box"),
	OWNER("_25.tcp.box", "an underscore is missing", "_25._tcp.box"),
	OWNER("box._25._tcp", "port and transport do not stand first",
	    "_25._tcp.box"),
	OWNER("_25.box", "the transport is missing", "_25._tcp.box"),
	OWNER("_tcp.box", "the port is missing", "_25._tcp.box"),
	{ONE("box" TLSA KEY BOX), "example.com.:1:1: error: tlsa-owner:"
	    " box.example.com.: clients look for TLSA at _port._tcp before the"
	    " host (RFC 6698 3); here port and transport are missing; write:"
	    " _25._tcp.box.example.com. TLSA 2 1 1 " SUM, SEV_INFO},
	/* Moved to the exchange at once. */
	{ONE("_smtp._tcp.x" TLSA "x MX 10 a.isp.net.\n" KEY),
	    "example.com.:1:1: error: tlsa-owner: _smtp._tcp.x.example.com.:"
	    " clients look for TLSA at _port._tcp before the host (RFC 6698"
	    " 3); here the port must be a number; write: _25._tcp.a.isp.net."
	    " TLSA", SEV_INFO},
	/* Where aliases lead, or may. */
	{ONE("_dane" TLSA KEY), "", SEV_INFO},
	{ONE("le.dane" TLSA KEY), "", SEV_INFO},
	{ONE("box" TLSA BOX KEY "_25._tcp.a CNAME box\na A 192.0.2.1\n"), "",
	    SEV_INFO},
	{ONE("*.box" TLSA KEY BOX), "", SEV_INFO},
	{ONE("*._tcp.box" TLSA KEY BOX), "", SEV_INFO},
	{ONE("_25._tcp.box CNAME _d.isp.net.\n" BOX), "", SEV_INFO},
	{ONE("box SMIMEA 3 1 1 " SUM "\n" BOX), "", SEV_INFO},
};

/* The host is wrong. */
static const struct expected hosts[] = {
	{ONE("_25._tcp.x" TLSA "x MX 10 box\n" KEY BOX),
	    "example.com.:1:1: warning: tlsa-wrong-host:"
	    " _25._tcp.x.example.com.: senders look for TLSA below the"
	    " exchange, box.example.com., not below the mail domain (RFC 7672"
	    " 2.2.3); write instead: _25._tcp.box.example.com. TLSA 2 1 1 "
	    SUM, SEV_WARNING},
	{ONE("_25._tcp.x" TLSA "x MX 10 box\nx A 192.0.2.80\n" KEY BOX
	    "_25._tcp.box" TLSA),
	    "example.com.:1:1: warning: tlsa-wrong-host:"
	    " _25._tcp.x.example.com.: senders look for TLSA below the"
	    " exchange, box.example.com., not below the mail domain (RFC 7672"
	    " 2.2.3); _25._tcp.box.example.com. is there, so remove this",
	    SEV_WARNING},
	{ONE("_25._tcp.x" TLSA "x MX 10 a.isp.net.\n" KEY),
	    "example.com.:1:1: warning: tlsa-wrong-host:"
	    " _25._tcp.x.example.com.: senders look for TLSA below the"
	    " exchange, a.isp.net., not below the mail domain (RFC 7672"
	    " 2.2.3); who runs it may publish it there; remove this",
	    SEV_WARNING},
	{ONE("_25._tcp.x CNAME _d\n_d" TLSA "x MX 10 box\n" KEY BOX),
	    "example.com.:1:1: warning: tlsa-wrong-host:"
	    " _25._tcp.x.example.com.: senders look for TLSA below the"
	    " exchange, box.example.com., not below the mail domain (RFC 7672"
	    " 2.2.3); write instead: _25._tcp.box.example.com. CNAME"
	    " _d.example.com.", SEV_WARNING},
	/* Its own exchange, or another domain's, here or elsewhere. */
	{ONE("_25._tcp.x" TLSA "x MX 10 x\nx A 192.0.2.1\n" KEY), "",
	    SEV_WARNING},
	{ONE("_25._tcp.x" TLSA "x MX 10 a.isp.net.\ny MX 10 x\nx A 192.0.2.1\n"
	    KEY), "", SEV_WARNING},
	{TWO("_25._tcp.x" TLSA "x MX 10 a.isp.net.\nx A 192.0.2.1\n" KEY,
	    "b.net.", KEY "y MX 10 x.example.com.\n"), "", SEV_WARNING},
	{ONE("_25._tcp.x" TLSA "x A 192.0.2.1\n" KEY), "", SEV_INFO},
	{ONE("_443._tcp.x" TLSA "x MX 10 box\nx A 192.0.2.80\n" KEY BOX
	    "_25._tcp.box" TLSA), "", SEV_WARNING},
	{ONE("_25._tcp.bxo" TLSA KEY BOX),
	    "example.com.:1:1: warning: tlsa-no-host: _25._tcp.bxo.example."
	    "com.: the host bxo.example.com. has no address, so nobody"
	    " connects to it; did you mean: _25._tcp.box.example.com. TLSA 2 1"
	    " 1 " SUM, SEV_INFO},
	{ONE("_443._tcp.elsewhere" TLSA KEY BOX),
	    "example.com.:1:1: warning: tlsa-no-host:"
	    " _443._tcp.elsewhere.example.com.: the host"
	    " elsewhere.example.com. has no address, so nobody connects to it;"
	    " correct the name, remove the record, or add:"
	    " elsewhere.example.com. A ...", SEV_INFO},
	{ONE("_25._tcp.w CNAME _d.isp.net.\n"),
	    "example.com.:1:1: warning: tlsa-no-host:", SEV_INFO},
	{ONE("_443._tcp.w" TLSA "w CNAME w.isp.net.\n" KEY), "", SEV_INFO},
	{ONE("_443._tcp.w" TLSA "w HTTPS 0 w.isp.net.\n" KEY), "", SEV_INFO},
	{{{"_tcp.w.example.com."}, {"_443" TLSA KEY}}, "", SEV_INFO},
	{TWO(KEY "w A 192.0.2.1\n", "_tcp.w.example.com.", "_443" TLSA KEY),
	    "", SEV_WARNING},
	/* The dot is what is wrong. */
	{ONE("_25._tcp.box.example.com" TLSA KEY BOX),
	    "example.com.:1:1: warning: owner-missing-dot:", SEV_INFO},
	{ONE("_25._tcp.box" TLSA "box.example.com A 192.0.2.1\n" KEY),
	    "example.com.:2:1: warning: owner-missing-dot:", SEV_INFO},
	{ONE("_587._tcp.box" TLSA "_143._tcp.box" TLSA KEY BOX
	    "x MX 10 box\nx MX 20 a.isp.net.\n"),
	    "example.com.:2:1: info: tlsa-no-port-25:"
	    " _143._tcp.box.example.com.: box.example.com. is an exchange and"
	    " has TLSA, but none for port 25, where other servers bring mail;"
	    " if the certificate is the same, add: _25._tcp.box.example.com."
	    " TLSA 2 1 1 " SUM, SEV_INFO},
	{ONE("_587._tcp.box" TLSA "_25._tcp.box CNAME d.isp.net.\n" KEY BOX
	    "x MX 10 box\nx MX 20 a.isp.net.\n" "_smtp._tls.x CNAME a.b.\n"),
	    "", SEV_INFO},
	{ONE("_587._tcp.box" TLSA "*._tcp.box" TLSA KEY BOX
	    "x MX 10 box\nx MX 20 a.isp.net.\n" "_smtp._tls.x CNAME a.b.\n"),
	    "", SEV_INFO},
	{ONE("_587._tcp.box" TLSA KEY BOX), "", SEV_INFO},
};

#define MXES	"x MX 10 box\nx MX 20 a\n" BOX AWAY

/* Exchanges without, and zones that are not signed. */
static const struct expected zones[] = {
	{ONE(MXES "_25._tcp.box" TLSA KEY),
	    "example.com.:2:1: warning: tlsa-partial: x.example.com.: the"
	    " exchange a.example.com. has no TLSA, but another one has, so an"
	    " attacker leads senders to this one; add: _25._tcp.a.example.com."
	    " TLSA 3 1 1 ...", SEV_WARNING},
	{ONE(MXES "_25._tcp.box" TLSA "_25._tcp.a" TLSA KEY), "",
	    SEV_WARNING},
	{ONE(MXES "_25._tcp.box" TLSA "_25._tcp.a CNAME _25._tcp.box\n" KEY),
	    "", SEV_WARNING},
	{ONE(MXES "_25._tcp.box" TLSA "_25._tcp.a CNAME d.isp.net.\n" KEY), "",
	    SEV_WARNING},
	{ONE(MXES KEY), "", SEV_WARNING},
	{ONE("x MX 10 box\nx MX 20 a.isp.net.\n" BOX "_25._tcp.box" TLSA KEY),
	    "", SEV_WARNING},
	{TWO("x MX 10 box\nx MX 20 a.isp.net.\n" BOX "_25._tcp.box" TLSA KEY,
	    "isp.net.", KEY AWAY), "example.com.:2:1: warning: tlsa-partial:",
	    SEV_WARNING},
	{TWO("x MX 10 box\nx MX 20 a.isp.net.\n" BOX "_25._tcp.box" TLSA KEY,
	    "isp.net.", AWAY), "", SEV_WARNING},
	{ONE(BOX "x MX 10 box\n_25._tcp.box" TLSA "_465._tcp.box" TLSA),
	    "example.com.:4:1: error: tlsa-unsigned-zone:"
	    " _25._tcp.box.example.com.: the zone example.com. is not signed,"
	    " so every sender ignores its TLSA records, this one and all"
	    " others; sign it, or remove them", SEV_WARNING},
	{ONE(BOX "sub NS ns.isp.net.\n_25._tcp.box.sub" TLSA),
	    "", SEV_ERROR},
	{TWO("x MX 5 a.isp.net.\n", "isp.net.", KEY AWAY "_25._tcp.a" TLSA),
	    "example.com.:1:1: warning: tlsa-mx-unsigned: x.example.com.: the"
	    " exchange has TLSA in a signed zone, but this zone is not signed,"
	    " so an attacker forges the MX itself; sign example.com. too",
	    SEV_WARNING},
	{TWO("x MX 5 a.isp.net.\n" KEY, "isp.net.", KEY AWAY "_25._tcp.a"
	    TLSA), "", SEV_WARNING},
	{TWO("x MX 5 a.isp.net.\n", "isp.net.", KEY AWAY), "", SEV_WARNING},
	{TWO("x MX 5 a.isp.net.\n", "isp.net.", AWAY "_25._tcp.a" TLSA),
	    "isp.net.:3:1: error: tlsa-unsigned-zone:", SEV_WARNING},
};

static void
test_owners(void **state)
{
	(void)state;
	CHECK_CASES(owners);
}

static void
test_hosts(void **state)
{
	(void)state;
	CHECK_CASES(hosts);
}

static void
test_zones(void **state)
{
	(void)state;
	CHECK_CASES(zones);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_owners),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_zones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
