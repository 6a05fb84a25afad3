/* SPDX-License-Identifier: ISC */
#ifndef MXD_PUBLISH_H
#define MXD_PUBLISH_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "server/listen.h"
#include "server/slots.h"
#include "server/worker.h"

/*
 * What is in force: the snapshot that was published last, those before it
 * that somebody still holds, and the sockets.  The loader's.
 */
struct publisher;

/*
 * slots	told when counters are free again; borrowed
 * workers	borrowed
 * listening	opened; taken
 * retire	as in snapshot.h: the loader passes the snapshot to
 *		publisher_bury() in its own thread
 * returns	NULL without memory; listening is then the caller's
 */
struct publisher *publisher_new(struct slots *slots,
    struct worker **workers, unsigned nworkers,
    struct listen_set *listening,
    void (*retire)(void *arg, struct snapshot *), void *arg);

/* The conf and table in force; NULL before the first publish(). */
const struct conf *publisher_conf(const struct publisher *);
const struct table *publisher_table(const struct publisher *);

/* The conf in force, for one more publish(). */
struct conf *publisher_shared_conf(struct publisher *);

/* Generation of what is in force; 0 before the first publish(). */
uint64_t publisher_generation(const struct publisher *);

/*
 * Have ready what the next publish() needs, so that it cannot fail: call
 * this before anything is changed.  Harmless if no publish() follows.
 *
 * returns	0, or -1 without memory
 */
int publisher_prepare(struct publisher *);

/*
 * Make table and conf the ones in force: hand them to all workers.  Takes
 * both; a conf that was published is freed with the last snapshot that has
 * it.  After publisher_prepare(), once for each time.
 */
void publish(struct publisher *, struct table *, struct conf *);

/*
 * Open the sockets that conf wants and that are not open; changes nothing
 * in force.
 *
 * *next	for publish_listening() or listen_clear()
 * returns	0, or -1 with errors in the report
 */
int publisher_plan(const struct publisher *, const struct conf *,
    struct report *, struct listen_set *next);

/*
 * Give new sockets to the workers, take away those that are no longer
 * wanted.  Takes next.
 */
void publish_listening(struct publisher *, struct listen_set *next);

/* Free a snapshot that nobody holds. */
void publisher_bury(struct publisher *, struct snapshot *);

/* Gives back its own snapshot first.  Workers are gone. */
void publisher_close(struct publisher *);
void publisher_free(struct publisher *);

#endif
