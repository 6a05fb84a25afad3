/* SPDX-License-Identifier: ISC */
#include "conf/checkup.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/directory.h"
#include "zones/check.h"
#include "zones/load.h"
#include "zones/mem.h"
#include "zones/stencil.h"

/* One zone. */
struct job {
	struct name	 apex;		/* lower case */
	char		*path;
	char		*include_root;
	const char	*text;		/* borrowed, or NULL */
	size_t		 text_len;
	const struct lint *lint;
	struct loaded	 loaded;
	struct zone	*zone;		/* counted */
	struct zone	*before;	/* likewise, or NULL */
	bool		 is_unused;	/* another one with its name is first */
};

struct jobs {
	struct job	*all;
	size_t		 n;
	size_t		 cap;
};

struct checkup {
	struct report	*rep;
	struct jobs	 zones;
	struct jobs	 befores;
	struct hosting	**hostings;	/* templates */
	size_t		 nhostings;
	size_t		 hostings_cap;
	struct extras	*extras;
	const struct lint *lint;	/* of all zones; or NULL */
	struct table	*table;
	struct roles	*roles;
	struct load_room *room;		/* to read in; or NULL */
	bool		 is_unreadable;
};

struct checkup *
checkup_new(struct report *rep)
{
	struct checkup	*c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	c->rep = rep;
	if ((c->extras = extras_new()) != NULL)
		return c;
	free(c);
	return NULL;
}

static void
clear_jobs(struct jobs *jobs)
{
	struct job	*job;
	size_t		 i;

	for (i = 0; i < jobs->n; i++) {
		job = &jobs->all[i];
		free(job->path);
		free(job->include_root);
		zone_unref(job->zone);
		zone_unref(job->before);
		loaded_clear(&job->loaded);
	}
	free(jobs->all);
}

static void
free_hostings(struct checkup *c)
{
	size_t	i;

	for (i = 0; i < c->nhostings; i++)
		hosting_free(c->hostings[i]);
	free(c->hostings);
}

void
checkup_free(struct checkup *c)
{
	if (c == NULL)
		return;
	clear_jobs(&c->zones);
	clear_jobs(&c->befores);
	free_hostings(c);
	extras_free(c->extras);
	table_free(c->table);
	roles_free(c->roles);
	load_room_free(c->room);
	free(c);
}

static int
add(struct jobs *jobs, const struct checkup_zone *z)
{
	struct job	*job;

	job = array_grow(jobs->all, jobs->n, &jobs->cap, sizeof(*job));
	if (job == NULL)
		return -1;
	jobs->all = job;
	job += jobs->n;
	memset(job, 0, sizeof(*job));
	job->apex = *z->apex;
	name_lower(&job->apex);
	job->text = z->text;
	job->text_len = z->text_len;
	job->lint = z->lint;
	job->path = strdup(z->path);
	if (z->include_root != NULL)
		job->include_root = strdup(z->include_root);
	if (job->path != NULL &&
	    (z->include_root == NULL || job->include_root != NULL)) {
		jobs->n++;
		return 0;
	}
	free(job->path);
	free(job->include_root);
	return -1;
}

int
checkup_add(struct checkup *c, const struct checkup_zone *z)
{
	return add(&c->zones, z);
}

int
checkup_add_template(struct checkup *c, const struct hosting_setup *setup)
{
	struct hosting	**p;

	p = array_grow(c->hostings, c->nhostings, &c->hostings_cap,
	    sizeof(struct hosting *));
	if (p == NULL)
		return -1;
	c->hostings = p;
	if ((p[c->nhostings] = hosting_new(setup)) == NULL)
		return -1;
	c->nhostings++;
	return 0;
}

int
checkup_before(struct checkup *c, const struct checkup_zone *z)
{
	return add(&c->befores, z);
}

struct extras *
checkup_extras(struct checkup *c)
{
	return c->extras;
}

/* The file NAME.zone of a directory is the zone NAME. */
static int
add_file(struct checkup *c, const struct conf_zone_dir *dir,
    const char *file)
{
	char			 path[PATH_MAX];
	const struct place	 at = {.file = path};
	struct checkup_zone	 z = {.path = path, .lint = &dir->lint,
	    .include_root = dir->include_root};
	struct name		 apex;
	const char		*why;
	int			 len;

	len = snprintf(path, sizeof(path), "%s/%s", dir->path, file);
	if (len < 0 || (size_t)len >= sizeof(path))
		why = "the path is too long";
	else if (name_from_text(&apex, file, strlen(file) -
	    strlen(ZONE_SUFFIX), NULL, &why) == 0) {
		z.apex = &apex;
		return checkup_add(c, &z);
	}
	report_add(c->rep, SEV_ERROR, &at, "file-unreadable", NULL, "the part"
	    " before \"%s\" names no zone: %s; rename the file", ZONE_SUFFIX,
	    why);
	c->is_unreadable = true;
	return 0;
}

static int
add_directory(struct checkup *c, const struct conf_zone_dir *dir)
{
	struct directory	 files;
	size_t			 i;
	int			 rc = 0;

	if (directory_read(dir->path, &files) == -1) {
		report_add(c->rep, SEV_ERROR, &dir->at, "file-unreadable",
		    NULL, "the directory %s: %s", dir->path, strerror(errno));
		c->is_unreadable = true;
		return 0;
	}
	for (i = 0; i < files.n && rc == 0; i++)
		rc = add_file(c, dir, directory_name(&files, i));
	directory_clear(&files);
	return rc;
}

int
checkup_add_conf(struct checkup *c, const struct conf *conf)
{
	const struct conf_template	*t;
	const struct conf_zone		*z;
	size_t				 i;

	c->lint = &conf->lint;
	for (i = 0; i < conf->nzones; i++) {
		z = &conf->zones[i];
		if (checkup_add(c, &(struct checkup_zone){.apex = &z->apex,
		    .path = z->file, .include_root = z->include_root,
		    .lint = &z->lint}) == -1)
			return -1;
	}
	for (i = 0; i < conf->nzone_dirs; i++) {
		if (add_directory(c, &conf->zone_dirs[i]) == -1)
			return -1;
	}
	for (i = 0; i < conf->ntemplates; i++) {
		t = &conf->templates[i];
		if (checkup_add_template(c, &(struct hosting_setup){
		    .path = t->file, .list = t->domains,
		    .include_root = t->include_root, .lint = &t->lint}) == -1)
			return -1;
	}
	return 0;
}

static int
compare_jobs(const void *va, const void *vb)
{
	const struct job	*a = *(const struct job *const *)va;
	const struct job	*b = *(const struct job *const *)vb;

	if (a->apex.len != b->apex.len)
		return a->apex.len < b->apex.len ? -1 : 1;
	if (memcmp(a->apex.wire, b->apex.wire, a->apex.len) != 0)
		return memcmp(a->apex.wire, b->apex.wire, a->apex.len);
	return a < b ? -1 : a > b;
}

static bool
is_same_zone(const struct job *a, const struct job *b)
{
	return a->apex.len == b->apex.len &&
	    memcmp(a->apex.wire, b->apex.wire, a->apex.len) == 0;
}

/* All jobs by name, the first of each name first; NULL without memory. */
static struct job **
sort(const struct jobs *jobs)
{
	struct job	**sorted;
	size_t		  i;

	if ((sorted = calloc(jobs->n + 1, sizeof(*sorted))) == NULL)
		return NULL;
	for (i = 0; i < jobs->n; i++)
		sorted[i] = &jobs->all[i];
	qsort(sorted, jobs->n, sizeof(*sorted), compare_jobs);
	return sorted;
}

bool
checkup_find_twice(struct checkup *c, const char **path, const char **other)
{
	struct job	**sorted = sort(&c->zones);
	bool		  is_found = false;
	size_t		  i;

	for (i = 1; sorted != NULL && i < c->zones.n && !is_found; i++) {
		if (!is_same_zone(sorted[i - 1], sorted[i]))
			continue;
		*path = sorted[i]->path;
		*other = sorted[i - 1]->path;
		is_found = true;
	}
	free(sorted);
	return is_found;
}

/* As mxd does: of several files for one zone the first one counts. */
static int
leave_out(struct checkup *c)
{
	struct job	**sorted = sort(&c->zones);
	struct place	  at = {.file = NULL};
	size_t		  first = 0;
	size_t		  i;

	if (sorted == NULL)
		return -1;
	for (i = 1; i < c->zones.n; i++) {
		if (!is_same_zone(sorted[first], sorted[i])) {
			first = i;
			continue;
		}
		sorted[i]->is_unused = true;
		if (source_is_same(sorted[i]->path, sorted[first]->path))
			continue;
		at.file = sorted[i]->path;
		report_add(c->rep, SEV_WARNING, &at, "file-unused", NULL,
		    "this file is not used: %s comes before it",
		    sorted[first]->path);
	}
	free(sorted);
	return 0;
}

/* What came of it is in the report and in the job. */
static void
read_file(struct checkup *c, struct job *job, const struct load_source *src,
    struct report *rep)
{
	if (c->room == NULL)
		c->room = load_room_new();
	if (c->room == NULL)
		(void)load_zone(src, rep, &job->loaded);
	else
		(void)load_zone_in(c->room, src, rep, &job->loaded);
}

/* Returns whether the file could be read. */
static bool
load(struct checkup *c, struct job *job, uint64_t seed, struct judge *judge,
    struct report *rep)
{
	static const struct file_id	 none;
	const struct load_source	 src = {.apex = &job->apex,
	    .path = job->text == NULL ? job->path : NULL,
	    .include_root = job->include_root, .seed = seed};
	const struct zone_file		*file;

	if (rep != NULL)
		lint_judge(rep, judge);
	if (job->text != NULL)
		(void)load_text(&src, job->text, job->text_len, rep,
		    &job->loaded);
	else
		read_file(c, job, &src, rep);
	if (rep != NULL)
		lint_judge(rep, NULL);
	file = job->loaded.files;
	return job->text != NULL || (job->loaded.nfiles > 0 &&
	    memcmp(&file->id, &none, sizeof(none)) != 0);
}

static struct judge
judge_of(const struct checkup *c, struct job *job)
{
	return (struct judge){job->lint, c->lint, &job->loaded.allows};
}

/*
 * A template that is taken for a zone file says of each placeholder that it
 * is no number, or the like; what it is explains that.
 */
static void
tell_template(const struct checkup *c, const struct job *job)
{
	const struct place	 at = {.file = job->path};
	struct source		 src = {.text = NULL};
	struct file_id		 id;
	struct stencil		*s;
	const char		*key;
	char			 why[SOURCE_WHY_BYTES];
	size_t			 len;
	uint32_t		 line;

	if (job->text != NULL || source_read(job->path, NULL, &src, &id,
	    why) == -1)
		return;
	s = stencil_new(src.text, src.len_bytes, job->path, NULL);
	if (s != NULL && stencil_keys(s) > 0) {
		key = stencil_key(s, 0, &len, &line);
		report_add(c->rep, SEV_ERROR, &at, "parse-error", NULL, "this"
		    " looks like a template, with its placeholder $(%.*s) in"
		    " line %u; check it together with its list: mxcheck -t"
		    " domains %s", (int)len, key, line, job->path);
	}
	stencil_free(s);
	free(src.text);
}

static int
load_job(struct checkup *c, struct job *job, uint64_t seed,
    struct table_edit *edit)
{
	struct judge	judge = judge_of(c, job);

	if (!load(c, job, seed, &judge, c->rep))
		c->is_unreadable = true;
	else if (job->loaded.content == NULL)
		tell_template(c, job);
	job->zone = zone_new(&job->apex, job->loaded.content, true, 0);
	if (job->zone == NULL)
		return -1;
	job->loaded.content = NULL;	/* the zone has it */
	if (table_edit_put(edit, zone_ref(job->zone)) == -1)
		return -1;
	return roles_add(c->roles, job->zone, false);
}

/* All are loaded before any is checked: they refer to each other. */
static int
load_all(struct checkup *c, uint64_t seed, struct table_edit *edit)
{
	size_t	i;

	for (i = 0; i < c->zones.n; i++) {
		if (!c->zones.all[i].is_unused &&
		    load_job(c, &c->zones.all[i], seed, edit) == -1)
			return -1;
	}
	return 0;
}

static struct job *
job_of(const struct checkup *c, const struct job *other)
{
	size_t	i;

	for (i = 0; i < c->zones.n; i++) {
		if (is_same_zone(&c->zones.all[i], other))
			return &c->zones.all[i];
	}
	return NULL;
}

/* Versions before: what is wrong with them is history. */
static int
load_before(struct checkup *c, struct job *old, uint64_t seed)
{
	const struct place	 at = {.file = old->path};
	struct job		*job = job_of(c, old);

	if (!load(c, old, seed, NULL, NULL) || old->loaded.content == NULL) {
		report_add(c->rep, SEV_ERROR, &at, "file-unreadable", NULL,
		    "the version before cannot be loaded, so it is not"
		    " compared");
		c->is_unreadable = true;
		return 0;
	}
	if (job == NULL) {
		report_add(c->rep, SEV_WARNING, &at, "file-unused", NULL,
		    "a version before, of a zone that is not checked here");
		return 0;
	}
	zone_unref(job->before);
	job->before = zone_new(&old->apex, old->loaded.content, true, 0);
	if (job->before == NULL)
		return -1;
	old->loaded.content = NULL;
	return 0;
}

static void
check(struct checkup *c, struct job *job, uint32_t now_s)
{
	const struct check_input	 from = {.served = c->table,
	    .zone = job->zone, .before = job->before,
	    .places = job->loaded.places, .roles = c->roles,
	    .extras = c->extras, .now_s = now_s};
	struct judge			 judge = judge_of(c, job);

	lint_judge_settled(c->rep, &judge);
	check_zone(&from, c->rep);
	/* Of a zone that does not load nobody knows what it would need. */
	if (job->zone->content != NULL)
		lint_unused(&judge, c->rep);
	lint_judge(c->rep, NULL);
}

/* Whoever gives a text wants it compared. */
static void
tell_unused(struct checkup *c)
{
	const struct name	*name;
	enum extra_kind		 kind;
	char			 text[NAME_TEXT_MAX];
	size_t			 i;

	for (i = 0; (name = extras_unused(c->extras, i, &kind)) != NULL; i++)
		report_add(c->rep, SEV_WARNING, NULL, "file-unused",
		    name_to_text(name->wire, text), kind == EXTRA_POLICY ?
		    "the policy that is given is compared with nothing: the"
		    " zones have no such mail domain with MTA-STS" :
		    "the certificate that is given is compared with nothing:"
		    " the zones have no such host with TLSA");
}

static int
make_table(struct checkup *c, uint64_t seed)
{
	struct table		*empty;
	struct table_edit	*edit;

	if ((empty = table_new(seed)) == NULL)
		return -1;
	if ((edit = table_edit_begin(empty)) != NULL &&
	    load_all(c, seed, edit) == -1) {
		table_edit_abort(edit);
		edit = NULL;
	}
	if (edit != NULL)
		c->table = table_edit_commit(edit);
	table_free(empty);
	return c->table == NULL ? -1 : 0;
}

/* When all zones with files of their own are there: those come first. */
static int
load_templates(struct checkup *c, struct hosting_world *w)
{
	size_t	i;
	int	rc = 0;

	w->table = c->table;
	for (i = 0; i < c->nhostings && rc == 0; i++) {
		rc = hosting_load(c->hostings[i], w);
		c->is_unreadable |= !hosting_is_readable(c->hostings[i]);
	}
	c->table = w->table;
	return rc;
}

int
checkup_run(struct checkup *c, uint32_t now_s, uint64_t seed)
{
	struct hosting_world	w = {.rep = c->rep, .lint = c->lint,
	    .extras = c->extras, .seed = seed, .now_s = now_s};
	size_t			i;

	if ((c->roles = roles_new(seed)) == NULL || leave_out(c) == -1 ||
	    make_table(c, seed) == -1)
		return -1;
	w.roles = c->roles;
	if (load_templates(c, &w) == -1)
		return -1;
	for (i = 0; i < c->befores.n; i++) {
		if (load_before(c, &c->befores.all[i], seed) == -1)
			return -1;
	}
	for (i = 0; i < c->zones.n; i++) {
		if (!c->zones.all[i].is_unused)
			check(c, &c->zones.all[i], now_s);
	}
	for (i = 0; i < c->nhostings; i++) {
		if (hosting_check(c->hostings[i], &w) == -1)
			return -1;
	}
	tell_unused(c);
	return 0;
}

bool
checkup_is_readable(const struct checkup *c)
{
	return !c->is_unreadable;
}

size_t
checkup_zones(const struct checkup *c)
{
	size_t	n = c->zones.n;
	size_t	i;

	for (i = 0; i < c->nhostings; i++)
		n += hosting_domains(c->hostings[i]);
	return n;
}
