/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SIG_H
#define MXD_CHECK_SIG_H

#include "zones/inspect.h"

/*
 * Signatures and the chain of denial of a zone that was signed elsewhere.
 * RFC 4035 5.3.1, 6781 4.4.2, 9276 3.
 */
extern const struct check_chapter check_sig;

#endif
