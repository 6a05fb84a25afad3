/* SPDX-License-Identifier: ISC */
#include <sys/queue.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <event2/event.h>

#include "server/bulletin.h"
#include "server/clock.h"

struct waiter {
	STAILQ_ENTRY(waiter)	 link;
	void			(*done)(void *, const char *, time_t);
	void			*arg;
};

STAILQ_HEAD(waiters, waiter);

struct bulletin {
	struct loader		*loader;
	struct event		*on_impatience;	/* while some wait */
	enum loader_request	 what;
	bool			 is_asked;	/* and not answered */
	char			*text;		/* the last; or NULL */
	time_t			 at;
	uint64_t		 at_ms;		/* of clock_ms() */
	struct waiters		 waiters;
};

/* Who waits gets what there is. */
static void
serve(struct bulletin *b)
{
	struct waiters	 all = STAILQ_HEAD_INITIALIZER(all);
	struct waiter	*w;

	(void)evtimer_del(b->on_impatience);
	STAILQ_CONCAT(&all, &b->waiters);
	while ((w = STAILQ_FIRST(&all)) != NULL) {
		STAILQ_REMOVE_HEAD(&all, link);
		w->done(w->arg, b->text, b->at);
		free(w);
	}
}

static void
on_told(void *arg, int rc, const char *text)
{
	struct bulletin	*b = arg;
	char		*copy;

	b->is_asked = false;
	if (rc == 0 && (copy = strdup(text)) != NULL) {
		free(b->text);
		b->text = copy;
		b->at = time(NULL);
		b->at_ms = clock_ms();
	}
	serve(b);
}

static void
bulletin_on_impatience(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	serve(arg);
}

struct bulletin *
bulletin_new(struct event_base *base, struct loader *loader,
    enum loader_request what)
{
	struct bulletin	*b;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return NULL;
	b->loader = loader;
	b->what = what;
	STAILQ_INIT(&b->waiters);
	b->on_impatience = evtimer_new(base, bulletin_on_impatience, b);
	if (b->on_impatience != NULL)
		return b;
	free(b);
	return NULL;
}

void
bulletin_free(struct bulletin *b)
{
	if (b == NULL)
		return;
	loader_forget(b->loader, b);
	serve(b);
	event_free(b->on_impatience);
	free(b->text);
	free(b);
}

/* One more who waits; false: who cannot, for want of memory. */
static bool
wait_for(struct bulletin *b, void (*done)(void *, const char *, time_t),
    void *arg)
{
	static const struct timeval	 patience = {
		BULLETIN_PATIENCE_MS / 1000, BULLETIN_PATIENCE_MS % 1000 * 1000
	};
	struct waiter			*w;

	if ((w = malloc(sizeof(*w))) == NULL)
		return false;
	w->done = done;
	w->arg = arg;
	/* A timer that runs already is that of the first who waits. */
	if (STAILQ_EMPTY(&b->waiters) &&
	    evtimer_add(b->on_impatience, &patience) == -1) {
		free(w);
		return false;
	}
	STAILQ_INSERT_TAIL(&b->waiters, w, link);
	return true;
}

void
bulletin_get(struct bulletin *b, void (*done)(void *, const char *, time_t),
    void *arg)
{
	bool	 is_fresh = b->text != NULL &&
		    clock_ms() - b->at_ms < BULLETIN_FRESH_MS;

	if (!is_fresh && !b->is_asked)
		b->is_asked = loader_ask(b->loader, b->what, on_told, b) == 0;
	if (is_fresh || !b->is_asked || !wait_for(b, done, arg))
		done(arg, b->text, b->at);
}
