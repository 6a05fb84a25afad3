/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

/* A domain with one exchange; its SPF follows. */
#define MX	"@ MX 10 mail\nmail A 192.0.2.25\n"

static const struct explain rows[] = {
	{"spf-multiple", "RFC 7208 3.2, 4.5",
	    "Receivers that find two SPF records give up (permerror), so none"
	    " of them protects anything, and mail can be refused.",
	    MX "@ TXT \"v=spf1 mx ~all\"\n"
	    "@ TXT \"v=spf1 include:_spf.isp.example ~all\"\n",
	    "Merge all terms into one record, with one \"all\" at its end."},
	{"spf-syntax", "RFC 7208 4.6, 7.1, 12",
	    "One word that is no term makes receivers give up on the whole"
	    " record (permerror), or ignore the term.",
	    MX "@ TXT \"v=spf1 mx, ipv4:192.0.2.0/24 -all\"\n",
	    "Part terms by spaces; write ip4:, ip6:, a:, mx:, include:,"
	    " exists: with a colon, and redirect= and exp= with an equals"
	    " sign."},
	{"spf-bad-address", "RFC 7208 5.6",
	    "Receivers give up on a record whose ip4: or ip6: holds something"
	    " else than such an address.",
	    MX "@ TXT \"v=spf1 ip4:2001:db8::/32 -all\"\n",
	    "Use ip4: for IPv4, ip6: for IPv6, and a: for the name of a"
	    " host."},
	{"spf-a-is-ip", "RFC 7208 5.3, 7.1",
	    "The term asks the DNS for a name that looks like an address;"
	    " receivers give up, or it matches nobody.",
	    MX "@ TXT \"v=spf1 a:192.0.2.25 -all\"\n",
	    "Write addresses and networks with ip4: or ip6:."},
	{"spf-join-no-space", "RFC 7208 3.3",
	    "Receivers join the strings of a TXT record with nothing between"
	    " them, so the last term of one and the first of the next become"
	    " one word.",
	    MX "@ TXT \"v=spf1 ip4:192.0.2.0/28\""
	    " \"include:_spf.isp.example -all\"\n",
	    "Begin each further string with a space."},
	{"spf-not-recognised", "RFC 7208 4.5",
	    "A text that does not begin with exactly v=spf1 and a space is no"
	    " SPF record, and the name has none.",
	    MX "@ TXT \"v=spf1; mx -all\"\n",
	    "Begin the text with v=spf1 and a space."},
	{"spf-too-many-lookups", "RFC 7208 4.6.4",
	    "Receivers give up (permerror) when a record and all that it"
	    " includes needs more than 10 look-ups.",
	    MX "@ TXT \"v=spf1 include:s1.example.com include:s2.example.com"
	    " -all\"\n"
	    "s1 TXT \"v=spf1 a:a.isp.example a:b.isp.example a:c.isp.example"
	    " a:d.isp.example a:e.isp.example -all\"\n"
	    "s2 TXT \"v=spf1 a:f.isp.example a:g.isp.example a:h.isp.example"
	    " a:i.isp.example a:j.isp.example -all\"\n",
	    "Each include, a, mx, ptr, exists and redirect costs one; write"
	    " addresses as ip4: and ip6:, which cost none, and remove includes"
	    " of services that no longer send."},
	{"spf-near-lookup-limit", "RFC 7208 4.6.4",
	    "At most 10 look-ups are allowed; one more include, or one more"
	    " term in what is included, breaks the record.",
	    MX "@ TXT \"v=spf1 mx a:a.isp.example a:b.isp.example"
	    " a:c.isp.example a:d.isp.example a:e.isp.example a:f.isp.example"
	    " a:g.isp.example -all\"\n",
	    "Write addresses as ip4: and ip6: before the record grows."},
	{"spf-void-lookups", "RFC 7208 4.6.4",
	    "Receivers give up (permerror) when more than two look-ups find"
	    " nothing.",
	    MX "@ TXT \"v=spf1 mx a:o1.example.com a:o2.example.com"
	    " a:o3.example.com -all\"\n",
	    "Remove the terms for hosts that are gone."},
	{"spf-term-void", "RFC 7208 4.6.4, 5.3, 5.4",
	    "The term lets nobody pass, costs a look-up, and counts towards the"
	    " two that may find nothing.",
	    MX "@ TXT \"v=spf1 mx a:oldhost.example.com -all\"\n",
	    "Remove the term, or restore the host."},
	{"spf-include-missing", "RFC 7208 5.2, 6.1",
	    "Receivers give up (permerror) on a record that includes, or"
	    " redirects to, a name without SPF.",
	    MX "@ TXT \"v=spf1 include:_spf.example.com -all\"\n",
	    "Publish the record there, or remove the term."},
	{"spf-loop", "RFC 7208 4.6.4, 5.2",
	    "A record that includes itself runs into the limit of look-ups, and"
	    " receivers give up (permerror).",
	    MX "@ TXT \"v=spf1 include:_a.example.com -all\"\n"
	    "_a TXT \"v=spf1 include:example.com -all\"\n",
	    "Remove the include or redirect that leads back."},
	{"spf-plus-all", "RFC 7208 5.1",
	    "Everybody passes, so the record protects nothing, and some"
	    " receivers take it as a sign of spam.",
	    MX "@ TXT \"v=spf1 mx +all\"\n",
	    "End with ~all while you test, then with -all."},
	{"spf-wide-range", "RFC 7208 5.6, 11",
	    "Hosts of many owners pass, those of spammers among them.",
	    MX "@ TXT \"v=spf1 mx ip4:128.0.0.0/2 -all\"\n",
	    "Name the hosts or the networks that your mail leaves from."},
	{"spf-private-address", "RFC 1918 3, RFC 7208 5.6",
	    "No receiver on the Internet ever sees a sender with such an"
	    " address, so the term lets nobody pass.",
	    MX "@ TXT \"v=spf1 mx ip4:10.0.0.0/8 -all\"\n",
	    "Name the public address that your mail leaves from, behind"
	    " address translation."},
	{"spf-ptr", "RFC 7208 5.5, 7.2",
	    "ptr is slow, loads the reverse zones, and large receivers skip"
	    " it; the RFC forbids to publish it.",
	    MX "@ TXT \"v=spf1 mx ptr -all\"\n",
	    "Use a, mx, ip4 or ip6 instead."},
	{"spf-no-all", "RFC 7208 4.7, 5.1",
	    "Senders that no term names get neutral, as if there was no SPF.",
	    MX "@ TXT \"v=spf1 mx\"\n",
	    "Append ~all or -all, or redirect= to a record that has it."},
	{"spf-neutral-all", "RFC 7208 5.1, 8.2",
	    "Receivers treat neutral as if there was no SPF.",
	    MX "@ TXT \"v=spf1 mx ?all\"\n",
	    "Use ~all or -all."},
	{"spf-after-all", "RFC 7208 5.1, 6.1",
	    "\"all\" matches everybody, so what stands behind it, and redirect="
	    " anywhere beside it, is never used.",
	    MX "@ TXT \"v=spf1 mx -all ip4:192.0.2.7\"\n",
	    "Move \"all\" to the end; remove redirect=."},
	{"spf-duplicate-modifier", "RFC 7208 6",
	    "Receivers give up (permerror) if redirect= or exp= stands twice.",
	    MX "@ TXT \"v=spf1 redirect=_a.isp.example"
	    " redirect=_b.isp.example\"\n",
	    "Keep one; use include: for the other."},
	{"spf-duplicate-term", "RFC 7208 4.6.4",
	    "The second of two equal terms changes nothing, but can cost a"
	    " look-up.",
	    MX "@ TXT \"v=spf1 mx ip4:192.0.2.7 mx -all\"\n",
	    "Remove one."},
	{"spf-too-long", "RFC 7208 3.4",
	    "Answers above 512 octets are truncated or dropped on some ways,"
	    " and then SPF cannot be read.",
	    MX "@ TXT \"v=spf1 mx include:_spf.isp.example -all\"\n"
	    "@ TXT \"a=000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "\"\n"
	    "@ TXT \"b=000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "00000000000000000000000000000000000000000000000000000000000000000"
	    "\"\n",
	    "Write networks as one prefix, move terms to a name of their own"
	    " and include it, and remove old verification strings."},
	{"spf-type99", "RFC 7208 3.1",
	    "Nobody reads records of type SPF, and one day it differs from the"
	    " TXT record beside it.",
	    MX "@ TXT \"v=spf1 mx -all\"\n@ SPF \"v=spf1 mx -all\"\n",
	    "Remove the record of type SPF."},
	{"spf-type99-only", "RFC 7208 3.1",
	    "Receivers read TXT only, so the name has no SPF for them.",
	    MX "@ SPF \"v=spf1 mx -all\"\n",
	    "Publish the same text as TXT, and remove the record of type"
	    " SPF."},
	{"spf-missing", "RFC 7208 2.1, 10.1",
	    "Anybody can send in the name of the domain, and large receivers"
	    " refuse mail of domains without SPF and DKIM.",
	    MX,
	    "Say which hosts send: \"v=spf1 mx -all\" if it is the exchanges"
	    " only."},
	{"spf-missing-nonmail", "RFC 7208 10.1.2, RFC 7505 4.2",
	    "A name that sends no mail is good for forgers as long as it does"
	    " not say so.",
	    "@ MX 0 .\n@ A 192.0.2.80\n",
	    "Publish \"v=spf1 -all\", and DMARC with p=reject."},
	{"spf-helo-missing", "RFC 7208 2.3, 10.1.3",
	    "Bounces have no sender, so receivers judge them by the name that"
	    " the server says in HELO.",
	    MX "@ TXT \"v=spf1 mx -all\"\n",
	    "Publish \"v=spf1 a -all\" at the name of the exchange."},
	{"spf-own-mx-not-covered", "RFC 7208 10.1",
	    "If the exchange sends too, answers and forwarded mail from it"
	    " fail SPF.",
	    MX "@ TXT \"v=spf1 ip4:198.51.100.7 -all\"\n",
	    "Add mx; nothing is wrong if the exchange only receives."},
	{"spf-mx-over-10", "RFC 7208 4.6.4",
	    "Receivers give up (permerror) when mx meets more than 10"
	    " exchanges.",
	    "$GENERATE 1-11 @ MX \"10 b$\"\n$GENERATE 1-11 b$ A 192.0.2.$\n"
	    "@ TXT \"v=spf1 mx -all\"\n",
	    "Write the addresses of the exchanges as ip4: and ip6:."},
	{"spf-senderid", "RFC 4406, RFC 6686 6",
	    "Sender ID was given up, and nobody reads the record.",
	    MX "@ TXT \"v=spf1 mx -all\"\n@ TXT \"spf2.0/pra mx -all\"\n",
	    "Remove it; receivers read v=spf1 only."},
	{"spf-wildcard", "RFC 7208 3.5, RFC 4592 4",
	    "The wildcard answers at every name that does not exist, _dmarc"
	    " and DKIM selectors too, but at none that exists.",
	    MX "@ TXT \"v=spf1 mx -all\"\n* TXT \"v=spf1 -all\"\n",
	    "List the names that need SPF, or accept it knowingly."},
	{"null-mx-sends", "RFC 7505 4.2",
	    "Mail leaves in this name, but what bounces, and every answer, is"
	    " lost; many receivers refuse such senders.",
	    "@ MX 0 .\n@ TXT \"v=spf1 ip4:192.0.2.0/24 -all\"\n",
	    "Publish \"v=spf1 -all\", or give the name a real MX."},
	{"mx-implicit", "RFC 5321 5.1",
	    "Without MX, mail goes to the address of the name, usually a web"
	    " server, and waits there for days before it bounces.",
	    "shop A 192.0.2.80\nshop TXT \"v=spf1 ip4:192.0.2.0/28 -all\"\n",
	    "Add an MX, or a null MX if no mail is taken."},
	{"mx-unreachable-sender", "RFC 5321 3.6.2, 5.1",
	    "No bounce can be delivered, and many receivers refuse senders"
	    " whose domain takes no mail.",
	    "news TXT \"v=spf1 ip4:192.0.2.0/28 -all\"\n",
	    "Add an MX."},
};

const struct explain_table explain_spf = {
	rows, sizeof(rows) / sizeof(rows[0])
};
