/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "zones/build.h"
#include "zones/clash.h"
#include "zones/draft.h"
#include "zones/freeze.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"
#include "zones/special.h"
#include "zones/verdict.h"

/*
 * What a message leaves for one RRset: 65535 octets less header, longest
 * question and OPT.
 */
#define SET_SENDABLE_BYTES	(65535 - 12 - 259 - 11)

/* A set's count has 16 bits. */
#define SET_RECORDS_MAX		UINT16_MAX

struct build {
	struct verdict	 v;		/* the draft, and what is told of it */
	struct clash_stray stray;
};

struct build *
build_new(const struct name *apex, uint64_t seed, struct report *rep)
{
	struct build	*b;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return NULL;
	b->v.rep = rep;
	if (draft_init(&b->v.draft, apex, seed) == -1) {
		free(b);
		return NULL;
	}
	return b;
}

void
build_free(struct build *b)
{
	if (b == NULL)
		return;
	draft_clear(&b->v.draft);
	free(b);
}

/*
 * A name that cannot be in the public DNS has a final dot too many; any
 * other is one of another zone.
 */
static void
report_outside(struct build *b, const struct name *owner,
    const struct place *at)
{
	char	owner_text[NAME_TEXT_MAX], apex_text[NAME_TEXT_MAX];
	char	*end;

	name_to_text(owner->wire, owner_text);
	name_to_text(b->v.draft.apex.wire, apex_text);
	b->v.errors++;
	if (owner->labels > 1 && special_is_public(owner)) {
		report_add(b->v.rep, SEV_ERROR, at, "out-of-zone", owner_text,
		    "the owner lies outside the zone %s; move the record to "
		    "the zone that it belongs to, or, if a name in this zone "
		    "is meant, leave out the final dot", apex_text);
		return;
	}
	end = strrchr(owner_text, '.');
	report_add(b->v.rep, SEV_ERROR, at, "out-of-zone", owner_text,
	    "the owner lies outside the zone %s; its final dot is probably "
	    "one too many, write: %.*s%s%s", apex_text,
	    (int)(end - owner_text), owner_text, end == owner_text ? "" : ".",
	    apex_text);
}

/* An SOA outside is told when it is known whether the zone has another. */
static void
add_outside(struct build *b, const struct name *owner, uint16_t type,
    const struct place *at)
{
	if (type != TYPE_SOA || b->stray.at.line > 0 || at->line == 0) {
		report_outside(b, owner, at);
		return;
	}
	b->stray.at = *at;
	b->stray.owner = *owner;
}

void
build_name(struct build *b, const char *path)
{
	b->v.path = path;
}

/* At or below the apex?  Mostly it is spelled as there. */
static bool
is_inside(const struct build *b, const struct name *owner)
{
	const struct name	*apex = &b->v.draft.apex;
	size_t			 at = (size_t)(owner->len - apex->len);

	if (owner->len >= apex->len && owner->labels >= apex->labels &&
	    owner->offset[owner->labels - apex->labels] == at &&
	    memcmp(owner->wire + at, apex->wire, apex->len) == 0)
		return true;
	return name_is_under(owner, apex);
}

int
build_add(struct build *b, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	if (!is_inside(b, owner)) {
		add_outside(b, owner, type, at);
		return 0;
	}
	if (type == 0) {	/* RFC 6895 3.1: type 0 is no data */
		b->v.errors++;
		report_add(b->v.rep, SEV_ERROR, at, "parse-error", NULL,
		    "type 0 is reserved and never in a zone; remove the "
		    "record");
		return 0;
	}
	return draft_add(&b->v.draft, owner, type, ttl_s, rdata, rdata_len, at);
}

/* RFC 2181 5.2: all records of a set have one TTL; the least holds. */
static void
level_ttl(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = verdict_records(&b->v, o) + first;
	struct draft_record	 *base = r[0], *odd = NULL;
	uint32_t		  i, least = r[0]->ttl_s;
	char			  type[RRTYPE_TEXT_MAX], at[WHERE_MAX];

	/* A signature has the TTL of the set that it covers: RFC 4034 3. */
	if (count == 1 || r[0]->type == TYPE_RRSIG)
		return;
	for (i = 1; i < count; i++) {
		if (r[i]->number < base->number)
			base = r[i];
		if (r[i]->ttl_s < least)
			least = r[i]->ttl_s;
	}
	/* The first one read that is unlike the first of all. */
	for (i = 0; i < count; i++)
		if (r[i]->ttl_s != base->ttl_s &&
		    (odd == NULL || r[i]->number < odd->number))
			odd = r[i];
	if (odd == NULL)
		return;
	verdict_tell(&b->v, SEV_WARNING, o, odd, "ttl-mismatch", "TTL %u here, "
	    "%u at %s, for %s records of one name; %u is served for all: give "
	    "them the same TTL", odd->ttl_s, base->ttl_s,
	    verdict_where(&b->v, base, odd, at),
	    rrtype_to_text(r[0]->type, type), least);
	for (i = 0; i < count; i++)
		r[i]->ttl_s = least;
}

static void
check_size(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = verdict_records(&b->v, o) + first;
	char			  type[RRTYPE_TEXT_MAX];
	uint64_t		  bytes = 0;
	uint32_t		  i;

	for (i = 0; i < count; i++)
		bytes += r[i]->rdata_len + RRSET_FIXED_BYTES;
	if (bytes <= SET_SENDABLE_BYTES && count <= SET_RECORDS_MAX)
		return;
	rrtype_to_text(r[0]->type, type);
	if (count > SET_RECORDS_MAX)
		verdict_tell(&b->v, SEV_ERROR, o, r[0], "rrset-too-large",
		    "%u %s records at one name; no DNS message can carry "
		    "them: spread them over several names", count, type);
	else
		verdict_tell(&b->v, SEV_WARNING, o, r[0], "rrset-too-large",
		    "the %s records of this name take %llu octets before "
		    "names are compressed, and a DNS message has room for "
		    "%u; if they do not fit they are not answered: spread "
		    "them over several names", type, (unsigned long long)bytes,
		    (unsigned)SET_SENDABLE_BYTES);
}

/* Sets of usual size are looked through without memory of their own. */
#define PAIRS_MAX	16

/* May some record stand there twice? */
static bool
may_repeat(struct draft_record *const *r, uint32_t count)
{
	uint32_t	i, k;

	for (i = 1; i < count && count <= PAIRS_MAX; i++)
		for (k = 0; k < i; k++)
			if (r[i]->rdata_len == r[k]->rdata_len &&
			    bytes_equal_nocase(r[i]->rdata, r[k]->rdata,
			    r[i]->rdata_len))
				return true;
	return count > PAIRS_MAX;
}

/* A record and its RDATA with names in lower case, to be compared. */
struct folded {
	struct draft_record	*r;
	const uint8_t		*rdata;
};

static const uint8_t *
fold_names(struct build *b, const struct draft_record *r)
{
	const struct rrtype	*t = rrtype_find(r->type);
	uint8_t			*copy, *p;
	unsigned		 i;

	if (t == NULL || t->names == 0)
		return r->rdata;
	copy = arena_copy(b->v.draft.arena, r->rdata, r->rdata_len);
	if (copy == NULL)
		return NULL;
	p = copy + rdata_name_at(t, copy);
	for (i = 0; i < t->names; i++, p++)
		for (; *p != 0; p++)
			*p = ascii_lower(*p);
	return copy;
}

static int
compare_folded(const void *va, const void *vb)
{
	const struct folded	*a = va, *b = vb;
	int			 d;

	if (a->r->rdata_len != b->r->rdata_len)
		return a->r->rdata_len < b->r->rdata_len ? -1 : 1;
	d = memcmp(a->rdata, b->rdata, a->r->rdata_len);
	if (d != 0)
		return d;
	return a->r->number < b->r->number ? -1 : 1;
}

static bool
is_repeated(const struct folded *a, const struct folded *b)
{
	return a->r->rdata_len == b->r->rdata_len &&
	    memcmp(a->rdata, b->rdata, a->r->rdata_len) == 0;
}

/*
 * RFC 2181 5: a set holds no record twice.  Repeated ones are told and
 * their type becomes 0, for drop_repeated().  -1 without memory.
 */
static int
mark_repeated(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count, bool *any)
{
	struct draft_record	**r = verdict_records(&b->v, o) + first;
	struct folded		 *f, *kept;
	uint32_t		  i;
	char			  type[RRTYPE_TEXT_MAX], at[WHERE_MAX];

	if ((f = calloc(count, sizeof(*f))) == NULL)
		return -1;
	for (i = 0; i < count; i++) {
		f[i].r = r[i];
		if ((f[i].rdata = fold_names(b, r[i])) == NULL) {
			free(f);
			return -1;
		}
	}
	qsort(f, count, sizeof(*f), compare_folded);
	for (i = 1, kept = f; i < count; i++) {
		if (!is_repeated(kept, &f[i])) {
			kept = &f[i];
			continue;
		}
		verdict_tell(&b->v, SEV_WARNING, o, f[i].r, "duplicate-rr",
		    "the same %s record stands at %s already; remove one "
		    "of them",
		    rrtype_to_text(kept->r->type, type),
		    verdict_where(&b->v, kept->r, f[i].r, at));
		f[i].r->type = 0;
		*any = true;
	}
	free(f);
	return 0;
}

/* build_add() lets no type 0 in: it marks the dropped. */
static void
drop_repeated(struct build *b, struct draft_owner *o)
{
	struct draft_record	**r = verdict_records(&b->v, o);
	uint32_t		  i, n = 0;

	for (i = 0; i < o->records; i++)
		if (r[i]->type != 0)
			r[n++] = r[i];
	b->v.draft.nrecords -= o->records - n;
	o->records = n;
}

/* One record that nothing can be wrong with, as most names have. */
static bool
is_plain(const struct build *b, const struct draft_owner *o)
{
	const struct draft_record	*r;

	if (o->records != 1)
		return o->records == 0;
	r = b->v.draft.sorted[o->first_record];
	return r->type != TYPE_SOA && r->type != TYPE_CNAME &&
	    r->type != TYPE_DNAME &&
	    r->rdata_len <= SET_SENDABLE_BYTES - RRSET_FIXED_BYTES;
}

static int
check_owner(struct build *b, struct draft_owner *o)
{
	uint32_t	i, n;
	bool		has_repeated = false;

	if (is_plain(b, o))
		return 0;
	for (i = 0; i < o->records; i += n) {
		n = draft_run(&b->v.draft, o, i);
		if (n > 1 && may_repeat(verdict_records(&b->v, o) + i, n) &&
		    mark_repeated(b, o, i, n, &has_repeated) == -1)
			return -1;
	}
	if (has_repeated)
		drop_repeated(b, o);
	for (i = 0; i < o->records; i += n) {
		n = draft_run(&b->v.draft, o, i);
		clash_single(&b->v, o, i, n);
		level_ttl(b, o, i, n);
		check_size(b, o, i, n);
	}
	clash_cname(&b->v, o);
	return 0;
}

/*
 * Does the parent hide what is below?  The hashes of a zone that is a
 * DNAME as a whole are there all the same: they are no names, RFC 5155 3.
 */
static bool
is_hidden_by(const struct draft_owner *up, unsigned flags)
{
	unsigned	hides = NODE_CUT | NODE_DNAME | NODE_OCCLUDED;

	if (flags & NODE_NSEC3 && up->parent == NULL)
		hides &= ~(unsigned)NODE_DNAME;
	return (up->flags & (hides | NODE_NSEC3)) != 0;
}

/* What the types at an owner make of it. */
static unsigned
flags_of(const struct build *b, const struct draft_owner *o)
{
	struct draft_record	**r = verdict_records(&b->v, o);
	unsigned		  flags = 0;
	uint32_t		  i, hashed = 0, nsec3 = 0;

	for (i = 0; i < o->records; i++) {
		if (r[i]->type == TYPE_NS && o->labels > 0)
			flags |= NODE_CUT;
		else if (r[i]->type == TYPE_DNAME)
			flags |= NODE_DNAME;
		else if (r[i]->type == TYPE_CNAME)
			flags |= NODE_CNAME;
		nsec3 += r[i]->type == TYPE_NSEC3;
		hashed += r[i]->type == TYPE_NSEC3 || r[i]->type == TYPE_RRSIG;
	}
	/* RFC 5155 3: hashed owners hold the NSEC3 and its signature only. */
	if (nsec3 > 0 && hashed == o->records && o->labels > 0)
		flags |= NODE_NSEC3;
	return flags;
}

/*
 * What stands at an owner and above it.  Canonical order puts parents
 * first, so one pass tells each what its parent is under.
 */
static void
set_flags(const struct build *b, struct draft_owner *o)
{
	unsigned	flags = o->flags | flags_of(b, o);

	if (o->parent != NULL && is_hidden_by(o->parent, flags))
		flags |= NODE_OCCLUDED;
	o->flags = (uint8_t)flags;
}

static int
check_all(struct build *b)
{
	struct draft_owner	*o;
	size_t			 i;

	for (i = 0; i < b->v.draft.nowners; i++) {
		draft_prefetch(b->v.draft.owners, b->v.draft.nowners, i);
		o = b->v.draft.owners[i];
		if (check_owner(b, o) == -1)
			return -1;
		set_flags(b, o);
		if (o->flags & NODE_OCCLUDED)
			clash_below_dname(&b->v, o);
	}
	if (!clash_soa(&b->v, &b->stray) && b->stray.at.line > 0)
		report_outside(b, &b->stray.owner, &b->stray.at);
	return 0;
}

static int
no_memory(struct build *b, const char *what)
{
	report_add(b->v.rep, SEV_ERROR, NULL, "out-of-memory", NULL,
	    "no memory %s", what);
	return -1;
}

int
build_freeze(struct build *b, struct content **out, struct places **places)
{
	*out = NULL;
	if (places != NULL)
		*places = NULL;
	if (draft_order(&b->v.draft) == -1 || check_all(b) == -1)
		return no_memory(b, "to put the zone in order");
	if (b->v.errors > 0)
		return -1;
	/* First: of the draft nothing is left. */
	if (places != NULL && (*places = freeze_places(&b->v.draft)) == NULL)
		return no_memory(b, "for the places of the records");
	if ((*out = freeze_content(&b->v.draft, b->v.rep)) != NULL)
		return 0;
	if (places != NULL) {
		places_free(*places);
		*places = NULL;
	}
	return -1;
}
