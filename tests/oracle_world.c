/* SPDX-License-Identifier: ISC */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/oracle_world.h"
#include "zones/rrtype.h"

/* Records of a zone beyond SOA and NS; few, so that names meet. */
#define RECORDS_MAX	16
/* A type without a row, RFC 3597. */
#define TYPE_UNKNOWN	65280

/* Steele and others, SplitMix64: good enough, and the same everywhere. */
static uint64_t
roll(struct world *w)
{
	uint64_t	z = w->state += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	return z ^ (z >> 31);
}

static unsigned
below(struct world *w, unsigned n)
{
	assert(n > 0);
	return (unsigned)(roll(w) % n);
}

/* True once in n times. */
static bool
chance(struct world *w, unsigned n)
{
	return below(w, n) == 0;
}

/* Put a label before a name; does nothing if that is too long. */
static void
prefix(char name[ORACLE_NAME_MAX], const char *label)
{
	size_t	len = strlen(label), name_len = strlen(name);

	if (strcmp(name, ".") == 0)
		name_len = 0;
	if (name_len + len + 1 >= ORACLE_NAME_MAX)
		return;
	memmove(name + len + 1, name, name_len);
	memcpy(name, label, len);
	name[len] = '.';
	name[name_len + len + 1] = '\0';
}

static const char *
label(struct world *w)
{
	static const char	*labels[] = { "a", "a", "b", "b", "*" };
	/* A few of these, and a DNAME makes a name too long. */
	static const char	 wide[] = "wide6789012345678901234567890"
	    "1234567890123456789012345678901234";

	return chance(w, 60) ? wide : labels[below(w, 5)];
}

/* A name at or below an apex, of few labels. */
static void
random_below(struct world *w, const char *apex, char name[ORACLE_NAME_MAX])
{
	static const unsigned	depths[] = { 0, 1, 1, 1, 2, 2, 3 };
	unsigned		n = depths[below(w, 7)];

	(void)snprintf(name, ORACLE_NAME_MAX, "%s", apex);
	while (n-- > 0)
		prefix(name, label(w));
}

/* A name for RDATA: mostly of this zone, else of another, or of nobody. */
static void
random_target(struct world *w, const struct oracle_zone *z,
    char name[ORACLE_NAME_MAX])
{
	if (chance(w, 4))
		z = &w->zone[below(w, (unsigned)w->nzones)];
	random_below(w, chance(w, 12) ? "out." : z->apex, name);
}

/* Would the record make the zone one that cannot be served? */
static bool
may_stand(const struct oracle_zone *z, const struct oracle_rr *rr)
{
	bool		 is_apex = strcmp(rr->owner, z->apex) == 0;
	const char	*at;
	size_t		 i;

	for (i = 0; i < z->n; i++) {
		if (oracle_same(&z->rr[i], rr))
			return false;
		if (rr->type == TYPE_DNAME &&
		    strcmp(z->rr[i].owner, rr->owner) != 0 &&
		    oracle_is_under(z->rr[i].owner, rr->owner))
			return false;
	}
	for (at = rr->owner; strcmp(at, z->apex) != 0;) {
		at = oracle_parent(at);
		if (oracle_has(z, at, TYPE_DNAME))
			return false;
	}
	if (oracle_has(z, rr->owner, TYPE_CNAME) ||
	    (rr->type == TYPE_CNAME && oracle_has(z, rr->owner, 0)))
		return false;
	/* RFC 6672 2.4, RFC 4592 4.2 and 4.4: not beside each other, and
	   without meaning at a wildcard. */
	if (rr->type == TYPE_DNAME)
		return !oracle_has(z, rr->owner, TYPE_DNAME) &&
		    (is_apex || !oracle_has(z, rr->owner, TYPE_NS)) &&
		    rr->owner[0] != '*';
	if (rr->type == TYPE_NS)
		return (is_apex || !oracle_has(z, rr->owner, TYPE_DNAME)) &&
		    rr->owner[0] != '*';
	if (rr->type == TYPE_DS)
		return !is_apex && oracle_has(z, rr->owner, TYPE_NS);
	return true;
}

/* All records of a set have one TTL, RFC 2181 5.2. */
static void
put(struct oracle_zone *z, struct oracle_rr *rr)
{
	const char	*p;

	rr->ttl = 100 + rr->type;
	for (p = rr->owner; *p != '\0'; p++)
		rr->ttl = rr->ttl * 31 % 86311 + (unsigned char)*p;
	if (may_stand(z, rr))
		z->rr[z->n++] = *rr;
}

static void
random_rdata(struct world *w, const struct oracle_zone *z,
    struct oracle_rr *rr)
{
	char	target[ORACLE_NAME_MAX];

	random_target(w, z, target);
	switch (rr->type) {
	case TYPE_A:
		(void)sprintf(rr->rdata, "192.0.2.%u", below(w, 4));
		break;
	case TYPE_AAAA:
		(void)sprintf(rr->rdata, "2001:db8::%u", 1 + below(w, 4));
		break;
	case TYPE_MX:
		(void)sprintf(rr->rdata, "%u %s", 10 * below(w, 3),
		    chance(w, 15) ? "." : target);
		break;
	case TYPE_TXT:
		(void)sprintf(rr->rdata, "\"%u\"", below(w, 3));
		break;
	case TYPE_DS:
		(void)sprintf(rr->rdata, "\\# 36 %08x%064x", 0x00010d02,
		    below(w, 3));
		break;
	case TYPE_UNKNOWN:
		(void)sprintf(rr->rdata, "\\# 2 %04x", below(w, 9));
		break;
	default:
		(void)strlcpy(rr->rdata, target, sizeof(rr->rdata));
	}
}

static void
random_record(struct world *w, struct oracle_zone *z)
{
	static const unsigned types[] = { TYPE_MX, TYPE_MX, TYPE_A, TYPE_A,
	    TYPE_AAAA, TYPE_NS, TYPE_CNAME, TYPE_CNAME, TYPE_DNAME, TYPE_TXT,
	    TYPE_DS, TYPE_UNKNOWN };
	struct oracle_rr rr;
	unsigned	 n;

	memset(&rr, 0, sizeof(rr));
	random_below(w, z->apex, rr.owner);
	rr.type = types[below(w, 12)];
	n = chance(w, 3) ? 3 : 1;	/* a set of several, or one */
	while (n-- > 0) {
		random_rdata(w, z, &rr);
		put(z, &rr);
	}
	/* Glue, often. */
	if (rr.type == TYPE_NS && !chance(w, 3)) {
		memset(rr.owner, 0, sizeof(rr.owner));
		(void)snprintf(rr.owner, sizeof(rr.owner), "%s",
		    oracle_target(&rr));
		rr.type = chance(w, 3) ? TYPE_AAAA : TYPE_A;
		random_rdata(w, z, &rr);
		if (oracle_is_under(rr.owner, z->apex))
			put(z, &rr);
	}
}

static void
fill(struct world *w, struct oracle_zone *z)
{
	struct oracle_rr rr;
	unsigned	 n;

	z->rr = calloc(4 + 4 * RECORDS_MAX, sizeof(*z->rr));
	assert(z->rr != NULL);
	memset(&rr, 0, sizeof(rr));
	(void)strlcpy(rr.owner, z->apex, sizeof(rr.owner));
	rr.type = TYPE_SOA;
	/* A serial of its own: zones may share all else of the SOA. */
	(void)sprintf(rr.rdata, "ns.%s host.%s %u 7200 3600 1209600 %u",
	    z->apex, z->apex, 0x9e3779b1U * (unsigned)(z - w->zone + 1),
	    chance(w, 2) ? 60U : 100000U);
	put(z, &rr);
	rr.type = TYPE_NS;
	for (n = 1 + below(w, 2); n > 0; n--) {
		random_target(w, z, rr.rdata);
		put(z, &rr);
	}
	for (n = below(w, RECORDS_MAX); n > 0; n--)
		random_record(w, z);
}

/* A parent delegates to its child, nearly always. */
static void
delegate(struct world *w, struct oracle_zone *parent,
    const struct oracle_zone *child)
{
	struct oracle_rr rr;

	memset(&rr, 0, sizeof(rr));
	(void)strlcpy(rr.owner, child->apex, sizeof(rr.owner));
	rr.type = TYPE_NS;
	random_rdata(w, parent, &rr);
	if (!chance(w, 10))
		put(parent, &rr);
}

static void
add_name(struct world *w, const char *name)
{
	size_t	i;

	for (i = 0; i < w->nnames; i++)
		if (strcmp(w->name[i], name) == 0)
			return;
	if (w->nnames < WORLD_NAMES)
		(void)snprintf(w->name[w->nnames++], ORACLE_NAME_MAX, "%s",
		    name);
}

/* A name, its parent, children that may exist or not, and a sibling. */
static void
add_family(struct world *w, const char *name)
{
	static const char	*children[] = { "a", "*", "no" };
	char			 near[ORACLE_NAME_MAX];
	size_t			 i;

	add_name(w, name);
	add_name(w, oracle_parent(name));
	for (i = 0; i < 3; i++) {
		(void)strlcpy(near, name, sizeof(near));
		prefix(near, children[i]);
		add_name(w, near);
	}
	(void)strlcpy(near, oracle_parent(name), sizeof(near));
	prefix(near, "no");
	add_name(w, near);
}

static void
collect_names(struct world *w)
{
	char	 	name[ORACLE_NAME_MAX];
	size_t		i, j;

	for (i = 0; i < w->nzones; i++)
		for (j = 0; j < w->zone[i].n; j++)
			add_family(w, w->zone[i].rr[j].owner);
	for (i = 0; i < 10; i++) {
		random_target(w, &w->zone[below(w, (unsigned)w->nzones)],
		    name);
		add_name(w, name);
	}
	add_name(w, "out.");
	add_name(w, "z.out.");
}

struct world *
world_new(uint64_t seed)
{
	/* Which apexes are served together. */
	static const char *sets[][WORLD_ZONES] = {
		{ "z.", NULL, NULL }, { "z.", "a.z.", NULL },
		{ "z.", "y.", NULL }, { "z.", "b.a.z.", "y." },
		{ "z.", "a.z.", "b.a.z." }
	};
	const char	**apex;
	struct world	 *w = calloc(1, sizeof(*w));
	size_t		  i;

	assert(w != NULL);
	w->name = calloc(WORLD_NAMES, sizeof(*w->name));
	assert(w->name != NULL);
	w->seed = w->state = seed;
	apex = sets[below(w, 5)];
	for (; w->nzones < WORLD_ZONES && apex[w->nzones] != NULL; w->nzones++)
		(void)strlcpy(w->zone[w->nzones].apex, apex[w->nzones],
		    ORACLE_NAME_MAX);
	for (i = 0; i < w->nzones; i++)
		fill(w, &w->zone[i]);
	for (i = 1; i < w->nzones; i++)
		if (oracle_is_under(w->zone[i].apex, w->zone[i - 1].apex))
			delegate(w, &w->zone[i - 1], &w->zone[i]);
	collect_names(w);
	return w;
}

void
world_free(struct world *w)
{
	size_t	i;

	if (w == NULL)
		return;
	for (i = 0; i < w->nzones; i++)
		free(w->zone[i].rr);
	free(w->name);
	free(w);
}

char *
world_text(const struct oracle_zone *z)
{
	char		 type[RRTYPE_TEXT_MAX];
	char		*text = NULL;
	size_t		 len, i;
	FILE		*f = open_memstream(&text, &len);

	assert(f != NULL);
	for (i = 0; i < z->n; i++)
		fprintf(f, "%s %u IN %s %s\n", z->rr[i].owner, z->rr[i].ttl,
		    rrtype_to_text((uint16_t)z->rr[i].type, type),
		    z->rr[i].rdata);
	if (fclose(f) != 0)
		abort();
	return text;
}
