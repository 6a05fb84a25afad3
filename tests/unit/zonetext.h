/* SPDX-License-Identifier: ISC */
#ifndef MXD_ZONETEXT_H
#define MXD_ZONETEXT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "zones/name.h"

/*
 * Zone files as tables: what is loaded from a text, and what is reported.
 * All zones are "example.".
 */

#define SOA	"@ 60 SOA ns h 1 2 3 4 5\n"
#define SOA_IS	"example. 60 SOA ns.example. h.example. 1 2 3 4 5\n"

struct zone_text {
	const char	*zone;
	const char	*records;	/* that came of it: "owner TTL type
					   data\n" in canonical order; "" if
					   it does not load */
	const char	*findings;	/* how each finding's line begins, in
					   the order of the file, joined by
					   "\n"; NULL: none */
};

/* A text that need not end with a NUL. */
void check_text(const char *zone, size_t len, const char *records,
    const char *findings);

void check_texts(const struct zone_text *, size_t n);
#define CHECK_TEXTS(cases)	\
	check_texts(cases, sizeof(cases) / sizeof((cases)[0]))

/* The same for a file; root is where includes must lie, or NULL. */
void check_file(const char *path, const char *root, const char *records,
    const char *findings);

/*
 * Differences are printed and counted, so that one run shows all of them;
 * they fail the test that is made by this.
 */
#define ZONE_TEST(f)	\
	cmocka_unit_test_setup_teardown(f, zone_test_begin, zone_test_end)

int zone_test_begin(void **state);
int zone_test_end(void **state);

struct name apex_of(const char *text);

#endif
