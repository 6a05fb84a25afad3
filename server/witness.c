/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "server/tap.h"
#include "server/witness.h"

struct witness *
witness_new(unsigned number, uint64_t seed, struct stats *stats)
{
	struct witness	*w;

	if ((w = calloc(1, sizeof(*w))) == NULL)
		return NULL;
	w->number = number;
	w->seed = seed | 1;
	w->stats = stats;
	if ((w->querylog = querylog_new()) == NULL) {
		free(w);
		return NULL;
	}
	return w;
}

void
witness_free(struct witness *w)
{
	if (w == NULL)
		return;
	querylog_free(w->querylog);
	free(w);
}

struct querylog *
witness_querylog(struct witness *w)
{
	return w->querylog;
}

/*
 * How many to go: 1 to 2n - 1, n on the average.  Not each n-th one: who
 * asks for MX, A and AAAA in turn would be seen with one of them only.
 */
static uint32_t
draw(struct witness *w, uint32_t share)
{
	w->seed ^= w->seed << 13;	/* xorshift */
	w->seed ^= w->seed >> 7;
	w->seed ^= w->seed << 17;
	return share == 0 ? 0 : 1 + (uint32_t)(w->seed % (2 * share - 1));
}

static void
set_share(struct witness *w, struct witness_sample *s, uint32_t share)
{
	if (s->share == share)
		return;
	s->share = share;
	s->left = draw(w, share);
}

int
witness_use(struct witness *w, const struct snapshot *snap)
{
	uint32_t	 share = snap->conf->log_queries;
	int		 rc = 0;

	w->snap = snap;
	if (share > 0 && (rc = querylog_begin(w->querylog)) == -1)
		share = 0;
	set_share(w, &w->log, share);
	set_share(w, &w->tap, snap->tap == NULL ? 0 :
	    snap->conf->dnstap_sample);
	w->is_awake = w->log.share + w->tap.share > 0;
	return rc;
}

static bool
is_due(struct witness *w, struct witness_sample *s)
{
	if (s->share == 0 || --s->left > 0)
		return false;
	s->left = draw(w, s->share);
	return true;
}

unsigned
witness_pick(struct witness *w)
{
	return (is_due(w, &w->log) ? WITNESS_LOG : 0u) |
	    (is_due(w, &w->tap) ? WITNESS_TAP : 0u);
}

void
witness_tell(struct witness *w, unsigned who, const struct sight *s)
{
	if (who & WITNESS_LOG && !querylog_note(w->querylog, s))
		stats_add(w->stats, STAT_QUERYLOG_LOST, 1);
	if (who & WITNESS_TAP)
		stats_add(w->stats, STAT_DNSTAP_LOST, tap_tell(w->snap->tap,
		    w->number, s, w->snap->conf->identity));
}
