/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

#include <event2/event.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/scribe.h"
#include "zones/mem.h"

/* How often is looked for lines that were left out: soon enough after the
   window of a limit, and too seldom to be noticed. */
#define LOOK_S		10

/* Queries of one worker that are written before other things of the main
   thread get their turn. */
#define TURN		64

/* When the log takes no line at the moment. */
#define PAUSE_MS	50

/* What a worker hands over. */
struct told {
	struct querylog	*log;
	struct rate	*rate;
};

struct scribe {
	struct event	 *on_look;
	struct event	 *on_news;	/* workers activate it */
	struct event	 *on_pause;	/* goes on where the log had no room */
	struct told	 *workers;
	size_t		  n;
	size_t		  cap;
	size_t		  turn;		/* whose queries are next */
	uint64_t	  lost;		/* queries, as told */
};

/* In any thread: libevent says what went wrong with descriptors. */
static void
scribe_on_event(int severity, const char *text)
{
	static const enum log_level	 levels[] = {
		[EVENT_LOG_DEBUG] = LEVEL_DEBUG,
		[EVENT_LOG_MSG] = LEVEL_INFO,
		[EVENT_LOG_WARN] = LEVEL_WARNING,
		[EVENT_LOG_ERR] = LEVEL_ERROR
	};
	const int			 last = EVENT_LOG_ERR;

	log_limited(severity < 0 || severity > last ? LEVEL_WARNING :
	    levels[severity], "libevent: %s", text);
}

/* Some of one worker's; 1: there are more, -1: the log has no room. */
static int
write_some(struct querylog *q)
{
	char		 line[QUERYLOG_LINE_MAX];
	unsigned	 i;

	for (i = 0; i < TURN; i++) {
		if (!querylog_peek(q, line))
			return 0;
		if (!log_offer(LEVEL_INFO, line))
			return -1;
		querylog_pop(q);
	}
	return 1;
}

static int
write_round(struct scribe *s)
{
	size_t	 i;
	int	 rc, more = 0;

	for (i = 0; i < s->n; i++) {
		rc = write_some(s->workers[s->turn].log);
		/* Where the log is slow it is so for all workers alike. */
		s->turn = (s->turn + 1) % s->n;
		if (rc == -1)
			return -1;
		more |= rc;
	}
	return more;
}

/* For whom limiting has set in. */
static void
tell_limits(struct scribe *s)
{
	struct rate_news	 news;
	char			 text[RATE_NEWS_MAX];
	size_t			 i;

	for (i = 0; i < s->n; i++)
		if (rate_take_news(s->workers[i].rate, &news))
			log_limited(LEVEL_NOTICE, "rate limit: %s",
			    rate_news_text(&news, text));
}

static void
scribe_on_news(evutil_socket_t fd, short what, void *arg)
{
	static const struct timeval	 pause = {0, PAUSE_MS * 1000};
	struct scribe			*s = arg;
	int				 rc;

	(void)fd;
	(void)what;
	tell_limits(s);
	rc = write_round(s);
	if (rc == 1)
		event_active(s->on_news, EV_READ, 0);
	else if (rc == -1)
		(void)event_add(s->on_pause, &pause);
}

/* In a worker's thread. */
static void
wake(void *arg)
{
	struct scribe	*s = arg;

	event_active(s->on_news, EV_READ, 0);
}

static void
tell_lost(struct scribe *s)
{
	uint64_t	 lost = 0;
	size_t		 i;

	for (i = 0; i < s->n; i++)
		lost += querylog_lost(s->workers[i].log);
	if (lost == s->lost)
		return;
	log_write(LEVEL_WARNING, "log queries: %" PRIu64 " queries were left "
	    "out, the log is too slow for them; sample fewer", lost - s->lost);
	s->lost = lost;
}

static void
scribe_on_look(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	log_tell_left_out(clock_ms());
	tell_lost(arg);
}

struct scribe *
scribe_new(struct event_base *base)
{
	static const struct timeval	 every = {LOOK_S, 0};
	struct scribe			*s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	s->on_look = event_new(base, -1, EV_PERSIST, scribe_on_look, s);
	s->on_news = event_new(base, -1, EV_PERSIST, scribe_on_news, s);
	s->on_pause = evtimer_new(base, scribe_on_news, s);
	if (s->on_news == NULL || s->on_pause == NULL ||
	    s->on_look == NULL || event_add(s->on_look, &every) == -1) {
		scribe_free(s);
		return NULL;
	}
	event_set_log_callback(scribe_on_event);
	return s;
}

int
scribe_follow(struct scribe *s, struct querylog *q, struct rate *r)
{
	void	*workers = array_grow(s->workers, s->n, &s->cap,
		    sizeof(*s->workers));

	if (workers == NULL)
		return -1;
	s->workers = workers;
	s->workers[s->n++] = (struct told){.log = q, .rate = r};
	querylog_set_reader(q, wake, s);
	rate_set_reader(r, wake, s);
	return 0;
}

void
scribe_free(struct scribe *s)
{
	if (s == NULL)
		return;
	event_set_log_callback(NULL);
	tell_limits(s);
	while (write_round(s) == 1)
		continue;
	tell_lost(s);
	log_tell_left_out(UINT64_MAX);
	if (s->on_look != NULL)
		event_free(s->on_look);
	if (s->on_news != NULL)
		event_free(s->on_news);
	if (s->on_pause != NULL)
		event_free(s->on_pause);
	free(s->workers);
	free(s);
}
