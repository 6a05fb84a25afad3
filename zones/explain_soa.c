/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"soa-rname-at", "RFC 1035 3.3.13, RFC 1035 8",
	    "The field takes a dot in place of the @, so the address is not"
	    " what was meant, and nobody reaches you about the zone.",
	    "@ SOA ns1 hostmaster@example.com. 2026010101 14400 3600 "
	    "1209600 3600\n",
	    "Write a dot for the @; dots before it are written \\."},
	{"soa-rname-invalid", "RFC 1035 3.3.13, RFC 1035 8, RFC 1912 2.2",
	    "The field cannot be turned into a mail address, so nobody"
	    " reaches you about the zone.",
	    "@ SOA ns1 . 2026010101 14400 3600 1209600 3600\n",
	    "Write hostmaster and a domain that takes mail."},
	{"soa-rname-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin, so the"
	    " address has the zone's name twice.",
	    "@ SOA ns1 hostmaster.example.com 2026010101 14400 3600 "
	    "1209600 3600\n",
	    "Write the final dot."},
	{"soa-rname-undeliverable", "RFC 1912 2.2, RFC 2142 7",
	    "Mail about the zone goes to a domain of yours that takes none.",
	    "@ SOA ns1 hostmaster.ops 2026010101 14400 3600 1209600 3600\n"
	    "ops TXT none\n",
	    "Give that domain an MX, or name a mailbox elsewhere."},
	{"soa-mname-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin, so the"
	    " primary server is one that does not exist.",
	    "@ SOA ns1.example.com hostmaster 2026010101 14400 3600 "
	    "1209600 3600\n",
	    "Write the final dot."},
	{"soa-mname-cname", "RFC 2181 10.3, RFC 1912 2.2",
	    "Programs that send updates to the primary server, or leave it"
	    " out of their NOTIFYs, compare it with names of servers, which"
	    " are no aliases.",
	    "@ SOA master hostmaster 2026010101 14400 3600 1209600 3600\n"
	    "master CNAME ns1\n",
	    "Name the host itself."},
	{"soa-mname-no-address", "RFC 1996 2, RFC 2136 1",
	    "Programs that send updates do not find the primary server.",
	    "@ SOA ns0 hostmaster 2026010101 14400 3600 1209600 3600\n",
	    "Name one of the zone's name servers, or add the address."},
	{"soa-retry-ge-refresh", "RFC 1035 3.3.13, RFC 1912 2.2",
	    "A secondary that missed an update tries no sooner again than it"
	    " would have asked anyway.",
	    "@ SOA ns1 hostmaster 2026010101 3600 7200 1209600 3600\n",
	    "Write 14400 for refresh and 3600 for retry."},
	{"soa-refresh-range", "RFC 1912 2.2",
	    "Below 20 minutes secondaries ask without need; above 12 hours"
	    " one that missed a NOTIFY is late for half a day.",
	    "@ SOA ns1 hostmaster 2026010101 300 60 1209600 3600\n",
	    "Write 14400."},
	{"soa-expire-short", "RFC 1912 2.2",
	    "When the primary is down for a long week-end, the secondaries"
	    " give the zone up too, and mail bounces.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 86400 3600\n",
	    "Write 1209600."},
	{"soa-negative-ttl-high", "RFC 2308 5",
	    "A record that was asked for before it was there stays unseen for"
	    " as long as the last number says, if the TTL of the SOA allows.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 604800\n",
	    "Write 3600."},
	{"soa-serial-zero", "RFC 1912 2.2, RFC 1982 3",
	    "Some secondaries take 0 for no serial at all and transfer the"
	    " zone again and again, or never.",
	    "@ SOA ns1 hostmaster 0 14400 3600 1209600 3600\n",
	    "Count from 1, or write the date as YYYYMMDDnn."},
	{"soa-serial-future", "RFC 1912 2.2, RFC 1982 3.1",
	    "The next serial that is made from the date will be smaller, and"
	    " secondaries will not take the zone.",
	    "@ SOA ns1 hostmaster 2099123199 14400 3600 1209600 3600\n",
	    "Add 2147483647 to the serial, wait until all secondaries have"
	    " it, then write the serial of today."},
	{"soa-serial-unchanged", "RFC 1912 2.2, RFC 1996 3.11",
	    "Secondaries compare serials only, so they go on serving the old"
	    " zone.",
	    "",
	    "Raise the serial with each change."},
	{"soa-serial-backwards", "RFC 1982 3.2, RFC 1912 3.1",
	    "Secondaries have a higher serial and refuse the zone, until the"
	    " serial has passed theirs.",
	    "",
	    "Write a serial that is higher than the last one."},
	{"soa-missing", "RFC 1035 5.2",
	    "A zone without SOA cannot be served. The old version, if there"
	    " is one, stays in service.",
	    "@ NS ns1\n@ MX 10 mail\nmail A 192.0.2.25\n",
	    "Add the SOA at the zone's own name, or load the file as the zone"
	    " that its SOA names."},
	{"soa-multiple", "RFC 1035 5.2",
	    "A zone has one SOA; with two nobody knows its serial. The old"
	    " version, if there is one, stays in service.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n"
	    "@ SOA ns2 hostmaster 2026010102 14400 3600 1209600 3600\n",
	    "Keep the one with the higher serial."},
	{"ttl-mismatch", "RFC 2181 5.2",
	    "All records of a set have one TTL; resolvers would drop some of"
	    " them earlier than others. The lowest is served for all.",
	    "@ 300 MX 10 mail\n@ 3600 MX 20 mail2\nmail A 192.0.2.25\n"
	    "mail2 A 198.51.100.25\n",
	    "Give all of them the same TTL."},
	{"ttl-too-low", "RFC 1912 2.2",
	    "Senders ask anew for nearly each message, and any trouble of the"
	    " name servers becomes trouble of mail at once.",
	    "@ 10 MX 10 mail\nmail A 192.0.2.25\n",
	    "Write 300 or more, unless you are moving."},
	{"ttl-too-high", "RFC 1912 2.2, RFC 8767 4",
	    "A change is seen after weeks; resolvers that cap TTLs see it"
	    " earlier than others.",
	    "@ 1209600 MX 10 mail\nmail A 192.0.2.25\n",
	    "Write 86400 or less."},
	{"ttl-out-of-range", "RFC 2181 8",
	    "A TTL has 31 bits; a larger one counts as 0, and nobody would"
	    " keep the record. The zone is not loaded.",
	    "@ 4000000000 MX 10 mail\nmail A 192.0.2.25\n",
	    "Write 86400."},
	{"ttl-mx-longer-than-address", "RFC 1912 2.2",
	    "The MX can be changed within its short TTL, but the address"
	    " behind it is kept for days: moving the host takes far longer"
	    " than moving the domain.",
	    "@ 300 MX 10 mail\nmail 604800 A 192.0.2.25\n",
	    "Lower the TTL of the address before the host moves."},
	{"ttl-missing-default", "RFC 2308 4",
	    "Nothing says how long records are kept; the last number of the"
	    " SOA is taken, which is meant for negative answers.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n",
	    "Put a line such as $TTL 3600 at the top of the file."},
};

const struct explain_table explain_soa = {
	rows, sizeof(rows) / sizeof(rows[0])
};
