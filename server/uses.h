/* SPDX-License-Identifier: ISC */
#ifndef MXD_USES_H
#define MXD_USES_H

#include <stddef.h>
#include <stdint.h>

/*
 * Which zones are read from a file: of files that are not found by their
 * name in a directory of `zones in`.  Paths are hashed, so that an answer
 * may hold a zone too many, once in 2^64 times; and one that no longer
 * reads the file, until all is said anew.  Pure; the loader's.
 */
struct uses;

/* In place of an apex: the file is one of a template.  No name is this. */
extern const uint8_t	 uses_template[1];

/* A file of more zones than this is one of any zone. */
#define USES_FILE_MAX	200

struct use {
	struct use	*next;		/* same chain */
	uint64_t	 hash;		/* of the path */
	uint8_t		 apex_len;	/* 0: any zone */
	uint8_t		 apex[];	/* wire form, lower case */
};

/* NULL without memory. */
struct uses *uses_new(uint64_t seed);
void uses_free(struct uses *);

/* Nothing is read from anything. */
void uses_clear(struct uses *);

/* Unless it is known already.  -1 without memory. */
int uses_add(struct uses *, const char *path, const uint8_t *apex,
    size_t apex_len);

/* The zones of a file, one after the other, "any" before others; after
   NULL: the first. */
const struct use *uses_next(const struct uses *, const char *path,
    const struct use *after);

#endif
