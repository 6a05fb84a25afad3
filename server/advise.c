/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/advise.h"
#include "server/clock.h"
#include "server/log.h"
#include "server/read.h"
#include "server/title.h"

/* Findings of a report that somebody should hear of. */
static size_t
worth(const struct report *rep)
{
	return report_count(rep, SEV_WARNING) + report_count(rep, SEV_ERROR);
}

/*
 * A million zones with the same flaw do not fill the log: there is
 * mxd -n.
 */
static void
tell(struct work *w, const struct known *k)
{
	char	 title[TITLE_MAX];
	size_t	 n = worth(w->report);

	if (w->shown >= w->round->advice_max) {
		w->left_out += n;
		return;
	}
	w->shown += n;
	log_report(title_zone(k->apex, title), w->report);
}

static const struct table *
served(const struct work *w)
{
	return w->round->table != NULL ? w->round->table : w->round->old;
}

static void
examine_step(struct work *w, struct step *s)
{
	struct subject	 subject = {.served = served(w), .zone = s->zone,
	    .places = s->loaded.places, .now_s = clock_unix_s(),
	    .judge = {s->known->lint, &w->conf->lint, &s->loaded.allows}};

	/* A zone under `lint strict` is not yet in force. */
	subject.before = s->known->zone == s->zone ? s->before :
	    s->known->zone;
	examine(inventory_examiner(w->round->inventory), &subject, w->report,
	    &s->exam);
	s->is_examined = true;
	tell(w, s->known);
}

/* What is served in place of a refused version; NULL without memory. */
static struct zone *
instead(const struct step *s)
{
	struct zone	*old = s->known->zone;
	struct name	 apex;

	if (old == NULL) {
		name_from_wire(&apex, s->known->apex);
		return zone_new(&apex, NULL, true, 0);
	}
	if (old->content == NULL || old->is_stale)
		return zone_ref(old);
	return zone_new_stale(old);
}

static void
log_refusal(const struct step *s)
{
	const struct zone	*old = s->known->zone;
	char			 title[TITLE_MAX];

	(void)title_zone(s->known->apex, title);
	if (old != NULL && old->content != NULL)
		log_write(LEVEL_ERROR, "%s: serial %u is refused, because it "
		    "has errors and \"lint strict\" is in force; still "
		    "serving serial %u", title, zone_serial(s->zone),
		    zone_serial(old));
	else
		log_write(LEVEL_ERROR, "%s: serial %u is refused, because it "
		    "has errors and \"lint strict\" is in force; its names "
		    "get SERVFAIL", title, zone_serial(s->zone));
}

static int
refuse(struct work *w, struct step *s, struct table_edit *edit)
{
	struct round	*r = w->round;
	struct zone	*old = s->known->zone;
	struct zone	*zone = instead(s);

	if (zone == NULL || table_edit_put(edit, zone_ref(zone)) == -1) {
		zone_unref(zone);
		return -1;
	}
	log_refusal(s);
	examiner_replace(inventory_examiner(r->inventory), s->zone, zone);
	zone_unref(s->zone);
	s->zone = zone;
	s->has_failed = true;
	if (s->has_range)
		slots_give(r->slots, &s->range);
	s->has_range = false;
	if (old != NULL && old->content != NULL) {
		r->changed--;
		r->kept++;
	} else {
		r->added--;
		r->dead++;
	}
	return 0;
}

/* May errors of mail refuse it? */
static bool
is_strict(const struct work *w, const struct step *s)
{
	const struct zone	*old = s->known->zone;

	return !s->has_failed && s->zone != NULL &&
	    (w->round->refuses_new || (old != NULL && old->content != NULL)) &&
	    lint_is_strict(s->known->lint, &w->conf->lint);
}

int
advise_strict(struct work *w)
{
	struct table_edit	*edit = NULL;
	struct table		*table;
	struct step		*s;
	size_t			 i;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (!is_strict(w, s) || round_is_cancelled(w->round))
			continue;
		examine_step(w, s);
		if (exam_count(&s->exam, SEV_ERROR) == 0)
			continue;
		if (edit == NULL &&
		    (edit = table_edit_begin(w->round->table)) == NULL)
			return -1;
		if (refuse(w, s, edit) == -1) {
			table_edit_abort(edit);
			return -1;
		}
	}
	if (edit == NULL)
		return 0;
	if ((table = table_edit_commit(edit)) == NULL)
		return -1;
	table_free(w->round->table);
	w->round->table = table;
	return 0;
}

static void
settle(struct work *w, struct known *k, struct exam *e)
{
	exam_clear(inventory_examiner(w->round->inventory), &k->exam);
	k->exam = *e;
	k->examined = w->round->generation;
	memset(e, 0, sizeof(*e));
}

/* A zone that is as it was; places and permissions need its file again. */
static void
examine_file(struct work *w, struct known *k, struct subject *subject,
    struct exam *e)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct loaded	 loaded;

	subject->judge.allows = &loaded.allows;
	report_clear(w->report);
	read_known(k, inventory_seed(w->round->inventory), &subject->judge,
	    w->report, &loaded);
	/* Whatever has come to the file meanwhile is the next round's. */
	if (loaded.content != NULL && content_records(loaded.content) ==
	    content_records(k->zone->content))
		subject->places = loaded.places;
	exam_clear(ex, e);
	examine(ex, subject, w->report, e);
	loaded_clear(&loaded);
}

static void
examine_again(struct work *w, struct known *k)
{
	struct subject	 subject = {.served = served(w), .zone = k->zone,
	    .now_s = clock_unix_s(),
	    .judge = {k->lint, &w->conf->lint, NULL}};
	struct exam	 e = {.digest = 0};
	char		 title[TITLE_MAX];

	examine(inventory_examiner(w->round->inventory), &subject, w->report,
	    &e);
	if (e.digest != k->exam.digest)
		examine_file(w, k, &subject, &e);
	memcpy(e.at_load, k->exam.at_load, sizeof(e.at_load));
	if (e.digest != k->exam.digest) {
		if (w->shown < w->round->advice_max)
			log_write(LEVEL_INFO, "%s: checked again, because of "
			    "a zone that it refers to, or of \"lint\"; "
			    "%zu finding%s", title_zone(k->apex, title),
			    worth(w->report),
			    worth(w->report) == 1 ? "" : "s");
		tell(w, k);
	}
	settle(w, k, &e);
}

/* May what was found in it be out of date? */
static bool
is_due(const struct work *w, const struct known *k)
{
	if (k->zone == NULL || k->zone->content == NULL || k->is_failing ||
	    k->examined == w->round->generation)
		return false;
	return (w->nchanged > 0 && exam_is_touched(&k->exam)) ||
	    k->exam.lint != lint_digest(k->lint, &w->conf->lint);
}

void
advise(struct work *w)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct known	*k;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		if (round_is_cancelled(w->round))
			return;		/* nobody will miss it */
		if (w->steps[i].has_failed || w->steps[i].zone == NULL)
			continue;
		if (!w->steps[i].is_examined)
			examine_step(w, &w->steps[i]);
		settle(w, w->steps[i].known, &w->steps[i].exam);
	}
	rests_sort(w->changed, w->nchanged);
	examiner_mark(ex, w->changed, w->nchanged);
	TAILQ_FOREACH(k, inventory_all(w->round->inventory), link) {
		if (round_is_cancelled(w->round))
			return;
		if (is_due(w, k))
			examine_again(w, k);
	}
	if (w->left_out > 0)
		log_write(LEVEL_WARNING, "zones: %zu more warnings are not "
		    "shown; mxd -n shows all", w->left_out);
}

void
advise_forget(struct work *w)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct step	*s;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (s->is_learnt)
			examiner_replace(ex, s->zone, s->known->zone);
		exam_clear(ex, &s->exam);
	}
}
