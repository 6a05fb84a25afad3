/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

#define MX	"@ MX 10 mail\nmail A 192.0.2.25\n"
#define HOST	"mta-sts A 192.0.2.80\n"

static const struct explain rows[] = {
	{"mta-sts-syntax", "RFC 8461 3.1",
	    "Senders act as if there was no MTA-STS record, and deliver"
	    " without TLS if an attacker wants it.",
	    MX HOST "_mta-sts TXT \"v=STSv1; id=2026-01-01\"\n",
	    "Write v=STSv1; first, then id= with 1 to 32 letters and digits."},
	{"mta-sts-multiple", "RFC 8461 3.1",
	    "Senders act as if there was no MTA-STS record.",
	    MX HOST "_mta-sts TXT \"v=STSv1; id=1\"\n"
	    "_mta-sts TXT \"v=STSv1; id=2\"\n",
	    "Keep the record whose id is newer."},
	{"mta-sts-no-policy-host", "RFC 8461 3.2, 3.3",
	    "The record says that there is a policy, but senders cannot fetch"
	    " it, so nothing is protected.",
	    MX "_mta-sts TXT \"v=STSv1; id=20260101\"\n",
	    "Add A, AAAA or CNAME at mta-sts below the mail domain, for a web"
	    " server that holds /.well-known/mta-sts.txt."},
	{"mta-sts-wrong-name", "RFC 8461 3.1",
	    "Senders look at _mta-sts below the mail domain only, and do not"
	    " find the record.",
	    MX HOST "mta-sts TXT \"v=STSv1; id=20260101\"\n",
	    "Move the record to _mta-sts below the mail domain."},
	{"mta-sts-no-mx", "RFC 8461 3.1, 4.1",
	    "A policy names the exchanges that senders may use; a name without"
	    " MX has none, so the record protects nothing or is at the wrong"
	    " name.",
	    "@ MX 0 .\n" HOST "_mta-sts TXT \"v=STSv1; id=20260101\"\n",
	    "Remove the record, or give the name its MX."},
	{"mta-sts-orphan-host", "RFC 8461 3.1",
	    "Nothing tells senders that there is a policy, so it is never"
	    " fetched.",
	    MX HOST,
	    "Add the TXT record at _mta-sts, or remove the host."},
	{"mta-sts-mx-mismatch", "RFC 8461 4.1",
	    "Senders that keep to the policy do not deliver to an exchange"
	    " that no mx line matches; in mode enforce the mail waits, then"
	    " bounces.  Found if the policy is given to the checker.",
	    "",
	    "Add the mx line to the policy, then change the id in DNS.  A"
	    " wildcard stands for one label only."},
	{"mta-sts-id-unchanged", "RFC 8461 3.1, 3.3",
	    "Senders keep the policy that they have as long as the id is the"
	    " same, and may refuse the new exchange.  Found when a zone is"
	    " compared with its last version.",
	    "",
	    "Add the exchange to the policy, then change the id."},
	{"tlsrpt-syntax", "RFC 8460 3",
	    "Senders take it for no record, and send no reports.",
	    MX "_smtp._tls TXT \"v=TLSRPTv1; rua=tls@example.com\"\n",
	    "Write v=TLSRPTv1; first, then rua= with mailto: or https: and"
	    " commas between; \",\", \"!\" and \";\" within an address as %2C,"
	    " %21 and %3B."},
	{"tlsrpt-multiple", "RFC 8460 3",
	    "Senders act as if there was no record, and send no reports.",
	    MX "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:a@example.com\"\n"
	    "_smtp._tls TXT \"v=TLSRPTv1; rua=mailto:b@example.com\"\n",
	    "Put both addresses into one record, a comma between."},
	{"tlsrpt-wrong-name", "RFC 8460 3",
	    "Senders look at _smtp._tls below the mail domain only, and do not"
	    " find the record.",
	    MX "_tls._smtp TXT \"v=TLSRPTv1; rua=mailto:a@example.com\"\n",
	    "Move the record to _smtp._tls below the mail domain."},
	{"tlsrpt-missing", "RFC 8460 1",
	    "MTA-STS and DANE make senders keep mail back when TLS fails, and"
	    " nobody tells the receiver.",
	    MX HOST "_mta-sts TXT \"v=STSv1; id=20260101\"\n",
	    "Add a TLSRPT record at _smtp._tls."},
};

const struct explain_table explain_sts = {
	rows, sizeof(rows) / sizeof(rows[0])
};
