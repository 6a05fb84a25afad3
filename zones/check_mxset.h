/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_MXSET_H
#define MXD_CHECK_MXSET_H

#include "zones/inspect.h"

/* All MX records of one name seen together, and what the zone lacks. */
extern const struct check_chapter check_mxset;

#endif
