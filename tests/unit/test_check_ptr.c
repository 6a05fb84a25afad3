/* SPDX-License-Identifier: ISC */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "tests/unit/checked.h"
#include "zones/generated.h"
#include "zones/reverse.h"
#include "zones/rrtype.h"

/* What this file is about. */
static const char *const ids[] = {
	"ptr-", "owner-", "rdata-", "mx-target-", NULL
};

#define V6	"8.b.d.0.1.0.0.2.ip6.arpa."

/* What names of the reverse tree say. */
static const struct said {
	const char		*name;
	enum reverse_kind	 kind;
	unsigned		 labels;
} names[] = {
	{"25.2.0.192.in-addr.arpa.", REVERSE_WHOLE, 4},
	{"0.255.0.10.in-addr.arpa.", REVERSE_WHOLE, 4},
	{"2.0.192.in-addr.arpa.", REVERSE_PART, 3},
	{"in-addr.arpa.", REVERSE_PART, 0},
	{"256.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"1025.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"025.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"00.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"300.0.192.in-addr.arpa.", REVERSE_NUMBER, 3},
	{"25a.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"0x19.2.0.192.in-addr.arpa.", REVERSE_NUMBER, 4},
	{"1.25.2.0.192.in-addr.arpa.", REVERSE_LONG, 5},
	{"25.0-63.2.0.192.in-addr.arpa.", REVERSE_OTHER, 5},
	{"0/26.2.0.192.in-addr.arpa.", REVERSE_OTHER, 4},
	{"mail.2.0.192.in-addr.arpa.", REVERSE_OTHER, 4},
	{"*.2.0.192.in-addr.arpa.", REVERSE_OTHER, 4},
	{"_a._dns-sd._udp.0.2.0.192.in-addr.arpa.", REVERSE_OTHER, 7},
	{"5.2." V6, REVERSE_PART, 10},
	{"*." V6, REVERSE_OTHER, 9},
	{"g." V6, REVERSE_NUMBER, 9},
	{"25." V6, REVERSE_NUMBER, 9},
	{"host." V6, REVERSE_OTHER, 9},
	{"0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." V6,
	    REVERSE_LONG, 33},
	{"25.2.0.192.example.", REVERSE_NONE, 0},
	{"arpa.", REVERSE_NONE, 0},
	{".", REVERSE_NONE, 0},
};

static void
test_names(void **state)
{
	struct name	name;
	struct reverse	out;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		name = checked_apex(names[i].name);
		reverse_read(&name, &out);
		if (out.kind != names[i].kind || out.labels != names[i].labels)
			fail_msg("%s: kind %d, %u labels", names[i].name,
			    (int)out.kind, out.labels);
	}
}

/* Blocks of RFC 2317. */
static const struct block {
	const char	*name;
	const char	*address;	/* or "" */
} blocks[] = {
	{"25.0-63.2.0.192.in-addr.arpa.", "192.0.2.25"},
	{"63.0-63.2.0.192.in-addr.arpa.", "192.0.2.63"},
	{"64.0-63.2.0.192.in-addr.arpa.", ""},
	{"25.0/26.2.0.192.in-addr.arpa.", "192.0.2.25"},
	{"63.0/26.2.0.192.in-addr.arpa.", "192.0.2.63"},
	{"64.0/26.2.0.192.in-addr.arpa.", ""},
	{"70.64-26.2.0.192.in-addr.arpa.", "192.0.2.70"},
	{"10.64-26.2.0.192.in-addr.arpa.", ""},
	{"25.0-63.1.2.0.192.in-addr.arpa.", ""},
	{"25.-63.2.0.192.in-addr.arpa.", ""},
	{"25.63.2.0.192.in-addr.arpa.", ""},
	{"25.0-6-3.2.0.192.in-addr.arpa.", ""},
	{"25.a-b.2.0.192.in-addr.arpa.", ""},
	{"256.0-63.2.0.192.in-addr.arpa.", ""},
	{"25.0-63." V6, ""},
};

static void
test_blocks(void **state)
{
	struct address	a;
	struct name	name;
	char		text[ADDRESS_TEXT_MAX];
	size_t		i;
	bool		is_block;

	(void)state;
	for (i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		name = checked_apex(blocks[i].name);
		is_block = reverse_classless(&name, &a);
		if (strcmp(is_block ? address_to_text(&a, text) : "",
		    blocks[i].address) != 0)
			fail_msg("%s: %d", blocks[i].name, is_block);
	}
}

static const struct guess {
	const char	*name;
	const char	*apex;
	const char	*addresses;
} guesses[] = {
	{"025.2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa.",
	    "192.0.2.25 2.0.192.25 25.2.0.192"},
	{"192.0.2.25.2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa.",
	    "25.2.0.192 192.0.2.25"},
	{"0.2.25.192.in-addr.arpa.", "192.in-addr.arpa.",
	    "192.25.2.0 192.0.2.25 0.2.25.192"},
	{"1.25.2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa.",
	    "192.0.2.1 192.0.2.25"},
	{"25.0." V6, V6, "2001:db8::25"},
	{"5.2." V6, V6, "2001:db8::25"},
	{"256.2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa.", ""},
	{"25.0-63.2.0.192.in-addr.arpa.", "2.0.192.in-addr.arpa.", ""},
	{"25.in-addr.arpa.", "in-addr.arpa.", ""},
	{"25.2.0.192.a.", "a.", ""},
};

static void
test_guesses(void **state)
{
	struct address	out[REVERSE_GUESSES];
	struct name	name;
	struct name	apex;
	char		text[ADDRESS_TEXT_MAX];
	char		all[400];
	unsigned	n;
	unsigned	k;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++) {
		name = checked_apex(guesses[i].name);
		apex = checked_apex(guesses[i].apex);
		n = reverse_guess(&name, &apex, out);
		all[0] = '\0';
		for (k = 0; k < n; k++) {
			(void)strlcat(all, k == 0 ? "" : " ", sizeof(all));
			(void)strlcat(all, address_to_text(&out[k], text),
			    sizeof(all));
		}
		if (strcmp(all, guesses[i].addresses) != 0)
			fail_msg("%s: \"%s\"", guesses[i].name, all);
	}
}

static const struct like {
	const char	*name;
	const char	*reverse;	/* of the address */
	bool		 is_like;
} likes[] = {
	{"host-192-0-2-25.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"25.2.0.192.static.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"ip192x000x002x025.a.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"192000002025.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"pc0000219.dip0.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"dyn.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"host7.dhcp.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"mail.pool-3.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"pool-3.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"a-cust-b.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"dsl25.isp.co.uk.", "25.2.0.192.in-addr.arpa.", true},
	{"mx.adsl.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"2001-db8--25.isp.net.", "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0."
	    "0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.", true},
	{"2001-0db8-0000-0000-0000-0000-0000-0025.isp.net.",
	    "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2."
	    "ip6.arpa.", true},
	{"mail.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"static.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"mx10.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"mail-pool.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"mx1.cust.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"box.carpool.net.", "25.2.0.192.in-addr.arpa.", false},
	{"carpool.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"mail.dyn.com.", "25.2.0.192.in-addr.arpa.", false},
	{"mail.dsl.co.uk.", "25.2.0.192.in-addr.arpa.", false},
	{"customer-care.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"customer-7.isp.net.", "25.2.0.192.in-addr.arpa.", true},
	{"customerservice.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"mx-192-0-2-26.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"srv-2-25.isp.net.", "25.2.0.192.in-addr.arpa.", false},
	{"net.", "25.2.0.192.in-addr.arpa.", false},
};

static void
test_generated(void **state)
{
	struct address	a;
	struct name	name;
	struct name	reverse;
	size_t		i;

	(void)state;
	for (i = 0; i < sizeof(likes) / sizeof(likes[0]); i++) {
		name = checked_apex(likes[i].name);
		reverse = checked_apex(likes[i].reverse);
		assert_true(address_from_reverse(&reverse, &a));
		if (generated_is_like(&name, &a) != likes[i].is_like)
			fail_msg("%s", likes[i].name);
	}
}

#define HOST	"m A 192.0.2.25\n"

static const struct expected records[] = {
	{TWO(HOST, REVERSE, "25 PTR m.example.com\n26 PTR m\n"),
	    REVERSE ":1:1: error: ptr-missing-dot: 25." REVERSE ": the name"
	    " became m.example.com." REVERSE ", because its final dot is"
	    " missing; write: 25." REVERSE " PTR m.example.com.\n"
	    REVERSE ":2:1: error: ptr-missing-dot: 26." REVERSE ": the name"
	    " became m." REVERSE ", because it is not written in full",
	    SEV_INFO},
	{{{REVERSE}, {"25 PTR 192.0.2.25\n26 PTR 192.0.2.26.\n27 PTR m_1.b.\n"
	    "28 PTR a\\032b.c.\n29 PTR .\n"}},
	    REVERSE ":1:1: error: ptr-target-is-ip:\n"
	    REVERSE ":2:1: error: ptr-target-is-ip:\n"
	    REVERSE ":3:1: warning: ptr-bad-hostname:\n"
	    REVERSE ":4:1: warning: ptr-bad-hostname:\n"
	    REVERSE ":5:1: warning: ptr-bad-hostname:", SEV_INFO},
	{TWO("a CNAME m\nb DNAME c\nm.c A 192.0.2.26\n" HOST, REVERSE,
	    "25 PTR a.example.com.\n26 PTR m.b.example.com.\n"),
	    REVERSE ":1:1: error: ptr-target-cname: 25." REVERSE ":"
	    " a.example.com. is an alias, but must be the host's own name (RFC"
	    " 2181 10.2); write: 25." REVERSE " PTR m.example.com.\n"
	    REVERSE ":2:1: error: ptr-target-cname:", SEV_INFO},
	{TWO("m A 192.0.2.24\n", REVERSE, "25 PTR m.example.com.\n"
	    "26 PTR n.example.com.\n25.0-63 PTR m.example.com.\n"),
	    REVERSE ":1:1: error: ptr-not-confirmed: 25." REVERSE ":"
	    " m.example.com. does not have this address, so the name does not"
	    " lead back to the address; name the host that has it, or add:"
	    " m.example.com. A 192.0.2.25\n"
	    REVERSE ":2:1: error: ptr-not-confirmed: 26." REVERSE ":"
	    " n.example.com. does not exist\n"
	    REVERSE ":3:1: error: ptr-not-confirmed: 25.0-63." REVERSE ":",
	    SEV_INFO},
	{TWO("a A 192.0.2.25\nb A 192.0.2.25\n", REVERSE,
	    "25 PTR a.example.com.\n25 PTR b.example.com.\n"),
	    REVERSE ":2:1: warning: ptr-multiple: 25." REVERSE ": the address"
	    " has 2 PTR records", SEV_INFO},
};

static const struct expected owners[] = {
	/* The host's own address tells what was meant. */
	{TWO(HOST, REVERSE, "256 PTR m.example.com.\n"),
	    REVERSE ":1:1: error: ptr-bad-owner: 256." REVERSE ": \"256\" is"
	    " no octet of an address, so no query asks for this name; write a"
	    " number from 0 to 255 without leading zeros; if 192.0.2.25 is"
	    " meant, write: 25." REVERSE " PTR m.example.com.", SEV_INFO},
	{{{REVERSE}, {"025 PTR a.b.\n256 PTR a.b.\n2x PTR a.b.\n"}},
	    REVERSE ":1:1: error: ptr-bad-owner: 025." REVERSE ": \"025\" is"
	    " no octet of an address, so no query asks for this name; write a"
	    " number from 0 to 255 without leading zeros; if 192.0.2.25 is"
	    " meant, write: 25." REVERSE " PTR a.b.\n"
	    REVERSE ":2:1: error: ptr-bad-owner:\n"
	    REVERSE ":3:1: error: ptr-bad-owner:", SEV_INFO},
	{TWO(HOST, REVERSE, "192.0.2.25 PTR m.example.com.\n"
	    "25.2.0.192 PTR m.example.com.\n25.2 PTR c.d.\n"),
	    REVERSE ":1:1: error: ptr-bad-owner: 192.0.2.25." REVERSE ": the"
	    " name has 7 numbers, an address has 4; remove what is too much; if"
	    " 192.0.2.25 is meant, write: 25." REVERSE " PTR m.example.com.\n"
	    REVERSE ":2:1: error: ptr-bad-owner: 25.2.0.192." REVERSE ":\n"
	    REVERSE ":3:1: error: ptr-bad-owner: 25.2." REVERSE ": the name has"
	    " 5 numbers, an address has 4; remove what is too much; if"
	    " 192.0.2.25 is meant, write: 25." REVERSE " PTR c.d.", SEV_INFO},
	/* In the order in which addresses are written. */
	{TWO(HOST, "192.in-addr.arpa.", "0.2.25 PTR m.example.com.\n"),
	    "192.in-addr.arpa.:1:1: error: ptr-bad-owner:"
	    " 0.2.25.192.in-addr.arpa.: the numbers of the address are not in"
	    " reverse order, the last one first; if 192.0.2.25 is meant, write:"
	    " 25." REVERSE " PTR m.example.com.", SEV_INFO},
	{TWO(HOST, "192.0.2.in-addr.arpa.", "25 PTR m.example.com.\n"),
	    "192.0.2.in-addr.arpa.:1:1: error: ptr-bad-owner:", SEV_INFO},
	/* Only the missing dot is told. */
	{{{REVERSE}, {"25.2.0.192.in-addr.arpa PTR a.b.\n"}},
	    REVERSE ":1:1: warning: owner-missing-dot:", SEV_INFO},
	{{{V6}, {"5.2.0.0 PTR a.b.\n25.0 PTR a.b.\ng PTR a.b.\n"
	    "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.b.\n"}},
	    V6 ":1:1: warning: ptr-v6-short: 5.2.0.0." V6 ": the name has 12"
	    " hexadecimal digits of an address, not 32, so no query asks for"
	    " it; write all digits, zeros too; if 2001:db8::25 is meant, write:"
	    " 5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." V6 " PTR a.b.\n"
	    V6 ":2:1: error: ptr-bad-owner: 25.0." V6 ": \"25\" is no digit of"
	    " an address, so no query asks for this name; write one hexadecimal"
	    " digit a label, the last one first; if 2001:db8::25 is meant,"
	    " write: 5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." V6
	    " PTR a.b.\n"
	    V6 ":3:1: error: ptr-bad-owner:\n"
	    V6 ":4:1: error: ptr-bad-owner:", SEV_INFO},
	{TWO("m AAAA 2001:db8:1::\n", V6,
	    "0.0.0.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR"
	    " m.example.com.\n"),
	    V6 ":1:1: error: ptr-bad-owner:", SEV_INFO},
};

static const struct expected forward[] = {
	{ONE("25.2.0.192.in-addr.arpa PTR m\n" HOST),
	    "example.com.:1:1: warning: ptr-in-forward-zone:"
	    " 25.2.0.192.in-addr.arpa.example.com.: nobody asks for an address"
	    " in this zone; put the PTR into the reverse zone, for example"
	    " 2.0.192.in-addr.arpa.: 25.2.0.192.in-addr.arpa. PTR"
	    " m.example.com.", SEV_INFO},
	{ONE("192.0.2.25 PTR m\n9.2.0.192 PTR m\n" HOST),
	    "example.com.:1:1: warning: ptr-in-forward-zone:"
	    " 192.0.2.25.example.com.: nobody asks for an address in this zone;"
	    " put the PTR into the reverse zone, for example"
	    " 2.0.192.in-addr.arpa.: 25.2.0.192.in-addr.arpa. PTR\n"
	    "example.com.:2:1: warning: ptr-in-forward-zone:", SEV_INFO},
	{ONE("2.0.192.in-addr.arpa PTR m\n" HOST),
	    "example.com.:1:1: warning: ptr-in-forward-zone:", SEV_INFO},
	{ONE("5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0." V6 "a PTR m\n"
	    "5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"
	    ".ip6.arpa PTR m\n" HOST),
	    "example.com.:1:1: warning: ptr-in-forward-zone:\n"
	    "example.com.:2:1: warning: ptr-in-forward-zone:", SEV_INFO},
	{ONE("_http._tcp PTR web._http._tcp.example.com\n"),
	    "example.com.:1:1: error: rdata-missing-dot:", SEV_INFO},
	/* Below a DNAME of ip6.arpa, as long as what it leaves over. */
	{ONE("5.2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.v6 PTR m\n"
	    "1.2.3.4.a PTR m\n1.2.3.4.ab PTR m\n" HOST),
	    "example.com.:3:1: warning: ptr-in-forward-zone:", SEV_INFO},
};

static void
test_records(void **state)
{
	(void)state;
	CHECK_CASES_OF(records, ids);
	CHECK_CASES_OF(owners, ids);
	CHECK_CASES_OF(forward, ids);
}

#define MX	"x MX 10 m\n"

static const struct expected senders[] = {
	{TWO(MX HOST, REVERSE, ""),
	    "example.com.:1:1: warning: ptr-missing: x.example.com.: the"
	    " address 192.0.2.25 of the exchange has no PTR, and many receivers"
	    " refuse mail from such; add: 25." REVERSE " PTR m.example.com.",
	    SEV_WARNING},
	/* By way of an alias that leads to nothing. */
	{TWO(MX HOST, REVERSE, "25 CNAME 25.0-63\n0.0-63 TXT a\n"),
	    REVERSE ":1:1: warning: ptr-rfc2317-dangling:\n"
	    "example.com.:1:1: warning: ptr-missing: x.example.com.: the"
	    " address 192.0.2.25 of the exchange has no PTR, and many receivers"
	    " refuse mail from such; add: 25.0-63." REVERSE " PTR"
	    " m.example.com.", SEV_WARNING},
	{TWO("x TXT \"v=spf1 ip4:192.0.2.99 a:m.example.com ip4:192.0.2.25"
	    " ip4:192.0.2.96/30 -ip4:192.0.2.98 -all\"\n" HOST, REVERSE, ""),
	    "example.com.:1:1: warning: ptr-missing-sender: x.example.com.: the"
	    " address 192.0.2.99, which may send, has no PTR, and many"
	    " receivers refuse mail from such; add the name that its host says"
	    " in HELO: 99." REVERSE " PTR ...\n"
	    "example.com.:1:1: warning: ptr-missing-sender: x.example.com.: the"
	    " address 192.0.2.25, which may send, has no PTR, and many"
	    " receivers refuse mail from such; add: 25." REVERSE " PTR"
	    " m.example.com.", SEV_WARNING},
	{TWO("_s TXT \"v=spf1 ip6:2001:db8::99 -all\"\n", V6, ""),
	    "example.com.:1:1: warning: ptr-missing-sender:", SEV_WARNING},
	/* An exchange is told at its MX. */
	{TWO(MX "x TXT \"v=spf1 a:m.example.com ip4:192.0.2.25 mx -all\"\n"
	    "m TXT \"v=spf1 a -all\"\n" HOST, REVERSE, ""),
	    "example.com.:1:1: warning: ptr-missing:", SEV_WARNING},
	{TWO("x MX 10 dsl-7\ndsl-7 A 192.0.2.25\n", REVERSE,
	    "25 PTR dsl-7.example.com.\n"),
	    "example.com.:1:1: warning: ptr-generic: x.example.com.: the PTR of"
	    " 192.0.2.25, dsl-7.example.com., looks like the generated name of"
	    " a customer's line, and many receivers refuse mail from such; give"
	    " the mail host a plain name: 25." REVERSE " PTR mail.example.com.",
	    SEV_WARNING},
	{TWO("_s TXT \"v=spf1 ip4:192.0.2.99/32 -all\"\n", REVERSE,
	    "99 PTR 99-2-0-192.isp.net.\n"),
	    "example.com.:1:1: warning: ptr-generic:", SEV_WARNING},
	{TWO(MX "box A 192.0.2.25\n" HOST, REVERSE,
	    "25 PTR box.example.com.\n"),
	    "example.com.:1:1: info: ptr-other-name:", SEV_INFO},
};

/* Hosts with many addresses, of which 64 are looked at. */
static const struct expected many[] = {
	{TWO("$GENERATE 1-63 m A 198.51.100.$\n", REVERSE,
	    "25 PTR m.example.com.\n"),
	    REVERSE ":1:1: error: ptr-not-confirmed:", SEV_WARNING},
	{TWO("$GENERATE 1-64 m A 198.51.100.$\n", REVERSE,
	    "25 PTR m.example.com.\n"), "", SEV_WARNING},
	{TWO("$GENERATE 1-63 m A 198.51.100.$\nm AAAA ::1\nx MX 0 m\n",
	    REVERSE, ""), "example.com.:3:1: error: mx-target-loopback:",
	    SEV_WARNING},
	{TWO("$GENERATE 1-64 m A 198.51.100.$\nm AAAA ::1\nx MX 0 m\n",
	    REVERSE, ""), "", SEV_WARNING},
};

static void
test_many(void **state)
{
	(void)state;
	CHECK_CASES_OF(many, ids);
}

static void
test_senders(void **state)
{
	(void)state;
	CHECK_CASES_OF(senders, ids);
}

static const struct expected silent[] = {
	/* The reverse zone is elsewhere. */
	{ONE(MX "y TXT \"v=spf1 ip4:192.0.2.99 -all\"\n" HOST), "",
	    SEV_WARNING},
	{TWO(MX HOST, REVERSE, "0-63 NS ns.isp.net.\n25 CNAME 25.0-63\n"), "",
	    SEV_WARNING},
	/* Blocks, by range, by slash, by number, in a zone of their own. */
	{TWO(MX HOST, REVERSE, "25 CNAME 25.0-63\n"
	    "25.0-63 PTR m.example.com.\n"), "", SEV_WARNING},
	{TWO(MX HOST, REVERSE, "25 CNAME 25.0/26\n"
	    "25.0/26 PTR m.example.com.\n"), "", SEV_WARNING},
	{TWO(MX HOST, REVERSE, "25 CNAME 25.64\n25.64 PTR m.example.com.\n"),
	    "", SEV_WARNING},
	{TWO(MX HOST "25.rev PTR m\n", REVERSE,
	    "25 CNAME 25.rev.example.com.\n"), "", SEV_WARNING},
	{TWO(HOST, "0-63.2.0.192.in-addr.arpa.", "25 PTR m.example.com.\n"
	    "26 PTR a.b.\n"), "", SEV_WARNING},
	{TWO(HOST "25.2.0.192.rev PTR m\n", REVERSE,
	    "25 CNAME 25.2.0.192.rev.example.com.\n"), "", SEV_WARNING},
	/* Several addresses of one name; parts, wildcards, services. */
	{TWO("m A 192.0.2.26\n" HOST, REVERSE, "25 PTR m.example.com.\n"
	    "26 PTR M.EXAMPLE.COM.\n@ PTR net.isp.net.\n* PTR a.isp.net.\n"
	    "b._dns-sd._udp.0 PTR example.com.\n_http._tcp PTR _a._tcp\n"
	    "0 PTR net.isp.net.\n255 PTR a.b.\n"), "", SEV_WARNING},
	{{{"0.10.in-addr.arpa."}, {"1.2 PTR a.b.\n7 PTR net.b.\n"
	    "* PTR c.d.\n"}}, "", SEV_WARNING},
	{{{V6}, {"* PTR a.b.\n"
	    "F.E.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0 PTR a.b.\n"}}, "",
	    SEV_WARNING},
	{ONE("_services._dns-sd._udp PTR _ipp._tcp\nhost PTR other\n"
	    "_ipp._tcp PTR My\\032Printer._ipp._tcp\n25 PTR a.b.\n"
	    "2.25 PTR a.b.\n"), "", SEV_INFO},
	/* Where the Internet does not come, no PTR is missed. */
	{TWO("x MX 10 p\np A 10.1.2.3\n", "10.in-addr.arpa.", ""),
	    "example.com.:1:1: warning: mx-target-private:", SEV_WARNING},
	/* One plain name among several is enough. */
	{TWO("x MX 10 m\na-192-0-2-25 A 192.0.2.25\n" HOST, REVERSE,
	    "25 PTR m.example.com.\n25 PTR a-192-0-2-25.example.com.\n"),
	    REVERSE ":2:1: warning: ptr-multiple:", SEV_WARNING},
};

static void
test_silent(void **state)
{
	(void)state;
	CHECK_CASES_OF(silent, ids);
}

int
main(void)
{
	const struct CMUnitTest	tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_blocks),
		cmocka_unit_test(test_guesses),
		cmocka_unit_test(test_generated),
		cmocka_unit_test(test_records),
		cmocka_unit_test(test_senders),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_silent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
