/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SRV_H
#define MXD_CHECK_SRV_H

#include "zones/inspect.h"

/*
 * SRV records, and how mail programs find their servers.  RFC 2782, 6186,
 * 8314 5.1.  A target whose final dot is missing is told by check_dot.
 */
extern const struct check_chapter check_srv;

#endif
