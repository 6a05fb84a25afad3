/* SPDX-License-Identifier: ISC */
#ifndef MXD_ORACLE_H
#define MXD_ORACLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * A name server that is slow and obviously right, to compare the engine
 * with: flat lists of records, names as text, no trees, no compression.
 * Written from RFC 1034 4.3.2, 2181, 2308, 4592 and 6672, and from nothing
 * else of this project.
 *
 * Names are lower case, with a final dot, and of labels without escapes.
 * So a name other than the root has one octet more in wire form than it
 * has characters.
 */

/* RFC 1035 2.3.4: 255 octets are 254 characters, and a NUL. */
#define ORACLE_NAME_MAX	255
/* A SOA of two long names and five numbers. */
#define ORACLE_RDATA_MAX 600
/* Enough for the longest chain of aliases over the test's small zones. */
#define ORACLE_SET_MAX	120
/* Aliases that are followed for one question; as the engine has it. */
#define ORACLE_LINKS	16

struct oracle_rr {
	char		owner[ORACLE_NAME_MAX];
	unsigned	type;
	uint32_t	ttl;
	char		rdata[ORACLE_RDATA_MAX]; /* presentation form, names
						    as above */
	unsigned	source;	/* in an answer: which zone it is from */
};

struct oracle_zone {
	char		apex[ORACLE_NAME_MAX];
	bool		is_broken;	/* configured, could not be loaded */
	struct oracle_rr *rr;
	size_t		n;
};

struct oracle_set {
	struct oracle_rr rr[ORACLE_SET_MAX];
	size_t		n;
};

/* What an answer must be. */
struct oracle_answer {
	int		rcode;
	bool		aa;
	struct oracle_set answer;	/* exactly these */
	struct oracle_set authority;	/* exactly these */
	struct oracle_set additional;	/* an RRset there must be all records
					   of this owner, type and source */
	struct {
		char		owner[ORACLE_NAME_MAX];
		unsigned	type;
	} need[ORACLE_SET_MAX];		/* and these must not be missing */
	size_t		needs;
};

/*
 * Answer a question of class IN.
 *
 * any_type	the type that stands for ANY where a name has several
 *		(RFC 8482 4.1: any one RRset will do)
 */
void oracle_ask(const struct oracle_zone *zones, size_t nzones,
    const char *qname, unsigned qtype, unsigned any_type,
    struct oracle_answer *out);

/* Is name this apex or below it? */
bool oracle_is_under(const char *name, const char *apex);

/* The name without its first label; the root's is the root. */
const char *oracle_parent(const char *name);

/* Has this list a record of the type (0: of any type) at the name? */
bool oracle_has(const struct oracle_zone *, const char *owner,
    unsigned type);

/* The name that ends the RDATA of NS, CNAME, DNAME, MX, SRV. */
const char *oracle_target(const struct oracle_rr *);

/* Do a and b say the same record?  TTL and source count not. */
bool oracle_same(const struct oracle_rr *a, const struct oracle_rr *b);

#endif
