/* SPDX-License-Identifier: ISC */
#ifndef MXD_PRIVILEGE_H
#define MXD_PRIVILEGE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "conf/conf.h"

/*
 * Giving up what the daemon does not need once its sockets are bound.
 * All of it logs its own failures.  Main thread.
 */

/* Groups that the daemon's user may be in; more are left out. */
#define IDENTITY_GROUPS	64

/* Who the daemon will be. */
struct identity {
	uid_t	 uid;
	gid_t	 gid;
	gid_t	 groups[IDENTITY_GROUPS];	/* gid too; if is_change */
	size_t	 ngroups;
	bool	 is_change;	/* started as root, goes on as another */
};

/*
 * Whose rights to take.  As root: the user of the configuration, else
 * _mxd, else nobody.  Otherwise the one who started it, with a warning if
 * the configuration names another.
 *
 * returns -1 if there is no such user
 */
int privilege_find(const char *user, struct identity *);

/* Make an empty place the root directory.  Before privilege_drop(). */
int privilege_chroot(const char *path);

/*
 * Become that user with its groups in all threads, for good; it is tried
 * whether the way back is closed.  -1: the caller must not go on.
 */
int privilege_drop(const struct identity *);

/*
 * Limits of the process: as many descriptors as permitted; no core files
 * unless wanted; no gain of rights by executing.  Before other threads
 * start.
 */
void privilege_limits(bool wants_core);

/*
 * How many TCP connections each worker may have, so that the loader always
 * has descriptors to read files with.  Warns if that is less than what the
 * configuration says.
 *
 * listeners	sockets that each worker listens at
 */
unsigned privilege_connections(const struct conf *, unsigned workers,
    size_t listeners);

#endif
