/* SPDX-License-Identifier: ISC */
#ifndef MXD_AIM_H
#define MXD_AIM_H

#include "zones/content.h"

/*
 * Find the targets of all records of a content in itself: the last step of
 * making it, when its names, its index and its RRsets are written and
 * nobody else has seen it.  Needs nothing but the content.  See
 * slot_target().
 *
 * from, end	nodes in canonical order, outside of which there are no
 *		records that have targets
 */
void aim_targets(struct content *, size_t from, size_t end);

#endif
