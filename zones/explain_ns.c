/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"ns-missing", "RFC 1034 4.2.1, RFC 1035 5.2",
	    "Without NS records nobody learns which servers have the zone,"
	    " and some refuse to serve it.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n"
	    "ns1 A 192.0.2.53\n",
	    "Name at least two servers."},
	{"ns-single", "RFC 1034 4.1, RFC 2182 5",
	    "While the one server is down, nobody finds the domain, and mail"
	    " is put off or refused.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n"
	    "@ NS ns1\nns1 A 192.0.2.53\n",
	    "Add a second server in another network."},
	{"ns-same-address", "RFC 2182 3.1",
	    "Several names for one server are one server: all fail together.",
	    "@ SOA ns1 hostmaster 2026010101 14400 3600 1209600 3600\n"
	    "@ NS ns1\n@ NS ns2\nns1 A 192.0.2.53\nns2 A 192.0.2.53\n",
	    "Run the second server on another host, best in another network."},
	{"ns-target-cname", "RFC 2181 10.3, RFC 1912 2.4",
	    "Addresses are looked for at the name itself, and resolvers pass"
	    " over a server that is an alias.",
	    "@ NS ns3\nns3 CNAME ns4\nns4 A 192.0.2.53\n",
	    "Name the host that the alias leads to."},
	{"ns-no-address", "RFC 1034 4.2.2, RFC 1912 2.3",
	    "Nobody can ask a server without address; each attempt costs"
	    " time.",
	    "@ NS ns3\n",
	    "Add its A or AAAA record, or remove the server."},
	{"ns-no-glue", "RFC 1034 4.2.1",
	    "The server of a child zone has its name in that zone, so its"
	    " address must be known before the zone can be asked: the child"
	    " cannot be reached.",
	    "dept NS ns.dept\n",
	    "Add the A or AAAA record of the server beside the delegation."},
	{"ns-target-is-ip", "RFC 1035 3.3.11, RFC 1912 2.3",
	    "An NS record holds a name; an address in it is a name that does"
	    " not exist.",
	    "@ NS 192.0.2.53\n",
	    "Give the server a name with the address, and name it."},
	{"ns-missing-dot", "RFC 1035 5.1",
	    "A name without final dot is completed by the origin, so the"
	    " record names a server that does not exist.",
	    "@ NS ns3.example.com\n",
	    "Write the name with its final dot."},
	{"delegation-hides-mail", "RFC 1034 4.2.1, RFC 2136 7.18",
	    "At and below a delegation the servers of the child are asked,"
	    " and what stands here is never answered: mail does not find its"
	    " way.",
	    "dept NS ns1.example.net.\ndept MX 10 mail\nmail A 192.0.2.25\n",
	    "Put the records into the child zone, or remove the delegation."},
	{"occluded-data", "RFC 2136 7.18, RFC 5936 3.5",
	    "At and below a delegation the servers of the child are asked,"
	    " and what stands here is never answered, glue apart.",
	    "dept NS ns1.example.net.\nwww.dept A 192.0.2.80\n",
	    "Move the records to the child zone."},
	{"delegation-child-differs", "RFC 1034 4.2.2, RFC 1912 2.3",
	    "Resolvers take servers from both sides; one that only one side"
	    " names may not have the zone, or is never asked.",
	    "; zone example.com\ndept NS ns1\nns1 A 192.0.2.53\n"
	    "; zone dept.example.com\n@ MX 10 mail.example.com.\n",
	    "Name the same servers in both zones."},
};

const struct explain_table explain_ns = {
	rows, sizeof(rows) / sizeof(rows[0])
};
