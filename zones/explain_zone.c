/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"owner-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin, so the"
	    " record stands at a name that nobody asks for.",
	    "mail.example.com A 192.0.2.25\nmail A 192.0.2.25\n",
	    "Write the final dot, or the name without the zone's own."},
	{"rdata-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin, so the"
	    " record leads to a name that does not exist.",
	    "www CNAME mail.example.com\nmail A 192.0.2.25\n",
	    "Write the final dot."},
	{"mail-key-owner", "RFC 8162 3, RFC 7929 3",
	    "Mail programs look for a user's key at a hash of the user's"
	    " name; at another name nobody finds it.",
	    "alice._openpgpkey OPENPGPKEY AAAA\n",
	    "Move the record to the label that is told."},
	{"caa-issuemail", "RFC 9495 3, RFC 8659 4.2",
	    "An issuer that cannot read the value must not issue certificates"
	    " for mail addresses of the domain.",
	    "@ CAA 0 issuemail \"bad value here\"\n",
	    "Write the issuer's domain name, then, if need be, a semicolon"
	    " and tag=value; or a semicolon alone for no issuer."},
	{"dnssec-signature-expired", "RFC 4035 5.3.1",
	    "Resolvers that validate take the records for forged: for them,"
	    " and for senders behind them, the name does not exist.",
	    "@ MX 10 mail\nmail A 192.0.2.25\n"
	    "@ RRSIG MX 13 2 3600 20200201000000 20200101000000 1 "
	    "example.com. AAAA\n",
	    "Sign the zone again, and see why it was not done in time."},
	{"dnssec-signature-expires-soon", "RFC 6781 4.4.2",
	    "In a few days resolvers that validate will take the records for"
	    " forged; what they keep from today may outlive the signature.",
	    "",
	    "Sign the zone again."},
	{"dnssec-nsec3-owner", "RFC 5155 3",
	    "An NSEC3 that does not stand at a hash is in no chain and proves"
	    " nothing.",
	    "x NSEC3 1 0 0 - 2t7b4g4vsa5smi47k61mv5bv1a22bojr A\n",
	    "Sign the zone again."},
	{"dnssec-nsec3-iterations", "RFC 9276 3.1",
	    "Many rounds of hashing cost each denial much and protect"
	    " nothing; resolvers treat such zones as not signed.",
	    "@ RRSIG SOA 13 2 3600 20990101000000 20200101000000 1 "
	    "example.com. AAAA\n@ NSEC3PARAM 1 0 151 -\n"
	    "0p9mhaveqvm6t7vbl5lop2u3t2rp3tom NSEC3 1 0 151 - "
	    "2t7b4g4vsa5smi47k61mv5bv1a22bojr SOA\n",
	    "Sign the zone with 0 iterations."},
	{"dnssec-no-denial", "RFC 4035 5.4",
	    "The zone cannot prove that a name or type is not there, so"
	    " resolvers that validate take such answers for forged.",
	    "@ RRSIG SOA 13 2 3600 20990101000000 20200101000000 1 "
	    "example.com. AAAA\n",
	    "Sign the zone again, with NSEC or NSEC3."},
};

const struct explain_table explain_zone = {
	rows, sizeof(rows) / sizeof(rows[0])
};
