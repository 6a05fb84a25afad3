/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_TTL_H
#define MXD_CHECK_TTL_H

#include "zones/inspect.h"

/* How long mail data is kept by others; what load.c finds stands there. */
extern const struct check_chapter check_ttl;

#endif
