/* SPDX-License-Identifier: ISC */
#ifndef MXD_ADMIT_H
#define MXD_ADMIT_H

#include "conf/acl.h"
#include "conf/feed.h"
#include "conf/schema.h"
#include "conf/settings.h"

/*
 * What stands behind `allow query`: the word `from`, and networks; several
 * stand one behind the other or in braces.
 *
 * *out		frozen; what was there before is freed
 * returns	0, or -1 when why not was reported
 */
int admit_read(struct feed *, const struct directive *, struct acl **out);

/*
 * Gather what zones say of it, sorted, as admit_find() needs it.
 * returns	0, or -1 without memory
 */
int admit_settle(struct conf *);

/* Who may ask a zone of its own list, or NULL.  apex in lower case. */
const struct acl *admit_find(const struct conf *, const uint8_t *apex,
    size_t len_bytes);

#endif
