/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/listing.h"
#include "server/title.h"

static void
add_line(FILE *to, const struct inventory *inv, const struct known *k)
{
	char	 text[NAME_TEXT_MAX], path[PATH_MAX];

	(void)title_name(known_apex(k), text);
	if (known_zone(k) == NULL || known_zone(k)->content == NULL)
		(void)fprintf(to, "%s serial - failed", text);
	else
		(void)fprintf(to, "%s serial %u %s", text,
		    zone_serial(known_zone(k)), k->is_failing ? "old" : "ok");
	(void)fprintf(to, " errors %u warnings %u %s\n",
	    outcome_count(k->outcome, SEV_ERROR),
	    outcome_count(k->outcome, SEV_WARNING),
	    inventory_path(inv, k, k->aside == NULL ? NULL : k->aside->file,
	    path));
}

static const char *
zone_state(const struct zone *zone, bool is_failing)
{
	if (zone == NULL || zone->content == NULL)
		return "failed";
	return is_failing || zone->is_stale ? "old" : "ok";
}

static const char *
state_of(const struct host *h)
{
	if (h->dead == h->domains && (h->domains > 0 || h->is_unread))
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

static void
tell_known(FILE *to, const struct inventory *inv, const struct known *k)
{
	char	 path[PATH_MAX];

	(void)fprintf(to, "file %s\nerrors %u\nwarnings %u\n",
	    inventory_path(inv, k, k->aside == NULL ? NULL : k->aside->file,
	    path), outcome_count(k->outcome, SEV_ERROR),
	    outcome_count(k->outcome, SEV_WARNING));
}

static void
tell_hosted(FILE *to, struct inventory *inv, const struct zone *zone)
{
	const struct host	*h = hosts_owner(inventory_hosts(inv), zone);

	if (h != NULL)
		(void)fprintf(to, "file %s\ntemplate %s\ndomains %s\n",
		    h->path, h->name, h->list);
}

/* A zone that is configured; k is NULL for one of a template. */
static void
tell_zone(FILE *to, struct inventory *inv, const struct zone *zone,
    const struct known *k)
{
	char	text[NAME_TEXT_MAX];

	(void)fprintf(to, "zone %s\nstate %s\n",
	    title_name(k != NULL ? known_apex(k) : zone->apex, text),
	    zone_state(zone, k != NULL && k->is_failing));
	if (zone != NULL && zone->content != NULL)
		(void)fprintf(to, "serial %u\nrecords %zu\n",
		    zone_serial(zone), content_records(zone->content));
	if (k != NULL)
		tell_known(to, inv, k);
	else
		tell_hosted(to, inv, zone);
}

/* Why nothing is known of a name; why: what is wrong with it, or NULL. */
static int
tell_none(FILE *to, struct inventory *inv, const char *text, const char *why)
{
	if (hosts_find(inventory_hosts(inv), text) != NULL)
		(void)fprintf(to, "%s is a template, not a zone; `mxctl "
		    "zones' tells how it is, and `mxctl zone' how one of its "
		    "domains is", text);
	else if (why != NULL)
		(void)fprintf(to, "%s is no domain name: %s", text, why);
	else
		(void)fprintf(to, "there is no zone %s here; `mxctl zones' "
		    "lists those that there are", text);
	return -1;
}

/* What is known of a name, or why nothing is. */
static int
tell(FILE *to, struct inventory *inv, const struct table *table,
    const char *text)
{
	const struct zone	*zone;
	const struct known	*k;
	struct name		 name;
	const char		*why;

	if (name_from_text(&name, text, strlen(text), NULL, &why) == -1)
		return tell_none(to, inv, text, why);
	name_lower(&name);
	zone = table_exact(table, &name);
	k = inventory_find(inv, name.wire, name.len);
	if (zone == NULL && k == NULL)
		return tell_none(to, inv, text, NULL);
	tell_zone(to, inv, zone, k);
	return 0;
}

char *
listing_zone(struct inventory *inv, const struct table *table,
    const char *name, int *rc)
{
	char	*text = NULL;
	size_t	 len = 0;
	FILE	*to;
	int	 failed;

	*rc = -1;
	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	*rc = tell(to, inv, table, name);
	failed = ferror(to);
	if (fclose(to) == EOF || failed != 0) {
		free(text);
		*rc = -1;
		return NULL;
	}
	return text;
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
