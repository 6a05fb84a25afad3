/* SPDX-License-Identifier: ISC */
#ifndef MXD_LOG_H
#define MXD_LOG_H

#include <sys/queue.h>
#include <sys/types.h>

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "zones/report.h"

/*
 * The log: lines for an operator, each with the thing, the cause and the
 * effect.  Any thread may write.  errno is kept.  A log that fails never
 * ends the process: lines that could not be written are counted, and the
 * count is told as soon as writing works again.
 *
 * Until log_open() is called, lines go to stderr at LEVEL_INFO.
 */

/* Where lines go and which ones. */
struct log_settings {
	enum log_target	 target;
	enum log_level	 level;		/* lines above it are not written */
	const char	*file;		/* LOG_TO_FILE; copied */
	uid_t		 owner;		/* of the file, if not root */
	bool		 is_bare;	/* stderr: the text alone */
};

/*
 * Is stderr read by a service manager, so that lines begin with their level
 * as sd-daemon(3) says?
 */
bool log_is_managed(void);

/*
 * What a configuration and the command line want: in the foreground all
 * goes to stderr, but to a file that the conf names under a service manager;
 * verbose is everything.  Borrows from the conf.
 */
struct log_settings log_choose(const struct conf *, bool is_foreground,
    bool is_verbose);

/* Do they mean a file, which is to be made and opened again later? */
bool log_wants_file(const struct conf *, bool is_foreground);

/*
 * Change over.  A file is opened with the rights and the view of the file
 * system of the calling thread.  No symbolic link is followed; root opens
 * no regular file that trust.h warns of.
 *
 * returns	0, or -1 when the file could not be opened, see log_why():
 *		lines then go where they went before
 */
int log_open(const struct log_settings *);

/*
 * The same, from was, which is in force: a log that stays where it is keeps
 * its descriptor.
 */
int log_follow(const struct log_settings *was, const struct log_settings *);

/* Why this thread's last log_open() or log_reopen() failed; borrowed. */
const char *log_why(void);

/* Only which lines are written. */
void log_set_level(enum log_level);

/*
 * Open the same target again: the file has been moved away, or syslogd
 * was started anew.  -1: the old file is written on, and says why.
 */
int log_reopen(void);

/*
 * Make the log file belong to this user, so that log_reopen() may.  Only
 * a regular file is given away.
 */
void log_give(uid_t, gid_t);

void log_close(void);

/* Would a line of this level be written?  For what is costly to say. */
bool log_wants(enum log_level);

void log_write(enum log_level, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * A line that is wanted whatever the level in force is, one of very many:
 * it is written only if that need not wait, as far as the system tells, for
 * the lock is held meanwhile.
 *
 * returns	false: not now; whoever offers it may come again
 */
bool log_offer(enum log_level, const char *text);

/*
 * How far something long has come, in a line that the next one takes the
 * place of; only on a terminal.  NULL: no more of it.
 */
void log_progress(const char *text);

/* A finding as a line of its own; advice is logged at LEVEL_DEBUG. */
void log_finding(const struct finding *);

/*
 * All findings of a report, sorted, and how many more there were than it
 * kept.  thing ("zone example.org") names what was read.
 */
void log_report(const char *thing, struct report *);

/*
 * What strangers can make happen must not fill the disk: each call site
 * of log_limited() writes LOG_BURST lines in LOG_WINDOW_MS; the first one
 * after that tells how many were left out, or log_tell_left_out() does.
 */
#define LOG_BURST	5
#define LOG_WINDOW_MS	60000

struct log_limit {
	uint64_t	since_ms;	/* start of the window */
	unsigned	written;	/* in this window */
	unsigned	left_out;	/* since the last line */

	/* The log's, while lines were left out. */
	LIST_ENTRY(log_limit) link;
	const char	*fmt;
	enum log_level	level;
	bool		is_waiting;
};

#define log_limited(level, ...) do {					\
	static struct log_limit	 log_limit_here;			\
									\
	log_write_limited(&log_limit_here, (level), __VA_ARGS__);	\
} while (0)

void log_write_limited(struct log_limit *, enum log_level,
    const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/*
 * Tell what was left out and is not told by a line that followed within the
 * window.  For a timer; a later time than all (UINT64_MAX) tells all.
 */
void log_tell_left_out(uint64_t now_ms);

/*
 * May a line be written now?  If so, *left_out is how many were not since
 * the last one.  Pure; the caller serialises.
 */
bool log_limit_pass(struct log_limit *, uint64_t now_ms,
    unsigned *left_out);

#endif
