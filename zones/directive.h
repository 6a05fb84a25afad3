/* SPDX-License-Identifier: ISC */
#ifndef MXD_DIRECTIVE_H
#define MXD_DIRECTIVE_H

#include "zones/master.h"

/*
 * A line that begins with a dollar sign: $ORIGIN and $INCLUDE (RFC 1035
 * 5.1), $TTL (RFC 2308 4), $GENERATE.  Faults are reported.
 * returns 0; -1 without memory
 */
int directive_take(struct master *, const struct entry *);

#endif
