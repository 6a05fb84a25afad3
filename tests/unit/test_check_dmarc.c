/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tests/unit/chapter.h"

#define IDS	"dmarc- "
#define E1	"example.com.:1:1: error: "
#define W1	"example.com.:1:1: warning: "
#define I1	"example.com.:1:1: info: "
/* A record of a name below an apex with null MX; reports go elsewhere. */
#define P(text)	ONE("_dmarc.p TXT \"" text "\"\n")
#define AT_P	"_dmarc.p.example.com.: "
#define WRITE	"; write: _dmarc.p.example.com. TXT "
#define RUA	"rua=mailto:d@isp.net"
#define MX(owner)	owner " MX 1 mx.isp.net.\n"

static const struct expected policies[] = {
	/* dmarc-syntax */
	{P("v=DMARC1; p=blocked; " RUA), E1 "dmarc-syntax: " AT_P "p=blocked"
	    " is none of none, quarantine and reject (RFC 9989 4.8);"
	    " receivers ignore it", SEV_WARNING},
	{P("v=DMARC1; p=rejekt; aspf=strict; " RUA), E1 "dmarc-syntax: " AT_P
	    "p=rejekt is none of none, quarantine and reject (RFC 9989 4.8);"
	    " receivers ignore it" WRITE "\"v=DMARC1; p=reject; aspf=s; " RUA
	    "\"", SEV_WARNING},
	{P("v=DMARC1;p=none;p=reject;" RUA), E1 "dmarc-syntax: " AT_P
	    "\"p=reject\" stands twice (RFC 9989 4.8); receivers ignore it"
	    WRITE "\"v=DMARC1; p=none; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1;; p=reject; " RUA), E1 "dmarc-syntax: " AT_P "a tag is"
	    " empty: two semicolons stand side by side (RFC 9989 4.8)" WRITE
	    "\"v=DMARC1; p=reject; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1 p=reject; " RUA), E1 "dmarc-syntax: " AT_P "v=DMARC1 has"
	    " no semicolon before the next tag (RFC 9989 4.8); receivers"
	    " ignore it" WRITE "\"v=DMARC1; p=reject; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1; p:reject; " RUA), E1 "dmarc-syntax: " AT_P "\"p:reject\""
	    " is no tag: it has no = (RFC 9989 4.8); receivers ignore it",
	    SEV_WARNING},
	{P("v=DMARC1; P=reject; " RUA), E1 "dmarc-syntax: " AT_P "\"P=reject\""
	    " must be in lower case (RFC 9989 4.8); receivers ignore it" WRITE
	    "\"v=DMARC1; p=reject; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1 reject"), E1 "dmarc-syntax: " AT_P "the record does not"
	    " begin with v=DMARC1 and a semicolon", SEV_INFO},
	/* dmarc-no-policy */
	{P("v=DMARC1; " RUA), W1 "dmarc-no-policy: " AT_P "the record has no"
	    " p: it counts as p=none (RFC 9989 4.7), and older receivers"
	    " ignore it" WRITE "\"v=DMARC1; p=none; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1"), W1 "dmarc-no-policy: " AT_P "the record has no p:"
	    " without rua too, receivers ignore it (RFC 9989 4.10.1)" WRITE
	    "\"v=DMARC1; p=none\"", SEV_INFO},
	/* dmarc-policy-none, dmarc-none-no-rua, dmarc-no-rua */
	{P("v=DMARC1;" RUA ";p=None"), I1 "dmarc-policy-none:\n"
	    I1 "dmarc-external-unseen: " AT_P "rua: isp.net. is not served"
	    " here; it must permit these reports (RFC 9990 4):"
	    " p.example.com._report._dmarc.isp.net. TXT \"v=DMARC1\"",
	    SEV_INFO},
	{P("v=DMARC1; p=none;") /* nobody here takes mail */, W1
	    "dmarc-none-no-rua: " AT_P "p=none without rua neither protects"
	    " nor reports; name an address for the reports, or set a policy\n",
	    SEV_INFO},
	{ONE("_dmarc.p TXT \"v=DMARC1; p=none;\"\n" MX("p")),
	    W1 "dmarc-none-no-rua: " AT_P "p=none without rua neither protects"
	    " nor reports; name an address for the reports, or set a policy"
	    WRITE "\"v=DMARC1; p=none; rua=mailto:dmarc@p.example.com\"",
	    SEV_INFO},
	{ONE("_dmarc.a.p TXT \"v=DMARC1; p=none\"\na A 192.0.2.1\n"
	    "_dmarc.p TXT \"v=DMARC1; p=none;"
	    " " RUA "\"\n" MX("p")), W1 "dmarc-none-no-rua:"
	    " _dmarc.a.p.example.com.: p=none without rua neither protects"
	    " nor reports; name an address for the reports, or set a policy;"
	    " write: _dmarc.a.p.example.com. TXT \"v=DMARC1; p=none;"
	    " rua=mailto:dmarc@p.example.com\"", SEV_WARNING},
	{ONE("_dmarc.p TXT \"v=DMARC1\"\np A 192.0.2.1\n"), W1
	    "dmarc-no-policy: " AT_P "the record has no p: without rua too,"
	    " receivers ignore it (RFC 9989 4.10.1)" WRITE "\"v=DMARC1;"
	    " p=none; rua=mailto:dmarc@p.example.com\"", SEV_INFO},
	{ONE("_dmarc.p TXT \"v=DMARC1\"\np MX 0 .\n"), W1
	    "dmarc-no-policy: " AT_P "the record has no p: without rua too,"
	    " receivers ignore it (RFC 9989 4.10.1)" WRITE "\"v=DMARC1;"
	    " p=reject\"", SEV_INFO},
	{P("v=DMARC1; p=quarantine"), I1 "dmarc-no-rua: ", SEV_INFO},
	{ONE("_dmarc TXT \"v=DMARC1; p=reject\"\n"), "", SEV_INFO},
	/* dmarc-removed-tag, dmarc-pct */
	{P("v=DMARC1; p=reject; rf=afrf; ri=86400; pct=100; " RUA), I1
	    "dmarc-removed-tag: " AT_P "RFC 9989 removed pct rf ri;"
	    " receivers ignore what it removed" WRITE "\"v=DMARC1; p=reject; "
	    RUA "\"\n" I1 "dmarc-external-unseen:", SEV_INFO},
	{P("v=DMARC1; p=reject; pct=0; ri=7; " RUA), I1 "dmarc-removed-tag: "
	    AT_P "RFC 9989 removed ri;\n" W1 "dmarc-pct: " AT_P "pct=0 asks"
	    " for a share of the mail, but RFC 9989 removed pct, and"
	    " receivers apply the policy to all of it; t=y asks for one level"
	    " less" WRITE "\"v=DMARC1; p=reject; " RUA "; t=y\"\n"
	    I1 "dmarc-external-unseen:", SEV_INFO},
	/* dmarc-unknown-tag */
	{P("v=DMARC1; policy=reject; " RUA), W1 "dmarc-unknown-tag: " AT_P
	    "the tag policy is unknown, and receivers ignore it; did you mean"
	    " p" WRITE "\"v=DMARC1; p=reject; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1; p=none; ura=mailto:d@isp.net"), W1
	    "dmarc-unknown-tag: " AT_P "the tag ura is unknown, and receivers"
	    " ignore it; did you mean rua" WRITE "\"v=DMARC1; p=none; " RUA
	    "\"", SEV_INFO},
	{P("v=DMARC1; p=reject; banana=1; " RUA), W1 "dmarc-unknown-tag: "
	    AT_P "the tag banana is unknown, and receivers ignore it; remove"
	    " it" WRITE "\"v=DMARC1; p=reject; " RUA "\"", SEV_WARNING},
	/* dmarc-sp-weaker */
	{P("v=DMARC1; np=none; p=Reject; sp=quarantine; " RUA), W1
	    "dmarc-sp-weaker: " AT_P "sp=quarantine is weaker than p=Reject:"
	    " names below the domain stay open to forgers" WRITE
	    "\"v=DMARC1; p=Reject; " RUA "\"", SEV_WARNING},
	{P("v=DMARC1; p=quarantine; np=none; " RUA), W1 "dmarc-sp-weaker: "
	    AT_P "np=none is weaker than p=quarantine", SEV_WARNING},
	/* dmarc-psd-misuse */
	{P("v=DMARC1; p=reject; psd=Y; " RUA), W1 "dmarc-psd-misuse: " AT_P
	    "psd=y says that p.example.com. is a public suffix", SEV_WARNING},
	{{{"gov.uk."}, {"_dmarc TXT \"v=DMARC1; p=reject; psd=y; " RUA
	    "\"\n"}}, "", SEV_WARNING},
	{{{"bank."}, {"_dmarc TXT \"v=DMARC1; p=reject; psd=y; " RUA
	    "\"\n"}}, "", SEV_WARNING},
	{{{"bank.xx."}, {"_dmarc TXT \"v=DMARC1; p=reject; psd=y; " RUA
	    "\"\n"}}, "bank.xx.:1:1: warning: dmarc-psd-misuse:",
	    SEV_WARNING},
	/* dmarc-test-mode, dmarc-fo-without-ruf */
	{P("v=DMARC1; t=Y; p=reject; " RUA), I1 "dmarc-test-mode: " AT_P
	    "t=y: receivers quarantine what they should reject; remove it"
	    " after the trial" WRITE "\"v=DMARC1; p=reject; " RUA "\"\n"
	    I1 "dmarc-external-unseen:", SEV_INFO},
	{P("v=DMARC1; p=reject; fo=1; " RUA), I1 "dmarc-fo-without-ruf: " AT_P
	    "fo has no effect without ruf (RFC 9989 4.7); remove it, or add"
	    " ruf" WRITE "\"v=DMARC1; p=reject; " RUA "\"\n"
	    I1 "dmarc-external-unseen:", SEV_INFO},
	{P("v=DMARC1; p=reject; fo=d:1:0; " RUA "; ruf=mailto:d@isp.net"), I1
	    "dmarc-fo-without-ruf: " AT_P "0 and 1 in fo contradict each"
	    " other (RFC 9989 4.7); 1 asks for more reports" WRITE
	    "\"v=DMARC1; p=reject; fo=1:d; " RUA "; ruf=mailto:d@isp.net\"\n"
	    I1 "dmarc-external-unseen:", SEV_INFO},
	/* Nothing to tell. */
	{P("v=DMARC1;p=REJECT;sp=reject;np=Reject;adkim=S;aspf=r;fo=s:1;psd=n"
	    ";t=N;ruf=mailto:d@p.example.com;rua=mailto:d@p.example.com;"),
	    E1 "dmarc-rua-no-mail:", SEV_INFO},
	{P("v=DMARC1; p=none; sp=reject; " RUA), "", SEV_WARNING},
	{ONE("_dmarc.p TXT \"v = DMARC1 ; " RUA "\" \" ; p = rej\""
	    " \"ect ; \"\n"), "", SEV_WARNING},
};

static void
test_policies(void **state)
{
	(void)state;
	CHAPTER_CASES(policies, IDS);
}

#define LIST(list)	P("v=DMARC1; p=reject; rua=" list)
#define MENDED(list)	WRITE "\"v=DMARC1; p=reject; rua=" list "\""

static const struct expected reports[] = {
	{LIST("d@isp.net"), E1 "dmarc-report-uri: " AT_P "rua: \"d@isp.net\""
	    " is no URI: mailto: is missing before the address"
	    MENDED("mailto:d@isp.net"), SEV_INFO},
	{LIST("mailto:a@isp.net mailto:b@isp.net"), E1 "dmarc-report-uri: "
	    AT_P "rua: \"mailto:a@isp.net mailto:b@isp.net\" holds a blank;"
	    " addresses are separated by commas"
	    MENDED("mailto:a@isp.net,mailto:b@isp.net"), SEV_INFO},
	{LIST("mailto: a@isp.net"), E1 "dmarc-report-uri: " AT_P
	    "rua: \"mailto: a@isp.net\" holds a blank; addresses are separated"
	    " by commas" MENDED("mailto:a@isp.net"), SEV_INFO},
	{LIST("mailto:a@isp.net;b@isp.net"), E1 "dmarc-report-uri: " AT_P
	    "rua: \"b@isp.net\" stands behind a semicolon, which ends the"
	    " list; addresses are separated by commas"
	    MENDED("mailto:a@isp.net,mailto:b@isp.net"), SEV_WARNING},
	{LIST("mailto:x"), E1 "dmarc-report-uri: " AT_P "rua: \"mailto:x\" is"
	    " no mail address: it has no @", SEV_INFO},
	{P("v=DMARC1; p=reject; " RUA "; ruf=mailto:j,doe@isp.net"), E1
	    "dmarc-report-uri: " AT_P "ruf: \"mailto:j\" is no mail address",
	    SEV_WARNING},
	{LIST("mailto:a@isp.net!50K,mailto:b@isp.net"), I1
	    "dmarc-size-limit: " AT_P "the size limit !50K of a report"
	    " address is obsolete, and ignored (RFC 9989 4.8); remove it"
	    MENDED("mailto:a@isp.net,mailto:b@isp.net") "\n"
	    I1 "dmarc-external-unseen:", SEV_INFO},
	{LIST("https://isp.net/,x-new:report"), "", SEV_INFO},
	/* dmarc-rua-no-mail */
	{LIST("mailto:d@example.com"), E1 "dmarc-rua-no-mail: " AT_P "rua:"
	    " the reports are lost, because example.com. has a null MX: it"
	    " takes no mail; name an address in a domain that has an MX",
	    SEV_INFO},
	/* Of the zone's own name it is told that it lacks an MX. */
	{ONE("!_dmarc.p TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:d@Example.com\"\n"),
	    "", SEV_INFO},
	/* But nobody tells that of a name at which no mail is thought of. */
	{{{REVERSE}, {"!_dmarc.p TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:d@2.0.192.in-addr.arpa\"\n"}},
	    REVERSE ":1:1: error: dmarc-rua-no-mail:", SEV_INFO},
	/* The other zone is looked at by itself, and may not be ours. */
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:d@www.example.com"
	    "\"\nwww CNAME example.net.\n", "example.net.", "!"),
	    E1 "dmarc-rua-no-mail:", SEV_INFO},
	{LIST("mailto:a@none.example.com,mailto:b@none.Example.COM"), E1
	    "dmarc-rua-no-mail: " AT_P "rua: the reports are lost, because"
	    " none.example.com. does not exist", SEV_INFO},
	{LIST("mailto:a@t.example.com\"\nt TXT \"x"), E1
	    "dmarc-rua-no-mail: " AT_P "rua: the reports are lost, because"
	    " t.example.com. has neither MX nor address", SEV_INFO},
	{LIST("mailto:a@t.example.com\"\nt A 192.0.2.1\nu TXT \"x"), "",
	    SEV_INFO},
	{LIST("mailto:a@t.example.com\"\nt CNAME isp.net.\nu TXT \"x"), "",
	    SEV_INFO},
	{LIST("mailto:a@t.example.com\"\nt NS ns.isp.net.\nu TXT \"x"), "",
	    SEV_INFO},
	{LIST("mailto:a@b.t.example.com\"\n*.t MX 1 mx.isp.net.\n"
	    "_dmarc.t TXT \"v=DMARC1; p=reject; rua=mailto:a@b.t.example.com"),
	    "", SEV_INFO},
	{LIST("mailto:a@t.example.com%2Cb@none.example.com"), "", SEV_INFO},
	/* dmarc-external-auth; a destination that takes no mail comes first */
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@m.example.net;"
	    " ruf=mailto:b@m.example.net\"\n", "example.net.",
	    "m MX 1 mx.isp.net.\n_dmarc.m CNAME x.isp.net.\n"), E1
	    "dmarc-external-auth: " AT_P "rua: m.example.net. does not"
	    " permit these reports, so"
	    " receivers send none (RFC 9990 4); add there:"
	    " p.example.com._report._dmarc.m.example.net. TXT \"v=DMARC1\"",
	    SEV_INFO},
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@example.net\"\n",
	    "example.net.", ""), E1 "dmarc-rua-no-mail: ", SEV_INFO},
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@m.example.net\""
	    "\n", "example.net.", "m A 192.0.2.1\n"
	    "*._report._dmarc.m TXT \"v=DMARC1;\"\n"), "", SEV_INFO},
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@m.example.net\""
	    "\n", "example.net.", "m A 192.0.2.1\n"
	    "p.example.com._report._dmarc.m CNAME x.isp.net.\n"),
	    I1 "dmarc-external-unseen:", SEV_INFO},
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@m.example.net\""
	    "\n", "example.net.", "m A 192.0.2.1\n"
	    "q.example.com._report._dmarc.m TXT \"v=DMARC1\"\n"
	    "p.example.com._report._dmarc.m TXT \"v=spf1 -all\"\n"),
	    E1 "dmarc-external-auth:", SEV_INFO},
	/* Not recognised is that finding only. */
	{TWO("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@m.example.net\""
	    "\n", "example.net.", "m A 192.0.2.1\n"
	    "p.example.com._report._dmarc.m TXT \"v=dmarc1\"\n"),
	    "example.net.:2:1: warning: dmarc-not-recognised:", SEV_INFO},
	/* By an alias; the target's own name permits nothing. */
	{TWO("_dmarc.p CNAME d.example.net.\n", "example.net.",
	    "!@ MX 1 mx.isp.net.\n"
	    "d TXT \"v=DMARC1; p=reject; rua=mailto:a@example.net\"\n"
	    "_dmarc CNAME d\n"), E1 "dmarc-external-auth: " AT_P "rua:"
	    " example.net. does not permit"
	    " these reports, so receivers send none (RFC 9990 4); add there:"
	    " p.example.com._report._dmarc.example.net. TXT \"v=DMARC1\"",
	    SEV_WARNING},
	{TWO("_dmarc.p CNAME d.example.net.\n", "example.net.",
	    "!@ MX 1 mx.isp.net.\n"
	    "d TXT \"v=DMARC1; p=reject; rua=mailto:a@example.net\"\n"
	    "*._report._dmarc TXT \"v=DMARC1\"\n"
	    "_dmarc CNAME d\n"), "", SEV_WARNING},
	/* One organisation. */
	{TWO("_dmarc TXT \"v=DMARC1; p=reject; rua=mailto:a@b.example.com\"\n"
	    "b.example.com. NS ns1.dns.\n", "b.example.com.",
	    "!@ MX 1 mx.isp.net.\n"), "", SEV_INFO},
	{{{"a.example.com.", "b.example.com."}, {"_dmarc TXT \"v=DMARC1;"
	    " p=reject; rua=mailto:a@b.example.com\"\n",
	    "!@ A 192.0.2.1\n"}}, "", SEV_INFO},
	{{{"a.co.uk.", "b.co.uk."}, {"_dmarc TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:a@b.co.uk\"\n", "!@ A 192.0.2.1\n"}},
	    "a.co.uk.:1:1: error: dmarc-external-auth:", SEV_INFO},
	/* A permission may send the reports elsewhere, to a URI. */
	{ONE("*._report._dmarc TXT \"v=DMARC1; rua=mailto:x@example.com\"\n"
	    "a._report._dmarc TXT \"v=DMARC1; rua=x@example.com\"\n"),
	    "example.com.:2:1: error: dmarc-report-uri:", SEV_INFO},
};

static void
test_reports(void **state)
{
	(void)state;
	CHAPTER_CASES(reports, IDS);
}

#define GOOD(owner)	owner " TXT \"v=DMARC1; p=reject; " RUA "\"\n"

static const struct expected places[] = {
	/* dmarc-multiple */
	{ONE("_dmarc.p TXT \"v=DMARC1; p=reject; rua=mailto:a@isp.net\"\n"
	    "_dmarc.p TXT \"x\"\n"
	    "_dmarc.p TXT \"v=DMARC1; p=none; rua=mailto:b@isp.net\"\n"),
	    "example.com.:2:1: info: dmarc-unrelated-txt: " AT_P "\"x\" at"
	    " _dmarc has nothing to do with DMARC; move it to a name of its"
	    " own\nexample.com.:3:1: error: dmarc-multiple: " AT_P "the domain"
	    " has more than one DMARC record, so receivers ignore them all"
	    " (RFC 9989 4.10); keep one, of both perhaps:"
	    " _dmarc.p.example.com. TXT \"v=DMARC1; p=none;"
	    " rua=mailto:a@isp.net,mailto:b@isp.net\"", SEV_INFO},
	{ONE("a._report._dmarc TXT \"v=DMARC1\"\n"
	    "a._report._dmarc TXT \"v=DMARC1;\"\n"), "", SEV_INFO},
	/* dmarc-not-recognised */
	{P("v=dmarc1; p=reject; " RUA), W1 "dmarc-not-recognised: " AT_P
	    "\"v=dmarc1; p=reject; " RUA "\" is no DMARC record for"
	    " receivers, who look for v=DMARC1 in this spelling, with nothing"
	    " before it and a semicolon behind it" WRITE
	    "\"v=DMARC1; p=reject; " RUA "\"", SEV_INFO},
	{P("p=reject; v=DMARC1"), W1 "dmarc-not-recognised: " AT_P
	    "\"p=reject; v=DMARC1\" is no DMARC record for receivers, who"
	    " look for v=DMARC1 in this spelling, with nothing before it and"
	    " a semicolon behind it" WRITE "\"v=DMARC1; p=reject\"",
	    SEV_INFO},
	{P("v=DMARC1, p=quarantine, sp=none"), W1 "dmarc-not-recognised: "
	    AT_P "\"v=DMARC1, p=quarantine, sp=none\" is no DMARC record for"
	    " receivers, who look for v=DMARC1 in this spelling, with nothing"
	    " before it and a semicolon behind it" WRITE "\"v=DMARC1;"
	    " p=quarantine; sp=none\"", SEV_INFO},
	{P("p.example.com. IN TXT v=DMARC1; p=reject; " RUA), W1
	    "dmarc-not-recognised: " AT_P "\"p.example.com. IN TXT v=DMARC1;"
	    " p=reject; rua=mailto:d@isp.n\" is no DMARC record for"
	    " receivers, who look for v=DMARC1 in this spelling, with nothing"
	    " before it and a semicolon behind it" WRITE
	    "\"v=DMARC1; p=reject; " RUA "\"", SEV_INFO},
	{P("v=DMARC1\\\\; p=reject\\\\; " RUA), W1 "dmarc-not-recognised: "
	    AT_P "\"v=DMARC1\\; p=reject\\; " RUA "\" is no DMARC record for"
	    " receivers, who look for v=DMARC1 in this spelling, with nothing"
	    " before it and a semicolon behind it" WRITE
	    "\"v=DMARC1; p=reject; " RUA "\"", SEV_INFO},
	/* dmarc-wrong-name */
	{ONE(GOOD("-dmarc.p")), E1 "dmarc-wrong-name: -dmarc.p.example.com.:"
	    " a DMARC record stands at a wrong name, but receivers ask for"
	    " _dmarc only" WRITE "\"v=DMARC1; p=reject; " RUA "\"", SEV_INFO},
	{ONE(GOOD("p")), E1 "dmarc-wrong-name: p.example.com.: a DMARC record"
	    " stands at a wrong name, but receivers ask for _dmarc only" WRITE,
	    SEV_INFO},
	{ONE(GOOD("x._dmarc.p")), E1 "dmarc-wrong-name:"
	    " x._dmarc.p.example.com.: a DMARC record stands at a wrong name,"
	    " but receivers ask for _dmarc only" WRITE, SEV_INFO},
	{ONE(GOOD("*.p")), E1 "dmarc-wrong-name: *.p.example.com.: a DMARC"
	    " record stands at a wildcard, but receivers ask for _dmarc only"
	    WRITE, SEV_INFO},
	{ONE(GOOD("dmarc.p") "_dmarc.p CNAME x.isp.net.\n"), E1
	    "dmarc-wrong-name: dmarc.p.example.com.: a DMARC record stands at"
	    " a wrong name, but receivers ask for _dmarc only; remove it, for"
	    " _dmarc has a record already, or put it in the place of that",
	    SEV_INFO},
	{ONE("s._domainkey.p TXT \"v=DMARC1; k=rsa; p=AAAA\"\n"), E1
	    "dmarc-wrong-name: s._domainkey.p.example.com.: a DMARC record"
	    " stands at a wrong name, but receivers ask for _dmarc only\n",
	    SEV_INFO},
	{ONE(GOOD("r.pol") "_dmarc.p CNAME r.pol\n"),
	    "example.com.:2:1: info: dmarc-external-unseen: " AT_P "rua:"
	    " isp.net. is not served here; it must permit these reports (RFC"
	    " 9990 4): p.example.com._report._dmarc.isp.net. TXT \"v=DMARC1\"",
	    SEV_INFO},
	{TWO(GOOD("r.pol"), "example.net.",
	    "_dmarc CNAME r.pol.example.com.\n"), "", SEV_WARNING},
	{ONE("r.pol TXT \"v=DMARC1; p=block; " RUA "\"\n"
	    "_dmarc.p CNAME r.pol\n"),
	    E1 "dmarc-syntax: r.pol.example.com.: p=block is", SEV_WARNING},
	{ONE("r.pol TXT \"v=DMARC1; p=none\"\n_dmarc.p CNAME r.pol\n"),
	    W1 "dmarc-none-no-rua: r.pol.example.com.: p=none without rua"
	    " neither protects nor reports; name an address for the reports,"
	    " or set a policy", SEV_INFO},
	{ONE(GOOD("r.pol") GOOD("r.pol") "r.pol TXT \"v=DMARC1; p=none\"\n"
	    "_dmarc.p CNAME r.pol\n"), "example.com.:3:1: error:"
	    " dmarc-multiple:", SEV_INFO},
	{ONE("_report._dmarc TXT \"v=DMARC1\"\n"), "", SEV_INFO},
	/* Damaged texts are not ours. */
	{ONE("_dmarc.p TXT v=DMARC1; p=reject\n"
	    "p TXT v=DMARC1; p=reject\n"), "", SEV_INFO},
	/* dmarc-unrelated-txt */
	{ONE("* TXT \"x\"\n* TXT \"y\"\n"), I1 "dmarc-unrelated-txt:"
	    " *.example.com.: the wildcard answers at _dmarc too, where"
	    " receivers look for DMARC only; give _dmarc its own record",
	    SEV_INFO},
	{ONE("* TXT \"x\"\n_dmarc TXT \"v=DMARC1; p=reject\"\n"), "",
	    SEV_INFO},
	{ONE("* TXT \"v=spf1 -all\"\n"), "", SEV_INFO},
};

static void
test_places(void **state)
{
	(void)state;
	CHAPTER_CASES(places, IDS);
}

#define START		"as a start add: _dmarc.example.com. TXT \"v=DMARC1;" \
			" p=none; rua=mailto:dmarc@p.example.com\""

static const struct expected domains[] = {
	{ONE(MX("p")), W1 "dmarc-missing: p.example.com.: the domain takes"
	    " mail and has no DMARC record, nor has a domain above it, so"
	    " anybody can send in its name; " START, SEV_INFO},
	{ONE("p MX 0 .\n" MX("a.p")), "example.com.:2:1: warning:"
	    " dmarc-missing: a.p.example.com.:", SEV_INFO},
	{ONE(MX("*.p")), W1 "dmarc-missing: *.p.example.com.:", SEV_INFO},
	{ONE(MX("*.p") MX("p")), "example.com.:2:1: warning: dmarc-missing:"
	    " p.example.com.:", SEV_INFO},
	{ONE(MX("a.b.c") GOOD("_dmarc.b.c")), "", SEV_WARNING},
	{ONE(MX("a.b.c") GOOD("_dmarc")), "", SEV_WARNING},
	{ONE(MX("a.b.c") "_dmarc CNAME x.isp.net.\n"), "", SEV_INFO},
	{ONE(MX("a.b.c") "_dmarc CNAME gone\n"), "", SEV_INFO},
	{ONE(MX("p") "_dmarc.p NS ns.isp.net.\n"), "", SEV_INFO},
	{ONE(MX("p") "_dmarc.p DNAME d.isp.net.\n"), W1 "dmarc-missing:",
	    SEV_INFO},
	/* Damaged, not recognised, at a wrong name: one finding each. */
	{ONE(MX("p") "_dmarc TXT v=DMARC1; p=reject\n"), "", SEV_INFO},
	{ONE(MX("p") "_dmarc TXT \"v=dmarc1; p=reject\"\n"),
	    "example.com.:2:1: warning: dmarc-not-recognised:", SEV_INFO},
	{ONE(MX("p") GOOD("dmarc")), "example.com.:2:1: error:"
	    " dmarc-wrong-name:", SEV_INFO},
	{ONE(MX("p") GOOD("_dmarc.q") GOOD("q")), W1 "dmarc-missing:\n"
	    "example.com.:3:1: error: dmarc-wrong-name:", SEV_WARNING},
	/* Wildcards are what answers. */
	{ONE(MX("p") "* TXT \"v=spf1 -all\"\n"), W1 "dmarc-missing:",
	    SEV_INFO},
	{ONE(MX("p") "*.p CNAME x.isp.net.\n"), "", SEV_INFO},
	{ONE(MX("p") "*.p CNAME x\nx TXT \"y\"\n"), W1 "dmarc-missing:",
	    SEV_INFO},
	/* The zone above, if it is served too. */
	{TWO(GOOD("_dmarc") "d NS ns1.dns.\n", "d.example.com.", "!" MX("@")),
	    "", SEV_WARNING},
	{TWO("d NS ns1.dns.\n", "d.example.com.", "!" MX("@")),
	    "d.example.com.:1:1: warning: dmarc-missing:", SEV_WARNING},
	{TWO("", REVERSE, "!" MX("@")), "", SEV_INFO},
	{{{"lan."}, {"!" MX("@")}}, "", SEV_INFO},
};

static void
test_domains(void **state)
{
	(void)state;
	CHAPTER_CASES(domains, IDS);
}

#define POLICY		"_dmarc.p TXT \"v=DMARC1; p=quarantine; " RUA "\"\n"
#define SPF(owner)	owner " TXT \"v=spf1 ip4:192.0.2.0/28 -all\"\n"
#define KEY(owner)	owner " TXT \"v=DKIM1; p=AAAA\"\n"

static const struct expected auths[] = {
	{ONE(POLICY MX("p")), E1 "dmarc-enforced-no-auth: " AT_P "the policy"
	    " is enforced, but the zone has neither SPF that lets a host pass"
	    " nor a DKIM key, so all mail of the domain fails; publish a key"
	    " and SPF, and until then p=none; with the exchanges as senders:"
	    " p.example.com. TXT \"v=spf1 mx ~all\"", SEV_WARNING},
	{ONE(POLICY MX("p") SPF("p")), W1 "dmarc-enforced-spf-only: " AT_P
	    "the enforced policy rests on SPF alone, which forwarded mail does"
	    " not pass (RFC 9989 7.4); sign with DKIM, and publish the key"
	    " below _domainkey", SEV_WARNING},
	{ONE(POLICY SPF("p")), W1 "dmarc-enforced-spf-only:", SEV_WARNING},
	{ONE(POLICY MX("p") "p TXT \"v=spf1 include:isp.net -all\"\n"),
	    W1 "dmarc-enforced-spf-only:", SEV_WARNING},
	{ONE(POLICY MX("p") SPF("p") "s._domainkey.p TXT \"v=DKIM1; p=\"\n"
	    "_domainkey.p TXT \"o=-\"\n_adsp._domainkey.p TXT"
	    " \"dkim=all\"\n"), W1 "dmarc-enforced-spf-only:", SEV_WARNING},
	/* Some key, or a place where one may be. */
	{ONE(POLICY MX("p") SPF("p") KEY("s._domainkey.p")), "", SEV_WARNING},
	{ONE(POLICY MX("p") KEY("a.b._domainkey")), "", SEV_WARNING},
	{ONE(POLICY MX("p") "s._domainkey CNAME s.isp.net.\n"), "",
	    SEV_WARNING},
	{ONE(POLICY MX("p") "_domainkey.p NS ns.isp.net.\n"), "",
	    SEV_WARNING},
	{ONE(POLICY MX("p") "_domainkey.p DNAME k.isp.net.\n"), "",
	    SEV_WARNING},
	{ONE(POLICY MX("p") "*.p CNAME x.isp.net.\n"), "", SEV_WARNING},
	{TWO("d NS ns1.dns.\n" KEY("s._domainkey"), "d.example.com.",
	    "!" MX("@") "_dmarc TXT \"v=DMARC1; p=reject; " RUA "\"\n"), "",
	    SEV_WARNING},
	/* Nobody sends, or it is not known who does. */
	{ONE("_dmarc TXT \"v=DMARC1; p=reject\"\n"), "", SEV_WARNING},
	{ONE(POLICY), "", SEV_WARNING},
	{ONE(POLICY MX("p") "p TXT \"v=spf1 -all\"\n"), "", SEV_WARNING},
	{ONE(POLICY "p MX 0 .\n" SPF("p")), "", SEV_WARNING},
	{ONE(POLICY MX("p") "p TXT v=spf1 mx -all\n"), "", SEV_WARNING},
	{ONE(POLICY MX("p") SPF("bounce.p")), "", SEV_WARNING},
	{ONE("_dmarc.p TXT \"v=DMARC1; p=none; " RUA "\"\n" MX("p")), "",
	    SEV_WARNING},
	{ONE("_dmarc.p TXT \"v=DMARC1; p=reject; sp=x; " RUA "\"\n" MX("p")),
	    E1 "dmarc-syntax:", SEV_WARNING},
};

static void
test_auths(void **state)
{
	(void)state;
	CHAPTER_CASES(auths, IDS);
}

/* An address that is hundreds of octets long, and more lists than are
   followed: nothing breaks, and what does not fit is left out. */
static void
test_large(void **state)
{
	static const char	record[] = "_dmarc.p TXT \"v=DMARC1; p=reject;"
	    " rua=mailto:d@isp.net\"";
	struct zones		zones = {{"example.com."}, {NULL}};
	struct checked		c;
	const struct finding	*f;
	char			text[12000];
	size_t			used;
	size_t			i;

	(void)state;
	used = (size_t)snprintf(text, sizeof(text), "%s", record);
	for (i = 0; i < 40; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
		    " \",mailto:%0200zu@isp%zu.net\"", i, i);
	(void)snprintf(text + used, sizeof(text) - used, " \"; ri=5\"\n");
	zones.text[0] = text;
	checked_init(&c, &zones);
	for (i = 0; i < report_kept(c.rep); i++) {
		f = report_at(c.rep, i);
		if (strcmp(f->id, "dmarc-removed-tag") == 0)
			assert_null(strstr(f->text, "write:"));
	}
	assert_int_equal(report_count(c.rep, SEV_ERROR), 0);
	checked_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_reports),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_domains),
		cmocka_unit_test(test_auths),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
