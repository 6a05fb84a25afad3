/* SPDX-License-Identifier: ISC */
#ifndef MXD_LINESUMS_H
#define MXD_LINESUMS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a list of domains says, in some octets for each hundred of them: the
 * domains fall into classes (table.h), and of each class the sum of its
 * lines' hashes is kept.  Two versions of a list say the same of the classes
 * whose sums are the same, in whatever order; so of a million lines those of
 * a few classes are left to be looked at.
 *
 * Hashes have 64 bits and nobody outside can guess them: a change is not
 * seen once in 2^64 times.
 */
struct linesums {
	size_t		 n;		/* classes; a power of two */
	size_t		 lines;		/* all that were added */
	uint64_t	 of[];		/* [n] */
};

/* Lines of a class, more or less, and how many classes there are. */
#define LINESUMS_LINES	64
#define LINESUMS_MIN	16
#define LINESUMS_MAX	16384

/* Classes for a list of so many lines. */
size_t linesums_classes(size_t lines);

/* Of no lines; NULL without memory.  free() it. */
struct linesums *linesums_new(size_t classes);

/*
 * A line.
 *
 * class, apex	by table_class()
 * values	hash of the values that it has; 0: none
 */
void linesums_add(struct linesums *, size_t class, uint64_t apex,
    uint64_t values);

/*
 * Which classes differ, for two of as many classes.
 *
 * differs	[n], set to 0 or 1
 * returns	how many do
 */
size_t linesums_compare(const struct linesums *, const struct linesums *,
    uint8_t *differs);

#endif
