/* SPDX-License-Identifier: ISC */
#ifndef MXD_DMARC_WALK_H
#define MXD_DMARC_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "zones/dmarc.h"
#include "zones/inspect.h"
#include "zones/name.h"

/* Where DMARC records are: RFC 9989 4.10, RFC 9990 4. */

/* "_dmarc" below a domain.  -1 if that is too long. */
int dmarc_owner(const struct name *domain, struct name *out);

/*
 * The domain that a record at a wrong name may be meant for.
 * returns	false if the owner is a right one: "_dmarc", or one for
 *		permissions
 */
bool dmarc_meant(const struct name *owner, struct name *domain);

/* What a walk up the tree found. */
enum dmarc_walk {
	DMARC_WALK_NOTHING,	/* no record in sight */
	DMARC_WALK_UNKNOWN,	/* somebody else answers there */
	DMARC_WALK_OTHER,	/* a record that receivers do not take, or two,
				   or an alias */
	DMARC_WALK_RECORD
};

struct dmarc_place {
	struct name	 domain;	/* where the record is */
	uint8_t		*text;		/* room for RDATA_MAX_BYTES, the
					   caller's; d lies in it */
	size_t		 len;		/* octets of it */
	struct dmarc	 d;		/* of DMARC_WALK_RECORD only */
};

/* From a domain on, as far up as zones are served. */
enum dmarc_walk dmarc_walk(struct inspect *, const struct name *domain,
    struct dmarc_place *);

/* The same without d. */
enum dmarc_walk dmarc_seek(struct inspect *, const struct name *domain,
    struct dmarc_place *);

/*
 * Is there a record in the zone that is meant for the domain, or for one
 * above it, and stands at a wrong name?  After a few searches in a zone the
 * answer is no.
 */
bool dmarc_is_misplaced(struct inspect *, const struct name *domain);

/* Has it an MX that is no null MX?  node may be NULL. */
bool dmarc_takes_mail(const struct content *, const struct node *);

/*
 * A domain that can take the reports about another: the nearest at or above
 * it in the zone, of those that a walk meets, that has an MX, or whose mail
 * is not ours to know; else the nearest with an address.
 *
 * returns	-1 if there is none
 */
int dmarc_report_domain(struct inspect *, const struct name *domain,
    struct name *out);

#endif
