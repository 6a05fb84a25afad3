/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "server/deny.h"
#include "zones/chain.h"
#include "zones/rrtype.h"

static const uint8_t wildcard_label[] = {1, '*'};

/* Write the record of denial that a member of the chain has. */
static bool
put_member(const struct deny *d, const struct node *member)
{
	uint16_t		 type = TYPE_NSEC;
	struct reply_set	 rs = {.turn = 0};
	enum sent		 sent;

	if (content_denial(d->zone->content) == DENIAL_NSEC3)
		type = TYPE_NSEC3;
	(void)reply_set_find(&rs, d->zone, member, type); /* it is there */
	rs.sigs = node_find(d->zone->content, member, TYPE_RRSIG);
	rs.owner = node_name(member, d->zone->apex, d->zone->apex_len);
	sent = additional_note(d->sent, rs.zone, rs.slot, NULL);
	if (sent != SENT_NOT)
		return sent == SENT_BEFORE;
	return reply_put_set(d->reply, SECTION_AUTHORITY, &rs);
}

/* NSEC: the member that covers a relative name, or stands at it. */
static bool
cover(const struct deny *d, const uint8_t *rel, size_t rel_len)
{
	const struct node	*member;
	bool			 is_match;

	member = chain_before(d->zone->content, rel, rel_len, &is_match);
	return member == NULL || put_member(d, member);
}

static size_t
rel_len_of(const struct deny *d, const struct name *n)
{
	return (size_t)(n->len - d->zone->apex_len);
}

/* NSEC: "*" below the encloser is not there either. */
static bool
cover_wildcard(const struct deny *d, const struct node *encloser)
{
	uint8_t	rel[NAME_MAX_BYTES];

	memcpy(rel, wildcard_label, sizeof(wildcard_label));
	memcpy(rel + sizeof(wildcard_label), encloser->rel,
	    encloser->rel_len);
	return cover(d, rel, sizeof(wildcard_label) + encloser->rel_len);
}

/* One question to the chain of NSEC3. */
struct hashed {
	const struct node	*member;	/* NULL: cannot be said */
	bool			 is_match;
};

static struct hashed
find_hashed(const struct deny *d, const uint8_t *wire, size_t len)
{
	struct nsec3_params	params;
	struct hashed		found = {0};
	uint8_t			label[NSEC3_LABEL_BYTES];

	if (chain_nsec3(d->zone->content, &params) &&
	    nsec3_label(d->nsec3, &params, wire, len, label) == 0)
		found.member = chain_before(d->zone->content, label,
		    sizeof(label), &found.is_match);
	return found;
}

/* The name's last n labels, found in the chain. */
static struct hashed
find_suffix(const struct deny *d, const struct name *name, unsigned n)
{
	uint8_t	at = name->offset[name->labels - n];

	return find_hashed(d, name->wire + at, (size_t)(name->len - at));
}

/*
 * NSEC3: the closest encloser that has a record of its own.  With opt-out
 * not every name that exists has one; but where one has, so have its
 * ancestors, RFC 5155 7.1.  So it is found by halves: names may have 127
 * labels, and each is hashed up to NSEC3_ITERATIONS_MAX times.
 *
 * labels	of the closest encloser in the zone; set to those of the one
 *		that is returned
 */
static struct hashed
find_encloser(const struct deny *d, const struct name *name, unsigned *labels)
{
	unsigned	low = d->zone->apex_labels, high = *labels, mid;
	struct hashed	encloser = find_suffix(d, name, high), at;

	if (encloser.is_match || high == low)
		return encloser;
	encloser = find_suffix(d, name, low);
	while (encloser.is_match && high - low > 1) {
		mid = low + (high - low) / 2;
		at = find_suffix(d, name, mid);
		if (at.is_match) {
			encloser = at;
			low = mid;
		} else {
			high = mid;
		}
	}
	*labels = low;
	return encloser;
}

/* The same, put, with the cover of the name one label longer: RFC 5155
   7.2.1. */
static bool
prove_encloser(const struct deny *d, const struct name *name,
    unsigned *labels)
{
	struct hashed	encloser, closer;

	encloser = find_encloser(d, name, labels);
	if (!encloser.is_match)
		return true;	/* a broken chain; nothing can be proven */
	closer = find_suffix(d, name, *labels + 1);
	return put_member(d, encloser.member) &&
	    (closer.member == NULL || put_member(d, closer.member));
}

/* NSEC3: the record of "*" below the name's last n labels, if any. */
static bool
put_hashed_wildcard(const struct deny *d, const struct name *name, unsigned n)
{
	uint8_t		wire[NAME_MAX_BYTES + sizeof(wildcard_label)];
	uint8_t		at = name->offset[name->labels - n];
	size_t		len = (size_t)(name->len - at);
	struct hashed	found;

	memcpy(wire, wildcard_label, sizeof(wildcard_label));
	memcpy(wire + sizeof(wildcard_label), name->wire + at, len);
	found = find_hashed(d, wire, len + sizeof(wildcard_label));
	return found.member == NULL || put_member(d, found.member);
}

static unsigned
labels_of(const struct deny *d, const struct node *node)
{
	return d->zone->apex_labels + node->labels;
}

bool
deny_name(const struct deny *d, const struct name *name,
    const struct node *encloser)
{
	unsigned	labels = labels_of(d, encloser);

	switch (content_denial(d->zone->content)) {
	case DENIAL_NSEC:
		return cover(d, name->wire, rel_len_of(d, name)) &&
		    cover_wildcard(d, encloser);
	case DENIAL_NSEC3:
		return prove_encloser(d, name, &labels) &&
		    put_hashed_wildcard(d, name, labels);
	default:
		return true;
	}
}

bool
deny_type(const struct deny *d, const struct name *name,
    const struct node *node)
{
	struct hashed	found;
	unsigned	labels = labels_of(d, node);

	switch (content_denial(d->zone->content)) {
	case DENIAL_NSEC:
		return cover(d, node->rel, node->rel_len);
	case DENIAL_NSEC3:
		found = find_suffix(d, name, labels);
		if (found.is_match)
			return put_member(d, found.member);
		if (node->labels == 0)
			return true;	/* a broken chain */
		/* A cut that opted out, or above such cuts only. */
		labels--;
		return prove_encloser(d, name, &labels);
	default:
		return true;
	}
}

bool
deny_wildcard_type(const struct deny *d, const struct name *name,
    const struct node *encloser, const struct node *wildcard)
{
	unsigned	labels = labels_of(d, encloser);

	switch (content_denial(d->zone->content)) {
	case DENIAL_NSEC:
		return cover(d, wildcard->rel, wildcard->rel_len) &&
		    cover(d, name->wire, rel_len_of(d, name));
	case DENIAL_NSEC3:
		return prove_encloser(d, name, &labels) &&
		    put_hashed_wildcard(d, name, labels);
	default:
		return true;
	}
}

bool
deny_closer(const struct deny *d, const struct name *name,
    const struct node *encloser)
{
	struct hashed	closer;

	switch (content_denial(d->zone->content)) {
	case DENIAL_NSEC:
		return cover(d, name->wire, rel_len_of(d, name));
	case DENIAL_NSEC3:
		closer = find_suffix(d, name, labels_of(d, encloser) + 1);
		return closer.member == NULL || put_member(d, closer.member);
	default:
		return true;
	}
}

unsigned
deny_closer_cost(const struct zone *zone)
{
	struct nsec3_params	params;

	return chain_nsec3(zone->content, &params) ? nsec3_cost(&params) : 0;
}
