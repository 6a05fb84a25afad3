/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "server/clock.h"
#include "server/hostadvise.h"
#include "server/log.h"
#include "zones/hash.h"

/* Findings of a template that are logged. */
#define FINDINGS_MAX	100

/* Findings of several samples, those that are the same once. */
struct digest_list {
	uint64_t	 hash[FINDINGS_MAX];
	size_t		 n;
};

const char *
host_title(const char *name, char buf[HOST_TITLE_MAX])
{
	(void)snprintf(buf, HOST_TITLE_MAX, "template \"%s\"", name);
	return buf;
}

static uint64_t
key_of(const char *name)
{
	return notices_key(name, strlen(name));
}

void
host_note(const struct work *w, const char *name, enum notice_part part,
    const struct report *rep)
{
	char	 title[HOST_TITLE_MAX];

	notices_note(inventory_notices(w->round->inventory), key_of(name),
	    host_title(name, title), part, rep);
}

void
host_log(const struct work *w, const char *name, enum notice_part part,
    struct report *rep)
{
	char	 title[HOST_TITLE_MAX];

	host_note(w, name, part, rep);
	log_report(host_title(name, title), rep);
}

void
host_note_gone(const struct work *w, const char *name)
{
	notices_drop(inventory_notices(w->round->inventory), key_of(name));
}

static struct examiner *
examiner_of(const struct work *w)
{
	return inventory_examiner(w->round->inventory);
}

int
host_has_errors(struct work *w, const char *name, const struct zone *zone,
    const struct table *base, struct loaded *loaded,
    const struct lint *lint)
{
	struct table	*table;
	struct name	 apex;
	struct subject	 subject = {.places = loaded->places,
	    .now_s = clock_unix_s(),
	    .judge = {lint, &w->conf->lint, &loaded->allows}};
	struct exam	 e = {.lint = 0};

	name_from_wire(&apex, zone->apex);
	if ((table = table_with(base, &apex, zone->content)) == NULL)
		return -1;
	subject.served = table;
	subject.zone = table_exact(table, &apex);
	(void)examine(examiner_of(w), &subject, w->report, &e);
	examiner_give_rests(examiner_of(w), &e);
	table_free(table);
	if (e.found[SEV_ERROR] == 0)
		return 0;
	host_log(w, name, NOTICE_CHECK, w->report);
	account_report(w->round->account, "template", name, w->report);
	return 1;
}

static struct loaded *
loaded_of(struct host *h, struct sample *s)
{
	struct loaded	*plain = h->template == NULL ? NULL :
	    template_plain(h->template);

	return plain != NULL ? plain : &s->loaded;
}

/* Is it the first one like this? */
static bool
is_news(struct digest_list *told, const struct finding *f)
{
	uint64_t	 h = f->at.line;
	size_t		 i;

	if (f->at.file != NULL)
		h = hash_bytes(h, f->at.file, strlen(f->at.file));
	h = hash_bytes(h, f->id, strlen(f->id));
	for (i = 0; i < told->n; i++)
		if (told->hash[i] == h)
			return false;
	if (told->n < FINDINGS_MAX)
		told->hash[told->n++] = h;
	return true;
}

/* What is found in one more sample, for the log.  Advice, which has no
   text, is that of the sample with most of it. */
static void
gather(struct host *h, const struct report *rep, struct digest_list *told,
    struct report *out)
{
	const struct finding	*f;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (!is_news(told, f))
			continue;
		report_add(out, f->severity, &f->at, f->id, f->owner, "%s",
		    f->text);
		h->checked[f->severity] += f->severity > SEV_INFO;
	}
	if (h->checked[SEV_INFO] < report_count(rep, SEV_INFO))
		h->checked[SEV_INFO] = (uint32_t)report_count(rep, SEV_INFO);
}

/* One sample; returns a digest of the findings. */
static uint32_t
examine_sample(struct work *w, struct host *h, struct sample *s,
    const struct lint *lint)
{
	struct loaded	*loaded = loaded_of(h, s);
	struct outcomes	*outcomes = examiner_outcomes(examiner_of(w));
	struct subject	 subject = {.served = w->round->table != NULL ?
	    w->round->table : w->round->old, .zone = s->zone,
	    .places = loaded->places, .now_s = clock_unix_s(),
	    .judge = {lint, &w->conf->lint, &loaded->allows}};
	struct exam	 e = {.lint = 0};
	uint32_t	 digest;

	digest = examine(examiner_of(w), &subject, w->report, &e);
	memset(e.found, 0, sizeof(e.found));	/* the host's, all together */
	outcomes_give(outcomes, s->outcome);
	s->outcome = outcomes_take(outcomes, &e);
	return digest;
}

static void
tell(struct work *w, const struct host *h, struct report *rep)
{
	size_t	 n = report_count(rep, SEV_WARNING) +
	    report_count(rep, SEV_ERROR);
	char	 title[HOST_TITLE_MAX];

	host_note(w, h->name, NOTICE_CHECK, rep);
	if (w->shown >= w->round->advice_max) {
		w->left_out += n;
		return;
	}
	w->shown += n;
	log_report(host_title(h->name, title), rep);
}

static void
examine_host(struct work *w, struct host *h, const struct lint *lint)
{
	struct report		*rep = report_new(FINDINGS_MAX);
	struct digest_list	 told = {.n = 0};
	uint32_t		 digest = 0;
	size_t			 i;

	memset(h->checked, 0, sizeof(h->checked));
	for (i = 0; i < h->nsamples; i++) {
		digest = digest * 31 + examine_sample(w, h, &h->samples[i],
		    lint);
		if (rep != NULL)
			gather(h, w->report, &told, rep);
	}
	if (digest != h->digest && rep != NULL)
		tell(w, h, rep);
	h->digest = digest;
	report_free(rep);
}

/* May what was found in one of its samples be out of date? */
static bool
is_due(const struct work *w, const struct host *h, const struct lint *lint)
{
	uint64_t		 digest = lint_digest(lint, &w->conf->lint);
	const struct exam	*e;
	size_t			 i;

	for (i = 0; i < h->nsamples; i++) {
		e = outcome_exam(h->samples[i].outcome);
		if (e->lint != digest ||
		    (w->nchanged > 0 && exam_is_touched(e)))
			return true;
	}
	return false;
}

bool
host_advise(struct work *w, uint64_t until_ms)
{
	const struct hosts	*hosts = inventory_hosts(w->round->inventory);
	const struct lint	*lint;

	for (; w->hosts < hosts->n; w->hosts++) {
		lint = &w->conf->templates[w->hosts].lint;
		if (!is_due(w, hosts->host[w->hosts], lint))
			continue;
		if (round_is_cancelled(w->round))
			return true;
		if (round_is_over(w, until_ms))
			return false;
		examine_host(w, hosts->host[w->hosts], lint);
	}
	return true;
}

static int
note(const struct zone *z, void *arg)
{
	struct work	*w = arg;
	struct name	 apex;

	if (!host_owns(w->renewed, z))
		return 0;
	name_from_wire(&apex, z->apex);
	return round_note(w, &apex);
}

void
host_note_renewed(struct work *w)
{
	if (w->renewed != NULL)
		(void)table_walk(w->round->table, note, w);
	w->renewed = NULL;
}

void
host_advise_stop(struct work *w)
{
	const struct hosts	*hosts = inventory_hosts(w->round->inventory);
	struct host		*h;
	size_t			 i;

	for (; w->hosts < hosts->n; w->hosts++) {
		h = hosts->host[w->hosts];
		for (i = 0; i < h->nsamples; i++) {
			outcomes_give(examiner_outcomes(examiner_of(w)),
			    h->samples[i].outcome);
			h->samples[i].outcome = NULL;
		}
	}
}
