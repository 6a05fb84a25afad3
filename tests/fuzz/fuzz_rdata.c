/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/rdata.h"
#include "zones/rdata_quick.h"
#include "zones/scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/*
 * Input: a type, 16 bits, then RDATA.  What is sound has a text, and that
 * text is read back to the same octets; so is the generic form.  What is
 * not sound is refused in the generic form too.
 */

/* "x " before the text, so that its first word is no blank owner. */
static char	line[RDATA_TEXT_MAX + 3];
static uint8_t	again[RDATA_MAX_BYTES];

/* The quick way gives the same octets or none. */
static void
check_quick(uint16_t type, const struct token *tokens, size_t n, int len)
{
	static uint8_t	quick[RDATA_MAX_BYTES];
	int		quick_len;

	quick_len = rdata_quick(type, tokens, n, NULL, quick);
	if (quick_len != -1 && (quick_len != len ||
	    memcmp(quick, again, (size_t)len) != 0))
		abort();
}

/* Read the line as RDATA; -1 if it is refused. */
static int
read_line(uint16_t type, size_t len_bytes)
{
	struct scan		 scan;
	struct entry		 entry;
	struct rdata_error	 error;
	int			 len;

	scan_init(&scan, line, len_bytes, 1, "fuzz", NULL);
	if (scan_next(&scan, &entry) != 1 || entry.is_broken || entry.n < 1)
		abort();
	error.token = SIZE_MAX;
	error.text[0] = '\0';
	len = rdata_from_tokens(type, entry.tokens + 1, entry.n - 1, NULL,
	    again, &error);
	check_quick(type, entry.tokens + 1, entry.n - 1, len);
	/* A fault has a place and a text. */
	if (len == -1 && (error.token > entry.n - 1 || !error.text[0]))
		abort();
	scan_clear(&scan);
	return len;
}

static int
read_generic(uint16_t type, const uint8_t *rdata, size_t len_bytes)
{
	size_t	 used, i;

	used = (size_t)snprintf(line, sizeof(line), "x \\# %zu ", len_bytes);
	for (i = 0; i < len_bytes; i++)
		used += (size_t)snprintf(line + used, sizeof(line) - used,
		    "%02x", rdata[i]);
	return read_line(type, used);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char	*why = NULL;
	const uint8_t	*rdata;
	uint16_t	 type;
	size_t		 len;
	int		 text_len, back;

	if (size < 2 || size - 2 > RDATA_MAX_BYTES)
		return 0;
	type = load_be16(data);
	rdata = data + 2;
	len = size - 2;
	if (rdata_check(type, rdata, len, &why) == -1) {
		if (why == NULL || read_generic(type, rdata, len) != -1)
			abort();
		return 0;
	}
	if (read_generic(type, rdata, len) != (int)len ||
	    memcmp(again, rdata, len) != 0)
		abort();
	line[0] = 'x';
	line[1] = ' ';
	text_len = rdata_to_text(type, rdata, len, line + 2,
	    sizeof(line) - 2);
	if (text_len < 0)
		abort();
	back = read_line(type, (size_t)text_len + 2);
	if (back != (int)len || memcmp(again, rdata, len) != 0)
		abort();
	return 0;
}
