/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/chapter.h"

#define IDS	"spf- null-mx-sends mx-implicit mx-unreachable-sender "

/* A mail domain at d, whose SPF is to follow. */
#define D	"d MX 10 mail\nmail A 192.0.2.25\n" \
		"mail TXT \"v=spf1 a -all\"\n@ TXT \"v=spf1 -all\"\n"
/* Its line is the fifth. */
#define SPF(text)	ONE(D "d TXT " text "\n")
#define AT(sort)	"example.com.:5:1: " sort ": d.example.com.: "

/* Words of a record, and the record as it was meant. */
static const struct expected words[] = {
	{SPF("\"v=spf1 mx; a:mail.example.com -all\""),
	    AT("error: spf-syntax") "\"mx;\" (octet 8 of the text) is no SPF"
	    " term: spaces part terms, not commas or semicolons; write:"
	    " d.example.com. TXT \"v=spf1 mx a:mail.example.com -all\"",
	    SEV_INFO},
	{SPF("\"v=spf1 mx inclde:a.b ipv6:2001:db8::9 -all\""),
	    AT("error: spf-syntax") "\"inclde:a.b\" (octet 11 of the text) is"
	    " no SPF term: expected a mechanism (all, include, a, mx, ip4,"
	    " ip6, exists) or a modifier; write: d.example.com. TXT \"v=spf1"
	    " mx include:a.b ip6:2001:db8::9 -all\"\n"
	    AT("error: spf-syntax") "\"ipv6:2001:db8::9\"", SEV_INFO},
	{SPF("\"v=spf1 mx -all/8\""),
	    AT("error: spf-syntax") "\"-all/8\" (octet 11 of the text) is no"
	    " SPF term: found \"/8\", expected nothing behind \"all\"",
	    SEV_INFO},
	{SPF("\"v=spf1 mx ip6: 2001:db8::1 ? include:a.b -all\""),
	    AT("error: spf-syntax") "a space parts \"ip6:\" (octet 11 of the"
	    " text) from \"2001:db8::1\"; remove it; write: d.example.com. TXT"
	    " \"v=spf1 mx ip6:2001:db8::1 ?include:a.b -all\"\n"
	    AT("error: spf-syntax") "a space parts \"?\"", SEV_INFO},
	{SPF("\"v=spf1 mx ip4:mail.example.com ip6:192.0.2.1 -all\""),
	    AT("error: spf-bad-address") "\"ip4:mail.example.com\" holds no"
	    " IPv4 address; use ip4: for IPv4, ip6: for IPv6, a: for a host"
	    " name; write: d.example.com. TXT \"v=spf1 mx a:mail.example.com"
	    " ip4:192.0.2.1 -all\"\n"
	    AT("error: spf-bad-address") "\"ip6:192.0.2.1\" holds no IPv6",
	    SEV_INFO},
	{SPF("\"v=spf1 mx mx:198.51.100.0/24 -all\""),
	    AT("error: spf-a-is-ip") "\"mx:198.51.100.0/24\" holds an address"
	    " where a domain name must be; use ip4: or ip6: for it; write:"
	    " d.example.com. TXT \"v=spf1 mx ip4:198.51.100.0/24 -all\"",
	    SEV_INFO},
	{SPF("\"v=spf1 mx\" \"a:mail.example.com\" \"~all\""),
	    AT("error: spf-join-no-space") "strings are joined without a space,"
	    " which made one word of \"mxa:mail.example.com~all\"; begin the"
	    " next string with a space; write: d.example.com. TXT \"v=spf1 mx"
	    " a:mail.example.com ~all\"", SEV_INFO},
	{SPF("\"v=spf1 a:mail.example.com\" \"mx -all\""),
	    AT("error: spf-join-no-space") "strings are joined without a space,"
	    " which made one word of \"a:mail.example.commx\"", SEV_INFO},
	{SPF("\"v=spf1\" \"mx\" \"-all\""),
	    AT("error: spf-join-no-space") "strings are joined without a space,"
	    " so the record begins with \"v=spf1mx-all\" and is ignored; begin"
	    " the second string with a space; write: d.example.com. TXT"
	    " \"v=spf1 mx -all\"", SEV_INFO},
	{SPF("\"v=spf1 mx ip4:172.16.0.0/12 ip6:fe80::/10 -all\""),
	    AT("warning: spf-private-address") "\"ip4:172.16.0.0/12\" holds"
	    " private addresses\n"
	    AT("warning: spf-private-address") "\"ip6:fe80::/10\" holds"
	    " private", SEV_INFO},
	{SPF("\"v=spf1 mx ip4:127.0.0.0/8 ip4:240.0.0.0/4 -all\""),
	    AT("warning: spf-private-address") "\"ip4:127.0.0.0/8\" holds"
	    " loopback\n"
	    AT("warning: spf-private-address") "\"ip4:240.0.0.0/4\" holds"
	    " reserved", SEV_INFO},
	{ONE(D "d TXT \"v=spf1 mx ip4:198.51.100.0/25 -all\"\nw A 9.9.9.9\n"),
	    AT("warning: spf-private-address") "\"ip4:198.51.100.0/25\" holds"
	    " documentation addresses", SEV_INFO},
	{SPF("\"v=spf1 mx ip4:9.0.0.0/15 ip6:2a00::/31 a:mail.example.com/7"
	    " -all\""),
	    AT("warning: spf-wide-range") "\"ip4:9.0.0.0/15\" lets 2^17\n"
	    AT("warning: spf-wide-range") "\"ip6:2a00::/31\" lets 2^97\n"
	    AT("warning: spf-wide-range") "\"a:mail.example.com/7\" lets 2^25",
	    SEV_INFO},
	{SPF("\"v=spf1 mx ptr:example.net exists:%{p}.example.net -all\""),
	    AT("warning: spf-ptr") "\"ptr:example.net\" is slow and must not"
	    " be used (RFC 7208 5.5); name the senders with a, mx, ip4 or ip6;"
	    " write: d.example.com. TXT \"v=spf1 mx exists:%{p}.example.net"
	    " -all\"\n"
	    AT("warning: spf-ptr") "the macro p in", SEV_INFO},
};

static const struct expected wholes[] = {
	{SPF("\"v=spf1 mx exp=a.b Exp=c.d ~all\""),
	    AT("error: spf-duplicate-modifier") "exp= stands twice, and"
	    " receivers give up on that (RFC 7208 6); keep one; write:"
	    " d.example.com. TXT \"v=spf1 mx exp=a.b ~all\"", SEV_INFO},
	{SPF("\"v=spf1 mx redirect=a.b redirect=c.d\""),
	    AT("error: spf-duplicate-modifier") "redirect= stands twice, and"
	    " receivers give up on that (RFC 7208 6); keep one; write:"
	    " d.example.com. TXT \"v=spf1 mx redirect=a.b\"", SEV_INFO},
	{SPF("\"v=spf1 mx ALL\""),
	    AT("error: spf-plus-all") "\"ALL\" lets the whole Internet send in"
	    " this name; use ~all while you test, then -all; write:"
	    " d.example.com. TXT \"v=spf1 mx ~all\"", SEV_INFO},
	{SPF("\"v=spf1 mx ?all\""),
	    AT("info: spf-neutral-all") "?all says nothing about other"
	    " senders; use ~all or -all; write: d.example.com. TXT \"v=spf1 mx"
	    " ~all\"", SEV_INFO},
	{SPF("\"v=spf1 mx x=y\""),
	    AT("warning: spf-no-all") "SPF ends without \"all\", so everybody"
	    " else may send too (neutral); append ~all or -all; write:"
	    " d.example.com. TXT \"v=spf1 mx x=y ~all\"", SEV_INFO},
	{SPF("\"v=spf1 -all mx ip4:192.0.2.7\""),
	    AT("warning: spf-after-all") "\"mx\" stands behind \"all\" and is"
	    " never used; move \"all\" to the end; write: d.example.com. TXT"
	    " \"v=spf1 mx ip4:192.0.2.7 -all\"\n"
	    AT("info: spf-own-mx-not-covered"), SEV_INFO},
	{SPF("\"v=spf1 redirect=a.b mx ~all\""),
	    AT("warning: spf-after-all") "redirect= is never used beside"
	    " \"all\" (RFC 7208 5.1); remove one of them; write:"
	    " d.example.com. TXT \"v=spf1 mx ~all\"", SEV_INFO},
	{SPF("\"v=spf1 mx a:mail.example.com ?MX ip4:192.0.2.9 +ip4:192.0.2.9"
	    " -all\""),
	    AT("info: spf-duplicate-term") "\"?MX\" stands twice and costs a"
	    " look-up more; remove one", SEV_INFO},
	{ONE(D "$GENERATE 1-3 d TXT \"\\\"a$=01234567890123456789012345678901"
	    "234567890123456789012345678901234567890123456789012345678901234567"
	    "8901234567890123456789012345678901234567890123456789\\\"\"\n"
	    "d TXT \"v=spf1 mx -all\"\n"),
	    "example.com.:6:1: warning: spf-too-long: d.example.com.: the"
	    " answer with all TXT records of this name takes ", SEV_INFO},
	{SPF("\"spf2.0/pra mx -all\"\nd TXT \"v=spf1 mx -all\""),
	    AT("info: spf-senderid") "Sender ID was given up", SEV_INFO},
	{SPF("\"v=spf1 mx -all\"\n*.w TXT \"v=spf1 -all\""),
	    "example.com.:6:1: info: spf-wildcard: *.w.example.com.: ",
	    SEV_INFO},
};

static const struct expected unread[] = {
	{SPF("\"  v=spf1 mx -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that; write: d.example.com. TXT \"v=spf1 mx"
	    " -all\"", SEV_INFO},
	{SPF("\"v=spf1, mx, ip4:192.0.2.7 -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that; write: d.example.com. TXT \"v=spf1 mx"
	    " ip4:192.0.2.7 -all\"", SEV_INFO},
	{SPF("\"spf1 bogus -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that", SEV_INFO},
	{SPF("\"spfv1 mx -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that; write: d.example.com. TXT \"v=spf1 mx"
	    " -all\"", SEV_INFO},
	{SPF("\"v=spf mx -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that; write: d.example.com. TXT \"v=spf1 mx"
	    " -all\"", SEV_INFO},
	{SPF("\"d.example.com. 3600 IN TXT v=spf1 mx -all\""),
	    AT("warning: spf-not-recognised") "the text looks like SPF, but is"
	    " ignored: it must begin with \"v=spf1\" and a space, and with"
	    " nothing before that; write: d.example.com. TXT \"v=spf1 mx"
	    " -all\"", SEV_INFO},
	{SPF("\"v=spf1 mx -all\"\nd TXT \"once it was v=spf1 a -all\""), "",
	    SEV_WARNING},
	{SPF("\"v=spf1 mx -all\"\nd TXT \"note=the TXT v=spf1 a -all\""), "",
	    SEV_WARNING},
	/* Damaged: the txt-* checks tell that. */
	{SPF("\"\\\"v=spf1 mx -all\\\"\""), "", SEV_INFO},
	{SPF("v=spf1 mx -all"), "", SEV_INFO},
	{SPF("\"v=spf1\\194\\160mx -all\""), "", SEV_INFO},
};

static const struct expected several[] = {
	{SPF("\"v=spf1 mx a:mail.example.com -all\"\n"
	    "d TXT \"v=spf1 include:a.b MX redirect=c.d\"\n"
	    "d TXT \"v=spf1 ip4:192.0.2.9 ~all\""),
	    "example.com.:6:1: error: spf-multiple: d.example.com.: the name"
	    " has 3 SPF records, and receivers give up on more than one (RFC"
	    " 7208 4.5); merge them; write: d.example.com. TXT \"v=spf1 mx"
	    " a:mail.example.com include:a.b include:c.d ip4:192.0.2.9 ~all\"",
	    SEV_INFO},
	{SPF("\"v=spf1 mx +all\"\nd TXT \"v=spf1 a:mail.example.com -all\""),
	    AT("error: spf-plus-all") "\n"
	    "example.com.:6:1: error: spf-multiple: d.example.com.: the name"
	    " has 2 SPF records, and receivers give up on more than one (RFC"
	    " 7208 4.5); merge them; write: d.example.com. TXT \"v=spf1 mx"
	    " a:mail.example.com ~all\"", SEV_INFO},
	/* Only one of them is read. */
	{SPF("\"v=spf1 mx -all\"\nd TXT \"v=spf10 mx\"\nd TXT \"spf: yes\""),
	    "example.com.:6:1: warning: spf-not-recognised:", SEV_INFO},
};

static void
test_records(void **state)
{
	(void)state;
	CHAPTER_CASES(words, IDS);
	CHAPTER_CASES(wholes, IDS);
	CHAPTER_CASES(unread, IDS);
	CHAPTER_CASES(several, IDS);
}

#define E(x)	" include:" #x ".isp.example"

static const struct expected walks[] = {
	{SPF("\"v=spf1 mx redirect=_s.example.com\"\n"
	    "_s TXT \"v=spf1" E(a) E(b) E(c) E(d) E(e) E(f) E(g) E(h) E(i)
	    " -all\""),
	    AT("error: spf-too-many-lookups") "SPF needs 11 look-ups or more,"
	    " and receivers give up after 10 (mx 1, redirect=_s.example.com"
	    " 10); write\n"
	    "example.com.:6:1: info: spf-near-lookup-limit: _s.example.com.:"
	    " SPF needs 9 of the 10", SEV_INFO},
	{SPF("\"v=spf1 mx" E(a) E(b) E(c) E(d) E(e) E(f) E(g) E(h)
	    "\" \" exists:%{i}.b.c ip4:192.0.2.1 exp=a.b ~all" E(i) E(j) "\""),
	    AT("warning: spf-after-all") "\n"
	    AT("info: spf-near-lookup-limit") "SPF needs 10 of", SEV_INFO},
	{TWO(D "d TXT \"v=spf1 mx include:example.net -all\"\n",
	    "example.net.", "@ TXT \"v=spf1 include:_t.example.net ~all\"\n"
	    "_t TXT \"v=spf1 a:o1.example.net a:o2.example.com"
	    " exists:o3.example.net mx:o4.example.net -all\"\n"),
	    AT("error: spf-void-lookups") "4 look-ups find nothing, and"
	    " receivers give up after 2 (o1.example.net., o2.example.com.,"
	    " o3.example.net. ...); remove these terms\n"
	    "example.net.:1:1: error: spf-void-lookups\n"
	    "example.net.:2:1: error: spf-void-lookups", SEV_INFO},
	{SPF("\"v=spf1 a mx ?mx:mail.example.com -all\""),
	    AT("warning: spf-term-void") "\"a\" lets nobody pass:"
	    " d.example.com. has no address; remove the term, or restore what"
	    " is missing\n"
	    AT("warning: spf-term-void") "\"?mx:mail.example.com\" lets nobody"
	    " pass: mail.example.com. has no MX", SEV_INFO},
	/* Terms that ask about a name which sends no mail itself. */
	{ONE("_w TXT \"v=spf1 a mx ?mx:gone.example.com -all\"\n"),
	    "example.com.:1:1: warning: spf-term-void: _w.example.com.:"
	    " \"?mx:gone.example.com\" lets nobody", SEV_WARNING},
	{TWO("_w TXT \"v=spf1 a mx ?mx:gone.example.com -all\"\n",
	    "example.net.", "n MX 10 mx.isp.org.\n"
	    "n TXT \"v=spf1 mx include:_w.example.com -all\"\n"),
	    "example.com.:1:1: error: spf-void-lookups: _w.example.com.: 3"
	    " look-ups find nothing\n"
	    "example.net.:2:1: error: spf-void-lookups: n.example.net.:",
	    SEV_WARNING},
	{SPF("\"v=spf1 mx include:_s.example.com redirect=e.example.com\""),
	    AT("error: spf-include-missing") "\"include:_s.example.com\" makes"
	    " receivers give up: _s.example.com. has no SPF; remove the term,"
	    " or publish there what it should include\n"
	    AT("error: spf-include-missing") "\"redirect=e.example.com\"",
	    SEV_INFO},
	{SPF("\"v=spf1 mx include:_a.example.com -all\"\n"
	    "_a TXT \"v=spf1 redirect=_b.example.com\"\n"
	    "_b TXT \"v=spf1 include:_c.example.com ~all\"\n_c CNAME _a"),
	    "example.com.:6:1: error: spf-loop: _a.example.com.: SPF includes"
	    " itself: _a.example.com. -> _b.example.com. -> _c.example.com. ->"
	    " _a.example.com.;\n"
	    "example.com.:7:1: error: spf-loop: _b.example.com.: SPF includes"
	    " itself: _b.example.com. -> _c.example.com. -> _b.example.com.;",
	    SEV_INFO},
	{SPF("\"v=spf1 mx:p.example.com ?mx:q.example.com mx -all\"\n"
	    "$GENERATE 1-11 p MX \"$ m$.isp.example.\"\n"
	    "$GENERATE 1-10 q MX \"$ m$.isp.example.\"\n"
	    "p TXT \"v=spf1 -all\"\nq TXT \"v=spf1 -all\""),
	    AT("error: spf-mx-over-10") "\"mx:p.example.com\" makes receivers"
	    " give up: p.example.com. has more than 10 exchanges", SEV_INFO},
	{SPF("\"v=spf1 ip4:192.0.2.0/28 include:_s.example.com -all\"\n"
	    "_s TXT \"v=spf1 -ip4:192.0.2.25 ip4:192.0.2.26/31 -all\""),
	    AT("info: spf-own-mx-not-covered") "the exchange mail.example.com."
	    " has the address 192.0.2.25, which SPF does not let pass, so its"
	    " replies fail; if it sends too, add mx; write: d.example.com. TXT"
	    " \"v=spf1 mx ip4:192.0.2.0/28 include:_s.example.com -all\"",
	    SEV_INFO},
};

static void
test_walks(void **state)
{
	(void)state;
	CHAPTER_CASES(walks, IDS);
}

/* Three to the power of 30 records, were the walk not bounded. */
static void
test_bounded(void **state)
{
	char		text[6000];
	struct zones	zones = {{"example.com."}, {text}};
	struct checked	c;
	unsigned	used = 0;
	unsigned	n = 0;
	size_t		i;

	(void)state;
	for (i = 0; i < 30; i++)
		used += (unsigned)snprintf(text + used, sizeof(text) - used,
		    "_%zu TXT \"v=spf1 include:_%zu.example.com"
		    " ?include:_%zu.example.com ~include:_%zu.example.com"
		    " -all\"\n", i, i + 1, i + 1, i + 1);
	(void)snprintf(text + used, sizeof(text) - used,
	    "_30 TXT \"v=spf1 -all\"\n");
	checked_init(&c, &zones);
	for (i = 0; i < report_kept(c.rep); i++)
		n += strcmp(report_at(c.rep, i)->id,
		    "spf-too-many-lookups") == 0;
	/* The last two need 3 and 12 look-ups. */
	assert_int_equal(n, 29);
	checked_clear(&c);
}

#define MAIL	"mail A 192.0.2.25\nmail TXT \"v=spf1 a -all\"\n" \
		"e MX 10 mail\ne TXT \"v=spf1 mx -all\"\n" \
		"@ TXT \"v=spf1 -all\"\n"

static const struct expected names[] = {
	{ONE("d MX 10 mail\n" MAIL),
	    "example.com.:1:1: warning: spf-missing: d.example.com.: the name"
	    " takes mail, but has no SPF, so anybody may send in it; write, if"
	    " its exchanges send and nobody else: d.example.com. TXT \"v=spf1"
	    " mx -all\"", SEV_INFO},
	{ONE("d MX 10 mail\nd SPF \"v=spf1 mx ~all\"\nd TXT \"x\"\n" MAIL),
	    "example.com.:2:1: error: spf-type99-only: d.example.com.: the"
	    " policy stands in type SPF only, which nobody reads (RFC 7208"
	    " 3.1); publish it as TXT; write: d.example.com. TXT \"v=spf1 mx"
	    " ~all\"", SEV_INFO},
	{ONE("d MX 10 mail\nd SPF \"v=spf1 mx ~all\"\nd TXT \"v=spf1 mx -all\""
	    "\n" MAIL), "example.com.:2:1: warning: spf-type99: d.example.com.",
	    SEV_INFO},
	{ONE("d MX 0 .\n" MAIL),
	    "example.com.:1:1: info: spf-missing-nonmail: d.example.com.: the"
	    " name takes no mail, but does not say that it sends none; write:"
	    " d.example.com. TXT \"v=spf1 -all\" and _dmarc.d.example.com. TXT"
	    " \"v=DMARC1; p=reject\"", SEV_INFO},
	{ONE("!www A 192.0.2.80\n"),
	    "example.com.:2:1: info: spf-missing-nonmail: example.com.",
	    SEV_INFO},
	{ONE("d MX 10 box\nd TXT \"v=spf1 mx -all\"\nbox AAAA 2001:db8::1\n"
	    "@ TXT \"v=spf1 -all\"\n"),
	    "example.com.:3:1: info: spf-helo-missing: box.example.com.: the"
	    " exchange has no SPF for the name that it says in HELO, which"
	    " bounces are judged by; write: box.example.com. TXT \"v=spf1 a"
	    " -all\"", SEV_INFO},
	{ONE("d MX 0 .\nd TXT \"v=spf1 include:a.b -all\"\n" MAIL),
	    "example.com.:2:1: warning: null-mx-sends: d.example.com.: the"
	    " name takes no mail (null MX), yet SPF lets hosts send in it, and"
	    " what bounces is lost; give the name a real MX, or write:"
	    " d.example.com. TXT \"v=spf1 -all\"",
	    SEV_INFO},
	{ONE("d A 192.0.2.80\nd TXT \"v=spf1 a -all\"\n" MAIL),
	    "example.com.:2:1: warning: mx-implicit: d.example.com.: SPF lets"
	    " hosts send in this name, but it has no MX, so replies go to its"
	    " address, whatever host that is; write: d.example.com. MX 10 ...,"
	    " or, if no mail is taken: d.example.com. MX 0 .", SEV_INFO},
	{ONE("d TXT \"v=spf1 redirect=_s.example.com\"\n_s TXT \"v=spf1"
	    " ip4:192.0.2.0/28 -all\"\n" MAIL),
	    "example.com.:1:1: warning: mx-unreachable-sender: d.example.com.:"
	    " SPF lets hosts send in this name, but it has neither MX nor"
	    " address", SEV_INFO},
};

/* What a hoster would find silly, and what the RFC allows. */
static const struct expected silent[] = {
	{SPF("\"v=spf1 +MX ?A:MAIL.example.com. ~exists:%{ir}.%{d2}.a.b"
	    " exp=%{d}.b -ALL  \""), "", SEV_INFO},
	{SPF("\"v=spf1 include:_spf.exam\" \"ple.org -a\" \"ll\""), "",
	    SEV_WARNING},
	{SPF("\"v=spf1 include:_spf.isp.\" \"mx include:data.a\" \"ll.org"
	    " -all\""), "", SEV_WARNING},
	{SPF("\"v=spf1 ip6:2001:db8::\" \"a mx -all\""), "", SEV_WARNING},
	{SPF("\"v=spf1 mx a:o1.example.net mx:o2.example.net"
	    " include:o3.example.net -all\""), "", SEV_WARNING},
	{SPF("\"v=spf1 mx a:al.example.com a:x.dept.example.com"
	    " a:q.w.example.com -all\"\nal CNAME mail\ndept NS a.b.\n"
	    "*.w A 192.0.2.9"), "", SEV_WARNING},
	{SPF("\"v=spf1 mx include:s.example.com ~all\"\ns TXT \"v=spf1"
	    " ip4:192.0.2.0/28\"\nt TXT \"v=spf1 redirect=d.example.com\"\n"
	    "t MX 10 mail"), "", SEV_INFO},
	{SPF("\"v=spf1 mx -ip4:0.0.0.0/1 ip4:9.9.0.0/16 ip6:2a01::/32 ~all\""),
	    "", SEV_INFO},
	{SPF("\"v=spf1 mx ip4:192.0.2.0/24 ip6:2001:db8::/32 -all\""), "",
	    SEV_INFO},
	/* Terms that let nobody pass, and null MX. */
	{ONE("d MX 0 .\nd TXT \"v=spf1 ?ip4:192.0.2.1 mx -all\"\n" MAIL), "",
	    SEV_INFO},
	/* HELO of a name server; of an exchange for another zone. */
	{TWO(MAIL "ns A 192.0.2.53\nns TXT \"v=spf1 a -all\"\n"
	    "box A 192.0.2.54\nbox TXT \"v=spf1 a -all\"\n", "example.net.",
	    "@ NS ns.example.com.\nd MX 10 box.example.com.\n"
	    "d TXT \"v=spf1 mx -all\"\n@ TXT \"v=spf1 -all\"\n"), "",
	    SEV_INFO},
	{ONE(MAIL "a._spf TXT \"v=spf1 ip4:192.0.2.1 -all\"\n"), "", SEV_INFO},
	/* Below a delegation, at a wildcard, in zones of other things. */
	{ONE(MAIL "dept NS a.b.\ndept MX 10 mail\nx.dept MX 10 mail\n"
	    "dept TXT \"v=spf1 bogus\"\n"), "", SEV_INFO},
	{ONE(MAIL "*.w MX 10 mail\n"), "", SEV_INFO},
	{ONE("!dept NS a.b.\n"), "", SEV_INFO},
	{{{REVERSE}, {"!1 PTR a.b.\n2 MX 10 a.b.\n3 MX 0 .\n"}}, "",
	    SEV_INFO},
	{{{"_domainkey.example.com."}, {"!s TXT \"v=DKIM1; p=\"\nx A 192.0.2.1"
	    "\n"}}, "", SEV_INFO},
	/* Damaged or ignored SPF is there; what is wrong is told elsewhere. */
	{ONE("d MX 10 mail\nd TXT v=spf1 mx -all\n" MAIL), "", SEV_INFO},
};

static void
test_names(void **state)
{
	(void)state;
	CHAPTER_CASES(names, IDS);
	CHAPTER_CASES(silent, IDS);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_walks),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
