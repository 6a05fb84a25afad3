/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_PTR_H
#define MXD_CHECK_PTR_H

#include "zones/inspect.h"

/*
 * PTR records: do they stand where an address leads, and do their names
 * lead back?  RFC 1035 3.5, 3596 2.5, 1912 2.1.
 */
extern const struct check_chapter check_ptr;

#endif
