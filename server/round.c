/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/round.h"
#include "server/title.h"
#include "server/turns.h"
#include "zones/mem.h"
#include "zones/rests.h"

int
round_out_of_memory(void)
{
	log_write(LEVEL_ERROR, "reload: out of memory; nothing is changed");
	return -1;
}

int
round_give_up(void)
{
	log_write(LEVEL_NOTICE, "reload: given up, because mxd ends");
	return -1;
}

static int
by_address(const void *va, const void *vb)
{
	const struct known	*const *a = va, *const *b = vb;

	return ((uintptr_t)*a > (uintptr_t)*b) -
	    ((uintptr_t)*a < (uintptr_t)*b);
}

void
round_sort_tried(const struct known **tried, size_t n)
{
	if (n > 1)
		qsort(tried, n, sizeof(*tried), by_address);
}

bool
round_has_tried(const struct round *r, const struct known *k)
{
	return r->ntried > 0 && bsearch(&k, r->tried, r->ntried,
	    sizeof(*r->tried), by_address) != NULL;
}

void
round_count_again(struct round *r, const struct known *k)
{
	if (!round_has_tried(r, k))
		return;
	if (known_has_content(k))
		r->again_kept++;
	else
		r->again_dead++;
}

bool
round_is_over(struct work *w, uint64_t until_ms)
{
	const atomic_bool	*is_awaited = w->round->is_awaited;

	turns_pass();
	if (until_ms == UINT64_MAX)
		return false;
	return clock_ms() >= until_ms || (is_awaited != NULL &&
	    atomic_load_explicit(is_awaited, memory_order_relaxed));
}

bool
round_has_templates(const struct round *r)
{
	const struct touched	*t;

	if (r->touched == NULL)
		return true;
	for (t = r->touched; t < r->touched + r->ntouched; t++)
		if (t->is_hosted || (t->dir == NULL && t->apex == NULL))
			return true;
	return false;
}

void
round_tell_success(const struct round *r, const struct step *s)
{
	const struct zone	*old = known_zone(s->known);
	uint32_t		 serial = zone_serial(s->zone);

	if (r->is_first)
		past_mended(inventory_past(r->inventory),
		    known_apex(s->known), s->known->named->apex_len);
	else
		past_loaded(inventory_past(r->inventory),
		    known_apex(s->known), s->known->named->apex_len,
		    clock_unix_s());
	if (!s->is_same)
		account_zone(r->account, known_apex(s->known), old != NULL &&
		    old->content != NULL ? ACCOUNT_CHANGED : ACCOUNT_ADDED,
		    &serial, NULL);
}

/* "N errors, the first at FILE:LINE:COLUMN": the log has them already. */
static void
put_cause(char *buf, size_t len, const struct report *rep)
{
	const struct finding	*f = report_first_error(rep);
	size_t			 n = report_count(rep, SEV_ERROR);
	char			 place[FINDING_PLACE_MAX];

	if (f == NULL)
		(void)snprintf(buf, len, "out of memory");
	else
		(void)snprintf(buf, len, "%zu error%s %s", n, n == 1 ?
		    "" : "s, the first", finding_place(f, place));
}

void
round_log_failure(const struct step *s, const struct report *rep)
{
	const struct zone	*old = known_zone(s->known);
	char			 title[TITLE_MAX], effect[64];
	char			 cause[FINDING_PLACE_MAX + 64];

	put_cause(cause, sizeof(cause), rep);
	if (old != NULL && old->content != NULL)
		(void)snprintf(effect, sizeof(effect), "still serving serial "
		    "%u", zone_serial(old));
	else
		(void)snprintf(effect, sizeof(effect), "its names get "
		    "SERVFAIL");
	log_write(LEVEL_ERROR, "%s: %s; %s", title_zone(known_apex(s->known),
	    title), cause, effect);
}

void
round_tell_failure(const struct round *r, const struct step *s,
    const struct finding *why)
{
	const struct zone	*old = known_zone(s->known);
	uint32_t		 serial;

	past_failed(inventory_past(r->inventory), known_apex(s->known),
	    s->known->named->apex_len, clock_unix_s(), why);
	if (old != NULL && old->content != NULL) {
		serial = zone_serial(old);
		account_zone(r->account, known_apex(s->known), ACCOUNT_KEPT,
		    &serial, why);
	} else {
		account_zone(r->account, known_apex(s->known), ACCOUNT_FAILED,
		    NULL, why);
	}
}

/* Has it gone from a directory whose zones are still served? */
static bool
is_file_gone(const struct work *w, const struct known *k)
{
	const struct home	*home = inventory_home(w->round->inventory, k);
	size_t			 i;

	if (home == NULL || !home->is_directory)
		return false;
	for (i = 0; i < w->conf->nzone_dirs; i++)
		if (strcmp(w->conf->zone_dirs[i].path, home->path) == 0)
			return true;
	return false;
}

void
round_log_removal(const struct work *w, const struct known *k)
{
	const struct inventory	*inv = w->round->inventory;
	char			 title[TITLE_MAX], path[PATH_MAX];

	(void)title_zone(known_apex(k), title);
	if (is_file_gone(w, k))
		log_write(LEVEL_INFO, "%s: removed, %s is gone", title,
		    inventory_path(inv, k, k->aside == NULL ? NULL :
		    k->aside->file, path));
	else
		log_write(LEVEL_INFO, "%s: removed, no longer configured",
		    title);
}

void
round_tell_removal(const struct round *r, const struct known *k)
{
	account_zone(r->account, known_apex(k), ACCOUNT_REMOVED, NULL, NULL);
	past_forget(inventory_past(r->inventory), known_apex(k),
	    k->named->apex_len);
}

int
round_note(struct work *w, const struct name *apex)
{
	uint32_t	 hashes[NAME_MAX_LABELS];
	size_t		 n;
	size_t		 i;
	void		*p;

	if (w->round->is_first)
		return 0;	/* all are examined for the first time */
	n = rests_hashes(apex, hashes);
	for (i = 0; i < n; i++) {
		p = array_grow(w->changed, w->nchanged, &w->cap_changed,
		    sizeof(*w->changed));
		if (p == NULL)
			return -1;
		w->changed = p;
		w->changed[w->nchanged++] = hashes[i];
	}
	return 0;
}

int
round_reserve(struct work *w, size_t zones)
{
	size_t	 cap = w->nchanged + zones;
	void	*p;

	if (cap <= w->cap_changed || w->round->is_first)
		return 0;
	if ((p = realloc(w->changed, cap * sizeof(*w->changed))) == NULL)
		return -1;
	w->changed = p;
	w->cap_changed = cap;
	return 0;
}

char *
round_to_text(const struct round *r, char buf[RELOAD_TEXT_MAX])
{
	char	 dead[64] = "", unread[64] = "", dirs[64] = "";

	if (r->dead > 0)
		(void)snprintf(dead, sizeof(dead),
		    ", %zu without content because of errors", r->dead);
	if (r->unread > 0)
		(void)snprintf(unread, sizeof(unread), "; %zu list%s of "
		    "domains cannot be read", r->unread,
		    r->unread == 1 ? "" : "s");
	if (r->unread_dirs > 0)
		(void)snprintf(dirs, sizeof(dirs), "; %zu director%s of "
		    "zones cannot be read", r->unread_dirs,
		    r->unread_dirs == 1 ? "y" : "ies");
	(void)snprintf(buf, RELOAD_TEXT_MAX, "%zu added, %zu changed, "
	    "%zu removed, %zu kept because of errors%s, %zu unchanged%s%s",
	    r->added, r->changed, r->removed, r->kept, dead, r->unchanged,
	    unread, dirs);
	return buf;
}
