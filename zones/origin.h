/* SPDX-License-Identifier: ISC */
#ifndef MXD_ORIGIN_H
#define MXD_ORIGIN_H

#include <stddef.h>

#include "zones/name.h"

/*
 * Of which zone is this text?  The owner of its first SOA, if that is said
 * in full: "example.com. SOA ...", or "@" behind an $ORIGIN.  Files that it
 * includes are not read.
 *
 * text		with a NUL behind its len_bytes
 * out		lower case
 * returns	0; -1 if the text does not say it, or without memory
 */
int origin_of_text(const char *text, size_t len_bytes, struct name *out);

#endif
