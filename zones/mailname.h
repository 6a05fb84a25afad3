/* SPDX-License-Identifier: ISC */
#ifndef MXD_MAILNAME_H
#define MXD_MAILNAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/inspect.h"
#include "zones/policy.h"

/*
 * The names that MTA-STS and TLSRPT put before a mail domain, and what is
 * found at them.  Private to check*.c.
 */

/* A kind of record and where it belongs. */
struct mailname {
	enum policy_kind	 kind;
	const char		*prefix;	/* "_smtp._tls" */
	unsigned		 labels;	/* in it */
	const char		*version;	/* "TLSRPTv1" */
	const char *const	*words;		/* labels that people write
						   instead, underscores left
						   out; NULL ends */
};

extern const struct mailname mailname_sts;
extern const struct mailname mailname_tlsrpt;

/* The prefix (labels with dots between) before a domain.  -1 if too long. */
int mailname_make(const char *prefix, const struct name *domain,
    struct name *out);

/* The name without its first n labels; it has as many. */
void mailname_drop(const struct name *, unsigned n, struct name *out);

/* Does it take mail by MX, other than a null MX?  node may be NULL. */
bool mailname_has_mx(const struct content *, const struct node *);

/*
 * Does this name stand in the zone with the apex twice, for want of a final
 * dot?  Then it is not missing.
 */
bool mailname_is_doubled(const struct inspect *, const struct name *);

/* How sure it is that a domain has a record of a kind. */
enum mailname_state {
	MAILNAME_MISSING,
	MAILNAME_MEANT,		/* not taken for one, or damaged */
	MAILNAME_THERE,
	MAILNAME_DANGLING,	/* an alias to a served name without it */
	MAILNAME_UNKNOWN	/* not ours to know; as good as there */
};

enum mailname_state mailname_find(struct inspect *, const struct mailname *,
    const struct name *domain);

/*
 * A record of this kind stands at the owner, which is no name for it.
 *
 * domain	set to the one that it seems to be for
 * returns	false if it may be at its place: a wildcard, a name that
 *		aliases lead to, no mail domain near
 */
bool mailname_is_misplaced(struct inspect *, const struct mailname *,
    struct name *domain);

/* Can record i of the TXT set that is visited, or any of them, be of this
   kind?  A quick look; it may say yes to others. */
bool mailname_resembles(const struct inspect *, unsigned i,
    const struct mailname *);
bool mailname_resembles_any(const struct inspect *, const struct mailname *);

#endif
