/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPECIAL_H
#define MXD_SPECIAL_H

#include <stdbool.h>

#include "zones/name.h"

/*
 * The special-use name that a name is or lies under, of those that are
 * never in the public DNS: "local", "home.arpa" ...; NULL if none.  localhost
 * and example are not among them.  RFC 6761 6, 6762 3, 7686 2, 8375 4,
 * 9476 2.
 */
const char *special_suffix(const struct name *);

/* Is it localhost or under it?  RFC 6761 6.3; and localhost.localdomain, as
   installers write it. */
bool special_is_localhost(const struct name *);

/* Is the last label a top-level domain that everybody knows? */
bool special_is_public(const struct name *);

#endif
