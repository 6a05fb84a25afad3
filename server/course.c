/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/course.h"
#include "server/hostadvise.h"
#include "server/log.h"
#include "zones/cast.h"
#include "zones/mem.h"
#include "zones/tally.h"

/* What becomes of a line. */
struct outlook {
	const struct zone *before;	/* under this name; or NULL */
	struct loaded	 loaded;	/* its content is to be served */
	const struct content *content;	/* that of loaded, for who compares */
	uint64_t	 hash;		/* of the line; 0: it has no values */
	bool		 is_same;	/* the content is that of before */
	bool		 is_stale;	/* and is old, because of an error */
	bool		 is_faulty;	/* the line has an error */
};

int
course_leave(struct course *c, const struct zone *z)
{
	struct slot_range	 range = host_range(z);
	void			*p;

	if (range.room == 0)
		return 0;
	p = array_grow(c->left, c->nleft, &c->cap_left, sizeof(*c->left));
	if (p == NULL)
		return -1;
	c->left = p;
	c->left[c->nleft++] = range;
	return 0;
}

void
turn_drop_samples(struct turn *t)
{
	struct sample	*s;

	while (t->nsamples > 0) {
		s = &t->samples[--t->nsamples];
		zone_unref(s->zone);
		loaded_clear(&s->loaded);
	}
}

static struct template *
template_of(const struct turn *t)
{
	return t->next != NULL ? t->next : t->host->template;
}

static struct content *
share(void *arg, struct content *content)
{
	return pool_share(arg, content);
}

/* Equal contents are one: those of domains with values too. */
void
course_cast(struct reading *r)
{
	struct course	*c = r->course;

	r->cast = (struct cast){.template = template_of(r->turn),
	    .list = r->turn->conf->domains, .lint = &r->turn->conf->lint,
	    .lint_all = &c->work->conf->lint, .rep = tally_report(c->tally),
	    .scratch = c->scratch, .share = share,
	    .share_arg = inventory_pool(c->work->round->inventory)};
	/* It serves domains: whatever is wrong is not the template. */
	if (r->turn->next == NULL && r->turn->host->lines != NULL)
		r->cast.made = 1;
}

/* Does an earlier template have it whose list cannot be read? */
static bool
is_held(const struct reading *r, const struct zone *z)
{
	const struct turn	*t;

	for (t = r->course->turns; t < r->turn; t++)
		if (t->is_unread && host_owns(t->host, z))
			return true;
	return false;
}

/* A domain has one source: NULL if it is this line. */
static const char *
find_other(const struct reading *r, const struct zone *z)
{
	if (z == NULL)
		return NULL;
	if (!z->is_hosted)
		return "this line is not used: the domain has a zone file of"
		    " its own";
	if (z->is_marked == r->course->mark)
		return host_owns(r->turn->host, z) ? "this domain stands in"
		    " the list already; the line is not used" : "this line is"
		    " not used: a template before this one lists the domain";
	return is_held(r, z) ? "this line is not used: a template before this"
	    " one has the domain" : NULL;
}

static void
report_unused(const struct reading *r, const struct domain *d,
    const char *why)
{
	const struct place	 at = {.file = r->turn->conf->domains,
	    .line = d->line, .column = d->column};

	r->turn->unused++;
	report_add(tally_report(r->course->tally), SEV_WARNING, &at,
	    "domain-unused", NULL, "%s", why);
}

/* Findings of the lines so far that somebody should hear of. */
static size_t
count_said(const struct reading *r)
{
	const struct report	*rep = tally_report(r->course->tally);

	return report_count(rep, SEV_WARNING) + report_count(rep, SEV_ERROR);
}

/* Would this line make the content that the zone has? */
static bool
is_same(const struct reading *r, const struct zone *z,
    const struct domain *d, uint64_t hash)
{
	struct template	*t = template_of(r->turn);
	struct loaded	*plain;

	if (z == NULL || t == NULL || z->content == NULL || d->is_faulty ||
	    !host_owns(r->turn->host, z))
		return false;
	/* What was found in making them is found in making them again. */
	if (r->turn->host->has_said || r->turn->lint != r->turn->host->lint)
		return false;
	if ((plain = template_plain(t)) != NULL)
		return z->content == plain->content;
	return r->turn->next == NULL && lineset_has(r->turn->host->lines,
	    hash);
}

/* The content of a line; -1: it has none. */
static int
make_content(struct reading *r, const struct domain *d, struct loaded *out)
{
	memset(out, 0, sizeof(*out));
	if (r->cast.template == NULL)
		return -1;
	return cast_domain(&r->cast, d, out);
}

/* Does a new template, or a line of other words, say what is served? */
static bool
is_no_news(const struct reading *r, const struct zone *z,
    const struct content *content)
{
	return z != NULL && z->content == content &&
	    host_owns(r->turn->host, z);
}

/* What is to be served of a line, all things considered. */
static void
look_ahead(struct reading *r, const struct domain *d, uint64_t values,
    const struct zone *z, struct outlook *o)
{
	struct turn	*t = r->turn;
	size_t		 said = count_said(r);

	memset(o, 0, sizeof(*o));
	o->before = z;
	o->hash = values;
	o->is_same = is_same(r, z, d, o->hash);
	o->is_stale = t->is_failing;
	r->cast.made += o->is_same;
	if (o->is_same)
		return;
	if (make_content(r, d, &o->loaded) == 0) {
		o->content = o->loaded.content;
		o->is_same = is_no_news(r, z, o->loaded.content);
		t->has_said |= count_said(r) > said;
		return;
	}
	o->is_faulty = true;
	o->is_same = true;
	o->is_stale = z != NULL && z->content != NULL;
}

/* Is what is in the table what should be there? */
static bool
is_good(const struct reading *r, const struct outlook *o)
{
	const struct zone	*z = o->before;

	return z != NULL && o->is_same && host_owns(r->turn->host, z) &&
	    z->is_stale == o->is_stale && (z->content == NULL ||
	    z->does_rotate == r->turn->conf->does_rotate);
}

/* Why the new version is not served, in place of what its load said. */
static void
keep_refusal(struct course *c, struct turn *t)
{
	struct report	*rep = report_copy(c->work->report, SEV_ERROR);

	if (rep != NULL)
		report_append(rep, t->said[HOST_SERVED], SEV_ERROR);
	report_free(t->said[HOST_SERVED]);
	t->said[HOST_SERVED] = NULL;
	t->is_said[HOST_SERVED] = false;
	t->said[HOST_TRIED] = rep;
	t->is_said[HOST_TRIED] = true;
}

/*
 * `lint strict`: the first domain with the content of a new version is
 * looked at for all.
 *
 * returns	1: it is refused; 0; -1 without memory
 */
static int
judge(struct reading *r, const struct zone *zone, struct loaded *loaded)
{
	struct course	*c = r->course;
	struct turn	*t = r->turn;
	struct template	*old = t->host->template;
	struct loaded	*plain;
	char		 title[HOST_TITLE_MAX];
	int		 rc;

	if (t->next == NULL || t->is_judged)
		return 0;
	t->is_judged = true;
	if (!lint_is_strict(&t->conf->lint, &c->work->conf->lint) ||
	    (!c->work->round->refuses_new && old == NULL))
		return 0;
	if ((plain = template_plain(t->next)) != NULL)
		loaded = plain;
	rc = host_has_errors(c->work, t->conf->name, zone, c->base, loaded,
	    &t->conf->lint);
	if (rc != 1)
		return rc;
	log_write(LEVEL_ERROR, "%s: the new version is refused, because it "
	    "has errors and \"lint strict\" is in force; %s",
	    host_title(t->conf->name, title), old != NULL ? "what was served "
	    "goes on" : c->work->round->is_first ? "only a start would "
	    "serve it" : "its domains get SERVFAIL");
	account_error(c->work->round->account, "template", t->conf->name,
	    NULL, "the new version is refused, because \"lint strict\" is in "
	    "force and it has errors");
	t->tried = t->next;
	t->next = NULL;
	template_rest(t->tried);
	t->is_failing = true;
	t->unserved = t->at_load[SEV_ERROR] +
	    (uint32_t)report_count(c->work->report, SEV_ERROR);
	memcpy(t->at_load, t->host->at_load, sizeof(t->at_load));
	keep_refusal(c, t);
	turn_drop_samples(t);
	course_cast(r);
	return 1;
}

void
course_tell(const struct course *c, const struct turn *t)
{
	account_report(c->work->round->account, "template", t->conf->name,
	    c->report);
}

/* Counters for a zone to be: those of the one before if they fit. */
static bool
give_range(struct reading *r, const struct outlook *o, uint32_t need,
    struct slot_range *out)
{
	struct course		*c = r->course;
	struct slot_range	 wanted = slots_taken(0, need);
	char			 title[HOST_TITLE_MAX];

	*out = (struct slot_range){0, 0};
	if (o->before != NULL)
		*out = host_range(o->before);
	if (need > 0 && out->room == wanted.room)
		return true;
	/* Should the round fail, they are lost: some numbers, no memory. */
	if (slots_take(c->work->round->slots, need, out) == 0)
		return true;
	if (!c->is_short)
		log_write(LEVEL_ERROR, "%s: no counters are left for some of "
		    "its domains; their answers do not rotate",
		    host_title(r->turn->conf->name, title));
	c->is_short = true;
	return false;
}

/* The zone for a line; NULL without memory.  Takes the content. */
static struct zone *
make_zone(struct reading *r, const struct domain *d, struct outlook *o)
{
	struct content		*content = o->loaded.content;
	struct slot_range	 range = {0, 0};
	struct zone		*z;
	bool			 rotates = r->turn->conf->does_rotate;

	o->loaded.content = NULL;
	if (content == NULL && o->before != NULL &&
	    o->before->content != NULL)
		content = content_ref(o->before->content);
	if (content != NULL && rotates && content_rotations(content) > 0)
		rotates = give_range(r, o, content_rotations(content),
		    &range);
	z = zone_new_in(r->turn->host->slabs, &d->apex, content, rotates,
	    range.base);
	if (z == NULL) {
		content_unref(content);
		return NULL;
	}
	z->is_hosted = true;
	z->is_stale = o->is_stale;
	zone_mark(z, r->course->mark);
	return z;
}

/* Is it the first without values, or one of some with? */
static void
choose_sample(struct turn *t, const struct zone *zone, struct loaded *loaded)
{
	bool		 is_plain = template_plain(template_of(t)) != NULL;
	struct sample	*s = &t->samples[t->nsamples];

	if (is_plain ? t->nsamples > 0 : loaded->places == NULL ||
	    t->nsamples == HOST_SAMPLES_MAX)
		return;
	/* The count is the loader's, who alone runs this. */
	s->zone = zone_ref((struct zone *)zone);
	if (!is_plain) {
		s->loaded = *loaded;
		memset(loaded, 0, sizeof(*loaded));
	}
	t->nsamples++;
}

/* What the round says of it; -1 without memory. */
static int
count(struct reading *r, const struct domain *d, const struct outlook *o,
    bool is_put)
{
	struct turn	*t = r->turn;
	bool		 had = o->before != NULL && o->before->content != NULL;

	t->domains++;
	t->faults += o->is_faulty && !d->is_faulty; /* that was counted */
	if (o->is_faulty && !had)
		t->dead++;
	else if (o->is_stale)
		t->kept++;
	else if (!had)
		t->added++;
	else if (!o->is_same && o->before->content != o->content)
		t->changed++;
	else
		t->unchanged++;
	if (o->before != NULL && o->before->is_marked != r->course->mark) {
		r->course->seen++;
		zone_mark(o->before, r->course->mark);
	}
	if (is_put && !o->is_same &&
	    round_note(r->course->work, &d->apex) == -1)
		return -1;
	if (o->hash == 0 || o->is_faulty)
		return 0;
	if (t->lines == NULL && (t->lines = lineset_new()) == NULL)
		return -1;
	return lineset_add(t->lines, o->hash);
}

/* The counters of the zone before that its successor does not use. */
static int
leave_before(struct course *c, const struct zone *before,
    const struct zone *zone)
{
	if (before == NULL)
		return 0;
	if (host_range(before).room == host_range(zone).room &&
	    before->rotation_base == zone->rotation_base)
		return 0;
	return course_leave(c, before);
}

/* 1: a new version of the template is refused; see again. */
static int
put(struct reading *r, const struct domain *d, struct outlook *o)
{
	struct course	*c = r->course;
	struct zone	*zone;
	int		 rc;

	if ((zone = make_zone(r, d, o)) == NULL)
		return -1;
	if (!o->is_same && (rc = judge(r, zone, &o->loaded)) != 0) {
		if (host_range(zone).room > 0 && (o->before == NULL ||
		    o->before->rotation_base != zone->rotation_base))
			(void)course_leave(c, zone);	/* or it is lost */
		zone_unref(zone);
		return rc;
	}
	if (leave_before(c, o->before, zone) == -1) {
		zone_unref(zone);
		return -1;
	}
	if (!o->is_faulty)
		choose_sample(r->turn, zone, &o->loaded);
	rc = count(r, d, o, true);
	c->edits++;
	return table_edit_put(c->edit, zone) == -1 ? -1 : rc;
}

/* Has another list a domain?  Then it takes all lists to say whose it is. */
static bool
is_crossed(const struct reading *r, const struct zone *z)
{
	return r->course->is_partial && z != NULL && z->is_hosted &&
	    !host_owns(r->turn->host, z);
}

int
course_line(struct reading *r, const struct domain *d, uint64_t values)
{
	const struct zone	*z;
	struct outlook		 o;
	const char		*other;
	int			 rc;

	z = table_edit_exact(r->course->edit, &d->apex);
	if (is_crossed(r, z))
		return 1;
	if ((other = find_other(r, z)) != NULL) {
		report_unused(r, d, other);
		return 0;
	}
	do {
		look_ahead(r, d, values, z, &o);
		if (is_good(r, &o)) {
			if (template_of(r->turn) != NULL && !o.is_faulty)
				choose_sample(r->turn, z, &o.loaded);
			rc = count(r, d, &o, false);
		} else
			rc = put(r, d, &o);
		loaded_clear(&o.loaded);
	} while (rc == 1);	/* once: then there is no new version */
	return rc;
}
