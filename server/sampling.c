/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/sampling.h"

static bool
has_sample(const struct host *h, const struct zone *z)
{
	size_t	 i;

	for (i = 0; i < h->nsamples; i++)
		if (h->samples[i].zone == z)
			return true;
	return false;
}

/* A sample is served, and the examiner knows its names; else it is not
   taken. */
static void
take_sample(struct course *c, struct host *h, struct sample *s)
{
	struct examiner	*ex = inventory_examiner(c->work->round->inventory);
	struct content	*content;
	struct name	 apex;
	const char	*why;

	if (h->nsamples == HOST_SAMPLES_MAX || has_sample(h, s->zone))
		return;
	content = content_ref(s->zone->content);
	(void)name_from_text(&apex, TEMPLATE_APEX, strlen(TEMPLATE_APEX),
	    NULL, &why);	/* it is sound */
	if ((s->role = zone_new(&apex, content, true, 0)) != NULL)
		examiner_replace(ex, NULL, s->role);
	else
		content_unref(content);
	h->samples[h->nsamples++] = *s;
	memset(s, 0, sizeof(*s));
}

/* Is what was found in a sample served still, be it by a newer zone?  With a
   new template only what could not be made by it. */
static bool
goes_on(const struct turn *t, struct sample *s, const struct table *table)
{
	const struct zone	*z;
	struct name		 apex;

	name_from_wire(&apex, s->zone->apex);
	z = table_exact(table, &apex);
	if (z == NULL || z->content != s->zone->content ||
	    !host_owns(t->host, z) || (t->next != NULL && !z->is_stale))
		return false;
	if (z != s->zone) {
		zone_unref(s->zone);
		s->zone = zone_ref((struct zone *)z);
	}
	return true;
}

void
sampling_renew(struct course *c, struct turn *t)
{
	struct round		*r = c->work->round;
	struct examiner		*ex = inventory_examiner(r->inventory);
	const struct table	*table = r->table != NULL ? r->table : r->old;
	struct host		*h = t->host;
	size_t			 i = 0;

	while (i < h->nsamples) {
		if (goes_on(t, &h->samples[i], table))
			i++;
		else
			host_drop_sample(h, ex, i);
	}
	if (t->next == NULL && h->template != NULL && h->nsamples > 0 &&
	    template_plain(h->template) != NULL)
		return;		/* one is enough */
	for (i = 0; i < t->nsamples; i++)
		take_sample(c, h, &t->samples[i]);
}
