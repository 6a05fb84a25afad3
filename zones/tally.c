/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"
#include "zones/kept.h"
#include "zones/tally.h"

/* Findings between two folds: a line of a list has 130 at most. */
#define FOLD_MAX	4096

/* Octets of a list of line numbers, ten and ", " for each. */
#define NUMBERS_MAX	(TALLY_LINES_MAX * 12 + 1)

/* One finding, and the lines that have it too. */
struct kind {
	uint64_t	 hash;		/* of id and text */
	struct finding	 first;		/* file, owner and text are ours */
	size_t		 more;		/* lines behind the first */
	uint32_t	 lines[TALLY_LINES_MAX]; /* of these */
};

struct tally {
	struct report	*to;
	struct report	*lines;
	struct kind	 kinds[TALLY_KINDS_MAX];
	size_t		 n;
};

struct tally *
tally_new(struct report *to)
{
	struct tally	*t;

	if ((t = calloc(1, sizeof(*t))) == NULL)
		return NULL;
	t->to = to;
	if ((t->lines = report_new(FOLD_MAX)) != NULL)
		return t;
	free(t);
	return NULL;
}

static void
clear_kind(struct kind *k)
{
	free((char *)k->first.at.file);
	free((char *)k->first.owner);
	free((char *)k->first.text);
}

void
tally_free(struct tally *t)
{
	if (t == NULL)
		return;
	while (t->n > 0)
		clear_kind(&t->kinds[--t->n]);
	report_free(t->lines);
	free(t);
}

struct report *
tally_report(struct tally *t)
{
	return t->lines;
}

static uint64_t
hash_of(const struct finding *f)
{
	uint64_t	h = hash_bytes((uint64_t)f->severity, f->id,
	    strlen(f->id));

	return hash_bytes(h, f->text, strlen(f->text));
}

static bool
is_text_same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

/* Each line is of another domain, which is its owner. */
static struct kind *
find_kind(struct tally *t, uint64_t hash, const struct finding *f)
{
	const struct finding	*first;
	size_t			 i;

	for (i = 0; i < t->n; i++) {
		first = &t->kinds[i].first;
		if (t->kinds[i].hash == hash && first->at.line != 0 &&
		    first->severity == f->severity &&
		    strcmp(first->id, f->id) == 0 &&
		    strcmp(first->text, f->text) == 0 &&
		    is_text_same(first->at.file, f->at.file))
			return &t->kinds[i];
	}
	return NULL;
}

static void
tell(struct report *to, const struct finding *f)
{
	report_add(to, f->severity, &f->at, f->id, f->owner, "%s", f->text);
}

static void
tell_kind(const struct tally *t, const struct kind *k)
{
	const struct finding	*f = &k->first;
	char			 numbers[NUMBERS_MAX] = "";
	size_t			 named = k->more, len = 0, i;

	if (k->more == 0) {
		tell(t->to, f);
		return;
	}
	if (named > TALLY_LINES_MAX)
		named = TALLY_LINES_MAX;
	for (i = 0; i < named; i++)
		len += (size_t)snprintf(numbers + len, sizeof(numbers) - len,
		    "%s%u", i == 0 ? "" : ", ", k->lines[i]);
	report_add(t->to, f->severity, &f->at, f->id, f->owner, "%s; the same"
	    " in %zu more line%s: %s%s", f->text, k->more,
	    k->more == 1 ? "" : "s", numbers, k->more > named ? ", ..." : "");
}

/* And begin anew. */
static void
tell_kinds(struct tally *t)
{
	size_t	 i;

	for (i = 0; i < t->n; i++) {
		tell_kind(t, &t->kinds[i]);
		clear_kind(&t->kinds[i]);
	}
	t->n = 0;
}

KEPT_BEGIN	/* in t->kinds */
/* -1 without memory. */
static int
copy(const char *text, const char **out)
{
	*out = text == NULL ? NULL : strdup(text);
	return text != NULL && *out == NULL ? -1 : 0;
}

/* One that none was like; what there is no memory for is told at once. */
static void
add_kind(struct tally *t, uint64_t hash, const struct finding *f)
{
	struct kind	*k;

	if (t->n == TALLY_KINDS_MAX)
		tell_kinds(t);
	k = &t->kinds[t->n];
	*k = (struct kind){.hash = hash, .first = *f};
	k->first.at.file = k->first.owner = k->first.text = NULL;
	if (copy(f->at.file, &k->first.at.file) == 0 &&
	    copy(f->owner, &k->first.owner) == 0 &&
	    copy(f->text, &k->first.text) == 0) {
		t->n++;
		return;
	}
	clear_kind(k);
	tell(t->to, f);
}
KEPT_END

static void
take(struct tally *t, const struct finding *f)
{
	uint64_t	 hash = hash_of(f);
	struct kind	*k = find_kind(t, hash, f);

	if (k == NULL) {
		add_kind(t, hash, f);
		return;
	}
	if (k->more < TALLY_LINES_MAX)
		k->lines[k->more] = f->at.line;
	k->more++;
}

void
tally_fold(struct tally *t)
{
	size_t	 i;

	if (report_kept(t->lines) == 0)
		return;
	for (i = 0; i < report_kept(t->lines); i++)
		take(t, report_at(t->lines, i));
	report_clear(t->lines);
}

void
tally_tell(struct tally *t)
{
	tally_fold(t);
	tell_kinds(t);
}
