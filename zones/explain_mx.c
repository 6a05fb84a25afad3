/* SPDX-License-Identifier: ISC */
#include "zones/explain.h"

static const struct explain rows[] = {
	{"null-mx-mixed", "RFC 7505 3",
	    "Some senders take the null MX and bounce all mail, others take"
	    " one of the other exchanges.",
	    "@ MX 0 .\n@ MX 10 mail\n",
	    "Keep the null MX alone, or remove it."},
};

const struct explain_table explain_mx = {
	rows, sizeof(rows) / sizeof(rows[0])
};
