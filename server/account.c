/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "server/account.h"
#include "server/title.h"
#include "zones/hash.h"

/* Keys are compared with each other only.  Two zones have the same once in
   2^63 times: then one is not told of. */
#define SEED		1

/* Longer summaries are cut. */
#define SUMMARY_BYTES	512

static const char *const	words[] = {
	[ACCOUNT_ADDED] = "added",
	[ACCOUNT_CHANGED] = "changed",
	[ACCOUNT_REMOVED] = "removed",
	[ACCOUNT_WAITS] = "waits",
	[ACCOUNT_KEPT] = "kept",
	[ACCOUNT_FAILED] = "failed",
	[ACCOUNT_ERROR] = "faulty"
};

struct entry {
	const char		*kind;		/* static */
	char			*name;		/* owned */
	struct report		*why;		/* of one finding; or NULL */
	enum account_result	 result;
	uint32_t		 serial;
	bool			 has_serial;
	bool			 has_errors;
	uint64_t		 errors;	/* the checks have found */
};

struct account {
	/* Of each entry, 0 if it is no zone: looked at for each of a million
	   zones that have changed. */
	uint64_t		 keys[2 * ACCOUNT_MAX];
	struct entry		 entries[2 * ACCOUNT_MAX];
	size_t			 n;
	size_t			 good;		/* of them, what went well */
	size_t			 left_out;
	struct account_sum	 sum;
	char			 summary[SUMMARY_BYTES];
	int			 rc;
};

struct account *
account_new(void)
{
	return calloc(1, sizeof(struct account));
}

static void
entry_clear(struct entry *e)
{
	free(e->name);
	report_free(e->why);
	memset(e, 0, sizeof(*e));
}

void
account_begin(struct account *a)
{
	size_t	 i;

	if (a == NULL)
		return;
	for (i = 0; i < a->n; i++)
		entry_clear(&a->entries[i]);
	memset(a, 0, sizeof(*a));
}

void
account_free(struct account *a)
{
	account_begin(a);
	free(a);
}

static bool
is_good(enum account_result result)
{
	return result <= ACCOUNT_WAITS;
}

static uint64_t
key_of(const uint8_t *apex)
{
	struct name	 name;

	name_from_wire(&name, apex);
	return hash_bytes(SEED, name.wire, name.len) | 1;
}

/* Where a zone is; a->n: nowhere. */
static size_t
find(const struct account *a, uint64_t key)
{
	size_t	 i;

	for (i = 0; i < a->n && a->keys[i] != key; i++)
		;
	return i;
}

/* What was said of a zone; the order of the others stays. */
static void
forget(struct account *a, uint64_t key)
{
	size_t	 i = find(a, key), behind;

	if (i == a->n)
		return;
	a->good -= is_good(a->entries[i].result);
	entry_clear(&a->entries[i]);
	behind = --a->n - i;
	memmove(&a->entries[i], &a->entries[i + 1],
	    behind * sizeof(a->entries[0]));
	memmove(&a->keys[i], &a->keys[i + 1], behind * sizeof(a->keys[0]));
}

/* A copy, because what it is of lives on; without memory nothing is said. */
static struct report *
copy_of(const struct finding *f)
{
	struct report	*rep;

	if (f == NULL || (rep = report_new(1)) == NULL)
		return NULL;
	report_add(rep, f->severity, &f->at, f->id, f->owner, "%s", f->text);
	return rep;
}

static void
add(struct account *a, uint64_t key, const struct entry *like,
    const struct finding *why)
{
	size_t		 of_kind;
	struct entry	*e;

	of_kind = is_good(like->result) ? a->good : a->n - a->good;
	if (of_kind == ACCOUNT_MAX) {
		a->left_out++;
		return;
	}
	e = &a->entries[a->n];
	a->keys[a->n] = key;
	*e = *like;
	if ((e->name = strdup(like->name)) == NULL) {
		a->left_out++;
		return;
	}
	e->why = copy_of(why);
	a->n++;
	a->good += is_good(e->result);
}

void
account_zone(struct account *a, const uint8_t *apex,
    enum account_result result, const uint32_t *serial,
    const struct finding *why)
{
	struct entry	 like = {.kind = "zone", .result = result};
	char		 name[NAME_TEXT_MAX];
	uint64_t	 key;

	if (a == NULL)
		return;
	key = key_of(apex);
	like.name = title_name(apex, name);
	like.has_serial = serial != NULL;
	like.serial = serial != NULL ? *serial : 0;
	forget(a, key);
	add(a, key, &like, why);
}

const char *
account_name(const struct account *a, size_t i)
{
	size_t	 k;

	for (k = 0; a != NULL && k < a->n; k++)
		if (a->keys[k] != 0 && i-- == 0)
			return a->entries[k].name;
	return NULL;
}

void
account_findings(struct account *a, const uint8_t *apex, uint64_t errors)
{
	size_t	 i;

	if (a == NULL || (i = find(a, key_of(apex))) == a->n)
		return;
	a->entries[i].has_errors = true;
	a->entries[i].errors = errors;
}

static void
add_other(struct account *a, enum account_result result, const char *kind,
    const char *name, const struct finding *why)
{
	struct entry	 like = {.kind = kind, .result = result};
	char		 copy[NAME_TEXT_MAX];

	(void)strlcpy(copy, name, sizeof(copy));
	like.name = copy;
	add(a, 0, &like, why);
}

void
account_report(struct account *a, const char *kind, const char *name,
    const struct report *rep)
{
	size_t	 i;

	for (i = 0; a != NULL && i < report_kept(rep); i++)
		if (report_at(rep, i)->severity == SEV_ERROR)
			add_other(a, ACCOUNT_ERROR, kind, name,
			    report_at(rep, i));
}

void
account_error(struct account *a, const char *kind, const char *name,
    const struct place *at, const char *why)
{
	struct finding	 f = {.severity = SEV_ERROR, .text = why};

	if (at != NULL)
		f.at = *at;
	if (a != NULL)
		add_other(a, ACCOUNT_ERROR, kind, name, &f);
}

const struct finding *
account_conf_error(const struct account *a)
{
	const struct entry	*e;
	size_t			 i;

	for (i = 0; a != NULL && i < a->n; i++) {
		e = &a->entries[i];
		if (e->result == ACCOUNT_ERROR && e->why != NULL &&
		    strcmp(e->kind, "conf") == 0)
			return report_at(e->why, 0);
	}
	return NULL;
}

void
account_restart(struct account *a, const char *kind, const char *name,
    const char *why)
{
	const struct finding	 f = {.severity = SEV_WARNING, .text = why};

	if (a != NULL)
		add_other(a, ACCOUNT_WAITS, kind, name, &f);
}

void
account_end(struct account *a, int rc, const char *summary,
    const struct account_sum *sum)
{
	if (a == NULL)
		return;
	a->rc = rc;
	a->sum = *sum;
	(void)strlcpy(a->summary, summary, sizeof(a->summary));
}

/* What is served, but hardly as it was meant. */
static void
tell_errors(const struct entry *e, struct rows *r)
{
	char	 hint[NAME_TEXT_MAX + 64];

	if (r->form == ROWS_JSON && !e->has_errors)
		rows_text(r, "errors", NULL);
	else if (r->form == ROWS_JSON || e->errors > 0)
		rows_number(r, "errors", e->errors);
	if (e->errors == 0)
		return;
	(void)snprintf(hint, sizeof(hint), ", see `mxctl zone %s'", e->name);
	rows_join(r, hint);
}

static void
tell_entry(const struct entry *e, struct rows *r)
{
	const struct finding	*f;

	f = e->why == NULL ? NULL : report_at(e->why, 0);
	rows_item(r);
	rows_bare(r, "kind", e->kind);
	rows_bare(r, "name", e->name);
	rows_bare(r, "result", words[e->result]);
	if (e->has_serial)
		rows_number(r, "serial", e->serial);
	else if (r->form == ROWS_JSON)
		rows_text(r, "serial", NULL);
	tell_errors(e, r);
	if (f != NULL)
		rows_join(r, ": ");
	if (f != NULL || r->form == ROWS_JSON)
		rows_finding(r, "why", f);
	rows_item_end(r);
}

void
account_tell(const struct account *a, struct rows *r)
{
	size_t	 i;

	rows_list(r, "results");
	for (i = 0; i < a->n; i++)
		tell_entry(&a->entries[i], r);
	rows_list_end(r);
	if (a->left_out > 0 || r->form == ROWS_JSON)
		rows_number(r, "not_shown", a->left_out);
	if (r->form == ROWS_JSON) {	/* the summary has them in words */
		rows_number(r, "added", a->sum.added);
		rows_number(r, "changed", a->sum.changed);
		rows_number(r, "removed", a->sum.removed);
		rows_number(r, "kept", a->sum.kept);
		rows_number(r, "failed", a->sum.failed);
		rows_number(r, "unchanged", a->sum.unchanged);
	}
	rows_flag(r, "ok", a->rc == 0, "", "");
	rows_bare(r, "summary", a->summary);
}

int
account_rc(const struct account *a)
{
	return a->rc;
}
