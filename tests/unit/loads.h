/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_LOADS_H
#define TESTS_UNIT_LOADS_H

#include "tests/unit/support.h"

#include "conf/conf.h"
#include "server/reload.h"

/*
 * Rounds of loading, one after the other, without a loader and its thread:
 * zone files in a directory of their own, what is known of them and what is
 * served.
 */
struct loads {
	struct inventory	*inventory;
	struct slots		*slots;
	struct table		*table;
	struct conf		*conf;
	uint64_t		 generation;
	bool			 is_started;
	struct crew		*crew;		/* the test's; NULL: none */
	size_t			 left_advice;	/* rounds to end early */
};

/* A path of the directory has room in this. */
#define PATH_MAX_BYTES	256

/* Set up and tear down a group of tests: the directory, and a log that nobody
   reads.  For cmocka_run_group_tests(). */
int loads_begin(void **state);
int loads_end(void **state);

/* No files, no zones, and `zones in "."`, which is the directory. */
void loads_open(struct loads *);
void loads_close(struct loads *);

/* Another configuration, for the next round. */
void configure(struct loads *, const char *text);

/* The path of a file in the directory; good until the next call. */
const char *path_of(const char *name);

/* Each version is another file: other tests need not wait for a clock. */
void put_file(const char *name, const char *text);

/* A zone file that ends with the lines more. */
void put_zone(const char *name, unsigned serial, const char *more);

/*
 * One round, of all (n is 0) or of these files; the outcome as text,
 * "refused" if nothing changed.
 */
const char *look(struct loads *, const struct touched *, size_t n);
const char *reload(struct loads *);

#define assert_outcome(w, a, c, r, k, u)				\
	assert_string_equal(reload(w), #a " added, " #c " changed, " #r	\
	    " removed, " #k " kept because of errors, " #u " unchanged")

/* The serial that is served; 0: no content, -1: no such zone. */
long serial_of(const struct loads *, const char *apex);

/* Is the zone served marked as stale? */
bool is_stale(const struct loads *, const char *apex);

#endif
