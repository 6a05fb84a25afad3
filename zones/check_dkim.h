/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DKIM_H
#define MXD_CHECK_DKIM_H

#include "zones/inspect.h"

/* DKIM key records: each by itself (check_dkim.c), and all selectors of a
   domain together (check_dkim_domain.c).  RFC 6376 3.6. */
extern const struct check_chapter check_dkim;
extern const struct check_chapter check_dkim_domain;

#endif
