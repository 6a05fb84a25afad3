/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/advise.h"
#include "server/log.h"
#include "server/read.h"
#include "server/rehearse.h"
#include "server/reload.h"
#include "server/title.h"
#include "server/wanted.h"
#include "zones/mem.h"

/* Findings of one zone that are logged; the rest is counted. */
#define FINDINGS_MAX	100

static int
out_of_memory(void)
{
	log_write(LEVEL_ERROR, "reload: out of memory; nothing is changed");
	return -1;
}

static bool
is_due(const struct known *k)
{
	return k->wanted.path != NULL || k->is_failing ||
	    zone_files_changed(k->files, k->nfiles);
}

static struct table_edit *
edit_of(struct work *w)
{
	if (w->edit == NULL)
		w->edit = table_edit_begin(w->round->old);
	return w->edit;
}

/* What a step will serve goes into the table. */
static int
put_zone(struct work *w, const struct step *s)
{
	if (edit_of(w) == NULL)
		return -1;
	return table_edit_put(w->edit, zone_ref(s->zone));
}

/* Counters for a content; the old range if it is large enough. */
static bool
give_range(struct work *w, struct step *s)
{
	const struct known	*k = s->known;
	uint32_t		 need = content_rotations(s->loaded.content);
	char			 title[TITLE_MAX];

	s->range = k->range;
	if (need <= k->range.room)
		return true;
	s->has_range = true;
	if (slots_take(w->round->slots, need, &s->range) == 0)
		return true;
	log_write(LEVEL_ERROR, "%s: no counters are left for it; its answers "
	    "do not rotate", title_zone(k->apex, title));
	return false;
}

/* The zone to serve from what was loaded: content, or none. */
static int
make_zone(struct work *w, struct step *s)
{
	const struct known	*k = s->known;
	const struct origin	*from;
	struct name		 apex;
	bool			 does_rotate;

	from = k->wanted.path != NULL ? &k->wanted : &k->origin;
	does_rotate = from->does_rotate;
	if (s->loaded.content != NULL && !give_range(w, s))
		does_rotate = false;
	name_from_wire(&apex, k->apex);
	s->zone = zone_new(&apex, s->loaded.content, does_rotate,
	    s->range.base);
	if (s->zone == NULL)
		return -1;
	s->loaded.content = NULL;	/* the zone's now */
	return put_zone(w, s);
}

/*
 * The zone to serve when nothing could be loaded: what is served, marked
 * as stale by the first failure, or a zone without content.
 */
static int
keep_zone(struct work *w, struct step *s)
{
	const struct zone	*old = s->known->zone;

	if (old == NULL)
		return make_zone(w, s);
	if (old->content == NULL || old->is_stale)
		return 0;
	if ((s->zone = zone_new_stale(old)) == NULL)
		return -1;
	return put_zone(w, s);
}

/* The first error, rather one that says where; NULL: no memory for it. */
static const struct finding *
first_error(const struct report *rep)
{
	const struct finding	*f, *found = NULL;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (f->severity != SEV_ERROR)
			continue;
		if (f->at.file != NULL)
			return f;
		if (found == NULL)
			found = f;
	}
	return found;
}

/* What an operator has to know about a zone that did not load. */
static void
log_failure(const struct step *s, const struct report *rep)
{
	const struct known	*k = s->known;
	const struct finding	*f = first_error(rep);
	size_t			 n = report_count(rep, SEV_ERROR);
	char			 title[TITLE_MAX], cause[1024], effect[64];

	if (f != NULL)
		finding_format(f, cause, sizeof(cause));
	else
		(void)strlcpy(cause, "out of memory", sizeof(cause));
	if (k->zone != NULL && k->zone->content != NULL)
		(void)snprintf(effect, sizeof(effect), "still serving serial "
		    "%u", zone_serial(k->zone));
	else
		(void)strlcpy(effect, "its names get SERVFAIL",
		    sizeof(effect));
	(void)title_zone(k->apex, title);
	if (n > 1)
		log_write(LEVEL_ERROR, "%s: %zu errors, the first: %s; %s",
		    title, n, cause, effect);
	else
		log_write(LEVEL_ERROR, "%s: %s; %s", title, cause, effect);
}

static void
log_success(const struct work *w, const struct step *s)
{
	const struct known	*k = s->known;
	char			 title[TITLE_MAX];

	(void)title_zone(k->apex, title);
	if (k->zone != NULL && k->zone->content != NULL)
		log_write(LEVEL_INFO, "%s: changed, serial %u, was %u", title,
		    zone_serial(s->zone), zone_serial(k->zone));
	else
		log_write(w->round->is_first ? LEVEL_DEBUG : LEVEL_INFO,
		    "%s: loaded, serial %u", title, zone_serial(s->zone));
}

static struct step *
new_step(struct work *w, struct known *k)
{
	struct step	*s;
	void		*p;

	p = array_grow(w->steps, w->nsteps, &w->cap_steps, sizeof(*s));
	if (p == NULL)
		return NULL;
	w->steps = p;
	s = &w->steps[w->nsteps++];
	memset(s, 0, sizeof(*s));
	s->known = k;
	return s;
}

static void
note_findings(struct step *s, const struct report *rep)
{
	size_t	 i;

	for (i = SEV_INFO; i <= SEV_ERROR; i++)
		s->exam.at_load[i] = (uint32_t)report_count(rep,
		    (enum severity)i);
}

/* The zone comes, changes or goes. */
static int
note_change(struct work *w, const struct known *k)
{
	struct name	 apex;
	void		*p;

	p = array_grow(w->changed, w->nchanged, &w->cap_changed,
	    sizeof(*w->changed));
	if (p == NULL)
		return -1;
	w->changed = p;
	name_from_wire(&apex, k->apex);
	w->changed[w->nchanged++] = rests_hash(&apex);
	return 0;
}

static int
load_one(struct work *w, struct known *k)
{
	struct round	*r = w->round;
	struct step	*s;
	struct judge	 judge;
	char		 title[TITLE_MAX];
	bool		 has_content;

	has_content = k->zone != NULL && k->zone->content != NULL;
	if ((s = new_step(w, k)) == NULL)
		return -1;
	report_clear(w->report);
	judge = (struct judge){k->lint, &w->conf->lint, &s->loaded.allows};
	read_known(k, inventory_seed(r->inventory), &judge, w->report,
	    &s->loaded);
	note_findings(s, w->report);
	log_report(title_zone(k->apex, title), w->report);
	if (s->loaded.content == NULL) {
		s->has_failed = true;
		log_failure(s, w->report);
		if (has_content)
			r->kept++;
		else
			r->dead++;
		return keep_zone(w, s);
	}
	if (make_zone(w, s) == -1 || note_change(w, k) == -1)
		return -1;
	if (has_content)
		r->changed++;
	else
		r->added++;
	return 0;
}

static int
remove_one(struct work *w, struct known *k)
{
	struct name	 apex;
	char		 title[TITLE_MAX];

	name_from_wire(&apex, k->apex);
	if (edit_of(w) == NULL || table_edit_remove(w->edit, &apex) == -1 ||
	    note_change(w, k) == -1)
		return -1;
	w->round->removed++;
	log_write(LEVEL_INFO, "%s: removed, no longer configured",
	    title_zone(k->apex, title));
	return 0;
}

static int
visit_all(struct work *w)
{
	struct round	*r = w->round;
	struct known	*k;

	TAILQ_FOREACH(k, inventory_all(r->inventory), link) {
		if (round_is_cancelled(r)) {
			log_write(LEVEL_NOTICE, "reload: given up, because "
			    "mxd ends");
			return -1;
		}
		if (!inventory_wants(r->inventory, k)) {
			if (remove_one(w, k) == -1)
				return out_of_memory();
		} else if (!is_due(k)) {
			r->unchanged++;
		} else if (load_one(w, k) == -1) {
			return out_of_memory();
		}
	}
	return 0;
}

/* From here on nothing fails. */
static void
apply_step(struct work *w, struct step *s)
{
	struct round	*r = w->round;
	struct known	*k = s->known;

	inventory_settle(k);
	zone_files_free(k->files, k->nfiles);
	k->files = s->loaded.files;
	k->nfiles = s->loaded.nfiles;
	s->loaded.files = NULL;
	s->loaded.nfiles = 0;
	k->is_failing = s->has_failed;
	if (s->zone == NULL)
		return;
	if (!s->has_failed)
		log_success(w, s);
	if (s->has_range) {
		slots_retire(r->slots, &k->range, r->generation);
		k->range = s->range;
	}
	s->before = k->zone;
	k->zone = zone_ref(s->zone);
}

static void
apply_all(struct work *w)
{
	struct round	*r = w->round;
	struct known	*k, *next;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++)
		apply_step(w, &w->steps[i]);
	TAILQ_FOREACH_SAFE(k, inventory_all(r->inventory), link, next) {
		if (inventory_wants(r->inventory, k))
			continue;
		slots_retire(r->slots, &k->range, r->generation);
		examiner_replace(inventory_examiner(r->inventory), k->zone,
		    NULL);
		inventory_remove(r->inventory, k);
	}
}

/* Frees what the round holds; what it has not applied goes with it. */
static void
work_free(struct work *w, bool is_applied)
{
	struct step	*s;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		zone_unref(s->zone);
		zone_unref(s->before);
		exam_clear(inventory_examiner(w->round->inventory), &s->exam);
		loaded_clear(&s->loaded);
		if (!is_applied && s->has_range)
			slots_give(w->round->slots, &s->range);
	}
	free(w->steps);
	free(w->changed);
	report_free(w->report);
	free(w);
}

static int
work_commit(struct work *w)
{
	if (w->round->needs_table && edit_of(w) == NULL)
		return out_of_memory();
	if (w->edit == NULL)
		return 0;
	w->round->table = table_edit_commit(w->edit);
	w->edit = NULL;
	return w->round->table == NULL ? out_of_memory() : 0;
}

/* What the linter knows of names is that of the new table. */
static void
learn(struct work *w)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct step	*s;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (s->zone == NULL)
			continue;
		examiner_replace(ex, s->known->zone, s->zone);
		s->is_learnt = true;
	}
}

/* All that may fail: load, and refuse what `lint strict` does not let in. */
static int
prepare(struct work *w)
{
	struct round	*r = w->round;

	if ((w->report = report_new(FINDINGS_MAX)) == NULL)
		return out_of_memory();
	/* Advice is logged at that level. */
	report_keep_least(w->report, log_wants(LEVEL_DEBUG) ? SEV_INFO :
	    SEV_WARNING);
	if (wanted_all(r, w->conf) == -1 || visit_all(w) == -1 ||
	    work_commit(w) == -1)
		return -1;
	learn(w);
	if (r->table == NULL || advise_strict(w) == 0)
		return 0;
	table_free(r->table);
	r->table = NULL;
	return out_of_memory();
}

int
reload_zones(struct round *r, const struct conf *conf)
{
	struct work	*w;

	r->table = NULL;
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return out_of_memory();
	w->round = r;
	w->conf = conf;
	/* Told while somebody is looking, not at the first reload. */
	if (r->is_first)
		(void)rehearse_reload(conf);	/* a start goes well */
	if (prepare(w) == 0) {
		apply_all(w);
		r->work = w;
		return 0;
	}
	if (w->edit != NULL)
		table_edit_abort(w->edit);
	advise_forget(w);
	inventory_forget(r->inventory);
	work_free(w, false);
	return -1;
}

void
reload_advise(struct round *r)
{
	advise(r->work);
	work_free(r->work, true);
	r->work = NULL;
}

char *
reload_to_text(const struct round *r, char buf[RELOAD_TEXT_MAX])
{
	char	 dead[64] = "";

	if (r->dead > 0)
		(void)snprintf(dead, sizeof(dead),
		    ", %zu without content because of errors", r->dead);
	(void)snprintf(buf, RELOAD_TEXT_MAX, "%zu added, %zu changed, "
	    "%zu removed, %zu kept because of errors%s, %zu unchanged",
	    r->added, r->changed, r->removed, r->kept, dead, r->unchanged);
	return buf;
}
