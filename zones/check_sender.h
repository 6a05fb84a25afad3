/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHECK_SENDER_H
#define MXD_CHECK_SENDER_H

#include "zones/inspect.h"

/*
 * The way back from the addresses that mail comes from: exchanges, and what
 * SPF allows singly.  Where the reverse zone is served here, has each its
 * PTR, and one that receivers like?  RFC 1912 2.1, 8601 3.
 */
extern const struct check_chapter check_sender;

/* The same for one exchange: in->i, name and target are those of an MX
   record. */
void check_sender_exchange(struct inspect *);

#endif
