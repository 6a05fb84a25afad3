/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONFINE_H
#define MXD_CONFINE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "conf/conf.h"

/*
 * What the process gives up beside the rights of root: files that its
 * configuration does not name, by Landlock (landlock.h), and system calls
 * that it does not make, by seccomp (calls.h).  What the kernel cannot do is
 * logged, and mxd goes on without.
 */
struct confine;

/*
 * Make all that is needed, with the directories as they are now.  Main
 * thread, still with the rights of root, before other threads start.
 *
 * uid		that main will have
 * writes_log	the log goes to the file that conf names, if it does
 * pidfile	NULL: none
 * returns	NULL without memory
 */
struct confine *confine_new(const struct conf *, uid_t uid, bool writes_log,
    const char *pidfile);

/*
 * Main, before it starts the loader: from here on only what the configuration
 * names can be opened.
 */
void confine_all(struct confine *);

/* Main, before it starts the workers: none of them opens anything. */
void confine_main(struct confine *);

/*
 * Logs each directory that a new configuration needs and that was not named
 * at the start, or not for this, and calls tell with it.  Loader.
 *
 * c		NULL: nothing is confined
 * writes_log	as above
 */
void confine_warn(const struct confine *c, const struct conf *,
    bool writes_log,
    void (*tell)(void *arg, const char *directory, const char *why),
    void *arg);

/*
 * What is in force, asked of the kernel: the i-th row as a word and its
 * value.  Main.
 *
 * returns	buf; NULL past the end
 */
#define CONFINE_TEXT_MAX	80
const char *confine_row(const struct confine *, size_t i, const char **word,
    char buf[CONFINE_TEXT_MAX]);

/* Is its value a number, if it is not a word that stands for none? */
bool confine_is_number(size_t i);

void confine_free(struct confine *);

#endif
