/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_OWNER_H
#define MXD_CHECK_OWNER_H

#include "zones/inspect.h"

/*
 * Owners: names of hosts that are none, and asterisks that do not do what
 * their author may think.  RFC 952, 1123 2.1, 4592 2.
 */
extern const struct check_chapter check_owner;

#endif
