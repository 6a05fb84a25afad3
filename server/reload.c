/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/advise.h"
#include "server/gather.h"
#include "server/hostround.h"
#include "server/log.h"
#include "server/read.h"
#include "server/rehearse.h"
#include "server/reload.h"
#include "server/stamp.h"
#include "server/title.h"
#include "server/turns.h"
#include "server/wanted.h"

/* Findings of one zone that the linter keeps; the rest is counted. */
#define FINDINGS_MAX	100

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
give_range(struct work *w, struct step *s, uint32_t need,
    struct slot_range *range)
{
	const struct known	*k = s->known;
	char			 title[TITLE_MAX];

	*range = inventory_range(k);
	s->room = slots_room(range);
	if (need <= range->room)
		return true;
	if (slots_take(w->round->slots, need, range) == 0) {
		s->has_range = true;
		s->room = slots_room(range);
		return true;
	}
	*range = inventory_range(k);
	log_write(LEVEL_ERROR, "%s: no counters are left for it; its answers "
	    "do not rotate", title_zone(known_apex(k), title));
	return false;
}

/* The zone to serve from what was loaded: content, or none. */
static int
make_zone(struct work *w, struct step *s, struct content *content)
{
	const struct known	*k = s->known;
	struct slot_range	 range = {0, 0};
	struct name		 apex;
	bool			 does_rotate;

	does_rotate = inventory_source(w->round->inventory, k)->does_rotate;
	if (content != NULL && !give_range(w, s, content_rotations(content),
	    &range))
		does_rotate = false;
	if (known_zone(k) == NULL) {
		zone_fill(k->named, content, does_rotate, range.base);
		s->zone = zone_ref(k->named);
		return put_zone(w, s);
	}
	name_from_wire(&apex, known_apex(k));
	s->zone = zone_new_in(inventory_slabs(w->round->inventory), &apex,
	    content, does_rotate, range.base);
	if (s->zone == NULL) {
		if (s->has_range)
			slots_give(w->round->slots, &range);
		s->has_range = false;
		content_unref(content);
		return -1;
	}
	return put_zone(w, s);
}

/*
 * The zone to serve when nothing could be loaded: what is served, marked
 * as stale by the first failure, or a zone without content.
 */
static int
keep_zone(struct work *w, struct step *s)
{
	const struct zone	*old = known_zone(s->known);

	if (old == NULL)
		return make_zone(w, s, NULL);
	if (old->content == NULL || old->is_stale)
		return 0;
	if ((s->zone = zone_new_stale(old)) == NULL)
		return -1;
	return put_zone(w, s);
}

static void
log_success(const struct work *w, const struct step *s)
{
	const struct known	*k = s->known;
	bool			 is_change;
	enum log_level		 level;
	char			 title[TITLE_MAX];

	is_change = known_has_content(k);
	level = w->round->is_first && !is_change ? LEVEL_DEBUG : LEVEL_INFO;
	if (!log_wants(level))
		return;		/* a million titles take their time */
	(void)title_zone(known_apex(k), title);
	if (s->is_same)
		log_write(level, "%s: its file has changed, its records have "
		    "not; still serving serial %u", title,
		    zone_serial(s->zone));
	else if (is_change)
		log_write(level, "%s: changed, serial %u, was %u", title,
		    zone_serial(s->zone), zone_serial(known_zone(k)));
	else
		log_write(level, "%s: loaded, serial %u", title,
		    zone_serial(s->zone));
}

/* What was found while it was loaded. */
static void
note_findings(struct work *w, struct step *s, struct report *rep)
{
	struct exam	 e = {.lint = 0};
	char		 title[TITLE_MAX];
	size_t		 i, n = 0;

	inventory_note(w->round->inventory, s->known, NOTICE_LOAD, rep);
	for (i = SEV_INFO; i <= SEV_ERROR; i++) {
		e.at_load[i] = (uint32_t)report_count(rep, (enum severity)i);
		n += e.at_load[i];
	}
	if (n == 0)
		return;
	log_report(title_zone(known_apex(s->known), title), rep);
	s->outcome = outcomes_take(examiner_outcomes(inventory_examiner(
	    w->round->inventory)), &e);
}

/* What the linter may ask for, of the first steps; of the others only what
   says that their files have to be read again. */
static void
keep_papers(struct work *w, struct step *s, struct loaded *loaded)
{
	size_t	 i = (size_t)(s - w->steps);

	s->has_allows = loaded->allows.n > 0;
	if (i >= w->npapers)
		return;
	w->papers[i].places = loaded->places;
	w->papers[i].allows = loaded->allows;
	loaded->places = NULL;
	loaded->allows = (struct allows){.n = 0};
}

/* Which files it was read from. */
static int
keep_files(struct step *s, struct loaded *loaded)
{
	struct aside	*aside;
	bool		 failed;

	s->stamp = loaded->nfiles == 0 ? 0 : stamp_of(&loaded->files[0].id);
	if (loaded->nfiles < 2)
		return 0;
	aside = aside_new(s->aside == NULL ? NULL : s->aside->file,
	    loaded->files, loaded->nfiles, &failed);
	if (failed)
		return -1;
	aside_free(s->aside);
	s->aside = aside;
	return 0;
}

static int
note_change(struct work *w, const struct known *k)
{
	struct name	 apex;

	name_from_wire(&apex, known_apex(k));
	return round_note(w, &apex);
}

static int
fail_one(struct work *w, struct step *s, const struct report *rep)
{
	const struct zone	*old = known_zone(s->known);

	s->has_failed = true;
	round_log_failure(s, rep);
	round_tell_failure(w->round, s, report_first_error(rep));
	if (old != NULL && old->content != NULL)
		w->round->kept++;
	else
		w->round->dead++;
	return keep_zone(w, s);
}

/* Would a zone of this content be the one that is served? */
static bool
is_served(const struct work *w, const struct step *s,
    const struct content *content)
{
	const struct zone	*old = known_zone(s->known);

	return old != NULL && old->content == content && !old->is_stale &&
	    old->does_rotate == inventory_source(w->round->inventory,
	    s->known)->does_rotate;
}

/* Another file, or a newer one, with the same records: served is the same,
   but its comments may permit something else to the linter. */
static void
keep_same(struct work *w, struct step *s, struct content *content)
{
	content_unref(content);
	s->zone = zone_ref(known_zone(s->known));
	s->is_same = true;
	w->round->unchanged++;
}

/* A zone has been read. */
static int
join(struct work *w, struct step *s, struct loaded *loaded,
    struct report *rep)
{
	const struct zone	*old = known_zone(s->known);
	struct content		*content = loaded->content;

	note_findings(w, s, rep);
	if (keep_files(s, loaded) == -1)
		return round_out_of_memory();
	keep_papers(w, s, loaded);
	if (content == NULL)
		return fail_one(w, s, rep) == -1 ? round_out_of_memory() : 0;
	loaded->content = NULL;
	content = pool_share(inventory_pool(w->round->inventory), content);
	if (is_served(w, s, content)) {
		keep_same(w, s, content);
		return 0;
	}
	if (make_zone(w, s, content) == -1 || note_change(w, s->known) == -1)
		return round_out_of_memory();
	if (old != NULL && old->content != NULL)
		w->round->changed++;
	else
		w->round->added++;
	return 0;
}

static int
remove_one(struct work *w, struct known *k)
{
	struct name	 apex;

	name_from_wire(&apex, known_apex(k));
	if (edit_of(w) == NULL || table_edit_remove(w->edit, &apex) == -1 ||
	    round_note(w, &apex) == -1)
		return -1;
	w->round->removed++;
	round_log_removal(w, k);
	return 0;
}

static int
remove_all(struct work *w)
{
	size_t	 i;

	for (i = 0; i < w->ngone; i++)
		if (remove_one(w, w->gone[i]) == -1)
			return round_out_of_memory();
	return 0;
}

/* What is known of the version before is of no use any more. */
static void
take_outcome(struct work *w, struct step *s)
{
	struct known	*k = s->known;

	outcomes_give(examiner_outcomes(inventory_examiner(
	    w->round->inventory)), k->outcome);
	if (!s->is_examined)
		inventory_note_none(w->round->inventory, k, NOTICE_CHECK);
	k->outcome = s->outcome;
	k->digest = s->digest;
	k->is_examined = s->is_examined;
	k->is_fresh = s->is_examined;
	s->outcome = NULL;
}

/*
 * The errors of a version that is not served, in place of those of the load
 * of the served one; of the rest, what is served counts.  The checks of that
 * are done again when the file is mended.
 */
static void
count_failure(struct work *w, struct step *s)
{
	struct outcomes	*outcomes = examiner_outcomes(inventory_examiner(
	    w->round->inventory));
	struct known	*k = s->known;
	struct exam	 e = *outcome_exam(k->outcome);

	e.lint = 0;
	e.rests = NULL;
	e.at_load[SEV_ERROR] = outcome_count(s->outcome, SEV_ERROR);
	outcomes_give(outcomes, k->outcome);
	k->outcome = outcomes_take(outcomes, &e);
}

/* From here on nothing fails. */
static void
apply_step(struct work *w, struct step *s)
{
	struct round		*r = w->round;
	struct known		*k = s->known;
	struct slot_range	 old;

	inventory_settle(r->inventory, k);
	aside_free(k->aside);
	k->aside = s->aside;
	s->aside = NULL;
	k->stamp = s->stamp;
	inventory_set_failing(r->inventory, k, s->has_failed);
	if (s->has_failed)
		count_failure(w, s);
	if (s->zone == NULL)
		return;
	if (!s->has_failed) {
		log_success(w, s);
		round_tell_success(r, s);
		take_outcome(w, s);
	}
	if (s->has_range) {
		old = inventory_range(k);
		slots_retire(r->slots, &old, r->generation);
		k->room = s->room & 0x3fu;	/* at most 32 */
	}
	s->before = known_serve(k, zone_ref(s->zone));
	if (s->is_learnt)
		k->is_learnt = true;
}

static void
apply_gone(struct work *w, struct known *k)
{
	struct round		*r = w->round;
	struct slot_range	 range = inventory_range(k);

	slots_retire(r->slots, &range, r->generation);
	round_tell_removal(r, k);
	if (k->is_learnt)
		examiner_replace(inventory_examiner(r->inventory),
		    known_zone(k), NULL);
	inventory_remove(r->inventory, k);
}

/* Has it what only a step can tell the checks? */
static bool
is_needed(const struct step *s)
{
	return s->has_failed || s->zone == NULL || s->has_allows ||
	    s->is_learnt || (s->before != NULL && s->before->content != NULL);
}

/*
 * At a start all zones are new, and there may be a million steps, of which
 * the first ones have papers.  All that the checks need of most others is in
 * the inventory, where they are due: their memory goes before the first
 * answer.
 */
static void
let_go(struct work *w)
{
	struct step	*s;
	size_t		 i, n = w->npapers;

	if (!w->round->is_first || w->round->refuses_new || n == w->nsteps)
		return;
	for (i = n; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (is_needed(s)) {
			w->steps[n++] = *s;
			continue;
		}
		zone_unref(s->zone);
		zone_unref(s->before);
	}
	examiner_set_behind(inventory_examiner(w->round->inventory), true);
	w->nsteps = n;
	if ((s = realloc(w->steps, (n + 1) * sizeof(*s))) != NULL)
		w->steps = s;
}

static void
apply_all(struct work *w)
{
	size_t	 i;

	for (i = 0; i < w->nsteps; i++) {
		apply_step(w, &w->steps[i]);
		turns_pass();
	}
	for (i = 0; i < w->ngone; i++)
		apply_gone(w, w->gone[i]);
	inventory_end(w->round->inventory);
	let_go(w);
}

/* Frees what the round holds; what it has not applied goes with it. */
static void
work_free(struct work *w, bool is_applied)
{
	struct outcomes		*outcomes;
	struct slot_range	 range;
	struct step		*s;
	size_t			 i;

	outcomes = examiner_outcomes(inventory_examiner(w->round->inventory));
	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (!is_applied && s->has_range) {
			range = slots_range(s->zone->rotation_base, s->room);
			slots_give(w->round->slots, &range);
		}
		zone_unref(s->zone);
		zone_unref(s->before);
		outcomes_give(outcomes, s->outcome);
		aside_free(s->aside);
		turns_pass();
	}
	for (i = 0; i < w->npapers; i++) {
		places_free(w->papers[i].places);
		allows_clear(&w->papers[i].allows);
	}
	free(w->papers);
	free(w->steps);
	free(w->gone);
	free(w->changed);
	report_free(w->report);
	rooms_free(w->rooms);
	free(w);
}

static int
work_commit(struct work *w)
{
	if (w->round->needs_table && edit_of(w) == NULL)
		return round_out_of_memory();
	if (w->edit == NULL)
		return 0;
	w->round->table = table_edit_commit(w->edit);
	w->edit = NULL;
	return w->round->table == NULL ? round_out_of_memory() : 0;
}

/* Papers of the first steps; without memory files are read again. */
static void
make_papers(struct work *w)
{
	size_t	 n = w->nsteps < ROUND_PAPERS_MAX ? w->nsteps :
	    ROUND_PAPERS_MAX;

	if (n > 0 && (w->papers = calloc(n, sizeof(*w->papers))) != NULL)
		w->npapers = n;
}

/* All that may fail: load, and refuse what `lint strict` does not let in. */
static int
prepare(struct work *w)
{
	struct round	*r = w->round;

	if ((w->report = report_new(FINDINGS_MAX)) == NULL)
		return round_out_of_memory();
	/* Advice is logged at that level. */
	report_keep_least(w->report, log_wants(LEVEL_DEBUG) ? SEV_INFO :
	    SEV_WARNING);
	if ((r->touched == NULL ? wanted_all(w) : wanted_touched(w)) == -1)
		return -1;
	make_papers(w);
	w->rooms = rooms_new();		/* or slower */
	if (remove_all(w) == -1 || gather_zones(w, join) == -1 ||
	    work_commit(w) == -1)
		return -1;
	if (r->table != NULL && advise_strict(w) == -1)
		(void)round_out_of_memory();
	else if (host_round(w) == 0)
		return 0;
	table_free(r->table);
	r->table = NULL;
	return -1;
}

/* Nothing has changed: what was well is not said to fail. */
static void
take_back(struct work *w)
{
	struct past	*past = inventory_past(w->round->inventory);
	struct known	*k;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		k = w->steps[i].known;
		if (w->steps[i].has_failed && !k->is_failing)
			past_mended(past, known_apex(k), k->named->apex_len);
	}
}

int
reload_zones(struct round *r, const struct conf *conf)
{
	struct work	*w;

	r->table = NULL;
	if ((w = calloc(1, sizeof(*w))) == NULL)
		return round_out_of_memory();
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
	take_back(w);
	inventory_forget(r->inventory);
	work_free(w, false);
	return -1;
}

const struct known **
reload_failed(const struct round *r, size_t *n)
{
	const struct work	*w = r->work;
	const struct known	**failed;
	size_t			 i, room = r->kept + r->dead;

	*n = 0;
	if (room == 0 || (failed = calloc(room, sizeof(*failed))) == NULL)
		return NULL;
	for (i = 0; i < w->nsteps && *n < room; i++)
		if (w->steps[i].has_failed)
			failed[(*n)++] = w->steps[i].known;
	round_sort_tried(failed, *n);
	return failed;
}

bool
reload_advise_some(struct round *r, uint64_t until_ms)
{
	if (!advise(r->work, until_ms))
		return false;
	work_free(r->work, true);
	r->work = NULL;
	return true;
}

void
reload_advise(struct round *r)
{
	while (!reload_advise_some(r, UINT64_MAX))
		;
}

void
reload_advise_stop(struct round *r)
{
	advise_stop(r->work);
	work_free(r->work, true);
	r->work = NULL;
}
