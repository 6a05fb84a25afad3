/* SPDX-License-Identifier: ISC */
/*
 * Any text as a configuration.  What is refused was said to be wrong; what
 * is taken is printed in a form that is taken again, without a word, and
 * printed as before.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
put(void *arg, const char *piece)
{
	if (fputs(piece, arg) < 0)
		abort();
}

/* What conf_print() says; caller frees. */
static char *
print(const struct conf *cf)
{
	char	*text;
	size_t	 len;
	FILE	*out;

	if ((out = open_memstream(&text, &len)) == NULL)
		abort();
	conf_print(cf, put, out);
	if (fclose(out) != 0)
		abort();
	return text;
}

static void
check_places(const struct conf *cf)
{
	size_t	i;

	if (cf->nlistens == 0 || cf->nfiles != 0)
		abort();
	for (i = 0; i < cf->nzones; i++)
		if (cf->zones[i].file == NULL || cf->zones[i].at.line == 0)
			abort();
	for (i = 0; i < cf->ntemplates; i++)
		if (cf->templates[i].name == NULL ||
		    cf->templates[i].file == NULL ||
		    cf->templates[i].domains == NULL ||
		    cf->templates[i].at.line == 0)
			abort();
}

static void
check_print(const struct conf *cf)
{
	struct conf	*again;
	char		*first;
	char		*second;

	first = print(cf);
	if (conf_load_text(NULL, first, strlen(first), NULL, &again) == -1)
		abort();
	second = print(again);
	if (strcmp(first, second) != 0)
		abort();
	conf_free(again);
	free(first);
	free(second);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct report	*rep;
	struct conf	*cf;

	if ((rep = report_new(20)) == NULL)
		return 0;
	/* Without a path no file is opened: `include` is refused. */
	if (conf_load_text(NULL, (const char *)data, len, rep, &cf) == 0) {
		if (report_count(rep, SEV_ERROR) != 0)
			abort();
		check_places(cf);
		check_print(cf);
		conf_free(cf);
	} else if (report_count(rep, SEV_ERROR) == 0) {
		abort();	/* failed without a word */
	}
	report_free(rep);
	return 0;
}
