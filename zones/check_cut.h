/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_CUT_H
#define MXD_CHECK_CUT_H

#include "zones/inspect.h"

/*
 * Delegations: what they hide, and whether the child zone, if it is served
 * here too, names the same servers.  RFC 1034 4.2, 2136 7.18.
 */
extern const struct check_chapter check_cut;

#endif
