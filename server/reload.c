/* SPDX-License-Identifier: ISC */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/directory.h"
#include "server/log.h"
#include "server/rehearse.h"
#include "server/reload.h"
#include "zones/check.h"
#include "zones/load.h"
#include "zones/mem.h"

/* Findings of one zone that are logged; the rest is counted. */
#define FINDINGS_MAX	100

/* "zone " and a name. */
#define THING_MAX	(NAME_TEXT_MAX + 8)

/* A zone that was loaded in this round; takes effect when all are done. */
struct step {
	struct known		*known;
	struct zone		*zone;		/* to be served; NULL: go on
						   with the old one */
	struct slot_range	 range;		/* if has_range: a new one */
	struct loaded		 loaded;	/* files and places */
	bool			 has_range;
	bool			 has_failed;
};

/* What a round has in hand. */
struct work {
	struct round		*round;
	struct table_edit	*edit;		/* NULL: nothing to change */
	struct report		*report;	/* of one zone at a time */
	struct step		*steps;
	size_t			 nsteps;
	size_t			 cap_steps;
};

/* "zone example.org", for messages; returns buf. */
static char *
thing(const uint8_t *apex, char buf[THING_MAX])
{
	char	 text[NAME_TEXT_MAX];
	size_t	 len = strlen(name_to_text(apex, text));

	if (len > 1)
		text[len - 1] = '\0';	/* the root keeps its dot */
	(void)snprintf(buf, THING_MAX, "zone %s", text);
	return buf;
}

static int
out_of_memory(void)
{
	log_write(LEVEL_ERROR, "reload: out of memory; nothing is changed");
	return -1;
}

static int
want(struct round *r, const struct name *apex, const struct origin *origin)
{
	struct known	*known;
	char		 title[THING_MAX];
	int		 rc;

	if ((rc = inventory_want(r->inventory, apex, origin, &known)) == -1)
		return out_of_memory();
	if (rc == 1)
		log_write(LEVEL_WARNING, "%s: file %s is not used: %s comes "
		    "before it", thing(apex->wire, title), origin->path,
		    inventory_path(known));
	return 0;
}

/* The file NAME.zone of a directory is the zone NAME. */
static int
want_file(struct round *r, const struct conf_zone_dir *dir,
    const char *file)
{
	struct origin	 origin;
	struct name	 apex;
	const char	*why;
	char		 path[PATH_MAX];
	int		 len;

	len = snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	if (len < 0 || (size_t)len >= sizeof(path)) {
		log_write(LEVEL_ERROR, "zones in %s: %s: the path is too long; "
		    "this file is not used", dir->path, file);
		r->faults++;
		return 0;
	}
	if (name_from_text(&apex, file, strlen(file) - strlen(ZONE_SUFFIX),
	    NULL, &why) == -1) {
		log_write(LEVEL_ERROR, "zones in %s: %s: the part before "
		    "\"%s\" is no domain name: %s; this file is not used",
		    dir->path, file, ZONE_SUFFIX, why);
		r->faults++;
		return 0;
	}
	name_lower(&apex);
	origin.path = path;
	origin.include_root = dir->include_root;
	origin.does_rotate = dir->does_rotate;
	return want(r, &apex, &origin);
}

static int
want_directory(struct round *r, const struct conf_zone_dir *dir)
{
	struct directory	 files;
	size_t			 i;
	int			 rc = 0;

	if (directory_read(dir->path, &files) == -1) {
		log_write(LEVEL_ERROR, "%s:%u: zones in %s: %s; %s",
		    dir->at.file != NULL ? dir->at.file : "mxd.conf",
		    dir->at.line, dir->path, strerror(errno), r->is_first ?
		    "going on without its zones" : "nothing is changed");
		r->faults++;
		return r->is_first ? 0 : -1;
	}
	if (files.n == 0)
		log_write(LEVEL_WARNING, "zones in %s: no file there is named "
		    "NAME%s, so it holds no zone", dir->path, ZONE_SUFFIX);
	for (i = 0; i < files.n && rc == 0; i++)
		rc = want_file(r, dir, files.names[i]);
	directory_clear(&files);
	return rc;
}

/* Zone blocks first: they win over files of a directory. */
static int
want_all(struct round *r, const struct conf *conf)
{
	const struct conf_zone	*z;
	struct origin		 origin;
	size_t			 i;

	inventory_begin(r->inventory);
	for (i = 0; i < conf->nzones; i++) {
		z = &conf->zones[i];
		origin.path = z->file;
		origin.include_root = z->include_root;
		origin.does_rotate = z->does_rotate;
		if (want(r, &z->apex, &origin) == -1)
			return -1;
	}
	for (i = 0; i < conf->nzone_dirs; i++)
		if (want_directory(r, &conf->zone_dirs[i]) == -1)
			return -1;
	return 0;
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
	char			 title[THING_MAX];

	s->range = k->range;
	if (need <= k->range.room)
		return true;
	s->has_range = true;
	if (slots_take(w->round->slots, need, &s->range) == 0)
		return true;
	log_write(LEVEL_ERROR, "%s: no counters are left for it; its answers "
	    "do not rotate", thing(k->apex, title));
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
	char			 title[THING_MAX], cause[1024], effect[64];

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
	(void)thing(k->apex, title);
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
	char			 title[THING_MAX];

	(void)thing(k->apex, title);
	if (k->zone != NULL && k->zone->content != NULL)
		log_write(LEVEL_INFO, "%s: changed, serial %u, was %u", title,
		    zone_serial(s->zone), zone_serial(k->zone));
	else
		log_write(w->round->is_first ? LEVEL_DEBUG : LEVEL_INFO,
		    "%s: loaded, serial %u", title, zone_serial(s->zone));
}

/*
 * Read one zone.  Uses nothing but its arguments, so that several could
 * be read at once.
 */
static void
read_zone(const struct known *k, uint64_t seed, struct report *rep,
    struct loaded *out)
{
	const struct origin	*from;
	struct load_source	 source;
	struct name		 apex;

	from = k->wanted.path != NULL ? &k->wanted : &k->origin;
	name_from_wire(&apex, k->apex);
	source.apex = &apex;
	source.path = from->path;
	source.include_root = from->include_root;
	source.seed = seed;
	/* What failed has left content NULL and an error. */
	(void)load_zone(&source, rep, out);
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

static int
load_one(struct work *w, struct known *k)
{
	struct round	*r = w->round;
	struct step	*s;
	char		 title[THING_MAX];
	bool		 has_content;

	has_content = k->zone != NULL && k->zone->content != NULL;
	if ((s = new_step(w, k)) == NULL)
		return -1;
	report_clear(w->report);
	read_zone(k, inventory_seed(r->inventory), w->report, &s->loaded);
	log_report(thing(k->apex, title), w->report);
	if (s->loaded.content == NULL) {
		s->has_failed = true;
		log_failure(s, w->report);
		if (has_content)
			r->kept++;
		else
			r->dead++;
		return keep_zone(w, s);
	}
	if (make_zone(w, s) == -1)
		return -1;
	log_success(w, s);
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
	char		 title[THING_MAX];

	name_from_wire(&apex, k->apex);
	if (edit_of(w) == NULL || table_edit_remove(w->edit, &apex) == -1)
		return -1;
	w->round->removed++;
	log_write(LEVEL_INFO, "%s: removed, no longer configured",
	    thing(k->apex, title));
	return 0;
}

static bool
is_cancelled(const struct round *r)
{
	return atomic_load_explicit(r->is_cancelled, memory_order_relaxed);
}

static int
visit_all(struct work *w)
{
	struct round	*r = w->round;
	struct known	*k;

	TAILQ_FOREACH(k, inventory_all(r->inventory), link) {
		if (is_cancelled(r)) {
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
apply_step(struct round *r, struct step *s)
{
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
	if (s->has_range) {
		slots_retire(r->slots, &k->range, r->generation);
		k->range = s->range;
	}
	zone_unref(k->zone);
	k->zone = zone_ref(s->zone);
}

static void
apply_all(struct work *w)
{
	struct round	*r = w->round;
	struct known	*k, *next;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++)
		apply_step(r, &w->steps[i]);
	TAILQ_FOREACH_SAFE(k, inventory_all(r->inventory), link, next) {
		if (inventory_wants(r->inventory, k))
			continue;
		slots_retire(r->slots, &k->range, r->generation);
		inventory_remove(r->inventory, k);
	}
}

/*
 * The linter, now that targets in other zones can be seen.  A million
 * zones with the same flaw do not fill the log: there is mxd -n.
 */
static void
check_all(struct work *w)
{
	struct check_input	 from = {.served = w->round->table,
	    .now_s = clock_unix_s()};
	const struct step	*s;
	char			 title[THING_MAX];
	size_t			 i, shown = 0, left_out = 0;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		if (is_cancelled(w->round))
			return;		/* nobody will miss it */
		if (s->has_failed || s->zone == NULL)
			continue;
		report_clear(w->report);
		from.zone = s->zone;
		from.places = s->loaded.places;
		check_zone(&from, w->report);
		if (shown >= w->round->advice_max) {
			left_out += report_count(w->report, SEV_WARNING) +
			    report_count(w->report, SEV_ERROR);
			continue;
		}
		shown += report_count(w->report, SEV_WARNING) +
		    report_count(w->report, SEV_ERROR);
		log_report(thing(s->known->apex, title), w->report);
	}
	if (left_out > 0)
		log_write(LEVEL_WARNING, "zones: %zu more warnings are not "
		    "shown; mxd -n shows all", left_out);
}

/* Frees what the round holds; what it has not applied goes with it. */
static void
work_clear(struct work *w, bool is_applied)
{
	struct step	*s;
	size_t		 i;

	for (i = 0; i < w->nsteps; i++) {
		s = &w->steps[i];
		zone_unref(s->zone);
		loaded_clear(&s->loaded);
		if (!is_applied && s->has_range)
			slots_give(w->round->slots, &s->range);
	}
	free(w->steps);
	report_free(w->report);
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

int
reload_zones(struct round *r, const struct conf *conf)
{
	struct work	 w = {.round = r};
	int		 rc = -1;

	r->table = NULL;
	/* Told while somebody is looking, not at the first reload. */
	if (r->is_first)
		(void)rehearse_reload(conf);	/* a start goes well */
	if ((w.report = report_new(FINDINGS_MAX)) == NULL)
		(void)out_of_memory();
	else if (want_all(r, conf) == 0 && visit_all(&w) == 0)
		rc = work_commit(&w);
	if (rc == 0) {
		apply_all(&w);
		if (r->table != NULL)
			check_all(&w);
	} else {
		if (w.edit != NULL)
			table_edit_abort(w.edit);
		inventory_forget(r->inventory);
	}
	work_clear(&w, rc == 0);
	return rc;
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
