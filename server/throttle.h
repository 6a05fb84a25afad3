/* SPDX-License-Identifier: ISC */
#ifndef MXD_THROTTLE_H
#define MXD_THROTTLE_H

#include <stddef.h>

#include "server/rate.h"
#include "server/ready.h"
#include "server/snapshot.h"
#include "server/stats.h"

/*
 * Keep answers back that were made, see rate.h.  The last step of a batch,
 * and only where `rate limit` is configured.  What came by TCP, or with a
 * cookie that we made, comes from where it says, and is sent.
 *
 * ground	of answers, whole
 */
void throttle_answers(struct rate *, const struct snapshot *,
    const struct ready_ground *ground, struct stats *, struct job *, size_t n);

#endif
