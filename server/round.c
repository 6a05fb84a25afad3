/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/log.h"
#include "server/round.h"
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

int
round_note(struct work *w, const struct name *apex)
{
	void	*p;

	if (w->round->is_first)
		return 0;	/* all are examined for the first time */
	p = array_grow(w->changed, w->nchanged, &w->cap_changed,
	    sizeof(*w->changed));
	if (p == NULL)
		return -1;
	w->changed = p;
	w->changed[w->nchanged++] = rests_hash(apex);
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
