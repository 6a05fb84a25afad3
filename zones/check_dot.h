/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_DOT_H
#define MXD_CHECK_DOT_H

#include "zones/inspect.h"

/* Names that end with the zone's name twice: a final dot was forgotten. */
extern const struct check_chapter check_dot;

#endif
