/* SPDX-License-Identifier: ISC */
#ifndef MXD_SUPPORT_H
#define MXD_SUPPORT_H

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>

#include "tests/unit/failing.h"
#include "zones/build.h"
#include "zones/zone.h"

/*
 * Small zones for unit tests, from tables of records.  RDATA is written in
 * words that need no module of the load:
 *
 *	=0a0b		these octets
 *	10		a number of 16 bits
 *	a, @, a.b.	a name, completed by the apex if it has no final dot
 */
struct row {
	const char	*owner;
	uint16_t	 type;
	uint32_t	 ttl_s;
	const char	*rdata;
};

#define ROWS(rows)	(rows), sizeof(rows) / sizeof((rows)[0])

/* What each zone begins with: serial 7, minimum 300. */
#define SOA_RDATA	"ns host =00000007000038400000" \
			"0e10001275000000012c"
#define ROW_SOA		{"@", TYPE_SOA, 3600, SOA_RDATA}

/* An address of 192.0.2.0/24 without its last octet. */
#define NET4		"=c00002"

/* Random numbers that are the same everywhere. */
uint64_t roll(uint64_t *state);

/* A name from text, without origin; case is kept. */
struct name name_of(const char *text);

/* A file with this text, made or made anew. */
void write_file(const char *path, const char *text);

/*
 * Remove a directory and all that is in it; links are not followed.  0, or not
 * 0 with errno.
 */
int remove_tree(const char *path);

/* Octets from hexadecimal digits, blanks ignored; their number. */
size_t octets_of(const char *hex, uint8_t *out, size_t room);

/* RDATA from words as above; its length. */
size_t rdata_of(const char *words, const struct name *origin, uint8_t *out,
    size_t room);

/* Add one row at file "t", this line.  What build_add() returns. */
int add_row(struct build *, const char *apex, const struct row *,
    uint32_t line);

/*
 * A zone from rows, which stand in file "t" from line 1 on.  places may be
 * NULL.  What build_freeze() returns, or -1 without memory.
 */
int freeze_rows(const char *apex, const struct row *, size_t n,
    struct report *, struct content **out, struct places **places);

/* The same for rows that must be fit to be served. */
struct content *content_of(const char *apex, const struct row *, size_t n);

/* A zone that rotates, its counters from base on; zone_unref() it. */
struct zone *zone_of(const char *apex, const struct row *, size_t n,
    uint32_t base);

/* One that rotates and has no content; zone_unref() it. */
struct zone *bare_zone(const char *apex, uint32_t base);

/* The node of a name relative to the apex, "a.b" or "@"; NULL if none. */
const struct node *node_of(const struct content *, const char *rel);

/* The slot of such a set; the test fails if it is not there. */
const struct rrset_slot *slot_of(const struct content *, const char *rel,
    uint16_t type);

/* The set of such a name and type; the test fails if it is not there. */
const struct rrset *set_of(const struct content *, const char *rel,
    uint16_t type);

/* Findings as lines as finding_format() has them. */
void assert_findings(const struct report *, const char *expected,
    const char *what);

#endif
