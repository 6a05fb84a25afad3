/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#include "server/crew.h"
#include "server/thread.h"
#include "server/turns.h"

/* More threads than this wait for the loader's joins most of the time. */
#define HELPERS_MAX	15

struct crew {
	pthread_mutex_t	 lock;
	pthread_cond_t	 work;		/* helpers wait for a batch */
	pthread_cond_t	 rest;		/* the loader waits for helpers */
	unsigned	 wanted;	/* threads */
	unsigned	 n;		/* of them started */
	pthread_t	 threads[HELPERS_MAX];

	/* Under the lock. */
	unsigned	 batch;		/* number of the batch */
	unsigned	 busy;		/* helpers that are in it */
	bool		 is_over;	/* no helper may enter it any more */
	bool		 is_ending;

	/* Of the batch; written while no helper is in one. */
	void		(*fn)(void *, size_t);
	void		*arg;
	size_t		 parts;
	size_t		 grain;
	atomic_size_t	 next;		/* part that nobody has taken */
};

unsigned
crew_useful(void)
{
	cpu_set_t	 cpus;
	int		 n;

	if (sched_getaffinity(0, sizeof(cpus), &cpus) == -1)
		return 0;
	n = CPU_COUNT(&cpus) - 1;
	return n < 0 ? 0 : n > HELPERS_MAX ? HELPERS_MAX : (unsigned)n;
}

struct crew *
crew_new(unsigned helpers)
{
	struct crew	*c;

	if ((c = calloc(1, sizeof(*c))) == NULL)
		return NULL;
	(void)pthread_mutex_init(&c->lock, NULL);
	(void)pthread_cond_init(&c->work, NULL);
	(void)pthread_cond_init(&c->rest, NULL);
	c->wanted = helpers > HELPERS_MAX ? HELPERS_MAX : helpers;
	c->is_over = true;
	return c;
}

/* Until no part is left. */
static void
take_part(struct crew *c)
{
	size_t	 i, end;

	for (;;) {
		i = atomic_fetch_add_explicit(&c->next, c->grain,
		    memory_order_relaxed);
		if (i >= c->parts)
			return;
		end = c->parts - i < c->grain ? c->parts : i + c->grain;
		for (; i < end; i++) {
			c->fn(c->arg, i);
			turns_pass();
		}
	}
}

static void *
help(void *arg)
{
	struct crew	*c = arg;
	unsigned	 seen = 0;	/* the last batch it was in */

	(void)pthread_setname_np(pthread_self(), "mxd reader");
	(void)pthread_mutex_lock(&c->lock);
	while (!c->is_ending) {
		if (c->is_over || c->batch == seen) {
			(void)pthread_cond_wait(&c->work, &c->lock);
			continue;
		}
		seen = c->batch;
		c->busy++;
		(void)pthread_mutex_unlock(&c->lock);
		take_part(c);
		(void)pthread_mutex_lock(&c->lock);
		if (--c->busy == 0)
			(void)pthread_cond_signal(&c->rest);
	}
	(void)pthread_mutex_unlock(&c->lock);
	return NULL;
}

/* As many threads as there are parts for; fewer do as well. */
static void
hire(struct crew *c, size_t batches)
{
	while (c->n < c->wanted && c->n + 1 < batches) {
		if (thread_start(&c->threads[c->n], help, c) != 0) {
			c->wanted = c->n;
			return;
		}
		c->n++;
	}
}

void
crew_begin(struct crew *c, void (*fn)(void *, size_t), void *arg, size_t n,
    size_t grain)
{
	assert(c->is_over && c->busy == 0 && grain > 0);
	c->fn = fn;
	c->arg = arg;
	c->parts = n;
	c->grain = grain;
	atomic_store_explicit(&c->next, 0, memory_order_relaxed);
	hire(c, n / grain);
	(void)pthread_mutex_lock(&c->lock);
	c->batch++;
	c->is_over = false;
	if (c->n > 0 && n > grain)
		(void)pthread_cond_broadcast(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
}

void
crew_finish(struct crew *c)
{
	take_part(c);
	(void)pthread_mutex_lock(&c->lock);
	c->is_over = true;
	while (c->busy > 0)
		(void)pthread_cond_wait(&c->rest, &c->lock);
	(void)pthread_mutex_unlock(&c->lock);
}

void
crew_free(struct crew *c)
{
	unsigned	 i;

	if (c == NULL)
		return;
	(void)pthread_mutex_lock(&c->lock);
	c->is_ending = true;
	(void)pthread_cond_broadcast(&c->work);
	(void)pthread_mutex_unlock(&c->lock);
	for (i = 0; i < c->n; i++)
		(void)pthread_join(c->threads[i], NULL);
	(void)pthread_mutex_destroy(&c->lock);
	(void)pthread_cond_destroy(&c->work);
	(void)pthread_cond_destroy(&c->rest);
	free(c);
}
