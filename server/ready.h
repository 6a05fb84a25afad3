/* SPDX-License-Identifier: ISC */
#ifndef MXD_READY_H
#define MXD_READY_H

#include <stdbool.h>

#include "server/answer.h"

/*
 * The ready way: the question's name has the type asked for, and the set
 * may be sent as it lies.  Means what the general way means.
 * false if it is not such a case: nothing was written, nothing counted.
 */
bool ready_answer(struct answer *, const struct snapshot *,
    struct rotation *, const struct query *, struct reply *);

#endif
