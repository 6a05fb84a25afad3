/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/notices.h"
#include "zones/hash.h"

/* Keys are compared with each other only, in one process. */
#define SEED		1

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
clear_part(struct notice *e, enum notice_part part)
{
	report_free(e->part[part].findings);
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

size_t
notice_kept(const struct notice *e, enum notice_part part)
{
	const struct report	*rep = e->part[part].findings;

	return rep == NULL ? 0 : report_kept(rep);
}

static bool
is_empty(const struct notice *e)
{
	enum notice_part	 part;
	size_t			 n = 0;

	for (part = NOTICE_LOAD; part < NOTICE_PARTS; part++)
		n += notice_kept(e, part);
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

/* What is kept of those of one severity. */
static void
keep(struct report *to, const struct report *rep, enum severity severity)
{
	const struct finding	*f;
	size_t			 i;

	for (i = 0; i < report_kept(rep); i++) {
		f = report_at(rep, i);
		if (f->severity == severity)
			report_add(to, severity, &f->at, f->id, f->owner, "%s",
			    f->text);
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
	struct report	*to;
	struct notice	*e;

	e = i < all->n ? take(all, i) : make(key, title);
	if (e == NULL)
		return;
	clear_part(e, part);
	if ((to = report_new(NOTICE_FINDINGS_MAX)) != NULL) {
		keep(to, rep, SEV_ERROR);
		keep(to, rep, SEV_WARNING);
	}
	e->part[part].findings = to;
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

const struct notice *
notices_find(const struct notices *all, uint64_t key)
{
	size_t	 i = find(all, key);

	return i < all->n ? all->all[i] : NULL;
}
