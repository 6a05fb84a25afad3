/* SPDX-License-Identifier: ISC */
#ifndef MXD_FREEZE_H
#define MXD_FREEZE_H

#include "zones/content.h"
#include "zones/draft.h"
#include "zones/places.h"
#include "zones/report.h"

/*
 * A content from a draft that is in order, checked, with the flags of its
 * owners set and no record twice.  Memory of the draft is given back on the
 * way: nothing of it may be asked any more.
 *
 * returns	the caller's, for content_unref(); NULL without memory, or,
 *		reported, if the zone is too large for the block's offsets
 */
struct content *freeze_content(struct draft *, struct report *);

/* The places of its records; NULL without memory. */
struct places *freeze_places(const struct draft *);

#endif
