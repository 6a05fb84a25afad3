/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SPFTERM_H
#define MXD_CHECK_SPFTERM_H

#include "zones/check_spftext.h"
#include "zones/inspect.h"
#include "zones/policy.h"

/*
 * What an SPF record says by itself: its words, and all of it.  Led by
 * check_spf.c; as a chapter it visits nothing.
 */
extern const struct check_chapter check_spfterm;

/*
 * Read record in->i of the set, a good one, tell what is wrong with it, and
 * note the facts.  in->facts is left to them.
 *
 * is_only	the name has no other SPF record
 */
void check_spf_read(struct inspect *, const struct policy *,
    struct spf_facts *, bool is_only);

/*
 * Record in->i of the set is not taken for SPF: because no space stands
 * between its version, a string of its own, and the next one?
 * returns	whether it told that
 */
bool check_spf_headless(struct inspect *, const struct policy *,
    struct spf_facts *);

#endif
