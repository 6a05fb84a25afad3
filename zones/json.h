/* SPDX-License-Identifier: ISC */
#ifndef MXD_JSON_H
#define MXD_JSON_H

#include <stdio.h>

/*
 * A text as a string of JSON, quotes included (RFC 8259 7); NULL as null.
 * Octets that are no UTF-8 become U+FFFD.
 */
void json_text(FILE *, const char *text);

#endif
