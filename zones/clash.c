/* SPDX-License-Identifier: ISC */
#include "zones/clash.h"

#include <stdbool.h>
#include <stdio.h>

#include "zones/rrtype.h"
#include "zones/wire.h"

/* Types that may stand beside a CNAME: RFC 4034 3, 4; 2535 2.3.5. */
static const uint16_t beside_cname[] = {
	24 /* SIG */, 25 /* KEY */, TYPE_RRSIG, TYPE_NSEC
};

/* "MX, TXT, ..."; more is cut. */
#define TYPES_MAX	256

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
types_beside_cname(const struct verdict *v, const struct draft_owner *o,
    char *buf, size_t len)
{
	struct draft_record		**r = verdict_records(v, o);
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

void
clash_cname(struct verdict *v, const struct draft_owner *o)
{
	const struct draft_record	*cname, *other, *mx;
	char				 types[TYPES_MAX], at[WHERE_MAX];
	char				 goal[NAME_TEXT_MAX];

	if ((cname = verdict_first(v, o, TYPE_CNAME)) == NULL)
		return;
	other = types_beside_cname(v, o, types, sizeof(types));
	name_to_text(cname->rdata, goal);
	if (o->labels == 0)
		verdict_tell(v, SEV_ERROR, o, cname, "cname-at-apex",
		    "a CNAME at the apex clashes with %s, which a zone cannot "
		    "do without; write the A and AAAA records of %s here "
		    "instead of the CNAME", other == NULL ? "SOA and NS" :
		    types, goal);
	else if ((mx = verdict_first(v, o, TYPE_MX)) != NULL)
		verdict_tell(v, SEV_ERROR, o, cname, "mx-owner-cname",
		    "a CNAME stands beside %s (%s), and resolvers drop one of "
		    "them; write the A and AAAA records of %s here instead of "
		    "the CNAME, or remove the MX: mail then follows the alias "
		    "to the MX of %s", types,
		    verdict_where(v, mx, cname, at), goal, goal);
	else if (other != NULL)
		verdict_tell(v, SEV_ERROR, o, cname, "cname-and-other-data",
		    "a CNAME stands beside %s (%s); an alias has no "
		    "other data: write the A and AAAA records of %s instead "
		    "of the CNAME, or remove the other records", types,
		    verdict_where(v, other, cname, at), goal);
}

/* RFC 1035 3.3.13: the first of five numbers at the end. */
static uint32_t
serial_of(const struct draft_record *soa)
{
	return load_be32(soa->rdata + soa->rdata_len - 20);
}

static void
tell_second_soa(struct verdict *v, const struct draft_owner *o,
    const struct draft_record *first, const struct draft_record *second)
{
	uint32_t	a = serial_of(first), b = serial_of(second);
	char		at[WHERE_MAX];

	verdict_where(v, first, second, at);
	if (a == b)
		verdict_tell(v, SEV_ERROR, o, second, "soa-multiple",
		    "a second SOA, with the serial of the first, %u; a zone "
		    "has one only: keep this or that of %s", a, at);
	else	/* RFC 1982 3.2 */
		verdict_tell(v, SEV_ERROR, o, second, "soa-multiple",
		    "a second SOA; a zone has one only: keep %s%s, whose "
		    "serial %u is higher than %u", (int32_t)(b - a) > 0 ?
		    "this one" : "that of ", (int32_t)(b - a) > 0 ? "" : at,
		    (int32_t)(b - a) > 0 ? b : a,
		    (int32_t)(b - a) > 0 ? a : b);
}

static void
tell_soa_below(struct verdict *v, const struct draft_owner *o,
    const struct draft_record *soa)
{
	char	apex[NAME_TEXT_MAX];

	name_to_text(v->draft.apex.wire, apex);
	if (verdict_first(v, v->draft.owners[0], TYPE_SOA) != NULL)
		verdict_tell(v, SEV_ERROR, o, soa, "soa-multiple", "an SOA "
		    "below the apex; a zone has one SOA, at its own name: "
		    "remove it, or serve this name as a zone of its own");
	else
		verdict_tell(v, SEV_ERROR, o, soa, "soa-missing", "the SOA "
		    "does not stand at the zone's own name, %s; write %s (or "
		    "@, where that is the origin) as its owner", apex, apex);
}

void
clash_single(struct verdict *v, const struct draft_owner *o, uint32_t first,
    uint32_t count)
{
	struct draft_record	**r = verdict_records(v, o) + first;
	const struct rrtype	 *t = rrtype_find(r[0]->type);
	char			  at[WHERE_MAX];
	uint32_t		  i;

	/* At the apex none of several can stay: cname-at-apex says so. */
	if (t == NULL || !(t->flags & RR_SINGLE) ||
	    (t->type == TYPE_CNAME && o->labels == 0))
		return;
	if (t->type == TYPE_SOA && o->labels > 0) {
		tell_soa_below(v, o, r[0]);
		return;
	}
	for (i = 1; i < count; i++) {
		if (t->type == TYPE_SOA)
			tell_second_soa(v, o, r[0], r[i]);
		else
			verdict_tell(v, SEV_ERROR, o, r[i],
			    t->type == TYPE_CNAME ? "cname-multiple" :
			    "dname-multiple", "a second %s; a name has one "
			    "only: keep this or that of %s", t->mnemonic,
			    verdict_where(v, r[0], r[i], at));
	}
}

void
clash_below_dname(struct verdict *v, const struct draft_owner *o)
{
	const struct draft_owner	*up, *at_owner = NULL;
	const struct draft_record	*dname = NULL;
	char				 text[NAME_TEXT_MAX], at[WHERE_MAX];

	if (!(o->flags & NODE_OCCLUDED) || o->records == 0)
		return;
	for (up = o->parent; up != NULL; up = up->parent) {
		if (up->flags & NODE_CUT)
			return;
		if (up->flags & NODE_DNAME) {
			at_owner = up;
			dname = verdict_first(v, up, TYPE_DNAME);
		}
	}
	if (dname == NULL)
		return;
	/* The first in the order read; of equal records that one stays. */
	verdict_tell(v, SEV_ERROR, o, owner_first(o), "dname-occludes", "this "
	    "lies below the DNAME of %s (%s), which replaces all names there; "
	    "remove this record or the DNAME",
	    verdict_owner(v, at_owner, text),
	    verdict_where(v, dname, owner_first(o), at));
}

/* Is there an SOA below the apex?  Then clash_single() has told it. */
static bool
has_soa_below(const struct verdict *v)
{
	size_t	i;

	for (i = 1; i < v->draft.nowners; i++)
		if (verdict_first(v, v->draft.owners[i], TYPE_SOA) != NULL)
			return true;
	return false;
}

/* A whole record to be pasted; RFC 1912 2.2 for its numbers. */
static void
make_soa(const struct verdict *v, char *buf, size_t len)
{
	const struct draft_owner	*apex = v->draft.owners[0];
	const struct draft_record	*ns = verdict_first(v, apex, TYPE_NS);
	const char			*below;
	char				 name[NAME_TEXT_MAX];
	char				 server[NAME_TEXT_MAX + 4];

	name_to_text(v->draft.apex.wire, name);
	below = v->draft.apex.labels == 0 ? "" : name;
	if (ns != NULL)
		name_to_text(ns->rdata, server);
	else
		(void)snprintf(server, sizeof(server), "ns1.%s", below);
	(void)snprintf(buf, len, "%s 3600 IN SOA %s hostmaster.%s 1 14400 "
	    "3600 1209600 3600", name, server, below);
}

bool
clash_soa(struct verdict *v, const struct clash_stray *stray)
{
	struct place	at = {0};
	char		name[NAME_TEXT_MAX];
	char		other[NAME_TEXT_MAX];
	char		soa[4 * NAME_TEXT_MAX];

	if (verdict_first(v, v->draft.owners[0], TYPE_SOA) != NULL ||
	    has_soa_below(v))
		return false;
	v->errors++;
	name_to_text(v->draft.apex.wire, name);
	make_soa(v, soa, sizeof(soa));
	if (stray->at.line > 0) {
		report_add(v->rep, SEV_ERROR, &stray->at, "soa-missing", name,
		    "the SOA stands at %s, not at the zone's own name; load "
		    "the file as that zone, or write: %s",
		    name_to_text(stray->owner.wire, other), soa);
		return true;
	}
	if (v->draft.nfiles > 0)
		at.file = v->draft.files[0];
	else
		at.file = v->path;
	report_add(v->rep, SEV_ERROR, &at, "soa-missing", name,
	    "the zone has no SOA at its own name; add: %s", soa);
	return true;
}
