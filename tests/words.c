/* SPDX-License-Identifier: ISC */
#include "tests/words.h"

#include <stdlib.h>

int
words_read(struct words *w, const char *line, size_t len_bytes)
{
	struct entry	 entry;

	scan_init(&w->scan, line, len_bytes, 1, "line", NULL);
	if (scan_next(&w->scan, &entry) != 1 || entry.is_broken) {
		scan_clear(&w->scan);
		return -1;
	}
	w->tokens = entry.tokens;
	w->n = entry.n;
	return 0;
}

void
words_clear(struct words *w)
{
	scan_clear(&w->scan);
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
