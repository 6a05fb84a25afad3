/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DMARC_DOMAIN_H
#define MXD_CHECK_DMARC_DOMAIN_H

#include "zones/inspect.h"

/* Mail domains that have no DMARC record: RFC 9989 4.10.  It visits MX
   sets. */
extern const struct check_chapter check_dmarc_domain;

#endif
