/* SPDX-License-Identifier: ISC */
#ifndef MXD_QUERYLOG_H
#define MXD_QUERYLOG_H

#include <stdbool.h>
#include <stdint.h>

#include "server/sight.h"

/*
 * Queries on their way to the log: a ring that one worker fills and the main
 * thread empties, so that no worker waits for the log.  What finds no room
 * is counted.
 */
struct querylog;

/* Queries that may wait. */
#define QUERYLOG_ROOM		1024

/* A line: a name as text, and the rest. */
#define QUERYLOG_LINE_MAX	1400

/* Small until querylog_begin().  NULL without memory. */
struct querylog *querylog_new(void);
void querylog_free(struct querylog *);

/*
 * Who empties it: wake is called by the worker when there is something and
 * was nothing.  Before the worker starts.
 */
void querylog_set_reader(struct querylog *, void (*wake)(void *arg),
    void *arg);

/* Worker: have room.  -1 without memory. */
int querylog_begin(struct querylog *);

/*
 * Worker, after querylog_begin().  What is no query at all has no line.
 *
 * returns	false if there was no room
 */
bool querylog_note(struct querylog *, const struct sight *);

/* How many found no room; any thread. */
uint64_t querylog_lost(const struct querylog *);

/* Reader: the oldest as a line; false if there is none. */
bool querylog_peek(struct querylog *, char line[QUERYLOG_LINE_MAX]);

/* Reader: be done with that one. */
void querylog_pop(struct querylog *);

#endif
