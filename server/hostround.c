/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "server/hostadvise.h"
#include "server/hostlist.h"
#include "server/hostround.h"
#include "server/log.h"
#include "server/reissue.h"
#include "server/sampling.h"
#include "server/stamp.h"
#include "zones/lint.h"
#include "zones/tally.h"

/* Findings of a template or a list that are logged. */
#define FINDINGS_MAX	100

static bool
is_text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Is the template file another than was read last? */
static bool
has_template_changed(const struct host *h, const struct conf_template *t,
    uint64_t lint)
{
	const struct template	*last;
	const struct zone_file	*files;
	size_t			 n;

	last = h->tried != NULL ? h->tried : h->template;
	if (last == NULL || h->is_failing || h->lint != lint ||
	    strcmp(h->path, t->file) != 0 ||
	    !is_text_same(h->include_root, t->include_root))
		return true;
	files = template_files(last, &n);
	return zone_files_changed(files, n);
}

/* Is there anything to be done for this template? */
static bool
is_due(const struct host *h, const struct conf_template *t, uint64_t lint)
{
	return strcmp(h->name, t->name) != 0 ||
	    strcmp(h->list, t->domains) != 0 ||
	    h->does_rotate != t->does_rotate || h->is_unread ||
	    h->faults > 0 || has_template_changed(h, t, lint) ||
	    stamp_at(AT_FDCWD, t->domains) != h->list_stamp;
}

/* Did a zone of a file go that a list may have, or come in place of one of a
   list? */
static bool
has_mixed(const struct work *w)
{
	const struct known	*k;
	const struct zone	*z;
	struct name		 apex;
	size_t			 i;

	if (w->ngone > 0)
		return true;
	for (i = 0; i < w->nsteps; i++) {
		k = w->steps[i].known;
		if (known_zone(k) != NULL)
			continue;
		name_from_wire(&apex, known_apex(k));
		z = table_exact(w->round->old, &apex);
		if (z != NULL && z->is_hosted)
			return true;
	}
	return false;
}

static bool
is_any_due(const struct work *w, const struct hosts *hosts)
{
	const struct conf	*conf = w->conf;
	size_t			 i;

	if (hosts->n != conf->ntemplates || (hosts->n > 0 && hosts->is_torn))
		return true;
	for (i = 0; round_has_templates(w->round) && i < conf->ntemplates; i++)
		if (is_due(hosts->host[i], &conf->templates[i],
		    lint_digest(&conf->templates[i].lint, &conf->lint)))
			return true;
	return hosts->n > 0 && has_mixed(w);
}

/* Of one that does not load only what is wrong counts. */
static void
count_findings(struct turn *t, const struct report *rep)
{
	size_t	 i, errors = report_count(rep, SEV_ERROR);

	t->unserved = t->is_failing ? (uint32_t)errors : 0;
	for (i = SEV_INFO; i <= SEV_ERROR && !t->is_failing; i++)
		t->at_load[i] = (uint32_t)report_count(rep, (enum severity)i);
}

/* Read a template that may be new.  -1 without memory. */
static int
load_template(struct course *c, struct turn *t)
{
	struct inventory	*inv = c->work->round->inventory;
	const struct template_source from = {.path = t->conf->file,
	    .include_root = t->conf->include_root,
	    .seed = inventory_seed(inv)};
	struct template		*new = template_new(&from);
	struct judge		 judge = {&t->conf->lint,
	    &c->work->conf->lint, NULL};
	struct loaded		*plain;
	enum host_report	 part;

	if (new == NULL)
		return round_out_of_memory();
	judge.allows = template_allows(new);
	report_clear(c->report);
	lint_judge(c->report, &judge);
	t->is_failing = template_read(new, c->report) == -1;
	lint_judge(c->report, NULL);
	count_findings(t, c->report);
	part = t->is_failing ? HOST_TRIED : HOST_SERVED;
	t->said[part] = report_copy(c->report, t->is_failing ? SEV_ERROR :
	    SEV_INFO);
	t->is_said[part] = true;
	host_log(c->work, t->conf->name, NOTICE_LOAD, c->report);
	course_tell(c, t);
	if (t->is_failing)
		t->tried = new;
	else
		t->next = new;
	if (t->next != NULL && (plain = template_plain(new)) != NULL)
		plain->content = pool_share(inventory_pool(inv),
		    plain->content);
	return 0;
}

/* -1 without memory. */
static int
begin_turn(struct course *c, struct turn *t, const struct conf_template *conf)
{
	t->conf = conf;
	t->host = hosts_find(c->hosts, conf->name);
	t->is_new = t->host == NULL;
	if (t->is_new && (t->host = host_new(conf->name, conf->file,
	    conf->domains, conf->include_root)) == NULL)
		return round_out_of_memory();
	memcpy(t->at_load, t->host->at_load, sizeof(t->at_load));
	memcpy(t->in_list, t->host->in_list, sizeof(t->in_list));
	t->lint = lint_digest(&conf->lint, &c->work->conf->lint);
	t->is_passed = c->is_partial && !is_due(t->host, conf, t->lint);
	return has_template_changed(t->host, conf, t->lint) ?
	    load_template(c, t) : 0;
}

static int
mark_hosted(const struct zone *z, void *arg)
{
	if (z->is_hosted)
		zone_mark(z, *(const bool *)arg);
	return 0;
}

/* -1 without memory. */
static int
begin(struct course *c, struct work *w)
{
	const struct conf	*conf = w->conf;
	bool			 before;
	size_t			 i;

	c->work = w;
	c->hosts = inventory_hosts(w->round->inventory);
	c->base = w->round->table != NULL ? w->round->table : w->round->old;
	before = c->hosts->mark;
	c->mark = c->is_partial ? before : !before;
	if (c->hosts->is_torn)
		(void)table_walk(w->round->old, mark_hosted, &before);
	c->hosts->is_torn = true;	/* until all is done */
	c->report = report_new(FINDINGS_MAX);
	c->scratch = report_new(FINDINGS_MAX);
	c->tally = tally_new(c->report);
	c->edit = table_edit_begin(c->base);
	c->turns = calloc(conf->ntemplates + 1, sizeof(*c->turns));
	if (c->report == NULL || c->scratch == NULL || c->tally == NULL ||
	    c->edit == NULL || c->turns == NULL)
		return round_out_of_memory();
	report_keep_least(c->report, log_wants(LEVEL_DEBUG) ? SEV_INFO :
	    SEV_WARNING);
	for (i = 0; i < conf->ntemplates; i++) {
		c->nturns++;
		if (begin_turn(c, &c->turns[i], &conf->templates[i]) == -1)
			return -1;
	}
	return 0;
}

static struct turn *
turn_of(const struct course *c, const struct zone *z)
{
	size_t	 i;

	for (i = 0; i < c->nturns; i++)
		if (host_owns(c->turns[i].host, z))
			return &c->turns[i];
	return NULL;
}

/* The list that may have it cannot be read. */
static void
hold(struct course *c, struct turn *t, const struct zone *z)
{
	zone_mark(z, c->mark);
	t->domains++;
	if (z->content == NULL)
		t->dead++;
	else if (z->is_stale)
		t->kept++;
	else
		t->unchanged++;
}

/* -1 without memory. */
static int
leave_out(struct course *c, struct turn *t, const struct zone *z,
    const struct name *apex)
{
	c->edits++;
	if (t != NULL)
		t->removed++;
	c->work->round->removed++;
	if (course_leave(c, z) == -1 || round_note(c->work, apex) == -1 ||
	    table_edit_remove(c->edit, apex) == -1)
		return round_out_of_memory();
	return 0;
}

/* A zone that was served, and that perhaps no list names any more. */
static int
sweep(const struct zone *z, void *arg)
{
	struct course	*c = arg;
	struct turn	*t;
	struct name	 apex;

	if (!z->is_hosted || z->is_marked == c->mark)
		return 0;
	name_from_wire(&apex, z->apex);
	/* A zone of a file has taken its place. */
	if (table_edit_exact(c->edit, &apex) != z)
		return course_leave(c, z) == -1 ? round_out_of_memory() : 0;
	t = turn_of(c, z);
	if (t == NULL || !t->is_unread)
		return leave_out(c, t, z, &apex);
	hold(c, t, z);
	return 0;
}

/* What no list names any more.  -1 without memory. */
static int
sweep_all(struct course *c)
{
	size_t	 i;

	/* If lists name all that were there, none has gone. */
	if (!c->is_partial)
		return c->seen == c->hosts->domains ? 0 :
		    table_walk(c->work->round->old, sweep, c);
	for (i = 0; i < c->nturns; i++)
		if (!c->turns[i].is_passed &&
		    hostlist_walk(c, &c->turns[i], sweep, c) == -1)
			return -1;
	return 0;
}

/* NULL: there is none. */
static void
take_table(struct course *c, struct table *table)
{
	struct round	*r = c->work->round;

	if (table == NULL)
		return;
	table_free(r->table);
	r->table = table;
}

/* All that may fail; 1: it cannot be partial. */
static int
go(struct course *c)
{
	struct table	*table = NULL;
	size_t		 i;
	int		 rc;

	if (c->is_partial && (rc = reissue(c, &table)) != 0) {
		take_table(c, table);
		return rc == 1 ? 0 : -1;
	}
	for (i = 0; i < c->nturns; i++)
		if (!c->turns[i].is_passed &&
		    (rc = hostlist_take(c, &c->turns[i])) != 0)
			return rc;
	if (sweep_all(c) == -1)
		return -1;
	if (c->edits == 0)
		return 0;
	table = table_edit_commit(c->edit);
	c->edit = NULL;
	if (table == NULL)
		return round_out_of_memory();
	take_table(c, table);
	return 0;
}

static void
log_turn(const struct course *c, const struct turn *t)
{
	char	 title[HOST_TITLE_MAX];

	(void)host_title(t->conf->name, title);
	if (t->added + t->changed + t->removed > 0)
		log_write(LEVEL_INFO, "%s: %zu domain%s: %zu added, %zu "
		    "changed, %zu removed", title, t->domains,
		    t->domains == 1 ? "" : "s", t->added, t->changed,
		    t->removed);
	if (t->is_unread && t->domains > 0)
		log_write(LEVEL_ERROR, "%s: its list %s cannot be read; its "
		    "domains (%zu) are left as they are", title,
		    t->conf->domains, t->domains);
	else if (t->is_unread)
		log_write(LEVEL_ERROR, "%s: its list %s cannot be read, so "
		    "none of its domains is served", title,
		    t->conf->domains);
	else if (t->domains == 0)
		log_write(LEVEL_WARNING, "%s: its list %s names no domain "
		    "that it serves", title, t->conf->domains);
	if (t->kept > 0)
		log_write(LEVEL_ERROR, "%s: because of errors %zu domain%s "
		    "still served as before", title, t->kept,
		    t->kept == 1 ? " is" : "s are");
	if (t->dead > 0)
		log_write(LEVEL_ERROR, "%s: because of errors there is "
		    "nothing to serve for %zu domain%s; their names get "
		    "SERVFAIL", title, t->dead, t->dead == 1 ? "" : "s");
	c->work->round->added += t->added;
	c->work->round->changed += t->changed;
	c->work->round->unchanged += t->unchanged;
	c->work->round->kept += t->kept;
	c->work->round->dead += t->dead;
	c->work->round->unread += t->is_unread;
	c->work->round->faults += t->faults + t->is_unread + t->is_failing;
}

/* The lines that are known are those of what is served. */
static void
take_lines(struct host *h, struct turn *t)
{
	if (t->is_unread && t->next == NULL)
		return;
	lineset_free(h->lines);
	h->lines = t->lines;
	t->lines = NULL;
}

/* Is each of its lines served as it says? */
static bool
is_clean(const struct turn *t)
{
	return t->in_list[SEV_WARNING] + t->in_list[SEV_ERROR] == 0 &&
	    t->faults + t->unused + t->kept + t->dead == 0 &&
	    !t->is_unread && !t->is_failing;
}

static void
take_sums(struct host *h, struct turn *t)
{
	free(h->sums);
	h->sums = is_clean(t) ? t->sums : NULL;
	if (h->sums != NULL)
		t->sums = NULL;
}

/* Nothing to do: counts if at all was looked, or a template was named. */
static void
count_unchanged(struct work *w, size_t domains)
{
	if (w->round->touched == NULL || (w->round->account != NULL &&
	    round_has_templates(w->round)))
		w->round->unchanged += domains;
}

static void
apply_turn(struct course *c, struct turn *t)
{
	struct host	*h = t->host;

	if (t->is_passed) {
		count_unchanged(c->work, h->domains);
		return;
	}
	take_sums(h, t);
	sampling_renew(c, t);
	take_lines(h, t);
	if (t->next != NULL) {
		template_free(h->template);
		h->template = t->next;
		h->digest = 0;
	}
	if (t->next != NULL || t->tried != NULL) {
		template_free(h->tried);
		h->tried = t->tried;
	}
	t->next = t->tried = NULL;
	host_take_said(h, t->said, t->is_said);
	h->lint = t->lint;
	h->has_said = t->has_said || t->is_unread;	/* or nobody knows */
	memcpy(h->at_load, t->at_load, sizeof(h->at_load));
	memcpy(h->in_list, t->in_list, sizeof(h->in_list));
	h->unserved = t->unserved;
	h->does_rotate = t->conf->does_rotate;
	h->is_failing = t->is_failing;
	h->is_unread = t->is_unread;
	h->list_stamp = t->list_stamp;
	h->domains = t->domains;
	h->kept = t->kept;
	h->dead = t->dead;
	h->faults = t->faults;
	t->is_new = false;
	log_turn(c, t);
}

/* Templates that are no longer there. */
static void
drop_hosts(struct course *c)
{
	struct examiner	*ex = inventory_examiner(c->work->round->inventory);
	struct hosts	*hosts = c->hosts;
	size_t		 i, k;

	for (i = 0; i < hosts->n; i++) {
		for (k = 0; k < c->nturns; k++)
			if (c->turns[k].host == hosts->host[i])
				break;
		if (k < c->nturns)
			continue;
		host_drop_samples(hosts->host[i], ex);
		host_note_gone(c->work, hosts->host[i]->name);
		host_free(hosts->host[i]);
	}
}

/* From here on nothing fails. */
static void
apply(struct course *c, struct host **list)
{
	struct round	*r = c->work->round;
	size_t		 i;

	for (i = 0; i < c->nleft; i++)
		slots_retire(r->slots, &c->left[i], r->generation);
	drop_hosts(c);
	free(c->hosts->host);
	c->hosts->host = list;
	c->hosts->n = c->nturns;
	c->hosts->domains = 0;
	for (i = 0; i < c->nturns; i++) {
		list[i] = c->turns[i].host;
		apply_turn(c, &c->turns[i]);
		c->hosts->domains += list[i]->domains;
	}
	c->hosts->mark = c->mark;
	c->hosts->is_torn = false;
}

static void
end(struct course *c)
{
	struct turn		*t;
	enum host_report	 part;
	size_t			 i;

	for (i = 0; i < c->nturns; i++) {
		t = &c->turns[i];
		for (part = HOST_SERVED; part < HOST_REPORTS; part++)
			report_free(t->said[part]);
		turn_drop_samples(t);
		template_free(t->next);
		template_free(t->tried);
		lineset_free(t->lines);
		free(t->sums);
		free(t->wanted);
		if (t->is_new)
			host_free(t->host);
	}
	if (c->edit != NULL)
		table_edit_abort(c->edit);
	tally_free(c->tally);
	report_free(c->report);
	report_free(c->scratch);
	free(c->turns);
	free(c->left);
	free(c);
}

/* What the conf calls them; -1 without memory.  The list is the caller's. */
static int
name_all(struct course *c, struct host ***list)
{
	const struct conf_template	*conf;
	size_t				 i;

	*list = calloc(c->nturns + 1, sizeof(**list));
	if (*list == NULL)
		return round_out_of_memory();
	for (i = 0; i < c->nturns; i++) {
		conf = c->turns[i].conf;
		if (host_set_texts(c->turns[i].host, conf->file,
		    conf->domains, conf->include_root) == -1)
			return round_out_of_memory();
	}
	return 0;
}

/* The round has failed somewhere: the next one reads templates again. */
static void
distrust(struct course *c)
{
	size_t	 i;

	for (i = 0; i < c->nturns; i++)
		if (c->turns[i].host != NULL)
			c->turns[i].host->is_failing = true;
}

/* Do all lists say what is served, and are they those that are served, judged
   by what `lint` says now? */
static bool
can_be_partial(const struct work *w, const struct hosts *hosts)
{
	const struct conf_template	*t = w->conf->templates;
	const struct host		*h;
	size_t				 i;

	if (hosts->n != w->conf->ntemplates || hosts->is_torn || has_mixed(w))
		return false;
	for (i = 0; i < hosts->n; i++, t++) {
		h = hosts->host[i];
		if (h->sums == NULL || h->lint != lint_digest(&t->lint,
		    &w->conf->lint) || strcmp(h->name, t->name) != 0 ||
		    strcmp(h->path, t->file) != 0 ||
		    !is_text_same(h->include_root, t->include_root))
			return false;
	}
	return true;
}

/* 1: it cannot be partial, and nothing has been changed. */
static int
run(struct work *w, bool is_partial)
{
	struct course	*c;
	struct host	**list = NULL;
	int		 rc;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return round_out_of_memory();
	c->is_partial = is_partial;
	rc = begin(c, w);
	if (rc == 0)
		rc = name_all(c, &list);
	if (rc == 0)
		rc = go(c);
	if (rc == 0)
		apply(c, list);
	else
		free(list);
	if (rc == -1)
		distrust(c);
	end(c);
	return rc;
}

int
host_round(struct work *w)
{
	struct hosts	*hosts = inventory_hosts(w->round->inventory);
	int		 rc;

	if (!is_any_due(w, hosts)) {
		count_unchanged(w, hosts->domains);
		return 0;
	}
	rc = can_be_partial(w, hosts) ? run(w, true) : 1;
	return rc == 1 ? run(w, false) : rc;
}
