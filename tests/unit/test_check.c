/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"

/* The rule of one MX record, and its words; at x, not at the apex. */
static const struct expected mx_targets[] = {
	{ONE("x MX 10 mail\nmail CNAME www\nwww A 192.0.2.80\n"),
	    "example.com.:1:1: error: mx-target-cname: x.example.com.: the"
	    " exchange mail.example.com. is an alias (CNAME), but must be a"
	    " host's own name (RFC 2181 10.3); write: x.example.com. MX 10"
	    " www.example.com.", SEV_WARNING},
	/* What would be written is there already, or is no host. */
	{ONE("x MX 10 mx1\nx MX 20 mx2\nx MX 30 mx3\nx MX 40 px-4\n"
	    "mx1 A 192.0.2.1\nmx2 CNAME mx1\npx_4 A 192.0.2.4\n"
	    "*.c A 192.0.2.5\ny MX 10 a.c\n"),
	    "example.com.:2:1: error: mx-target-cname: x.example.com.: the"
	    " exchange mx2.example.com. is an alias (CNAME) of"
	    " mx1.example.com., which the name has as exchange already; remove"
	    " this record\n"
	    "example.com.:3:1: error: mx-target-nonexistent: x.example.com.:"
	    " the exchange mx3.example.com. does not exist; correct the name,"
	    " or add its address: mx3.example.com. A ...\n"
	    "example.com.:4:1: error: mx-target-nonexistent: x.example.com.:"
	    " the exchange px-4.example.com. does not exist; correct the name,"
	    " or add its address: px-4.example.com. A ...\n"
	    "example.com.:7:1: warning: host-name-invalid:\n"
	    "example.com.:9:1: warning: mx-target-wildcard: y.example.com.: the"
	    " exchange a.c.example.com. has an address by way of a wildcard"
	    " only, as any misspelt name has; add its own: a.c.example.com. A"
	    " ...", SEV_WARNING},
	{ONE("x MX 10 a\na CNAME b\nb CNAME c\nc CNAME isp.net.\n"),
	    "example.com.:1:1: error: mx-target-cname: x.example.com.: the"
	    " exchange a.example.com. is an alias (CNAME), but must be a"
	    " host's own name (RFC 2181 10.3); write: x.example.com. MX 10"
	    " isp.net.", SEV_WARNING},
	{ONE("x MX 10 a\na CNAME b\nb CNAME a\n"),
	    "example.com.:1:1: error: mx-target-cname: x.example.com.: the"
	    " exchange a.example.com. is an alias (CNAME) that leads nowhere\n"
	    "example.com.:2:1: error: cname-loop:", SEV_WARNING},
	{ONE("x MX 10 a\na CNAME b\nb TXT c\ny MX 10 d\nd CNAME e\n"
	    "z MX 10 f\nf CNAME g.t\nt NS ns.isp.net.\n"),
	    "example.com.:1:1: error: mx-target-cname: x.example.com.: the"
	    " exchange a.example.com. is an alias (CNAME) of b.example.com.,"
	    " which has no address; name a host that has A or AAAA records\n"
	    "example.com.:4:1: error: mx-target-cname: y.example.com.: the"
	    " exchange d.example.com. is an alias (CNAME) of e.example.com.,"
	    " which has no address\n"
	    "example.com.:5:1: warning: cname-dangling:\n"
	    "example.com.:6:1: error: mx-target-cname: z.example.com.: the"
	    " exchange f.example.com. is an alias (CNAME), but must be a"
	    " host's own name (RFC 2181 10.3); write: z.example.com. MX 10"
	    " g.t.example.com.", SEV_WARNING},
	{TWO("x MX 10 mail.example.net.\n", "example.net.",
	    "mail CNAME box\nbox A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-cname: x.example.com.: the"
	    " exchange mail.example.net. is an alias", SEV_WARNING},
	{ONE("x MX 10 w.y\n*.y CNAME www\nwww A 192.0.2.80\n"),
	    "example.com.:1:1: error: mx-target-cname:", SEV_WARNING},
	{ONE("x MX 10 mx.pool\npool DNAME hosts.example.net.\n"),
	    "example.com.:1:1: error: mx-target-dname: x.example.com.: the"
	    " exchange mx.pool.example.com. is an alias (below a DNAME), but"
	    " must be a host's own name (RFC 2181 10.3); write:"
	    " x.example.com. MX 10 mx.hosts.example.net.", SEV_WARNING},
	{ONE("x MX 10 mx3\nmx1 A 192.0.2.11\nns1 A 192.0.2.53\n"),
	    "example.com.:1:1: error: mx-target-nonexistent: x.example.com.:"
	    " the exchange mx3.example.com. does not exist; did you mean:"
	    " x.example.com. MX 10 mx1.example.com.", SEV_WARNING},
	{ONE("x MX 10 mercury\n"),
	    "example.com.:1:1: error: mx-target-nonexistent: x.example.com.:"
	    " the exchange mercury.example.com. does not exist; correct the"
	    " name, or add its address: mercury.example.com. A ...",
	    SEV_WARNING},
	{ONE("x MX 10 mail\nmail TXT \"room 12\"\n"),
	    "example.com.:1:1: error: mx-target-no-address: x.example.com.:"
	    " the exchange mail.example.com. exists, but has no address",
	    SEV_WARNING},
	{ONE("x MX 10 mail\na.mail A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-no-address:", SEV_WARNING},
	{ONE("x MX 10 mial\n* TXT a\nmail A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-no-address: x.example.com.:"
	    " the exchange mial.example.com. exists by way of a wildcard, but"
	    " has no address; did you mean: x.example.com. MX 10"
	    " mail.example.com.", SEV_WARNING},
	{ONE("x MX 10 192.0.2.25\n"),
	    "example.com.:1:1: error: mx-target-is-ip: x.example.com.: the"
	    " exchange 192.0.2.25 is an address, but must be the name of a"
	    " host; write: x.example.com. MX 10 mail.example.com. and"
	    " mail.example.com. A 192.0.2.25", SEV_WARNING},
	{ONE("x MX 10 [192.0.2.25]\nx MX 20 [IPv6:2001:db8::25].\n"),
	    "example.com.:1:1: error: mx-target-is-ip: x.example.com.: the"
	    " exchange 192.0.2.25 is an address\n"
	    "example.com.:2:1: error: mx-target-is-ip: x.example.com.: the"
	    " exchange 2001:db8::25 is an address", SEV_WARNING},
	{ONE("x MX 10 192.0.2.25.\nx MX 20 2001:db8::25\n"),
	    "example.com.:1:1: error: mx-target-is-ip:\n"
	    "example.com.:2:1: error: mx-target-is-ip: x.example.com.: the"
	    " exchange 2001:db8::25 is an address, but must be the name of a"
	    " host; write: x.example.com. MX 20 mx.example.com. and"
	    " mx.example.com. AAAA 2001:db8::25", SEV_WARNING},
	/* The host has the address already, or its name is taken. */
	{ONE("x MX 10 2001:db8:0::25\nmail AAAA 2001:db8::25\n"
	    "y MX 10 192.0.2.9\nmx A 192.0.2.8\n"),
	    "example.com.:1:1: error: mx-target-is-ip: x.example.com.: the"
	    " exchange 2001:db8:0::25 is an address, but must be the name of a"
	    " host; write: x.example.com. MX 10 mail.example.com.\n"
	    "example.com.:3:1: error: mx-target-is-ip: y.example.com.: the"
	    " exchange 192.0.2.9 is an address, but must be the name of a"
	    " host; write: y.example.com. MX 10 mx1.example.com. and"
	    " mx1.example.com. A 192.0.2.9", SEV_WARNING},
	/* Behind another $ORIGIN, unless a host is called so. */
	{ONE("$ORIGIN eu\nx MX 10 192.0.2.25\nx MX 20 2001:db8::25\n"
	    "x MX 30 198.51.100.9\n198.51.100.9 A 192.0.2.9\n"),
	    "example.com.:2:1: error: mx-target-is-ip: x.eu.example.com.: the"
	    " exchange 192.0.2.25 is an address, but must be the name of a"
	    " host; write: x.eu.example.com. MX 10 mail.example.com. and"
	    " mail.example.com. A 192.0.2.25\n"
	    "example.com.:3:1: error: mx-target-is-ip: x.eu.example.com.: the"
	    " exchange 2001:db8::25 is an address", SEV_WARNING},
	{ONE("x MX 10 mail.example.com\nmail A 192.0.2.25\n"),
	    "example.com.:1:1: error: mx-target-missing-dot: x.example.com.:"
	    " the exchange became mail.example.com.example.com., because its"
	    " final dot is missing; write: x.example.com. MX 10"
	    " mail.example.com.", SEV_WARNING},
	{ONE("x MX 30 mx.isp.net\nx MX 10 mail\nmail A 192.0.2.25\n"),
	    "example.com.:1:1: error: mx-target-foreign-missing-dot:"
	    " x.example.com.: the exchange became mx.isp.net.example.com.,"
	    " which does not exist; if a host elsewhere is meant, its final"
	    " dot is missing, write: x.example.com. MX 30 mx.isp.net.",
	    SEV_WARNING},
	/* By way of a wildcard too; of documentation; of another zone. */
	{ONE("x MX 30 MX.Provider.EMAIL\n* A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-foreign-missing-dot:",
	    SEV_WARNING},
	{ONE("x MX 30 mx.isp.example\n"),
	    "example.com.:1:1: error: mx-target-foreign-missing-dot:",
	    SEV_WARNING},
	{TWO("x MX 10 box.example.net\n", "example.net.",
	    "box A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-foreign-missing-dot:",
	    SEV_WARNING},
	/* No top-level domain, or a part of the zone. */
	{ONE("x MX 10 mx.dc\ny MX 10 mx.hq.site2\nz MX 10 mx.de\n"
	    "a.de A 192.0.2.1\n"),
	    "example.com.:1:1: error: mx-target-nonexistent:\n"
	    "example.com.:2:1: error: mx-target-nonexistent:\n"
	    "example.com.:3:1: error: mx-target-nonexistent:", SEV_WARNING},
	{ONE("x MX 10 mail_1\nmail_1 A 192.0.2.25\n"),
	    "example.com.:1:1: error: mx-target-bad-hostname: x.example.com.:"
	    " the exchange mail_1.example.com. is no host name: letters,"
	    " digits and inner hyphens only; rename the host and its addresses"
	    " too, then write: x.example.com. MX 10 mail-1.example.com.",
	    SEV_WARNING},
	{ONE("x MX 10 *.isp.net.\nx MX 20 m\\032x.isp.net.\n"
	    "x MX 30 \xc3\xa4.isp.net.\n"),
	    "example.com.:1:1: error: mx-target-bad-hostname:\n"
	    "example.com.:2:1: error: mx-target-bad-hostname:\n"
	    "example.com.:3:1: error: mx-target-bad-hostname:", SEV_WARNING},
	{ONE("x MX 10 mail-.isp.net.\n"),
	    "example.com.:1:1: error: mx-target-bad-hostname:", SEV_WARNING},
	{ONE("x MX 10 localhost.\nx MX 20 a.localhost.\n"),
	    "example.com.:1:1: error: mx-target-localhost:\n"
	    "example.com.:2:1: error: mx-target-localhost: x.example.com.: the"
	    " exchange localhost sends the senders to themselves; name the"
	    " public host, or, if no mail is taken, write: x.example.com. MX 0"
	    " .", SEV_WARNING},
	{ONE("x MX 10 localhost.localdomain.\n"),
	    "example.com.:1:1: error: mx-target-localhost:", SEV_WARNING},
	{{{"corp.internal."}, {"x MX 10 mail.corp.local.\n"}},
	    "corp.internal.:1:1: error: mx-target-special-use:",
	    SEV_WARNING},
	{ONE("x MX 10 mail.corp.local.\ny MX 10 a.home.arpa.\n"),
	    "example.com.:1:1: error: mx-target-special-use: x.example.com.:"
	    " the exchange mail.corp.local. lies under local, which\n"
	    "example.com.:2:1: error: mx-target-special-use: y.example.com.:"
	    " the exchange a.home.arpa. lies under home.arpa", SEV_WARNING},
	{ONE("x MX 10 m\nm A 127.0.0.1\ny MX 1 n\nn AAAA ::\n"),
	    "example.com.:1:1: error: mx-target-loopback: x.example.com.: the"
	    " exchange m.example.com. has the address 127.0.0.1, which is each"
	    " sender's own; give it its public address\n"
	    "example.com.:3:1: error: mx-target-loopback:\n"
	    "example.com.:3:1: warning: mx-no-ipv4:", SEV_WARNING},
	{ONE("x MX 10 m\nm A 192.0.2.1\nm A 10.1.2.3\n"),
	    "example.com.:1:1: warning: mx-target-private: x.example.com.: the"
	    " exchange m.example.com. has the address 10.1.2.3", SEV_WARNING},
	/* Two hosts whose zones differ in the address only. */
	{{{"example.com.", "a.net.", "b.net."}, {"x MX 10 m.a.net.\n"
	    "x MX 20 m.b.net.\n", "m A 9.9.9.9\n", "m A 10.1.2.3\n"}},
	    "example.com.:2:1: warning: mx-target-private: x.example.com.: the"
	    " exchange m.b.net. has the address 10.1.2.3", SEV_WARNING},
	{ONE("x MX 10 m\nm A 203.0.113.9\nwww A 9.9.9.9\n"),
	    "example.com.:1:1: warning: mx-target-documentation:",
	    SEV_WARNING},
	{ONE("x MX 10 m\nm A 224.0.0.25\n"),
	    "example.com.:1:1: error: mx-target-multicast:", SEV_WARNING},
	{ONE("x MX 10 mx.dept\ndept NS ns.dept\n"),
	    "example.com.:1:1: error: mx-target-lame: x.example.com.: the"
	    " exchange mx.dept.example.com. lies below the delegation"
	    " dept.example.com., whose name servers have no address, so nobody"
	    " can find it; add their addresses (glue): ns.dept.example.com. A"
	    " ...; or name another exchange", SEV_WARNING},
	/* Each server; of other delegations it is told as ever. */
	{ONE("y MX 10 a.b.lab\ny MX 20 lab\nz MX 5 mx.dev\n"
	    "lab NS ns1.lab\nlab NS ns2.x.lab\ndev NS ns.dev\n"
	    "dev NS ns.isp.net.\nqa NS ns.qa\n"),
	    "example.com.:1:1: error: mx-target-lame: y.example.com.: the"
	    " exchange a.b.lab.example.com. lies below the delegation"
	    " lab.example.com., whose name servers have no address, so nobody"
	    " can find it; add their addresses (glue): ns1.lab.example.com. A"
	    " ..., ns2.x.lab.example.com. A ...; or name another exchange\n"
	    "example.com.:2:1: error: mx-target-lame: y.example.com.: the"
	    " exchange lab.example.com. lies\n"
	    "example.com.:6:1: error: ns-no-glue: dev.example.com.:\n"
	    "example.com.:8:1: error: ns-no-glue: qa.example.com.:",
	    SEV_WARNING},
	/* Something else is told of the exchange, so nothing of glue there. */
	{ONE("x MX 10 mx_1.dept\ndept NS ns.dept\n"),
	    "example.com.:1:1: error: mx-target-bad-hostname:\n"
	    "example.com.:2:1: error: ns-no-glue:", SEV_WARNING},
	/* An MX that is never answered tells nothing either. */
	{ONE("dept NS ns.dept\nx.dept MX 10 mx.dept\n"),
	    "example.com.:1:1: error: ns-no-glue:\n"
	    "example.com.:2:1: error: delegation-hides-mail:", SEV_WARNING},
	/* The child is served here too: mail finds the way. */
	{TWO("x MX 10 mx.dept\ndept NS ns.dept\n", "dept.example.com.",
	    "?$TTL 1h\n@ SOA ns1.dns. h.dns. 1 4h 1h 2w 1h\n@ NS ns\n"
	    "@ NS ns2.dns.\n@ MX 0 .\nmx A 192.0.2.1\nns A 192.0.2.2\n"),
	    "example.com.:2:1: error: ns-no-glue:\n"
	    "example.com.:2:1: warning: delegation-child-differs:",
	    SEV_WARNING},
	{ONE("x MX 10 mial\n* A 192.0.2.80\nmail A 192.0.2.25\n"),
	    "example.com.:1:1: warning: mx-target-wildcard: x.example.com.:"
	    " the exchange mial.example.com. has an address by way of a"
	    " wildcard only; did you mean: x.example.com. MX 10"
	    " mail.example.com.", SEV_WARNING},
	{ONE("x MX 10 www\nwww A 192.0.2.80\nwww MX 0 .\n"),
	    "example.com.:1:1: warning: mx-chain-to-null: x.example.com.: the"
	    " exchange www.example.com. says by its own null MX", SEV_WARNING},
};

static void
test_targets(void **state)
{
	(void)state;
	CHECK_CASES(mx_targets);
}

#define MAIL	"mail A 192.0.2.25\nmail AAAA 2001:db8::25\n"
#define MAIL2	"mail2 A 198.51.100.25\nmail2 AAAA 2001:db8:ffff::25\n"

#define A50	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct expected mx_sets[] = {
	{ONE("x MX 0 .\nx MX 10 mail\n" MAIL),
	    "example.com.:1:1: error: null-mx-mixed: x.example.com.: a null MX"
	    " must be the only MX of its name (RFC 7505 3)", SEV_WARNING},
	{ONE("x MX 10 .\n"),
	    "example.com.:1:1: warning: null-mx-preference: x.example.com.: a"
	    " null MX has preference 0 (RFC 7505 3); write: x.example.com. MX"
	    " 0 .", SEV_INFO},
	{ONE("x MX 10 mail\nx MX 20 MAIL\n" MAIL),
	    "example.com.:2:1: warning: mx-duplicate-target: x.example.com.:"
	    " the exchange mail.example.com. is listed twice, with preferences"
	    " 10 and 20", SEV_INFO},
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb A 192.0.2.1\n"),
	    "example.com.:1:1: warning: mx-same-address: x.example.com.: all 2"
	    " exchanges have the same address 192.0.2.1", SEV_WARNING},
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb A 192.0.2.1\n"
	    "a AAAA 2001:db8::1\nb AAAA 2001:db8::1\n"),
	    "example.com.:1:1: warning: mx-same-address:", SEV_INFO},
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb A 192.0.2.1\n"
	    "b AAAA 2001:db8::1\n"),
	    "example.com.:1:1: warning: mx-same-address:", SEV_INFO},
	/* One by IPv4, the other by IPv6: who knows. */
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb AAAA 2001:db8::1\n"), "",
	    SEV_INFO},
	/* The same IPv4, but each its own IPv6. */
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb A 192.0.2.1\n"
	    "a AAAA 2001:db8::1\nb AAAA 2001:db8:1::1\n"), "", SEV_INFO},
	{ONE("x MX 10 a\nx MX 20 b\na A 192.0.2.1\nb A 192.0.2.2\n"
	    "a AAAA 2001:db8::1\n"),
	    "example.com.:1:1: info: mx-same-network:", SEV_INFO},
	{ONE("x MX 10 mail\n" MAIL),
	    "example.com.:1:1: info: mx-single: x.example.com.: there is one"
	    " exchange with one address", SEV_INFO},
	{ONE("x MX 10 x\nx A 192.0.2.9\nx AAAA 2001:db8::9\n"),
	    "example.com.:1:1: info: mx-self: x.example.com.:", SEV_INFO},
	{ONE("x MX 10 m\nm AAAA 2001:db8::25\ny MX 10 n\nn A 192.0.2.1\n"),
	    "example.com.:1:1: info: mx-single:\n"
	    "example.com.:1:1: warning: mx-no-ipv4: x.example.com.: no exchange"
	    " has an IPv4 address, so many senders cannot deliver; add:"
	    " m.example.com. A ...\n"
	    "example.com.:3:1: info: mx-single:\n"
	    "example.com.:3:1: info: mx-no-ipv6:", SEV_INFO},
	{ONE("x MX 10 mx.isp.example.\nx MX 20 mail\n" MAIL),
	    "example.com.:1:1: warning: mx-offsite-preferred: x.example.com.:"
	    " an exchange elsewhere is preferred to your own; if it is the"
	    " backup, give it a higher number than 20", SEV_INFO},
	{ONE("x MX 10 mail\nx MX 10 mx.isp.example.\n" MAIL),
	    "example.com.:2:1: info: mx-offsite-equal:", SEV_INFO},
	{ONE("$GENERATE 1-10 x MX \"$ a$.isp.net.\"\n"), "", SEV_INFO},
	{ONE("$GENERATE 1-11 x MX \"$ a$.isp.net.\"\n"),
	    "example.com.:1:16: info: mx-too-many: x.example.com.: 11"
	    " exchanges", SEV_INFO},
	{ONE("$GENERATE 1-10 x MX \"$ " A50 "." A50 ".a$.isp.net.\"\n"),
	    "example.com.:1:16: warning: mx-answer-size: x.example.com.: the"
	    " answer with all addresses takes 1323 octets, and would take 1430"
	    " with DNSSEC, above the usual UDP limit of 1232", SEV_INFO},
	/* Signatures that are there count as they are: ten of 118 octets. */
	{ONE("x MX 10 m.isp.net.\n$GENERATE 1-10 x RRSIG \"MX 13 3 3600"
	    " 20300101000000 20200101000000 $ example.com. " A50 A50 "\"\n"),
	    "example.com.:1:1: warning: mx-answer-size: x.example.com.: the"
	    " answer with all addresses takes 67 octets, and 1247 with DNSSEC,"
	    " above", SEV_INFO},
	{ONE("x MX 10 m.isp.net.\n$GENERATE 1-9 x RRSIG \"MX 13 3 3600"
	    " 20300101000000 20200101000000 $ example.com. " A50 A50 "\"\n"),
	    "", SEV_INFO},
	{ONE("x MX 10 m.isp.net.\n$GENERATE 1-20 x RRSIG \"A 13 3 3600"
	    " 20300101000000 20200101000000 $ example.com. " A50 A50 "\"\n"),
	    "", SEV_INFO},
	{ONE("*.w MX 10 mail\nx.w A 192.0.2.1\ny.w TXT a\nz.w MX 0 .\n" MAIL),
	    "example.com.:1:1: warning: mx-wildcard: *.w.example.com.: a"
	    " wildcard MX\n"
	    "example.com.:2:1: warning: mx-wildcard-shadowed: x.w.example.com.:"
	    " the wildcard MX of *.w.example.com. does not cover this name,"
	    " because it exists (RFC 4592 2.2.1); add: x.w.example.com. MX"
	    " ..., or, if it takes no mail: x.w.example.com. MX 0 .",
	    SEV_WARNING},
	/* Records before and behind the MX; deeper; no mail domains. */
	{ONE("*.w A 192.0.2.1\n*.w TXT a\n*.w MX 10 mail\n*.w TXT b\n"
	    "*.w MX 20 mail.isp.net.\nb.w TXT x\nb.w AAAA 2001:db8::1\n"
	    "y.z.w A 192.0.2.1\nmx.w A 192.0.2.1\nv MX 0 mx.w\n"
	    "ns.w A 192.0.2.1\n@ NS ns.w\n_a.w A 192.0.2.1\n"
	    "d.w NS a.d.w\na.d.w A 192.0.2.1\n" MAIL),
	    "example.com.:3:1: warning: mx-wildcard:\n"
	    "example.com.:7:1: warning: mx-wildcard-shadowed:"
	    " b.w.example.com.:\n"
	    "example.com.:8:1: warning: mx-wildcard-shadowed:"
	    " y.z.w.example.com.:\n"
	    "example.com.:13:1: warning: host-name-invalid:", SEV_WARNING},
	{ONE("*.w MX 10 mail.w\nmail.w A 192.0.2.1\n*.v MX 0 .\na.v TXT b\n"),
	    "example.com.:1:1: warning: mx-wildcard:", SEV_WARNING},
	{{{REVERSE}, {"x MX 10 mail.example.com.\n"}},
	    REVERSE ":1:1: info: mx-in-reverse-zone:", SEV_INFO},
	{{{"home.arpa."}, {"x MX 10 mail\n" MAIL}},
	    "home.arpa.:1:1: info: mx-single:", SEV_INFO},
	{{{"_tls.example.com."}, {"!a TXT x\n"}}, "", SEV_INFO},
	{{{REVERSE}, {"!a TXT x\n"}}, "", SEV_INFO},
	{ONE("x MX 10 mail\nx MX 10 MAIL\n" MAIL), "example.com.:1:1: info:"
	    " mx-single:\n"
	    "example.com.:2:1: warning: duplicate-rr: x.example.com.: the same"
	    " MX record stands at line 6 already; remove one of them",
	    SEV_INFO},
	{ONE("!a A 192.0.2.80\n"),
	    "example.com.:2:1: info: mx-apex-missing: example.com.: the domain"
	    " has no MX, so mail to postmaster goes to its address, if"
	    " anywhere; add an MX, or for a domain without mail: example.com."
	    " MX 0 .", SEV_INFO},
};

static void
test_sets(void **state)
{
	(void)state;
	CHECK_CASES(mx_sets);
}

static const struct expected reverses[] = {
	{TWO("x MX 10 mail\n" MAIL, REVERSE, "24 PTR a.b.\n"),
	    "example.com.:1:1: warning: ptr-missing: x.example.com.: the"
	    " address 192.0.2.25 of the exchange has no PTR, and many"
	    " receivers refuse mail from such; add: 25.2.0.192.in-addr.arpa."
	    " PTR mail.example.com.\n", SEV_WARNING},
	{TWO("x MX 10 mail\n" MAIL, REVERSE, "25 PTR mx.example.com.\n"),
	    REVERSE ":1:1: error: ptr-not-confirmed: 25." REVERSE ":"
	    " mx.example.com. does not exist, so the name does not lead back to"
	    " the address; name the host that has it, or add: mx.example.com."
	    " A 192.0.2.25", SEV_WARNING},
	{TWO("x MX 10 mail\nbox A 192.0.2.25\n" MAIL, REVERSE,
	    "25 PTR box.example.com.\n"),
	    "example.com.:1:1: info: ptr-other-name: x.example.com.: the PTR"
	    " of the exchange's address 192.0.2.25 gives another name,"
	    " box.example.com.;\n"
	    "example.com.:1:1: info: mx-single", SEV_INFO},
	{TWO("m A 192.0.2.25\n", REVERSE, "25 PTR m.example.com\n"),
	    REVERSE ":1:1: error: ptr-missing-dot: 25." REVERSE ": the name"
	    " became m.example.com." REVERSE ", because its final dot is"
	    " missing; write: 25." REVERSE " PTR m.example.com.", SEV_INFO},
	{TWO("m CNAME n\nn A 192.0.2.25\n", REVERSE, "25 PTR m.example.com.\n"),
	    REVERSE ":1:1: error: ptr-target-cname: 25." REVERSE ":"
	    " m.example.com. is an alias, but must be the host's own name"
	    " (RFC 2181 10.2); write: 25." REVERSE " PTR n.example.com.",
	    SEV_INFO},
	{{{REVERSE}, {"25 PTR 192.0.2.25.\n26 PTR m_1.b.\n"}},
	    REVERSE ":1:1: error: ptr-target-is-ip:\n"
	    REVERSE ":2:1: warning: ptr-bad-hostname:", SEV_INFO},
	{TWO("a A 192.0.2.25\nb A 192.0.2.25\n", REVERSE,
	    "25 PTR a.example.com.\n25 PTR b.example.com.\n"),
	    REVERSE ":2:1: warning: ptr-multiple:", SEV_INFO},
	{{{REVERSE}, {"256 PTR a.b.\n025 PTR a.b.\n1.2 PTR a.b.\n"}},
	    REVERSE ":1:1: error: ptr-bad-owner: 256." REVERSE ": \"256\" is"
	    " no octet\n"
	    REVERSE ":2:1: error: ptr-bad-owner: 025." REVERSE ": \"025\" is\n"
	    REVERSE ":3:1: error: ptr-bad-owner: 1.2." REVERSE ": the name has"
	    " 5 numbers, an address has 4", SEV_INFO},
	{{{"8.b.d.0.1.0.0.2.ip6.arpa."}, {"5.2.0.0 PTR a.b.\n"}},
	    "8.b.d.0.1.0.0.2.ip6.arpa.:1:1: warning: ptr-v6-short:", SEV_INFO},
	{TWO("x MX 10 m\nm AAAA 2001:db8::25\nm A 198.51.100.1\n",
	    "8.b.d.0.1.0.0.2.ip6.arpa.", ""),
	    "example.com.:1:1: warning: ptr-missing: x.example.com.: the"
	    " address 2001:db8::25 of the exchange has no PTR, and many"
	    " receivers refuse mail from such; add: 5.2.0.0.0.0.0.0.0.0.0.0.0."
	    "0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. PTR"
	    " m.example.com.", SEV_WARNING},
};

static void
test_reverses(void **state)
{
	(void)state;
	CHECK_CASES(reverses);
}

/* What must stay silent, but for advice. */
static const struct expected silent[] = {
	/* Elsewhere is unknown. */
	{ONE("x MX 10 mail\nx MX 30 mx.isp.example.\n" MAIL), "", SEV_INFO},
	{ONE("x MX 30 mx.isp.example.\n"), "", SEV_INFO},
	{ONE("x MX 10 mx.dept\ndept NS ns1.example.net.\n"), "", SEV_INFO},
	{ONE("x MX 10 mx.dept\ndept NS ns.dept\nns.dept A 192.0.2.1\n"), "",
	    SEV_INFO},
	{ONE("dept NS a.b.\nx.dept MX 10 y.dept\ndept MX 10 nothere\n"),
	    "example.com.:2:1: error: delegation-hides-mail:\n"
	    "example.com.:3:1: error: delegation-hides-mail:", SEV_INFO},
	/* Null MX, with and without addresses. */
	{ONE("x MX 0 .\nx A 192.0.2.1\ny MX 0 .\n"), "", SEV_INFO},
	/* Equal preferences, 0 with a real exchange, gaps. */
	{ONE("x MX 0 mail\nx MX 0 mail2\ny MX 7 mail\ny MX 9999 mail2\n" MAIL
	    MAIL2), "", SEV_INFO},
	/* In another served zone; itself a mail domain. */
	{TWO("x MX 10 mail.example.net.\nx MX 10 mail2\n" MAIL2, "example.net.",
	    MAIL "mail MX 10 mail\nmail MX 20 m.isp.example.\n"), "",
	    SEV_INFO},
	/* PTR: by classless delegation, one name for two addresses, DNS-SD. */
	{TWO("x MX 10 mail\nmail A 192.0.2.25\n", REVERSE,
	    "25 CNAME 25.0-63\n25.0-63 PTR mail.example.com.\n"), "",
	    SEV_WARNING},
	{TWO("x MX 10 mail\nmail A 192.0.2.25\n", REVERSE,
	    "25 CNAME 25.isp.example.\n"), "", SEV_WARNING},
	{TWO("m A 192.0.2.25\nm A 192.0.2.26\n", REVERSE,
	    "25 PTR m.example.com.\n26 PTR m.example.com.\n"), "", SEV_INFO},
	{ONE("_services._dns-sd._udp PTR _a._tcp\n"
	    "_services._dns-sd._udp PTR _b._tcp\n"), "", SEV_INFO},
	/* Names of all kinds. */
	{ONE("x MX 10 3com-1.xn--bcher-kva\nx MX 20 MAIL2\n"
	    "3com-1.xn--bcher-kva A 192.0.2.1\n"
	    "3com-1.xn--bcher-kva AAAA 2001:db8::1\n" MAIL2), "", SEV_INFO},
	/* A zone for inside use. */
	{{{"corp.internal."}, {"x MX 10 mail\n" MAIL}}, "", SEV_WARNING},
	{{{"corp.internal."}, {"x MX 10 m\nm A 10.1.2.3\n"}}, "",
	    SEV_WARNING},
	/* Unknown types hold no names. */
	{ONE("x TYPE65280 \\# 3 010203\n"), "", SEV_INFO},
};

static void
test_silent(void **state)
{
	(void)state;
	CHECK_CASES(silent);
}

/* Ids are unique, and each row can be listed. */
static void
test_rows(void **state)
{
	const struct check_rule	*rule;
	const char		*p;
	size_t			 i;
	size_t			 k;

	(void)state;
	for (i = 0; (rule = check_row(i)) != NULL; i++) {
		for (k = 0; k < i; k++)
			assert_string_not_equal(check_id(rule),
			    check_id(check_row(k)));
		for (p = check_id(rule); *p != '\0'; p++)
			assert_true((*p >= 'a' && *p <= 'z') || *p == '-' ||
			    (*p >= '0' && *p <= '9'));
		assert_true(check_severity(rule) <= SEV_ERROR);
		assert_true(strlen(check_summary(rule)) > 10);
	}
	assert_true(i > 60);
}

/* A zone that was not loaded says nothing, and nobody says so of it. */
static void
test_not_loaded(void **state)
{
	struct name		 apex = checked_apex("example.net.");
	struct checked		 c;
	struct zones		 zones = ONE("x MX 10 m.example.net.\n"
	    "x TXT \"v=spf1 -all\"\n@ TXT \"v=spf1 -all\"\n"
	    "_dmarc TXT \"v=DMARC1; p=reject\"\n");
	struct table_edit	*edit;
	struct table		*table;
	struct zone		*broken;

	(void)state;
	checked_init(&c, &zones);
	broken = zone_new(&apex, NULL, true, 0);
	edit = table_edit_begin(c.table);
	assert_int_equal(table_edit_put(edit, zone_ref(broken)), 0);
	assert_non_null(table = table_edit_commit(edit));
	report_clear(c.rep);
	check_zone(&(struct check_input){.served = table, .zone = c.zone[0],
	    .places = c.loaded[0].places, .now_s = NOW_S}, c.rep);
	check_zone(&(struct check_input){.served = table, .zone = broken,
	    .now_s = NOW_S}, c.rep);
	assert_int_equal(report_kept(c.rep), 0);
	table_free(table);
	zone_unref(broken);
	checked_clear(&c);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_targets),
		cmocka_unit_test(test_sets),
		cmocka_unit_test(test_reverses),
		cmocka_unit_test(test_silent),
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_not_loaded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
