/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPOTS_H
#define MXD_SPOTS_H

#include <stdbool.h>
#include <stdint.h>

/*
 * The directories that an inotify descriptor watches: by path, as somebody
 * wants them, and by the number that events come with.  Paths that lead to
 * one directory have one number.  The loader's.
 *
 * A directory may vanish and come again, or another take its name.  So the
 * one above each is watched too, for its name.
 */
struct spots;

struct spot {
	struct spot	*by_path;	/* chains */
	struct spot	*by_number;
	uint64_t	 hash;		/* of path */
	int		 number;	/* -1: is not watched at the moment */
	bool		 is_wanted;
	bool		 holds_files;	/* it is not just above another */
	bool		 is_told;	/* the log says why it is not watched */
	char		 path[];	/* without a slash at the end */
};

/* fd of inotify_init1(2), borrowed.  NULL without memory. */
struct spots *spots_new(int fd, uint64_t seed);
void spots_free(struct spots *);

/* From now on say anew which ones are wanted. */
void spots_begin(struct spots *);

/*
 * Watch a directory for the files in it.  What stands in the way is logged.
 *
 * returns	1: it is watched from now on, so look what is there; 0: it
 *		was, or cannot be; -1 without memory
 */
int spots_want(struct spots *, const char *path);

/* Watch no others. */
void spots_end(struct spots *);

/* The directory with this path, or NULL; a slash at its end is nothing. */
struct spot *spots_find(const struct spots *, const char *path);

/* Those with a number, one after the other; first NULL: the first. */
struct spot *spots_next(const struct spots *, int number,
    const struct spot *first);

/* Whatever has this number is no longer what is meant; no watch is left. */
void spots_lose(struct spots *, int number);

/* Try all again that are not watched, unless the limit of the system is
   reached; how many that hold files are, from now on. */
unsigned spots_renew(struct spots *);

#endif
