/* SPDX-License-Identifier: ISC */
#ifndef MXD_RATE_H
#define MXD_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "conf/prefix.h"
#include "conf/settings.h"
#include "zones/name.h"

/*
 * How many answers a network gets in a second: who asks in the name of
 * another, so that the answers flood that one, is stopped by it.  For UDP
 * only, and one worker's alone.
 *
 * An account is a network (24 bits of an IPv4 address, 56 of an IPv6 one),
 * a zone, and a kind of answer.  What is sent in a second beyond the limit
 * is a debt that the limit pays off; as long as there is one, answers are
 * kept back.  A debt ends with RATE_WINDOW_S quiet seconds at the latest.
 * Each network has one account more, for all that it is sent, so that a
 * server of many zones cannot be made to send the limit of each.
 *
 * The tables have a fixed size.  Where two accounts want one place the
 * smaller debt is forgotten: with too many networks some get more than they
 * should.
 */
struct rate;

#define RATE_WINDOW_S	15

/* seed: random, so that nobody can choose who shares a place with whom.  NULL
   without memory. */
struct rate *rate_new(uint64_t seed);
void rate_free(struct rate *);

/* What is limited together. */
enum rate_kind { RATE_DATA, RATE_NODATA, RATE_NXDOMAIN, RATE_REFERRAL,
    RATE_ERROR };

struct rate_account {
	const uint8_t	*peer;		/* 4 or 16 octets */
	size_t		 peer_len;	/* octets */
	const uint8_t	*apex;		/* of the zone; NULL: none */
	size_t		 apex_len;	/* octets */
	enum rate_kind	 kind;
};

enum rate_verdict {
	RATE_SEND,
	RATE_SLIP,		/* an empty answer with TC: who is no liar
				   asks again by TCP */
	RATE_DROP
};

/* Is there any limit? */
bool rate_is_limited(const struct conf *);

/* Limiting has set in for a network. */
struct rate_news {
	struct prefix	network;
	unsigned	limit;		/* answers a second */
	bool		is_total;	/* of all zones and kinds; else: */
	enum rate_kind	kind;
	size_t		apex_len;	/* octets; 0: no zone */
	uint8_t		apex[NAME_MAX_BYTES];
};

/*
 * Who takes the news, in another thread: wake is called by the worker when
 * there is something and was nothing.  Before the worker starts.
 */
void rate_set_reader(struct rate *, void (*wake)(void *arg), void *arg);

/* Reader: the first since the last call; false: there is none.  A debt that
   comes to the limit again is news each time; what comes while news wait for
   their reader is not told. */
bool rate_take_news(struct rate *, struct rate_news *);

/* "192.0.2.0/24, or who asks in its name, ...", for the log; returns buf. */
#define RATE_NEWS_MAX	(NAME_TEXT_MAX + PREFIX_TEXT_MAX + 200)
char *rate_news_text(const struct rate_news *, char buf[RATE_NEWS_MAX]);

/* One answer more.  now_s as in struct packet. */
enum rate_verdict rate_judge(struct rate *, const struct conf *,
    const struct rate_account *, uint32_t now_s);

#endif
