/* SPDX-License-Identifier: ISC */
#ifndef MXD_POLICY_H
#define MXD_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"

/*
 * What a TXT record wants to be, whether its readers take it for that, and
 * whether it was damaged on its way through the zone file.  One place
 * decides this for all mail checks, so that a text has one cause and gets
 * one finding.
 */
enum policy_kind {
	POLICY_NONE,		/* none of mail: verification strings ... */
	POLICY_SPF,		/* RFC 7208 */
	POLICY_SENDERID,	/* spf2.0/..., RFC 4406 */
	POLICY_DKIM,		/* RFC 6376 3.6.1 */
	POLICY_DMARC,		/* RFC 9989 4.8 */
	POLICY_STS,		/* RFC 8461 3.1 */
	POLICY_TLSRPT,		/* RFC 8460 3 */
	POLICY_BIMI
};

enum policy_state {
	POLICY_GOOD,		/* readers take it for a record of its kind;
				   its syntax may still be wrong */
	POLICY_IGNORED,		/* meant to be one, but not taken for one:
				   " v=spf1", "v=dmarc1" */
	/* Damaged: the txt-* checks tell it and no other check may. */
	POLICY_CUT,		/* ended at a semicolon without quotes */
	POLICY_QUOTED,		/* holds quotes as text */
	POLICY_WORDS,		/* written without quotes: each word became a
				   string, the blanks are gone */
	POLICY_FOREIGN		/* octets that are not printable ASCII */
};

struct policy {
	enum policy_kind	 kind;
	enum policy_state	 state;
	const uint8_t		*text;	/* strings joined, in the caller's
					   buffer */
	size_t			 len;	/* octets */
	unsigned		 strings;
};

/*
 * Read record i of a TXT set.
 *
 * owner	of the set, lower case: "_dmarc" and its like say what a text
 *		at them is meant to be
 * is_bare	the first string had no quotes in the zone file; false if
 *		that is not known
 * buf		room for RDATA_MAX_BYTES; out->text lies in it
 */
void policy_read(const struct rrset *, unsigned i, const struct name *owner,
    bool is_bare, uint8_t *buf, struct policy *out);

static inline bool
policy_is_damaged(const struct policy *p)
{
	return p->state >= POLICY_CUT;
}

/*
 * The first record of a kind at a node: one that readers take for it if
 * there is one, else any that was meant to be one.
 *
 * node		may be NULL
 * good		how many readers take for it; meant: how many others there are
 * returns	false if there is neither; *out is then not set
 */
bool policy_at(const struct node *, const struct name *owner,
    enum policy_kind, uint8_t *buf, struct policy *out, unsigned *good,
    unsigned *meant);

#endif
