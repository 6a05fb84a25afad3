/* SPDX-License-Identifier: ISC */
#ifndef MXD_HTML_H
#define MXD_HTML_H

#include <stdint.h>
#include <stdio.h>

/*
 * Pieces of the status page.  Pure; what cannot be written is seen by the
 * ferror() of the stream.
 */

/*
 * Text from anywhere, so that it can stand between tags and in quoted
 * attributes: no octet of it is markup.  Octets that are no printable ASCII
 * become U+FFFD: names and messages have none.
 */
void html_text(FILE *, const char *);

/* A number that is read at a glance: 9 999, 12.3 k, 4.56 M. */
void html_count(FILE *, double);

/* "1 zone", "2 zones"; many may be NULL: an s is put behind one. */
void html_number_of(FILE *, uint64_t, const char *one, const char *many);

/* "12 s", "5 min", "3 h 4 min", "2 d 3 h". */
void html_duration(FILE *, uint64_t seconds);

/* Part of whole in per cent; what there is a little of is not 0. */
void html_share(FILE *, double part, double whole);

/* A bar as long as part is of whole; kind is its class. */
void html_bar(FILE *, double part, double whole, const char *kind);

#endif
