/* SPDX-License-Identifier: ISC */
#ifndef MXD_RELOAD_H
#define MXD_RELOAD_H

#include "server/round.h"

/*
 * Do a round.
 *
 * returns	0, or -1 and nothing has changed at all: a directory cannot
 *		be read, no memory, or cancelled
 */
int reload_zones(struct round *, const struct conf *);

/* A line for the log, "3 added, 2 changed, ..."; returns buf. */
#define RELOAD_TEXT_MAX	256
char *reload_to_text(const struct round *, char buf[RELOAD_TEXT_MAX]);

#endif
