/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "server/standing.h"

/* Count one; the first one is told. */
static void
count(struct loader_status *st, bool is_lost, const char *what,
    const char *name, const char *cause, const char *path)
{
	if (st->faulty++ == 0)
		(void)snprintf(st->why, sizeof(st->why), "%s%s: %s%s", what,
		    name, cause, path);
	st->lost += is_lost;
}

static void
count_host(struct loader_status *st, const struct host *h)
{
	if (h->is_failing)
		count(st, h->template == NULL, "template ", h->name,
		    "cannot be read or has errors: ", h->path);
	if (h->is_unread)
		count(st, h->domains == 0, "template ", h->name,
		    "its list of domains cannot be read: ", h->list);
	else if (h->faults > 0)
		count(st, false, "template ", h->name,
		    "lines of its list have errors: ", h->list);
}

static void
count_faults(struct loader_status *st, const struct inventory *inv)
{
	const struct faults	*f = inventory_faults(inv);
	size_t			 i;

	for (i = 0; i < f->n; i++)
		count(st, f->all[i].is_lost, f->all[i].what, "",
		    f->all[i].why, "");
	st->faulty += f->more;
}

static void
count_all(struct loader_status *st, struct inventory *inv)
{
	const struct hosts	*hosts = inventory_hosts(inv);
	size_t			 i;

	st->zones = inventory_count(inv) + hosts->domains;
	st->failing = inventory_failing(inv) + hosts_failing(hosts);
	st->dead = inventory_dead(inv) + hosts_dead(hosts);
	inventory_findings(inv, st->found);
	st->faulty = st->lost = 0;
	st->why[0] = '\0';
	count_faults(st, inv);
	for (i = 0; i < hosts->n; i++)
		count_host(st, hosts->host[i]);
}

void
standing_set(struct loader_status *st, struct inventory *inv,
    const struct standing_round *round, time_t now)
{
	count_all(st, inv);
	if (round->is_void)
		st->has_missed = true;
	else if (round->is_whole)
		st->has_missed = false;
	if (round->is_void || round->is_whole)
		st->refused[0] = '\0';
	if (round->is_void && round->why != NULL)
		finding_format(round->why, st->refused, sizeof(st->refused));
	st->rc = st->has_missed || st->failing + st->faulty > 0 ? -1 : 0;
	/* What is wrong with it may be of this moment only. */
	if (round->is_whole && round->rc != 0)
		st->rc = -1;
	st->rounds++;
	st->rounds_bad += round->rc != 0;
	if (st->rc == 0)
		st->when_good = now;
	if (!round->is_whole && st->text[0] != '\0')
		return;
	st->when = now;
	(void)strlcpy(st->text, round->text, sizeof(st->text));
}
