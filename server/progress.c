/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/progress.h"
#include "server/sdnotify.h"

/* From one telling to the next, and until the first one. */
#define TELL_MS		1000

/* A longer rest is told in minutes. */
#define SECONDS_MAX	120

const char *
progress_text(size_t done, size_t all, uint64_t elapsed_ms,
    char buf[PROGRESS_TEXT_MAX])
{
	uint64_t	 left_s = 0;
	int		 len;

	len = snprintf(buf, PROGRESS_TEXT_MAX, "%zu of %zu zone%s", done, all,
	    all == 1 ? "" : "s");
	if (done == 0 || done >= all || elapsed_ms < TELL_MS || len < 0)
		return buf;
	left_s = ((uint64_t)((double)elapsed_ms / (double)done *
	    (double)(all - done)) + 999) / 1000;
	(void)snprintf(buf + len, PROGRESS_TEXT_MAX - (size_t)len,
	    ", about %ju %s left", (uintmax_t)(left_s < SECONDS_MAX ? left_s :
	    (left_s + 59) / 60), left_s < SECONDS_MAX ? "s" : "min");
	return buf;
}

const char *
progress_now(const struct progress *p, char buf[PROGRESS_TEXT_MAX])
{
	size_t		 all = atomic_load(&p->all);
	uint64_t	 begun_ms = atomic_load(&p->begun_ms);
	uint64_t	 now_ms = clock_ms();

	if (all == 0)
		return NULL;
	return progress_text(atomic_load(&p->done), all,
	    now_ms < begun_ms ? 0 : now_ms - begun_ms, buf);
}

void
progress_begin(struct progress *p, size_t all)
{
	if (p == NULL)
		return;
	p->told_ms = clock_ms();
	atomic_store(&p->done, 0);
	atomic_store(&p->begun_ms, p->told_ms);
	atomic_store(&p->all, all);
}

void
progress_step(struct progress *p, size_t done)
{
	char		 text[PROGRESS_TEXT_MAX];
	uint64_t	 now_ms;

	if (p == NULL)
		return;
	atomic_store(&p->done, done);
	now_ms = clock_ms();
	if (now_ms - p->told_ms < TELL_MS ||
	    progress_now(p, text) == NULL)
		return;
	p->told_ms = now_ms;
	sdnotify_say("STATUS=loading: %s", text);
	log_progress(text);
}

/* What is said of the outcome takes the place of it. */
void
progress_end(struct progress *p)
{
	if (p == NULL)
		return;
	atomic_store(&p->all, 0);
	log_progress(NULL);
}
