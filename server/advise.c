/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "server/advise.h"
#include "server/clock.h"
#include "server/hostadvise.h"
#include "server/log.h"
#include "server/read.h"
#include "server/title.h"

/* Zones to pass by between two looks at the clock. */
#define GLANCES	256

/* A finding and why it counts; longer ones are cut. */
#define REFUSAL_BYTES	2048

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

	inventory_note(w->round->inventory, k, NOTICE_CHECK, w->report);
	if (w->shown >= w->round->advice_max) {
		w->left_out += n;
		return;
	}
	w->shown += n;
	log_report(title_zone(known_apex(k), title), w->report);
}

static const struct table *
served(const struct work *w)
{
	return w->round->table != NULL ? w->round->table : w->round->old;
}

static struct outcomes *
outcomes_of(const struct work *w)
{
	return examiner_outcomes(inventory_examiner(w->round->inventory));
}

/* What somebody reads should say where it stands. */
static bool
will_tell(const struct work *w)
{
	return worth(w->report) > 0 && w->shown < w->round->advice_max;
}

/* Examine with what only the zone's file tells: places and permissions. */
static uint32_t
examine_file(struct work *w, const struct known *k, struct subject *subject,
    struct exam *e)
{
	struct inventory	*inv = w->round->inventory;
	const struct errand	 errand = {k,
	    k->aside == NULL ? NULL : k->aside->file, true};
	struct loaded		 loaded;
	uint32_t		 digest;

	subject->judge.allows = &loaded.allows;
	report_clear(w->report);
	read_known(w->rooms, inv, &errand, &subject->judge, w->report,
	    &loaded);
	/* Whatever has come to the file meanwhile is the next round's. */
	if (loaded.content != NULL && content_records(loaded.content) ==
	    content_records(subject->zone->content))
		subject->places = loaded.places;
	digest = examine(inventory_examiner(inv), subject, w->report, e);
	loaded_clear(&loaded);
	return digest;
}

static void
give_rests(struct work *w, struct exam *e)
{
	examiner_give_rests(inventory_examiner(w->round->inventory), e);
}

/* What was found, together with what the load had found. */
static const struct outcome *
keep(struct work *w, struct exam *e, const struct outcome *load)
{
	memcpy(e->at_load, outcome_exam(load)->at_load, sizeof(e->at_load));
	return outcomes_take(outcomes_of(w), e);
}

static void
examine_step(struct work *w, struct step *s)
{
	struct known		*k = s->known;
	struct subject		 subject = {.served = served(w),
	    .zone = s->zone, .now_s = clock_unix_s(),
	    .judge = {inventory_lint(w->round->inventory, k),
	    &w->conf->lint, NULL}};
	const struct outcome	*load = s->outcome;
	struct exam		 e = {.lint = 0};
	size_t			 i = (size_t)(s - w->steps);

	/* A zone under `lint strict` is not yet in force. */
	subject.before = known_zone(k) == s->zone ? s->before : known_zone(k);
	if (i < w->npapers) {
		subject.places = w->papers[i].places;
		subject.judge.allows = &w->papers[i].allows;
	}
	s->digest = examine(inventory_examiner(w->round->inventory), &subject,
	    w->report, &e);
	if (i >= w->npapers && (s->has_allows || will_tell(w))) {
		give_rests(w, &e);
		s->digest = examine_file(w, k, &subject, &e);
	}
	s->outcome = keep(w, &e, load);
	outcomes_give(outcomes_of(w), load);
	s->is_examined = true;
	tell(w, k);
}

/* What is served in place of a refused version; NULL without memory. */
static struct zone *
instead(const struct step *s)
{
	struct zone	*old = known_zone(s->known);
	struct name	 apex;

	if (old == NULL) {
		name_from_wire(&apex, known_apex(s->known));
		return zone_new(&apex, NULL, true, 0);
	}
	if (old->content == NULL || old->is_stale)
		return zone_ref(old);
	return zone_new_stale(old);
}

static void
log_refusal(const struct round *r, const struct step *s)
{
	const struct zone	*old = known_zone(s->known);
	char			 title[TITLE_MAX];

	(void)title_zone(known_apex(s->known), title);
	/* A start refuses none, so this is a check: mxd -n. */
	if (r->is_first)
		log_write(LEVEL_ERROR, "%s: serial %u has errors, and \"lint "
		    "strict\" is in force: a reload refuses it, only a start "
		    "would serve it", title, zone_serial(s->zone));
	else if (old != NULL && old->content != NULL)
		log_write(LEVEL_ERROR, "%s: serial %u is refused, because it "
		    "has errors and \"lint strict\" is in force; still "
		    "serving serial %u", title, zone_serial(s->zone),
		    zone_serial(old));
	else
		log_write(LEVEL_ERROR, "%s: serial %u is refused, because it "
		    "has errors and \"lint strict\" is in force; its names "
		    "get SERVFAIL", title, zone_serial(s->zone));
}

/* Who reloads, and who asks about the zone, hears why it is not as its file
   says: it would load. */
static void
tell_refusal(const struct work *w, const struct step *s)
{
	const struct finding	*f = report_first_error(w->report);
	struct finding		 why;
	char			 text[REFUSAL_BYTES];

	if (f != NULL) {
		(void)snprintf(text, sizeof(text), "serial %u is refused, "
		    "because \"lint strict\" is in force and it has errors: "
		    "%s", zone_serial(s->zone), f->text);
		why = *f;
		why.text = text;
	}
	round_tell_failure(w->round, s, f != NULL ? &why : NULL);
}

static int
refuse(struct work *w, struct step *s, struct table_edit *edit)
{
	struct round	*r = w->round;
	struct zone	*old = known_zone(s->known);
	struct zone	*zone = instead(s);
	struct slot_range range;

	if (zone == NULL || table_edit_put(edit, zone_ref(zone)) == -1) {
		zone_unref(zone);
		return -1;
	}
	log_refusal(r, s);
	tell_refusal(w, s);
	examiner_replace(inventory_examiner(r->inventory), s->zone, zone);
	range = slots_range(s->zone->rotation_base, s->room);
	if (s->has_range)
		slots_give(r->slots, &range);
	s->has_range = false;
	zone_unref(s->zone);
	s->zone = zone;
	s->has_failed = true;
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
	const struct zone	*old = known_zone(s->known);

	return !s->has_failed && s->zone != NULL && !s->is_same &&
	    (w->round->refuses_new || (old != NULL && old->content != NULL)) &&
	    lint_is_strict(inventory_lint(w->round->inventory, s->known),
	    &w->conf->lint);
}

/* What the linter knows of names is that of the new table. */
static void
learn_step(struct work *w, struct step *s)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct known	*k = s->known;
	bool		 is_applied = known_zone(k) == s->zone;

	if (s->zone == NULL || s->is_learnt || (s->is_same && k->is_learnt))
		return;
	examiner_replace(ex, !k->is_learnt ? NULL : is_applied ? s->before :
	    known_zone(k), s->zone);
	s->is_learnt = true;
	if (is_applied)
		k->is_learnt = true;
}

/* The zones that a round which was ended early has left out; false: until_ms
   has come. */
static bool
learn_others(struct work *w, uint64_t until_ms)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct known	*k;

	if (!examiner_is_behind(ex))
		return true;
	while ((k = inventory_walk(w->round->inventory, &w->learning)) !=
	    NULL) {
		if (k->is_learnt || known_zone(k) == NULL)
			continue;
		examiner_replace(ex, NULL, known_zone(k));
		k->is_learnt = true;
		if (round_is_over(w, until_ms))
			return false;
	}
	examiner_set_behind(ex, false);
	return true;
}

/* Is there a zone that may be refused?  Then all that can be known of names
   has to be known before. */
static void
learn_for_strict(struct work *w)
{
	size_t	 i;

	for (i = 0; i < w->nsteps; i++)
		if (is_strict(w, &w->steps[i]))
			break;
	if (i == w->nsteps)
		return;
	for (i = 0; i < w->nsteps; i++)
		learn_step(w, &w->steps[i]);
	(void)learn_others(w, UINT64_MAX);
}

int
advise_strict(struct work *w)
{
	struct table_edit	*edit = NULL;
	struct table		*table;
	struct step		*s;
	size_t			 i;

	learn_for_strict(w);
	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (!is_strict(w, s) || round_is_cancelled(w->round))
			continue;
		examine_step(w, s);
		if (outcome_count(s->outcome, SEV_ERROR) == 0)
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
settle(struct work *w, struct known *k, const struct outcome *outcome,
    uint32_t digest)
{
	outcomes_give(outcomes_of(w), k->outcome);
	k->outcome = outcome;
	k->digest = digest;
	k->is_examined = true;
	k->is_fresh = true;
}

/* A zone that is as it was, or one of a start that has no step. */
static void
examine_again(struct work *w, struct known *k)
{
	struct subject	 subject = {.served = served(w), .zone = known_zone(k),
	    .now_s = clock_unix_s(),
	    .judge = {inventory_lint(w->round->inventory, k), &w->conf->lint,
	    NULL}};
	struct exam	 e = {.lint = 0};
	char		 title[TITLE_MAX];
	uint32_t	 digest;

	digest = examine(inventory_examiner(w->round->inventory), &subject,
	    w->report, &e);
	/* One that was never examined has no permissions in its file. */
	if (digest != k->digest && (k->is_examined || will_tell(w))) {
		give_rests(w, &e);
		digest = examine_file(w, k, &subject, &e);
	}
	if (digest != k->digest) {
		if (k->is_examined && w->shown < w->round->advice_max)
			log_write(LEVEL_INFO, "%s: checked again, because of "
			    "a zone that it refers to, or of \"lint\"; "
			    "%zu finding%s", title_zone(known_apex(k), title),
			    worth(w->report),
			    worth(w->report) == 1 ? "" : "s");
		tell(w, k);
	}
	settle(w, k, keep(w, &e, k->outcome), digest);
}

/* The digest of what `lint` says of a zone; most have it in common. */
static uint64_t
lint_of(struct work *w, const struct known *k)
{
	const struct lint	*lint = inventory_lint(w->round->inventory,
	    k);

	if (lint != w->lint || w->lint_digest == 0) {
		w->lint = lint;
		w->lint_digest = lint_digest(lint, &w->conf->lint);
	}
	return w->lint_digest;
}

/* May what was found in it be out of date? */
static bool
is_due(struct work *w, const struct known *k)
{
	const struct exam	*e = outcome_exam(k->outcome);

	if (k->is_fresh || k->is_failing)
		return false;
	return (e->lint != lint_of(w, k) ||
	    (w->nchanged > 0 && exam_is_touched(e))) &&
	    known_has_content(k);
}

/* The three that follow return false if until_ms has come. */
static bool
learn(struct work *w, uint64_t until_ms)
{
	for (; w->learnt < w->nsteps; w->learnt++) {
		if (round_is_over(w, until_ms))
			return false;
		learn_step(w, &w->steps[w->learnt]);
	}
	return learn_others(w, until_ms);
}

static bool
examine_steps(struct work *w, uint64_t until_ms)
{
	struct step	*s;

	for (; w->examined < w->nsteps; w->examined++) {
		s = &w->steps[w->examined];
		if (s->has_failed || s->zone == NULL ||
		    s->is_examined)
			continue;
		if (round_is_cancelled(w->round))
			return true;	/* nobody will miss it */
		if (round_is_over(w, until_ms))
			return false;
		s->outcome = s->known->outcome;
		s->known->outcome = NULL;
		examine_step(w, s);
		settle(w, s->known, s->outcome, s->digest);
		s->outcome = NULL;
	}
	return true;
}

static bool
examine_others(struct work *w, uint64_t until_ms)
{
	struct known	*k;
	unsigned	 i;

	for (i = 0; (k = inventory_walk(w->round->inventory, &w->cursor)) !=
	    NULL; i++) {
		if (is_due(w, k)) {
			if (round_is_cancelled(w->round))
				return true;
			examine_again(w, k);
			i = 0;
		}
		k->is_fresh = false;
		if (i % GLANCES == 0 && round_is_over(w, until_ms))
			return false;
	}
	return true;
}

static void
mark(struct work *w)
{
	if (w->is_marked)
		return;
	host_note_renewed(w);
	rests_sort(w->changed, w->nchanged);
	examiner_mark(inventory_examiner(w->round->inventory), w->changed,
	    w->nchanged);
	w->is_marked = true;
}

bool
advise(struct work *w, uint64_t until_ms)
{
	if (!learn(w, until_ms) || !examine_steps(w, until_ms))
		return false;
	mark(w);
	if (!examine_others(w, until_ms) || !host_advise(w, until_ms))
		return false;
	if (w->left_out > 0)
		log_write(LEVEL_WARNING, "zones: %zu more warnings are not "
		    "shown; mxd -n shows all", w->left_out);
	return true;
}

/* It is due in the next round, whatever happens. */
static void
forget(struct work *w, struct known *k)
{
	struct exam		 e = {.lint = 0};
	const struct outcome	*outcome;

	memcpy(e.at_load, outcome_exam(k->outcome)->at_load,
	    sizeof(e.at_load));
	outcome = outcomes_take(outcomes_of(w), &e);
	outcomes_give(outcomes_of(w), k->outcome);
	k->outcome = outcome;
}

void
advise_stop(struct work *w)
{
	struct examiner	*ex = inventory_examiner(w->round->inventory);
	struct known	*k;
	struct step	*s;

	for (; w->learnt < w->nsteps; w->learnt++) {
		s = &w->steps[w->learnt];
		if (s->zone == NULL || s->is_learnt)
			continue;
		if (s->known->is_learnt)
			examiner_replace(ex, s->before, NULL);
		s->known->is_learnt = false;
		examiner_set_behind(ex, true);
	}
	mark(w);
	host_advise_stop(w);
	while ((k = inventory_walk(w->round->inventory, &w->cursor)) !=
	    NULL) {
		if (k->outcome != NULL && is_due(w, k))
			forget(w, k);
		k->is_fresh = false;
	}
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
			examiner_replace(ex, s->zone, s->known->is_learnt ?
			    known_zone(s->known) : NULL);
	}
}
