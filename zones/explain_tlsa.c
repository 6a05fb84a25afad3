/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

#define MX	"@ MX 10 mail\nmail A 192.0.2.25\n"
#define DIGEST	"d2abde240d7cd3ee6b4b28c54df034b9" \
		"7983a1d16e8a410e4561cb106618e971"

static const struct explain rows[] = {
	{"tlsa-usage-pkix", "RFC 7672 3.1.3",
	    "Usages 0 and 1 ask for a public authority too, which servers that"
	    " bring mail do not check: the record is not usable for them.",
	    MX "_25._tcp.mail TLSA 1 1 1 " DIGEST "\n",
	    "Use 3 1 1 with the digest of the server's key.  At ports of"
	    " clients, such as 443, usages 0 and 1 are fine."},
	{"tlsa-bad-length", "RFC 6698 2.1.3, 2.1.4",
	    "A digest of another length matches no certificate.",
	    MX "_25._tcp.mail TLSA 3 1 1 d2abde240d7cd3ee6b4b28c54df034b9\n",
	    "Make the digest anew: 32 octets for matching type 1, 64 for 2."},
	{"tlsa-unknown-field", "RFC 6698 2.1, RFC 7218 2",
	    "Clients do not use a record with numbers that they do not know.",
	    MX "_25._tcp.mail TLSA 3 1 7 " DIGEST "\n",
	    "Usage is 0 to 3, selector 0 or 1, matching type 0 to 2; for mail,"
	    " 3 1 1."},
	{"tlsa-not-a-digest", "RFC 6698 2.1.4",
	    "The script that made the record read an empty file; no certificate"
	    " has this digest, and DANE senders keep mail back.",
	    MX "_25._tcp.mail TLSA 3 1 1 e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855\n",
	    "Make the digest anew from the certificate."},
	{"tlsa-full-data", "RFC 7672 3.1.1, RFC 7671 10.1",
	    "The answer becomes large, and large answers get lost.",
	    MX "_25._tcp.mail TLSA 3 1 0 302a300506032b6570032100a4b82b164650"
	    "3727a06128df7df805448fbd53a5029f428a6c38ca92ccd35f32\n",
	    "Use matching type 1, SHA-256."},
	{"tlsa-3-0", "RFC 7671 5.1, RFC 7672 3.1.1",
	    "The digest of a certificate changes with each renewal; then DANE"
	    " senders keep mail back until the record is changed and the old"
	    " one is out of all caches.",
	    MX "_25._tcp.mail TLSA 3 0 1 " DIGEST "\n",
	    "Use 3 1 1, and keep the key when the certificate is renewed."},
	{"tlsa-sha512-only", "RFC 6698 6",
	    "Support for SHA-512 is not a must; a client without it has no"
	    " usable record.",
	    MX "_25._tcp.mail TLSA 3 1 2 " DIGEST DIGEST "\n",
	    "Add, or use instead, a record of matching type 1."},
	{"tlsa-single", "RFC 7671 8.1",
	    "When the key changes, caches hold the digest of the old one and"
	    " DANE senders keep mail back.",
	    MX "_25._tcp.mail TLSA 3 1 1 " DIGEST "\n",
	    "Publish the digest of the next key too, or 2 1 1 of the"
	    " authority."},
	{"tlsa-ttl-long", "RFC 7671 8.1",
	    "Each change of the key has to wait for the TTL.",
	    MX "_25._tcp.mail 172800 TLSA 3 1 1 " DIGEST "\n",
	    "Use 3600."},
	{"tlsa-unsigned-zone", "RFC 6698 4, RFC 7672 2.2",
	    "Without DNSSEC anybody can forge TLSA, so every client ignores"
	    " it.",
	    MX "_25._tcp.mail TLSA 3 1 1 " DIGEST "\n",
	    "Sign the zone, or remove the records."},
	{"tlsa-mx-unsigned", "RFC 7672 2.2.1",
	    "An attacker who forges the MX of the mail domain leads mail to"
	    " another exchange, so TLSA of the right one does not protect.",
	    "",
	    "Sign the zone of the mail domain too."},
	{"tlsa-partial", "RFC 7672 2.2.3, RFC 7671 4",
	    "An attacker who blocks the exchanges with TLSA leads mail to the"
	    " one without.",
	    "@ MX 10 mx1\n@ MX 10 mx2\nmx1 A 192.0.2.25\nmx2 A 192.0.2.26\n"
	    "_25._tcp.mx1 TLSA 3 1 1 " DIGEST "\n",
	    "Add TLSA for each exchange."},
	{"tlsa-wrong-host", "RFC 7672 2.2.3",
	    "Senders look below the exchange, not below the mail domain, and"
	    " find nothing.",
	    MX "_25._tcp TLSA 3 1 1 " DIGEST "\n",
	    "Move the record to _25._tcp below the exchange."},
	{"tlsa-no-port-25", "RFC 7672 2.2.3, RFC 6698 3",
	    "TLSA of other ports says nothing to servers that bring mail, which"
	    " comes to port 25.",
	    MX "_465._tcp.mail TLSA 3 1 1 " DIGEST "\n",
	    "Add _25._tcp below the exchange."},
	{"tlsa-owner", "RFC 6698 3",
	    "Clients look at _port._tcp before the host's name only.",
	    MX "_smtp._tcp.mail TLSA 3 1 1 " DIGEST "\n",
	    "Write the owner as _25._tcp.host, the port as a number."},
	{"tlsa-no-host", "RFC 6698 3",
	    "Nobody connects to a host without address, so nobody asks for the"
	    " record; mostly the name is misspelt.",
	    MX "_25._tcp.mial TLSA 3 1 1 " DIGEST "\n",
	    "Correct the name, or remove the record."},
	{"tlsa-cert-mismatch", "RFC 7672 3.1, 3.2",
	    "DANE senders keep all mail back until a record matches.  Found if"
	    " the certificate of the host is given to the checker.",
	    "",
	    "Publish the line that is told; use the certificate when it is in"
	    " all caches."},
	{"tlsa-rollover-order", "RFC 7671 8.1, 8.4",
	    "Caches hold the old digest alone for a TTL; whoever asks them"
	    " meets the new certificate and keeps mail back.  Found when a zone"
	    " is compared with its last version.",
	    "",
	    "Publish old and new digest together for two TTLs, then change the"
	    " certificate, then remove the old digest."},
};

const struct explain_table explain_tlsa = {
	rows, sizeof(rows) / sizeof(rows[0])
};
