/* SPDX-License-Identifier: ISC */
#ifndef MXD_TXT_H
#define MXD_TXT_H

#include <stddef.h>
#include <stdint.h>

/*
 * Room for a text in a message that gives the corrected record: a key of
 * 8192 bits fits, and the message is not cut off behind it.
 */
#define TXT_TEXT_MAX	2048

/*
 * A text as data of a TXT record in a zone file: in quotes, split into
 * strings of at most 255 octets.  RFC 1035 3.3.14, 5.1.
 *
 * returns buf, or NULL if size is too small
 */
char *txt_quote(const uint8_t *text, size_t len, char *buf, size_t size);

#endif
