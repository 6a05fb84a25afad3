/* SPDX-License-Identifier: ISC */
#ifndef MXD_TEST_CHECKED_H
#define MXD_TEST_CHECKED_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "zones/check.h"
#include "zones/load.h"
#include "zones/pool.h"

/* Tables of zones and of what the mail checks find in them. */

/* What every zone begins with; the records of a case follow. */
#define HEAD	"$TTL 1h\n@ SOA ns1.dns. h.dns. 1 4h 1h 2w 1h\n" \
		"@ NS ns1.dns.\n@ NS ns2.dns.\n@ MX 0 .\n"
#define FIRST_LINE	6

/* The same of a next version. */
#define NEXT	"?$TTL 1h\n@ SOA ns1.dns. h.dns. 2 4h 1h 2w 1h\n" \
		"@ NS ns1.dns.\n@ NS ns2.dns.\n@ MX 0 .\n"

/* No case has signatures. */
#define NOW_S	0

/* The zones of one case, checked together. */
struct zones {
	const char	*name[3];
	const char	*text[3];	/* behind HEAD; begins with "!": without
					   HEAD's null MX; "?": without HEAD */
};

struct checked {
	struct pool	*pool;		/* zones share what they have in
					   common, as in mxd */
	struct loaded	 loaded[3];
	struct zone	*zone[3];
	struct table	*table;
	struct roles	*roles;
	struct report	*rep;
};

struct expected {
	struct zones	 zones;
	const char	*found;		/* "zone:line:column: severity: id: ",
					   and more or less, joined by "\n";
					   the line counts from the case's own
					   first line */
	enum severity	 least;		/* findings below are not compared, nor
					   that a zone lacks SPF, unless found
					   names that or begins with "!" */
};

struct name checked_apex(const char *);

/* Load and check the zones of a case; fail if one cannot be loaded. */
void checked_init(struct checked *, const struct zones *);
void checked_clear(struct checked *);

/*
 * Forget what was found; check the first zone again with what only a reload
 * or a user knows.  Either may be NULL.
 */
void checked_again(struct checked *, const struct zone *before,
    const struct extras *);

/* Fail unless exactly this was found; as in struct expected. */
void checked_expect(const struct checked *, const char *found,
    enum severity least);

/* Fail unless each case has exactly what it expects. */
void check_cases(const struct expected *, size_t n);
#define CHECK_CASES(cases)	\
	check_cases(cases, sizeof(cases) / sizeof((cases)[0]))

/*
 * The same, but for findings of a chapter only: what others find in the
 * same zones is their tests' matter.
 *
 * ids	beginnings of ids, NULL behind the last
 */
void check_cases_of(const struct expected *, size_t n,
    const char *const *ids);
#define CHECK_CASES_OF(cases, ids)	\
	check_cases_of(cases, sizeof(cases) / sizeof((cases)[0]), ids)

#define ONE(text)	{{"example.com."}, {text}}
#define TWO(a, name, b)	{{"example.com.", name}, {a, b}}
#define REVERSE		"2.0.192.in-addr.arpa."

#endif
