/* SPDX-License-Identifier: ISC */
#ifndef MXD_FEED_H
#define MXD_FEED_H

#include <stdbool.h>
#include <stddef.h>

#include "conf/lex.h"
#include "conf/macro.h"
#include "zones/load.h"
#include "zones/mem.h"
#include "zones/report.h"
#include "zones/source.h"

/*
 * The words of a configuration, through all its files, with macros
 * replaced by their values.  An included file is read where it stands;
 * its end is seen by the caller, who then goes on with the outer file.
 */

/* Includes of includes; deeper is a mistake, and it bounds open files. */
#define FEED_DEPTH_MAX	16

/* Files of one configuration; bounds what includes of includes multiply. */
#define FEED_FILES_MAX	10000

/* Octets of all files together: a million zones take about half. */
#define FEED_BYTES_MAX	((size_t)64 << 20)

/* One file being read. */
struct feed_file {
	struct lexer	 lexer;
	struct lexeme	 next;		/* if has_next */
	bool		 has_next;
	struct source	 source;	/* owned; empty for a text in memory */
	struct file_id	 id;
	const char	*path;		/* borrowed; NULL: a text without one,
					   which cannot include */
};

struct feed {
	struct feed_file stack[FEED_DEPTH_MAX];
	size_t		 depth;		/* of them are in use */
	struct macros	 macros;
	struct arena	*arena;		/* strings and macros */
	struct report	*rep;		/* borrowed */
	size_t		 errors_before;	/* that the report had */
	struct zone_file *files;	/* all that were opened, or could not
					   be; paths live until the end */
	size_t		 nfiles;
	size_t		 files_cap;
	size_t		 used_bytes;	/* of FEED_BYTES_MAX */
};

/* -1 without memory. */
int feed_init(struct feed *, struct report *);
void feed_clear(struct feed *);

/* How many errors have been reported since. */
size_t feed_errors(const struct feed *);

/*
 * Go on with another file, until its end.  Reports why that cannot be.
 *
 * named	where the path stands; NULL: it was given by the caller
 */
int feed_open(struct feed *, const char *path, const struct lexeme *named);

/* Go on with a text in memory.  path may be NULL. */
int feed_open_text(struct feed *, const char *path, const char *text,
    size_t len_bytes);

/* Leave the innermost file. */
void feed_close(struct feed *);

/*
 * The next word.  LEX_MACRO never comes: it is a LEX_STRING, or reported
 * and LEX_BAD if there is no such macro.
 */
void feed_next(struct feed *, struct lexeme *);

/* The same, but it stays the next one. */
const struct lexeme *feed_peek(struct feed *);

/*
 * Give up a statement that was reported as wrong: up to its end or the
 * `}` of the block around it, over blocks of its own.
 */
void feed_skip(struct feed *);

/*
 * A path of the configuration, relative to the file being read.
 * NULL without memory; caller frees.
 */
char *feed_join(const struct feed *, const char *path, size_t len_bytes);

#endif
