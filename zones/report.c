/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/mem.h"
#include "zones/report.h"

/* Longer texts are cut; a line in a log has this much at most. */
#define TEXT_MAX_BYTES	2048

/* A domain name as text, each octet as \DDD. */
#define OWNER_MAX_BYTES	1100

struct report {
	struct arena	*arena;		/* texts of the findings */
	struct finding	*findings;
	size_t		 kept;
	size_t		 cap;
	size_t		 keep;		/* limit of kept */
	size_t		 count[SEV_ERROR + 1];
	const char	*last_file;	/* copy of the last one named */
	enum severity	 least;		/* that is stored */
	bool		(*decide)(void *, struct finding *); /* or NULL */
	void		*arg;
	const char	*apex;		/* as report_relate() has it */
};

struct report *
report_new(size_t keep)
{
	struct report	*rep;

	if ((rep = calloc(1, sizeof(*rep))) == NULL)
		return NULL;
	rep->keep = keep;
	return rep;
}

void
report_free(struct report *rep)
{
	if (rep == NULL)
		return;
	report_clear(rep);
	free(rep);
}

void
report_clear(struct report *rep)
{
	arena_free(rep->arena);
	free(rep->findings);
	*rep = (struct report){.keep = rep->keep, .least = rep->least,
	    .decide = rep->decide, .arg = rep->arg, .apex = rep->apex};
}

void
report_keep_least(struct report *rep, enum severity least)
{
	rep->least = least;
}

void
report_ask(struct report *rep, bool (*decide)(void *, struct finding *),
    void *arg)
{
	rep->decide = decide;
	rep->arg = arg;
}

void
report_relate(struct report *rep, const char *apex)
{
	if (rep != NULL)
		rep->apex = apex;
}

bool
report_keeps(const struct report *rep, enum severity sev)
{
	return rep != NULL && rep->kept < rep->keep &&
	    (sev >= rep->least || rep->decide != NULL);
}

static const char *
copy_text(struct report *rep, const char *text)
{
	if (rep->arena == NULL && (rep->arena = arena_new()) == NULL)
		return NULL;
	return arena_copy(rep->arena, text, strlen(text) + 1);
}

/* Findings of one file follow each other: one copy of its name is enough. */
static const char *
copy_file(struct report *rep, const char *file)
{
	if (rep->last_file == NULL || strcmp(rep->last_file, file) != 0)
		rep->last_file = copy_text(rep, file);
	return rep->last_file;
}

static void
store(struct report *rep, const struct finding *f)
{
	struct finding	 copy = *f;
	struct finding	*p;

	p = array_grow(rep->findings, rep->kept, &rep->cap, sizeof(*p));
	if (p == NULL)
		return;
	rep->findings = p;
	if (f->at.file != NULL &&
	    (copy.at.file = copy_file(rep, f->at.file)) == NULL)
		return;
	if (f->owner != NULL && (copy.owner = copy_text(rep, f->owner)) == NULL)
		return;
	if ((copy.text = copy_text(rep, f->text)) == NULL)
		return;
	rep->findings[rep->kept++] = copy;
}

/* Is it a part of a longer word? */
static bool
is_of_name(char c)
{
	return isalnum((unsigned char)c) != 0 || c == '-' || c == '_' ||
	    c == '*';
}

/*
 * The name at the end of which text begins with the apex, told relative to
 * it; returns where to go on.
 *
 * start	of the whole text
 */
static char *
relate_one(const char *start, char *at, size_t len)
{
	bool	 is_below = at > start && at[-1] == '.';
	char	*to = is_below ? at - 1 : at;

	if (is_of_name(at[len]) || (at > start && is_of_name(at[-1])))
		return at + len;
	if (!is_below)
		*to++ = '@';
	memmove(to, at + len, strlen(at + len) + 1);
	return to;
}

static void
relate(const struct report *rep, char *text)
{
	char	*at = text;
	size_t	 len;

	if (rep->apex == NULL)
		return;
	len = strlen(rep->apex);
	while ((at = strstr(at, rep->apex)) != NULL)
		at = relate_one(text, at, len);
}

void
report_add(struct report *rep, enum severity sev, const struct place *at,
    const char *id, const char *owner, const char *fmt, ...)
{
	char		 text[TEXT_MAX_BYTES], name[OWNER_MAX_BYTES];
	struct finding	 f = {.severity = sev, .id = id, .owner = owner};
	va_list		 ap;

	if (rep == NULL)
		return;
	if (at != NULL)
		f.at = *at;
	if (rep->decide != NULL && !rep->decide(rep->arg, &f))
		return;
	rep->count[f.severity]++;
	if (rep->kept >= rep->keep || f.severity < rep->least)
		return;
	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* cut is fine */
	va_end(ap);
	relate(rep, text);
	f.text = text;
	if (rep->apex != NULL && owner != NULL) {
		(void)snprintf(name, sizeof(name), "%s", owner);
		relate(rep, name);
		f.owner = name;
	}
	store(rep, &f);
}

void
report_append(struct report *to, const struct report *from,
    enum severity least)
{
	const struct finding	*f;
	size_t			 i;

	assert(to->decide == NULL);
	if (from == NULL)
		return;
	for (i = least; i <= SEV_ERROR; i++)
		to->count[i] += from->count[i];
	for (i = 0; i < from->kept; i++) {
		f = &from->findings[i];
		if (f->severity < least)
			continue;
		to->count[f->severity]--;	/* it is added now */
		report_add(to, f->severity, &f->at, f->id, f->owner, "%s",
		    f->text);
	}
}

struct report *
report_copy(const struct report *from, enum severity least)
{
	struct report	*to;

	if ((to = report_new(from->keep)) != NULL)
		report_append(to, from, least);
	return to;
}

static int
compare_places(const struct place *a, const struct place *b)
{
	int	c;

	c = strcmp(a->file == NULL ? "" : a->file,
	    b->file == NULL ? "" : b->file);
	if (c != 0)
		return c;
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return 0;
}

/* A finding and where it stood, so that sorting is stable. */
struct ranked {
	struct finding	 f;
	size_t		 rank;
};

static int
compare_ranked(const void *va, const void *vb)
{
	const struct ranked	*a = va, *b = vb;
	int			 c;

	if ((c = compare_places(&a->f.at, &b->f.at)) != 0)
		return c;
	return a->rank < b->rank ? -1 : a->rank > b->rank;
}

void
report_sort(struct report *rep)
{
	struct ranked	*r;
	size_t		 i;

	if (rep->kept < 2 ||
	    (r = calloc(rep->kept, sizeof(*r))) == NULL)
		return;	/* unsorted is still complete */
	for (i = 0; i < rep->kept; i++)
		r[i] = (struct ranked){rep->findings[i], i};
	qsort(r, rep->kept, sizeof(*r), compare_ranked);
	for (i = 0; i < rep->kept; i++)
		rep->findings[i] = r[i].f;
	free(r);
}

size_t
report_count(const struct report *rep, enum severity sev)
{
	return rep->count[sev];
}

size_t
report_kept(const struct report *rep)
{
	return rep->kept;
}

const struct finding *
report_at(const struct report *rep, size_t i)
{
	return i < rep->kept ? &rep->findings[i] : NULL;
}

const struct finding *
report_first_error(const struct report *rep)
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

const char *
severity_name(enum severity sev)
{
	static const char *const names[] = {"info", "warning", "error"};

	return names[sev];
}

/* How many octets at s are a control: ASCII's, or U+0080 to U+009F. */
static size_t
control_len(const char *s)
{
	const unsigned char	*p = (const unsigned char *)s;

	if (*p < 0x20 || *p == 0x7f)
		return 1;
	return p[0] == 0xc2 && p[1] >= 0x80 && p[1] <= 0x9f ? 2 : 0;
}

/* What was found in a file may hold anything; a terminal shall not obey. */
static void
mask_controls(char *s)
{
	size_t	len;

	while (*s != '\0') {
		len = control_len(s);
		memset(s, '?', len);
		s += len > 0 ? len : 1;
	}
}

static void append(char *, size_t, size_t *, const char *, ...)
    __attribute__((format(printf, 4, 5)));

/* snprintf that appends and counts what fitted. */
static void
append(char *buf, size_t len, size_t *used, const char *fmt, ...)
{
	va_list	 ap;
	int	 n;

	if (*used >= len)
		return;
	va_start(ap, fmt);
	n = vsnprintf(buf + *used, len - *used, fmt, ap);
	va_end(ap);
	if (n > 0)
		*used += (size_t)n < len - *used ? (size_t)n : len - *used;
}

/* "file:line:column", what is known of it. */
static void
append_place(char *buf, size_t len, size_t *used, const struct place *at)
{
	append(buf, len, used, "%s", at->file);
	if (at->line != 0)
		append(buf, len, used, ":%u", at->line);
	if (at->line != 0 && at->column != 0)
		append(buf, len, used, ":%u", at->column);
}

char *
finding_place(const struct finding *f, char buf[FINDING_PLACE_MAX])
{
	size_t	used = 0;

	buf[0] = '\0';
	if (f->at.file != NULL) {
		append(buf, FINDING_PLACE_MAX, &used, "at ");
		append_place(buf, FINDING_PLACE_MAX, &used, &f->at);
	} else {
		append(buf, FINDING_PLACE_MAX, &used, "(%s)", f->id != NULL ?
		    f->id : f->text);
	}
	mask_controls(buf);
	return buf;
}

void
finding_format(const struct finding *f, char *buf, size_t len)
{
	size_t	used = 0;

	if (len == 0)
		return;
	buf[0] = '\0';
	if (f->at.file != NULL) {
		append_place(buf, len, &used, &f->at);
		append(buf, len, &used, ": ");
	}
	append(buf, len, &used, "%s: ", severity_name(f->severity));
	if (f->id != NULL)
		append(buf, len, &used, "%s: ", f->id);
	if (f->owner != NULL)
		append(buf, len, &used, "%s: ", f->owner);
	append(buf, len, &used, "%s", f->text);
	mask_controls(buf);
}
