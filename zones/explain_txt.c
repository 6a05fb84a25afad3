/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"txt-semicolon-comment", "RFC 1035 5.1",
	    "Outside quotes a semicolon begins a comment: the record holds"
	    " only what stood before it, and receivers find no policy or no"
	    " key.",
	    "_dmarc TXT v=DMARC1; p=quarantine\n",
	    "Put the whole text in double quotes."},
	{"txt-stray-quotes", "RFC 1035 5.1, RFC 7208 4.5",
	    "The quote signs are a part of the text, so it does not begin with"
	    " its version and receivers pass over it.",
	    "@ TXT \"\\\"v=spf1 mx -all\\\"\"\n",
	    "Put one pair of plain double quotes around the text, and none"
	    " into it."},
	{"txt-unquoted-words", "RFC 1035 3.3.14, RFC 7208 3.3",
	    "Without quotes each word becomes a string of its own, and"
	    " receivers join the strings without spaces.",
	    "@ TXT v=spf1 mx -all\n",
	    "Put the whole text in double quotes."},
	{"txt-non-ascii", "RFC 7208 12, RFC 9989 4.8",
	    "A no-break space, a tab or a character that nobody sees is no"
	    " space to receivers; they refuse the text or a part of it.",
	    "@ TXT \"v=spf1\\194\\160mx -all\"\n",
	    "Type the text anew, with plain spaces."},
	{"txt-too-many", "RFC 7208 3.4",
	    "Each query for one of the texts is answered with all of them;"
	    " large answers need TCP or get lost.",
	    "@ TXT a\n@ TXT b\n@ TXT c\n@ TXT d\n@ TXT e\n@ TXT f\n"
	    "@ TXT g\n@ TXT h\n@ TXT i\n@ TXT j\n@ TXT k\n",
	    "Remove strings that proved once that the domain is yours; most are"
	    " not looked at again."},
	{"mail-type-obsolete", "RFC 1035 3.3, RFC 5617, RFC 4870",
	    "Nobody reads these records any more, and who finds them may think"
	    " that they still protect something.",
	    "_adsp._domainkey TXT \"dkim=discardable\"\n",
	    "Remove them; MX says where mail goes, and DMARC what to do with"
	    " forgeries."},
};

const struct explain_table explain_txt = {
	rows, sizeof(rows) / sizeof(rows[0])
};
