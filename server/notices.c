/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/notices.h"
#include "zones/hash.h"

/* Keys are compared with each other only, in one process. */
#define SEED		1

/* A path, a name and a sentence or two; longer ones are cut. */
#define TEXT_MAX	1024

/* What should be looked at first. */
enum rank { RANK_LOAD, RANK_ERRORS, RANK_WARNINGS };

struct notices {
	struct notice	*all[NOTICES_MAX];	/* by rank */
	size_t		 n;
};

struct notices *
notices_new(void)
{
	return calloc(1, sizeof(struct notices));
}

static void
finding_clear(struct notice_finding *f)
{
	free(f->place);
	free(f->text);
	f->place = f->text = NULL;
}

static void
clear_part(struct notice *e, enum notice_part part)
{
	size_t	 i;

	for (i = 0; i < e->part[part].n; i++)
		finding_clear(&e->part[part].finding[i]);
	memset(&e->part[part], 0, sizeof(e->part[part]));
}

static void
notice_free(struct notice *e)
{
	enum notice_part	 part;

	for (part = NOTICE_LOAD; part < NOTICE_PARTS; part++)
		clear_part(e, part);
	free(e->title);
	free(e);
}

void
notices_free(struct notices *all)
{
	if (all == NULL)
		return;
	while (all->n > 0)
		notice_free(all->all[--all->n]);
	free(all);
}

uint64_t
notices_key(const void *name, size_t len)
{
	return hash_bytes(SEED, name, len);
}

/* Where it is; all->n: it is not there. */
static size_t
find(const struct notices *all, uint64_t key)
{
	size_t	 i;

	for (i = 0; i < all->n && all->all[i]->key != key; i++)
		;
	return i;
}

/* Its place is free; the others stay in order. */
static struct notice *
take(struct notices *all, size_t i)
{
	struct notice	*e = all->all[i];

	all->n--;
	memmove(&all->all[i], &all->all[i + 1],
	    (all->n - i) * sizeof(all->all[0]));
	return e;
}

static enum rank
rank_of(const struct notice *e)
{
	if (e->part[NOTICE_LOAD].errors + e->part[NOTICE_LIST].errors > 0)
		return RANK_LOAD;
	return e->part[NOTICE_CHECK].errors > 0 ? RANK_ERRORS :
	    RANK_WARNINGS;
}

/* Put it where it belongs; there is room. */
static void
put(struct notices *all, struct notice *e)
{
	size_t	 i = all->n;

	while (i > 0 && rank_of(all->all[i - 1]) > rank_of(e))
		i--;
	memmove(&all->all[i + 1], &all->all[i],
	    (all->n - i) * sizeof(all->all[0]));
	all->all[i] = e;
	all->n++;
}

static bool
is_empty(const struct notice *e)
{
	enum notice_part	 part;
	size_t			 n = 0;

	for (part = NOTICE_LOAD; part < NOTICE_PARTS; part++)
		n += e->part[part].n;
	return n == 0;
}

void
notices_drop(struct notices *all, uint64_t key)
{
	size_t	 i;

	if ((i = find(all, key)) < all->n)
		notice_free(take(all, i));
}

void
notices_drop_part(struct notices *all, uint64_t key, enum notice_part part)
{
	struct notice	*e;
	size_t		 i;

	if ((i = find(all, key)) == all->n)
		return;
	e = take(all, i);
	clear_part(e, part);
	if (is_empty(e))
		notice_free(e);
	else
		put(all, e);
}

bool
notices_want(const struct notices *all, uint64_t key,
    const struct report *rep)
{
	size_t	 errors = report_count(rep, SEV_ERROR);

	if (errors + report_count(rep, SEV_WARNING) == 0)
		return false;
	return all->n < NOTICES_MAX || find(all, key) < all->n ||
	    (errors > 0 && rank_of(all->all[all->n - 1]) == RANK_WARNINGS);
}

static char *
place_of(const struct finding *f)
{
	char	 text[TEXT_MAX] = "";

	if (f->at.file != NULL && f->at.line > 0)
		(void)snprintf(text, sizeof(text), "%s:%u", f->at.file,
		    f->at.line);
	else if (f->at.file != NULL)
		(void)snprintf(text, sizeof(text), "%s", f->at.file);
	return strdup(text);
}

static char *
text_of(const struct finding *f)
{
	char	 text[TEXT_MAX];

	(void)snprintf(text, sizeof(text), "%s%s%s",
	    f->owner == NULL ? "" : f->owner, f->owner == NULL ? "" : ": ",
	    f->text);
	return strdup(text);
}

/* What is kept of those of one severity; that there is no memory for the
   rest is no reason to forget these. */
static void
keep(struct notice *e, enum notice_part part, const struct report *rep,
    enum severity severity)
{
	const struct finding	*f;
	struct notice_finding	*to;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (e->part[part].n == NOTICE_FINDINGS_MAX)
			return;
		if (f->severity != severity)
			continue;
		to = &e->part[part].finding[e->part[part].n];
		to->place = place_of(f);
		to->text = text_of(f);
		if (to->place == NULL || to->text == NULL) {
			finding_clear(to);
			return;
		}
		to->severity = f->severity;
		to->id = f->id;
		e->part[part].n++;
	}
}

static struct notice *
make(uint64_t key, const char *title)
{
	struct notice	*e;

	if ((e = calloc(1, sizeof(*e))) == NULL)
		return NULL;
	e->key = key;
	if ((e->title = strdup(title)) != NULL)
		return e;
	free(e);
	return NULL;
}

void
notices_set(struct notices *all, uint64_t key, const char *title,
    enum notice_part part, const struct report *rep)
{
	size_t		 i = find(all, key);
	struct notice	*e;

	e = i < all->n ? take(all, i) : make(key, title);
	if (e == NULL)
		return;
	clear_part(e, part);
	keep(e, part, rep, SEV_ERROR);
	keep(e, part, rep, SEV_WARNING);
	e->part[part].errors = report_count(rep, SEV_ERROR);
	e->part[part].warnings = report_count(rep, SEV_WARNING);
	if (is_empty(e)) {
		notice_free(e);
		return;
	}
	if (all->n == NOTICES_MAX)
		notice_free(take(all, all->n - 1));
	put(all, e);
}

void
notices_note(struct notices *all, uint64_t key, const char *title,
    enum notice_part part, const struct report *rep)
{
	if (notices_want(all, key, rep))
		notices_set(all, key, title, part, rep);
	else
		notices_drop_part(all, key, part);
}

size_t
notices_count(const struct notices *all)
{
	return all->n;
}

const struct notice *
notices_at(const struct notices *all, size_t i)
{
	return all->all[i];
}
