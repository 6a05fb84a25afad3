/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>

#include "server/listing.h"
#include "server/title.h"

static void
add_line(FILE *to, const struct inventory *inv, const struct known *k)
{
	char	 text[NAME_TEXT_MAX], path[PATH_MAX];

	(void)title_name(k->apex, text);
	if (k->zone == NULL || k->zone->content == NULL)
		(void)fprintf(to, "%s serial - failed", text);
	else
		(void)fprintf(to, "%s serial %u %s", text,
		    zone_serial(k->zone), k->is_failing ? "old" : "ok");
	(void)fprintf(to, " errors %u warnings %u %s\n",
	    outcome_count(k->outcome, SEV_ERROR),
	    outcome_count(k->outcome, SEV_WARNING),
	    inventory_path(inv, k, k->aside == NULL ? NULL : k->aside->file,
	    path));
}

char *
listing_make(struct inventory *inv)
{
	struct known	*k;
	uint32_t	 cursor = 0;
	char		*text = NULL;
	size_t		 len = 0;
	FILE		*to;
	int		 failed;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	while ((k = inventory_walk(inv, &cursor)) != NULL)
		add_line(to, inv, k);
	failed = ferror(to);
	if (fclose(to) == EOF || failed != 0) {
		free(text);
		return NULL;
	}
	return text;
}
