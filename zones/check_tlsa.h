/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_TLSA_H
#define MXD_CHECK_TLSA_H

#include "zones/inspect.h"

/* TLSA: what the records say, whomever they are for. */
extern const struct check_chapter check_tlsa;

#endif
