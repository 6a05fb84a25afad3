/* SPDX-License-Identifier: ISC */
#ifndef MXD_REACH_H
#define MXD_REACH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "conf/conf.h"

/*
 * The directories that a configuration needs: those of the files it names,
 * those that it names itself, and those that links among them lead to at the
 * time.  Directories, because an editor puts a new file in place of an old
 * one.
 */
struct reach_dir {
	char		*path;		/* owned; without links */
	unsigned	 rights;	/* there and below it, of
					   enum landlock_right */
};

struct reach {
	struct reach_dir *dirs;		/* sorted by path, each once */
	size_t		 n;
	size_t		 cap;
	bool		 does_follow;	/* links of files, too */
	char		 last[PATH_MAX]; /* added last, as it is named, */
	unsigned	 last_rights;	/* with these */
};

/*
 * All that conf needs.  What is not there is left out.
 *
 * does_follow	directories of zones are read, to see which of their files are
 *		links; otherwise links of files are not looked at
 * writes_log	the log goes to the file that conf names, if it does
 * pidfile	NULL: none
 * *out		caller clears with reach_clear(), also on failure
 * returns	-1 without memory
 */
int reach_find(const struct conf *, bool does_follow, bool writes_log,
    const char *pidfile, struct reach *out);

/* Is this directory, or one above it, there with these rights?  A path that
   does not exist is judged by its name. */
bool reach_has(const struct reach *, const char *path, unsigned rights);

void reach_clear(struct reach *);

#endif
