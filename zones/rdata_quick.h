/* SPDX-License-Identifier: ISC */
#ifndef MXD_RDATA_QUICK_H
#define MXD_RDATA_QUICK_H

#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"
#include "zones/text.h"

/*
 * The quick way of rdata_from_tokens(), for the usual types as they are
 * mostly written: without escapes and with numbers as plain digits.  It
 * gives the same octets.  All else, and all that is wrong, is left to the
 * general way.
 *
 * out		room for RDATA_MAX_BYTES; written in both cases
 * returns	the length, or -1: ask rdata_from_tokens()
 */
int rdata_quick(uint16_t type, const struct token *tokens, size_t n,
    const struct name *origin, uint8_t *out);

#endif
