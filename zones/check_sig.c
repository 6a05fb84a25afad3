/* SPDX-License-Identifier: ISC */
#include "zones/check_sig.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "zones/chain.h"
#include "zones/date.h"
#include "zones/nsec3.h"
#include "zones/rrtype.h"
#include "zones/wire.h"

/* Who signs once a day has had two failures by then, and a weekend. */
#define SOON_S		(3 * 24 * 3600)

/* Types at one name that are looked at: the cost stays linear. */
#define COVERED_MAX	64

/* "2026-11-23 18:00:00 UTC" and its NUL; any numbers would fit. */
#define DATE_BYTES	80

/* From worse to better. */
enum sig_state { SIG_EXPIRED, SIG_EARLY, SIG_GOOD };

/* The best signature of one RRset. */
struct sig {
	uint16_t	covers;		/* type */
	unsigned	record;		/* of the node */
	uint32_t	from;		/* Unix time, modulo 2^32 */
	uint32_t	until;
};

/* The signatures of one name. */
struct facts {
	unsigned	n;
	struct sig	best[COVERED_MAX];
	const struct sig *sig;		/* that is looked at */
};

/* RFC 1982, as RFC 4034 3.1.5 wants it: seconds from one to the other. */
static int32_t
seconds_to(uint32_t from, uint32_t to)
{
	return (int32_t)(to - from);
}

/* RFC 4035 5.3.1: both ends of the time are in it. */
static enum sig_state
state_of(const struct inspect *in, const struct sig *sig)
{
	if (seconds_to(in->now_s, sig->until) < 0)
		return SIG_EXPIRED;
	return seconds_to(in->now_s, sig->from) > 0 ? SIG_EARLY : SIG_GOOD;
}

static bool
is_better(const struct inspect *in, const struct sig *a, const struct sig *b)
{
	enum sig_state	of_a = state_of(in, a);
	enum sig_state	of_b = state_of(in, b);

	if (of_a != of_b)
		return of_a > of_b;
	return seconds_to(b->until, a->until) > 0;
}

static const char *
date(uint32_t when_s, char buf[DATE_BYTES])
{
	struct date	 d = date_of(when_s);

	(void)snprintf(buf, DATE_BYTES, "%04u-%02u-%02u %02u:%02u:%02u UTC",
	    d.year, d.month, d.day, d.hour, d.minute, d.second);
	return buf;
}

static bool
look_expired(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct sig	*sig = f->sig;
	char			 when[DATE_BYTES];
	char			 type[RRTYPE_TEXT_MAX];

	rrtype_to_text(sig->covers, type);
	switch (state_of(in, sig)) {
	case SIG_EXPIRED:
		return inspect_tell(in, rule, sig->record, "the signature of"
		    " %s expired at %s: who validates takes the records for"
		    " forged (RFC 4035 5.3.1); sign the zone again", type,
		    date(sig->until, when));
	case SIG_EARLY:
		return inspect_tell(in, rule, sig->record, "the signature of"
		    " %s is not valid before %s: who validates takes the"
		    " records for forged (RFC 4035 5.3.1); set the signer's"
		    " clock, or this host's, and sign the zone again", type,
		    date(sig->from, when));
	case SIG_GOOD:
		break;
	}
	return false;
}

static bool
look_soon(struct inspect *in, const struct check_rule *rule)
{
	const struct facts	*f = in->facts;
	const struct sig	*sig = f->sig;
	int64_t			 left_s = seconds_to(in->now_s, sig->until);
	char			 when[DATE_BYTES];
	char			 type[RRTYPE_TEXT_MAX];

	rrtype_to_text(sig->covers, type);
	if (left_s <= SOON_S)
		return inspect_tell(in, rule, sig->record, "the signature of"
		    " %s expires at %s, within 3 days; sign the zone again",
		    type, date(sig->until, when));
	/* RFC 6781 4.4.2: caches hold on to what they once have seen. */
	if (left_s <= in->largest_ttl_s)
		return inspect_tell(in, rule, sig->record, "the signature of"
		    " %s expires at %s, before the largest TTL of the zone"
		    " (%" PRIu32 " s) is over; sign the zone again", type,
		    date(sig->until, when), in->largest_ttl_s);
	return false;
}

static const struct check_rule set_rules[] = {
	{"dnssec-signature-expired", SEV_ERROR, SCOPE_NAME,
	    "A signature has expired, or is not yet valid.", look_expired},
	{"dnssec-signature-expires-soon", SEV_WARNING, SCOPE_NAME,
	    "A signature expires soon.", look_soon},
};

/* Where the records of a type begin among those of the node. */
static unsigned
first_of(const struct inspect *in, uint16_t type)
{
	const struct rrset	*set;
	unsigned		 first = 0;
	unsigned		 i;

	for (i = 0; i < in->node->rrsets; i++) {
		set = node_set(in->zone->content, in->node, i);
		if (set->type == type)
			break;
		first += set->count;
	}
	return first;
}

/* RFC 9276 3.1: 0 is enough; what is too much costs each denial. */
static bool
look_iterations(struct inspect *in, const struct check_rule *rule)
{
	struct nsec3_params	params;

	if (!chain_nsec3(in->zone->content, &params) ||
	    params.iterations <= nsec3_iterations_max(&params))
		return false;
	return inspect_tell(in, rule, first_of(in, TYPE_NSEC3PARAM), "NSEC3"
	    " hashes are repeated %u times; above %u the zone is served"
	    " without proof that a name is not there, and resolvers give up"
	    " earlier; sign it again with 0 iterations (RFC 9276 3.1)",
	    params.iterations, nsec3_iterations_max(&params));
}

/* RFC 4035 2.3, 5155 7.1: what is not there must be proven, too. */
static bool
look_denial(struct inspect *in, const struct check_rule *rule)
{
	if (content_denial(in->zone->content) != DENIAL_NONE)
		return false;
	return inspect_tell(in, rule, first_of(in, TYPE_RRSIG), "the zone is"
	    " signed, but has no NSEC records, nor NSEC3 records of the"
	    " parameters that its NSEC3PARAM names: who validates takes the"
	    " absence of a name or type for forged (RFC 4035 5.4); sign the"
	    " zone again");
}

/* RFC 5155 3: what is no hash proves nothing. */
static bool
look_owner(struct inspect *in, const struct check_rule *rule)
{
	if (inspect_set(in, TYPE_NSEC3) == NULL ||
	    nsec3_is_label(in->node->rel, in->node->rel_len))
		return false;
	return inspect_tell(in, rule, first_of(in, TYPE_NSEC3), "an NSEC3"
	    " stands at no hash, which is 32 digits 0-9 or a-v before the"
	    " zone's name (RFC 5155 3), and proves nothing; sign the zone"
	    " again");
}

static const struct check_rule node_rules[] = {
	{"dnssec-nsec3-owner", SEV_ERROR, SCOPE_NAME,
	    "The owner of an NSEC3 is no hash.", look_owner},
};

static const struct check_rule zone_rules[] = {
	{"dnssec-nsec3-iterations", SEV_WARNING, SCOPE_ZONE,
	    "NSEC3 hashes are repeated too often.", look_iterations},
	{"dnssec-no-denial", SEV_ERROR, SCOPE_ZONE,
	    "A signed zone cannot prove what is not there.", look_denial},
};

#define ROWS(rules)	{(rules), sizeof(rules) / sizeof((rules)[0])}

enum { SETS, NODES, ZONE };

static const struct check_table tables[] = {
	[SETS] = ROWS(set_rules),
	[NODES] = ROWS(node_rules),
	[ZONE] = ROWS(zone_rules),
};

/* During a rollover a set has several; one that is good is enough. */
static void
keep_best(const struct inspect *in, struct facts *f, const struct sig *sig)
{
	unsigned	k;

	for (k = 0; k < f->n && f->best[k].covers != sig->covers; k++)
		;
	if (k == COVERED_MAX)
		return;
	if (k == f->n)
		f->best[f->n++] = *sig;
	else if (is_better(in, sig, &f->best[k]))
		f->best[k] = *sig;
}

/* RFC 4034 3.1: type, algorithm, labels, TTL, expiration, inception. */
static void
read_sigs(const struct inspect *in, struct facts *f, const struct rrset *set)
{
	struct sig	 sig;
	const uint8_t	*rdata;
	size_t		 len;
	unsigned	 first = first_of(in, TYPE_RRSIG);
	unsigned	 i;

	for (i = 0; i < set->count; i++) {
		rdata = rrset_rdata(set, i, &len);
		sig.covers = load_be16(rdata);
		sig.record = first + i;
		sig.until = load_be32(rdata + 8);
		sig.from = load_be32(rdata + 12);
		keep_best(in, f, &sig);
	}
}

/* Is the signature sent with anything?  RFC 4035 2.2 for delegations. */
static bool
is_used(const struct inspect *in, uint16_t type)
{
	if ((in->node->flags & NODE_CUT) != 0 && type != TYPE_DS &&
	    type != TYPE_NSEC)
		return false;
	return inspect_set(in, type) != NULL;
}

static void
visit_node(struct inspect *in)
{
	const struct rrset	*set = inspect_set(in, TYPE_RRSIG);
	struct facts		 f;
	unsigned		 k;

	if ((in->node->flags & NODE_OCCLUDED) != 0)
		return;
	(void)inspect_ask(in, &tables[NODES], true);
	if (set == NULL || !content_is_signed(in->zone->content))
		return;
	f.n = 0;
	read_sigs(in, &f, set);
	in->facts = &f;
	for (k = 0; k < f.n; k++) {
		f.sig = &f.best[k];
		if (is_used(in, f.sig->covers))
			(void)inspect_ask(in, &tables[SETS], true);
	}
	in->facts = NULL;
}

static uint32_t
largest_ttl(const struct content *c)
{
	const struct node	*node;
	const struct rrset	*set;
	uint32_t		 ttl_s = 0;
	size_t			 i;
	unsigned		 k;

	for (i = 0; i < content_nodes(c); i++) {
		node = content_node(c, i);
		for (k = 0; k < node->rrsets; k++) {
			set = node_set(c, node, k);
			if (rrset_ttl(set) > ttl_s)
				ttl_s = rrset_ttl(set);
		}
	}
	return ttl_s;
}

static void
visit_zone(struct inspect *in)
{
	if (!content_is_signed(in->zone->content))
		return;
	in->largest_ttl_s = largest_ttl(in->zone->content);
	(void)inspect_ask(in, &tables[ZONE], true);
}

const struct check_chapter check_sig = {
	.tables = tables,
	.n = sizeof(tables) / sizeof(tables[0]),
	.visit_zone = visit_zone,
	.visit_node = visit_node,
};
