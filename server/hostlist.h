/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOSTLIST_H
#define MXD_HOSTLIST_H

#include "server/course.h"

/*
 * A template in a course: its list is read, and those of its lines that may
 * say something new are gone through.
 */

/*
 * Read the list of a template and put its domains.
 * returns	0, or -1 without memory or cancelled, which is logged; 1: it
 *		has to do with another list or cannot be read, and the course
 *		was to be partial: begin anew with all
 */
int hostlist_take(struct course *, struct turn *);

/* table_walk() of what was served, for the lines that are gone through. */
int hostlist_walk(const struct course *, const struct turn *,
    int (*fn)(const struct zone *, void *), void *arg);

#endif
