/* SPDX-License-Identifier: ISC */
#ifndef MXD_TITLE_H
#define MXD_TITLE_H

#include <stdint.h>

#include "zones/name.h"

/* A domain name for operators, without final dot; the root keeps it. */
char *title_name(const uint8_t *wire, char buf[NAME_TEXT_MAX]);

/* "zone " and a name. */
#define TITLE_MAX	(NAME_TEXT_MAX + 8)

/* "zone example.org", what messages about a zone begin with; returns buf. */
char *title_zone(const uint8_t *apex, char buf[TITLE_MAX]);

#endif
