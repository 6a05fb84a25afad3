/* SPDX-License-Identifier: ISC */
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
