/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_STS_H
#define MXD_CHECK_STS_H

#include "zones/inspect.h"

/* MTA-STS: the record, the host of the policy, the policy if it is given. */
extern const struct check_chapter check_sts;

#endif
