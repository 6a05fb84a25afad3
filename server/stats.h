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
	STAT_DROPPED,		/* no answer at all: short, QR set, bad port */
	STAT_PORT_DROPPED,	/* of these, from a port in badport.c */
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
	STAT_ACL_REFUSED,	/* by `allow query` */
	STAT_SEND_FAILED,	/* the kernel took an answer not */
	STAT_RATE_DROPPED,	/* answers kept back by `rate limit` */
	STAT_RATE_SLIPPED,	/* cut short by it */
	STAT_QUERYLOG_LOST,	/* `log queries`: no room on the way */
	STAT_DNSTAP_LOST,	/* messages: likewise, or nobody listened */
	STAT_TCP_ACCEPTED,
	STAT_TCP_CLOSED,	/* for any reason */
	STAT_TCP_CLOSED_IDLE,	/* by us, because nothing came */
	STAT_TCP_CLOSED_FULL,	/* by us, to make room for a new one */
	STAT_TCP_CLIENT_FULL,	/* not even accepted: its client has as many as
				   it may */
	STAT_TYPE_OTHER,	/* questions by QTYPE */
	STAT_TYPE_A,
	STAT_TYPE_AAAA,
	STAT_TYPE_CAA,
	STAT_TYPE_CNAME,
	STAT_TYPE_DNSKEY,
	STAT_TYPE_DS,
	STAT_TYPE_HTTPS,
	STAT_TYPE_MX,
	STAT_TYPE_NS,
	STAT_TYPE_PTR,
	STAT_TYPE_SOA,
	STAT_TYPE_SRV,
	STAT_TYPE_TLSA,
	STAT_TYPE_TXT,
	STAT_TYPE_ANY,
	STAT_COUNT
};

/* The last is any type that has no row: at its number, and above. */
#define STATS_TYPES	259
#define STATS_TYPE_ROWS	(STAT_COUNT - STAT_TYPE_OTHER)

/*
 * How long the engine takes for a message: the first bucket is for at most
 * 64 ns, each next one for at most twice as long, the last one for all that
 * took longer.
 */
#define STATS_BUCKETS		17
#define STATS_FIRST_BUCKET_NS	64

/*
 * Written by one worker with plain stores, read by others at any time: a
 * reader sees each counter whole (aligned 64 bit), some a little older.
 */
struct stats {
	uint64_t	n[STAT_COUNT];
	uint64_t	took[STATS_BUCKETS];	/* messages, see above */
	uint64_t	took_ns;		/* all of them together */
};

/* clang-tidy 14 does not see that the store writes to it. */
static inline void
/* NOLINTNEXTLINE(readability-non-const-parameter) */
stats_raise(uint64_t *counter, uint64_t by)
{
	__atomic_store_n(counter,
	    __atomic_load_n(counter, __ATOMIC_RELAXED) + by,
	    __ATOMIC_RELAXED);
}

static inline void
stats_add(struct stats *st, enum stat_id which, uint64_t by)
{
	stats_raise(&st->n[which], by);
}

/*
 * A batch of n messages took so long: each of them counts as one that took
 * the n-th part.
 */
void stats_took(struct stats *, unsigned n, uint64_t ns);

/* Which row behind STAT_TYPE_OTHER is for a type; 0: that one itself. */
extern const uint8_t stats_rows_of_types[STATS_TYPES];

static inline unsigned
stats_row_of_type(uint16_t type)
{
	return stats_rows_of_types[type < STATS_TYPES ? type :
	    STATS_TYPES - 1];
}

/* "queries_udp" and such. */
const char *stats_name(enum stat_id);

/* What it counts, in a few words; for manuals and metrics. */
const char *stats_help(enum stat_id);

/* The most that a message of bucket i took, for all but the last one. */
static inline uint64_t
stats_bucket_ns(unsigned i)
{
	return (uint64_t)STATS_FIRST_BUCKET_NS << i;
}

/* Add from's counters to sum; from may be in use. */
void stats_sum(struct stats *sum, const struct stats *from);

#endif
