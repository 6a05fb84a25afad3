/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_KEY_H
#define MXD_CHECK_KEY_H

#include "zones/inspect.h"

/* Keys and certificates of mail users: where they stand, who issues them. */
extern const struct check_chapter check_key;

#endif
