/* SPDX-License-Identifier: ISC */
#ifndef MXD_RULING_H
#define MXD_RULING_H

#include "conf/feed.h"
#include "conf/schema.h"
#include "zones/lint.h"

/*
 * What stands behind `lint`: `strict`, or the id of a check and what
 * becomes of its findings.
 *
 * returns	0; -1: reported
 */
int ruling_read(struct feed *, const struct directive *, struct lint *);

/* "off", "info", "warning" or "error". */
const char *ruling_text(enum lint_verdict);

#endif
