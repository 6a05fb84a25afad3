/* SPDX-License-Identifier: ISC */
#ifndef MXD_HOME_H
#define MXD_HOME_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/lint.h"

/*
 * Where zones are loaded from, and their settings: one for each directory
 * of `zones in`, whose zones share it, and one for each zone block.  The
 * loader's.
 */
struct home {
	char		*path;		/* of the directory, or of the file */
	char		*include_root;	/* or NULL */
	const struct lint *lint;	/* of the configuration in force; NULL:
					   not yet in force */
	const struct lint *next_lint;	/* of that of the round at hand */
	uint32_t	 users;		/* zones that were loaded from here */
	bool		 is_directory;
	bool		 does_rotate;
};

/* All of them, each with a number above 0. */
struct homes {
	struct home	**all;		/* by number less 1; NULL: none */
	size_t		 n;
	size_t		 cap;
	size_t		 spare;		/* no lower number is free */
};

/* What a home is to be; texts are borrowed. */
struct origin {
	const char	*path;
	const char	*include_root;	/* or NULL */
	const struct lint *lint;
	bool		 is_directory;
	bool		 does_rotate;
};

/* All zero is empty. */
void homes_clear(struct homes *);

/* The home with this number. */
struct home *homes_at(const struct homes *, uint32_t number);

/*
 * A home that is like this: that with the number given, or one of the
 * directories, or a new one.  It has the round's lint.
 *
 * number	of one that may do; 0: none
 * returns	its number, or 0 without memory
 */
uint32_t homes_want(struct homes *, const struct origin *, uint32_t number);

/* The round is in force: so is its lint. */
void homes_settle(struct homes *);

/* Forget those without users. */
void homes_sweep(struct homes *);

/* The path of a file in a directory: buf; NULL if it is too long. */
const char *home_join(const char *dir, const char *file, char buf[PATH_MAX]);

/*
 * The path of the file that a zone is loaded from.
 *
 * apex		wire form, lower case
 * file		its name in a directory; NULL: the apex and ".zone"
 * returns	buf, or the home's own path; NULL if it is too long
 */
const char *home_path(const struct home *, const uint8_t *apex,
    const char *file, char buf[PATH_MAX]);

#endif
