/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SPFNAME_H
#define MXD_CHECK_SPFNAME_H

#include "zones/inspect.h"

/* Names that lack SPF, or have it in a type that nobody reads. */
extern const struct check_chapter check_spfname;

#endif
