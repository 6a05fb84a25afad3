/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/clock.h"
#include "server/hosterror.h"
#include "server/read.h"
#include "server/recheck.h"
#include "zones/check.h"

/* Advice is counted only. */
static struct report *
new_report(void)
{
	struct report	*rep = report_new(RECHECK_MAX);

	if (rep != NULL)
		report_keep_least(rep, SEV_WARNING);
	return rep;
}

int
recheck_init(struct recheck *r)
{
	memset(r, 0, sizeof(*r));
	return (r->out = new_report()) == NULL ? -1 : 0;
}

void
recheck_clear(struct recheck *r)
{
	report_free(r->out);
	report_free(r->load);
	r->out = r->load = NULL;
}

size_t
recheck_left_out(const struct recheck *r)
{
	return r->found[SEV_WARNING] + r->found[SEV_ERROR] -
	    report_kept(r->out);
}

static void
begin(struct recheck *r)
{
	report_clear(r->out);
	report_free(r->load);
	r->load = NULL;
	memset(r->found, 0, sizeof(r->found));
}

static bool
has_findings(const struct report *rep)
{
	return report_count(rep, SEV_WARNING) + report_count(rep, SEV_ERROR) >
	    0;
}

static bool
is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Was the same said of the same place? */
static bool
has_it(const struct report *rep, const struct finding *f)
{
	const struct finding	*g;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		g = report_at(rep, i);
		if (g->at.line == f->at.line && strcmp(g->id, f->id) == 0 &&
		    is_same_text(g->at.file, f->at.file))
			return true;
	}
	return false;
}

/* rep: may be NULL. */
static void
copy(const struct report *rep, struct recheck *r)
{
	size_t	 i;

	for (i = SEV_INFO; rep != NULL && i <= SEV_ERROR; i++)
		r->found[i] += report_count(rep, (enum severity)i);
	report_append(r->out, rep, SEV_INFO);
}

/* Of what is not served errors count, and nothing else. */
static void
copy_errors(const struct report *rep, struct recheck *r)
{
	if (rep != NULL)
		r->found[SEV_ERROR] += report_count(rep, SEV_ERROR);
	report_append(r->out, rep, SEV_ERROR);
}

/* What is not there already. */
static void
copy_new(const struct report *rep, struct recheck *r)
{
	const struct finding	*f;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (has_it(r->out, f))
			continue;
		report_add(r->out, f->severity, &f->at, f->id, f->owner,
		    "%s", f->text);
		r->found[f->severity]++;
	}
}

static void
look(const struct recheck_world *w, struct subject *s, struct report *rep)
{
	struct examiner	*ex = inventory_examiner(w->inventory);
	struct exam	 e = {.lint = 0};

	s->served = w->table;
	s->now_s = clock_unix_s();
	(void)examine(ex, s, rep, &e);
	examiner_give_rests(ex, &e);
}

/* It would load: `lint strict` does not let it in, for what is found. */
static void
look_at_refused(const struct recheck_world *w, const struct subject *served,
    struct loaded *loaded, const struct known *k, struct recheck *r)
{
	struct recheck_world	 next = *w;
	struct subject		 s = {.judge = served->judge,
				    .places = loaded->places};
	struct report		*rep = new_report();
	struct table		*table;
	struct name		 apex;

	name_from_wire(&apex, known_apex(k));
	table = table_with(w->table, &apex, loaded->content);
	if (rep != NULL && table != NULL) {
		report_keep_least(rep, SEV_ERROR);
		next.table = table;
		s.zone = table_exact(table, &apex);
		look(&next, &s, rep);
		copy_new(rep, r);
	}
	table_free(table);
	report_free(rep);
}

/* The file of a zone: rep has what is found in what is served. */
static void
look_at_file(const struct recheck_world *w, const struct known *k,
    struct subject *s, struct report *rep, struct recheck *r)
{
	const struct errand	 errand = {k, k->aside == NULL ? NULL :
				    k->aside->file, true};
	struct report		*of_load = new_report();
	struct loaded		 loaded;

	if (of_load == NULL)
		return;
	s->judge.allows = &loaded.allows;
	read_known(NULL, w->inventory, &errand, &s->judge, of_load, &loaded);
	if (k->is_failing)
		copy_errors(of_load, r);
	else
		copy(of_load, r);
	report_free(of_load);
	if (loaded.content != NULL && s->zone != NULL) {
		if (content_records(loaded.content) ==
		    content_records(s->zone->content))
			s->places = loaded.places;
		look(w, s, rep);
	}
	if (loaded.content != NULL && k->is_failing)
		look_at_refused(w, s, &loaded, k, r);
	loaded_clear(&loaded);
}

/* What only the change to the served version has shown: the checks made anew
   have nothing to compare it with.  It is told as long as a notice keeps it. */
static void
copy_of_change(const struct recheck_world *w, const struct known *k,
    struct recheck *r)
{
	const struct notice	*e = inventory_notice(w->inventory, k);
	const struct check_rule	*rule;
	const struct finding	*f;
	size_t			 i;

	for (i = 0; e != NULL && i < notice_kept(e, NOTICE_CHECK); i++) {
		f = report_at(e->part[NOTICE_CHECK].findings, i);
		rule = check_find(f->id, strlen(f->id));
		if (rule == NULL || !check_compares(rule))
			continue;
		report_add(r->out, f->severity, &f->at, f->id, f->owner, "%s",
		    f->text);
		r->found[f->severity]++;
	}
}

void
recheck_known(const struct recheck_world *w, const struct known *k,
    struct recheck *r)
{
	const struct zone	*zone = known_zone(k);
	struct subject		 s = {.zone = zone, .judge = {
				    inventory_lint(w->inventory, k),
				    &w->conf->lint, NULL}};
	struct report		*rep = new_report();
	uint32_t		 at_load;

	begin(r);
	if (rep == NULL)
		return;
	if (zone != NULL && zone->content == NULL)
		s.zone = NULL;
	if (s.zone != NULL)
		look(w, &s, rep);
	at_load = outcome_exam(k->outcome)->at_load[SEV_WARNING] +
	    outcome_exam(k->outcome)->at_load[SEV_ERROR];
	if (k->is_failing || at_load > 0 || has_findings(rep))
		look_at_file(w, k, &s, rep, r);
	copy(rep, r);
	copy_of_change(w, k, r);
	report_free(rep);
	report_sort(r->out);
}

/* What the configuration says of a template; NULL: nothing. */
static const struct lint *
lint_of(const struct recheck_world *w, const struct host *h)
{
	size_t	 i;

	for (i = 0; i < w->conf->ntemplates; i++)
		if (strcmp(w->conf->templates[i].name, h->name) == 0)
			return &w->conf->templates[i].lint;
	return NULL;
}

/* made: of what the zone was made; or NULL. */
static void
look_at_hosted(const struct recheck_world *w, struct host *h,
    const struct zone *zone, struct loaded *made, struct recheck *r)
{
	struct subject	 s = {.zone = zone, .judge = {lint_of(w, h),
			    &w->conf->lint, NULL}};
	struct report	*rep = new_report();
	struct loaded	*plain = h->template == NULL ? NULL :
	    template_plain(h->template);

	if (rep == NULL)
		return;
	made = plain != NULL ? plain : made;
	if (made != NULL) {
		s.places = made->places;
		s.judge.allows = &made->allows;
	}
	look(w, &s, rep);
	copy_new(rep, r);
	report_free(rep);
}

/* Why not its newest version is served. */
static void
look_for_error(const struct recheck_world *w, const struct host *h,
    const struct zone *zone, struct recheck *r)
{
	if ((r->load = new_report()) == NULL)
		return;
	hosterror_find(h, zone, lint_of(w, h), &w->conf->lint, r->load);
	/* It would load: `lint strict' does not let it in. */
	if (report_first_error(r->load) == NULL && h->tried != NULL)
		report_append(r->load, h->said[HOST_TRIED], SEV_ERROR);
	copy(r->load, r);
}

void
recheck_hosted(const struct recheck_world *w, struct host *h,
    const struct zone *zone, struct recheck *r)
{
	struct loaded	*made = NULL;
	struct sample	*s;
	size_t		 i;

	begin(r);
	if (zone->content == NULL || zone->is_stale || h->is_failing)
		look_for_error(w, h, zone, r);
	for (i = 0; zone->content != NULL && i < h->nsamples; i++) {
		s = &h->samples[i];
		if (s->zone->content == zone->content)
			made = &s->loaded;
	}
	if (zone->content != NULL)
		look_at_hosted(w, h, zone, made, r);
	report_sort(r->out);
}

void
recheck_host(const struct recheck_world *w, struct host *h,
    struct recheck *r)
{
	struct sample	*s;
	size_t		 i;

	begin(r);
	copy(h->said[HOST_SERVED], r);
	copy(h->said[HOST_LIST], r);
	for (i = 0; i < h->nsamples; i++) {
		s = &h->samples[i];
		look_at_hosted(w, h, s->zone, &s->loaded, r);
	}
	if (h->tried != NULL)
		copy_errors(h->said[HOST_TRIED], r);
	report_sort(r->out);
}
