/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/listing.h"

static void
add_line(FILE *to, const struct known *k)
{
	char	 text[NAME_TEXT_MAX];
	size_t	 len = strlen(name_to_text(k->apex, text));

	if (len > 1)
		text[len - 1] = '\0';	/* the root keeps its dot */
	if (k->zone == NULL || k->zone->content == NULL)
		(void)fprintf(to, "%s serial - failed %s\n", text,
		    inventory_path(k));
	else
		(void)fprintf(to, "%s serial %u %s %s\n", text,
		    zone_serial(k->zone), k->is_failing ? "old" : "ok",
		    inventory_path(k));
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
