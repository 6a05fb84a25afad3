/* SPDX-License-Identifier: ISC */
#ifndef MXD_DIRECTORY_H
#define MXD_DIRECTORY_H

#include <stddef.h>

/*
 * The files of a directory that `zones in` means: whose names end in
 * ".zone" and do not begin with a dot.  Sorted, so that the same files
 * give the same result on each host.
 */
struct directory {
	char	**names;	/* without path */
	size_t	  n;
	size_t	  cap;
};

#define ZONE_SUFFIX	".zone"

/* -1 with errno set, and then *out is empty. */
int directory_read(const char *path, struct directory *out);

void directory_clear(struct directory *);

#endif
