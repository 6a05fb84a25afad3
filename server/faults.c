/* SPDX-License-Identifier: ISC */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/faults.h"
#include "zones/kept.h"

/* A path of a directory and one of its files; longer ones are cut. */
#define WHAT_MAX	(PATH_MAX + 300)

struct faults *
faults_new(void)
{
	return calloc(1, sizeof(struct faults));
}

static const char *
name(const char *dir, const char *file, char buf[WHAT_MAX])
{
	(void)snprintf(buf, WHAT_MAX, "zones in %s%s%s", dir,
	    file == NULL ? "" : ": ", file == NULL ? "" : file);
	return buf;
}

static struct fault *
find(struct faults *f, const char *what)
{
	size_t	 i;

	for (i = 0; i < f->n; i++)
		if (strcmp(f->all[i].what, what) == 0)
			return &f->all[i];
	return NULL;
}

/* The order of the others stays. */
static void
take_out(struct faults *f, size_t i)
{
	free(f->all[i].what);
	free(f->all[i].why);
	f->n--;
	memmove(&f->all[i], &f->all[i + 1], (f->n - i) * sizeof(f->all[0]));
}

void
faults_free(struct faults *f)
{
	if (f == NULL)
		return;
	while (f->n > 0)
		take_out(f, f->n - 1);
	free(f);
}

void
faults_begin(struct faults *f)
{
	size_t	 i;

	for (i = 0; i < f->n; i++)
		f->all[i].is_old = true;
	f->more_old = f->more;
	f->is_looking = true;
}

void
faults_end(struct faults *f)
{
	size_t	 i;

	for (i = f->n; i-- > 0; )
		if (f->all[i].is_old)
			take_out(f, i);
	f->more -= f->more_old;
	f->more_old = 0;
	f->is_looking = false;
}

/* Of those without a place nobody knows which it had come to. */
void
faults_give_up(struct faults *f)
{
	f->more = f->more_old;
	f->more_old = 0;
	f->is_looking = false;
}

KEPT_BEGIN	/* in e->why */
/* It is there: only its reason may be another. */
static void
renew(struct fault *e, const char *why)
{
	char	*copy;

	e->is_old = false;
	if (strcmp(e->why, why) == 0 || (copy = strdup(why)) == NULL)
		return;
	free(e->why);
	e->why = copy;
}
KEPT_END

void
faults_note(struct faults *f, const char *dir, const char *file,
    const char *why, bool is_lost)
{
	struct fault	*e, new = {.is_lost = is_lost};
	char		 buf[WHAT_MAX];
	const char	*what = name(dir, file, buf);

	if ((e = find(f, what)) != NULL) {
		renew(e, why);
		return;
	}
	if (f->n < FAULTS_MAX) {
		new.what = strdup(what);
		new.why = strdup(why);
	}
	if (new.what == NULL || new.why == NULL) {
		free(new.what);
		free(new.why);
		f->more += f->is_looking || f->n < FAULTS_MAX;
		return;
	}
	f->all[f->n++] = new;
}

void
faults_drop(struct faults *f, const char *dir, const char *file)
{
	struct fault	*e;
	char		 buf[WHAT_MAX];

	if ((e = find(f, name(dir, file, buf))) != NULL)
		take_out(f, (size_t)(e - f->all));
}

size_t
faults_count(const struct faults *f)
{
	return f->n + f->more;
}
