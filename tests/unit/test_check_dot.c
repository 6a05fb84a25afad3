/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

static const struct expected dots[] = {
	{ONE("mail.example.com A 192.0.2.25\nmail A 192.0.2.25\n"),
	    "example.com.:1:1: warning: owner-missing-dot:"
	    " mail.example.com.example.com.: the owner became"
	    " mail.example.com.example.com., because its final dot is missing;"
	    " write mail.example.com.", SEV_INFO},
	{ONE("www CNAME mail.example.com\nd DNAME example.com\n"
	    "_s._tcp SRV 0 1 993 mail.example.com\nr RP h.example.com a\n"),
	    "example.com.:1:1: error: rdata-missing-dot: www.example.com.: the"
	    " name became mail.example.com.example.com., because its final dot"
	    " is missing; write mail.example.com.\n"
	    "example.com.:2:1: error: rdata-missing-dot:\n"
	    "example.com.:3:1: error: srv-missing-dot:\n"
	    "example.com.:4:1: error: rdata-missing-dot:", SEV_INFO},
	{ONE("?@ 60 SOA ns.example.com h.example.com 1 4h 1h 2w 1h\n@ NS a.b.\n"
	    "@ NS b.c.\n@ MX 0 .\n"),
	    "example.com.:1:1: warning: soa-mname-missing-dot: example.com.:"
	    " the primary server became ns.example.com.example.com.\n"
	    "example.com.:1:1: warning: soa-rname-missing-dot:", SEV_INFO},
	/* Under a top-level name both may be meant. */
	{{{"lan."}, {"mail.lan A 192.0.2.1\nx CNAME mail.lan\n"
	    "y CNAME mial.lan\n"}},
	    "lan.:3:1: error: rdata-missing-dot:", SEV_INFO},
	/* Hosts of others. */
	{ONE("www CNAME web.isp.net\n_s._tcp SRV 0 1 993 imap.isp.net\n"),
	    "example.com.:1:1: error: rdata-missing-dot: www.example.com.: the"
	    " name became web.isp.net.example.com., which does not exist; if a"
	    " host elsewhere is meant, its final dot is missing, write"
	    " web.isp.net.\n"
	    "example.com.:2:1: error: srv-missing-dot:", SEV_INFO},
	/* No such top-level domain; a subdomain of ours; a wildcard. */
	{ONE("a CNAME b.c\nd CNAME web.de\nx.de A 192.0.2.1\n"
	    "e CNAME f.g.net\n*.net A 192.0.2.1\n*.h.org A 192.0.2.1\n"
	    "i CNAME j.h.org\nk CNAME one.net.\nl CNAME net\n"),
	    "example.com.:1:1: warning: cname-dangling:\n"
	    "example.com.:2:1: warning: cname-dangling:", SEV_INFO},
	{{{"example.com."}, {"?@ 60 SOA ns.isp.net. h@example.com 1 4h 1h 2w"
	    " 1h\n"
	    "@ NS a.b.\n@ NS b.c.\n@ MX 0 .\n"}},
	    "example.com.:1:1: error: soa-rname-at: example.com.: the mailbox"
	    " h\\@example.com.example.com. holds an @, but takes a dot in its"
	    " place (RFC 1035 8); write h.example.com.", SEV_INFO},
	{{{"example.com."}, {"?@ 60 SOA ns.isp.net. a.b@isp.net 1 4h 1h 2w 1h\n"
	    "@ NS a.b.\n@ NS b.c.\n@ MX 0 .\n"}},
	    "example.com.:1:1: error: soa-rname-at: example.com.: the mailbox"
	    " a.b\\@isp.net.example.com. holds an @, but takes a dot in its"
	    " place (RFC 1035 8); write a\\.b.isp.net.", SEV_INFO},
	{{{"example.com."}, {"?@ 60 SOA ns.isp.net. h@example.com. 1 4h 1h"
	    " 2w 1h\n"
	    "@ NS a.b.\n@ NS b.c.\n@ MX 0 .\n"}},
	    "example.com.:1:1: error: soa-rname-at: example.com.: the mailbox"
	    " h\\@example.com. holds an @, but takes a dot in its place (RFC"
	    " 1035 8); write h.example.com.", SEV_INFO},
};

static void
test_dots(void **state)
{
	(void)state;
	CHECK_CASES(dots);
}

static const struct expected servers[] = {
	{ONE("?@ 60 SOA a.b. h.b. 1 4h 1h 2w 1h\n@ MX 0 .\n"),
	    "example.com.:1:1: error: ns-missing: example.com.: the zone names"
	    " no name server; add two or more, as: example.com. NS"
	    " ns1.example.com.",
	    SEV_INFO},
	{ONE("?@ 60 SOA a.b. h.b. 1 4h 1h 2w 1h\n@ MX 0 .\n@ NS a.b.\n"),
	    "example.com.:3:1: warning: ns-single:", SEV_INFO},
	{ONE("?@ 60 SOA a.b. h.b. 1 4h 1h 2w 1h\n@ MX 0 .\n@ NS a\n@ NS b\n"
	    "a A 192.0.2.1\nb A 192.0.2.1\n"),
	    "example.com.:3:1: warning: ns-same-address:", SEV_INFO},
	{ONE("@ NS ns3\nns3 CNAME ns4\nns4 A 192.0.2.1\n"),
	    "example.com.:1:1: error: ns-target-cname: example.com.: the name"
	    " server ns3.example.com. is an alias, but must be a host's own"
	    " name (RFC 2181 10.3); write: example.com. NS ns4.example.com.",
	    SEV_INFO},
	{ONE("@ NS ns3\n"), "example.com.:1:1: error: ns-no-address:"
	    " example.com.: the name server ns3.example.com. has no address;"
	    " add: ns3.example.com. A ...", SEV_INFO},
	{ONE("dept NS ns.dept\n"), "example.com.:1:1: error: ns-no-glue:"
	    " dept.example.com.: the name server ns.dept.example.com. lies"
	    " below its own delegation and has no address here, so nobody can"
	    " find it; add: ns.dept.example.com. A ...", SEV_INFO},
	{ONE("@ NS 192.0.2.53\n"),
	    "example.com.:1:1: error: ns-target-is-ip:", SEV_INFO},
	{ONE("@ NS ns3.example.com\n"),
	    "example.com.:1:1: error: ns-missing-dot:", SEV_INFO},
	{ONE("@ NS ns.provider.net\n"),
	    "example.com.:1:1: error: ns-missing-dot: example.com.: the name"
	    " server became ns.provider.net.example.com., which does not"
	    " exist; if a host elsewhere is meant, its final dot is missing,"
	    " write: example.com. NS ns.provider.net.", SEV_INFO},
	/* One of our own that is missing, in a subdomain like a country. */
	{ONE("@ NS ns.web.de\nx.de A 192.0.2.1\n"),
	    "example.com.:1:1: error: ns-no-address:", SEV_INFO},
};

static void
test_servers(void **state)
{
	(void)state;
	CHECK_CASES(servers);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_dots),
		cmocka_unit_test(test_servers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
