/* SPDX-License-Identifier: ISC */
#ifndef MXD_VERDICT_H
#define MXD_VERDICT_H

#include "conf/feed.h"
#include "conf/schema.h"
#include "zones/lint.h"

/*
 * What stands behind `lint`: `strict`, or the id of a check and what
 * becomes of its findings.
 *
 * returns	0; -1: reported
 */
int verdict_read(struct feed *, const struct directive *, struct lint *);

/* "off", "info", "warning" or "error". */
const char *verdict_text(enum lint_verdict);

#endif
