/* SPDX-License-Identifier: ISC */
#ifndef MXD_RESTART_H
#define MXD_RESTART_H

#include "conf/conf.h"
#include "server/account.h"

/*
 * The settings that a reload cannot change, because they took effect
 * before privileges were given up: remembered from the start, so that a
 * configuration that differs can be told to need a restart.
 */
struct restart;

/* Copies what it needs.  NULL without memory. */
struct restart *restart_new(const struct conf *);

/* Logs each setting that differs from the one at the start, and tells it who
   asked for the reload. */
void restart_warn(const struct restart *, const struct conf *,
    struct account *);

/*
 * The words of these settings, with ", " between; "" if none differs.  A long
 * text is cut; returns buf.
 */
#define RESTART_TEXT_MAX	64
char *restart_text(const struct restart *, const struct conf *,
    char buf[RESTART_TEXT_MAX]);

void restart_free(struct restart *);

#endif
