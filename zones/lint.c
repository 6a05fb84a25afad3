/* SPDX-License-Identifier: ISC */
#include "zones/lint.h"

#include <stdlib.h>
#include <string.h>

#include "zones/check.h"
#include "zones/hash.h"
#include "zones/mem.h"
#include "zones/text.h"

/* More ids than there will be: for "did you mean". */
#define IDS_MAX	512

/* Unknown ids of one zone that are compared with all that there are: a file
   may have one in each line. */
#define NEAREST_MAX	64

void
lint_clear(struct lint *l)
{
	free(l->words);
	memset(l, 0, sizeof(*l));
}

static const char *
nearest(const char *id, size_t len)
{
	const char		*ids[IDS_MAX];
	const struct check_rule	*rule;
	size_t			 n = 0;

	while (n < IDS_MAX && (rule = check_row(n)) != NULL)
		ids[n++] = check_id(rule);
	return text_nearest(id, len, ids, n);
}

static int
add(struct lint *l, const char *id, enum lint_verdict verdict)
{
	void	*p;

	if ((p = array_grow(l->words, l->n, &l->cap,
	    sizeof(*l->words))) == NULL)
		return -1;
	l->words = p;
	l->words[l->n++] = (struct lint_word){id, verdict};
	return 0;
}

int
lint_say(struct lint *l, const char *id, size_t len,
    enum lint_verdict verdict, const char **why, const char **near)
{
	const struct check_rule	*rule = check_find(id, len);

	*near = NULL;
	if (rule == NULL) {
		*why = "is no check; mxcheck -l lists them";
		*near = nearest(id, len);
		return 1;
	}
	if (check_is_fatal(rule)) {
		*why = "keeps a zone from being served, so it stays an error";
		return 1;
	}
	return add(l, check_id(rule), verdict);
}

bool
lint_is_strict(const struct lint *zone, const struct lint *all)
{
	if (zone != NULL && zone->strict != STRICT_UNSAID)
		return zone->strict == STRICT_ON;
	return all != NULL && all->strict == STRICT_ON;
}

static uint64_t
digest(uint64_t h, const struct lint *l)
{
	size_t	i;

	for (i = 0; l != NULL && i < l->n; i++) {
		h = hash_bytes(h, l->words[i].id, strlen(l->words[i].id));
		h = hash_mix(h ^ l->words[i].verdict,
		    UINT64_C(0x9e3779b97f4a7c15));
	}
	return h;
}

uint64_t
lint_digest(const struct lint *zone, const struct lint *all)
{
	return digest(digest(lint_is_strict(zone, all) ? 2 : 1, all), zone);
}

/* The last word about an id; NULL: none was said. */
static const struct lint_word *
said_of(const struct lint *l, const char *id)
{
	size_t	i;

	for (i = l == NULL ? 0 : l->n; i-- > 0; ) {
		if (strcmp(l->words[i].id, id) == 0)
			return &l->words[i];
	}
	return NULL;
}

static bool
is_changeable(const char *id)
{
	const struct check_rule	*rule = check_find(id, strlen(id));

	return rule != NULL && !check_is_fatal(rule);
}

/* Is the finding to be told?  Its severity may change. */
static bool
decide(void *arg, struct finding *f)
{
	const struct judge	*j = arg;
	const struct lint_word	*said;

	if (j->allows != NULL && j->allows->n > 0 && is_changeable(f->id) &&
	    allows_take(j->allows, &f->at, f->id))
		return false;
	said = said_of(j->zone, f->id);
	if (said == NULL && (said = said_of(j->all, f->id)) == NULL)
		return true;
	if (said->verdict == LINT_OFF)
		return false;
	f->severity = said->verdict == LINT_INFO ? SEV_INFO :
	    said->verdict == LINT_WARNING ? SEV_WARNING : SEV_ERROR;
	return true;
}

void
lint_judge(struct report *rep, struct judge *j)
{
	report_ask(rep, j == NULL ? NULL : decide, j);
}

static bool
has_words(const struct lint *l)
{
	return l != NULL && l->n > 0;
}

void
lint_judge_settled(struct report *rep, struct judge *j)
{
	bool	has_comments = j->allows != NULL && j->allows->n > 0;

	lint_judge(rep, has_words(j->zone) || has_words(j->all) ||
	    has_comments ? j : NULL);
}

/*
 * searches	for a similar id, so far
 */
static void
tell_unused(const struct allow *a, unsigned *searches, struct report *rep)
{
	const struct place	at = {.file = *a->file == '\0' ? NULL : a->file,
	    .line = a->line, .column = a->column};
	const struct check_rule	*rule = check_find(a->id, strlen(a->id));
	const char		*near = NULL;

	if (rule == NULL && *searches < NEAREST_MAX) {
		near = nearest(a->id, strlen(a->id));
		(*searches)++;
	}
	if (a->is_strange || *a->id == '\0')
		report_add(rep, SEV_INFO, &at, "allow-unused", NULL, "\"%s\""
		    " behind \"mxcheck:\" says nothing; write: ; mxcheck:"
		    " allow ID", a->is_strange ? a->id : "allow");
	else if (near != NULL)
		report_add(rep, SEV_INFO, &at, "allow-unused", NULL, "\"%s\""
		    " is no check; did you mean %s?", a->id, near);
	else if (rule == NULL)
		report_add(rep, SEV_INFO, &at, "allow-unused", NULL, "\"%s\""
		    " is no check; mxcheck -l lists them", a->id);
	else
		report_add(rep, SEV_INFO, &at, "allow-unused", NULL, "%s is"
		    " permitted here, but was not found; remove it from the"
		    " comment", a->id);
}

void
lint_unused(const struct judge *j, struct report *rep)
{
	unsigned	searches = 0;
	size_t		i;

	for (i = 0; j->allows != NULL && i < j->allows->n; i++) {
		if (!j->allows->all[i].is_used)
			tell_unused(&j->allows->all[i], &searches, rep);
	}
}
