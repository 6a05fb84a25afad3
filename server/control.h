/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONTROL_H
#define MXD_CONTROL_H

#include <sys/types.h>

#include "server/command.h"

struct event_base;

/*
 * The control socket, for mxctl: a Unix stream socket, mode 0660.  Who may
 * connect may do everything.  Main thread.
 *
 * A client sends one line, see command_run(), and gets one answer: a line
 * "ok" or "error", then text, then the end.
 */
struct control;

/* What commands work on, and what ends mxd; all borrowed. */
struct control_env {
	struct command_env	 command;
	void			(*stop)(void *arg); /* end mxd */
	void			*arg;
};

/*
 * Bind the socket, before privileges are given up.  A socket file that
 * nobody answers at is replaced.
 *
 * uid, gid	who the socket belongs to
 * returns	its descriptor; -1 with a log line
 */
int control_bind(const char *path, uid_t uid, gid_t gid);

/* Serve clients at fd, which is taken, also on failure (NULL). */
struct control *control_new(struct event_base *, int fd,
    const struct control_env *);

void control_free(struct control *);

/* Longest command line, with its end, \n or \r\n: some thousand names. */
#define CONTROL_LINE_MAX	65536

#endif
