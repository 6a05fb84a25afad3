/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"cname-loop", "RFC 1034 3.6.2, RFC 1034 5.2.2",
	    "A name in a loop leads nowhere, and resolvers follow no more"
	    " than some eight aliases in a row; then they give up.",
	    "a CNAME b\nb CNAME a\n",
	    "Let one of the aliases name a host, or each of them the last"
	    " name."},
	{"policy-cname-dangling",
	    "RFC 6376 3.6.2.2, RFC 9989 4.10, RFC 8461 8.2, RFC 7671 7",
	    "Receivers follow the alias, and what they look for is not there:"
	    " no key, no policy.",
	    "sel1._domainkey CNAME k1.keys\n",
	    "Publish the record where the alias leads, or correct the alias."},
	{"cname-dangling", "RFC 1034 3.6.2",
	    "The alias leads to a name that does not exist, as after a host"
	    " was renamed; who uses it gets nothing.",
	    "ftp CNAME files\n",
	    "Name a host that exists, or remove the alias."},
	{"host-name-invalid", "RFC 952, RFC 1123 2.1",
	    "Some programs and many forms refuse a host whose name has other"
	    " signs than letters, digits and hyphens.",
	    "my_pc A 192.0.2.9\n",
	    "Rename the host."},
	{"wildcard-inside", "RFC 4592 2.1.1",
	    "An asterisk is a wildcard as the first label only; elsewhere it"
	    " stands for itself, and nobody asks for it.",
	    "a.*.b A 192.0.2.9\n",
	    "Put the asterisk first, or list the names."},
	{"wildcard-blocked", "RFC 4592 2.2.1",
	    "A wildcard answers for names that do not exist; a name that"
	    " does, if only as a part of others, gets nothing from it, nor"
	    " does what lies below.",
	    "* TXT \"x\"\nhost.sub A 192.0.2.9\n",
	    "Add the records, or another wildcard, where they are missed."},
};

const struct explain_table explain_alias = {
	rows, sizeof(rows) / sizeof(rows[0])
};
