/* SPDX-License-Identifier: ISC */
/*
 * What mxctl does with an answer of mxd.  Input: bits, then the answer.  The
 * list of zones comes out in another order, nothing is added to it or lost.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/fuzz/judge.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

/* Where the program prints; standard output is the fuzzer's. */
static FILE	*printed;

/* The program itself is looked at, its functions are static. */
#undef stdout
#define stdout		printed
#undef printf			/* with -D_FORTIFY_SOURCE it is a macro */
#define printf(...)	fprintf(printed, __VA_ARGS__)
#define main		mxctl_main
int mxctl_main(int, char *[]);
#include "server/mxctl.c"	/* NOLINT(bugprone-suspicious-include) */
#undef main

enum bits { BIT_JSON = 1, BIT_ZONES = 2 };

/* How often each octet is there. */
static void
count(const char *text, size_t len, size_t counts[256])
{
	size_t	i;

	memset(counts, 0, 256 * sizeof(counts[0]));
	for (i = 0; i < len; i++)
		counts[(uint8_t)text[i]]++;
}

/* What stands between lines of JSON is put in anew. */
static bool
is_sorted_only(const char *before, size_t before_len, const char *after,
    size_t after_len)
{
	size_t	was[256], is[256];

	if (memchr(before, '\0', before_len) != NULL)
		return true;	/* lines are texts of C */
	count(before, before_len, was);
	count(after, after_len, is);
	if (is_json)
		was[','] = is[','] = 0;
	return memcmp(was, is, sizeof(was)) == 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char	*text = NULL, *head;
	size_t	 len = 0, used;
	FILE	*from;
	int	 status;

	/* Without a line of it mxctl says so and ends. */
	if (size < 2)
		return 0;
	is_json = data[0] & BIT_JSON;
	head = memchr(data + 1, '\n', size - 1);
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): it only reads. */
	from = fmemopen((void *)(uintptr_t)(data + 1), size - 1, "r");
	printed = open_memstream(&text, &len);
	require(from != NULL && printed != NULL);
	(void)read_head(from, &status);
	used = (size_t)ftell(from);
	require(used <= size - 1 && (head == NULL || used <=
	    (size_t)(head + 1 - (const char *)data - 1)));
	if (data[0] & BIT_ZONES)
		print_sorted(from, NULL);
	else
		print_all(from, printed);
	require(fclose(printed) == 0);
	if (data[0] & BIT_ZONES)
		require(is_sorted_only((const char *)data + 1 + used,
		    size - 1 - used, text, len));
	else
		require(len == size - 1 - used &&
		    memcmp(text, data + 1 + used, len) == 0);
	(void)fclose(from);
	free(text);
	return 0;
}
