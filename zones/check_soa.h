/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SOA_H
#define MXD_CHECK_SOA_H

#include "zones/inspect.h"

/* The SOA: its names, its times, and its serial beside the last one. */
extern const struct check_chapter check_soa;

#endif
