/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"srv-target-is-ip", "RFC 2782",
	    "A target is a name whose addresses are looked up; an address in"
	    " its place is a name that does not exist.",
	    "_imaps._tcp SRV 0 1 993 192.0.2.25\n",
	    "Give the host a name with the address, and name it."},
	{"srv-target-cname", "RFC 2782",
	    "Some programs look for addresses at the target only, do not"
	    " follow the alias, and find no server.",
	    "_imaps._tcp SRV 0 1 993 imap\nimap CNAME mail\n"
	    "mail A 192.0.2.25\n",
	    "Name the host that the alias leads to."},
	{"srv-target-no-address", "RFC 2782",
	    "The service is announced, but nobody can connect to it.",
	    "_imaps._tcp SRV 0 1 993 mial\nmail A 192.0.2.25\n",
	    "Correct the name, or give it an A or AAAA record."},
	{"srv-missing-dot", "RFC 1035 5.1, RFC 2782",
	    "A name without final dot is completed by the origin, so the"
	    " record leads to a host that does not exist.",
	    "_imaps._tcp SRV 0 1 993 mail.example.com\nmail A 192.0.2.25\n",
	    "Write the target with its final dot, or without the zone's name."},
	{"srv-unusual-port", "RFC 6186 3, RFC 8314 7, RFC 5804 1.8",
	    "Firewalls often let the usual ports pass only, and programs may"
	    " take the protocol from the port.",
	    "_imaps._tcp SRV 0 1 933 mail\nmail A 192.0.2.25\n",
	    "Use the usual port; if the other one is meant, this is fine."},
	{"srv-owner", "RFC 2782, RFC 8552 1.1",
	    "Clients ask for _service._protocol and the domain, in this order"
	    " and with both underscores; a record at another name is never"
	    " found.",
	    "imaps.tcp SRV 0 1 993 mail\nmail A 192.0.2.25\n",
	    "Move the record to the name that is asked for, such as"
	    " _imaps._tcp."},
	{"srv-unknown-service", "RFC 6186 3, RFC 8314 7.3",
	    "Mail programs ask for the names that the standards have; a"
	    " record for another service helps nobody.",
	    "_smtps._tcp SRV 0 1 465 mail\nmail A 192.0.2.25\n",
	    "Use the name of the standard: _submissions for mail that users"
	    " send with TLS."},
	{"srv-dot-mixed", "RFC 2782",
	    "The target \".\" says that there is no such service, another"
	    " record says where it is; clients take either.",
	    "_pop3s._tcp SRV 0 0 0 .\n_pop3s._tcp SRV 0 1 995 mail\n"
	    "mail A 192.0.2.25\n",
	    "Keep one kind: the hosts, or the \".\"."},
	{"srv-plain-only", "RFC 8314 3, RFC 8314 5.1",
	    "Programs begin in clear text, and who sits between can keep them"
	    " from ever changing to TLS.",
	    "_imap._tcp SRV 0 1 143 mail\nmail A 192.0.2.25\n",
	    "Offer the service with TLS from the start (_imaps, _pop3s), and"
	    " the other with the target \".\"."},
	{"autoconfig-dangling", "RFC 1034 3.6.2",
	    "Mail programs ask this host how to set up an account, and find"
	    " none.",
	    "autoconfig CNAME ac\nmail A 192.0.2.25\n",
	    "Let the alias lead to the web server with the settings, or"
	    " remove it."},
	{"autodiscover-conflict", "",
	    "Which of the two ways a program tries first differs, so users"
	    " get different settings.",
	    "autodiscover A 192.0.2.80\n_autodiscover._tcp SRV 0 0 443 mail\n"
	    "mail A 192.0.2.25\n",
	    "Keep one of the two, or let both lead to one host."},
};

const struct explain_table explain_srv = {
	rows, sizeof(rows) / sizeof(rows[0])
};
