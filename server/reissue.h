/* SPDX-License-Identifier: ISC */
#ifndef MXD_REISSUE_H
#define MXD_REISSUE_H

#include "server/course.h"

/*
 * The quick way for a partial course in which nothing has changed but the
 * text of one template that says the same for all of its domains: their zones
 * are copied as they lie (recast.h), their list is not read.
 *
 * *table	set if that was done and their records are others
 * returns	1: it was; 0: it cannot be, and nothing has happened; -1
 *		without memory, which is logged
 */
int reissue(struct course *, struct table **table);

#endif
