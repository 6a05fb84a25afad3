/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DMARC_REPORT_H
#define MXD_CHECK_DMARC_REPORT_H

#include "zones/inspect.h"

/*
 * Where DMARC reports go: RFC 9989 4.6, RFC 9990 4.  in->facts is a struct
 * dmarc_facts.
 */

/* About the lists of one record, of a policy or a permission. */
extern const struct check_table check_dmarc_lists;

/* Ask about the domain of each address of a policy, once each. */
void check_dmarc_ask_addresses(struct inspect *);

/* The rules of both as a chapter; it visits the aliases of policies. */
extern const struct check_chapter check_dmarc_report;

#endif
