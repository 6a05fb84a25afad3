/* SPDX-License-Identifier: ISC */
#ifndef MXD_MTASTS_H
#define MXD_MTASTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/fields.h"
#include "zones/name.h"

/*
 * MTA-STS, RFC 8461: the record that says that there is a policy, and the
 * text of that policy.
 */

/* RFC 8461 3.1: 1*32(ALPHA / DIGIT). */
#define MTASTS_ID_MAX	32

/* The TXT record at _mta-sts. */
struct mtasts_record {
	const uint8_t	*id;	/* in the text */
	size_t		 id_len;
};

/*
 * Read a record.  Unknown fields are passed over, as RFC 8461 3.1 wants.
 * returns 0; -1 with the fault filled
 */
int mtasts_read_record(const uint8_t *text, size_t len,
    struct mtasts_record *, struct fields_fault *);

enum mtasts_mode { MTASTS_NONE, MTASTS_TESTING, MTASTS_ENFORCE };

/* RFC 8461 3.2: about a year. */
#define MTASTS_AGE_MAX_S	31557600

/* The file /.well-known/mta-sts.txt of the policy host. */
struct mtasts_policy {
	const char	*text;		/* borrowed */
	size_t		 len;
	enum mtasts_mode mode;
	uint32_t	 max_age_s;
	size_t		 patterns;	/* mx lines */
};

struct mtasts_fault {
	size_t		 line;		/* from 1 */
	size_t		 column;	/* from 1 */
	const char	*why;		/* static */
};

/*
 * Read a policy: RFC 8461 3.2.  Of fields that stand twice the first one
 * counts; empty lines are passed over, although the grammar has none,
 * because senders do so.
 *
 * text		must live as long as the policy
 * returns	0; -1 with the fault filled
 */
int mtasts_read_policy(const char *text, size_t len, struct mtasts_policy *,
    struct mtasts_fault *);

/*
 * Does a pattern match this exchange?  A wildcard stands for one whole
 * label: RFC 8461 4.1.
 */
bool mtasts_allows(const struct mtasts_policy *, const struct name *exchange);

#endif
