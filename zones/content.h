/* SPDX-License-Identifier: ISC */
#ifndef MXD_CONTENT_H
#define MXD_CONTENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "zones/block.h"
#include "zones/name.h"
#include "zones/rrtype.h"

/*
 * What a zone holds, said relative to its apex, frozen, so that zones that
 * hold the same share it; contents share their parts too, see block.h.
 * Made by build.c and pool.c, read by all threads, written by nobody but
 * for its count, which is the loader's.
 *
 * Names inside stored RDATA are labels followed by either a root label
 * (the name is outside the zone) or two octets with the top bits set: the
 * compression pointer that leads to the apex when the question's name is
 * the owner of the record and stands at octet 12 of the message.  Nothing
 * else is a pointer.  So a whole RRset can be sent as it lies for the
 * question that asks it, for whatever apex.
 */
struct content;

/*
 * One more holder: zones that hold the same share it.  Who has made a
 * content holds it.  Loader only, as zone_ref().
 */
struct content *content_ref(struct content *);

/* The last one frees it.  NULL is fine. */
void content_unref(struct content *);

/* What it takes for itself, in bytes: without what it shares. */
size_t content_bytes(const struct content *);

/* Numbers of nodes (empty non-terminals too), RRsets, records. */
size_t content_nodes(const struct content *);
size_t content_rrsets(const struct content *);
size_t content_records(const struct content *);

/* How many rotation counters each zone with this content needs. */
uint32_t content_rotations(const struct content *);

/* Serial of the SOA. */
uint32_t content_serial(const struct content *);

/* TTL of negative answers: the lesser of the SOA's TTL and MINIMUM,
   RFC 2308 3. */
uint32_t content_negative_ttl(const struct content *);

/* The longest relative name that the content holds, in octets: with a
   longer apex than 255 minus this the zone could not exist. */
size_t content_longest(const struct content *);

/* How a zone that was signed elsewhere proves what is not there. */
enum content_denial { DENIAL_NONE, DENIAL_NSEC, DENIAL_NSEC3 };

enum content_denial content_denial(const struct content *);

/* Does the apex carry signatures: is DO worth a thought? */
bool content_is_signed(const struct content *);

/* The apex; it always has an SOA. */
const struct node *content_apex(const struct content *);

/*
 * The i-th node in canonical order (RFC 4034 6.1), the apex first;
 * i < content_nodes().
 */
const struct node *content_node(const struct content *, size_t i);

/*
 * The node with exactly this name, or NULL.  rel as in struct node: lower
 * case, without root label.
 */
const struct node *content_exact(const struct content *,
    const uint8_t *rel, size_t rel_len);

/* What lies on the way from the apex down to a name. */
struct search {
	const struct node *exact;	/* the name itself, or NULL */
	const struct node *encloser;	/* deepest existing ancestor or self */
	const struct node *cut;		/* highest delegation on the way, at or
					   above the name; NULL: none */
	const struct node *dname;	/* highest DNAME strictly above the
					   name, not below cut; NULL: none */
	const struct node *wildcard;	/* "*" below encloser, if exact is
					   NULL and it exists */
};

/*
 * Look a name up as RFC 1034 4.3.2 step 3 and RFC 4592 say.
 *
 * name		lower case, at or below the apex
 * apex_labels	of the zone it is asked in
 */
void content_search(const struct content *, const struct name *name,
    unsigned apex_labels, struct search *out);

/* The RRset of a type, or NULL.  Types may be asked that cannot exist. */
const struct rrset *node_find(const struct content *, const struct node *,
    uint16_t type);

/* The i-th RRset of a node, i < node->rrsets: SOA, then by type. */
const struct rrset *node_set(const struct content *, const struct node *,
    unsigned i);

/* The slot of a type, or NULL, and the RRset of a slot. */
const struct rrset_slot *node_slot(const struct node *, uint16_t type);
const struct rrset *slot_set(const struct content *, const struct node *,
    const struct rrset_slot *);

/* Has it A or AAAA?  node may be NULL. */
bool node_has_address(const struct node *);

/* The name of a node as two parts; apex is complete wire form. */
struct name_parts node_name(const struct node *, const uint8_t *apex,
    size_t apex_len);

/* All records as they lie. */
const uint8_t *rrset_wire(const struct rrset *);

/* Where record i begins and ends, octets from rrset_wire(). */
uint32_t rrset_start(const struct rrset *, unsigned i);
uint32_t rrset_end(const struct rrset *, unsigned i);

/* RDATA of record i in stored form, *len_bytes its length; in that of an SOA
   the serial is 0, see content_serial(). */
const uint8_t *rrset_rdata(const struct rrset *, unsigned i,
    size_t *len_bytes);

/* Preference of record i of an RR_PREFERENCE type. */
uint16_t rrset_preference(const struct rrset *, unsigned i);

/*
 * Which counter a set has among those of the content; it must be one that
 * rotates.  Address sets have a second one right behind it, for additional
 * data.
 */
uint32_t slot_rotation(const struct content *, const struct rrset_slot *);

/*
 * Where the addresses of record i's target are (RRSET_TARGETS only).
 * *is_foreign: the name lies outside the zone, or at or below a delegation
 * in it: ask the table.  The node may be given all the same: it holds glue.
 * returns the node, or NULL if the zone has no such name
 */
const struct node *slot_target(const struct content *,
    const struct rrset_slot *, unsigned i, bool *is_foreign);

/*
 * A name inside stored RDATA.
 *
 * at		where it begins
 * apex		the zone's, complete wire form
 * *used	set to the octets that it takes in the RDATA
 */
struct name_parts stored_name(const uint8_t *at, const uint8_t *apex,
    size_t apex_len, size_t *used);

/*
 * RDATA of record i of a set of the content, with its names absolute and
 * uncompressed.
 *
 * out	room for RDATA_MAX_BYTES
 * returns its length; -1 if it would not fit (a long apex on shared
 * content)
 */
int rrset_rdata_absolute(const struct content *, const struct rrset *,
    unsigned i, const uint8_t *apex, size_t apex_len, uint8_t *out);

/*
 * Do two contents hold the same names, types, TTLs and records?  The order
 * of the records in a set does not matter, nor do the seeds.  Linear; sums
 * of 64-bit hashes stand for sets whose order differs.
 */
bool content_equal(const struct content *, const struct content *);

#endif
