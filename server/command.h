/* SPDX-License-Identifier: ISC */
#ifndef MXD_COMMAND_H
#define MXD_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "server/loader.h"
#include "server/worker.h"

struct confine;
struct evbuffer;
struct progress;

/* As many words as a line has room for. */
#define COMMAND_WORDS_ANY	UINT32_MAX

/* The commands of mxctl, for its usage and documents too. */
struct command_row {
	const char	*name;
	const char	*argument;	/* what may stand behind it; NULL:
					   nothing */
	const char	*help;
	uint32_t	 least;		/* words behind it */
	uint32_t	 most;
	bool		 does_change;	/* logged, with who asked */
};

/* The i-th, sorted by name, or NULL past the end. */
const struct command_row *command_row(size_t i);

/* What commands work on; all borrowed. */
struct command_env {
	struct loader		*loader;
	struct worker		**workers;
	unsigned		 nworkers;
	const struct confine	*confine;
	const struct progress	*progress;
	uint64_t		 started_ms;	/* clock_ms() */
};

/*
 * A command that was given.  Main thread.
 *
 * Its answer is a line, "ok" or "error", perhaps with the status for mxctl to
 * exit with behind a blank, and then text.  A long one comes in
 * parts: when all that is in out has been fetched, command_go_on() brings
 * the next one.
 */
struct command {
	/* Set by who gives it; borrowed. */
	const struct command_env *env;
	struct evbuffer	*out;		/* the answer goes there */
	int		 fd;		/* whose it is */
	void		(*on_part)(void *arg);	/* out or a flag has changed,
						   after command_run() */
	void		*arg;

	/* For him. */
	bool		 is_answered;	/* all is in out */
	bool		 does_stop;	/* mxd, when all has been fetched */

	/* Private. */
	struct inquiry	 inquiry;	/* of the loader; its name is owned */
	bool		 is_begun;	/* the first line is in out */
	bool		 is_waiting;	/* for the loader */
	struct evbuffer	*held;		/* parts of an answer whose first line
					   is known at its end; or NULL */
};

/*
 * Run a line: a command, and behind blanks what it is about.  With "json "
 * before it the answer is JSON.  Changes the line.
 */
void command_run(struct command *, char *line);

/* Refuse it. */
void command_refuse(struct command *, const char *why);

/* Refuse a line that has no end yet; these are its first octets. */
void command_refuse_long(struct command *, const char *line,
    size_t len_bytes);

/* There may be a next part. */
void command_go_on(struct command *);

/* Whoever gave it is gone, or has all of it. */
void command_clear(struct command *);

#endif
