/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"mx-target-cname", "RFC 2181 10.3, RFC 5321 5.1",
	    "Senders need one more look-up, and some refuse an alias or"
	    " rewrite the recipient's address to the name behind it.",
	    "@ MX 10 mail\nmail CNAME www\nwww A 192.0.2.80\n",
	    "Name the host at the end of the alias in the MX, or give the"
	    " exchange A and AAAA records of its own."},
	{"mx-target-dname", "RFC 6672 2.3, RFC 2181 10.3",
	    "The name is replaced by way of the DNAME, so it is an alias like"
	    " any other, and some senders refuse it.",
	    "@ MX 10 mx.pool\npool DNAME hosts.example.net.\n",
	    "Name the host as it is called after the replacement."},
	{"mx-target-nonexistent", "RFC 5321 5.1",
	    "Nobody can deliver to a host that does not exist; mail waits at"
	    " the senders and goes back to their users after days.",
	    "@ MX 10 mx3\nmx1 A 192.0.2.11\n",
	    "Correct the name, or add the host's A and AAAA records."},
	{"mx-target-no-address", "RFC 5321 5.1",
	    "Senders find the name, but no address to connect to; mail waits"
	    " and then goes back.",
	    "@ MX 10 mail\nmail TXT \"room 12\"\n",
	    "Add A and AAAA records at the name of the exchange."},
	{"mx-target-is-ip", "RFC 1035 3.3.9, RFC 5321 2.3.5",
	    "An MX holds a name. The digits are taken for one, and a name of"
	    " digits has no address.",
	    "@ MX 10 192.0.2.25\n",
	    "Give the host a name with an A or AAAA record, and put that name"
	    " into the MX."},
	{"mx-target-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin: the"
	    " exchange became mail.example.com.example.com, which does not"
	    " exist.",
	    "@ MX 10 mail.example.com\nmail A 192.0.2.25\n",
	    "Write the final dot, or the name without the zone's own."},
	{"mx-target-foreign-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin: the"
	    " provider's host became one of this zone, which does not exist.",
	    "@ MX 30 mx.isp.net\n@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Write the final dot."},
	{"mx-target-bad-hostname", "RFC 1123 2.1, RFC 5321 2.3.5",
	    "Host names have letters, digits and inner hyphens; some senders"
	    " and certificate checks refuse others.",
	    "@ MX 10 mail_1\nmail_1 A 192.0.2.25\n",
	    "Rename the host, with its addresses, its PTR and its"
	    " certificate."},
	{"mx-target-localhost", "RFC 6761 6.3",
	    "Each sender takes localhost for itself and tries to deliver your"
	    " mail there.",
	    "@ MX 10 localhost.\n",
	    "Name the public host, or write a null MX if no mail is taken."},
	{"mx-target-special-use",
	    "RFC 6761 6, RFC 6762 3, RFC 7686 2, RFC 8375 4, RFC 9476 2",
	    "Names under local, internal, test and their like are never in"
	    " the public DNS, so no sender finds the host.",
	    "@ MX 10 mail.corp.local.\n",
	    "Use the host's public name, or write a null MX if no mail is"
	    " taken."},
	{"mx-target-loopback", "RFC 1122 3.2.1.3, RFC 6890 2.2",
	    "Each sender connects to itself: mail loops there or goes back.",
	    "@ MX 10 mail\nmail A 127.0.0.1\n",
	    "Give the exchange its public address."},
	{"mx-target-private", "RFC 1918 3, RFC 6598, RFC 4193, RFC 3927",
	    "The address is not routed in the Internet: senders outside wait"
	    " for a time-out at each delivery, or never deliver.",
	    "@ MX 10 mail\nmail A 10.1.2.3\n",
	    "Give the exchange its public address. In a zone for inside use"
	    " switch this check off."},
	{"mx-target-documentation", "RFC 5737 3, RFC 3849, RFC 9637, RFC 2544",
	    "The address is from a text-book: no host has it.",
	    "@ MX 10 mail\nmail A 203.0.113.9\nwww A 9.9.9.9\n",
	    "Put the real address in."},
	{"mx-target-multicast", "RFC 5771, RFC 1112 4, RFC 4291 2.7",
	    "Nobody can open a connection to a multicast or reserved address.",
	    "@ MX 10 mail\nmail A 224.0.0.25\n",
	    "Give the exchange the address of one host."},
	{"mx-target-lame", "RFC 1034 4.2.1",
	    "The exchange can be found only through name servers that lie in"
	    " the same child zone and whose addresses nobody knows.",
	    "@ MX 10 mx.dept\ndept NS ns.dept\n",
	    "Add A or AAAA records for the child's name servers here, or name"
	    " an exchange elsewhere."},
	{"mx-target-wildcard", "RFC 4592 2.2.1",
	    "The exchange has an address only because any name has; a typing"
	    " error would look just the same, and leads to the wildcard's"
	    " host.",
	    "@ MX 10 mial\n* A 192.0.2.80\nmail A 192.0.2.25\n",
	    "Correct the name, or give the exchange A and AAAA records of its"
	    " own."},
	{"mx-owner-cname", "RFC 1034 3.6.2, RFC 2181 10.1",
	    "A resolver that has seen the CNAME does not see the MX, and the"
	    " other way round: mail goes here today and there tomorrow. The"
	    " zone is not loaded.",
	    "shop MX 10 mail\nshop CNAME www\nwww A 192.0.2.80\n"
	    "mail A 192.0.2.25\n",
	    "Write the addresses of the target instead of the CNAME, or"
	    " remove the MX and rely on that of the target."},
	{"null-mx-mixed", "RFC 7505 3",
	    "Some senders take the null MX and bounce all mail, others take"
	    " one of the other exchanges.",
	    "@ MX 0 .\n@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Keep the null MX alone, or remove it."},
	{"null-mx-preference", "RFC 7505 3",
	    "A null MX is the one record 0 and a dot; with another number"
	    " some senders look for a host that has no name.",
	    "@ MX 10 .\n",
	    "Write 0 for the preference."},
	{"mx-duplicate-target", "RFC 5321 5.1",
	    "The second line adds nothing: when the host is down, senders try"
	    " it again at once and call that the backup.",
	    "@ MX 10 mail\n@ MX 20 mail\nmail A 192.0.2.25\n",
	    "Remove one of the lines, or name the real backup."},
	{"mx-same-address", "RFC 5321 5.1, RFC 2182 3.1",
	    "All exchanges are one host, so the backup is down when the first"
	    " one is.",
	    "@ MX 10 mx1\n@ MX 20 mx2\nmx1 A 192.0.2.25\nmx2 A 192.0.2.25\n",
	    "Give the second exchange a host of its own, or keep one MX."},
	{"mx-same-network", "RFC 2182 3.1",
	    "One cut cable or one route takes all exchanges away.",
	    "@ MX 10 mx1\n@ MX 20 mx2\nmx1 A 192.0.2.25\nmx2 A 192.0.2.26\n",
	    "Place one exchange in another network."},
	{"mx-single", "RFC 5321 4.5.4.1, RFC 5321 5.1",
	    "While the only exchange is down, mail waits at the senders; most"
	    " keep it for days.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Add a second exchange, or leave it so if waiting is all right."},
	{"mx-self", "RFC 5321 5.1",
	    "Senders assume this MX anyway. To move mail away from the host"
	    " later, its name must change everywhere.",
	    "box MX 10 box\nbox A 192.0.2.9\n",
	    "Leave it, or name an exchange with a name of its own."},
	{"mx-no-ipv4", "RFC 3974",
	    "Senders that have IPv4 only, and they are many, cannot deliver.",
	    "@ MX 10 mail\nmail AAAA 2001:db8::25\n",
	    "Give one exchange an A record."},
	{"mx-no-ipv6", "RFC 3974",
	    "Senders that have IPv6 only cannot deliver.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Give one exchange an AAAA record, if it has IPv6."},
	{"mx-apex-missing", "RFC 2142 5, RFC 2142 7, RFC 7505 1",
	    "Mail to postmaster or hostmaster of the domain goes to its web"
	    " address, if it has one, and is lost there.",
	    "@ A 192.0.2.80\n",
	    "Add an MX, or a null MX for a domain without mail."},
	{"mx-in-reverse-zone", "RFC 3172 2, RFC 7085",
	    "Nobody has a mail address at a name of the reverse tree or at a"
	    " top-level name.",
	    "; zone 2.0.192.in-addr.arpa\n@ MX 10 mail.example.com.\n",
	    "Remove the MX, or write a null MX."},
	{"mx-offsite-preferred", "RFC 5321 5.1",
	    "All mail goes to the outside host first. If that is a backup, it"
	    " hands the mail back or keeps it, so that mail is late or loops.",
	    "@ MX 10 mx.isp.example.\n@ MX 20 mail\nmail A 192.0.2.25\n",
	    "Swap the preferences. If the outside host filters your mail,"
	    " list it alone."},
	{"mx-offsite-equal", "RFC 5321 5.1",
	    "The outside host gets its share of all mail, also while your own"
	    " is up.",
	    "@ MX 10 mail\n@ MX 10 mx.isp.example.\nmail A 192.0.2.25\n",
	    "Give the outside host a higher number if it is the backup."},
	{"mx-wildcard", "RFC 1912 2.7, RFC 4592 4",
	    "Mail is taken for every name that anybody makes up, and spammers"
	    " make up many.",
	    "* MX 10 mail\nmail A 192.0.2.25\n",
	    "List the names that take mail. If that cannot be, publish"
	    " \"v=spf1 -all\" and DMARC for the rest."},
	{"mx-wildcard-shadowed", "RFC 4592 2.2.1, RFC 4592 3.3.1, RFC 1912 2.7",
	    "A wildcard is for names that do not exist. This one does, so its"
	    " mail goes to its own address, usually a web server.",
	    "* MX 10 mail\nwww A 192.0.2.80\nmail A 192.0.2.25\n",
	    "Give the name an MX of its own, or a null MX."},
	{"mx-too-many", "RFC 7208 4.6.4, RFC 5321 5.1",
	    "Senders try some of the exchanges only, and SPF records with"
	    " \"mx\" fail, because they may name 10.",
	    "$GENERATE 1-11 @ MX \"10 mx$.isp.example.\"\n",
	    "Put several addresses on fewer names."},
	{"mx-answer-size", "RFC 6891 6.2.5, RFC 9715",
	    "A larger answer does not fit into one packet everywhere: it is"
	    " cut and asked again over TCP, or its fragments get lost.",
	    "$GENERATE 1-30 @ MX \"$ "
	    "a-rather-long-name-of-exchange-$.isp.example.\"\n",
	    "Shorten the names, or remove exchanges."},
	{"mx-chain-to-null", "RFC 7505 3, RFC 5321 5.1",
	    "The exchange says of itself that it takes no mail. For its own"
	    " name only; but most often the wrong host was named.",
	    "@ MX 10 www\nwww A 192.0.2.80\nwww MX 0 .\n",
	    "Name the right host, or remove the null MX there."},
};

const struct explain_table explain_mx = {
	rows, sizeof(rows) / sizeof(rows[0])
};
