/* SPDX-License-Identifier: ISC */
#ifndef MXD_MISFIT_H
#define MXD_MISFIT_H

#include "conf/feed.h"
#include "conf/schema.h"

/*
 * Report a word that begins no statement where it stands, and what was
 * perhaps meant.  What the lexer has reported is not reported again.
 *
 * block	where the block around it begins, if context is one
 */
void misfit_report(struct feed *, enum context context,
    const struct place *block, const struct lexeme *);

#endif
