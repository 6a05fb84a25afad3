/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONTROL_H
#define MXD_CONTROL_H

#include <sys/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/loader.h"
#include "server/worker.h"

struct confine;
struct event_base;

/*
 * The control socket, for mxctl: a Unix stream socket, mode 0660.  Who may
 * connect may do everything.  Main thread.
 *
 * A client sends one line, a command of control_row(), and gets one
 * answer: a line "ok" or "error", then text, then the end.
 */
struct control;

/* The commands, for mxctl's usage and documents. */
struct control_row {
	const char	*name;
	const char	*argument;	/* what must follow; NULL: nothing */
	const char	*help;
	bool		 does_change;	/* logged, with who asked */
};

/* The i-th, or NULL past the end. */
const struct control_row *control_row(size_t i);

/* What commands work on; all borrowed. */
struct control_env {
	struct loader		*loader;
	struct worker		**workers;
	unsigned		 nworkers;
	const struct confine	*confine;
	uint64_t		 started_ms;	/* clock_ms() */
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

/* Longest command line, with its \n. */
#define CONTROL_LINE_MAX	2048

#endif
