/* SPDX-License-Identifier: ISC */
#ifndef MXD_SPF_WALK_H
#define MXD_SPF_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/address.h"
#include "zones/inspect.h"
#include "zones/name.h"
#include "zones/spf.h"

/*
 * What receivers meet when they evaluate an SPF record, as far as served
 * zones tell: RFC 7208 4.6.4, 5, 6.  Bounded, whatever the zones hold, by
 * the constants here; nothing recurses.
 */

/* Records that are entered.  RFC 7208 allows 10 look-ups, of which each
   record but the first costs one. */
#define WALK_RECORDS_MAX	24
/* Terms that are read in records other than the first. */
#define WALK_TERMS_MAX		256
/* Addresses of hosts that are let pass: some may be named by each record of
   a zone. */
#define WALK_ADDRESSES_MAX	256
/* Octets of TXT records that are read there. */
#define WALK_OCTETS_MAX		16384
/* Look-ups after which terms are counted, but their names not sought, and no
   more records entered: receivers have given up long before. */
#define WALK_SOUGHT_MAX		20
/* Things about single terms that are kept, and terms whose look-ups are
   counted one by one. */
#define WALK_ISSUES_MAX		8
#define WALK_COSTS_MAX		16
/* Addresses that can be asked about at a time. */
#define WALK_WANTED_MAX		16

/* RFC 7208 4.6.4. */
#define SPF_LOOKUPS_MAX		10
#define SPF_VOIDS_MAX		2
#define SPF_EXCHANGES_MAX	10

enum walk_what {
	WALK_VOID,		/* a or mx finds nothing */
	WALK_EXCHANGES,		/* mx finds more than 10 */
	WALK_NO_RECORD		/* include or redirect finds no SPF */
};

/* About a term of the first record. */
struct walk_issue {
	enum walk_what	 what;
	enum spf_kind	 kind;
	size_t		 at;		/* the term in the text */
	size_t		 len;
	struct name	 name;		/* that it asks about */
};

/* What a term of the first record costs. */
struct walk_cost {
	size_t		 at;
	size_t		 len;
	unsigned	 lookups;
};

/* A record to be entered. */
struct walk_record {
	struct name	 name;
	unsigned	 parent;	/* index of who leads here */
	unsigned	 cost;		/* index of the first record's term */
	size_t		 at;		/* that term, if parent is the first */
	size_t		 len;
	enum spf_kind	 kind;		/* of the term that leads here */
	bool		 is_plus;	/* who passes here passes at last */
};

struct spf_walk {
	/* Set by the caller: */
	struct address	 wanted[WALK_WANTED_MAX];
	unsigned	 wanteds;
	/* Set by the walk: */
	uint32_t	 passed;	/* bit i: wanted[i] may pass */
	unsigned	 lookups;	/* at least */
	unsigned	 voids;		/* void look-ups, at least */
	bool		 sends;		/* some host may pass */
	bool		 is_unsure;	/* more than is seen here may pass, or
					   receivers give up */
	bool		 is_loop;	/* it leads back to the first record */
	unsigned	 loop_from;	/* index of the record that does */
	struct name	 voided[SPF_VOIDS_MAX + 1]; /* the first of them */
	struct walk_issue issues[WALK_ISSUES_MAX];
	unsigned	 nissues;
	struct walk_cost costs[WALK_COSTS_MAX];
	unsigned	 ncosts;
	struct walk_record records[WALK_RECORDS_MAX]; /* the first: itself */
	unsigned	 nrecords;
	unsigned	 terms;		/* read in records but the first */
	size_t		 octets;	/* likewise */
	unsigned	 addresses;	/* of hosts, in all records */
};

/*
 * Walk from a record that stands at owner.  Its text may lie in in->text;
 * that is overwritten.
 *
 * w	wanted and wanteds are set, the rest need not be
 */
void spf_walk(struct inspect *, const struct name *owner,
    const uint8_t *text, size_t len, struct spf_walk *w);

/*
 * Does the SPF at a node let any host pass, as far as that is known?  False
 * without SPF.  in->text is overwritten.
 *
 * node		may be NULL
 */
bool spf_walk_sends(struct inspect *, const struct content *,
    const struct node *node, const struct name *owner);

#endif
