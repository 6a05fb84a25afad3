/* SPDX-License-Identifier: ISC */
#include <sys/ioctl.h>

#include <stdlib.h>

#include <event2/event.h>

#include "server/clock.h"
#include "server/settle.h"

/* Looks at the descriptor until patience ends. */
#define TICKS_MAX	(SETTLE_MAX_MS / SETTLE_QUIET_MS)

struct settle {
	struct event	*on_input;	/* the first of a burst */
	struct event	*on_tick;
	int		 fd;		/* borrowed */
	int		 had_bytes;	/* at the last tick */
	unsigned	 ticks;
	uint64_t	 busy_ms;	/* when something was found last */
	void		(*fn)(void *arg);
	void		*arg;
};

static int
waiting_bytes(const struct settle *s)
{
	int	 n = 0;

	/* Who cannot tell is taken at once. */
	return ioctl(s->fd, FIONREAD, &n) == -1 ? 0 : n;
}

static void
tick(struct settle *s)
{
	static const struct timeval	 quiet = {0, SETTLE_QUIET_MS * 1000};

	/* Memory for all timers is kept by the base since event_new(). */
	(void)event_add(s->on_tick, &quiet);
}

static void
begin_ticks(struct settle *s)
{
	s->had_bytes = waiting_bytes(s);
	s->ticks = 0;
	tick(s);
}

static void
settle_on_input(evutil_socket_t fd, short what, void *arg)
{
	struct settle	*s = arg;

	(void)fd;
	(void)what;
	if (clock_ms() - s->busy_ms >= SETTLE_REST_MS)
		s->fn(s->arg);
	else
		begin_ticks(s);
}

static void
settle_on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct settle	*s = arg;
	int		 has_bytes = waiting_bytes(s);

	(void)fd;
	(void)what;
	s->ticks++;
	if (has_bytes == s->had_bytes || s->ticks >= TICKS_MAX) {
		s->fn(s->arg);
		return;
	}
	s->had_bytes = has_bytes;
	tick(s);
}

struct settle *
settle_new(struct event_base *base, int fd, void (*fn)(void *), void *arg)
{
	struct settle	*s;

	if ((s = calloc(1, sizeof(*s))) == NULL)
		return NULL;
	s->fd = fd;
	s->fn = fn;
	s->arg = arg;
	s->on_input = event_new(base, fd, EV_READ, settle_on_input, s);
	s->on_tick = evtimer_new(base, settle_on_tick, s);
	if (s->on_input == NULL || s->on_tick == NULL ||
	    event_add(s->on_input, NULL) == -1) {
		settle_free(s);
		return NULL;
	}
	return s;
}

void
settle_again(struct settle *s, enum settle_found found)
{
	if (found != SETTLE_NOTHING)
		s->busy_ms = clock_ms();
	if (found == SETTLE_UNFINISHED)
		begin_ticks(s);
	else
		(void)event_add(s->on_input, NULL);
}

void
settle_free(struct settle *s)
{
	if (s == NULL)
		return;
	if (s->on_input != NULL)
		event_free(s->on_input);
	if (s->on_tick != NULL)
		event_free(s->on_tick);
	free(s);
}
