/* SPDX-License-Identifier: ISC */
#ifndef MXD_SOURCE_H
#define MXD_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

/*
 * Files as the load reads them: whole, into memory, regular files only.
 * Nothing here waits: a FIFO is not opened for its writer.  Not mapped: a
 * mapped file that is cut off while it is read would be a SIGBUS.
 */

/*
 * Which version of a file was read: as fstat() said when it was opened.
 * A file that differs in any of these is read again at a reload.
 */
struct file_id {
	dev_t		 dev;
	ino_t		 ino;
	off_t		 size;
	struct timespec	 mtime;
	struct timespec	 ctime;
};

struct zone_file {
	char		*path;		/* as it was opened */
	struct file_id	 id;		/* all zero: could not be opened, so
					   that any file that appears differs */
};

/* A text in memory with a NUL behind it.  Owner: caller, free(text). */
struct source {
	char		*text;
	size_t		 len_bytes;
};

/* Room for what source_read() says: a path and a sentence. */
#define SOURCE_WHY_BYTES	1024

/*
 * Read a file.
 *
 * root		the file must lie in this directory's tree when all links
 *		and ".." are followed, also if these change meanwhile;
 *		NULL: it may lie anywhere
 * id		which version was read; all zero if there is none.  A file
 *		that changes while it is read is an error, and id is then
 *		the older version, so that the next reload reads it again
 * why		what is wrong and the cure
 * returns	0, or -1 with why filled
 */
int source_read(const char *path, const char *root, struct source *out,
    struct file_id *id, char why[SOURCE_WHY_BYTES]);

/*
 * The steps of source_read(), for those who read in pieces.  All fill why,
 * and return -1 if something is wrong.
 */

/* A regular file; returns its descriptor, for close(). */
int source_open(const char *path, const char *root, struct file_id *id,
    char why[SOURCE_WHY_BYTES]);

/* Read size octets; *got are fewer at the end.  -1 with errno, no why. */
int source_fill(int fd, char *buf, size_t size, size_t *got);

/* Is it still the version that was opened? */
int source_verify(int fd, const char *path, const struct file_id *,
    char why[SOURCE_WHY_BYTES]);

/* Say that it is not; say what errno means.  Both return -1. */
int source_changed(char why[SOURCE_WHY_BYTES], const char *path);
int source_fail(char why[SOURCE_WHY_BYTES], const char *path, int error);

/* Which version of a file is there now; all zero if it cannot be seen. */
void source_identity(const char *path, struct file_id *id);

/* Do both paths lead to one file? */
bool source_is_same(const char *path, const char *other);

/* Has any of these files changed, appeared or vanished since? */
bool zone_files_changed(const struct zone_file *, size_t nfiles);

/*
 * The path of a file that another one names: relative to the directory of
 * that file.  name is not terminated and holds no NUL.
 * returns NULL without memory; caller frees
 */
char *source_join(const char *from, const char *name, size_t name_len);

/*
 * Shorten a path in place, for people: no ".", no second slash, and no ".."
 * behind what is a directory now, and no link, so that it leads where it led.
 */
void source_tidy(char *path);

/* The directory that a path lies in; NULL without memory, caller frees. */
char *source_directory(const char *path);

#endif
