/* SPDX-License-Identifier: ISC */
#ifndef MXD_PARSE_H
#define MXD_PARSE_H

#include "conf/feed.h"
#include "conf/settings.h"

/*
 * After so many errors the rest is not read: hints and reports would cost
 * more than anybody reads.
 */
#define PARSE_ERRORS_MAX	1000

/*
 * Read all statements of an input, that has its first file open, into a
 * struct conf that holds the defaults.  A wrong statement is reported and
 * left out; the others are still judged.  What depends on all of them
 * (zones that are there twice) is not looked at.
 *
 * returns	0, or -1 if errors were reported since feed_init(); the conf
 *		is sound in both cases, so that it can be freed
 */
int parse_statements(struct feed *, struct conf *);

#endif
