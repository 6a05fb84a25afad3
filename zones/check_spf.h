/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SPF_H
#define MXD_CHECK_SPF_H

#include "zones/inspect.h"

/* The SPF records of one name: RFC 7208. */
extern const struct check_chapter check_spf;

#endif
