/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/gather.h"
#include "server/log.h"
#include "server/progress.h"
#include "server/read.h"
#include "server/turns.h"

/* Findings of one zone that are logged; the rest is counted. */
#define FINDINGS_MAX	100

/*
 * Zones that are read together while those before them are joined: so many
 * that a large one among them does not keep the others waiting for long,
 * and so few that two windows full are soon forgotten memory.
 */
#define WINDOW		128

/* Zones that a thread takes at a time. */
#define GRAIN		4

/* One zone in the window. */
struct reading {
	struct loaded	 loaded;
	struct report	*report;
};

struct window {
	struct work	*work;
	struct reading	 readings[WINDOW];
	size_t		 first;		/* step */
	size_t		 n;
};

static void
window_free(struct window *win)
{
	size_t	 i;

	if (win == NULL)
		return;
	for (i = 0; i < WINDOW; i++) {
		loaded_clear(&win->readings[i].loaded);
		report_free(win->readings[i].report);
	}
	free(win);
}

static struct window *
window_new(struct work *w)
{
	struct window	*win;
	size_t		 i;

	if ((win = calloc(1, sizeof(*win))) == NULL)
		return NULL;
	win->work = w;
	for (i = 0; i < WINDOW && i < w->nsteps; i++) {
		win->readings[i].report = report_new(FINDINGS_MAX);
		if (win->readings[i].report == NULL) {
			window_free(win);
			return NULL;
		}
		/* Advice is logged at that level. */
		report_keep_least(win->readings[i].report,
		    log_wants(LEVEL_DEBUG) ? SEV_INFO : SEV_WARNING);
	}
	return win;
}

/* Any thread. */
static void
read_one(void *arg, size_t i)
{
	struct window		*win = arg;
	struct work		*w = win->work;
	struct reading		*r = &win->readings[i];
	const struct step	*s = &w->steps[win->first + i];
	const struct errand	 errand = {s->known,
	    s->aside == NULL ? NULL : s->aside->file,
	    win->first + i < w->npapers};
	struct judge		 judge;

	if (round_is_cancelled(w->round))
		return;		/* and nobody will ask */
	report_clear(r->report);
	judge = (struct judge){
	    inventory_lint(w->round->inventory, s->known), &w->conf->lint,
	    &r->loaded.allows};
	read_known(w->rooms, w->round->inventory, &errand, &judge, r->report,
	    &r->loaded);
}

/* Begin to read the steps from here on. */
static void
begin(struct window *win, size_t first)
{
	struct work	*w = win->work;

	win->first = first;
	win->n = w->nsteps - first < WINDOW ? w->nsteps - first : WINDOW;
	if (w->round->crew != NULL && win->n > 0)
		crew_begin(w->round->crew, read_one, win, win->n, GRAIN);
}

/* Until all of the window are read. */
static void
finish(struct window *win)
{
	struct work	*w = win->work;

	if (w->round->crew != NULL && win->n > 0)
		crew_finish(w->round->crew);
}

/* Without a crew each one is read when it is its turn. */
static int
join_window(struct window *win, int (*join)(struct work *, struct step *,
    struct loaded *, struct report *))
{
	struct work	*w = win->work;
	struct reading	*r;
	size_t		 i;
	int		 rc;

	for (i = 0; i < win->n; i++) {
		turns_pass();
		if (w->round->crew == NULL)
			read_one(win, i);
		if (round_is_cancelled(w->round))
			return round_give_up();
		r = &win->readings[i];
		rc = join(w, &w->steps[win->first + i], &r->loaded,
		    r->report);
		loaded_clear(&r->loaded);
		if (rc == -1)
			return -1;
	}
	return 0;
}

/* One window is joined while the next one is read. */
static int
gather_by(struct window *win, struct window *next,
    int (*join)(struct work *, struct step *, struct loaded *,
    struct report *))
{
	struct window	*done;
	int		 rc = 0;

	begin(win, 0);
	while (rc == 0 && win->n > 0) {
		finish(win);
		begin(next, win->first + win->n);
		rc = join_window(win, join);
		progress_step(win->work->round->progress,
		    win->first + win->n);
		done = win;
		win = next;
		next = done;
	}
	finish(win);
	return rc;
}

int
gather_zones(struct work *w, int (*join)(struct work *, struct step *,
    struct loaded *, struct report *))
{
	struct window	*a, *b = NULL;
	int		 rc;

	if (w->nsteps == 0)
		return 0;
	progress_begin(w->round->progress, w->nsteps);
	if ((a = window_new(w)) != NULL && (b = window_new(w)) != NULL)
		rc = gather_by(a, b, join);
	else
		rc = round_out_of_memory();
	progress_end(w->round->progress);
	window_free(a);
	window_free(b);
	return rc;
}
