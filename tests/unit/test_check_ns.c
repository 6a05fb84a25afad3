/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* What this file is about. */
static const char *const ids[] = {
	"ns-", "delegation-", "occluded-", "host-name-", NULL
};

/* A whole head, with name servers of the case's own. */
#define SOA	"?$TTL 1h\n@ SOA a.b. h.b. 1 4h 1h 2w 1h\n@ MX 0 .\n"

static const struct expected servers[] = {
	{ONE(SOA "@ NS a\n@ NS b\na A 192.0.2.1\na AAAA 2001:db8::1\n"
	    "b A 192.0.2.1\nb AAAA 2001:db8::1\n"),
	    "example.com.:4:1: warning: ns-same-address: example.com.: all name"
	    " servers have the same address 192.0.2.1", SEV_INFO},
	{ONE(SOA "@ NS a\n@ NS b\na AAAA 2001:db8::1\nb AAAA 2001:db8::1\n"),
	    "example.com.:4:1: warning: ns-same-address:", SEV_INFO},
	/* One may have IPv4 only and another IPv6 only. */
	{ONE(SOA "@ NS a\n@ NS b\na A 192.0.2.1\nb AAAA 2001:db8::1\n"), "",
	    SEV_INFO},
	{ONE(SOA "@ NS a\n@ NS b\na A 192.0.2.1\nb A 192.0.2.1\n"
	    "b AAAA 2001:db8::1\n"), "", SEV_INFO},
	/* Somebody else's address is unknown. */
	{ONE(SOA "@ NS a\n@ NS ns.isp.net.\na A 192.0.2.1\n"), "", SEV_INFO},
	{TWO(SOA "@ NS a.example.net.\n@ NS b.example.net.\n", "example.net.",
	    "a A 192.0.2.1\nb A 192.0.2.1\n"),
	    "example.com.:4:1: warning: ns-same-address:", SEV_INFO},
	{ONE(SOA "@ NS ns.isp.net.\n"), "example.com.:4:1: warning: ns-single:",
	    SEV_INFO},
	/* A delegation may have one server. */
	{ONE("dept NS ns.isp.net.\n"), "", SEV_INFO},
	{ONE("dept NS ns.pool\npool DNAME hosts.isp.net.\n"),
	    "example.com.:1:1: error: ns-target-cname: dept.example.com.: the"
	    " name server ns.pool.example.com. is an alias, but must be a"
	    " host's own name (RFC 2181 10.3); write: dept.example.com. NS"
	    " ns.hosts.isp.net.", SEV_INFO},
	/* What would be written is there, or resembles what is there. */
	{ONE("dept NS a\ndept NS b\ndept NS a2\na A 192.0.2.1\nb CNAME a\n"),
	    "example.com.:2:1: error: ns-target-cname: dept.example.com.: the"
	    " name server b.example.com. is an alias of a.example.com., which"
	    " is named already; remove this record, or name another host\n"
	    "example.com.:3:1: error: ns-no-address: dept.example.com.: the"
	    " name server a2.example.com. has no address; add:"
	    " a2.example.com. A ...", SEV_INFO},
	{TWO("@ NS ns.example.net.\n", "example.net.", "ns TXT a\n"),
	    "example.com.:1:1: error: ns-no-address:", SEV_INFO},
	/* By way of a wildcard; in a child of somebody else. */
	{ONE("@ NS a.w\n*.w A 192.0.2.1\n@ NS ns.dept\ndept NS ns.isp.net.\n"),
	    "", SEV_INFO},
};

static void
test_servers(void **state)
{
	(void)state;
	CHECK_CASES_OF(servers, ids);
}

static const struct expected hidden[] = {
	{ONE("dept NS ns1.isp.net.\ndept MX 10 mail\nmail A 192.0.2.9\n"),
	    "example.com.:2:1: error: delegation-hides-mail: dept.example.com.:"
	    " this MX is never answered, because dept.example.com. is delegated"
	    " to other servers; put it into the zone dept.example.com. there,"
	    " or remove the delegation", SEV_INFO},
	{ONE("a.b NS ns1.isp.net.\nx.y.a.b TXT \"v=spf1 -all\"\n"
	    "_dmarc.a.b TXT \"v=DMARC1; p=reject\"\n"),
	    "example.com.:2:1: error: delegation-hides-mail: x.y.a.b.example."
	    "com.: this TXT is never answered, because a.b.example.com. is"
	    " delegated to\n"
	    "example.com.:3:1: error: delegation-hides-mail:", SEV_INFO},
	/* Needed for mail: somebody's exchange. */
	{ONE("dept NS ns1.isp.net.\nx MX 10 mx.dept\nmx.dept A 192.0.2.9\n"
	    "mx.dept AAAA 2001:db8::9\n"),
	    "example.com.:3:1: error: delegation-hides-mail:\n"
	    "example.com.:4:1: error: delegation-hides-mail:", SEV_INFO},
	{TWO("dept NS ns1.isp.net.\nmx.dept A 192.0.2.9\n", "example.net.",
	    "x MX 10 mx.dept.example.com.\n"),
	    "example.com.:2:1: error: delegation-hides-mail:", SEV_INFO},
	{ONE("dept NS ns1.isp.net.\nwww.dept A 192.0.2.80\n"
	    "ftp.dept CNAME www.dept\ndept A 192.0.2.80\n"
	    "sub.dept NS ns2.isp.net.\n_x._tcp.dept SRV 0 0 5 www.isp.net.\n"
	    "t.dept TXT \"hello\"\n"),
	    "example.com.:2:1: warning: occluded-data: www.dept.example.com.:"
	    " this A is never answered, because dept.example.com. is delegated"
	    " to other servers, and it is not the address of a name server;"
	    " move it to the zone dept.example.com. there\n"
	    "example.com.:3:1: warning: occluded-data:\n"
	    "example.com.:4:1: warning: occluded-data: dept.example.com.: this"
	    " A is\n"
	    "example.com.:5:1: warning: occluded-data:\n"
	    "example.com.:6:1: warning: occluded-data:\n"
	    "example.com.:7:1: warning: occluded-data:", SEV_INFO},
	/* Glue: its own, of a sibling, of the zone itself, at the cut. */
	{ONE("dept NS ns.dept\nns.dept A 192.0.2.1\nns.dept AAAA 2001:db8::1\n"
	    "other NS ns2.dept\nns2.dept A 192.0.2.2\n@ NS ns3.dept\n"
	    "ns3.dept A 192.0.2.3\nself NS self\nself A 192.0.2.4\n"), "",
	    SEV_INFO},
	{TWO("dept NS ns.isp.net.\nns.dept A 192.0.2.1\n", "example.net.",
	    "@ NS ns.dept.example.com.\n"), "", SEV_INFO},
	/* What a parent says of its child. */
	{ONE("dept NS ns.isp.net.\ndept DS 1 13 2 "
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
	    "dept NSEC @ NS DS RRSIG NSEC\n"), "", SEV_ERROR},
};

static void
test_hidden(void **state)
{
	(void)state;
	CHECK_CASES_OF(hidden, ids);
}

#define CHILD	"dept.example.com."

static const struct expected children[] = {
	{TWO("dept NS ns1.isp.net.\n", CHILD, ""),
	    "example.com.:1:1: warning: delegation-child-differs:"
	    " dept.example.com.: the zone dept.example.com., which is served"
	    " here too, does not name the server ns1.isp.net.; make both sets"
	    " equal, for example in that zone: dept.example.com. NS"
	    " ns1.isp.net.", SEV_INFO},
	{TWO("dept NS ns1.dns.\n", CHILD, ""),
	    "example.com.:1:1: warning: delegation-child-differs:"
	    " dept.example.com.: the zone dept.example.com., which is served"
	    " here too, also names the server ns2.dns.; make both sets equal,"
	    " for example here: dept.example.com. NS ns2.dns.", SEV_INFO},
	{TWO("dept NS ns2.dns.\ndept NS NS1.dns.\n", CHILD, ""), "", SEV_INFO},
	/* Only what is wrong with the name itself is told. */
	{TWO("dept NS ns1.dns.\ndept NS ns2.dns.example.com\n", CHILD, ""),
	    "example.com.:2:1: error: ns-missing-dot:", SEV_INFO},
	{TWO("dept NS ns1.dns.\ndept NS ns2.dns.\n", CHILD,
	    "@ NS ns3.dept.example.com\n"),
	    "dept.example.com.:1:1: error: ns-missing-dot:", SEV_INFO},
	{TWO("dept NS ns1.dns.\ndept NS 192.0.2.53\n", CHILD, ""),
	    "example.com.:2:1: error: ns-target-is-ip:", SEV_INFO},
	/* A grandchild is no child. */
	{TWO("dept NS ns.isp.net.\n", "a.dept.example.com.", ""), "",
	    SEV_INFO},
	{TWO("x TXT a\n", CHILD, ""), "", SEV_INFO},
};

static void
test_children(void **state)
{
	(void)state;
	CHECK_CASES_OF(children, ids);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_servers),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_children),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
