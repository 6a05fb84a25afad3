/* SPDX-License-Identifier: ISC */
#ifndef MXD_REVERSE_H
#define MXD_REVERSE_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/address.h"
#include "zones/name.h"

/*
 * Names of the reverse tree as people write them: what they say, and which
 * address may be meant.  RFC 1035 3.5, 3596 2.5, 2317 4.
 */

enum reverse_kind {
	REVERSE_NONE,		/* not below in-addr.arpa or ip6.arpa */
	REVERSE_WHOLE,		/* an address */
	REVERSE_PART,		/* of a network: fewer labels */
	REVERSE_OTHER,		/* words, as RFC 2317 and others have */
	REVERSE_NUMBER,		/* a label is no octet, no nibble */
	REVERSE_LONG		/* too many octets or nibbles */
};

struct reverse {
	enum reverse_kind	 kind;
	uint16_t		 type;	/* TYPE_A, TYPE_AAAA; 0: none */
	unsigned		 labels; /* left of in-addr.arpa or ip6.arpa */
	const uint8_t		*bad;	/* the label of REVERSE_NUMBER */
};

/* name	lower case; borrowed by out->bad */
void reverse_read(const struct name *name, struct reverse *out);

/* Is it, or does it lie, below arpa? */
bool reverse_is_arpa(const struct name *);

/* The address of "25.0-63.2.0.192.in-addr.arpa", RFC 2317 4.  false if the
   name is not of this form. */
bool reverse_classless(const struct name *, struct address *out);

/* A name offers no more guesses than this. */
#define REVERSE_GUESSES	4

/*
 * Addresses that a name may be meant for, the most likely one first: with
 * zeros left out or put in, and with labels in the order in which addresses
 * are written.
 *
 * apex		of the zone that it stands in
 * returns	how many
 */
unsigned reverse_guess(const struct name *name, const struct name *apex,
    struct address out[REVERSE_GUESSES]);

/* The same for labels that are not below in-addr.arpa or ip6.arpa, such as
   those of a name in a forward zone, from its left end. */
unsigned reverse_guess_bare(const struct name *,
    struct address out[REVERSE_GUESSES]);

#endif
