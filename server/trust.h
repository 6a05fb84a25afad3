/* SPDX-License-Identifier: ISC */
#ifndef MXD_TRUST_H
#define MXD_TRUST_H

#include <sys/stat.h>

/*
 * Files that root writes to in a directory where the service user may do
 * as it likes: whoever has taken over a worker puts links there and waits
 * for the next start.
 */

/*
 * May root write to this file and give it away?
 *
 * st		from fstat(), or lstat() before it is opened
 * owner	the service user, who may own it like root
 * returns	NULL, or why not and what to do about it
 */
const char *trust_fault(const struct stat *st, uid_t owner);

/* The same words for a link that O_NOFOLLOW did not follow. */
extern const char	 trust_link[];

#endif
