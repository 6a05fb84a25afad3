/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DMARC_H
#define MXD_CHECK_DMARC_H

#include "zones/inspect.h"

/*
 * DMARC: RFC 9989, 9990, and what RFC 7489 had before.  Damaged texts are
 * left to the checks of TXT records: zones/policy.h.  The rules of a single
 * record are in check_dmarc_policy.h and its neighbours.
 */
extern const struct check_chapter check_dmarc;

#endif
