/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_NS_H
#define MXD_CHECK_NS_H

#include "zones/inspect.h"

/* Name servers of the zone and of its delegations.  RFC 1034 4.2, 2182. */
extern const struct check_chapter check_ns;

#endif
