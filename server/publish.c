/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "server/log.h"
#include "server/publish.h"
#include "server/tap.h"
#include "zones/mem.h"

/* A snapshot that is not yet freed.  Several may have one conf. */
struct live {
	uint64_t		 generation;
	const struct conf	*conf;
};

struct publisher {
	struct slots		*slots;		/* borrowed */
	struct worker		**workers;	/* borrowed */
	unsigned		 nworkers;
	struct listen_set	 listening;
	struct snapshot		*current;
	struct snapshot		*prepared;	/* for publish(), or NULL */
	uint64_t		 generation;
	struct tap		*tap;		/* of the current conf */
	char			*tap_path;	/* where it leads to */
	struct live		*live;
	size_t			 nlive;
	size_t			 cap_live;
	uint8_t			 cookie_secret[COOKIE_SECRET_BYTES];
	bool			 are_given;	/* first sockets, to workers */
	void			(*retire)(void *arg, struct snapshot *);
	void			*retire_arg;
};

struct publisher *
publisher_new(struct slots *slots, struct worker **workers,
    unsigned nworkers, struct listen_set *listening,
    void (*retire)(void *, struct snapshot *), void *arg)
{
	struct publisher	*p;

	if ((p = calloc(1, sizeof(*p))) == NULL)
		return NULL;
	p->slots = slots;
	p->workers = workers;
	p->nworkers = nworkers;
	p->listening = *listening;
	*listening = (struct listen_set){NULL, 0, 0};
	p->retire = retire;
	p->retire_arg = arg;
	arc4random_buf(p->cookie_secret, sizeof(p->cookie_secret));
	return p;
}

const struct conf *
publisher_conf(const struct publisher *p)
{
	return p->current == NULL ? NULL : p->current->conf;
}

struct conf *
publisher_shared_conf(struct publisher *p)
{
	return p->current == NULL ? NULL : p->current->conf;
}

const struct table *
publisher_table(const struct publisher *p)
{
	return p->current == NULL ? NULL : p->current->table;
}

uint64_t
publisher_generation(const struct publisher *p)
{
	return p->generation;
}

/* Hand over the sockets of one address, one to each worker. */
static void
give_listener(struct publisher *p, struct listener *l)
{
	char		 text[LISTEN_TEXT_MAX];
	unsigned	 w;

	if (l->fds == NULL)
		return;
	for (w = 0; w < p->nworkers; w++) {
		if (l->fds[w] != -1)
			worker_listen(p->workers[w], l->fds[w], l->id,
			    l->transport == LISTEN_UDP, l->is_any);
		l->fds[w] = -1;
	}
	log_write(LEVEL_INFO, "listen on %s (%s): answering",
	    listen_to_text(&l->addr, text),
	    l->transport == LISTEN_UDP ? "udp" : "tcp");
}

static void
give_all(struct publisher *p)
{
	size_t	 i;

	for (i = 0; i < p->listening.n; i++)
		give_listener(p, &p->listening.all[i]);
}

static void
take_away(struct publisher *p, const struct listener *l)
{
	char		 text[LISTEN_TEXT_MAX];
	unsigned	 w;

	for (w = 0; w < p->nworkers; w++)
		worker_unlisten(p->workers[w], l->id);
	log_write(LEVEL_INFO, "listen on %s (%s): closed",
	    listen_to_text(&l->addr, text),
	    l->transport == LISTEN_UDP ? "udp" : "tcp");
}

/* Room for what workers are told of n sockets. */
static int
prepare_workers(const struct publisher *p, size_t n)
{
	unsigned	 w;

	for (w = 0; w < p->nworkers; w++)
		if (worker_prepare(p->workers[w], n) == -1)
			return -1;
	return 0;
}

int
publisher_prepare(struct publisher *p)
{
	void	*live;

	if (!p->are_given && prepare_workers(p, p->listening.n) == -1)
		return -1;
	live = array_grow(p->live, p->nlive, &p->cap_live, sizeof(*p->live));
	if (live == NULL)
		return -1;
	p->live = live;
	if (p->prepared == NULL)
		p->prepared = snapshot_new(NULL, NULL, 0, 0, p->retire,
		    p->retire_arg);
	return p->prepared == NULL ? -1 : 0;
}

/* dnstap goes where the configuration says; where it cannot, queries are
   answered all the same. */
static void
follow_tap(struct publisher *p, const char *path)
{
	if (p->tap_path != NULL && path != NULL &&
	    strcmp(p->tap_path, path) == 0)
		return;
	tap_unref(p->tap);
	free(p->tap_path);
	p->tap = NULL;
	p->tap_path = NULL;
	if (path == NULL || (p->tap = tap_new(path, p->nworkers)) == NULL)
		return;
	if ((p->tap_path = strdup(path)) == NULL)
		log_write(LEVEL_WARNING, "dnstap: out of memory; the next "
		    "reload connects anew");
}

void
publish(struct publisher *p, struct table *table, struct conf *conf)
{
	struct snapshot	*s = p->prepared;
	unsigned	 w;

	assert(s != NULL && p->nlive < p->cap_live);
	p->prepared = NULL;
	s->table = table;
	s->conf = conf;
	s->generation = ++p->generation;
	s->rotations = slots_top(p->slots);
	follow_tap(p, conf->dnstap);
	s->tap = tap_ref(p->tap);
	memcpy(s->cookie_secret, p->cookie_secret, sizeof(s->cookie_secret));
	p->live[p->nlive++] = (struct live){s->generation, conf};
	for (w = 0; w < p->nworkers; w++)
		worker_publish(p->workers[w], snapshot_ref(s));
	if (!p->are_given)
		give_all(p);
	p->are_given = true;
	snapshot_unref(p->current);
	p->current = s;
}

int
publisher_plan(const struct publisher *p, const struct conf *conf,
    struct report *rep, struct listen_set *next)
{
	if (listen_plan(conf, rep, next) == -1) {
		listen_clear(next, p->nworkers);
		return -1;
	}
	if (listen_open(next, &p->listening, p->nworkers, rep) == -1)
		return -1;
	if (prepare_workers(p, next->n + p->listening.n) == 0)
		return 0;
	listen_clear(next, p->nworkers);
	report_add(rep, SEV_ERROR, NULL, "listen", NULL, "out of memory");
	return -1;
}

void
publish_listening(struct publisher *p, struct listen_set *next)
{
	struct listen_set	 old = p->listening;
	size_t			 i;

	p->listening = *next;
	*next = (struct listen_set){NULL, 0, 0};
	give_all(p);
	for (i = 0; i < old.n; i++)
		if (!listen_has(&p->listening, old.all[i].id))
			take_away(p, &old.all[i]);
	listen_clear(&old, p->nworkers);
}

/* The oldest generation that somebody may hold. */
static uint64_t
oldest(const struct publisher *p)
{
	uint64_t	 least = UINT64_MAX;
	size_t		 i;

	for (i = 0; i < p->nlive; i++)
		if (p->live[i].generation < least)
			least = p->live[i].generation;
	return least;
}

void
publisher_bury(struct publisher *p, struct snapshot *s)
{
	size_t	 i;

	for (i = 0; i < p->nlive; i++)
		if (p->live[i].generation == s->generation)
			p->live[i] = p->live[--p->nlive];
	for (i = 0; i < p->nlive; i++)
		if (p->live[i].conf == s->conf)
			s->conf = NULL;		/* the last one frees it */
	tap_unref(s->tap);
	snapshot_free(s);
	slots_collect(p->slots, oldest(p));
}

void
publisher_close(struct publisher *p)
{
	snapshot_unref(p->current);
	p->current = NULL;
}

void
publisher_free(struct publisher *p)
{
	if (p == NULL)
		return;
	listen_clear(&p->listening, p->nworkers);
	snapshot_free(p->prepared);
	tap_unref(p->tap);
	free(p->tap_path);
	free(p->live);
	free(p);
}
