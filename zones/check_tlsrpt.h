/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_TLSRPT_H
#define MXD_CHECK_TLSRPT_H

#include "zones/inspect.h"

/* SMTP TLS reporting: the record, and domains that should have it. */
extern const struct check_chapter check_tlsrpt;

#endif
