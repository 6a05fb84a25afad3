/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>

#include <event2/event.h>

#include "server/clock.h"
#include "server/log.h"
#include "server/scribe.h"

/* How often is looked for lines that were left out: soon enough after the
   window of a limit, and too seldom to be noticed. */
#define LOOK_S		10

struct scribe {
	struct event	*on_look;
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

static void
scribe_on_look(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	log_tell_left_out(clock_ms());
}

struct scribe *
scribe_new(struct event_base *base)
{
	static const struct timeval	 every = {LOOK_S, 0};
	struct scribe			*s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	s->on_look = event_new(base, -1, EV_PERSIST, scribe_on_look, s);
	if (s->on_look == NULL || event_add(s->on_look, &every) == -1) {
		scribe_free(s);
		return NULL;
	}
	event_set_log_callback(scribe_on_event);
	return s;
}

void
scribe_free(struct scribe *s)
{
	if (s == NULL)
		return;
	event_set_log_callback(NULL);
	log_tell_left_out(UINT64_MAX);
	if (s->on_look != NULL)
		event_free(s->on_look);
	free(s);
}
