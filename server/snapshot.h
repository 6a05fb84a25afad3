/* SPDX-License-Identifier: ISC */
#ifndef MXD_SNAPSHOT_H
#define MXD_SNAPSHOT_H

#include <stdatomic.h>
#include <stdint.h>

#include "conf/conf.h"
#include "server/cookie.h"
#include "zones/table.h"

struct tap;

/*
 * All that answers depend on, at one moment.  Frozen; counted.  The last
 * holder does not free it: it hands it back to the loader.
 */
struct snapshot {
	struct table	*table;		/* owned */
	struct conf	*conf;		/* owned */
	struct tap	*tap;		/* the publisher's, for dnstap; NULL:
					   none */
	uint64_t	 generation;	/* 1 for the first, then upwards */
	uint32_t	 rotations;	/* counters that a worker needs */
	uint8_t		 cookie_secret[COOKIE_SECRET_BYTES]; /* if the conf
					   has none; alike for all */
	atomic_uint	 refs;		/* by holders */
	struct snapshot	*next_retired;	/* loader's list */
	void	       (*retire)(void *arg, struct snapshot *);
	void		*retire_arg;
};

/*
 * Takes table and conf, with one reference held by the caller.
 *
 * retire	called by whoever drops the last reference, in its thread;
 *		must only pass the snapshot on to its loader
 * returns	NULL without memory; table and conf are then the caller's
 */
struct snapshot *snapshot_new(struct table *table, struct conf *conf,
    uint64_t generation, uint32_t rotations,
    void (*retire)(void *arg, struct snapshot *), void *arg);

/* Any thread that holds one, or that is given one by its holder. */
struct snapshot *snapshot_ref(struct snapshot *);
void snapshot_unref(struct snapshot *);

/* Loader only, when nobody holds it. */
void snapshot_free(struct snapshot *);

#endif
