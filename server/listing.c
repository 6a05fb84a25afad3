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

static const char *
state_of(const struct host *h)
{
	if (h->domains > 0 && h->dead == h->domains)
		return "failed";
	return h->is_failing || h->is_unread || h->faults > 0 ? "old" : "ok";
}

static void
add_host(FILE *to, const struct host *h)
{
	const struct loaded	*plain = NULL;
	char			 serial[16] = "-";
	unsigned		 errors = 0, warnings = 0;
	size_t			 i;

	if (h->template != NULL)
		plain = template_plain(h->template);
	if (plain != NULL)
		(void)snprintf(serial, sizeof(serial), "%u",
		    content_serial(plain->content));
	for (i = 0; i < h->nsamples; i++) {
		errors += outcome_count(h->samples[i].outcome, SEV_ERROR);
		warnings += outcome_count(h->samples[i].outcome, SEV_WARNING);
	}
	(void)fprintf(to, "template %s domains %zu serial %s %s errors %u "
	    "warnings %u %s %s\n", h->name, h->domains, serial, state_of(h),
	    errors, warnings, h->path, h->list);
}

char *
listing_make(struct inventory *inv)
{
	const struct hosts *hosts = inventory_hosts(inv);
	struct known	*k;
	uint32_t	 cursor = 0;
	size_t		 i;
	char		*text = NULL;
	size_t		 len = 0;
	FILE		*to;
	int		 failed;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	while ((k = inventory_walk(inv, &cursor)) != NULL)
		add_line(to, inv, k);
	for (i = 0; i < hosts->n; i++)
		add_host(to, hosts->host[i]);
	failed = ferror(to);
	if (fclose(to) == EOF || failed != 0) {
		free(text);
		return NULL;
	}
	return text;
}
