/* SPDX-License-Identifier: ISC */
#ifndef MXD_POLICY_H
#define MXD_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"
#include "zones/policy_kind.h"

/*
 * What a TXT record wants to be, whether its readers take it for that, and
 * whether it was damaged on its way through the zone file.  One place
 * decides this for all mail checks, so that a text has one cause and gets
 * one finding.
 */
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
	POLICY_FOREIGN		/* octets that are not printable ASCII, where
				   its grammar has no use for them */
};

/*
 * How close cases are decided:
 *
 * - "v=spf1" alone is a sound SPF record, cut or not.
 * - "v=DMARC1" alone is cut if it had no quotes, else a record without
 *   policy; below _report._dmarc it is all that there has to be.
 * - "v=DKIM1", "v=STSv1", "v=TLSRPTv1" and "v=BIMI1" alone are cut, with
 *   quotes or without: a secondary writes quotes around what it was sent.
 * - "v=spf1" "mx" "-all", quoted word by word, is IGNORED and no WORDS: its
 *   writer knew of strings, but not that they join without a space.
 * - "v=DMARC1 p=none" is GOOD, with a fault in its syntax; "v=DMARC1,p=none"
 *   is IGNORED.  "V=SPF1" is GOOD (RFC 5234 2.3), "v=dmarc1" is not.
 * - Quotes in the middle of a DKIM key, between two pieces of its base64, are
 *   not QUOTED: they tell of a key that was split by hand.
 * - A tab is FOREIGN in SPF; in a list of tags only where no blank may be.
 * - At a DKIM selector each text is meant as a key, unless its version or
 *   first word says otherwise.
 */

struct policy {
	enum policy_kind	 kind;
	enum policy_state	 state;
	const uint8_t		*text;	/* strings joined, in the caller's
					   buffer */
	size_t			 len;	/* octets */
	unsigned		 strings;
	size_t			 bad_at;	/* QUOTED, FOREIGN: its first
						   such octet, from 0 */
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

/* Its text alone: the strings joined in buf; returns octets. */
size_t policy_text(const struct rrset *, unsigned i, uint8_t *buf);

static inline bool
policy_is_damaged(const struct policy *p)
{
	return p->state >= POLICY_CUT;
}

/* TXT records of one name that are looked through: more make an answer that
   few can get, and each name of a zone may ask for the same. */
#define POLICY_RECORDS_MAX	128

/*
 * The first record of a kind at a node: one that readers take for it if
 * there is one, else any that was meant to be one.
 *
 * node		may be NULL
 * good		how many readers take for it; meant: how many others there are
 * returns	false if there is neither; *out is then not set
 */
bool policy_at(const struct content *, const struct node *,
    const struct name *owner, enum policy_kind, uint8_t *buf,
    struct policy *out, unsigned *good, unsigned *meant);

#endif
