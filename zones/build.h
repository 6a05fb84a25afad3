/* SPDX-License-Identifier: ISC */
#ifndef MXD_BUILD_H
#define MXD_BUILD_H

#include <stddef.h>
#include <stdint.h>

#include "zones/content.h"
#include "zones/name.h"
#include "zones/places.h"
#include "zones/report.h"

/*
 * The place where the records of one zone are gathered, put in order,
 * checked for what makes a zone impossible to serve, and frozen.
 * One thread at a time; separate zones may be built by separate threads.
 */
struct build;

/*
 * apex is copied, any case; seed is that of the hashes of names, see
 * name_hash_rel().  NULL without memory.
 */
struct build *build_new(const struct name *apex, uint64_t seed,
    struct report *);

/* Where the zone comes from, for findings that have no line; borrowed. */
void build_name(struct build *, const char *path);

/*
 * Add one record of class IN.
 *
 * owner	absolute, any case
 * rdata	sound for its type (rdata_check()), names absolute
 * at		where it stands; file must live as long as the build and
 *		the places made from it
 * returns	0; -1 without memory.  A record that cannot be (out of
 *		zone) is reported, counts as an error of the zone, and
 *		gives 0, so that the caller goes on and reports all
 */
int build_add(struct build *, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at);

/*
 * Check the whole and freeze it.  Reported, each with place and cure:
 * soa-missing, soa-multiple, out-of-zone, cname-and-other-data,
 * cname-multiple, dname-occludes, duplicate-rr (warning; stored once),
 * ttl-mismatch (warning; the least TTL of the set holds, RFC 2181 5.2).
 *
 * *out		the caller's, for content_unref()
 * *places	if places is not NULL: caller frees with places_free()
 * returns	0, or -1 if the zone cannot be served
 */
int build_freeze(struct build *, struct content **out,
    struct places **places);

void build_free(struct build *);

#endif
