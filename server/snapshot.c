/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/snapshot.h"

struct snapshot *
snapshot_new(struct table *table, struct conf *conf, uint64_t generation,
    uint32_t rotations, void (*retire)(void *, struct snapshot *), void *arg)
{
	struct snapshot	*s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	s->table = table;
	s->conf = conf;
	s->generation = generation;
	s->rotations = rotations;
	s->retire = retire;
	s->retire_arg = arg;
	atomic_init(&s->refs, 1);
	return s;
}

struct snapshot *
snapshot_ref(struct snapshot *s)
{
	/* The giver holds one, so the count cannot be 0 now. */
	atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	return s;
}

void
snapshot_unref(struct snapshot *s)
{
	if (s == NULL)
		return;
	/* What this holder read must be over before another frees it. */
	if (atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) == 1)
		s->retire(s->retire_arg, s);
}

void
snapshot_free(struct snapshot *s)
{
	if (s == NULL)
		return;
	table_free(s->table);
	conf_free(s->conf);
	free(s);
}
