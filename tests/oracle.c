/* SPDX-License-Identifier: ISC */

/*
 * The slow answerer; oracle.h tells what for.  Every step goes over all
 * records of a zone.
 */

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle.h"

enum { A = 1, NS = 2, CNAME = 5, SOA = 6, MX = 15, AAAA = 28, SRV = 33,
	DNAME = 39, DS = 43, ANY = 255 };
enum { NOERROR = 0, SERVFAIL = 2, NXDOMAIN = 3, REFUSED = 5, YXDOMAIN = 6 };

/* Does the search go on with another name? */
enum step { STEP_DONE, STEP_FOLLOW };

/* One question on its way. */
struct ask {
	const struct oracle_zone *zones;
	size_t		 nzones;
	unsigned	 qtype;
	unsigned	 any_type;
	const struct oracle_zone *referral;	/* who refers, or NULL */
	struct oracle_answer *out;
};

bool
oracle_is_under(const char *name, const char *apex)
{
	size_t	len = strlen(name), apex_len = strlen(apex);

	if (strcmp(apex, ".") == 0 || strcmp(name, apex) == 0)
		return true;
	return len > apex_len && name[len - apex_len - 1] == '.' &&
	    strcmp(name + len - apex_len, apex) == 0;
}

const char *
oracle_parent(const char *name)
{
	const char	*dot = strchr(name, '.');

	assert(dot != NULL);
	return dot[1] == '\0' ? "." : dot + 1;
}

static unsigned
labels(const char *name)
{
	unsigned	n = 0;

	for (; strcmp(name, ".") != 0; name = oracle_parent(name))
		n++;
	return n;
}

/* The last n labels of a name. */
static const char *
suffix(const char *name, unsigned n)
{
	while (labels(name) > n)
		name = oracle_parent(name);
	return name;
}

bool
oracle_has(const struct oracle_zone *z, const char *owner, unsigned type)
{
	size_t	i;

	for (i = 0; i < z->n; i++)
		if (strcmp(z->rr[i].owner, owner) == 0 &&
		    (type == 0 || z->rr[i].type == type))
			return true;
	return false;
}

const char *
oracle_target(const struct oracle_rr *rr)
{
	const char	*space = strrchr(rr->rdata, ' ');

	return space == NULL ? rr->rdata : space + 1;
}

bool
oracle_same(const struct oracle_rr *a, const struct oracle_rr *b)
{
	return a->type == b->type && strcmp(a->owner, b->owner) == 0 &&
	    strcmp(a->rdata, b->rdata) == 0;
}

/* RFC 4592 2.2.2: a name exists if it, or a name below it, has records. */
static bool
exists(const struct oracle_zone *z, const char *name)
{
	size_t	i;

	for (i = 0; i < z->n; i++)
		if (oracle_is_under(z->rr[i].owner, name))
			return true;
	return false;
}

/* RFC 4592 3.3.1: the source of synthesis; empty if there is none. */
static void
wildcard(const struct oracle_zone *z, const char *name,
    char out[ORACLE_NAME_MAX])
{
	const char	*encloser = oracle_parent(name);

	while (!exists(z, encloser))
		encloser = oracle_parent(encloser);
	if (strlen(encloser) + 2 >= ORACLE_NAME_MAX)
		out[0] = '\0';
	else
		(void)snprintf(out, ORACLE_NAME_MAX, "*.%s", encloser);
	if (!exists(z, out))
		out[0] = '\0';
}

/* The zone with the longest apex that ends the name; NULL: none. */
static const struct oracle_zone *
zone_of(const struct ask *a, const char *name)
{
	const struct oracle_zone *best = NULL;
	size_t		 i;

	for (i = 0; i < a->nzones; i++)
		if (oracle_is_under(name, a->zones[i].apex) &&
		    (best == NULL ||
		    labels(a->zones[i].apex) > labels(best->apex)))
			best = &a->zones[i];
	return best;
}

/* RFC 4035 3.1.4.1: DS is asked at the parent's side, if we have it. */
static const struct oracle_zone *
zone_to_ask(const struct ask *a, const char *name)
{
	const struct oracle_zone *z = NULL;

	if (a->qtype == DS && strcmp(name, ".") != 0)
		z = zone_of(a, oracle_parent(name));
	return z != NULL ? z : zone_of(a, name);
}

/* Add a record; false if it is there already. */
static bool
add(struct oracle_set *set, const struct oracle_rr *rr)
{
	size_t	i;

	for (i = 0; i < set->n; i++)
		if (oracle_same(&set->rr[i], rr) &&
		    set->rr[i].source == rr->source)
			return false;
	assert(set->n < ORACLE_SET_MAX);
	set->rr[set->n++] = *rr;
	return true;
}

/*
 * Add the RRset (from, type) as records of the name owner; returns how
 * many records it has.
 */
static size_t
add_rrset(const struct ask *a, struct oracle_set *set,
    const struct oracle_zone *z, const char *from, const char *owner,
    unsigned type, bool *is_new)
{
	struct oracle_rr	rr;
	size_t			i, n = 0;

	*is_new = false;
	for (i = 0; i < z->n; i++) {
		if (z->rr[i].type != type ||
		    strcmp(z->rr[i].owner, from) != 0)
			continue;
		rr = z->rr[i];
		memmove(rr.owner, owner, strlen(owner) + 1);
		rr.source = (unsigned)(z - a->zones);
		if (add(set, &rr))
			*is_new = true;
		n++;
	}
	return n;
}

/* RFC 2308 3: SOA with the lesser of its TTL and its MINIMUM. */
static void
add_soa(const struct ask *a, const struct oracle_zone *z)
{
	struct oracle_set *auth = &a->out->authority;
	unsigned long	 minimum;
	bool		 is_new;

	(void)add_rrset(a, auth, z, z->apex, z->apex, SOA, &is_new);
	assert(auth->n == 1);
	minimum = strtoul(oracle_target(&auth->rr[0]), NULL, 10);
	if (minimum < auth->rr[0].ttl)
		auth->rr[0].ttl = (uint32_t)minimum;
}

/* RFC 6672 2.2 and 3.1: the DNAME, the alias made from it, the new name. */
static enum step
substitute(struct ask *a, const struct oracle_zone *z, const char *at,
    const char *name, char next[ORACLE_NAME_MAX])
{
	struct oracle_set *answer = &a->out->answer;
	struct oracle_rr rr;
	const char	*target = NULL;
	size_t		 i, kept = strlen(name) - strlen(at);
	bool		 is_new;

	a->out->aa = true;
	(void)add_rrset(a, answer, z, at, at, DNAME, &is_new);
	memset(&rr, 0, sizeof(rr));
	for (i = 0; i < answer->n; i++)
		if (answer->rr[i].type == DNAME &&
		    strcmp(answer->rr[i].owner, at) == 0) {
			target = oracle_target(&answer->rr[i]);
			rr.ttl = answer->rr[i].ttl;
		}
	assert(target != NULL);
	if (strcmp(target, ".") == 0)
		target = "";
	if (kept + strlen(target) >= ORACLE_NAME_MAX) {
		a->out->rcode = YXDOMAIN;
		return STEP_DONE;
	}
	(void)snprintf(next, ORACLE_NAME_MAX, "%.*s%s", (int)kept, name,
	    target);
	(void)snprintf(rr.owner, sizeof(rr.owner), "%s", name);
	(void)snprintf(rr.rdata, sizeof(rr.rdata), "%s", next);
	rr.type = CNAME;
	rr.source = (unsigned)(z - a->zones);
	if (!add(answer, &rr) || a->qtype == CNAME || a->qtype == ANY)
		return STEP_DONE;
	return STEP_FOLLOW;
}

/* The data of one name, or of the wildcard that stands for it. */
static enum step
answer_from(struct ask *a, const struct oracle_zone *z, const char *from,
    const char *owner, char next[ORACLE_NAME_MAX])
{
	struct oracle_set *answer = &a->out->answer;
	unsigned	 type = a->qtype == ANY ? a->any_type : a->qtype;
	bool		 is_new;
	size_t		 i;

	a->out->aa = true;
	if (oracle_has(z, from, CNAME) && a->qtype != CNAME &&
	    a->qtype != ANY) {
		(void)add_rrset(a, answer, z, from, owner, CNAME, &is_new);
		for (i = 0; i < answer->n; i++)
			if (answer->rr[i].type == CNAME &&
			    strcmp(answer->rr[i].owner, owner) == 0)
				(void)snprintf(next, ORACLE_NAME_MAX, "%s",
				    oracle_target(&answer->rr[i]));
		return is_new ? STEP_FOLLOW : STEP_DONE;
	}
	if (add_rrset(a, answer, z, from, owner, type, &is_new) == 0)
		add_soa(a, z);
	return STEP_DONE;
}

/* RFC 1034 4.3.2 step 3, within one zone. */
static enum step
ask_zone(struct ask *a, const struct oracle_zone *z, const char *name,
    char next[ORACLE_NAME_MAX])
{
	char		 star[ORACLE_NAME_MAX];
	const char	*at;
	unsigned	 n;
	bool		 is_name, is_new;

	for (n = labels(z->apex); n <= labels(name); n++) {
		at = suffix(name, n);
		is_name = strcmp(at, name) == 0;
		if (strcmp(at, z->apex) != 0 && oracle_has(z, at, NS) &&
		    !(is_name && a->qtype == DS)) {
			(void)add_rrset(a, &a->out->authority, z, at, at, NS,
			    &is_new);
			a->referral = z;
			return STEP_DONE;
		}
		if (!is_name && oracle_has(z, at, DNAME))
			return substitute(a, z, at, name, next);
	}
	if (exists(z, name))
		return answer_from(a, z, name, name, next);
	wildcard(z, name, star);
	if (star[0] != '\0')
		return answer_from(a, z, star, name, next);
	a->out->aa = true;
	a->out->rcode = NXDOMAIN;
	add_soa(a, z);
	return STEP_DONE;
}

/* Is the name at or below a delegation, or below a DNAME? */
static bool
is_hidden(const struct oracle_zone *z, const char *name)
{
	const char	*at;
	unsigned	 n;

	for (n = labels(z->apex); n <= labels(name); n++) {
		at = suffix(name, n);
		if (strcmp(at, z->apex) != 0 && oracle_has(z, at, NS))
			return true;
		if (strcmp(at, name) != 0 && oracle_has(z, at, DNAME))
			return true;
	}
	return false;
}

static void
need(struct oracle_answer *out, const char *owner, unsigned type)
{
	assert(out->needs < ORACLE_SET_MAX);
	(void)snprintf(out->need[out->needs].owner, ORACLE_NAME_MAX, "%s",
	    owner);
	out->need[out->needs++].type = type;
}

/* What a zone has to say of an address set. */
enum word { WORD_NONE, WORD_WILDCARD, WORD_GLUE, WORD_OWN };

static enum word
zone_says(const struct ask *a, const struct oracle_zone *z,
    const char *target, unsigned type)
{
	struct oracle_set *set = &a->out->additional;
	char		 star[ORACLE_NAME_MAX];
	bool		 is_new;

	if (z == NULL || z->is_broken || !oracle_is_under(target, z->apex))
		return WORD_NONE;
	if (add_rrset(a, set, z, target, target, type, &is_new) > 0)
		return is_hidden(z, target) ? WORD_GLUE : WORD_OWN;
	if (exists(z, target) || is_hidden(z, target))
		return WORD_NONE;
	wildcard(z, target, star);
	if (star[0] == '\0')
		return WORD_NONE;
	return add_rrset(a, set, z, star, target, type, &is_new) > 0 ?
	    WORD_WILDCARD : WORD_NONE;
}

/*
 * Addresses of one type for the target of an MX, NS or SRV of zone r.
 * Needed are those of a served zone's own data, and the glue of a zone
 * that refers (RFC 9471 3).  Other glue, and what a wildcard says, may be
 * given; so may what r says of a name in a zone of ours that it does not
 * delegate, which is its owner's mistake.
 */
static void
add_address(struct ask *a, const struct oracle_zone *r, const char *target,
    unsigned type)
{
	const struct oracle_zone *z = zone_of(a, target);
	enum word	 word = zone_says(a, z, target, type), other;
	bool		 is_needed = word == WORD_OWN;

	if (r == z)
		is_needed |= word == WORD_GLUE && a->referral == r;
	else if (oracle_is_under(target, r->apex)) {
		other = zone_says(a, r, target, type);
		is_needed &= other == WORD_OWN || is_hidden(r, target);
	}
	if (is_needed && a->qtype != ANY)
		need(a->out, target, type);
}

static void
add_addresses(struct ask *a, const struct oracle_set *set)
{
	const struct oracle_zone *r;
	size_t		 i;

	for (i = 0; i < set->n; i++) {
		r = &a->zones[set->rr[i].source];
		switch (set->rr[i].type) {
		case NS:
		case MX:
		case SRV:
			add_address(a, r, oracle_target(&set->rr[i]), A);
			add_address(a, r, oracle_target(&set->rr[i]), AAAA);
			break;
		default:
			break;
		}
	}
}

void
oracle_ask(const struct oracle_zone *zones, size_t nzones,
    const char *qname, unsigned qtype, unsigned any_type,
    struct oracle_answer *out)
{
	struct ask	 a = { zones, nzones, qtype, any_type, NULL, out };
	const struct oracle_zone *z;
	char		 name[ORACLE_NAME_MAX], next[ORACLE_NAME_MAX];
	unsigned	 links;

	out->rcode = NOERROR;
	out->aa = false;
	out->needs = 0;
	out->answer.n = out->authority.n = out->additional.n = 0;
	(void)snprintf(name, sizeof(name), "%s", qname);
	for (links = 0; links <= ORACLE_LINKS; links++) {
		z = zone_to_ask(&a, name);
		if (z == NULL || z->is_broken) {
			if (links == 0)
				out->rcode = z == NULL ? REFUSED : SERVFAIL;
			break;
		}
		if (ask_zone(&a, z, name, next) == STEP_DONE)
			break;
		memcpy(name, next, sizeof(name));
	}
	add_addresses(&a, &out->answer);
	add_addresses(&a, &out->authority);
}
