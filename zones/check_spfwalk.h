/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SPFWALK_H
#define MXD_CHECK_SPFWALK_H

#include <stdbool.h>

#include "zones/check_spftext.h"
#include "zones/inspect.h"
#include "zones/policy.h"

/*
 * What receivers meet when they evaluate an SPF record, and what that means
 * for the mail of its name.  Led by check_spf.c; as a chapter it visits
 * nothing.
 */
extern const struct check_chapter check_spfwalk;

/*
 * Evaluate record in->i of the set, a good one, after check_spf_read() of
 * it, and tell.
 *
 * returns	whether it lets any host pass
 */
bool check_spf_walk(struct inspect *, const struct policy *,
    const struct spf_facts *);

/* Tell what it means that record in->i of the set lets hosts pass. */
void check_spf_sender(struct inspect *);

#endif
