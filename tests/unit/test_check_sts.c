/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* A mail domain at x, with reports, whose exchange is elsewhere. */
#define MX	"x MX 10 mx.isp.net.\n"
#define HOST	"mta-sts.x A 192.0.2.80\n"
#define RPT	"_smtp._tls.x TXT \"v=TLSRPTv1; rua=mailto:r@isp.net\"\n"
#define STS	"_mta-sts.x TXT \"v=STSv1; id=7\"\n"

static const struct expected sts[] = {
	{ONE("_mta-sts.x TXT \"v=STSv1; id=2027-03-16T\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax: _mta-sts.x.example.com.:"
	    " senders take this for no MTA-STS record: an id has letters and"
	    " digits only (octet 17, \"-\"); write: _mta-sts.x.example.com."
	    " TXT \"v=STSv1; id=20270316T;\"", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=STSv1; ID=a.b\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax: _mta-sts.x.example.com.:"
	    " senders take this for no MTA-STS record: there is no id (octet"
	    " 16, its end); write: _mta-sts.x.example.com. TXT \"v=STSv1;"
	    " id=ab;\"", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=STSv1; id=;\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax: _mta-sts.x.example.com.:"
	    " senders take this for no MTA-STS record: no value stands behind"
	    " this \"=\" (octet 13, \";\"); write: _mta-sts.x.example.com. TXT"
	    " \"v=STSv1; id=1;\"", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=stsv1; id=1\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax:", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=STSv1 id=1\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax: _mta-sts.x.example.com.:"
	    " senders take this for no MTA-STS record: a semicolon must follow"
	    " the version (octet 8, \" \"); write: _mta-sts.x.example.com. TXT"
	    " \"v=STSv1; id=1;\"", SEV_INFO},
	{ONE("_mta-sts.x TXT \"id=1; v=STSv1\"\n" MX HOST RPT),
	    "example.com.:1:1: error: mta-sts-syntax:", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=STSv1; id=1\"\n" MX HOST RPT), "", SEV_INFO},
	{ONE("_mta-sts.x TXT \"v=STSv1;\" \"id=aB9 ; e.x=1;\"\n" MX HOST RPT),
	    "", SEV_INFO},
	/* Other records at the name are nobody's business. */
	{ONE("_mta-sts.x TXT \"note to self\"\n" STS MX HOST RPT), "",
	    SEV_INFO},
	/* Damaged, so others tell it. */
	{ONE("_mta-sts.x TXT v=STSv1; id=1\n" MX), "example.com.:1:1: error:"
	    " txt-semicolon-comment:", SEV_INFO},
	{ONE(STS "_mta-sts.x TXT \"v=STSv1; id=8\"\n" MX HOST RPT),
	    "example.com.:2:1: error: mta-sts-multiple: _mta-sts.x.example."
	    "com.: there are 2 MTA-STS records", SEV_INFO},
	{ONE("_mta-sts.x CNAME p\np TXT \"v=STSv1; id=1\"\n"
	    "p TXT \"v=STSv1; id=2\"\n" MX HOST RPT),
	    "example.com.:3:1: error: mta-sts-multiple: p.example.com.:",
	    SEV_INFO},
	{ONE(STS MX RPT), "example.com.:1:1: error: mta-sts-no-policy-host:"
	    " _mta-sts.x.example.com.: senders fetch the policy from"
	    " mta-sts.x.example.com., which has no address; add the web server"
	    " that holds it: mta-sts.x.example.com. A ..., or CNAME",
	    SEV_INFO},
	{ONE(STS MX RPT "mta-sts.x TXT a\n"),
	    "example.com.:1:1: error: mta-sts-no-policy-host:", SEV_INFO},
	{ONE(STS MX RPT "mta-sts.x CNAME sts.isp.net.\n"), "", SEV_INFO},
	{ONE(STS MX RPT "mta-sts.x NS ns1.isp.net.\n"), "", SEV_INFO},
	{ONE(STS MX RPT "*.x A 192.0.2.80\n"), "", SEV_WARNING},
	{ONE(STS MX RPT "mta-sts.x AAAA 2001:db8::80\n"), "", SEV_INFO},
	/* A provider has the record: the host is needed all the same. */
	{ONE("_mta-sts.x CNAME _mta-sts.isp.net.\n" MX HOST RPT), "",
	    SEV_INFO},
	{ONE("_mta-sts.x CNAME _mta-sts.isp.net.\n" MX RPT),
	    "example.com.:1:1: error: mta-sts-no-policy-host:", SEV_INFO},
	{TWO("_mta-sts.x CNAME a.isp.net.\n" MX RPT, "isp.net.",
	    "a TXT \"v=STSv1; id=1\"\nmx A 192.0.2.1\n"),
	    "example.com.:1:1: error: mta-sts-no-policy-host:", SEV_WARNING},
	{ONE("mta-sts.x TXT \"v=STSv1; id=9\"\n" MX HOST),
	    "example.com.:1:1: warning: mta-sts-wrong-name:"
	    " mta-sts.x.example.com.: senders look for MTA-STS at _mta-sts"
	    " below the mail domain only, not here; write:"
	    " _mta-sts.x.example.com. TXT \"v=STSv1; id=9;\"", SEV_INFO},
	{ONE("x TXT \"v=STSv1; id=9\"\n" MX),
	    "example.com.:1:1: warning: mta-sts-wrong-name: x.example.com.:"
	    " senders look for MTA-STS at _mta-sts below the mail domain only,"
	    " not here; write: _mta-sts.x.example.com. TXT", SEV_INFO},
	{ONE("_mtasts.x TXT \"v=STSv1; id=9\"\n" MX),
	    "example.com.:1:1: warning: mta-sts-wrong-name:", SEV_INFO},
	{ONE("_smtp._tls.x TXT \"v=STSv1; id=9\"\n" MX),
	    "example.com.:1:1: warning: mta-sts-wrong-name:"
	    " _smtp._tls.x.example.com.: senders look for MTA-STS at _mta-sts"
	    " below the mail domain only, not here; write:"
	    " _mta-sts.x.example.com. TXT \"v=STSv1; id=9;\"", SEV_INFO},
	{ONE("_policy.x TXT \"v=STSv1; id=9\"\n" MX),
	    "example.com.:1:1: warning: mta-sts-wrong-name:", SEV_INFO},
	/* Aliases lead there, or may. */
	{ONE("sts.x TXT \"v=STSv1; id=9\"\n_mta-sts.x CNAME sts.x\n" MX HOST
	    RPT), "", SEV_INFO},
	{ONE("sts.x TXT \"v=STSv1; id=9\"\n" STS MX HOST RPT), "", SEV_INFO},
	{ONE("c._mta-sts.x TXT \"v=STSv1; id=9\"\n" MX), "", SEV_INFO},
	{ONE("c.pool TXT \"v=STSv1; id=9\"\n"), "", SEV_INFO},
	{ONE("sts.x TXT \"v=STSv1; id=9.\"\n_mta-sts.x CNAME sts.x\n" MX HOST
	    RPT), "example.com.:1:1: error: mta-sts-syntax: sts.x.example.com."
	    ": senders take this for no MTA-STS record: an id has letters and"
	    " digits only (octet 14, \".\"); write: sts.x.example.com. TXT"
	    " \"v=STSv1; id=9;\"", SEV_INFO},
	{ONE("*.x TXT \"v=STSv1; id=9\"\n" MX HOST RPT), "", SEV_WARNING},
	{ONE("x TXT \"sts-verification=a\"\n" MX), "", SEV_INFO},
	{ONE(STS "x A 192.0.2.1\n" HOST),
	    "example.com.:1:1: warning: mta-sts-no-mx: _mta-sts.x.example.com."
	    ": MTA-STS says by which exchanges x.example.com. takes mail, but"
	    " it has no MX", SEV_WARNING},
	{ONE(STS "x MX 0 .\n"), "example.com.:1:1: warning: mta-sts-no-mx:"
	    " _mta-sts.x.example.com.: MTA-STS says how mail to x.example.com."
	    " must be sent, but its null MX", SEV_WARNING},
	{ONE(STS "x CNAME y\ny MX 10 mx.isp.net.\n" HOST), "", SEV_WARNING},
	{ONE(STS "x CNAME y.isp.net.\n" HOST), "", SEV_WARNING},
	{TWO("x.sub MX 10 mx.isp.net.\nmta-sts.x.sub A 192.0.2.1\n",
	    "_mta-sts.x.sub.example.com.", "@ TXT \"v=STSv1; id=9\"\n"), "",
	    SEV_WARNING},
	/* The dot is what is wrong. */
	{ONE("_mta-sts.x.example.com TXT \"v=STSv1; id=9\"\n" MX HOST RPT),
	    "example.com.:1:1: warning: owner-missing-dot:", SEV_INFO},
	{ONE(STS "mta-sts.x.example.com A 192.0.2.80\n" MX RPT),
	    "example.com.:2:1: warning: owner-missing-dot:", SEV_INFO},
	{ONE(HOST MX), "example.com.:1:1: info: mta-sts-orphan-host:"
	    " mta-sts.x.example.com.: this host is where senders would fetch"
	    " an MTA-STS policy, but no record tells them to; if it has one,"
	    " add: _mta-sts.x.example.com. TXT \"v=STSv1; id=1;\"", SEV_INFO},
	{ONE("mta-sts.x CNAME h.isp.net.\n" MX),
	    "example.com.:1:1: info: mta-sts-orphan-host:", SEV_INFO},
	{ONE(HOST "x MX 0 .\n"), "", SEV_INFO},
	{ONE(HOST MX "_mta-sts.x NS ns1.isp.net.\n"), "", SEV_INFO},
};

static void
test_sts(void **state)
{
	(void)state;
	CHECK_CASES(sts);
}

#define V	"_smtp._tls.x TXT \"v=TLSRPTv1; rua="
#define BAD(uris, why, better)	{ONE(V uris "\"\n" MX),			\
	"example.com.:1:1: error: tlsrpt-syntax: _smtp._tls.x.example.com.:" \
	" senders take this for no TLSRPT record: " why "; write:"	\
	" _smtp._tls.x.example.com. TXT \"v=TLSRPTv1; rua=" better "\"", \
	SEV_INFO}
#define ANY	"mailto:tlsrpt@x.example.com"

#define STRAY(owner)	{ONE(owner					\
	" TXT \"v=TLSRPTv1; rua=mailto:a@isp.net\"\n" MX),		\
	"example.com.:1:1: warning: tlsrpt-wrong-name: " owner		\
	".example.com.: senders look for the address for TLS reports at" \
	" _smtp._tls below the mail domain only, not here; write:"	\
	" _smtp._tls.x.example.com. TXT \"v=TLSRPTv1;"			\
	" rua=mailto:a@isp.net\"", SEV_INFO}

static const struct expected tlsrpt[] = {
	BAD("r@isp.net", "a URI begins with \"mailto:\" or \"https:\" (octet"
	    " 17, \"r\")", "mailto:r@isp.net"),
	BAD("mailto:a@isp.net,b@isp.net", "a URI begins with \"mailto:\" or"
	    " \"https:\" (octet 34, \"b\")",
	    "mailto:a@isp.net,mailto:b@isp.net"),
	BAD("mailto:a@isp.net;mailto:b@isp.net", "this is no \"name=value\""
	    " (octet 34, \"m\")", "mailto:a@isp.net,mailto:b@isp.net"),
	BAD("mailto:a@isp.net mailto:b@isp.net", "no blank may stand in a URI;"
	    " is a comma missing (octet 33, \" \")",
	    "mailto:a@isp.net,mailto:b@isp.net"),
	BAD("mailto://a@isp.net", "no \"//\" may follow \"mailto:\" (octet 24,"
	    " \"/\")", "mailto:a@isp.net"),
	BAD("http://isp.net/r", "a URI begins with \"mailto:\" or \"https:\""
	    " (octet 17, \"h\")", "https://isp.net/r"),
	BAD("mailto:a@isp.net!10m", "\"!\" must be written as %21; a limit of"
	    " size is DMARC's (octet 33, \"!\")", "mailto:a@isp.net"),
	BAD("isp.net", "a URI begins with \"mailto:\" or \"https:\" (octet 17,"
	    " \"i\")", ANY),
	BAD("", "no value stands behind this \"=\" (octet 17, its end)", ANY),
	{ONE("_smtp._tls.x TXT \"v=TLSRPTv1;\"\n" MX),
	    "example.com.:1:1: error: tlsrpt-syntax: _smtp._tls.x.example.com."
	    ": senders take this for no TLSRPT record: there is no rua",
	    SEV_INFO},
	{ONE("_smtp._tls.x TXT \"v=TLSRPTV1; rua=mailto:a@b.net\"\n" MX),
	    "example.com.:1:1: error: tlsrpt-syntax: _smtp._tls.x.example.com."
	    ": senders take this for no TLSRPT record: this is not the version"
	    " that senders know (octet 3, \"T\"); write:"
	    " _smtp._tls.x.example.com. TXT \"v=TLSRPTv1; rua=mailto:a@b.net"
	    "\"", SEV_INFO},
	{ONE("_smtp._tls.x TXT \"v=TLSRPTv1 rua=mailto:a@b.net\"\n" MX),
	    "example.com.:1:1: error: tlsrpt-syntax: _smtp._tls.x.example.com."
	    ": senders take this for no TLSRPT record: a semicolon must follow"
	    " the version (octet 11, \" \"); write: _smtp._tls.x.example.com."
	    " TXT \"v=TLSRPTv1; rua=mailto:a@b.net\"", SEV_INFO},
	{ONE(V "mailto:a@isp.net , https://isp.net/r?a=b;\"\n" MX), "",
	    SEV_INFO},
	{ONE(V "MAILTO:a%21@isp.net\" \";\"\n" MX), "", SEV_INFO},
	{ONE("_smtp._tls.x CNAME p\np TXT \"v=TLSRPTv1; rua=mailto:a@b.c\"\n"
	    "p TXT \"v=TLSRPTv1; rua=mailto:a@b.d\"\n" MX),
	    "example.com.:3:1: error: tlsrpt-multiple: p.example.com.: there"
	    " are 2 TLSRPT records, and senders act as if there were none (RFC"
	    " 8460 3); keep one: p.example.com. TXT \"v=TLSRPTv1;"
	    " rua=mailto:a@b.c,mailto:a@b.d\"", SEV_INFO},
	{ONE(V "mailto:a@isp.net\"\n" V "https://isp.net\"\n" MX),
	    "example.com.:2:1: error: tlsrpt-multiple:"
	    " _smtp._tls.x.example.com.: there are 2 TLSRPT records, and"
	    " senders act as if there were none (RFC 8460 3); keep one:"
	    " _smtp._tls.x.example.com. TXT \"v=TLSRPTv1;"
	    " rua=mailto:a@isp.net,https://isp.net\"", SEV_INFO},
	{ONE(V "mailto:a@isp.net\"\n_smtp._tls.x TXT note\n" MX), "",
	    SEV_INFO},
	STRAY("_tls._smtp.x"),
	STRAY("smtp._tls.x"),
	STRAY("_smtp.tls.x"),
	STRAY("_smtp-tls.x"),
	STRAY("_tls.x"),
	STRAY("_tlsrpt.x"),
	STRAY("x"),
	{ONE("r.x TXT \"v=TLSRPTv1; rua=mailto:a@isp.net\"\n_smtp._tls.x"
	    " CNAME r.x\n" MX), "", SEV_INFO},
	{ONE("c._smtp._tls.x TXT \"v=TLSRPTv1; rua=mailto:a@isp.net\"\n" MX),
	    "", SEV_INFO},
	{ONE("*._tls.x TXT \"v=TLSRPTv1; rua=mailto:a@isp.net\"\n" MX), "",
	    SEV_INFO},
	{ONE("_tls._smtp.pool TXT \"v=TLSRPTv1; rua=mailto:a@isp.net\"\n"),
	    "", SEV_INFO},
	{ONE(STS MX HOST), "example.com.:1:1: info: tlsrpt-missing:"
	    " _mta-sts.x.example.com.: x.example.com. has MTA-STS, but nobody"
	    " tells it when mail cannot be sent to it by TLS; add, with an"
	    " address that is read: _smtp._tls.x.example.com. TXT \"v=TLSRPTv1"
	    "; rua=" ANY "\"", SEV_INFO},
	{ONE("_mta-sts.x CNAME _mta-sts.isp.net.\n" MX HOST),
	    "example.com.:1:1: info: tlsrpt-missing:", SEV_INFO},
	{ONE(STS MX HOST "_smtp._tls.x CNAME r.isp.net.\n"), "", SEV_INFO},
	{ONE(STS MX HOST "_tls.x NS ns1.isp.net.\n"), "", SEV_INFO},
	{TWO(MX, "isp.net.", "@ DNSKEY 257 3 13 AA==\nmx A 192.0.2.1\nmx AAAA"
	    " 2001:db8::1\n_25._tcp.mx TLSA 2 1 1 (0123456789abcdef0123456789"
	    "abcdef 0123456789abcdef0123456789abcdef)\n"),
	    "example.com.:1:1: info: mx-single:\n"
	    "example.com.:1:1: info: tlsrpt-missing: x.example.com.:"
	    " x.example.com. has an exchange with TLSA, but\n"
	    "example.com.:1:1: warning: tlsa-mx-unsigned:", SEV_INFO},
	{ONE(MX), "", SEV_INFO},
};

static void
test_tlsrpt(void **state)
{
	(void)state;
	CHECK_CASES(tlsrpt);
}

/* Two versions of a zone, or a policy of x beside it. */
static const struct {
	const char	*before;	/* or NULL */
	const char	*now;
	const char	*policy;	/* or NULL */
	const char	*found;
} versions[] = {
	{STS HOST RPT "x MX 10 old.isp.net.\n", NEXT STS HOST RPT MX, NULL,
	    "example.com.:1:1: warning: mta-sts-id-unchanged:"
	    " _mta-sts.x.example.com.: the exchange mx.isp.net. is new, but"
	    " the id is that of the policy before it, which senders keep; add"
	    " it to the policy, then write: _mta-sts.x.example.com. TXT"
	    " \"v=STSv1; id=2;\""},
	{STS HOST RPT MX, NEXT STS HOST RPT MX "x MX 20 b.isp.net.\n", NULL,
	    "example.com.:1:1: warning: mta-sts-id-unchanged:"
	    " _mta-sts.x.example.com.: the exchange b.isp.net. is new"},
	/* Another id, other preferences, one less, the first record. */
	{"_mta-sts.x TXT \"v=STSv1; id=6\"\n" HOST RPT "x MX 1 a.b.\n",
	    NEXT STS HOST RPT MX, NULL, ""},
	{STS HOST RPT "x MX 5 MX.isp.net.\n", NEXT STS HOST RPT MX, NULL, ""},
	{STS HOST RPT MX "x MX 20"
	    " b.isp.net.\n", NEXT STS HOST RPT MX, NULL, ""},
	{"x MX 1 a.b.\n", NEXT STS HOST RPT MX, NULL, ""},
	{STS, NEXT STS HOST RPT MX, NULL, ""},
	{NULL, STS HOST RPT MX, NULL, ""},
#define HEADER	"version: STSv1\nmode: enforce\nmax_age: 86400\n"
	{NULL, MX "x MX 20 b.c.isp.net.\n", HEADER "mx: *.isp.net\n",
	    "example.com.:2:1: error: mta-sts-mx-mismatch: x.example.com.: no"
	    " line of the MTA-STS policy matches the exchange b.c.isp.net., so"
	    " senders do not deliver to it; add to the policy: mx:"
	    " b.c.isp.net, then change the id in DNS"},
	{NULL, MX, "version: STSv1\nmode: testing\nmax_age: 1\nmx: isp.net\n",
	    "example.com.:1:1: error: mta-sts-mx-mismatch: x.example.com.: no"
	    " line of the MTA-STS policy matches the exchange mx.isp.net., so"
	    " senders report it, and would not deliver to it in mode enforce"},
	{NULL, MX, HEADER, "example.com.:1:1: error: mta-sts-mx-mismatch:"
	    " x.example.com.: the MTA-STS policy given is no policy, so no"
	    " exchange is in it: line 4, column 1: there is no mx"},
	{NULL, MX, HEADER "mx: MX.ISP.net\n", ""},
	{NULL, MX, "version: STSv1\nmode: none\nmax_age: 1\n", ""},
	{NULL, "x MX 0 .\n", HEADER "mx: a.b\n", ""},
	{NULL, "y MX 10 mx.isp.net.\n", HEADER "mx: a.b\n", ""},
};

static void
test_versions(void **state)
{
	struct name	domain = checked_apex("x.example.com.");
	struct zones	now = {{"example.com."}, {NULL}};
	struct zones	before = {{"example.com."}, {NULL}};
	struct checked	c[2];
	struct extras	*extras;
	size_t		 i;

	(void)state;
	for (i = 0; i < sizeof(versions) / sizeof(versions[0]); i++) {
		now.text[0] = versions[i].now;
		before.text[0] = versions[i].before == NULL ? "" :
		    versions[i].before;
		checked_init(&c[0], &now);
		checked_init(&c[1], &before);
		assert_non_null(extras = extras_new());
		if (versions[i].policy != NULL)
			assert_int_equal(extras_add(extras, EXTRA_POLICY,
			    &domain, versions[i].policy,
			    strlen(versions[i].policy)), 0);
		checked_again(&c[0], versions[i].before == NULL ? NULL :
		    c[1].zone[0], extras);
		checked_expect(&c[0], versions[i].found, SEV_WARNING);
		extras_free(extras);
		checked_clear(&c[0]);
		checked_clear(&c[1]);
	}
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_sts),
		cmocka_unit_test(test_tlsrpt),
		cmocka_unit_test(test_versions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
