/* SPDX-License-Identifier: ISC */
#ifndef MXD_ADDRESS_H
#define MXD_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"

/*
 * What addresses in A and AAAA records are good for, and how they look in
 * the reverse tree.
 */

enum address_kind {
	ADDRESS_PUBLIC,
	ADDRESS_LOOPBACK,	/* or unspecified: leads nowhere */
	ADDRESS_PRIVATE,	/* not reachable from the Internet */
	ADDRESS_DOCUMENTATION,	/* or benchmarks: RFC 5737, 3849, 9637, 2544 */
	ADDRESS_MULTICAST	/* or reserved */
};

/* An address of one of the two types; A uses the first 4 octets. */
struct address {
	uint16_t	type;		/* TYPE_A or TYPE_AAAA */
	uint8_t		octets[16];
};

/* "255.255.255.255" does not come near it, 8 groups of IPv6 do. */
#define ADDRESS_TEXT_MAX	48

enum address_kind address_kind(const struct address *);

bool address_equal(const struct address *, const struct address *);

char *address_to_text(const struct address *, char buf[ADDRESS_TEXT_MAX]);

/*
 * The i-th address of a node, A before AAAA.
 * node		may be NULL
 * returns	false past the last
 */
bool address_of(const struct content *, const struct node *, size_t i,
    struct address *out);

/*
 * Addresses of one host that a check looks at, each time somebody names it.
 * No mail host has as many; of one that has, the checks are silent rather
 * than that a zone with many records for it takes n^2.
 */
#define ADDRESSES_MAX	64

/* RFC 1035 3.5, 3596 2.5: where its PTR stands. */
void address_reverse(const struct address *, struct name *out);

/*
 * The address that a name in the reverse tree stands for.
 * returns false if it is none, as in RFC 2317
 */
bool address_from_reverse(const struct name *, struct address *out);

/* All addresses of several hosts, summed up. */
struct addresses {
	size_t		count;		/* of both types */
	size_t		v4;
	size_t		v6;
	struct address	first4;
	struct address	first6;
	bool		is_same;	/* at most one of each type */
	bool		is_near;	/* one /24 and one /48 hold them */
};

void addresses_init(struct addresses *);

/* Add those of a node.  Beyond ADDRESSES_MAX of them are counted only, and
   the sum is then neither same nor near. */
void addresses_add(struct addresses *, const struct content *,
    const struct node *);

#endif
