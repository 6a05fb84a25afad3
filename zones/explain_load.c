/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"file-unreadable", "",
	    "The zone cannot be loaded. The old version, if there is one,"
	    " stays in service.",
	    "",
	    "Put the file there, correct its path, or let the server's user"
	    " read it."},
	{"parse-error", "RFC 1035 5.1, RFC 3597 5",
	    "A line cannot be understood, so the zone is not loaded. The old"
	    " version, if there is one, stays in service.",
	    "@ MX mail\nmail A 192.0.2.25\n",
	    "Correct the line; all such lines of a file are told in one run."},
	{"include-error", "RFC 1035 5.1",
	    "The records of the other file are missing, so the zone is not"
	    " loaded. The old version, if there is one, stays in service.",
	    "$INCLUDE nothere.inc\n",
	    "Correct the path. Included files lie in the directory of the"
	    " zone file or below, and none includes itself."},
	{"out-of-zone", "RFC 1035 5.2, RFC 2181 5.4.1",
	    "A record of another zone cannot be served from this one. The"
	    " zone is not loaded.",
	    "www.example.org. A 192.0.2.80\n",
	    "Leave out a final dot too many, or move the record to its own"
	    " zone."},
	{"cname-at-apex", "RFC 1912 2.4, RFC 2181 10.1",
	    "An alias stands alone, but a zone's own name has SOA and NS, and"
	    " mostly MX: resolvers drop one or the other. The zone is not"
	    " loaded.",
	    "@ CNAME www\nwww A 192.0.2.80\n",
	    "Write the addresses of the target at the zone's own name."},
	{"cname-and-other-data", "RFC 1034 3.6.2, RFC 2181 10.1",
	    "A resolver that has seen the CNAME does not see the other"
	    " records, and the other way round. The zone is not loaded.",
	    "www CNAME mail\nwww TXT x\nmail A 192.0.2.25\n",
	    "Write the addresses of the target instead of the CNAME, or"
	    " remove the other records."},
	{"cname-multiple", "RFC 2181 10.1",
	    "A name is an alias of one other name; with two, resolvers refuse"
	    " the answer or take any. The zone is not loaded.",
	    "www CNAME mail\nwww CNAME ns1\nmail A 192.0.2.25\n",
	    "Keep one of them."},
	{"dname-multiple", "RFC 6672 2.4",
	    "A name has one DNAME; with two nobody knows where the names"
	    " below lead. The zone is not loaded.",
	    "pool DNAME hosts.example.net.\npool DNAME hosts.example.org.\n",
	    "Keep one of them."},
	{"dname-occludes", "RFC 6672 2.4",
	    "A DNAME replaces all names below it, so this record could never"
	    " be answered. The zone is not loaded.",
	    "pool DNAME hosts.example.net.\nx.pool A 192.0.2.9\n",
	    "Remove the record or the DNAME."},
	{"duplicate-rr", "RFC 2181 5",
	    "A set holds no record twice. It is served once; but perhaps one"
	    " of the two was to say something else.",
	    "@ MX 10 mail\n@ MX 10 MAIL\nmail A 192.0.2.25\n",
	    "Remove one line."},
	{"rrset-too-large", "RFC 1035 4.1.1, RFC 1035 4.2.2",
	    "The records of one name and type must fit into one message of"
	    " 65535 octets; otherwise they are not answered.",
	    "$GENERATE 1-4000 x MX \"10 mx$.isp.example.\"\n",
	    "Spread the records over several names."},
	{"zone-too-large", "",
	    "The zone cannot be held in memory. The old version, if there is"
	    " one, stays in service.",
	    "",
	    "Split the zone."},
	{"file-unused", "",
	    "Two files are given for one zone, and only the first of them is"
	    " served; or a policy, a certificate or a version before is given"
	    " for what no zone has. Who edits it wonders why nothing changes.",
	    "",
	    "Correct the name, or remove the file or its statement in"
	    " mxd.conf."},
	{"domain-error", "",
	    "The domain of this line is not served, or goes on with what it"
	    " had; the others are not concerned.",
	    "",
	    "Correct the line: a domain, then key=value for each placeholder"
	    " of the template; a value with blanks stands in quotes."},
	{"domain-unused", "",
	    "The domain has a zone file of its own, or is listed before, and"
	    " that counts. Who edits this line wonders why nothing changes.",
	    "",
	    "Remove the line, or the other one."},
	{"domain-unchecked", "",
	    "What is wrong with the values of these domains is not told,"
	    " unless they do not load.",
	    "",
	    "Make a list of those that have changed, and check that."},
	{"value-unused", "",
	    "Nothing of the value is served. Perhaps the placeholder, $(key),"
	    " or the key is misspelt.",
	    "",
	    "Correct the key, or remove the value."},
	{"allow-unused", "",
	    "A comment \"mxcheck: allow\" permits what is not found on its"
	    " line. It may be misspelt, or its reason has gone.",
	    "@ MX 10 mail ; mxcheck: allow mx-singel\n",
	    "Correct the id, or remove the comment."},
};

const struct explain_table explain_load = {
	rows, sizeof(rows) / sizeof(rows[0])
};
