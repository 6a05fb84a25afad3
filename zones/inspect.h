/* SPDX-License-Identifier: ISC */
#ifndef MXD_INSPECT_H
#define MXD_INSPECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/extras.h"
#include "zones/name.h"
#include "zones/places.h"
#include "zones/policy.h"
#include "zones/report.h"
#include "zones/rests.h"
#include "zones/roles.h"
#include "zones/table.h"
#include "zones/target.h"
#include "zones/zone.h"

/*
 * What mail checks see and how they speak.  A check is a row; rows that
 * concern the same thing stand in one table, and a chapter (check_mx.c and
 * its like) leads the walk through its tables.  Private to check*.c.
 */
struct inspect;

/* How much must be known: one record, one name, the zone, that and its last
   version, all zones served; or the check is made while the zone is loaded. */
enum check_scope {
	SCOPE_RECORD,
	SCOPE_NAME,
	SCOPE_ZONE,
	SCOPE_CHANGE,
	SCOPE_SERVED,
	SCOPE_LOAD
};

struct check_rule {
	const char	*id;		/* fixed once released */
	enum severity	 severity;
	enum check_scope scope;
	const char	*summary;	/* what is wrong, one line */
	/*
	 * Look at what inspect points to; tell what is wrong.
	 * returns whether it told something.  NULL if scope is SCOPE_LOAD
	 */
	bool		(*look)(struct inspect *, const struct check_rule *);
};

struct check_table {
	const struct check_rule	*rules;
	size_t			 n;
};

/* Any of the visits may be NULL. */
struct check_chapter {
	const struct check_table *tables;
	size_t		 n;
	uint16_t	 type;		/* visit_set is for this type; 0: any */
	void		(*visit_zone)(struct inspect *);
	void		(*visit_node)(struct inspect *);
	void		(*visit_set)(struct inspect *);
	void		(*visit_hidden)(struct inspect *);
					/* sets of any type that are not
					   answered: at and below a delegation
					   to somebody else, glue included */
};

/* A TXT record that was read: what it is, but for its text. */
struct inspect_read {
	const struct rrset	*set;	/* NULL: none yet */
	const struct node	*node;	/* names may share the set */
	unsigned		 i;
	struct policy		 policy;
};

/* Records of one set that are remembered; few have more. */
#define INSPECT_READ	8

/* Names that are remembered, a power of two, and how long they may be: rules
   ask for the same few again and again. */
#define INSPECT_FOUND		16
#define INSPECT_FOUND_BYTES	63

/* A name that was looked up, and what it is; 0 octets: none yet. */
struct inspect_found {
	uint8_t		len;
	uint8_t		wire[INSPECT_FOUND_BYTES];
	struct target	target;
};

/* The walk at one moment. */
struct inspect {
	const struct table	*served;
	const struct zone	*zone;
	const struct zone	*before; /* its last version, at a reload; or
					    NULL */
	const struct places	*places;
	const struct roles	*roles;	/* over all zones served; or NULL */
	const struct extras	*extras; /* or NULL */
	struct rests		*rests;	/* look-ups outside go here; or NULL */
	struct roles		*own;	/* inside the zone, once asked for */
	struct report		*rep;
	struct name		 apex;
	unsigned		 searches;	/* for near names, so far */
	unsigned		 auth;		/* that the zone has, once
						   asked: check_dmarc_auth.c */
	size_t			 shadowed; /* names looked at because they lie
					      below a wildcard MX, so far */
	unsigned		 misplaced;	/* searches for records at wrong
						   names, so far */
	int			 is_example;	/* -1: not yet known */
	bool			 has_lames;	/* lames was asked for */
	const struct node	**lames;	/* lame delegations that an
						   MX of the zone leads below,
						   sorted: lame.c; or NULL */
	size_t			 nlames;
	uint32_t		 now_s;		/* Unix time, modulo 2^32 */
	uint32_t		 largest_ttl_s;	/* of a signed zone */
	uint8_t			*text;	/* room for a policy_read(); any call
					   may use it */
	/* Set while nodes are visited: */
	size_t			 node_at;	/* index of the node */
	const struct node	*node;
	struct name		 owner;
	/* Set while RRsets are visited: */
	const struct rrset	*set;
	size_t			 first;		/* places of its records begin
						   here; of the node's, while
						   it is visited */
	/* Set by chapters for their rules: */
	unsigned		 i;		/* record of the set */
	struct name		 name;		/* that the record names */
	struct target		 target;	/* what that is */
	const struct node	*kinds_of;	/* node whose addresses are of
						   these kinds: check_mx.c */
	const struct zone	*kinds_in;	/* and its zone: others may
						   have the same node */
	unsigned		 kinds;		/* bits by enum address_kind */
	void			*facts;		/* about the set or zone */
	struct inspect_read	 read[INSPECT_READ]; /* inspect_policy()'s */
	struct inspect_found	 found[INSPECT_FOUND]; /* inspect_find()'s */
};

/*
 * Ask the rules of a table in order.
 * is_first_only	a finding silences the rest: one cause, one finding
 * returns whether anything was told
 */
bool inspect_ask(struct inspect *, const struct check_table *,
    bool is_first_only);

/* Tell what a rule found, at record i of the set or node; returns true. */
bool inspect_tell(struct inspect *, const struct check_rule *, unsigned i,
    const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * A name for what is told; "" if nobody will read it, for a text takes
 * longer than most rules.
 */
const char *inspect_name(const struct inspect *, const struct check_rule *,
    const struct name *, char buf[NAME_TEXT_MAX]);

/*
 * What a name is among the zones served; lower case.  All look-ups of a
 * check go this way, so that it is known which other zones the findings
 * rest on.
 */
void inspect_find(struct inspect *, const struct name *, struct target *out);

/*
 * The same, all aliases followed as far as served zones tell.
 *
 * name		becomes the last name of the chain
 * out		what the last name is
 * returns	0; -1 if the chain is a loop, too long, or makes a name that
 *		cannot be
 */
int inspect_follow(struct inspect *, struct name *, struct target *out);

/*
 * Is the name an exchange, a name server ... (enum role, or'ed) of a zone
 * served here?  True if that cannot be known for want of memory: rules ask
 * this to be silent.
 */
bool inspect_has_role(struct inspect *, const struct name *, unsigned roles);

/*
 * Record i of the set that is visited, as policy_read() reads it: nearly all
 * chapters ask this of each TXT.
 *
 * buf	as there; out->text may lie in the zone instead
 */
void inspect_policy(struct inspect *, unsigned i, uint8_t *buf,
    struct policy *out);

/* Had record i of the set (of the node, while it is visited) no quotes
   around its first string?  false if that is not known. */
bool inspect_is_bare(const struct inspect *, unsigned i);

/* Has the zone no ordinary public address at all?  Then it is an example,
   or for inside use, and addresses of documentation are no fault in it. */
bool inspect_is_example(struct inspect *);

/* How many records a node has before those of a set; NULL: how many in all. */
size_t inspect_before(const struct content *, const struct node *,
    const struct rrset *);

/* The RRset of a type at the node that is visited, or NULL. */
const struct rrset *inspect_set(const struct inspect *, uint16_t type);

/* Go to record i of the set: name and target are set.  false if it names
   nothing that could exist. */
bool inspect_record(struct inspect *, unsigned i);

/*
 * Does a name in the zone end with the zone's name twice?  Then somebody
 * forgot the final dot.
 *
 * meant	set to the name that was meant
 */
bool inspect_is_dotless(const struct inspect *, const struct name *,
    struct name *meant);

/*
 * Is it a name of somebody else's, to which our own was added?  It does not
 * exist in the zone, and without the zone's name it could be a host's in the
 * public DNS.
 *
 * target	what the name is, as it stands
 * meant	set to the name that may have been meant
 */
bool inspect_is_foreign(const struct inspect *, const struct name *,
    const struct target *target, struct name *meant);

/* The name as a host name should be: RFC 952, 1123 2.1. */
bool inspect_is_hostname(const struct name *);
bool inspect_is_host_octet(uint8_t);

/*
 * A host name of the zone with address records that resembles this one; false
 * if there is none, or it was asked too often in a large zone.
 */
bool inspect_near_host(struct inspect *, const struct name *,
    struct name *out);

/* Does another record of the set lead there too? */
bool inspect_is_listed(const struct inspect *, const struct name *);

/* Is it an IP address written as a name, perhaps as a literal in brackets,
   perhaps with the apex behind, or another $ORIGIN?  text gets it. */
bool inspect_is_address(const struct inspect *, const struct name *,
    char text[64]);

/* " and mail.example.com. AAAA " and the address. */
#define HOST_TEXT_MAX	(NAME_TEXT_MAX + 80)

/*
 * A host for the address that stands where a name must be: one that has it,
 * else one that is still free at the apex.
 * address	as inspect_is_address gave it
 * text		" and ", the record that the host needs; "" if it has it
 */
void inspect_host_for(struct inspect *, const char *address,
    struct name *out, char text[HOST_TEXT_MAX]);

#endif
