/* SPDX-License-Identifier: ISC */
#ifndef MXD_STREAM_H
#define MXD_STREAM_H

#include <stddef.h>

#include "zones/source.h"

/*
 * A file as a text that is read in large pieces, whole lines at a time: what
 * is behind us need not stay in memory.  A small file is one piece.
 */
struct stream {
	const char	*path;		/* borrowed */
	struct file_id	 id;		/* of the version that is read */
	int		 fd;		/* -1: all is read, or nothing open */
	size_t		 left;		/* octets not yet read */
	char		*buf;
	size_t		 cap;		/* octets of buf, one for a NUL not
					   counted */
	size_t		 have;		/* octets in buf */
	size_t		 shown;		/* of them; there stands a NUL */
	char		 hidden;	/* the octet in whose place it is */
	size_t		 piece_bytes;	/* that are read at once */
};

/*
 * A piece fits into the cache of a core, and a read() of it is far more
 * work than the call.
 */
#define STREAM_PIECE_BYTES	((size_t)256 << 10)

/* Nothing open, and no memory. */
void stream_init(struct stream *);

/*
 * Open a file and read its first piece, as source_read() does, with its
 * faults; *text is NUL-terminated and may be written to.
 *
 * path		borrowed until stream_close()
 * returns	0, or -1 with why filled
 */
int stream_open(struct stream *, const char *path, const char *root,
    struct file_id *id, const char **text, size_t *len_bytes,
    char why[SOURCE_WHY_BYTES]);

/* A text in memory, which is copied; it is all.  -1 without memory. */
int stream_set(struct stream *, const char *text, size_t len_bytes);

/*
 * Go on: at least one more line.  The text from keep on stays, but moves.
 *
 * keep		in the text that was given last
 * text		where keep stands now
 * len_bytes	of all that is to be read there
 * returns	1; 0 at the end, and nothing has moved; -1 with why filled:
 *		it has moved, no line has come, and this is the end
 */
int stream_more(struct stream *, const char *keep, const char **text,
    size_t *len_bytes, char why[SOURCE_WHY_BYTES]);

/* Keep the memory for the next one. */
void stream_close(struct stream *);

/* Close it, and give the memory back. */
void stream_clear(struct stream *);

#endif
