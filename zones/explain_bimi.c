/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

#define DRAFT	"draft-brand-indicators-for-message-identification "

static const struct explain rows[] = {
	{"bimi-syntax", DRAFT "4.3",
	    "Receivers do not mend BIMI records: no logo is shown.",
	    "default._bimi TXT \"v=BIMI1; l=http://example.com/logo.png\"\n",
	    "Write v=BIMI1; l=https://HOST/LOGO.svg;"
	    " a=https://HOST/CERTIFICATE.pem, or l=; to have no logo."},
	{"bimi-multiple", DRAFT "7.2",
	    "With two records at a selector receivers use neither.",
	    "default._bimi TXT \"v=BIMI1; l=https://example.com/a.svg\"\n"
	    "default._bimi TXT \"v=BIMI1; l=https://example.com/b.svg\"\n",
	    "Keep one."},
	{"bimi-no-dmarc", DRAFT "7.1",
	    "Receivers show a logo only where DMARC protects the domain and"
	    " its sub-domains, for all mail.",
	    "default._bimi TXT \"v=BIMI1; l=https://example.com/a.svg\"\n"
	    "_dmarc TXT \"v=DMARC1; p=none; rua=mailto:d@example.com\"\n",
	    "Raise p, and sp if it is there, to quarantine or reject first;"
	    " remove pct."},
	{"bimi-no-vmc", DRAFT "4.3",
	    "The large mailbox providers show no logo without a mark"
	    " certificate.",
	    "default._bimi TXT \"v=BIMI1; l=https://example.com/a.svg\"\n",
	    "Get a certificate for the logo and add its place as a=."},
	{"bimi-wrong-name", DRAFT "4.4",
	    "Nobody asks for the record there: selectors are below _bimi.",
	    "_bimi TXT \"v=BIMI1; l=https://example.com/a.svg\"\n",
	    "Publish it at default._bimi below the domain."},
};

const struct explain_table explain_bimi = {
	rows, sizeof(rows) / sizeof(rows[0])
};
