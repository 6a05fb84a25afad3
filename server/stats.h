/* SPDX-License-Identifier: ISC */
#ifndef MXD_STATS_H
#define MXD_STATS_H

#include <stddef.h>
#include <stdint.h>

/* The counters of one worker, one row each; see stats.c for the names. */
enum stat_id {
	STAT_QUERIES_UDP,
	STAT_QUERIES_TCP,
	STAT_BYTES_IN,
	STAT_BYTES_OUT,
	STAT_DROPPED,		/* no answer at all: short, QR set, port 0 */
	STAT_TRUNCATED,
	STAT_EDNS,
	STAT_DO,
	STAT_NOERROR,		/* answers by RCODE */
	STAT_FORMERR,
	STAT_SERVFAIL,
	STAT_NXDOMAIN,
	STAT_NOTIMP,
	STAT_REFUSED,
	STAT_BADVERS,
	STAT_OTHER_RCODE,
	STAT_REFERRAL,
	STAT_NODATA,
	STAT_COOKIE_NEW,	/* clients with their own part only */
	STAT_COOKIE_GOOD,	/* with a cookie that we made */
	STAT_COOKIE_BAD,
	STAT_SEND_FAILED,	/* the kernel took an answer not */
	STAT_TCP_ACCEPTED,
	STAT_TCP_CLOSED,	/* for any reason */
	STAT_TCP_CLOSED_IDLE,	/* by us, because nothing came */
	STAT_TCP_CLOSED_FULL,	/* by us, to make room for a new one */
	STAT_COUNT
};

/*
 * Written by one worker with plain stores, read by others at any time: a
 * reader sees each counter whole (aligned 64 bit), some a little older.
 */
struct stats {
	uint64_t	n[STAT_COUNT];
};

static inline void
stats_add(struct stats *st, enum stat_id which, uint64_t by)
{
	__atomic_store_n(&st->n[which],
	    __atomic_load_n(&st->n[which], __ATOMIC_RELAXED) + by,
	    __ATOMIC_RELAXED);
}

/* "queries_udp" and such. */
const char *stats_name(enum stat_id);

/* What it counts, in a few words; for manuals and metrics. */
const char *stats_help(enum stat_id);

/* Add from's counters to sum; from may be in use. */
void stats_sum(struct stats *sum, const struct stats *from);

#endif
