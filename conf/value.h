/* SPDX-License-Identifier: ISC */
#ifndef MXD_VALUE_H
#define MXD_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "conf/feed.h"
#include "conf/schema.h"

/*
 * What stands behind the words of a directive: read, checked against the
 * bounds of its row, and written again.  Readers take one lexeme and
 * return 0, or -1 when they have reported why not; those that store free
 * the string that was there.
 */

/* Room for the texts that the functions below make for messages. */
#define VALUE_TEXT_MAX	256

/* "expected WHAT after NAME, found ...". what says also the nearest. */
void value_reject(struct feed *, const struct directive *,
    const struct lexeme *found, const char *what);

/* A word or string; what is expected goes into the message. */
int value_text(struct feed *, const struct directive *, const char *what,
    struct lexeme *out);

/*
 * Call add for a member of a list; or for each of several, with blanks or
 * commas between them, that a macro in its place holds.  -1 as soon as add
 * is -1, which has reported why.
 */
int value_members(struct feed *, const struct lexeme *,
    int (*add)(struct feed *, const struct lexeme *, void *arg), void *arg);

/* The text of a lexeme; NULL without memory, caller frees. */
char *value_copy(const struct lexeme *);

/* A number, min to max of the row. */
int value_number(struct feed *, const struct directive *, uint32_t *out);

/* One of the row's keywords. */
int value_keyword(struct feed *, const struct directive *, uint32_t *out);

/* A path, joined to the directory of the file; owner of *out: caller. */
int value_path(struct feed *, const struct directive *, char **out);

/*
 * The domain name that was read, in lower case; one that nobody can ask for
 * is warned of.
 *
 * what		"the name of a zone", for messages
 */
int value_name(struct feed *, const struct lexeme *, const char *what,
    struct name *out);

/* Names of one statement each; a metric has a label for each. */
#define VALUE_NAMES_MAX	64

/* Read one, and add it: each time one more, none twice. */
int value_add_name(struct feed *, const struct directive *,
    struct name **all, size_t *n);

/* An argument that has a field, into that of target. */
int value_read(struct feed *, const struct directive *, void *target);

/* `"a", "b" or "c"` */
char *value_list(const char *const *words, size_t n,
    char buf[VALUE_TEXT_MAX]);

/* `; did you mean "x"?`, or nothing. */
char *value_hint(const struct lexeme *, const char *const *words, size_t n,
    char buf[VALUE_TEXT_MAX]);

/* A time with the largest unit that leaves no rest, as 10s or 500ms. */
char *value_time_text(uint32_t time_ms, char buf[VALUE_TEXT_MAX]);

/* One in so many: `all`, `off`, or as `1/100`. */
char *value_share_text(uint32_t share, char buf[VALUE_TEXT_MAX]);

/* The keyword of the row for a value; bug if there is none. */
const char *value_keyword_text(const struct directive *, uint32_t value);

#endif
