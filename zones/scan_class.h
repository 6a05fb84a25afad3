/* SPDX-License-Identifier: ISC */
#ifndef MXD_SCAN_CLASS_H
#define MXD_SCAN_CLASS_H

#include <stdint.h>

/*
 * What an octet means outside quotes.  All that is not named is part of a
 * word, control characters and octets above 127 too, as in BIND.
 */
enum octet_class {
	C_WORD,
	C_BLANK,
	C_NEWLINE,
	C_RETURN,
	C_QUOTE,
	C_ESCAPE,
	C_COMMENT,
	C_OPEN,
	C_CLOSE,
	C_NUL
};

static const uint8_t class_of[256] = {
	['\0'] = C_NUL,
	['\t'] = C_BLANK,
	[' '] = C_BLANK,
	['\n'] = C_NEWLINE,
	['\r'] = C_RETURN,
	['"'] = C_QUOTE,
	['\\'] = C_ESCAPE,
	[';'] = C_COMMENT,
	['('] = C_OPEN,
	[')'] = C_CLOSE,
};

static inline enum octet_class
class_at(const char *p)
{
	return class_of[(uint8_t)*p];
}

#endif
