/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_MXSET_H
#define MXD_CHECK_MXSET_H

#include "zones/inspect.h"

/* All MX records of one name seen together, and what the zone lacks. */
extern const struct check_chapter check_mxset;

/* Is it told of the zone that its own name has neither MX nor null MX? */
bool check_mxset_lacks_apex(const struct inspect *);

#endif
