/* SPDX-License-Identifier: ISC */
#ifndef MXD_STAMP_H
#define MXD_STAMP_H

#include <stdint.h>

#include "zones/source.h"

/*
 * Which version of a file was read (struct file_id), in 8 octets: a hash,
 * never 0 for a file that is there.  Two versions of one file have the same
 * stamp once in 2^64 times; then the newer one waits for the next change.
 */

/* 0: the file could not be opened (an id that is all zero). */
uint64_t stamp_of(const struct file_id *);

/*
 * Of what is there now; 0 if it cannot be seen.
 *
 * dir	of a relative path, as in fstatat(2)
 */
uint64_t stamp_at(int dir, const char *path);

#endif
