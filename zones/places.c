/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/kept.h"
#include "zones/mem.h"
#include "zones/places.h"

/* Records from one mark to the next: so many are read for a place at most. */
#define MARK_EACH	32

/* Kinds that are looked through for one that is the same. */
#define KINDS_LOOKED	8

/* Numbers of 7 bits in each octet: one of 34 bits and one of 32. */
#define STEP_MOST_BYTES	10

/* What places have in common that follow each other. */
struct kind {
	uint32_t	column;
	uint32_t	file : 31;
	uint32_t	is_bare : 1;
};

/* A place but for its file's name, and where the step to the next one is. */
struct mark {
	size_t		at;
	uint32_t	line;
	uint32_t	kind;
};

/*
 * The step to a record is a number: its bit 0 says that its kind is another,
 * which follows as a second one, the others how far its line is from the one
 * behind the last record's, forwards 0, 2, 4, and backwards 1, 3, 5.
 */
struct places {
	uint8_t		*steps;
	size_t		 nsteps;
	size_t		 steps_cap;
	struct mark	*marks;		/* before record 0, 32, 64 ... */
	size_t		 nmarks;
	size_t		 marks_cap;
	struct kind	*kinds;
	size_t		 nkinds;
	size_t		 kinds_cap;
	struct mark	 last;		/* the last record */
	size_t		 n;		/* records */
	char		**files;	/* own copies; "" for none */
	size_t		 nfiles;
};

KEPT_BEGIN	/* in pl->files */
struct places *
places_new(size_t n, const char *const *files, size_t nfiles)
{
	struct places	*pl;

	if ((pl = calloc(1, sizeof(*pl))) == NULL)
		return NULL;
	pl->steps_cap = n + STEP_MOST_BYTES;
	pl->marks_cap = n / MARK_EACH + 1;
	pl->steps = malloc(pl->steps_cap);
	pl->marks = malloc(pl->marks_cap * sizeof(*pl->marks));
	pl->files = calloc(nfiles + 1, sizeof(*pl->files));
	if (pl->steps == NULL || pl->marks == NULL || pl->files == NULL)
		goto fail;
	for (; pl->nfiles < nfiles; pl->nfiles++)
		if ((pl->files[pl->nfiles] = strdup(files[pl->nfiles])) == NULL)
			goto fail;
	return pl;
fail:
	places_free(pl);
	return NULL;
}
KEPT_END

static int
add_mark(struct places *pl)
{
	struct mark	*p;

	p = array_grow(pl->marks, pl->nmarks, &pl->marks_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	pl->marks = p;
	pl->marks[pl->nmarks++] = pl->last;
	return 0;
}

/* The number of a kind; one of the last ones, or a new one. */
static int
find_kind(struct places *pl, const struct kind *kind, uint32_t *out)
{
	struct kind	*p;
	size_t		 i;

	for (i = pl->nkinds; i > 0 && pl->nkinds - i < KINDS_LOOKED; i--) {
		p = &pl->kinds[i - 1];
		if (p->column == kind->column && p->file == kind->file &&
		    p->is_bare == kind->is_bare) {
			*out = (uint32_t)(i - 1);
			return 0;
		}
	}
	p = array_grow(pl->kinds, pl->nkinds, &pl->kinds_cap, sizeof(*p));
	if (p == NULL)
		return -1;
	pl->kinds = p;
	pl->kinds[pl->nkinds] = *kind;
	*out = (uint32_t)pl->nkinds++;
	return 0;
}

static void
put_number(struct places *pl, uint64_t v)
{
	for (; v >= 0x80; v >>= 7)
		pl->steps[pl->nsteps++] = (uint8_t)(v | 0x80);
	pl->steps[pl->nsteps++] = (uint8_t)v;
}

static uint64_t
take_number(const uint8_t **p)
{
	const uint8_t	*at = *p;
	uint64_t	 v = 0;
	unsigned	 shift = 0;

	for (; *at >= 0x80; at++, shift += 7)
		v |= (uint64_t)(*at & 0x7f) << shift;
	*p = at + 1;
	return v | (uint64_t)*at << shift;
}

/* Room for the octets of a step. */
static int
make_room(struct places *pl)
{
	uint8_t	*p;

	while (pl->steps_cap - pl->nsteps < STEP_MOST_BYTES) {
		p = array_grow(pl->steps, pl->steps_cap, &pl->steps_cap, 1);
		if (p == NULL)
			return -1;
		pl->steps = p;
	}
	return 0;
}

int
places_add(struct places *pl, uint32_t file, uint32_t line, uint32_t column,
    bool is_bare)
{
	struct kind	kind = {column, file & 0x7fffffff, is_bare};
	int64_t		far = (int64_t)line - pl->last.line - 1;
	uint64_t	step;
	uint32_t	k;

	if (make_room(pl) == -1 || find_kind(pl, &kind, &k) == -1 ||
	    (pl->n % MARK_EACH == 0 && add_mark(pl) == -1))
		return -1;
	step = far < 0 ? (uint64_t)-far * 2 - 1 : (uint64_t)far * 2;
	put_number(pl, step << 1 | (k != pl->last.kind));
	if (k != pl->last.kind)
		put_number(pl, k);
	pl->last = (struct mark){.at = pl->nsteps, .line = line, .kind = k};
	pl->n++;
	return 0;
}

/* The last of the records that so many steps lead to. */
static struct mark
follow(const struct places *pl, struct mark from, size_t n)
{
	const uint8_t	*p = pl->steps + from.at;
	uint64_t	 step, far;

	for (; n > 0; n--) {
		step = take_number(&p);
		far = step >> 2;
		from.line += 1 + (uint32_t)(step >> 1 & 1 ? -far - 1 : far);
		if (step & 1)
			from.kind = (uint32_t)take_number(&p);
	}
	return from;
}

struct place
places_at(const struct places *pl, size_t i)
{
	const struct kind	*kind;
	struct mark		 at;
	const char		*file;

	if (pl == NULL || i >= pl->n)
		return (struct place){0};
	at = follow(pl, pl->marks[i / MARK_EACH], i % MARK_EACH + 1);
	kind = &pl->kinds[at.kind];
	file = pl->files[kind->file];
	return (struct place){.file = *file == '\0' ? NULL : file,
	    .line = at.line, .column = kind->column,
	    .is_bare = kind->is_bare};
}

void
places_free(struct places *pl)
{
	size_t	i;

	if (pl == NULL)
		return;
	for (i = 0; i < pl->nfiles; i++)
		free(pl->files[i]);
	free(pl->files);
	free(pl->steps);
	free(pl->marks);
	free(pl->kinds);
	free(pl);
}
