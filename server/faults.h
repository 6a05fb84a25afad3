/* SPDX-License-Identifier: ISC */
#ifndef MXD_FAULTS_H
#define MXD_FAULTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Directories of `zones in` that cannot be read, and files in them that are
 * not used: no zone, so they are not among the zones that fail.  Each stays
 * until a look at all comes to its end without it, or until somebody finds it
 * mended, faults_drop().  The loader's.
 */
struct fault {
	char	*what;		/* "zones in DIRECTORY", or that and
				   ": FILE"; owned */
	char	*why;		/* owned */
	bool	 is_lost;	/* nothing of it is served */
	bool	 is_old;	/* not yet seen again in this look at all */
};

/* Those that are kept.  The rest is counted: by looks at all, and if it could
   not be kept for want of memory. */
#define FAULTS_MAX	100

struct faults {
	struct fault	 all[FAULTS_MAX];
	size_t		 n;
	size_t		 more;		/* beside them */
	size_t		 more_old;	/* of these, from before this look */
	bool		 is_looking;	/* at all: else nobody knows whether one
					   that is not kept was counted */
};

/* NULL without memory. */
struct faults *faults_new(void);
void faults_free(struct faults *);

/*
 * A look at all begins, and has come to its end: what was not noted in
 * between is mended then.  One that is given up has mended nothing.
 */
void faults_begin(struct faults *);
void faults_end(struct faults *);
void faults_give_up(struct faults *);

/* file: NULL: the directory itself.  Of what is noted already the reason is
   the new one, and it is lost if it was. */
void faults_note(struct faults *, const char *dir, const char *file,
    const char *why, bool is_lost);

/* It is mended. */
void faults_drop(struct faults *, const char *dir, const char *file);

size_t faults_count(const struct faults *);

#endif
