/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/exchange.h"
#include "server/log.h"
#include "server/rotate.h"
#include "server/title.h"
#include "zones/mem.h"
#include "zones/rrtype.h"
#include "zones/target.h"

/* A walk: where it is, and whom it tells. */
struct walk {
	const struct exchange_view *view;
	const struct zone	*zone;
	const struct rrset	*set;
	uint32_t		*turns;		/* one of each worker */
	unsigned		 told;		/* of the name at hand */
	void			(*fn)(void *, const struct exchange *);
	void			*arg;
	struct exchange		 at;
	char			 name[NAME_TEXT_MAX];
	char			 target[NAME_TEXT_MAX];
};

/* The record at this place of a run came first in each len-th answer. */
static uint64_t
firsts(const struct walk *w, unsigned place, unsigned len)
{
	uint64_t	 sum = 0;
	unsigned	 i;

	for (i = 0; i < w->view->nworkers; i++)
		sum += w->turns[i] / len + (place < w->turns[i] % len);
	return sum;
}

static void
tell_run(struct walk *w, const struct rotation_run *run)
{
	unsigned	 len = run->end - run->first, i;
	struct name	 target;

	for (i = 0; i < len && w->told < EXCHANGES_MAX; i++) {
		if (target_name(w->zone, w->set, run->first + i,
		    &target) == -1)
			continue;
		w->at.target = title_name(target.wire, w->target);
		w->at.preference = rrset_preference(w->set, run->first + i);
		w->at.firsts = firsts(w, i, len);
		w->fn(w->arg, &w->at);
		w->told++;
	}
}

static const char	no_turns[] = "no two of its exchanges have the same "
			    "preference, so nothing takes turns";

/* NULL: there is none, and w->at.why says so. */
static const struct zone *
find_zone(struct walk *w, const struct name *name)
{
	const struct zone	*z = table_find(w->view->table, name, 0);

	if (z == NULL)
		w->at.why = "no zone here has this name";
	else if (z->content == NULL)
		w->at.why = "its zone has errors, and nothing is served of it";
	else if (!z->does_rotate)
		w->at.why = "its zone does not rotate (`rotate off'), so "
		    "nothing takes turns";
	else
		return z;
	return NULL;
}

/* The MX set of a name as it is, if it takes turns; likewise. */
static const struct rrset_slot *
find(struct walk *w, const struct name *name)
{
	const struct rrset_slot	*slot;
	const struct node	*node;

	if ((w->zone = find_zone(w, name)) == NULL)
		return NULL;
	node = content_exact(w->zone->content, name->wire,
	    (size_t)(name->len - w->zone->apex_len));
	slot = node == NULL ? NULL : node_slot(node, TYPE_MX);
	if (slot == NULL) {
		w->at.why = "it has no MX records";
		return NULL;
	}
	if ((slot->flags & SLOT_ROTATES) == 0) {
		w->at.why = no_turns;
		return NULL;
	}
	w->set = slot_set(w->zone->content, node, slot);
	return slot;
}

static void
tell_name(struct walk *w, const struct name *name)
{
	const struct rrset_slot	*slot = find(w, name);
	struct rotation_run	 run;
	bool			 has_turns = false;
	unsigned		 i;

	w->at.name = title_name(name->wire, w->name);
	w->at.answers = 0;
	w->at.target = NULL;
	if (slot == NULL) {
		w->fn(w->arg, &w->at);
		return;
	}
	w->at.why = NULL;
	for (i = 0; i < w->view->nworkers; i++) {
		worker_turns(w->view->workers[i], w->zone->rotation_base +
		    slot_rotation(w->zone->content, slot), 1, &w->turns[i]);
		w->at.answers += w->turns[i];
	}
	w->told = 0;
	for (i = 0; i < w->set->count; i = run.end) {
		run = rotation_run(w->set, i, 0);
		if (run.end - run.first > 1) {
			tell_run(w, &run);
			has_turns = true;
		}
	}
	/* SLOT_ROTATES alone does not say that two are equal. */
	if (!has_turns) {
		w->at.why = no_turns;
		w->fn(w->arg, &w->at);
	}
}

void
exchange_walk(const struct exchange_view *view,
    void (*fn)(void *, const struct exchange *), void *arg)
{
	struct walk	*w;
	size_t		 i;

	if (view->conf == NULL || view->conf->nexchanges == 0 ||
	    (w = calloc(1, sizeof(*w))) == NULL)
		return;
	w->view = view;
	w->fn = fn;
	w->arg = arg;
	w->turns = calloc(view->nworkers + 1, sizeof(*w->turns));
	for (i = 0; w->turns != NULL && i < view->conf->nexchanges; i++)
		tell_name(w, &view->conf->exchanges[i]);
	free(w->turns);
	free(w);
}

static void
warn_of(void *arg, const struct exchange *e)
{
	(void)arg;
	if (e->target == NULL)
		log_write(LEVEL_WARNING, "metrics exchanges \"%s\": %s; "
		    "nothing is counted", e->name, e->why);
}

void
exchange_warn(const struct exchange_view *view)
{
	exchange_walk(view, warn_of, NULL);
}

/* Names have no newlines, which the format would want escaped, too. */
static void
put_label(FILE *to, const char *label, const char *text)
{
	(void)fprintf(to, "%s=\"", label);
	for (; *text != '\0'; text++) {
		if (*text == '\\' || *text == '"')
			(void)fputc('\\', to);
		(void)fputc(*text, to);
	}
	(void)fputc('"', to);
}

static const char	metric[] = "mxd_exchange_first_total";

static void
put_sample(void *arg, const struct exchange *e)
{
	FILE	*to = arg;

	if (e->target == NULL)
		return;
	(void)fprintf(to, "%s{", metric);
	put_label(to, "name", e->name);
	(void)fprintf(to, ",preference=\"%u\",", e->preference);
	put_label(to, "exchange", e->target);
	(void)fprintf(to, "} %" PRIu64 "\n", e->firsts);
}

char *
exchange_text(const struct exchange_view *view)
{
	char	*text = NULL;
	size_t	 len = 0;
	FILE	*to;

	if ((to = open_memstream(&text, &len)) == NULL)
		return NULL;
	(void)fprintf(to, "# HELP %s Answers in which an exchange came first "
	    "of those with its preference.\n# TYPE %s counter\n", metric,
	    metric);
	exchange_walk(view, put_sample, to);
	return memstream_close(to, &text);
}
