/* SPDX-License-Identifier: ISC */
#include "conf/hosting.h"

#include <stdlib.h>
#include <string.h>

#include "zones/cast.h"
#include "zones/check.h"
#include "zones/kept.h"
#include "zones/mem.h"
#include "zones/tally.h"

/* Findings of one domain that are kept. */
#define FINDINGS_MAX	1000

/* A domain that is looked at. */
struct sample {
	struct zone	*zone;		/* counted */
	struct loaded	 loaded;	/* its content is the zone's; empty if
					   it has no values */
};

/* A finding that several domains may have. */
struct shared {
	char		*file;		/* owned; of the template's files */
	uint32_t	 line;
	const char	*id;		/* static */
	size_t		 samples;	/* that have it */
	size_t		 last;		/* of them, from 1 */
};

struct hosting {
	char		*path;
	char		*list;
	char		*include_root;
	const struct lint *lint;
	struct template	*template;
	struct sample	*samples;
	size_t		 nsamples;
	size_t		 samples_cap;
	struct shared	*shared;
	size_t		 nshared;
	size_t		 shared_cap;
	size_t		 domains;
	size_t		 unlooked;	/* with values, but no sample */
	bool		 is_unreadable;
};

/* While a list is read. */
struct reading {
	struct hosting	*h;
	struct hosting_world *world;
	struct cast	 cast;
	struct tally	*tally;		/* of findings about lines */
	struct domain	 domain;	/* the line at hand */
	struct table_edit *edit;	/* of the world's table */
};

struct hosting *
hosting_new(const struct hosting_setup *setup)
{
	struct hosting	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->path = strdup(setup->path);
	h->list = strdup(setup->list);
	if (setup->include_root != NULL)
		h->include_root = strdup(setup->include_root);
	h->lint = setup->lint;
	if (h->path != NULL && h->list != NULL &&
	    (h->include_root != NULL || setup->include_root == NULL))
		return h;
	hosting_free(h);
	return NULL;
}

void
hosting_free(struct hosting *h)
{
	size_t	i;

	if (h == NULL)
		return;
	for (i = 0; i < h->nsamples; i++) {
		zone_unref(h->samples[i].zone);
		loaded_clear(&h->samples[i].loaded);
	}
	free(h->samples);
	for (i = 0; i < h->nshared; i++)
		free(h->shared[i].file);
	free(h->shared);
	template_free(h->template);
	free(h->path);
	free(h->list);
	free(h->include_root);
	free(h);
}

bool
hosting_is_readable(const struct hosting *h)
{
	return !h->is_unreadable;
}

size_t
hosting_domains(const struct hosting *h)
{
	return h->domains;
}

/* Places and permissions of loaded become the sample's. */
static int
add_sample(struct hosting *h, struct zone *zone, struct loaded *loaded)
{
	struct sample	*p;

	p = array_grow(h->samples, h->nsamples, &h->samples_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	h->samples = p;
	p[h->nsamples++] = (struct sample){.zone = zone_ref(zone),
	    .loaded = *loaded};
	memset(loaded, 0, sizeof(*loaded));
	return 0;
}

/*
 * What a content says of names outside; of those in the domain itself too, if
 * it says them as names outside: it says the same for all domains.
 */
static int
add_roles(const struct hosting_world *w, struct content *content)
{
	struct zone	*zone;
	struct name	 apex;
	const char	*why;
	int		 rc;

	if (name_from_text(&apex, TEMPLATE_APEX, strlen(TEMPLATE_APEX), NULL,
	    &why) == -1)
		return -1;
	if ((zone = zone_new(&apex, content_ref(content), true, 0)) == NULL) {
		content_unref(content);
		return -1;
	}
	rc = roles_add(w->roles, zone, false);
	zone_unref(zone);
	return rc;
}

/* Is it the first without values, or one of some with? */
static int
choose(struct reading *r, struct zone *zone, struct loaded *loaded)
{
	struct hosting	*h = r->h;
	bool		 is_plain = template_plain(h->template) != NULL;

	if (is_plain ? h->nsamples > 0 : loaded->places == NULL)
		return 0;	/* others are the same */
	if (!is_plain && add_roles(r->world, zone->content) == -1)
		return -1;
	if (h->nsamples < HOSTING_SAMPLES_MAX)
		return add_sample(h, zone, loaded);
	h->unlooked++;
	return 0;
}

/* Serve the content that is in loaded, or none. */
static int
add_domain(struct reading *r, struct loaded *loaded)
{
	struct zone	*zone;
	int		 rc = 0;

	zone = zone_new(&r->domain.apex, loaded->content, true, 0);
	if (zone == NULL)
		return -1;
	loaded->content = NULL;
	r->h->domains++;
	if (zone->content != NULL)
		rc = choose(r, zone, loaded);
	return table_edit_put(r->edit, zone) == -1 ? -1 : rc;
}

/* A domain has one source: NULL if it is this line. */
static const char *
find_other(const struct reading *r)
{
	const struct name	*apex = &r->domain.apex;

	if (table_exact(r->world->table, apex) != NULL)
		return "this line is not used: the domain has a zone file of"
		    " its own, or a template before this one lists it";
	return table_edit_exact(r->edit, apex) == NULL ? NULL : "this domain"
	    " stands in the list already; the line is not used";
}

static int
take_line(struct reading *r)
{
	struct place	 at = {.file = r->h->list, .line = r->domain.line,
	    .column = r->domain.column};
	const char	*other = find_other(r);
	struct loaded	 loaded;
	int		 rc;

	if (other != NULL) {
		report_add(tally_report(r->tally), SEV_WARNING, &at,
		    "domain-unused", NULL, "%s", other);
		return 0;
	}
	(void)cast_domain(&r->cast, &r->domain, &loaded);
	rc = add_domain(r, &loaded);
	loaded_clear(&loaded);
	return rc;
}

static int
take_lines(struct reading *r, const struct source *src)
{
	struct domains	d;

	/* It is a list, or nobody would come here. */
	(void)domains_start(&d, r->h->list, src->text, src->len_bytes,
	    tally_report(r->tally));
	while (domains_next(&d, &r->domain)) {
		if (take_line(r) == -1)
			return -1;
		tally_fold(r->tally);
	}
	cast_end(&r->cast);
	tally_tell(r->tally);
	return 0;
}

/* The table with the domains takes the place of that without. */
static int
commit(struct reading *r)
{
	struct table	*table = table_edit_commit(r->edit);

	r->edit = NULL;
	if (table == NULL)
		return -1;
	table_free(r->world->table);
	r->world->table = table;
	return 0;
}

static int
read_list(struct reading *r, const struct source *src)
{
	struct judge	judge = {r->h->lint, r->world->lint, NULL};
	int		rc = -1;

	r->edit = table_edit_begin(r->world->table);
	r->cast.scratch = report_new(FINDINGS_MAX);
	r->tally = tally_new(r->world->rep);
	if (r->edit != NULL && r->cast.scratch != NULL && r->tally != NULL) {
		r->cast.rep = tally_report(r->tally);
		lint_judge(r->cast.rep, &judge);
		if (take_lines(r, src) == 0)
			rc = commit(r);
	}
	if (r->edit != NULL)
		table_edit_abort(r->edit);
	tally_free(r->tally);
	report_free(r->cast.scratch);
	return rc;
}

static int
open_template(struct hosting *h, const struct hosting_world *w)
{
	static const struct file_id	 none;
	const struct template_source	 from = {.path = h->path,
	    .include_root = h->include_root, .seed = w->seed};
	struct judge			 judge = {h->lint, w->lint, NULL};
	const struct zone_file		*files;
	size_t				 n;

	if ((h->template = template_new(&from)) == NULL)
		return -1;
	judge.allows = template_allows(h->template);
	lint_judge(w->rep, &judge);
	(void)template_read(h->template, w->rep);	/* it remembers */
	lint_judge(w->rep, NULL);
	files = template_files(h->template, &n);
	h->is_unreadable = memcmp(&files[0].id, &none, sizeof(none)) == 0;
	if (template_plain(h->template) == NULL)
		return 0;
	return add_roles(w, template_plain(h->template)->content);
}

/* The template is sound: its domains. */
static int
load_domains(struct hosting *h, struct hosting_world *w,
    const struct source *src)
{
	struct reading	*r;
	int		 rc;

	if ((r = calloc(1, sizeof(*r))) == NULL)
		return -1;
	r->h = h;
	r->world = w;
	r->cast = (struct cast){.template = h->template, .list = h->list,
	    .lint = h->lint, .lint_all = w->lint};
	rc = read_list(r, src);
	free(r);
	return rc;
}

/* Is it a list at all?  If not, that is reported. */
static bool
is_list(const struct hosting *h, const struct hosting_world *w,
    const struct source *src)
{
	struct domains	d;

	return domains_start(&d, h->list, src->text, src->len_bytes,
	    w->rep) == 0;
}

/* What is wrong with the one explains what is wrong with the other, if they
   have been exchanged; so the list is looked at first. */
int
hosting_load(struct hosting *h, struct hosting_world *w)
{
	struct place	 at = {.file = h->list};
	char		 why[SOURCE_WHY_BYTES];
	struct file_id	 id;
	struct source	 src = {.text = NULL};
	bool		 has_list;
	int		 rc = 0;

	has_list = source_read(h->list, NULL, &src, &id, why) == 0;
	if (!has_list)
		report_add(w->rep, SEV_ERROR, &at, "file-unreadable", NULL,
		    "%s", why);
	if (has_list && !is_list(h, w, &src)) {
		free(src.text);
		h->is_unreadable = true;
		return 0;
	}
	rc = open_template(h, w);
	if (rc == 0 && has_list && template_is_sound(h->template))
		rc = load_domains(h, w, &src);
	if (!has_list)
		h->is_unreadable = true;
	free(src.text);
	return rc;
}

KEPT_BEGIN	/* in h->shared */
/* The entry for a finding, if there is memory for one. */
static struct shared *
shared_of(struct hosting *h, const struct finding *f)
{
	const char	*file = f->at.file == NULL ? "" : f->at.file;
	struct shared	*p;
	size_t		 i;

	for (i = 0; i < h->nshared; i++) {
		p = &h->shared[i];
		if (p->line == f->at.line && strcmp(p->id, f->id) == 0 &&
		    strcmp(p->file, file) == 0)
			return p;
	}
	p = array_grow(h->shared, h->nshared, &h->shared_cap, sizeof(*p));
	if (p == NULL)
		return NULL;
	h->shared = p;
	p += h->nshared;
	*p = (struct shared){.line = f->at.line, .id = f->id};
	if ((p->file = strdup(file)) == NULL)
		return NULL;
	h->nshared++;
	return p;
}
KEPT_END

/* What is found in the i-th sample, into rep. */
static void
check(struct hosting *h, const struct hosting_world *w, size_t i,
    struct report *rep)
{
	struct loaded			*loaded = &h->samples[i].loaded;
	struct judge			 judge = {h->lint, w->lint, NULL};
	struct check_input		 from = {.served = w->table,
	    .zone = h->samples[i].zone, .roles = w->roles,
	    .extras = w->extras, .now_s = w->now_s};

	if (template_plain(h->template) != NULL)
		loaded = template_plain(h->template);
	from.places = loaded->places;
	judge.allows = &loaded->allows;
	report_clear(rep);
	lint_judge_settled(rep, &judge);
	check_zone(&from, rep);
	/* Of several domains each may need another permission. */
	if (h->nsamples == 1)
		lint_unused(&judge, rep);
	lint_judge(rep, NULL);
}

/* -1 without memory. */
static int
count(struct hosting *h, const struct report *rep, size_t sample)
{
	struct shared	*p;
	size_t		 i;

	for (i = 0; i < report_kept(rep); i++) {
		if ((p = shared_of(h, report_at(rep, i))) == NULL)
			return -1;
		p->samples += p->last != sample + 1;
		p->last = sample + 1;
	}
	return 0;
}

/*
 * What all domains have is the template's, and told for the first of them;
 * the rest comes with the values, and is told for each.
 */
static int
tell(struct hosting *h, const struct hosting_world *w,
    const struct report *rep, size_t sample)
{
	const struct finding	*f;
	struct shared		*p;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if ((p = shared_of(h, f)) == NULL)
			return -1;
		if (sample == 0 || p->samples < h->nsamples)
			report_add(w->rep, f->severity, &f->at, f->id,
			    f->owner, "%s", f->text);
	}
	return 0;
}

static void
tell_unlooked(const struct hosting *h, const struct hosting_world *w)
{
	const struct place	at = {.file = h->list};

	if (h->unlooked > 0)
		report_add(w->rep, SEV_INFO, &at, "domain-unchecked", NULL,
		    "%zu domains with values of their own are loaded, but"
		    " not looked at by the checks: they look at %d",
		    h->unlooked, HOSTING_SAMPLES_MAX);
}

int
hosting_check(struct hosting *h, const struct hosting_world *w)
{
	struct report	*rep = report_new(FINDINGS_MAX);
	size_t		 i;
	int		 rc = rep == NULL ? -1 : 0;

	for (i = 0; i < h->nsamples && rc == 0; i++) {
		check(h, w, i, rep);
		rc = count(h, rep, i);
	}
	for (i = 0; i < h->nsamples && rc == 0; i++) {
		check(h, w, i, rep);
		rc = tell(h, w, rep, i);
	}
	tell_unlooked(h, w);
	report_free(rep);
	return rc;
}
