/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* What this file is about. */
static const char *const ids[] = {
	"cname-", "policy-", "ptr-", "autoconfig-", "host-name-", "wildcard-",
	"rdata-", "mx-target-", NULL
};

#define BOX	"box A 192.0.2.9\n"

static const struct expected dangling[] = {
	{ONE("ftp CNAME bxo\n" BOX),
	    "example.com.:1:1: warning: cname-dangling: ftp.example.com.: the"
	    " alias leads to bxo.example.com., which does not exist; did you"
	    " mean: ftp.example.com. CNAME box.example.com.", SEV_INFO},
	{ONE("a.b CNAME nothing-like-it\n*.c CNAME gone.c\n"),
	    "example.com.:1:1: warning: cname-dangling: a.b.example.com.: the"
	    " alias leads to nothing-like-it.example.com., which does not"
	    " exist; correct the name, or remove the alias\n"
	    "example.com.:2:1: error: cname-loop:", SEV_INFO},
	{ONE("www CNAME 192.0.2.9\nw6 CNAME 2001:db8::9\n"),
	    "example.com.:1:1: warning: cname-dangling: www.example.com.: an"
	    " alias leads to a name, not to the address 192.0.2.9; write:"
	    " www.example.com. A 192.0.2.9\n"
	    "example.com.:2:1: warning: cname-dangling: w6.example.com.: an"
	    " alias leads to a name, not to the address 2001:db8::9; write:"
	    " w6.example.com. AAAA 2001:db8::9", SEV_INFO},
	{TWO("www CNAME web.example.net.\n", "example.net.", ""),
	    "example.com.:1:1: warning: cname-dangling:", SEV_INFO},
	/* Of two in a row the last is at fault; an empty name exists. */
	{ONE("a CNAME b\nb CNAME c\nd CNAME sub\nhost.sub A 192.0.2.9\n"),
	    "example.com.:2:1: warning: cname-dangling: b.example.com.:",
	    SEV_INFO},
	/* Through a DNAME, unless that is at fault itself. */
	{ONE("a CNAME bxo.old\nold DNAME new\nbox.new A 192.0.2.9\n"),
	    "example.com.:1:1: warning: cname-dangling: a.example.com.: the"
	    " alias leads to bxo.new.example.com., which does not exist; did"
	    " you mean: a.example.com. CNAME box.new.example.com.", SEV_INFO},
	{ONE("a CNAME b.old\nold DNAME new\nc CNAME d.void\nvoid DNAME old2\n"
	    "new TXT a\nb.new CNAME gone\n"),
	    "example.com.:4:1: warning: cname-dangling: void.example.com.:\n"
	    "example.com.:6:1: warning: cname-dangling: b.new.example.com.:",
	    SEV_INFO},
	{ONE("www CNAME www.old\nold DNAME example.com.\n"),
	    "example.com.:1:1: error: cname-loop: www.example.com.:", SEV_INFO},
	{ONE("d DNAME gone\n"),
	    "example.com.:1:1: warning: cname-dangling: d.example.com.:",
	    SEV_INFO},
	{ONE("autoconfig CNAME ac\nautodiscover.x CNAME t\nt TXT a\n"),
	    "example.com.:1:1: warning: autoconfig-dangling:"
	    " autoconfig.example.com.: mail programs look for a web server"
	    " here, but the alias leads to ac.example.com., which does not"
	    " exist; name a web host that exists\n"
	    "example.com.:2:1: warning: autoconfig-dangling:"
	    " autodiscover.x.example.com.: mail programs look for a web server"
	    " here, but the alias leads to t.example.com., which has no"
	    " address", SEV_INFO},
};

static void
test_dangling(void **state)
{
	(void)state;
	CHECK_CASES_OF(dangling, ids);
}

static const struct expected policies[] = {
	{ONE("sel1._domainkey CNAME k1.keys\n"),
	    "example.com.:1:1: error: policy-cname-dangling:"
	    " sel1._domainkey.example.com.: the alias leads to"
	    " k1.keys.example.com., which does not exist; publish the DKIM key"
	    " there: k1.keys.example.com. TXT \"v=DKIM1; p=...\"",
	    SEV_WARNING},
	{ONE("2026.x._domainkey.sub CNAME k\nk A 192.0.2.9\n"),
	    "example.com.:1:1: error: policy-cname-dangling:"
	    " 2026.x._domainkey.sub.example.com.: the alias leads to"
	    " k.example.com., which has no such record; publish the DKIM key",
	    SEV_WARNING},
	{TWO("_DMARC CNAME p.example.net.\n_mta-sts CNAME q.example.net.\n"
	    "_smtp._tls CNAME r.example.net.\n"
	    "_25._tcp.mx CNAME s.example.net.\n", "example.net.",
	    "p TXT \"site=1\"\n*.w TXT a\n"),
	    "example.com.:1:1: error: policy-cname-dangling:"
	    " _dmarc.example.com.: the alias leads to p.example.net., which has"
	    " no such record; publish the DMARC record\n"
	    "example.com.:2:1: error: policy-cname-dangling:\n"
	    "example.com.:3:1: error: policy-cname-dangling:\n"
	    "example.com.:4:1: error: policy-cname-dangling:"
	    " _25._tcp.mx.example.com.: the alias leads to s.example.net.,"
	    " which does not exist; publish the TLSA record there:"
	    " s.example.net. TLSA 3 1 1 ...", SEV_WARNING},
};

static void
test_policies(void **state)
{
	(void)state;
	CHECK_CASES_OF(policies, ids);
}

#define CHAIN8	"a1 CNAME a2\na2 CNAME a3\na3 CNAME a4\na4 CNAME a5\n" \
		"a5 CNAME a6\na6 CNAME a7\na7 CNAME a8\na8 CNAME a9\n"

static const struct expected loops[] = {
	{ONE("z CNAME y\ny CNAME x\nx CNAME z\nw CNAME y\n"),
	    "example.com.:1:1: error: cname-loop: z.example.com.: the aliases"
	    " form a loop, so none of them leads anywhere; let one name a host:"
	    " x.example.com. -> z.example.com. -> y.example.com. ->"
	    " x.example.com.", SEV_INFO},
	{ONE("self CNAME self\n"),
	    "example.com.:1:1: error: cname-loop: self.example.com.: the"
	    " aliases form a loop, so none of them leads anywhere; let one name"
	    " a host: self.example.com. -> self.example.com.", SEV_INFO},
	{TWO("a CNAME b.example.net.\n", "example.net.",
	    "b CNAME a.example.com.\n"),
	    "example.com.:1:1: error: cname-loop:\n"
	    "example.net.:1:1: error: cname-loop:", SEV_INFO},
	{ONE("a DNAME b\nb DNAME a\n"),
	    "example.com.:1:1: error: cname-loop: a.example.com.: the aliases"
	    " form a loop, so none of them leads anywhere; let one name a host:"
	    " x.a.example.com. -> x.b.example.com. -> x.a.example.com.",
	    SEV_INFO},
	/* A chain of 8 is long enough; told where a longer one begins. */
	{ONE(CHAIN8 "a9 A 192.0.2.9\n"), "", SEV_INFO},
	{ONE(CHAIN8 "a9 CNAME a10\na10 A 192.0.2.9\n"),
	    "example.com.:1:1: error: cname-loop: a1.example.com.: 9 aliases"
	    " follow each other, and resolvers give up after about 8; name the"
	    " last host: a1.example.com. -> a2.example.com.", SEV_INFO},
	{ONE(CHAIN8 "a9 CNAME a10\na10 CNAME a11\na11 CNAME isp.net.\n"),
	    "example.com.:1:1: error: cname-loop: a1.example.com.: 11 aliases",
	    SEV_INFO},
	{ONE("b1 CNAME b2\nb2 CNAME b3\nb3 CNAME b4\nb4 CNAME b5\n"
	    "b5 CNAME b6\nb6 CNAME b7\nb7 CNAME b8\nb8 CNAME b9\n"
	    "b9 CNAME b10\nb10 CNAME b11\nb11 CNAME b1\n"),
	    "example.com.:1:1: error: cname-loop: b1.example.com.: the aliases"
	    " form a loop", SEV_INFO},
};

static void
test_loops(void **state)
{
	(void)state;
	CHECK_CASES_OF(loops, ids);
}

#define KEY	"\"v=DKIM1; p=\"\n"

static const struct expected silent[] = {
	/* Elsewhere; below a delegation; by way of a wildcard. */
	{ONE("www CNAME web.isp.net.\nautoconfig CNAME a.isp.net.\n"
	    "_dmarc CNAME _dmarc.isp.net.\ns._domainkey CNAME s.isp.net.\n"
	    "_mta-sts CNAME m.isp.net.\n_smtp._tls CNAME t.isp.net.\n"
	    "_25._tcp.mx CNAME t.isp.net.\nx CNAME y.dept\n"
	    "dept NS ns.isp.net.\nz CNAME q.w\n*.w A 192.0.2.9\n"), "",
	    SEV_WARNING},
	/* Served, and with the record. */
	{ONE("s1._domainkey CNAME k.keys\nk.keys TXT " KEY
	    "s2._domainkey CNAME j.keys\nj.keys TXT \"k=rsa; p=\"\n"
	    "_25._tcp.mx CNAME tlsa\ntlsa TLSA 3 1 1 " /* 32 octets */
	    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	    "\nmx A 192.0.2.9\n"
	    "_smtp._tls CNAME rep\nrep TXT \"v=TLSRPTv1; rua=mailto:a@b.c\"\n"
	    "_443._tcp.mx CNAME mx\n"), "", SEV_ERROR},
	/* Where certificates are asked for, the record comes and goes. */
	{TWO("_acme-challenge CNAME a.example.net.\n"
	    "_acme-challenge.www CNAME b.example.net.\n", "example.net.", ""),
	    "", SEV_INFO},
	/* The dot is told once. */
	{ONE("www CNAME box.example.com\nftp CNAME web.isp.net\n" BOX),
	    "example.com.:1:1: error: rdata-missing-dot:\n"
	    "example.com.:2:1: error: rdata-missing-dot:", SEV_INFO},
	{ONE("a DNAME hosts.isp.net.\nb DNAME c\nx.c A 192.0.2.9\n"), "",
	    SEV_INFO},
	{ONE("autoconfig CNAME box\nautodiscover CNAME BOX\n" BOX), "",
	    SEV_INFO},
};

static void
test_silent(void **state)
{
	(void)state;
	CHECK_CASES_OF(silent, ids);
}

static const struct expected classless[] = {
	{{{REVERSE}, {"25 CNAME 25.0-63\n26 CNAME 26.0-63\n"
	    "26.0-63 PTR a.b.\n27 CNAME 27.sub\n27.sub TXT a\n"}},
	    REVERSE ":1:1: warning: ptr-rfc2317-dangling: 25." REVERSE ": the"
	    " alias of the address leads to 25.0-63." REVERSE ", which does"
	    " not exist (RFC 2317 4); add there: 25.0-63." REVERSE " PTR ...\n"
	    REVERSE ":4:1: warning: ptr-rfc2317-dangling: 27." REVERSE ": the"
	    " alias of the address leads to 27.sub." REVERSE ", which has no"
	    " PTR", SEV_INFO},
	{TWO("a TXT b\n", REVERSE, "1 CNAME 1.hosts.example.com.\n"),
	    REVERSE ":1:1: warning: ptr-rfc2317-dangling:", SEV_INFO},
	/* A whole block: spare addresses are silent, a block that is not
	   there is told once. */
	{{{REVERSE}, {"$GENERATE 0-63 $ CNAME $.0-63\n25.0-63 PTR a.b.\n"}},
	    "", SEV_INFO},
	{{{REVERSE}, {"$GENERATE 0-63 $ CNAME $.0-63\n"}},
	    REVERSE ":1:16: warning: ptr-rfc2317-dangling:", SEV_INFO},
	{{{REVERSE}, {"25 CNAME 25.isp.net.\n0-63 NS ns.isp.net.\n"
	    "26 CNAME 26.0-63\nwww CNAME gone\n"}},
	    REVERSE ":4:1: warning: cname-dangling:", SEV_INFO},
};

static void
test_classless(void **state)
{
	(void)state;
	CHECK_CASES_OF(classless, ids);
}

static const struct expected owners[] = {
	{ONE("my_pc A 192.0.2.9\n-a AAAA 2001:db8::1\n"),
	    "example.com.:1:1: warning: host-name-invalid: my_pc.example.com.:"
	    " a name with an address must be a host name: letters, digits and"
	    " inner hyphens only (RFC 1123 2.1); rename it, for example:"
	    " my-pc.example.com.\n"
	    "example.com.:2:1: warning: host-name-invalid:", SEV_WARNING},
	/* Once for both types; servers and glue too. */
	{ONE("@ NS ns_1\nns_1 A 192.0.2.9\nns_1 AAAA 2001:db8::1\n"
	    "dept NS n_2.dept\nn_2.dept A 192.0.2.2\n"),
	    "example.com.:2:1: warning: host-name-invalid:\n"
	    "example.com.:5:1: warning: host-name-invalid:", SEV_INFO},
	{ONE("_x._tcp A 192.0.2.9\n*.a_b A 192.0.2.9\na\\.b A 192.0.2.9\n"),
	    "example.com.:1:1: warning: host-name-invalid:\n"
	    "example.com.:2:1: warning: host-name-invalid:\n"
	    "example.com.:3:1: warning: host-name-invalid: a\\.b.example.com.:"
	    " a name with an address must be a host name: letters, digits and"
	    " inner hyphens only (RFC 1123 2.1); rename it, for example:"
	    " a-b.example.com.", SEV_INFO},
	/* An exchange is told at its MX. */
	{ONE("x MX 10 m_1\nm_1 A 192.0.2.9\n"),
	    "example.com.:1:1: error: mx-target-bad-hostname:", SEV_WARNING},
	/* Wildcards, digits, long ones, services, Active Directory. */
	{ONE("* A 192.0.2.9\n*.w A 192.0.2.9\n1 A 192.0.2.9\n"
	    "xn--bcher-kva A 192.0.2.9\n3com A 192.0.2.9\nA-B A 192.0.2.9\n"
	    "gc._msdcs A 192.0.2.9\n_dmarc TXT \"v=DMARC1; p=reject\"\n"
	    "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff123 A"
	    " 192.0.2.9\n"), "", SEV_WARNING},
	{{{"0/26.2.0.192.in-addr.arpa."}, {"a A 192.0.2.9\n"}}, "",
	    SEV_WARNING},
	{ONE("a.*.b A 192.0.2.9\n*.*.c TXT x\n"),
	    "example.com.:1:1: info: wildcard-inside: a.*.b.example.com.: an"
	    " asterisk is a wildcard only as the first label\n"
	    "example.com.:2:1: info: wildcard-inside:", SEV_INFO},
	{ONE("*.w TXT \"x\"\nhost.sub.w A 192.0.2.9\nh.w A 192.0.2.9\n"
	    "t.w TXT a\n_x.w TXT a\na._y.w TXT a\n"),
	    "example.com.:1:1: info: wildcard-blocked: *.w.example.com.: the"
	    " wildcard covers neither names that exist nor what is below them:"
	    " h.w.example.com., sub.w.example.com., t.w.example.com. ...;"
	    " where it should, add the records there", SEV_INFO},
	{ONE("*.w A 192.0.2.9\na.w TXT a\nb.a.w A 192.0.2.9\n"),
	    "example.com.:1:1: info: wildcard-blocked: *.w.example.com.: the"
	    " wildcard covers neither names that exist nor what is below them:"
	    " a.w.example.com.; where", SEV_INFO},
	{ONE("*.w TXT \"x\"\n_dmarc.w TXT \"v=DMARC1; p=reject\"\n"
	    "wx A 192.0.2.9\nd.w NS ns.isp.net.\n"), "", SEV_INFO},
};

static void
test_owners(void **state)
{
	(void)state;
	CHECK_CASES_OF(owners, ids);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_dangling),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_loops),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_classless),
		cmocka_unit_test(test_owners),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
