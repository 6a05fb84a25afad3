/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "server/looks.h"
#include "server/stamp.h"
#include "server/turns.h"

/* Files that are looked at together: some milliseconds' worth.  Those that
   a thread takes at a time. */
#define BATCH		2048
#define GRAIN		32

/* Room for their names: twice what is usual. */
#define TEXT_BYTES	((size_t)BATCH * 64)

struct look {
	void		*thing;
	uint64_t	 stamp;
	uint32_t	 at;		/* of its name, in text */
};

struct batch {
	struct looks	*of;
	struct look	 looks[BATCH];
	size_t		 n;
	size_t		 used;		/* octets of text */
	char		 text[TEXT_BYTES];
};

struct looks {
	struct crew	*crew;
	int		 dir;
	struct looker	 looker;
	struct batch	 batches[2];
	struct batch	*gathering;
	struct batch	*looking;	/* given to the crew */
};

/* Any thread. */
static void
look_at(void *arg, size_t i)
{
	struct batch	*b = arg;
	struct look	*l = &b->looks[i];
	struct looks	*ls = b->of;
	const char	*file = b->text + l->at;

	l->thing = ls->looker.find(ls->looker.arg, file);
	l->stamp = l->thing == NULL ? 0 : stamp_at(ls->dir, file);
}

static void
begin(struct looks *ls)
{
	struct batch	*b = ls->looking;
	size_t		 i;

	if (ls->crew != NULL)
		crew_begin(ls->crew, look_at, b, b->n, GRAIN);
	for (i = 0; ls->crew == NULL && i < b->n; i++)
		look_at(b, i);
}

static void
finish(struct looks *ls)
{
	if (ls->crew != NULL)
		crew_finish(ls->crew);
}

struct looks *
looks_new(struct crew *crew, int dir, const struct looker *looker)
{
	struct looks	*ls;
	size_t		 i;

	/* Not cleared: most of it is for names to come. */
	if ((ls = malloc(sizeof(*ls))) == NULL)
		return NULL;
	ls->crew = crew;
	ls->dir = dir;
	ls->looker = *looker;
	for (i = 0; i < 2; i++) {
		ls->batches[i].of = ls;
		ls->batches[i].n = 0;
		ls->batches[i].used = 0;
	}
	ls->gathering = &ls->batches[0];
	ls->looking = &ls->batches[1];
	begin(ls);		/* none */
	return ls;
}

/* What came of a batch; it is empty then. */
static int
tell(struct looks *ls, struct batch *b)
{
	struct look	*l;
	size_t		 i, n = b->n;

	b->n = 0;
	b->used = 0;
	for (i = 0; i < n; i++) {
		turns_pass();
		l = &b->looks[i];
		if (ls->looker.told(ls->looker.arg, l->thing,
		    b->text + l->at, l->stamp) == -1)
			return -1;
	}
	return 0;
}

/* The next batch is looked at while what came of the one before is told. */
static int
go_on(struct looks *ls)
{
	struct batch	*done = ls->looking;

	finish(ls);
	ls->looking = ls->gathering;
	ls->gathering = done;
	begin(ls);
	return tell(ls, done);
}

int
looks_add(struct looks *ls, const char *file)
{
	struct batch	*b = ls->gathering;
	size_t		 len = strlen(file) + 1;

	turns_pass();
	if (b->n == BATCH || TEXT_BYTES - b->used < len) {
		if (go_on(ls) == -1)
			return -1;
		b = ls->gathering;
	}
	b->looks[b->n++].at = (uint32_t)b->used;
	memcpy(b->text + b->used, file, len);
	b->used += len;
	return 0;
}

int
looks_end(struct looks *ls)
{
	return go_on(ls) == -1 ? -1 : go_on(ls);
}

void
looks_free(struct looks *ls)
{
	if (ls == NULL)
		return;
	finish(ls);
	free(ls);
}
