/* SPDX-License-Identifier: ISC */
#include "server/rate.h"

#include <stdlib.h>

#include "zones/hash.h"

/*
 * Accounts: a mebibyte of them.  An account may be at either of two places
 * side by side, which lie in one line of the cache.
 */
#define PLACES		65536
#define BESIDE		2

/* What an attacker can change at no cost does not make a network. */
#define IPV4_OCTETS	3
#define IPV6_OCTETS	7

struct account {
	uint32_t	tag;		/* of the account; 0, debt 0: free */
	uint32_t	paid_s;		/* up to when the debt is reckoned */
	uint64_t	debt;		/* answers */
};

struct rate {
	uint64_t	seed;
	uint64_t	kept_back;	/* answers */
	struct account	places[PLACES];
};

struct rate *
rate_new(uint64_t seed)
{
	struct rate	*r;

	if ((r = calloc(1, sizeof(*r))) != NULL)
		r->seed = seed;
	return r;
}

void
rate_free(struct rate *r)
{
	free(r);
}

static uint64_t
hash_account(const struct rate *r, const struct rate_account *a)
{
	size_t		network = a->peer_len == 4 ? IPV4_OCTETS : IPV6_OCTETS;
	uint64_t	h;

	h = hash_bytes(r->seed + a->kind, a->peer, network);
	return a->apex == NULL ? h : hash_bytes(h, a->apex, a->apex_len);
}

/* What has been paid off since. */
static void
reckon(struct account *p, unsigned limit, uint32_t now_s)
{
	uint32_t	passed_s = now_s - p->paid_s;
	uint64_t	paid = (uint64_t)limit * passed_s;

	/* A clock that is set back has passed long ago: forget. */
	p->debt = paid < p->debt ? p->debt - paid : 0;
	p->paid_s = now_s;
}

/* The account, or the place that it may have. */
static struct account *
find(struct rate *r, uint64_t hash, unsigned limit, uint32_t now_s)
{
	struct account	*pair = &r->places[hash % PLACES / BESIDE * BESIDE];
	uint32_t	 tag = (uint32_t)(hash >> 32);
	unsigned	 i;

	for (i = 0; i < BESIDE; i++) {
		reckon(&pair[i], limit, now_s);
		if (pair[i].tag == tag)
			return &pair[i];
	}
	if (pair[1].debt < pair[0].debt)
		pair++;
	pair->tag = tag;
	pair->debt = 0;
	return pair;
}

static bool
is_exempt(const struct conf *conf, const struct rate_account *a)
{
	size_t	i;

	for (i = 0; i < conf->nrate_exempts; i++)
		if (prefix_has(&conf->rate_exempts[i], a->peer, a->peer_len))
			return true;
	return false;
}

enum rate_verdict
rate_judge(struct rate *r, const struct conf *conf,
    const struct rate_account *a, uint32_t now_s)
{
	struct account	*p = find(r, hash_account(r, a), conf->rate_limit,
			    now_s);

	if (p->debt < conf->rate_limit) {
		p->debt++;
		return RATE_SEND;
	}
	/* Few come here, so this is when to look. */
	if (is_exempt(conf, a))
		return RATE_SEND;
	if (p->debt < (uint64_t)conf->rate_limit * RATE_WINDOW_S)
		p->debt++;
	r->kept_back++;
	return conf->rate_slip > 0 && r->kept_back % conf->rate_slip == 0 ?
	    RATE_SLIP : RATE_DROP;
}
