/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_TXT_H
#define MXD_CHECK_TXT_H

#include "zones/inspect.h"

/* Policy texts that the zone file's quoting spoilt, TXT sets as a whole,
   and mail types of the past. */
extern const struct check_chapter check_txt;

#endif
