/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/reply.h"
#include "server/rotate.h"
#include "zones/hash.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/* Owner (the root, or a pointer), type, class, TTL, RDLENGTH: no record
   takes less. */
#define RECORD_LEAST_BYTES	11

/* A name cut into labels, each with the hash of the name from there on. */
struct labels {
	unsigned	 n;			/* without the root */
	const uint8_t	*at[NAME_MAX_LABELS];
	uint32_t	 hash[NAME_MAX_LABELS];
};

static void
cut(struct labels *l, const struct name_parts *parts, uint64_t seed)
{
	uint8_t		 low[LABEL_MAX_BYTES + 1];
	const uint8_t	*p;
	uint64_t	 h = seed;
	size_t		 at;
	unsigned	 i, k;

	l->n = 0;
	for (at = 0; at < parts->head_len; at += (size_t)parts->head[at] + 1)
		l->at[l->n++] = parts->head + at;
	for (p = parts->tail; *p != 0; p += *p + 1)
		l->at[l->n++] = p;
	for (i = l->n; i-- > 0; ) {
		low[0] = *l->at[i];
		for (k = 1; k <= low[0]; k++)
			low[k] = ascii_lower(l->at[i][k]);
		h = hash_label(h, low);
		l->hash[i] = (uint32_t)h;
	}
}

/* Does the name that we wrote at offset equal labels i and following? */
static bool
is_written_at(const struct reply *r, size_t offset, const struct labels *l,
    unsigned i)
{
	const uint8_t	*p = r->w.start + offset;

	for (;;) {
		while ((*p & 0xc0) == 0xc0)
			p = r->w.start + (load_be16(p) & (POINTER_REACH - 1));
		if (*p == 0 || i == l->n)
			return *p == 0 && i == l->n;
		if (*p != *l->at[i] ||
		    !bytes_equal_nocase(p + 1, l->at[i] + 1, *p))
			return false;
		p += *p + 1;
		i++;
	}
}

/* Where labels i and following stand already; 0 if nowhere. */
static uint16_t
find_suffix(const struct reply *r, const struct labels *l, unsigned i)
{
	unsigned	at, k;

	for (at = l->hash[i] % REPLY_SLOTS; (k = r->slot[at]) != 0;
	    at = (at + 1) % REPLY_SLOTS)
		if (r->hash[k - 1] == l->hash[i] &&
		    is_written_at(r, r->at[k - 1], l, i))
			return r->at[k - 1];
	return 0;
}

static void
index_suffix(struct reply *r, unsigned k)
{
	unsigned	at = r->hash[k] % REPLY_SLOTS;

	while (r->slot[at] != 0)
		at = (at + 1) % REPLY_SLOTS;
	r->slot[at] = (uint8_t)(k + 1);
}

static void
remember(struct reply *r, size_t offset, uint32_t hash)
{
	if (r->nsuffixes == REPLY_SUFFIXES_MAX || offset >= POINTER_REACH)
		return;
	r->at[r->nsuffixes] = (uint16_t)offset;
	r->hash[r->nsuffixes] = hash;
	index_suffix(r, r->nsuffixes++);
}

/* Forget all but the first n suffixes: a rollback, which is rare. */
static void
forget(struct reply *r, uint16_t n)
{
	unsigned	k;

	if (r->nsuffixes == n)
		return;
	r->nsuffixes = n;
	memset(r->slot, 0, sizeof(r->slot));
	for (k = 0; k < n; k++)
		index_suffix(r, k);
}

/* A name as it is. */
static uint16_t
put_plain(struct reply *r, const struct name_parts *parts)
{
	const size_t	begin = writer_len(&r->w);

	writer_bytes(&r->w, parts->head, parts->head_len);
	writer_bytes(&r->w, parts->tail, parts->tail_len);
	return parts->head_len + parts->tail_len == 1 ||
	    begin >= POINTER_REACH ? 0 : (uint16_t)begin;
}

/*
 * Write a name.  Its suffixes are remembered once it stands whole: nobody
 * may follow a name that has no end yet.  Returns where it stands whole; 0 if
 * a pointer cannot lead there, or is no shorter.
 */
static uint16_t
put_name(struct reply *r, const struct name_parts *parts, bool may_compress)
{
	struct labels	l;
	const size_t	begin = writer_len(&r->w);
	size_t		start = begin;
	uint16_t	at = 0;
	unsigned	i, n;

	if (r->labels_left == 0)
		return put_plain(r, parts);
	cut(&l, parts, r->seed);
	r->labels_left -= l.n < r->labels_left ? l.n : r->labels_left;
	for (n = 0; n < l.n && at == 0; n++)
		at = find_suffix(r, &l, n);
	if (at != 0)
		n--;	/* the first label that stands elsewhere */
	for (i = 0; i < (may_compress ? n : l.n); i++)
		writer_bytes(&r->w, l.at[i], (size_t)*l.at[i] + 1);
	if (may_compress && at != 0)
		writer_u16(&r->w, (uint16_t)(POINTER_BITS | at));
	else
		writer_u8(&r->w, 0);
	for (i = 0; i < n && !r->w.failed; start += (size_t)*l.at[i++] + 1)
		remember(r, start, l.hash[i]);
	if (at != 0 && n == 0)
		return at;
	return l.n == 0 || begin >= POINTER_REACH ? 0 : (uint16_t)begin;
}

/* RDATA of record i, its names compressed where RFC 3597 4 allows it. */
static void
put_rdata(struct reply *r, const struct reply_set *rs, unsigned i)
{
	const struct rrtype	*t = rrtype_find(rs->set->type);
	struct name_parts	 parts;
	const uint8_t		*rdata;
	size_t			 len, at = 0, used;
	unsigned		 n;

	rdata = rrset_rdata(rs->set, i, &len);
	if (t != NULL && t->names > 0) {
		at = rdata_name_at(t, rdata);
		writer_bytes(&r->w, rdata, at);
		for (n = 0; n < t->names; n++, at += used) {
			parts = stored_name(rdata + at, rs->zone->apex,
			    rs->zone->apex_len, &used);
			(void)put_name(r, &parts,
			    (t->flags & RR_COMPRESS) != 0);
		}
	}
	writer_bytes(&r->w, rdata + at, len - at);
	if (rs->set->flags & RRSET_SERIAL && !r->w.failed)
		store_be32(r->w.at - SOA_NUMBERS_BYTES,
		    content_serial(rs->zone->content));
}

/* The owner of the records of a set, and where it stands already; 0: not
   yet, or not within reach. */
struct owner {
	const struct name_parts	*parts;
	uint16_t		 at;
};

/* Owner, type, class, TTL and room for RDLENGTH, which is returned. */
static uint8_t *
put_fixed(struct reply *r, struct owner *owner, uint16_t type, uint32_t ttl_s)
{
	if (owner->at != 0)
		writer_u16(&r->w, (uint16_t)(POINTER_BITS | owner->at));
	else
		owner->at = put_name(r, owner->parts, true);
	writer_u16(&r->w, type);
	writer_u16(&r->w, CLASS_IN);
	writer_u32(&r->w, ttl_s);
	return writer_room(&r->w, 2);
}

static void
end_rdata(struct reply *r, uint8_t *rdlength)
{
	if (rdlength != NULL)
		store_be16(rdlength, (uint16_t)(r->w.at - rdlength - 2));
}

static void
put_record(struct reply *r, const struct reply_set *rs, struct owner *owner,
    unsigned i)
{
	const uint8_t	*stored = rrset_wire(rs->set) + rrset_start(rs->set, i);
	uint32_t	 ttl_s = load_be32(stored + 6);
	uint8_t		*rdlength;

	/* Signatures at one name may differ, as the sets do: RFC 4034 3. */
	if (rs->set->type != TYPE_RRSIG || rs->ttl_s < ttl_s)
		ttl_s = rs->ttl_s;
	rdlength = put_fixed(r, owner, rs->set->type, ttl_s);
	put_rdata(r, rs, i);
	end_rdata(r, rdlength);
}

/* Where a set begins, to go back to. */
struct mark {
	struct writer	w;
	uint16_t	nsuffixes;
};

/* Keep what was written, or take it all back. */
static bool
settle(struct reply *r, enum section section, const struct mark *before,
    unsigned records)
{
	if (!r->w.failed) {
		r->counts[section] = (uint16_t)(r->counts[section] + records);
		return true;
	}
	r->w = before->w;
	forget(r, before->nsuffixes);
	return false;
}

/* RFC 4034 3.1.1: a signature begins with the type that it covers. */
static uint16_t
covered(const struct rrset *sigs, unsigned i)
{
	size_t	len;

	return load_be16(rrset_rdata(sigs, i, &len));
}

/* The first signature of a type, or of one behind it: they stand in the
   order of the types, see draft.c. */
static unsigned
find_sigs(const struct rrset *sigs, uint16_t type)
{
	unsigned	low = 0, high = sigs->count, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (covered(sigs, mid) < type)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static unsigned
put_sigs(struct reply *r, const struct reply_set *signed_set,
    struct owner *owner)
{
	const uint16_t		type = signed_set->set->type;
	struct reply_set	rs = *signed_set;
	unsigned		i, first;

	if ((rs.set = rs.sigs) == NULL)
		return 0;
	first = find_sigs(rs.set, type);
	for (i = first; i < rs.set->count && !r->w.failed &&
	    covered(rs.set, i) == type; i++)
		put_record(r, &rs, owner, i);
	return i - first;
}

/* Records as far as they fit: a set may have tens of thousands. */
static void
put_records(struct reply *r, const struct reply_set *rs, struct owner *owner,
    unsigned first, unsigned end)
{
	for (; first < end && !r->w.failed; first++)
		put_record(r, rs, owner, first);
}

bool
reply_put_set(struct reply *r, enum section section,
    const struct reply_set *rs)
{
	const struct mark	before = {r->w, r->nsuffixes};
	struct owner		owner = {.parts = &rs->owner};
	struct rotation_run	run;
	unsigned		i, records;

	if (rs->set->count > writer_left(&r->w) / RECORD_LEAST_BYTES)
		return false;
	for (i = 0; i < rs->set->count && !r->w.failed; i = run.end) {
		run = rotation_run(rs->set, i, rs->turn);
		put_records(r, rs, &owner, run.start, run.end);
		put_records(r, rs, &owner, run.first, run.start);
	}
	records = rs->set->count + put_sigs(r, rs, &owner);
	return settle(r, section, &before, records);
}

bool
reply_put_cname(struct reply *r, const struct name *owner,
    const struct name *target, uint32_t ttl_s)
{
	const struct name_parts	 from_parts = {.tail = owner->wire,
				    .tail_len = owner->len};
	struct owner		 from = {.parts = &from_parts};
	struct name_parts	 to = {.tail = target->wire,
				    .tail_len = target->len};
	const struct mark	 before = {r->w, r->nsuffixes};
	uint8_t			*rdlength;

	rdlength = put_fixed(r, &from, TYPE_CNAME, ttl_s);
	(void)put_name(r, &to, true);
	end_rdata(r, rdlength);
	return settle(r, SECTION_ANSWER, &before, 1);
}

bool
reply_set_find(struct reply_set *rs, const struct zone *zone,
    const struct node *node, uint16_t type)
{
	rs->zone = zone;
	rs->set = NULL;
	if ((rs->slot = node_slot(node, type)) == NULL)
		return false;
	rs->set = slot_set(zone->content, node, rs->slot);
	rs->ttl_s = rrset_ttl(rs->set);
	return true;
}

void
reply_begin(struct reply *r, uint8_t *out, size_t limit,
    const struct query *q)
{
	const uint8_t	*p;
	struct labels	 l;
	struct name_parts parts = {.tail = q->qname.wire,
	    .tail_len = q->qname.len};
	unsigned	 i;

	r->w = writer_of(out, limit);
	memset(r->counts, 0, sizeof(r->counts));
	r->nsuffixes = 0;
	r->labels_left = REPLY_LABELS + (uint32_t)(limit / REPLY_LABEL_BYTES);
	memset(r->slot, 0, sizeof(r->slot));
	(void)writer_room(&r->w, HEADER_BYTES);
	if (q->question == NULL)
		return;
	writer_bytes(&r->w, q->question, q->question_len);
	cut(&l, &parts, r->seed);
	for (i = 0, p = q->question; i < l.n; i++, p += *p + 1)
		remember(r, HEADER_BYTES + (size_t)(p - q->question),
		    l.hash[i]);
}

size_t
reply_end(struct reply *r, const struct query *q, unsigned flags)
{
	uint8_t	*h = r->w.start;

	store_be16(h, q->id);
	store_be16(h + 2, (uint16_t)(FLAG_QR |
	    (q->flags & (FLAG_OPCODE | FLAG_RD)) | flags));
	store_be16(h + 4, q->question != NULL);
	store_be16(h + 6, r->counts[SECTION_ANSWER]);
	store_be16(h + 8, r->counts[SECTION_AUTHORITY]);
	store_be16(h + 10, r->counts[SECTION_ADDITIONAL]);
	return writer_len(&r->w);
}
