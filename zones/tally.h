/* SPDX-License-Identifier: ISC */
#ifndef MXD_TALLY_H
#define MXD_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "zones/report.h"

/*
 * Findings about the lines of a long list, on their way to a report: what is
 * said of a line in the same words as of one before is not told again, but
 * counted, and its line named behind the first.  So a fault of what all
 * lines need is one finding, and not a million.
 */
struct tally;

/*
 * Different findings that are compared with; when there are more, these are
 * told, and it begins anew.  More than a report of the daemon keeps.
 */
#define TALLY_KINDS_MAX	128

/* Lines that are named behind the first. */
#define TALLY_LINES_MAX	8

/* to: where it is told in the end; borrowed.  NULL without memory. */
struct tally *tally_new(struct report *to);

/* What was not told is lost.  NULL is fine. */
void tally_free(struct tally *);

/*
 * Where the findings of lines go, in their order; who decides about findings
 * is to be asked here, for what is told is not asked about again.
 */
struct report *tally_report(struct tally *);

/* Compare what has come there: for each line, or for a few at once. */
void tally_fold(struct tally *);

/* There are no more lines: tell. */
void tally_tell(struct tally *);

#endif
