/* SPDX-License-Identifier: ISC */
#include "zones/json.h"

#include <stdint.h>

/* How many octets at s are one character of UTF-8; 0: none is. */
static size_t
utf8_len(const unsigned char *s)
{
	uint32_t	code;
	size_t		len;
	size_t		i;

	if (s[0] < 0x80)
		return 1;
	len = s[0] >= 0xf0 ? 4 : s[0] >= 0xe0 ? 3 : 2;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	code = s[0] & (0x7fu >> len);
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3fu);
	}
	/* RFC 3629 3: no longer than needed, no surrogates. */
	if ((len == 3 && code < 0x800) || (len == 4 && code < 0x10000) ||
	    (code >= 0xd800 && code < 0xe000) || code > 0x10ffff)
		return 0;
	return len;
}

void
json_text(FILE *to, const char *text)
{
	const unsigned char	*s = (const unsigned char *)text;
	size_t			 len;

	if (text == NULL) {
		(void)fputs("null", to);
		return;
	}
	(void)fputc('"', to);
	for (; *s != '\0'; s += len == 0 ? 1 : len) {
		len = utf8_len(s);
		if (len == 0)
			(void)fputs("\\ufffd", to);
		else if (*s == '"' || *s == '\\')
			(void)fprintf(to, "\\%c", *s);
		else if (*s < 0x20 || *s == 0x7f)
			(void)fprintf(to, "\\u%04x", *s);
		else
			(void)fwrite(s, 1, len, to);
	}
	(void)fputc('"', to);
}
