/* SPDX-License-Identifier: ISC */
#ifndef MXD_SAMPLING_H
#define MXD_SAMPLING_H

#include "server/course.h"

/*
 * When the course is done: domains that stand for others in the checks and
 * are no longer served go, new ones come.
 */
void sampling_renew(struct course *, struct turn *);

#endif
