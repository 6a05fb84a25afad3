/* SPDX-License-Identifier: ISC */
#ifndef MXD_DIRECTORY_H
#define MXD_DIRECTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/name.h"

/*
 * The files of a directory that `zones in` means: whose names end in
 * ".zone" and do not begin with a dot.
 */
#define ZONE_SUFFIX	".zone"

/* Is this the name of one? */
bool zone_file_has_name(const char *name);

/*
 * The zone that such a file holds, by its name: what stands before ".zone".
 *
 * out		lower case
 * why		set to a static text if it is none
 * returns	0; 1 if we would write the name in another way, so that there
 *		may be a file that is called as we would; -1: no zone
 */
int zone_file_apex(const char *file, struct name *out, const char **why);

/* Names of files, without path, in one piece of memory. */
struct directory {
	char		*text;		/* each with its NUL */
	size_t		 used;		/* octets of it */
	size_t		 room;
	struct file_name *names;
	size_t		 n;
	size_t		 cap;
};

struct file_name {
	uint64_t	 first;		/* its first octets, for sorting */
	size_t		 at;		/* in text */
};

/*
 * All of them, sorted, so that the same files give the same result on each
 * host.  -1 with errno set, and then *out is empty.
 */
int directory_read(const char *path, struct directory *out);

/*
 * Visit them as they come, while fn returns 0.
 *
 * returns	0, or what fn returned, which should be above 0; -1 with
 *		errno set if the directory cannot be read to its end
 */
int directory_visit(const char *path,
    int (*fn)(void *arg, const char *name), void *arg);

/* Add a name; -1 without memory. */
int directory_add(struct directory *, const char *name);

void directory_sort(struct directory *);

/* The i-th name; borrowed until the next directory_add(). */
const char *directory_name(const struct directory *, size_t i);

/* All zero is empty. */
void directory_clear(struct directory *);

#endif
