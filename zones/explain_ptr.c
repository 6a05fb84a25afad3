/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"ptr-missing", "RFC 1912 2.1, RFC 5321 7.9, RFC 8601 3",
	    "Many receivers refuse mail from an address that has no name.",
	    "; zone 2.0.192.in-addr.arpa\n; zone example.com\n@ MX 10 mail\n"
	    "mail A 192.0.2.25\n",
	    "Add the PTR with the name that the mail server says in HELO."},
	{"ptr-missing-sender", "RFC 1912 2.1, RFC 8601 3",
	    "SPF lets the address send, but many receivers refuse mail from"
	    " an address that has no name.",
	    "; zone 2.0.192.in-addr.arpa\n; zone example.com\n"
	    "@ TXT \"v=spf1 ip4:192.0.2.99 -all\"\n",
	    "Add the PTR, or take the address out of SPF."},
	{"ptr-not-confirmed", "RFC 1912 2.1, RFC 8601 3",
	    "Receivers look up the name in the PTR; if it does not have the"
	    " address, the name counts for nothing.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR mx.example.com.\n"
	    "; zone example.com\nmail A 192.0.2.25\n",
	    "Name the host that has the address, or give the named one an A"
	    " or AAAA record."},
	{"ptr-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the reverse zone's own"
	    " name, so the PTR leads to what is no host.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR mail.example.com\n",
	    "Write the name with its final dot."},
	{"ptr-target-cname", "RFC 2181 10.2, RFC 1912 2.4",
	    "A PTR gives the host's own name; receivers that compare names"
	    " take an alias for another host.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR mail.example.com.\n"
	    "; zone example.com\nmail CNAME mx\nmx A 192.0.2.25\n",
	    "Name the host that the alias leads to."},
	{"ptr-target-is-ip", "RFC 1035 3.3.12",
	    "A PTR gives the name of a host; an address in it is a name that"
	    " does not exist.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR 192.0.2.25.\n",
	    "Write the name of the host."},
	{"ptr-bad-hostname", "RFC 1123 2.1, RFC 952",
	    "Receivers refuse a name that no host may have.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR mail_1.example.com.\n",
	    "Rename the host: letters, digits and hyphens."},
	{"ptr-multiple", "RFC 2181 10.2, RFC 1912 2.1",
	    "Receivers look at one of the names, which may be any, and"
	    " compare it with what the server says of itself.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR a.example.com.\n"
	    "25 PTR b.example.com.\n; zone example.com\na A 192.0.2.25\n"
	    "b A 192.0.2.25\n",
	    "Keep the name that the mail server says in HELO."},
	{"ptr-generic", "RFC 1912 2.1",
	    "A name that holds the address, or a word such as dyn or pool,"
	    " looks like a customer's line, and many receivers refuse mail"
	    " from these.",
	    "; zone 2.0.192.in-addr.arpa\n"
	    "25 PTR host-192-0-2-25.example.com.\n; zone example.com\n"
	    "@ MX 10 host-192-0-2-25\nhost-192-0-2-25 A 192.0.2.25\n",
	    "Give the mail host a plain name, such as mail, in both"
	    " directions."},
	{"ptr-other-name", "RFC 5321 4.1.4, RFC 8601 3",
	    "The address of the exchange has another name; that is fine if"
	    " the server calls itself by it.",
	    "; zone 2.0.192.in-addr.arpa\n25 PTR box.example.com.\n"
	    "; zone example.com\n@ MX 10 mail\nmail A 192.0.2.25\n"
	    "box A 192.0.2.25\n",
	    "Let the server say the name of the PTR in HELO, or change the"
	    " PTR."},
	{"ptr-bad-owner", "RFC 1035 3.5, RFC 3596 2.5",
	    "Nobody asks for this name: it is not what an address becomes in"
	    " the reverse tree.",
	    "; zone 2.0.192.in-addr.arpa\n256 PTR mail.example.com.\n",
	    "Write the octets (IPv6: the hexadecimal digits) of the address"
	    " with the last one first, without leading zeros."},
	{"ptr-v6-short", "RFC 3596 2.5",
	    "An IPv6 address has 32 hexadecimal digits, and the name of its"
	    " PTR has them all; nobody asks for a shorter one.",
	    "; zone 8.b.d.0.1.0.0.2.ip6.arpa\n"
	    "5.2.0.0.0.0 PTR mail.example.com.\n",
	    "Write all digits, zeros too, the last one first."},
	{"ptr-in-forward-zone", "RFC 1035 3.5",
	    "Names of addresses are looked for below in-addr.arpa and"
	    " ip6.arpa only.",
	    "25.2.0.192.in-addr.arpa PTR mail.example.com.\n"
	    "mail A 192.0.2.25\n",
	    "Put the record into the reverse zone, which the owner of the"
	    " network has."},
	{"ptr-rfc2317-dangling", "RFC 2317 4",
	    "The name of the address is looked for where the alias leads, and"
	    " there is none.",
	    "; zone 2.0.192.in-addr.arpa\n25 CNAME 25.0-63\n",
	    "Add the PTR where the alias leads, or remove the alias."},
};

const struct explain_table explain_ptr = {
	rows, sizeof(rows) / sizeof(rows[0])
};
