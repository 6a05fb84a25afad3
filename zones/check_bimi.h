/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_BIMI_H
#define MXD_CHECK_BIMI_H

#include "zones/inspect.h"

/*
 * BIMI: draft-brand-indicators-for-message-identification.  Damaged texts
 * are left to the checks of TXT records: zones/policy.h.
 */
extern const struct check_chapter check_bimi;

#endif
