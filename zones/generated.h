/* SPDX-License-Identifier: ISC */
#ifndef MXD_GENERATED_H
#define MXD_GENERATED_H

#include <stdbool.h>

#include "zones/address.h"
#include "zones/name.h"

/*
 * Does a host's name look as if a provider had generated it for a customer's
 * line?  It holds the address, or a word like dhcp or pool.  Receivers
 * refuse mail from such hosts; each has its own patterns, and this is what
 * they have in common.
 *
 * name		of the PTR, lower case
 * address	that it belongs to
 */
bool generated_is_like(const struct name *, const struct address *);

#endif
