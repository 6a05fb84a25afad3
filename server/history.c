/* SPDX-License-Identifier: ISC */
#include "server/history.h"

#include <stdlib.h>

#define SAMPLES_PER_MINUTE	(60 * 1000 / HISTORY_SAMPLE_MS)

_Static_assert(HISTORY_SAMPLES == HISTORY_MINUTES * SAMPLES_PER_MINUTE,
    "both rings are an hour");

struct history {
	uint64_t	 last_ms;	/* of the last sample */
	uint64_t	 last;		/* queries until then */
	uint64_t	 samples;	/* ever */
	uint64_t	 minutes;	/* likewise: copies */
	float		 rate[HISTORY_SAMPLES];
	struct stats	 minute[HISTORY_MINUTES];
	struct stats	 beginning;	/* all 0 */
};

struct history *
history_new(uint64_t now_ms)
{
	struct history	*h;

	if ((h = calloc(1, sizeof(*h))) == NULL)
		return NULL;
	h->last_ms = now_ms;
	return h;
}

void
history_free(struct history *h)
{
	free(h);
}

static void
add_sample(struct history *h, double rate, const struct stats *sum)
{
	h->rate[h->samples++ % HISTORY_SAMPLES] = (float)rate;
	if (h->samples % SAMPLES_PER_MINUTE == 0)
		h->minute[h->minutes++ % HISTORY_MINUTES] = *sum;
}

void
history_add(struct history *h, uint64_t now_ms, const struct stats *sum)
{
	uint64_t	 now = sum->n[STAT_QUERIES_UDP] +
			    sum->n[STAT_QUERIES_TCP];
	uint64_t	 past_ms = now_ms - h->last_ms, n, i;
	double		 rate;

	if (past_ms == 0)
		return;
	rate = (double)(now - h->last) * 1000 / (double)past_ms;
	n = (past_ms + HISTORY_SAMPLE_MS / 2) / HISTORY_SAMPLE_MS;
	if (n == 0)
		n = 1;
	for (i = 0; i < n && i < HISTORY_SAMPLES; i++)
		add_sample(h, rate, sum);
	h->last = now;
	h->last_ms = now_ms;
}

unsigned
history_count(const struct history *h)
{
	return h->samples < HISTORY_SAMPLES ? (unsigned)h->samples :
	    HISTORY_SAMPLES;
}

double
history_rate(const struct history *h, unsigned i)
{
	return (double)h->rate[(h->samples - history_count(h) + i) %
	    HISTORY_SAMPLES];
}

const struct stats *
history_base(const struct history *h)
{
	return h->minutes < HISTORY_MINUTES ? &h->beginning :
	    &h->minute[h->minutes % HISTORY_MINUTES];
}
