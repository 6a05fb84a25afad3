/* SPDX-License-Identifier: ISC */
#include "zones/allow.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "zones/kept.h"
#include "zones/mem.h"

/* What a comment begins with that is for us. */
static const char	ours[] = "mxcheck:";

void
allows_clear(struct allows *a)
{
	size_t	i;

	for (i = 0; i < a->n; i++) {
		free(a->all[i].file);
		free(a->all[i].id);
	}
	free(a->all);
	memset(a, 0, sizeof(*a));
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool
is_id_octet(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Does it stand before what would permit this, or behind?  By line first: it
   tells most of them apart. */
static int
compare_to(const struct allow *a, const struct place *at, const char *id)
{
	int	c;

	if (a->line != at->line)
		return a->line < at->line ? -1 : 1;
	if ((c = strcmp(a->id, id)) != 0)
		return c;
	return strcmp(a->file, at->file);
}

static int
compare(const void *va, const void *vb)
{
	const struct allow	*b = vb;
	const struct place	 at = {.file = b->file, .line = b->line};

	return compare_to(va, &at, b->id);
}

/*
 * A file may have a comment in each line, and findings come while it is
 * read: all must be in order at any time, and cheaply.  So they stand in
 * sorted runs, one for each bit that is set in their number, the longest
 * first; a new one is merged with the runs whose bits it clears.
 */
static void
arrange(struct allows *a)
{
	size_t	run = a->n & -a->n;

	qsort(a->all + a->n - run, run, sizeof(*a->all), compare);
}

KEPT_BEGIN	/* in a->all */
static int
add(struct allows *a, const struct place *at, const char *id, size_t len,
    bool is_strange)
{
	struct allow	*p, new = {.line = at->line, .column = at->column,
	    .is_strange = is_strange};

	if ((p = array_grow(a->all, a->n, &a->cap, sizeof(*p))) == NULL)
		return -1;
	a->all = p;
	new.file = strdup(at->file == NULL ? "" : at->file);
	new.id = malloc(len + 1);
	if (new.file == NULL || new.id == NULL) {
		free(new.file);
		free(new.id);
		return -1;
	}
	memcpy(new.id, id, len);
	new.id[len] = '\0';
	p[a->n++] = new;
	arrange(a);
	return 0;
}
KEPT_END

/* The next word; *at moves behind it and behind a comma after it. */
static const char *
word(const char **at, const char *end, size_t *len)
{
	const char	*start;

	while (*at < end && (is_blank(**at) || **at == ','))
		(*at)++;
	start = *at;
	while (*at < end && !is_blank(**at) && **at != ',')
		(*at)++;
	*len = (size_t)(*at - start);
	return start;
}

/* No id is a single word, so prose behind the ids is none of them. */
static bool
is_id(const char *text, size_t len)
{
	size_t	i;

	if (len < 3 || memchr(text + 1, '-', len - 2) == NULL ||
	    text[0] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!is_id_octet(text[i]))
			return false;
	}
	return true;
}

int
allows_note(struct allows *a, const struct place *at, const char *text,
    size_t len)
{
	const char	*p = text;
	const char	*end = text + len;
	const char	*id;
	size_t		 n;
	size_t		 k;

	while (p < end && is_blank(*p))
		p++;
	if ((size_t)(end - p) < strlen(ours) ||
	    strncasecmp(p, ours, strlen(ours)) != 0)
		return 0;
	p += strlen(ours);
	id = word(&p, end, &n);
	if (n != strlen("allow") || strncasecmp(id, "allow", n) != 0)
		return add(a, at, id, n, true);
	for (k = 0; ; k++) {
		id = word(&p, end, &n);
		/* Something must follow, if only a word that is no id. */
		if (!is_id(id, n))
			return k > 0 ? 0 : add(a, at, id, n, false);
		if (add(a, at, id, n, false) == -1)
			return -1;
	}
}

/* The first of a sorted run that is not before the wanted one. */
static struct allow *
seek(struct allow *run, size_t n, const struct place *at, const char *id)
{
	size_t	half;

	while (n > 0) {
		half = n / 2;
		if (compare_to(&run[half], at, id) < 0) {
			run += half + 1;
			n -= half + 1;
		} else {
			n = half;
		}
	}
	return run;
}

static bool
take_of_run(struct allow *run, size_t n, const struct place *at,
    const char *id)
{
	struct allow	*p = seek(run, n, at, id);
	bool		 is_taken = false;

	for (; p < run + n && compare_to(p, at, id) == 0; p++) {
		if (!p->is_strange)
			is_taken = p->is_used = true;
	}
	return is_taken;
}

bool
allows_take(struct allows *a, const struct place *at, const char *id)
{
	bool	is_taken = false;
	size_t	left = a->n;
	size_t	run;

	if (at->file == NULL)
		return false;
	for (; left > 0; left -= run) {
		run = left & -left;
		if (take_of_run(a->all + left - run, run, at, id))
			is_taken = true;
	}
	return is_taken;
}
