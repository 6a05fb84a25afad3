/* SPDX-License-Identifier: ISC */
#ifndef MXD_PEN_H
#define MXD_PEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "server/job.h"
#include "server/rotate.h"
#include "zones/wire.h"

/*
 * Writing what the ready way has planned, records as they lie.  In place in
 * ready.c; nobody else has a use for it.
 */

/*
 * Copy octets: fast for records, which have 12 and more.  from and to do
 * not overlap; no octet but these is read or written.
 */
static inline uint8_t *
pen_copy(uint8_t *to, const uint8_t *from, size_t len)
{
	size_t	i = 0;

	if (len >= 16) {
		for (; i + 16 < len; i += 16)
			memcpy(to + i, from + i, 16);
		memcpy(to + len - 16, from + len - 16, 16);
	} else if (len >= 8) {
		memcpy(to, from, 8);
		memcpy(to + len - 8, from + len - 8, 8);
	} else {
		for (; i < len; i++)
			to[i] = from[i];
	}
	return to + len;
}

/*
 * rrset_wire(), rrset_start(), rrset_end() and rotation_run() of a set with
 * several records, in place.
 */
static inline const uint32_t *
pen_ends(const struct rrset *set)
{
	return (const uint32_t *)(const void *)(set + 1);
}

static inline const uint8_t *
pen_wire(const struct rrset *set)
{
	return (const uint8_t *)(pen_ends(set) + set->count);
}

static inline uint32_t
pen_start(const struct rrset *set, unsigned i)
{
	return i == 0 ? 0 : pen_ends(set)[i - 1];
}

static inline uint16_t
pen_preference(const struct rrset *set, unsigned i)
{
	return load_be16(pen_wire(set) + pen_start(set, i) +
	    RRSET_FIXED_BYTES);
}

static inline struct rotation_run
pen_run(const struct rrset *set, unsigned i, uint32_t turn)
{
	struct rotation_run	 run = {.first = i, .end = set->count};
	uint16_t		 preference;

	if (set->flags & RRSET_PREFERENCE) {
		preference = pen_preference(set, i);
		for (run.end = i + 1; run.end < set->count; run.end++)
			if (pen_preference(set, run.end) != preference)
				break;
	}
	run.start = run.end - i == 1 ? i : i + turn % (run.end - i);
	return run;
}

/* An answer that is being written. */
struct pen {
	uint8_t		*out;		/* where it begins */
	uint8_t		*at;
	const uint8_t	*end;		/* of the room */
	unsigned	 additional;	/* records */
	uint32_t	 sent;		/* bit i: host i of the plan */
};

/*
 * A set in a turn's order: a run of equal preference is two pieces.
 * Nothing in the records points to another one, so they may be moved.
 */
static inline void
pen_rotated(struct pen *p, const struct rrset *set, uint32_t turn)
{
	const uint8_t		*wire = pen_wire(set);
	struct rotation_run	 run;
	uint32_t		 first, start, end;
	unsigned		 i;

	for (i = 0; i < set->count; i = run.end) {
		run = pen_run(set, i, turn);
		first = pen_start(set, run.first);
		start = pen_start(set, run.start);
		end = pen_ends(set)[run.end - 1];
		p->at = pen_copy(p->at, wire + start, end - start);
		p->at = pen_copy(p->at, wire + first, start - first);
	}
}

/* false: it does not fit. */
static inline bool
pen_set(struct pen *p, const struct rrset *set, const uint32_t *turn)
{
	if ((size_t)(p->end - p->at) < set->wire_len)
		return false;
	if (set->count == 1)
		p->at = pen_copy(p->at, (const uint8_t *)(set + 1),
		    set->wire_len);
	else
		pen_rotated(p, set, turn == NULL ? 0 : *turn);
	return true;
}

/* An address set, its owners made to point to the target's name. */
static inline bool
pen_addresses(struct pen *p, const struct rrset *set, const uint32_t *turn,
    uint16_t pointer)
{
	uint8_t		*at = p->at;
	unsigned	 i;

	if (set == NULL)
		return true;
	if (!pen_set(p, set, turn))
		return false;
	store_be16(at, pointer);
	/* Addresses are of one length, in whatever order. */
	for (i = 1; i < set->count; i++) {
		at += pen_ends(set)[0];
		store_be16(at, pointer);
	}
	p->additional += set->count;
	return true;
}

/* Was this host's name a target before, in another record? */
static inline bool
pen_was_sent(struct pen *p, const struct job *j, unsigned i)
{
	unsigned	k;

	for (k = 0; k < j->targets; k++)
		if ((p->sent >> k & 1) != 0 &&
		    j->host[k].node == j->host[i].node &&
		    j->host[k].zone == j->host[i].zone)
			return true;
	p->sent |= (uint32_t)1 << i;
	return false;
}

/* The addresses of record i's target; the record was sent at offset. */
static inline bool
pen_host(struct pen *p, const struct job *j, unsigned i, size_t offset)
{
	const struct ready_host	*h = &j->host[i];
	uint16_t		 pointer;

	if (h->node == NULL || pen_was_sent(p, j, i))
		return true;
	pointer = (uint16_t)(POINTER_BITS | (offset + j->name_at));
	return pen_addresses(p, h->set[0], h->turn[0], pointer) &&
	    pen_addresses(p, h->set[1], h->turn[1], pointer);
}

/* The targets of several records, in the order in which they were sent. */
static inline bool
pen_hosts(struct pen *p, const struct job *j, size_t offset,
    uint32_t turn)
{
	struct rotation_run	run;
	unsigned		i, k, n;

	for (i = 0; i < j->set->count; i = run.end) {
		run = pen_run(j->set, i, turn);
		for (n = run.end - run.first, k = run.start; n > 0; n--, k++) {
			if (k == run.end)
				k = run.first;
			if (!pen_host(p, j, k, offset))
				return false;
			offset += pen_ends(j->set)[k] -
			    pen_start(j->set, k);
		}
	}
	return true;
}

/* The SOA was written: its serial is not in the set. */
static inline void
pen_serial(const struct pen *p, const struct job *j)
{
	store_be32(p->at - SOA_NUMBERS_BYTES, j->content->serial);
}

/* The answer section and what goes with it. */
static inline bool
pen_data(struct pen *p, const struct job *j)
{
	size_t	offset = (size_t)(p->at - p->out);

	if (offset + j->set->wire_len >= POINTER_REACH ||
	    !pen_set(p, j->set, j->turn))
		return false;
	if (j->targets == 0) {
		if (j->set->flags & RRSET_SERIAL)
			pen_serial(p, j);
		return true;
	}
	if (j->targets == 1)
		return pen_host(p, j, 0, offset);
	return pen_hosts(p, j, offset, j->turn == NULL ? 0 : *j->turn);
}

/* Pointers to the apex in a stored name, made to lead where it stands.  Where
   the name ends. */
static inline uint8_t *
pen_move_pointer(uint8_t *name, uint16_t pointer)
{
	while (*name != 0 && *name <= LABEL_MAX_BYTES)
		name += *name + 1;
	if (*name == 0)
		return name + 1;
	store_be16(name, pointer);
	return name + 2;
}

/*
 * The SOA that goes with a denial, for as long as RFC 2308 3 says.  It was
 * stored for the question that its owner is the answer to: here the apex
 * stands further behind.
 */
static inline bool
pen_soa(struct pen *p, const struct job *j)
{
	uint16_t	 pointer = (uint16_t)(POINTER_BITS |
			    (HEADER_BYTES + j->query.qname.offset[j->depth]));
	uint8_t		*at = p->at;
	uint32_t	 minimum;

	if (!pen_set(p, j->set, NULL))
		return false;
	pen_serial(p, j);
	minimum = load_be32(p->at - 4);
	if (minimum > INT32_MAX)	/* RFC 2181 8 */
		minimum = 0;
	if (minimum < load_be32(at + 6))
		store_be32(at + 6, minimum);
	if (j->depth > 0) {
		store_be16(at, pointer);
		at = pen_move_pointer(at + RRSET_FIXED_BYTES, pointer);
		(void)pen_move_pointer(at, pointer);
	}
	return true;
}

/* All that was sent in turn is counted, once it is sure that it goes. */
static inline void
pen_count_turns(const struct pen *p, const struct job *j)
{
	unsigned	i, k;

	if (j->turn != NULL)
		rotation_step(j->turn);
	for (i = 0; i < j->targets; i++)
		for (k = 0; k < 2; k++)
			if (p->sent >> i & 1 && j->host[i].turn[k] != NULL)
				rotation_step(j->host[i].turn[k]);
}

/* Counts of a header, each of 16 bits. */
static inline void
pen_header(uint8_t *out, unsigned flags, uint32_t answers,
    uint32_t authority, uint32_t additional)
{
	store_be16(out + 2, (uint16_t)flags);
	store_be32(out + 4, 1u << 16 | answers);
	store_be32(out + 8, authority << 16 | additional);
}

/* All but the OPT; false: it does not fit, and something must be left out. */
static inline bool
pen_sections(struct pen *p, const struct job *j)
{
	const struct query	*q = &j->query;
	unsigned		 flags = FLAG_QR | FLAG_AA |
				    (q->flags & FLAG_RD);

	p->at = pen_copy(p->out, j->packet->in,
	    HEADER_BYTES + q->question_len);
	if (j->kind == READY_DATA) {
		if (!pen_data(p, j))
			return false;
		pen_count_turns(p, j);
		pen_header(p->out, flags, j->set->count, 0,
		    p->additional + q->edns.is_present);
		return true;
	}
	if (!pen_soa(p, j))
		return false;
	if (j->kind == READY_NXDOMAIN)
		flags |= RCODE_NXDOMAIN;
	pen_header(p->out, flags, 0, 1, q->edns.is_present);
	return true;
}

#endif
