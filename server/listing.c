/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "server/listing.h"
#include "server/title.h"

static void
add_line(FILE *to, const struct known *k)
{
	char	 text[NAME_TEXT_MAX];

	(void)title_name(k->apex, text);
	if (k->zone == NULL || k->zone->content == NULL)
		(void)fprintf(to, "%s serial - failed", text);
	else
		(void)fprintf(to, "%s serial %u %s", text,
		    zone_serial(k->zone), k->is_failing ? "old" : "ok");
	(void)fprintf(to, " errors %u warnings %u %s\n",
	    exam_count(&k->exam, SEV_ERROR),
	    exam_count(&k->exam, SEV_WARNING), inventory_path(k));
}

char *
listing_make(struct inventory *inv)
{
	struct known	*k;
	char		*text = NULL;
	size_t		 len = 0;
	FILE		*to;
	int		 failed;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	TAILQ_FOREACH(k, inventory_all(inv), link)
		add_line(to, k);
	failed = ferror(to);
	if (fclose(to) == EOF || failed != 0) {
		free(text);
		return NULL;
	}
	return text;
}
