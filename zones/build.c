/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/build.h"
#include "zones/draft.h"
#include "zones/freeze.h"
#include "zones/rdata.h"
#include "zones/rrtype.h"

/*
 * What a message leaves for one RRset: 65535 octets less header, longest
 * question and OPT.
 */
#define SET_SENDABLE_BYTES	(65535 - 12 - 259 - 11)

/* A set's count has 16 bits. */
#define SET_RECORDS_MAX		UINT16_MAX

/* "line 12", perhaps " of included.zone". */
#define WHERE_MAX		256

/* Types that may stand beside a CNAME: RFC 4034 3, 4; 2535 2.3.5. */
static const uint16_t beside_cname[] = {
	24 /* SIG */, 25 /* KEY */, TYPE_RRSIG, TYPE_NSEC
};

struct build {
	struct draft	 draft;
	struct report	*rep;		/* borrowed */
	size_t		 errors;	/* what keeps the zone from loading */
};

struct build *
build_new(const struct name *apex, uint64_t seed, struct report *rep)
{
	struct build	*b;

	if ((b = calloc(1, sizeof(*b))) == NULL)
		return NULL;
	b->rep = rep;
	if (draft_init(&b->draft, apex, seed) == -1) {
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
	draft_clear(&b->draft);
	free(b);
}

/* Did somebody write a final dot too many: does it end like a zone? */
static void
report_outside(struct build *b, const struct name *owner,
    const struct place *at)
{
	char	owner_text[NAME_TEXT_MAX], apex_text[NAME_TEXT_MAX];

	name_to_text(owner->wire, owner_text);
	name_to_text(b->draft.apex.wire, apex_text);
	b->errors++;
	report_add(b->rep, SEV_ERROR, at, "out-of-zone", owner_text,
	    "the owner lies outside the zone %s; if a name in the zone is "
	    "meant, leave out the final dot, otherwise move the record to "
	    "the zone that it belongs to", apex_text);
}

int
build_add(struct build *b, const struct name *owner, uint16_t type,
    uint32_t ttl_s, const uint8_t *rdata, size_t rdata_len,
    const struct place *at)
{
	if (!name_is_under(owner, &b->draft.apex)) {
		report_outside(b, owner, at);
		return 0;
	}
	if (type == 0) {	/* RFC 6895 3.1: type 0 is no data */
		b->errors++;
		report_add(b->rep, SEV_ERROR, at, "parse-error", NULL,
		    "type 0 is reserved and never in a zone; remove the "
		    "record");
		return 0;
	}
	return draft_add(&b->draft, owner, type, ttl_s, rdata, rdata_len, at);
}

/* An owner's name as text. */
static char *
owner_text(const struct build *b, const struct draft_owner *o, char *buf)
{
	struct name_parts	parts = {.head = o->rel,
	    .tail = b->draft.apex.wire, .head_len = o->rel_len,
	    .tail_len = b->draft.apex.len};
	struct name		n;

	if (name_join(&n, &parts) == -1)
		name_root(&n);	/* cannot be: the name was read whole */
	return name_to_text(n.wire, buf);
}

static void tell(struct build *, enum severity, const struct draft_owner *,
    const struct draft_record *, const char *id, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));

/* A finding about a record of an owner. */
static void
tell(struct build *b, enum severity sev, const struct draft_owner *o,
    const struct draft_record *r, const char *id, const char *fmt, ...)
{
	char		owner[NAME_TEXT_MAX], text[1024];
	struct place	at = draft_place(&b->draft, r);
	va_list		ap;

	va_start(ap, fmt);
	(void)vsnprintf(text, sizeof(text), fmt, ap);	/* cut is fine */
	va_end(ap);
	if (sev == SEV_ERROR)
		b->errors++;
	report_add(b->rep, sev, &at, id, owner_text(b, o, owner), "%s", text);
}

/* Where a record stands, told beside another: the file if it differs. */
static const char *
where(const struct build *b, const struct draft_record *r,
    const struct draft_record *beside, char buf[WHERE_MAX])
{
	const char	*file = b->draft.files[r->file];
	bool		 is_told = r->file != beside->file && *file != '\0';

	/* A long path is cut. */
	(void)snprintf(buf, WHERE_MAX, "line %u%s%s", r->line,
	    is_told ? " of " : "", is_told ? file : "");
	return buf;
}

static struct draft_record **
records_of(const struct build *b, const struct draft_owner *o)
{
	return b->draft.sorted + o->first_record;
}

static const struct draft_record *
first_of(const struct build *b, const struct draft_owner *o, uint16_t type)
{
	struct draft_record	**r = records_of(b, o);
	uint32_t		  i;

	for (i = 0; i < o->records; i++)
		if (r[i]->type == type)
			return r[i];
	return NULL;
}

static bool
may_stand_beside_cname(uint16_t type)
{
	size_t	i;

	for (i = 0; i < sizeof(beside_cname) / sizeof(beside_cname[0]); i++)
		if (beside_cname[i] == type)
			return true;
	return false;
}

/*
 * The types beside a CNAME as "MX, TXT".
 * returns their first record; NULL if there are none
 */
static const struct draft_record *
types_beside_cname(const struct build *b, const struct draft_owner *o,
    char *buf, size_t len)
{
	struct draft_record		**r = records_of(b, o);
	const struct draft_record	 *first = NULL;
	char				  type[RRTYPE_TEXT_MAX];
	uint32_t			  i;
	uint16_t			  last = TYPE_CNAME;
	size_t				  used = 0;

	for (i = 0; i < o->records && used < len; i++) {
		if (r[i]->type == TYPE_CNAME || r[i]->type == last ||
		    may_stand_beside_cname(r[i]->type))
			continue;
		last = r[i]->type;
		if (first == NULL)
			first = r[i];
		used += (size_t)snprintf(buf + used, len - used, "%s%s",
		    used > 0 ? ", " : "", rrtype_to_text(last, type));
	}
	return first;
}

/* RFC 1034 3.6.2, 2181 10.1: an alias stands alone. */
static void
check_cname(struct build *b, const struct draft_owner *o)
{
	const struct draft_record	*cname, *other;
	char				 types[256], at[WHERE_MAX];

	if ((cname = first_of(b, o, TYPE_CNAME)) == NULL ||
	    (other = types_beside_cname(b, o, types, sizeof(types))) == NULL)
		return;
	if (o->labels == 0)
		tell(b, SEV_ERROR, o, cname, "cname-at-apex",
		    "a CNAME at the apex clashes with %s, which a zone cannot "
		    "do without; write the A and AAAA records of its target "
		    "here instead of the CNAME", types);
	else
		tell(b, SEV_ERROR, o, cname, "cname-and-other-data",
		    "a CNAME stands beside %s (%s); an alias has no "
		    "other data: remove the CNAME and write the A and AAAA "
		    "records of its target, or remove the other records",
		    types, where(b, other, cname, at));
}

/* Types of which a name has one record: SOA, CNAME, DNAME. */
static void
check_single(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = records_of(b, o) + first;
	const struct rrtype	 *t = rrtype_find(r[0]->type);
	const char		 *id = "soa-multiple";
	char			  at[WHERE_MAX];
	uint32_t		  i;

	if (t == NULL || !(t->flags & RR_SINGLE))
		return;
	if (t->type == TYPE_CNAME)
		id = "cname-multiple";
	else if (t->type == TYPE_DNAME)
		id = "dname-multiple";
	for (i = 1; i < count; i++)
		tell(b, SEV_ERROR, o, r[i], id, "a second %s; a name has "
		    "one only: keep this or that of %s", t->mnemonic,
		    where(b, r[0], r[i], at));
	if (t->type == TYPE_SOA && o->labels > 0)
		tell(b, SEV_ERROR, o, r[0], "soa-multiple", "an SOA below the "
		    "apex; a zone has one SOA, at its own name: remove it, "
		    "or serve this name as a zone of its own");
}

/* RFC 2181 5.2: all records of a set have one TTL; the least holds. */
static void
level_ttl(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = records_of(b, o) + first, *odd = NULL;
	uint32_t		  i, least = r[0]->ttl_s;
	char			  type[RRTYPE_TEXT_MAX], at[WHERE_MAX];

	/* A signature has the TTL of the set that it covers: RFC 4034 3. */
	if (r[0]->type == TYPE_RRSIG)
		return;
	for (i = 1; i < count; i++) {
		if (r[i]->ttl_s != r[0]->ttl_s && odd == NULL)
			odd = r[i];
		if (r[i]->ttl_s < least)
			least = r[i]->ttl_s;
	}
	if (odd == NULL)
		return;
	tell(b, SEV_WARNING, o, odd, "ttl-mismatch", "TTL %u here, %u at %s, "
	    "for %s records of one name; %u is served for all: give them "
	    "the same TTL", odd->ttl_s, r[0]->ttl_s, where(b, r[0], odd, at),
	    rrtype_to_text(r[0]->type, type), least);
	for (i = 0; i < count; i++)
		r[i]->ttl_s = least;
}

static void
check_size(struct build *b, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = records_of(b, o) + first;
	char			  type[RRTYPE_TEXT_MAX];
	uint64_t		  bytes = 0;
	uint32_t		  i;

	for (i = 0; i < count; i++)
		bytes += r[i]->rdata_len + RRSET_FIXED_BYTES;
	rrtype_to_text(r[0]->type, type);
	if (count > SET_RECORDS_MAX)
		tell(b, SEV_ERROR, o, r[0], "rrset-too-large", "%u %s records "
		    "at one name; no DNS message can carry them: spread them "
		    "over several names", count, type);
	else if (bytes > SET_SENDABLE_BYTES)
		tell(b, SEV_WARNING, o, r[0], "rrset-too-large", "the %s "
		    "records of this name take %llu octets before names are "
		    "compressed, and a DNS message has room for %u; if they "
		    "do not fit they are not answered: spread them over "
		    "several names", type, (unsigned long long)bytes,
		    (unsigned)SET_SENDABLE_BYTES);
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
	copy = arena_copy(b->draft.arena, r->rdata, r->rdata_len);
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
	struct draft_record	**r = records_of(b, o) + first;
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
		tell(b, SEV_WARNING, o, f[i].r, "duplicate-rr", "the same %s "
		    "record stands at %s already; remove one of them",
		    rrtype_to_text(kept->r->type, type),
		    where(b, kept->r, f[i].r, at));
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
	struct draft_record	**r = records_of(b, o);
	uint32_t		  i, n = 0;

	for (i = 0; i < o->records; i++)
		if (r[i]->type != 0)
			r[n++] = r[i];
	b->draft.nrecords -= o->records - n;
	o->records = n;
}

static int
check_owner(struct build *b, struct draft_owner *o)
{
	uint32_t	i, n;
	bool		has_repeated = false;

	for (i = 0; i < o->records; i += n) {
		n = draft_run(&b->draft, o, i);
		if (n > 1 && mark_repeated(b, o, i, n, &has_repeated) == -1)
			return -1;
	}
	if (has_repeated)
		drop_repeated(b, o);
	for (i = 0; i < o->records; i += n) {
		n = draft_run(&b->draft, o, i);
		check_single(b, o, i, n);
		level_ttl(b, o, i, n);
		check_size(b, o, i, n);
	}
	check_cname(b, o);
	return 0;
}

/* RFC 5155 3: hashed owners hold the NSEC3 and its signature only. */
static bool
is_nsec3_only(const struct build *b, const struct draft_owner *o)
{
	struct draft_record	**r = records_of(b, o);
	uint32_t		  i;

	for (i = 0; i < o->records; i++)
		if (r[i]->type != TYPE_NSEC3 && r[i]->type != TYPE_RRSIG)
			return false;
	return o->labels > 0 && first_of(b, o, TYPE_NSEC3) != NULL;
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

/*
 * What stands at an owner and above it.  Canonical order puts parents
 * first, so one pass tells each what its parent is under.
 */
static void
set_flags(const struct build *b, struct draft_owner *o)
{
	const struct draft_owner	*up = o->parent;
	unsigned			 flags = o->flags;

	if (is_nsec3_only(b, o))
		flags |= NODE_NSEC3;
	if (up != NULL && is_hidden_by(up, flags))
		flags |= NODE_OCCLUDED;
	if (up != NULL && first_of(b, o, TYPE_NS) != NULL)
		flags |= NODE_CUT;
	if (first_of(b, o, TYPE_DNAME) != NULL)
		flags |= NODE_DNAME;
	if (first_of(b, o, TYPE_CNAME) != NULL)
		flags |= NODE_CNAME;
	o->flags = (uint8_t)flags;
}

/* RFC 6672 2.4: nothing is below a DNAME, unless a cut hides both. */
static void
check_below_dname(struct build *b, const struct draft_owner *o)
{
	const struct draft_owner	*up, *at_owner = NULL;
	const struct draft_record	*r, *dname = NULL;
	char				 text[NAME_TEXT_MAX], at[WHERE_MAX];

	if (!(o->flags & NODE_OCCLUDED) || o->records == 0)
		return;
	for (up = o->parent; up != NULL; up = up->parent) {
		if (up->flags & NODE_CUT)
			return;
		if (up->flags & NODE_DNAME) {
			at_owner = up;
			dname = first_of(b, up, TYPE_DNAME);
		}
	}
	if (dname == NULL)
		return;
	r = records_of(b, o)[0];
	tell(b, SEV_ERROR, o, r, "dname-occludes", "this lies below the DNAME "
	    "of %s (%s), which replaces all names there; remove this record "
	    "or the DNAME", owner_text(b, at_owner, text),
	    where(b, dname, r, at));
}

static void
check_soa(struct build *b)
{
	const struct draft_owner	*apex = b->draft.owners[0];
	struct place			 at = {0};
	char				 name[NAME_TEXT_MAX];

	if (first_of(b, apex, TYPE_SOA) != NULL)
		return;
	if (b->draft.nfiles > 0)
		at.file = b->draft.files[0];
	b->errors++;
	name_to_text(b->draft.apex.wire, name);
	report_add(b->rep, SEV_ERROR, &at, "soa-missing", name,
	    "the zone has no SOA at its own name; add: %s 3600 IN SOA "
	    "ns1.%s hostmaster.%s 1 14400 3600 1209600 3600", name,
	    b->draft.apex.labels == 0 ? "" : name,
	    b->draft.apex.labels == 0 ? "" : name);
}

static int
check_all(struct build *b)
{
	size_t	i;

	for (i = 0; i < b->draft.nowners; i++) {
		if (check_owner(b, b->draft.owners[i]) == -1)
			return -1;
		set_flags(b, b->draft.owners[i]);
		check_below_dname(b, b->draft.owners[i]);
	}
	check_soa(b);
	return 0;
}

int
build_freeze(struct build *b, struct content **out, struct places **places)
{
	*out = NULL;
	if (places != NULL)
		*places = NULL;
	if (draft_order(&b->draft) == -1 || check_all(b) == -1) {
		report_add(b->rep, SEV_ERROR, NULL, "out-of-memory", NULL,
		    "no memory to put the zone in order");
		return -1;
	}
	if (b->errors > 0 ||
	    (*out = freeze_content(&b->draft, b->rep)) == NULL)
		return -1;
	if (places != NULL && (*places = freeze_places(&b->draft)) == NULL) {
		report_add(b->rep, SEV_ERROR, NULL, "out-of-memory", NULL,
		    "no memory for the places of the records");
		content_unref(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}
