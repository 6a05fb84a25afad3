/* SPDX-License-Identifier: ISC */
#include <fcntl.h>

#include "server/reissue.h"
#include "server/stamp.h"
#include "zones/recast.h"

/* The only turn of the course that is not passed; NULL: there are more. */
static struct turn *
only_turn(const struct course *c)
{
	struct turn	*t = NULL;
	size_t		 i;

	for (i = 0; i < c->nturns; i++) {
		if (c->turns[i].is_passed)
			continue;
		if (t != NULL)
			return NULL;
		t = &c->turns[i];
	}
	return t;
}

/* Do the counters fit that the zones have? */
static bool
fits(const struct content *before, const struct content *content)
{
	struct slot_range	 had, need;

	had = slots_taken(0, content_rotations(before));
	need = slots_taken(0, content_rotations(content));
	return had.room == need.room;
}

/* Will all domains serve this content in place of one that all serve now? */
static bool
is_simple(const struct course *c, const struct turn *t)
{
	const struct host	*h = t->host;
	struct loaded		*before, *plain;

	if (t->next == NULL || h->template == NULL || h->nsamples == 0 ||
	    (plain = template_plain(t->next)) == NULL ||
	    (before = template_plain(h->template)) == NULL)
		return false;
	return h->does_rotate == t->conf->does_rotate &&
	    fits(before->content, plain->content) &&
	    content_longest(plain->content) <=
	    content_longest(before->content) &&
	    !lint_is_strict(&t->conf->lint, &c->work->conf->lint) &&
	    stamp_at(AT_FDCWD, t->conf->domains) == h->list_stamp;
}

/* A domain that stands for all. */
static void
choose_sample(struct turn *t, const struct table *table)
{
	const struct zone	*z;
	struct name		 apex;

	name_from_wire(&apex, t->host->samples[0].zone->apex);
	if ((z = table_exact(table, &apex)) == NULL)
		return;
	t->samples[0].zone = zone_ref((struct zone *)z);
	t->nsamples = 1;
}

/* The list is the same, and so is what is known of it. */
static void
keep_list(struct turn *t)
{
	struct host	*h = t->host;

	t->sums = h->sums;
	t->lines = h->lines;
	h->sums = NULL;
	h->lines = NULL;
	t->list_stamp = h->list_stamp;
	t->domains = h->domains;
}

/* The zones for a new content.  -1 without memory. */
static int
replace_zones(struct course *c, struct turn *t, struct table **table)
{
	struct work	*w = c->work;

	if (round_reserve(w, t->host->domains) == -1)
		return -1;
	*table = recast(c->base, t->host->slabs,
	    template_plain(t->next)->content);
	if (*table == NULL)
		return -1;
	w->renewed = t->host;
	choose_sample(t, *table);
	t->changed = t->host->domains;
	return 0;
}

int
reissue(struct course *c, struct table **table)
{
	struct turn	*t = only_turn(c);
	struct host	*h;

	if (t == NULL || !is_simple(c, t))
		return 0;
	h = t->host;
	if (template_plain(t->next)->content ==
	    template_plain(h->template)->content) {
		choose_sample(t, c->base);
		t->unchanged = h->domains;
	} else if (slabs_live(h->slabs) != h->domains) {
		return 0;	/* some live that nobody serves any more */
	} else if (replace_zones(c, t, table) == -1) {
		return round_out_of_memory();
	}
	keep_list(t);
	return 1;
}
