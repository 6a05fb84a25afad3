/* SPDX-License-Identifier: ISC */
#include "tests/unit/chapter.h"

#define IDS	"bimi- "
#define E1	"example.com.:1:1: error: "
#define W1	"example.com.:1:1: warning: "
#define I1	"example.com.:1:1: info: "
#define B(text)	"s._bimi.p TXT \"" text "\"\n"
#define AT_P	"s._bimi.p.example.com.: "
#define LOGO	"v=BIMI1; l=https://logo.example.net/l.svg"
#define FULL	LOGO "; a=https://logo.example.net/l.pem"
#define MX(owner)	owner " MX 1 mx.isp.net.\n"
#define DMARC(owner, text)	owner " TXT \"v=DMARC1; " text "\"\n"

static const struct expected records[] = {
	/* bimi-syntax */
	{ONE(B("v=BIMI1; l=http://logo.example.net/l.svg; a=;")), E1
	    "bimi-syntax: " AT_P "l: \"http://logo.example.net/l.svg\" is not"
	    " safe: only https is taken; write: s._bimi.p.example.com. TXT"
	    " \"v=BIMI1; l=https://logo.example.net/l.svg; a=;\"", SEV_INFO},
	{ONE(B("v=BIMI1; l=http://logo.example.net/l.jpg")), E1
	    "bimi-syntax: " AT_P "l: \"http://logo.example.net/l.jpg\" is not"
	    " safe: only https is taken", SEV_INFO},
	{ONE(B("v=bimi1; l=")), E1 "bimi-syntax: " AT_P "the record does not"
	    " begin with v=BIMI1 and a semicolon; it reads", SEV_INFO},
	{ONE(B("v=BIMI1; a=https://logo.example.net/l.pem")), E1
	    "bimi-syntax: " AT_P "the record has no l, which says where the"
	    " logo is; it reads", SEV_INFO},
	{ONE(B("v=BIMI1; l=;; a=")), E1 "bimi-syntax: " AT_P "a tag is empty:"
	    " two semicolons stand side by side; remove it", SEV_INFO},
	{ONE(B("v=BIMI1; l=; L=x")), E1 "bimi-syntax: " AT_P "\"L=x\" must be"
	    " in lower case; correct it", SEV_INFO},
	{ONE(B("l=https://logo.example.net/l.svg")), E1 "bimi-syntax:",
	    SEV_INFO},
	/* bimi-no-vmc */
	{ONE(B(LOGO ";")), I1 "bimi-no-vmc:", SEV_INFO},
	{ONE(B(LOGO "; a=")), I1 "bimi-no-vmc:", SEV_INFO},
	/* Nothing to tell. */
	{ONE(B(FULL)), "", SEV_INFO},
	{ONE(B("v=BIMI1; l=; a=;")), "", SEV_INFO},
	{ONE("a.b._bimi TXT \"v=BIMI1;l=;a=;avp=brand;lps=x;foo=bar\"\n"), "",
	    SEV_INFO},
	{ONE(B("google-site-verification=x")), "", SEV_INFO},
	{ONE("s._bimi.p TXT v=BIMI1; l=\n"), "", SEV_INFO},
	/* bimi-multiple */
	{ONE(B(FULL) "s._bimi.p TXT \"x\"\n" B("v=BIMI1; l=;")),
	    "example.com.:3:1: error: bimi-multiple: " AT_P "the selector has"
	    " 2 BIMI records, so receivers use none of them; keep one",
	    SEV_INFO},
	{ONE(B(FULL) "t._bimi.p TXT \"" FULL "\"\n"), "", SEV_INFO},
	/* bimi-wrong-name */
	{ONE("_bimi.p TXT \"" FULL "\"\n"), W1 "bimi-wrong-name:"
	    " _bimi.p.example.com.: a BIMI record stands at a name that nobody"
	    " asks for: it must be SELECTOR._bimi.DOMAIN; write:"
	    " default._bimi.p.example.com. TXT \"" FULL "\"", SEV_INFO},
	{ONE("default.bimi.p TXT \"" LOGO "\"\n"), W1 "bimi-wrong-name:"
	    " default.bimi.p.example.com.: a BIMI record stands at a name that"
	    " nobody asks for: it must be SELECTOR._bimi.DOMAIN; write:"
	    " default._bimi.p.example.com. TXT", SEV_INFO},
	{ONE("_bimi.default.p TXT \"" LOGO "\"\n"), W1 "bimi-wrong-name:"
	    " _bimi.default.p.example.com.: a BIMI record stands at a name"
	    " that nobody asks for: it must be SELECTOR._bimi.DOMAIN; write:"
	    " default._bimi.p.example.com. TXT", SEV_INFO},
	{ONE("p TXT \"" LOGO "\"\n"), W1 "bimi-wrong-name: p.example.com.:",
	    SEV_INFO},
	{ONE("*.p TXT \"" LOGO "\"\n"), W1 "bimi-wrong-name:"
	    " *.p.example.com.:", SEV_INFO},
	{ONE("logo TXT \"" FULL "\"\ndefault._bimi CNAME logo\n"), "",
	    SEV_INFO},
	{ONE("logo TXT \"v=BIMI1; l=x\"\ndefault._bimi CNAME logo\n"), E1
	    "bimi-syntax: logo.example.com.: l: \"x\" is no https URI",
	    SEV_INFO},
	{TWO("logo TXT \"" FULL "\"\n", "example.net.",
	    "default._bimi CNAME logo.example.com.\n"), "", SEV_INFO},
};

static void
test_records(void **state)
{
	(void)state;
	CHAPTER_CASES(records, IDS);
}

#define WEAK(domain, why)	"bimi-no-dmarc: " AT_P "the logo is not" \
				" shown, because the DMARC policy of " domain \
				" has " why "; BIMI needs quarantine or" \
				" reject, for sub-domains too, and for all" \
				" mail"

static const struct expected policies[] = {
	{ONE(B(FULL) DMARC("_dmarc.p", "p=none")),
	    W1 WEAK("p.example.com.", "p=none"), SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc", "p=None; sp=reject")),
	    W1 WEAK("example.com.", "p=none"), SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc", "p=reject; sp=none")),
	    W1 WEAK("example.com.", "sp=none"), SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc.p", "p=quarantine; pct=99")),
	    W1 WEAK("p.example.com.", "pct below 100"), SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc.p", "rua=mailto:d@isp.net")),
	    W1 WEAK("p.example.com.", "p=none"), SEV_INFO},
	/* The organisation's policy counts besides. */
	{ONE(B(FULL) DMARC("_dmarc.p", "p=reject") DMARC("_dmarc", "p=none")),
	    W1 WEAK("example.com.", "p=none"), SEV_INFO},
	{ONE(B(FULL) MX("p")), W1 "bimi-no-dmarc: " AT_P "the logo is not"
	    " shown, because the domain has no DMARC record; BIMI needs"
	    " p=quarantine or p=reject", SEV_INFO},
	/* Good ones, and those that nobody can see or read. */
	{ONE(B(FULL) DMARC("_dmarc.p", "p=reject")), "", SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc", "p=quarantine; pct=100; sp=reject")), "",
	    SEV_INFO},
	{ONE(B(FULL) DMARC("_dmarc", "p=reject; pct=50")), "", SEV_INFO},
	{ONE(B(FULL) MX("p") "_dmarc.p CNAME x.isp.net.\n"), "", SEV_INFO},
	{ONE(B(FULL) MX("p") "_dmarc.p NS ns.isp.net.\n"), "", SEV_INFO},
	{ONE(B(FULL) MX("p") "_dmarc.p TXT \"v=dmarc1; p=none\"\n"), "",
	    SEV_INFO},
	{ONE(B(FULL) MX("p") DMARC("dmarc.p", "p=none")), "", SEV_INFO},
	{ONE(B("v=BIMI1; l=;") MX("p") DMARC("_dmarc.p", "p=none")), "",
	    SEV_INFO},
	{ONE(B(FULL)), "", SEV_INFO},
};

static void
test_policies(void **state)
{
	(void)state;
	CHAPTER_CASES(policies, IDS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_policies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
