/* SPDX-License-Identifier: ISC */
#include "server/rate.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "zones/hash.h"

/*
 * Accounts: a mebibyte of them, twice.  An account may be at either of two
 * places side by side, which lie in one line of the cache.
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
	struct account	zones[PLACES];	/* of a network with a zone, a kind */
	struct account	totals[PLACES];	/* of a network with all */
	struct rate_news news;
	atomic_bool	has_news;	/* set by the worker, unset by the
					   reader: the news are the other's */
	void		(*wake)(void *arg);
	void		*arg;
};

/* An account and what it may have. */
struct line {
	struct account	*account;
	unsigned	 limit;		/* answers a second */
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

bool
rate_is_limited(const struct conf *conf)
{
	return conf->rate_limit > 0 || conf->rate_total > 0;
}

static uint64_t
hash_network(uint64_t seed, const struct rate_account *a)
{
	return hash_bytes(seed, a->peer,
	    a->peer_len == 4 ? IPV4_OCTETS : IPV6_OCTETS);
}

static uint64_t
hash_account(const struct rate *r, const struct rate_account *a)
{
	uint64_t	h = hash_network(r->seed + a->kind, a);

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
find(struct account places[PLACES], uint64_t hash, unsigned limit,
    uint32_t now_s)
{
	struct account	*pair = &places[hash % PLACES / BESIDE * BESIDE];
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

/* Charge an answer; false: the account has as much as it may. */
static bool
charge(struct line *l, struct account places[PLACES], uint64_t hash,
    unsigned limit, uint32_t now_s)
{
	if (limit == 0)
		return true;
	l->account = find(places, hash, limit, now_s);
	l->limit = limit;
	if (l->account->debt >= limit)
		return false;
	l->account->debt++;
	return true;
}

static void
note(struct rate *r, const struct rate_account *a, unsigned limit,
    bool is_total)
{
	struct rate_news	*news = &r->news;
	bool			 is_ipv4 = a->peer_len == 4;

	if (atomic_load_explicit(&r->has_news, memory_order_acquire))
		return;
	*news = (struct rate_news){.limit = limit, .is_total = is_total,
	    .kind = a->kind};
	news->network.octets = (uint8_t)a->peer_len;
	news->network.bits = 8 * (is_ipv4 ? IPV4_OCTETS : IPV6_OCTETS);
	memcpy(news->network.addr, a->peer, is_ipv4 ? IPV4_OCTETS :
	    IPV6_OCTETS);
	if (a->apex != NULL) {
		news->apex_len = a->apex_len;
		memcpy(news->apex, a->apex, a->apex_len);
	}
	atomic_store_explicit(&r->has_news, true, memory_order_release);
	if (r->wake != NULL)
		r->wake(r->arg);
}

void
rate_set_reader(struct rate *r, void (*wake)(void *), void *arg)
{
	r->wake = wake;
	r->arg = arg;
}

bool
rate_take_news(struct rate *r, struct rate_news *out)
{
	if (!atomic_load_explicit(&r->has_news, memory_order_acquire))
		return false;
	*out = r->news;
	atomic_store_explicit(&r->has_news, false, memory_order_release);
	return true;
}

char *
rate_news_text(const struct rate_news *news, char buf[RATE_NEWS_MAX])
{
	static const char *const kinds[] = {
		[RATE_DATA] = "data", [RATE_NODATA] = "no such type",
		[RATE_NXDOMAIN] = "no such name", [RATE_REFERRAL] = "referral",
		[RATE_ERROR] = "error"
	};
	char	network[PREFIX_TEXT_MAX], zone[NAME_TEXT_MAX] = "no zone";
	char	what[NAME_TEXT_MAX + 64] = "of all zones (rate total)";

	if (news->apex_len > 0)
		(void)name_to_text(news->apex, zone);
	if (!news->is_total)
		(void)snprintf(what, sizeof(what), "of one kind (%s) from "
		    "one zone (%s)", kinds[news->kind], zone);
	(void)snprintf(buf, RATE_NEWS_MAX, "%s, or who asks in its name, "
	    "wants more than %u answers a second %s; those above are dropped "
	    "or cut short, unless `rate exempt' names it",
	    prefix_to_text(&news->network, network), news->limit, what);
	return buf;
}

/*
 * What the account of the zone keeps back is not charged to that for all:
 * a flood of one question takes nothing away from others.
 */
enum rate_verdict
rate_judge(struct rate *r, const struct conf *conf,
    const struct rate_account *a, uint32_t now_s)
{
	bool		is_total;
	struct line	l;

	is_total = charge(&l, r->zones, hash_account(r, a), conf->rate_limit,
	    now_s);
	if (is_total && charge(&l, r->totals, hash_network(r->seed, a),
	    conf->rate_total, now_s))
		return RATE_SEND;
	/* Few come here, so this is when to look. */
	if (is_exempt(conf, a))
		return RATE_SEND;
	if (l.account->debt == l.limit)
		note(r, a, l.limit, is_total);
	if (l.account->debt < (uint64_t)l.limit * RATE_WINDOW_S)
		l.account->debt++;
	r->kept_back++;
	return conf->rate_slip > 0 && r->kept_back % conf->rate_slip == 0 ?
	    RATE_SLIP : RATE_DROP;
}
