/* SPDX-License-Identifier: ISC */
#include "tests/words.h"

#include <stdlib.h>
#include <string.h>

int
words_read(struct words *w, const char *record, size_t len_bytes)
{
	static const char	owner[] = "x ";
	struct entry		entry;
	size_t			len = sizeof(owner) - 1 + len_bytes;

	if ((w->line = malloc(len + 1)) == NULL)
		return -1;
	memcpy(w->line, owner, sizeof(owner) - 1);
	memcpy(w->line + sizeof(owner) - 1, record, len_bytes);
	w->line[len] = '\0';
	scan_init(&w->scan, w->line, len, 1, "line", NULL);
	if (scan_next(&w->scan, &entry) != 1 || entry.is_broken ||
	    entry.n < 1) {
		words_clear(w);
		return -1;
	}
	w->tokens = entry.tokens + 1;
	w->n = entry.n - 1;
	return 0;
}

void
words_clear(struct words *w)
{
	scan_clear(&w->scan);
	free(w->line);
}

size_t
hex_read(const char *hex, uint8_t *out)
{
	char	 pair[3] = "";
	size_t	 n = 0;

	for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2) {
		pair[0] = hex[0];
		pair[1] = hex[1];
		out[n++] = (uint8_t)strtoul(pair, NULL, 16);
	}
	return n;
}
