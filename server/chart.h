/* SPDX-License-Identifier: ISC */
#ifndef MXD_CHART_H
#define MXD_CHART_H

#include <stdio.h>

#include "server/history.h"
#include "server/stats.h"

/*
 * The drawings of the status page, in HTML and SVG that is part of it; each
 * says in words what it shows.  Pure.
 */

/* Queries a second by the end of the curve, so by the last few samples;
   0 if there are none. */
double chart_now(const struct history *);

/* Queries a second in the last hour. */
void chart_rate(FILE *, const struct history *);

/* What was asked for, and how that was answered, since base. */
void chart_mixes(FILE *, const struct stats *now, const struct stats *base);

#endif
