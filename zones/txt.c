/* SPDX-License-Identifier: ISC */
#include "zones/txt.h"

#include <stdio.h>

/* RFC 1035 3.3: the length of a string has 8 bits. */
#define STRING_MAX_BYTES	255

/* One octet as text; returns the octets written, at most 4. */
static size_t
write_octet(char *at, uint8_t c)
{
	if (c < ' ' || c > '~')
		return (size_t)snprintf(at, 5, "\\%03u", c);
	if (c == '"' || c == '\\') {
		at[0] = '\\';
		at[1] = (char)c;
		return 2;
	}
	at[0] = (char)c;
	return 1;
}

char *
txt_quote(const uint8_t *text, size_t len, char *buf, size_t size)
{
	size_t	used = 0;
	size_t	i;

	if (size < 3)
		return NULL;
	buf[used++] = '"';
	for (i = 0; i < len; i++) {
		/* An octet, a break, the last quote sign and NUL. */
		if (size - used < 4 + 3 + 2)
			return NULL;
		if (i > 0 && i % STRING_MAX_BYTES == 0) {
			buf[used++] = '"';
			buf[used++] = ' ';
			buf[used++] = '"';
		}
		used += write_octet(buf + used, text[i]);
	}
	buf[used++] = '"';
	buf[used] = '\0';
	return buf;
}
